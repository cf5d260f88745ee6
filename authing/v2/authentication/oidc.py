"""Logging in through the browser by OpenID Connect and OAuth 2.0, and the tokens that come of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from authing.core import entropy
from authing.core.binding import Mode, describe, operation
from authing.core.call import Call, Flow, path
from authing.core.errors import ArgumentError
from authing.core.oidc import RelyingParty, url_with
from authing.core.oidc_answers import Introspection, Login, LoginRequest, Provider, TokenSet, UserInfo
from authing.v2.arguments import flag, maybe_text, text
from authing.v2.models.oidc import TokenClaims
from authing.v2.options import PUBLIC_CLOUD
from authing.v2.wire import bare, rest

from .tokens import Tokens

if TYPE_CHECKING:
    from authing.core.tokens import Claims

__all__ = ["Oidc"]

SCOPE = "openid profile email phone address"
"""What is asked for where nothing else is told: all claims about the user."""

_TOKEN_GRANT = "http://authing.cn/oidc/grant_type/authing_token"  # noqa: S105 - the name of a grant
_RESPONSE_TYPES = {
    "oidc": ("code", "token", "id_token", "id_token token", "code id_token", "code token", "code id_token token"),
    "oauth": ("code", "token"),
}


class Oidc(Tokens[Mode]):
    """The application as a relying party of the platform's provider.

    `start_login` and `finish_login` are all that a login needs; the other operations are its single steps.
    """

    def start_login(
        self,
        redirect_uri: str | None = None,
        *,
        scope: str | None = None,
        prompt: str | None = None,
        response_mode: str | None = None,
        login_hint: str | None = None,
        tenant_id: str | None = None,
    ) -> LoginRequest:
        """Prepare a login in the browser, by authorization code with PKCE (sends nothing).

        Send the browser to `url` of the answer, and keep the answer in the browser's session for `finish_login`.

        Args:
            redirect_uri: Where the browser comes back to; by default the client's.
            scope: What is asked for, separated by spaces; by default all claims about the user, or `user` for OAuth.
            prompt: `login`, `consent`, `select_account` or `none`. By default `consent` where the scope has
                `offline_access`, without which there would be no refresh token.
            response_mode: `query` (the default) or `form_post`.
            login_hint: The name that the login page begins with.
            tenant_id: The tenant to log in to.
        """
        self._check_protocol()
        self._page("")
        if response_mode not in (None, "query", "form_post"):
            raise ArgumentError("response_mode must be query or form_post: no server sees the fragment of a URL")
        wanted = maybe_text("scope", scope) or (SCOPE if self._base == "oidc" else "user")
        return self._party("none").begin(
            self._redirect_uri(redirect_uri),
            wanted,
            response_mode=response_mode,
            prompt=maybe_text("prompt", prompt) or _prompt(wanted),
            login_hint=maybe_text("login_hint", login_hint),
            tenant_id=maybe_text("tenant_id", tenant_id),
        )

    @operation
    def finish_login(
        self, request: LoginRequest | Mapping[str, Any] | None, callback: str | Mapping[str, Any]
    ) -> Flow[Login]:
        """Exchange what the browser came back with for tokens (POST /oidc/token), and verify the id_token.

        The callback must belong to the login of this browser: its `state`, and its `iss` where it has one, are checked
        before anything else in it is believed. An id_token is a login token too: the user is this client's user from now
        on.

        Args:
            request: What `start_login` gave, or `dict()` of it, out of the browser's session. Take it out: it is good
                once. None, if there is nothing in the session, is refused.
            callback: The URL that the browser came back to, or the mapping of its parameters.

        Raises:
            NotLoggedIn: The callback is not of this login, the code is no longer good, or the id_token is not.
            Forbidden: The user refused, or may not; or the application is not known by this secret.
        """
        login = yield from self._own_party().finish(request, callback, self._verified_id_token)
        if login.id_token and login.get("claims"):
            self.set_token(login.id_token)
        return login

    def _verified_id_token(self, tokens: TokenSet, request: LoginRequest) -> Flow[Claims]:
        verified: Flow[Claims] = describe(
            self.verify_id_token, tokens.id_token, nonce=request.nonce, access_token=tokens.access_token
        )
        return verified

    # -- single steps ---------------------------------------------------------------------------------

    def build_authorize_url(
        self,
        redirect_uri: str | None = None,
        response_type: str | None = None,
        response_mode: str | None = None,
        state: str | None = None,
        nonce: str | None = None,
        scope: str | None = None,
        code_challenge_method: str | None = None,
        code_challenge: str | None = None,
        service: str | None = None,
    ) -> str:
        """Make the URL that a login in the browser begins at (sends nothing); `start_login` also keeps what it needs.

        Which URL it is depends on the protocol of the client: OpenID Connect, OAuth 2.0, SAML or CAS.

        Args:
            redirect_uri: Where the browser comes back to; by default the client's.
            response_type: What it brings: by default `code`. OAuth also knows `token`.
            response_mode: How it brings it: `query`, `fragment` or `form_post`.
            state: Keep it, and compare it when the browser comes back. By default a new one, which you would have to
                take from the URL.
            nonce: The same for the id_token.
            scope: What is asked for; by default all claims about the user, or `user` for OAuth.
            code_challenge_method: `S256` or `plain`.
            code_challenge: What `generate_code_challenge_digest` made of a verifier.
            service: Where a CAS login comes back to.

        Raises:
            ArgumentError: One of them is missing or not possible with this protocol.
        """
        texts = {
            "redirect_uri": redirect_uri,
            "response_mode": response_mode,
            "state": state,
            "nonce": nonce,
            "scope": scope,
            "code_challenge": code_challenge,
            "service": service,
        }
        for name, value in texts.items():
            maybe_text(name, value)
        if response_type is not None and response_type not in _RESPONSE_TYPES[self._base]:
            raise ArgumentError(f"response_type must be one of {', '.join(_RESPONSE_TYPES[self._base])}")
        if code_challenge_method not in (None, "S256", "plain"):
            raise ArgumentError("code_challenge_method must be S256 or plain")
        if self.options.protocol == "saml":
            return self._page(path("/api/v2/saml-idp/{}", self._app_id()))
        if self.options.protocol == "cas":
            return url_with(self._page(path("/cas-idp/{}", self._app_id())), {"service": service})
        is_oidc = self._base == "oidc"
        query = {
            "nonce": (nonce or entropy.unguessable()) if is_oidc else None,
            "state": state or entropy.unguessable(),
            "scope": scope or (SCOPE if is_oidc else "user"),
            "client_id": self._app_id(),
            "redirect_uri": self._redirect_uri(redirect_uri),
            "response_type": response_type or "code",
            "response_mode": response_mode,
            "prompt": _prompt(scope or "") if is_oidc else None,
            "code_challenge": code_challenge,
            "code_challenge_method": code_challenge_method,
        }
        return url_with(self._page(f"/{self._base}/auth"), query)

    def generate_code_challenge(self, length: int = 43) -> str:
        """Make the secret of one login by PKCE (sends nothing): its `code_verifier`, whatever this method is called.

        Args:
            length: How many letters, from 43 to 128.

        Raises:
            ArgumentError: The length is another.
        """
        return entropy.code_verifier(length)

    def generate_code_challenge_digest(self, code_challenge: str, method: str | None = None) -> str:
        """Make what the authorize URL shows of a verifier (sends nothing).

        Args:
            code_challenge: What `generate_code_challenge` gave.
            method: `S256` (the default) or `plain`.

        Raises:
            ArgumentError: It is no verifier, or no such method.
        """
        return entropy.code_challenge(code_challenge, "S256" if method is None else method)

    @operation
    def get_access_token_by_code(self, code: str, code_verifier: str | None = None) -> Call[TokenSet]:
        """Exchange an authorization code for tokens (POST /oidc/token or /oauth/token); nothing in them is verified.

        Args:
            code: What the browser brought. It is good once.
            code_verifier: What `generate_code_challenge` gave when the login began.

        Raises:
            NotLoggedIn: The code is no longer good, or not with this verifier (invalid_grant).
            Forbidden: The application is not known by this secret (invalid_client).
        """
        verifier = maybe_text("code_verifier", code_verifier)
        return self._own_party().exchange_code(text("code", code), self._redirect_uri(), verifier)

    @operation
    def get_new_access_token_by_refresh_token(self, refresh_token: str) -> Call[TokenSet]:
        """Exchange a refresh token for new tokens (POST /oidc/token or /oauth/token).

        Args:
            refresh_token: The token. Where the answer has another, it is good no more: keep the other.

        Raises:
            NotLoggedIn: It is not good (invalid_grant).
            Forbidden: The application is not known by this secret (invalid_client).
        """
        return self._own_party().refresh(text("refresh_token", refresh_token))

    @operation
    def get_access_token_by_client_credentials(self, scope: str, access_key: str, access_secret: str) -> Call[TokenSet]:
        """Obtain a token of a programmatic access account (POST /oidc/token or /oauth/token).

        Args:
            scope: What is asked for, separated by spaces: `resource:action` or `resource:id:action`. What was not granted is
                in `rejected_scope` of the answer.
            access_key: The id of the account.
            access_secret: Its secret.

        Raises:
            Forbidden: There is no such account, or it has another secret (invalid_client).
            Invalid: Nothing of the scope was granted (invalid_scope).
        """
        wanted = text("scope", scope)
        key, secret = text("access_key", access_key), text("access_secret", access_secret)
        return RelyingParty(self._provider(), key, secret).client_credentials(wanted)

    @operation
    def get_access_token_by_id_token(
        self, id_token: str, *, redirect_uri: str | None = None, scope: str | None = None
    ) -> Call[TokenSet]:
        """Exchange the token of a login for an access token (POST /oidc/token).

        Args:
            id_token: The token, such as `get_token` gives.
            redirect_uri: One of the application's; by default the client's.
            scope: What is asked for; by default all claims about the user.

        Raises:
            NotLoggedIn: The token is no longer good (invalid_grant).
        """
        self._check_protocol()
        return self._party("none").grant(
            _TOKEN_GRANT,
            redirect_uri=self._redirect_uri(redirect_uri),
            token=text("id_token", id_token),
            scope=maybe_text("scope", scope) or SCOPE,
        )

    @operation
    def get_user_info_by_access_token(
        self,
        access_token: str,
        *,
        method: str = "POST",
        token_place: str = "header",  # noqa: S107 - a place, not a token
        subject: str | None = None,
    ) -> Call[UserInfo]:
        """Tell who the user of an access token is (POST or GET /oidc/me or /oauth/me).

        Args:
            access_token: The token.
            method: `POST` or `GET`.
            token_place: Where the token stands: `header`, `body`, or `query`, which servers and proxies write to logs.
            subject: `claims["sub"]` of the login that the token came with: an answer about somebody else is refused.

        Raises:
            NotLoggedIn: The token is no longer good (invalid_token).
            Forbidden: Its scope lacks `openid` (insufficient_scope).
        """
        if method not in ("GET", "POST"):
            raise ArgumentError(f"method must be GET or POST, not {method!r}")
        if token_place not in ("header", "query", "body") or (method, token_place) == ("GET", "body"):
            raise ArgumentError("token_place must be header, query, or with POST body")
        who = maybe_text("subject", subject)
        token = text("access_token", access_token)
        return self._party("none").userinfo(token, subject=who, method=method, place=token_place)

    @operation
    def introspect_token(self, token: str) -> Call[Introspection]:
        """Tell whether a token is good, and for whom (POST /oidc/token/introspection or /oauth/token/introspection).

        Args:
            token: An access or refresh token. A bad one is an answer, not an error.

        Raises:
            Forbidden: The application is not known by this secret (invalid_client).
        """
        self._check_protocol()
        method = self.options.introspection_endpoint_auth_method
        return self._party(method).introspect(text("token", token))

    @operation
    def revoke_token(self, token: str) -> Call[bool]:
        """Make a token good for nothing (POST /oidc/token/revocation or /oauth/token/revocation).

        Args:
            token: An access or refresh token. Whether it was one is not told.

        Raises:
            Forbidden: The application is not known by this secret (invalid_client).
        """
        self._check_protocol()
        method = self.options.revocation_endpoint_auth_method
        return self._party(method).revoke(text("token", token))

    @operation
    def validate_token(self, id_token: str | None = None, access_token: str | None = None) -> Call[TokenClaims]:
        """Have the platform look at a token (GET /api/v2/oidc/validate_token).

        `verify_id_token` and `verify_access_token` do the same without asking, and without showing the token in a URL.

        Args:
            id_token: An id_token.
            access_token: An access token; not looked at where there is an id_token.

        Raises:
            Invalid: The token is not good (400).
        """
        id_token, access_token = maybe_text("id_token", id_token), maybe_text("access_token", access_token)
        if id_token is None and access_token is None:
            raise ArgumentError("id_token or access_token must be given")
        params = {"id_token": id_token} if id_token else {"access_token": access_token}
        return bare("GET", "/api/v2/oidc/validate_token", TokenClaims.of, params=params)

    # -- the end --------------------------------------------------------------------------------------

    def build_logout_url(
        self, expert: bool | None = None, redirect_uri: str | None = None, id_token: str | None = None
    ) -> str:
        """Make the URL that ends the browser's session at the platform (sends nothing).

        Args:
            expert: With OpenID Connect: end the session as its standard has it, at /oidc/session/end; by default at the
                platform's own logout page.
            redirect_uri: Where the browser comes back to.
            id_token: With `expert`: tells whose session it is; else the platform asks the user.
        """
        expert = expert is not None and flag("expert", expert)
        target, token = maybe_text("redirect_uri", redirect_uri), maybe_text("id_token", id_token)
        if self.options.protocol == "cas":
            return url_with(self._page("/cas-idp/logout"), {"url": target})
        page = url_with(self._page("/login/profile/logout"), {"redirect_uri": target})
        return self._party("none").logout_url(token, target) if expert and self._base == "oidc" else page

    @operation
    def logout_current(self) -> Call[bool]:
        """End the login of this device, at the platform and in this client (GET /logout).

        Raises:
            NotLoggedIn: The token is no longer good.
        """
        params = {"appId": self.options.app_id, "deviceId": "current"}

        def ended(_: Any) -> bool:
            self.clear_current_user()
            return True

        return rest("GET", "/logout", ended, params=params, safe=False)

    # -- what they have in common ---------------------------------------------------------------------

    @property
    def _base(self) -> str:
        return "oidc" if self.options.protocol == "oidc" else "oauth"

    def _check_protocol(self) -> None:
        if self.options.protocol not in ("oidc", "oauth"):
            raise ArgumentError(f"this is for the protocols oidc and oauth; the client's is {self.options.protocol}")

    def _redirect_uri(self, given: str | None = None) -> str:
        found = maybe_text("redirect_uri", given) or self.options.redirect_uri
        if not found:
            raise ArgumentError("redirect_uri must be given, here or to the client")
        return found

    def _page(self, where: str) -> str:
        """The URL of a page for browsers."""
        if self.options.host == PUBLIC_CLOUD:
            raise ArgumentError("browsers log in at the application's own host: give app_host to the client")
        return self.options.host + where

    def _provider(self) -> Provider:
        host, base = self.options.host, f"/{self._base}"
        return Provider(
            issuer=f"{host}/oidc",
            authorization_endpoint=f"{host}{base}/auth",
            token_endpoint=f"{base}/token",
            userinfo_endpoint=f"{base}/me",
            introspection_endpoint=f"{base}/token/introspection",
            revocation_endpoint=f"{base}/token/revocation",
            end_session_endpoint=f"{host}/oidc/session/end",
        )

    def _party(self, method: str | None) -> RelyingParty:
        """The application; without a method it proves itself as the platform's documentation has it."""
        return RelyingParty(self._provider(), self._app_id(), self.options.secret, method or "client_secret_post")

    def _own_party(self) -> RelyingParty:
        self._check_protocol()
        return self._party(self.options.token_endpoint_auth_method)


def _prompt(scope: str) -> str | None:
    return "consent" if "offline_access" in scope.split() else None
