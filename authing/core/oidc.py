"""The relying party of OAuth 2.0 and OpenID Connect, for every platform: what to send, and what to believe of the answers.

    party = RelyingParty(provider, client_id, client_secret)
    request = party.begin("https://app.example/callback", "openid profile")     # keep it with the browser's session
    ...                                                                         # send the browser to request.url
    tokens = yield from party.finish(request, callback_url, verify)

The way is the authorization code with PKCE, the only one that RFC 9700 (section 2.1) leaves. Nothing here does I/O.
Signatures are the affair of `tokens.py`; what is checked here is that an answer belongs to the question.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from hmac import compare_digest
from time import time
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import parse_qs, urlsplit

from .assertions import ASSERTION_TYPE
from .call import Call, Describes, Flow, Reply
from .credentials import checked_token
from .entropy import code_challenge, code_verifier, unguessable
from .errors import (
    ArgumentError,
    AuthingException,
    Forbidden,
    Invalid,
    NotLoggedIn,
    RateLimited,
    ServerError,
    UnexpectedAnswer,
    kind_for_status,
)
from .oidc_answers import Claims, Introspection, Login, LoginRequest, Provider, TokenSet, UserInfo
from .options import Frozen, whole_url
from .plan import encoded_query

if TYPE_CHECKING:
    from typing import TypeAlias

    from .assertions import PrivateKey

    Callback: TypeAlias = str | Mapping[str, Any]

__all__ = ["CLIENT_AUTH_METHODS", "LONGEST_LIFE", "OAUTH_ERRORS", "RelyingParty", "discover", "oauth_error", "url_with"]

T = TypeVar("T")

CLIENT_AUTH_METHODS = ("client_secret_post", "client_secret_basic", "private_key_jwt", "none")
"""How a client can prove itself (OpenID Connect Core, section 9)."""

OAUTH_ERRORS: dict[str, type[AuthingException]] = {
    "invalid_request": Invalid,
    # Not NotLoggedIn, although its status is 401: it is the program that is not known, and no login would help.
    "invalid_client": Forbidden,
    "invalid_grant": NotLoggedIn,
    "unauthorized_client": Forbidden,
    "unsupported_grant_type": Invalid,
    "unsupported_response_type": Invalid,
    "unsupported_token_type": Invalid,
    "invalid_scope": Invalid,
    "invalid_target": Invalid,
    "access_denied": Forbidden,
    "server_error": ServerError,
    "temporarily_unavailable": ServerError,
    "slow_down": RateLimited,
    "invalid_token": NotLoggedIn,
    "insufficient_scope": Forbidden,
    "login_required": NotLoggedIn,
    "interaction_required": NotLoggedIn,
    "account_selection_required": NotLoggedIn,
    "consent_required": NotLoggedIn,
}
"""The kind that an OAuth error is raised as (RFC 6749 sections 4.1.2.1 and 5.2, RFC 6750, 7009, 8707, OpenID Connect)."""

LONGEST_LIFE = 1e10
"""Seconds that a token may live; a datetime can still tell its end."""

_NEEDED = ("state", "code_verifier", "redirect_uri")
_FORM_POST = "client_secret_post"
_PRIVATE_KEY = "private_key_jwt"


class RelyingParty(Frozen):
    """One client of one provider.

    Args:
        provider: The provider's endpoints: whole URLs, or paths below the host that the runner is for.
        client_id: The client's id there.
        client_secret: Its secret; None for a public client, or one with a key.
        auth_method: How it proves itself to the endpoints that ask for it.
        private_key: What it proves itself by as `private_key_jwt`.
        clock: What tells the present time, in seconds since 1970.

    Raises:
        ArgumentError: The method is not known, or needs a secret or a key.
    """

    provider: Provider
    client_id: str | None
    client_secret: str | None
    auth_method: str
    private_key: PrivateKey | None
    clock: Callable[[], float]

    def __init__(
        self,
        provider: Provider,
        client_id: str | None = None,
        client_secret: str | None = None,
        auth_method: str = _FORM_POST,
        *,
        private_key: PrivateKey | None = None,
        clock: Callable[[], float] = time,
    ) -> None:
        if auth_method not in CLIENT_AUTH_METHODS:
            raise ArgumentError(f"a client proves itself by one of {', '.join(CLIENT_AUTH_METHODS)}")
        if auth_method == _PRIVATE_KEY:
            if private_key is None or not client_id:
                raise ArgumentError(f"{auth_method} needs the client's private key and its id")
        elif auth_method != "none" and not client_secret:
            raise ArgumentError(
                f"{auth_method} needs the client's secret; the method of a client without one is 'none'"
            )
        self.__dict__.update(
            provider=provider,
            client_id=client_id,
            client_secret=client_secret,
            auth_method=auth_method,
            private_key=private_key,
            clock=clock,
        )

    # -- the way through the browser ------------------------------------------------------------------

    def begin(
        self, redirect_uri: str, scope: str, *, max_age: int | None = None, **parameters: str | Sequence[str] | None
    ) -> LoginRequest:
        """Prepare a login: where to send the browser, and what to keep until it comes back.

        Args:
            redirect_uri: Where it comes back to.
            scope: What is asked for, separated by spaces; with `openid` there is an id_token.
            max_age: Seconds since the user last proved who they are; if it is longer, they have to do so again.
            parameters: Others of the request, such as `prompt` or `login_hint`; several of one name, such as `resource`.
        """
        state, verifier = unguessable(), code_verifier()
        nonce = unguessable() if "openid" in scope.split() else None
        query = {
            **parameters,  # first: none of them takes the place of what the callback is compared with
            "max_age": max_age,
            "nonce": nonce,
            "state": state,
            "scope": scope,
            "client_id": self.client_id,
            "redirect_uri": redirect_uri,
            "response_type": "code",
            "code_challenge": code_challenge(verifier),
            "code_challenge_method": "S256",
        }
        url = url_with(self._endpoint("authorization_endpoint"), query)
        return LoginRequest(
            url=url, state=state, nonce=nonce, code_verifier=verifier, redirect_uri=redirect_uri, max_age=max_age
        )

    def finish(
        self,
        request: LoginRequest | Mapping[str, Any] | None,
        callback: Callback,
        verify: Callable[[TokenSet, LoginRequest], Describes[Claims]],
    ) -> Flow[Login]:
        """Turn what the browser came back with into tokens, if it belongs to this login.

        Args:
            request: What `begin` gave, or `dict()` of it, out of the browser's session; None if there was nothing in it.
            callback: The URL that the browser came back to, or the parameters in it.
            verify: Makes the claims of the id_token that came of this login, or raises.

        Raises:
            NotLoggedIn: The callback is not of this login, or the code is no longer good.
            Forbidden: The user refused, or may not.
        """
        if request is None:
            raise NotLoggedIn("no_login_request", "no login was begun in this browser session")
        request = _login_request(request)
        code = self.code_of(request, callback)
        tokens = yield from self.exchange_code(code, request.redirect_uri, request.code_verifier)
        if request.nonce is None:
            return Login.of({**tokens, "claims": None})  # none that the answer brought along
        if not isinstance(tokens.id_token, str) or not tokens.id_token:
            raise UnexpectedAnswer(None, "the provider sent no id_token although the scope has openid")
        claims = yield from verify(tokens, request)
        return Login.of({**tokens, "claims": dict(claims)})

    def code_of(self, request: LoginRequest, callback: Callback) -> str:
        """The authorization code of a callback that belongs to this login.

        Raises:
            NotLoggedIn: It does not, or it is malformed.
            AuthingException: It tells an error: the kind is that of its code.
        """
        given = _parameters(callback)
        # RFC 6749, section 10.12: without the state of this browser, somebody else's login would become the user's.
        state = _only(given, "state")
        if not state or not compare_digest(state.encode(errors="replace"), request.state.encode()):
            raise NotLoggedIn("state_mismatch", "the callback does not belong to the login of this browser session")
        # RFC 9207, section 2.4: before anything else of the answer is believed, also where it is an error.
        issuer = _only(given, "iss")
        expected = self.provider.authorization_response_iss_parameter_supported
        if issuer != self.provider.issuer if issuer else expected:
            raise NotLoggedIn("issuer_mismatch", "the callback comes from another provider than the login went to")
        if error := _only(given, "error"):
            raise oauth_error(error, _only(given, "error_description"))
        if not (code := _only(given, "code")):
            raise NotLoggedIn("invalid_callback", "the callback has neither a code nor an error")
        return code

    def logout_url(self, id_token: str | None = None, redirect_uri: str | None = None, state: str | None = None) -> str:
        """Where to send the browser to end its session at the provider (OpenID Connect RP-Initiated Logout, section 2).

        Args:
            id_token: Tells whose session it is; else the provider asks.
            redirect_uri: Where it comes back to.
            state: What it then brings along.
        """
        query = {
            "id_token_hint": id_token,
            # The provider knows from one of the two which addresses the client may send browsers to.
            "client_id": None if id_token else self.client_id,
            "post_logout_redirect_uri": redirect_uri,
            "state": state,
        }
        return url_with(self._endpoint("end_session_endpoint"), query)

    # -- tokens ---------------------------------------------------------------------------------------

    def exchange_code(self, code: str, redirect_uri: str, verifier: str | None = None) -> Call[TokenSet]:
        """Exchange an authorization code for tokens (RFC 6749, section 4.1.3). The code is good once."""
        return self.grant("authorization_code", code=code, redirect_uri=redirect_uri, code_verifier=verifier)

    def refresh(self, refresh_token: str, scope: str | None = None) -> Call[TokenSet]:
        """Exchange a refresh token for new tokens (RFC 6749, section 6). Where the answer has another one, keep that."""
        return self.grant("refresh_token", refresh_token=refresh_token, scope=scope)

    def client_credentials(self, scope: str | None = None, **fields: str | None) -> Call[TokenSet]:
        """Obtain a token for the client itself (RFC 6749, section 4.4)."""
        return self.grant("client_credentials", safe=True, scope=scope, **fields)

    def grant(self, grant_type: str, *, safe: bool = False, **fields: str | None) -> Call[TokenSet]:
        """Ask the token endpoint for tokens by any grant, with its fields."""
        return self._ask("token_endpoint", {"grant_type": grant_type, **fields}, self._token_set, safe=safe)

    def introspect(self, token: str, hint: str | None = None) -> Call[Introspection]:
        """Ask whether a token is good, and for whom (RFC 7662)."""
        return self._ask("introspection_endpoint", {"token": token, "token_type_hint": hint}, _introspection, safe=True)

    def revoke(self, token: str, hint: str | None = None) -> Call[bool]:
        """Make a token good for nothing (RFC 7009). Whether it was one is not told."""
        return self._ask("revocation_endpoint", {"token": token, "token_type_hint": hint}, _succeeded, safe=True)

    def userinfo(
        self, access_token: str, *, subject: str | None = None, method: str = "GET", place: str = "header"
    ) -> Call[UserInfo]:
        """Ask who the user of an access token is (OpenID Connect Core, section 5.3).

        Args:
            access_token: The token.
            subject: The `sub` of the id_token that came with it; an answer about somebody else is refused.
            method: GET or POST.
            place: Where the token stands (RFC 6750, section 2): header, body or query. A query is written to logs.
        """

        def read(reply: Reply) -> UserInfo:
            try:
                user = UserInfo.of(_object(reply))
            except AuthingException as error:
                if reply.status != 401 or isinstance(error, NotLoggedIn):
                    raise
                # RFC 6750, section 3.1: it is the token that is refused, whatever word the provider has for it.
                raise NotLoggedIn(error.code, error.message, data=error.data) from None
            # OpenID Connect Core, section 5.3.2: sub is always there, and that of the id_token.
            if not isinstance(user.sub, str) or not user.sub or subject not in (None, user.sub):
                raise UnexpectedAnswer(None, "the userinfo is not about the user of the id_token")
            return user

        token = {"access_token": checked_token(access_token)}
        return Call(
            method,
            self._endpoint("userinfo_endpoint"),
            read,
            params=token if place == "query" else None,
            form=token if place == "body" else None,
            auth=access_token if place == "header" else False,
            safe=True,
        )

    # -- what they have in common ---------------------------------------------------------------------

    def _endpoint(self, name: str) -> str:
        endpoint: str | None = getattr(self.provider, name)
        if not endpoint:
            raise ArgumentError(f"the provider has no {name}")
        return endpoint

    def _ask(self, endpoint: str, form: Mapping[str, str | None], read: Callable[[Reply], T], *, safe: bool) -> Call[T]:
        headers = None
        secret = self.client_secret or ""
        if self.auth_method == "client_secret_basic":
            # RFC 6749, section 2.3.1: both are encoded as in a form before they are joined by the colon.
            pair = encoded_query({self.client_id or "": secret}).replace("=", ":", 1)
            headers = {"authorization": f"Basic {b64encode(pair.encode()).decode()}"}
        elif self.auth_method == _FORM_POST:
            form = {**form, "client_id": self.client_id, "client_secret": secret}
        elif self.private_key is not None and self.auth_method == _PRIVATE_KEY:
            # RFC 7523, section 3: for the provider, which its issuer names exactly.
            assertion = self.private_key.assertion(self.client_id or "", self.provider.issuer)
            form = {**form, "client_assertion_type": ASSERTION_TYPE, "client_assertion": assertion}
        else:
            form = {**form, "client_id": self.client_id}
        return Call("POST", self._endpoint(endpoint), read, form=form, headers=headers, auth=False, safe=safe)

    def _token_set(self, reply: Reply) -> TokenSet:
        raw = _object(reply)
        # RFC 6749, section 7.1: a token of a kind that one does not know must not be used.
        try:
            checked_token(raw["access_token"])
            is_borne = str(raw.get("token_type", "Bearer")).lower() == "bearer"
        except ArgumentError:
            is_borne = False
        if not is_borne:
            raise UnexpectedAnswer(None, "the provider granted no token that can be borne")
        raw.pop("expires_at", None)  # no provider's: it is told by this machine's clock
        lifetime = raw.get("expires_in")
        if isinstance(lifetime, (int, float)) and 0 <= lifetime < LONGEST_LIFE:
            raw["expires_at"] = int(self.clock() + lifetime)
        return TokenSet.of(raw)


def discover(issuer: str, host: str | None = None) -> Call[Provider]:
    """Ask a provider for its endpoints (OpenID Connect Discovery, section 4).

    Args:
        issuer: Its URL, exactly as it calls itself.
        host: Where to ask, if that is another URL, such as one inside a private network.
    """
    address = whole_url(host or issuer).rstrip("/")

    def read(reply: Reply) -> Provider:
        provider = Provider.of(_object(reply))
        # Section 4.3: exactly the same, or somebody speaks for another.
        if provider.issuer != issuer:
            told = f"{provider.issuer!r:.200}"
            raise UnexpectedAnswer(
                None,
                f"the provider calls itself {told}, which is another issuer than {issuer!r}: give what it calls itself as"
                " the host or, where it cannot be reached by that, as the issuer or audience beside it",
            )
        scheme = urlsplit(address).scheme
        for name, where in provider.items():
            # No way leads from https to http, or out of the web: browsers and secrets are sent there.
            is_used = name.endswith("_endpoint") or name == "jwks_uri"
            if is_used and where is not None and urlsplit(whole_url(where)).scheme not in (scheme, "https"):
                raise UnexpectedAnswer(None, f"the provider's {name} is not safe to use")
        return provider

    return Call("GET", f"{address}/.well-known/openid-configuration", read, auth=False)


def oauth_error(code: str, description: Any = None, status: int = 400, data: Any = None) -> AuthingException:
    """The error for an OAuth error code; of an unknown one, which is kept in any case, the status tells the kind."""
    kind = OAUTH_ERRORS.get(code) or (kind_for_status(status) if status >= 401 else AuthingException)
    # It may come through the browser, and goes to logs: one line, and no more than a few.
    words = "".join(letter for letter in str(description or code)[:500] if letter.isprintable())
    error = kind(code, words, data=data)
    error.retryable = error.retryable or code == "temporarily_unavailable"
    return error


def url_with(url: str, query: Mapping[str, Any]) -> str:
    """A URL with these parameters added to its query, all of them encoded; None is left out."""
    text = encoded_query(query)
    return f"{url}{'&' if '?' in url else '?'}{text}" if text else url


def _login_request(request: Any) -> LoginRequest:
    if not isinstance(request, (LoginRequest, Mapping)):
        raise ArgumentError(f"the login request must be what the login began with, not a {type(request).__name__}")
    found = LoginRequest.of(dict(request.items()))
    if not all(isinstance(found.get(name), str) and found[name] for name in _NEEDED):
        raise ArgumentError("the login request is not whole: keep all of what the login began with")
    return found


def _parameters(callback: Callback) -> Mapping[str, Any]:
    """The parameters of a callback; each with one value or a list of them."""
    if isinstance(callback, str):
        try:
            return parse_qs(urlsplit(callback).query, keep_blank_values=True, max_num_fields=100)
        except ValueError:
            raise NotLoggedIn("invalid_callback", "the callback's URL cannot be read") from None
    if not isinstance(callback, Mapping):
        raise ArgumentError(
            f"the callback must be a URL or a mapping of its parameters, not a {type(callback).__name__}"
        )
    # The mappings of web frameworks give one value of several, unless they are asked for the list (aiohttp: getall).
    every = getattr(callback, "getlist", None) or getattr(callback, "getall", None)
    return {name: every(name) for name in callback} if every else callback


def _only(given: Mapping[str, Any], name: str) -> str | None:
    """A parameter that is there once; one without a value counts as left out (RFC 6749, section 3.1)."""
    value = given.get(name)
    values = value if isinstance(value, (list, tuple)) else [value]
    # The same section: no parameter more than once. Two readers may take two different ones.
    if len(values) > 1 or not isinstance(values[0] if values else None, (str, type(None))):
        raise NotLoggedIn("invalid_callback", f"the callback has no single {name}")
    return values[0] or None if values else None


def _object(reply: Reply) -> dict[str, Any]:
    """The object of an OAuth answer.

    Raises:
        AuthingException: It tells an error, or is none.
    """
    if 300 <= reply.status < 400:
        raise UnexpectedAnswer(None, f"the host answers with a redirect ({reply.status}), which is not followed")
    try:
        body = reply.json()
    except ValueError:
        if reply.status < 400:
            raise
        body = None
    if isinstance(body, dict) and isinstance(body.get("error"), str):
        raise oauth_error(body["error"], body.get("error_description"), reply.status, body)
    if reply.status >= 400:
        raise kind_for_status(reply.status)(reply.status, f"HTTP {reply.status}", data=body)
    if not isinstance(body, dict):
        raise TypeError("the answer is no object")
    return body


def _introspection(reply: Reply) -> Introspection:
    raw = _object(reply)
    # RFC 7662, section 2.2: always there, and a boolean. The text "false" would pass as a good token.
    if not isinstance(raw["active"], bool):
        raise TypeError("active is neither true nor false")
    return Introspection.of(raw)


def _succeeded(reply: Reply) -> bool:
    """Read an answer whose status tells all (RFC 7009, section 2.2: the body is not looked at)."""
    if reply.status != 200:
        _object(reply)
    return True
