"""The OpenID provider of an instance, for a ConnectServer: what ZITADEL does between a browser, an application, and tokens.

    provider = LoginProvider(connect)
    app = provider.add_application("shop", secret="hush", redirect_uris=[BACK])
    callback = provider.browse(request.url)          # the user ada logs in; the URL that the browser is sent back to

It checks what the server does: who the application is, PKCE, that a code is good once, and for whom a token is. Its
tokens have the claims of ZITADEL's: id_tokens with `azp`, `client_id` and `at_hash`, access tokens with `jti`.
"""

from __future__ import annotations

import json
import secrets
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from hashlib import sha256
from http.client import HTTPConnection
from typing import Any, NamedTuple
from urllib.parse import parse_qs, parse_qsl, unquote_plus, urlencode, urlsplit

import jwt
from connect_server import TOKEN, Answer, ConnectServer, Seen, public_key
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

AUTHORIZE, KEYS = "/oauth/v2/authorize", "/oauth/v2/keys"
INTROSPECT, REVOKE = "/oauth/v2/introspect", "/oauth/v2/revoke"
USERINFO, END_SESSION = "/oidc/v1/userinfo", "/oidc/v1/end_session"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ORGANISATION = {"id": "org1", "name": "Acme", "primary_domain": "acme.example"}
_URN = "urn:zitadel:iam"


class Application(NamedTuple):
    """An application of a project."""

    client_id: str
    project_id: str
    secret: str | None
    public_key: Any
    redirect_uris: tuple[str, ...]
    with_jwt: bool


class Granted(NamedTuple):
    """What a code, an access token or a refresh token stands for."""

    user_id: str
    client_id: str
    scopes: tuple[str, ...]
    audience: tuple[str, ...]
    nonce: str | None
    authenticated_at: int
    id: str
    issued_at: int
    expires_at: int


class Refusal(Exception):
    def __init__(self, code: str, words: str, status: int = 400) -> None:
        super().__init__(code)
        self.answer = Answer.of({"error": code, "error_description": words}, status)


class LoginProvider:
    """The provider. Its attributes may be changed between requests.

    Attributes:
        user_id: Who sits at the browser.
        refuses: The error that a login ends with in place of a code.
        tells_issuer: Whether callbacks have an `iss` (RFC 9207).
        authenticated_before: Seconds since the user proved who they are.
        metadata: That of all users.
        roles: The roles of all users: project, role, organisation and its domain.
        claims_of_id_tokens: Changes to the claims of the id_tokens that come.
    """

    def __init__(self, server: ConnectServer) -> None:
        self.server = server
        self.user_id = "ada"
        self.refuses: str | None = None
        self.tells_issuer = False
        self.authenticated_before = 5
        self.lifetime = 3600
        self.metadata = {"shoe-size": b"\x00\xff 39", "empty": b""}
        self.roles = {"shop-project": {"admin": {"org1": "acme.example", "org2": "other.example"}}}
        self.claims_of_id_tokens: dict[str, Any] = {}
        self.signs_with = 0
        self.publishes = [0]
        self.requests_of_logins: dict[str, dict[str, str]] = {}
        self._applications: dict[str, Application] = {}
        self._codes: dict[str, tuple[Granted, str | None, str]] = {}
        self._refresh: dict[str, Granted] = {}
        self._access: dict[str, Granted] = {}
        routes: dict[str, Callable[[Seen], Answer]] = {
            AUTHORIZE: self._authorize,
            TOKEN: self._token,
            USERINFO: self._userinfo,
            INTROSPECT: self._introspect,
            REVOKE: self._revoke,
            KEYS: self._keys,
            END_SESSION: self._end_session,
        }
        for path, handler in routes.items():
            server.route(path, _answering(handler))

    def add_application(
        self,
        client_id: str,
        *,
        secret: str | None = None,
        key_file: Mapping[str, str] | None = None,
        redirect_uris: Iterable[str] = ("https://app.example/callback",),
        project_id: str = "shop-project",
        with_jwt: bool = False,
    ) -> Application:
        """Know an application: by its secret, its key, or as a public one."""
        key = None if key_file is None else (key_file["keyId"], public_key(key_file["key"]))
        made = Application(client_id, project_id, secret, key, tuple(redirect_uris), with_jwt)
        self._applications[client_id] = made
        return made

    def browse(self, url: str) -> str:
        """What a browser does with a URL: where it is sent to in the end."""
        parts = urlsplit(url)
        connection = HTTPConnection(parts.netloc, timeout=10)
        try:
            connection.request("GET", f"{parts.path}?{parts.query}")
            answer = connection.getresponse()
            body = answer.read()
            assert answer.status == 302, body
            return answer.headers["location"]
        finally:
            connection.close()

    def signed(self, claims: Mapping[str, Any], which: int | None = None, **header: Any) -> str:
        """A token signed by one of the instance's keys."""
        which = self.signs_with if which is None else which
        return jwt.encode(dict(claims), signing_key(which), "RS256", {"kid": f"key{which}", **header})

    def access_token_claims(self, granted: Granted) -> dict[str, Any]:
        """The claims of an access token that is a JWT; there is no scope in them."""
        return {
            "iss": self.server.issuer,
            "sub": granted.user_id,
            "aud": list(granted.audience),
            "exp": granted.expires_at,
            "iat": granted.issued_at,
            "nbf": granted.issued_at,
            "jti": granted.id,
            "client_id": granted.client_id,
            **self._asserted(granted, granted.scopes, None),
        }

    def granted(
        self, client_id: str, user_id: str | None = None, scope: str = "openid", lifetime: int = 3600
    ) -> Granted:
        """A grant that came by no login, such as for a personal access token."""
        return self._grant(client_id, user_id or self.user_id, tuple(scope.split()), None, lifetime)

    def opaque(self, granted: Granted) -> str:
        """An access token that only the instance can read."""
        token = secrets.token_urlsafe(48)
        self._access[token] = granted
        return token

    def finish_login(self, auth_request_id: str, user_id: str) -> str:
        """The callback of a login that another page has led to its end."""
        return self._sent_back(self.requests_of_logins.pop(auth_request_id), user_id)

    # -- the endpoint for browsers --------------------------------------------------------------------

    def _authorize(self, seen: Seen) -> Answer:
        asked = {name: values[0] for name, values in parse_qs(seen.query, strict_parsing=True).items()}
        application = self._applications.get(asked.get("client_id", ""))
        if application is None or asked.get("redirect_uri") not in application.redirect_uris:
            raise Refusal("invalid_request", "The requested redirect_uri is missing in the client configuration.")
        if asked.get("response_type") != "code" or "openid" not in asked.get("scope", "").split():
            raise Refusal("invalid_request", "The response type or the scope is not allowed.")
        if asked.get("code_challenge_method") != "S256" and not application.secret:
            raise Refusal("invalid_request", "code_challenge required")
        request_id = f"V2_{secrets.token_hex(8)}"
        self.requests_of_logins[request_id] = asked
        if asked.get("login_hint") == "own-page":
            return Answer(302, {"location": f"https://login.example/login?authRequest={request_id}"})
        return Answer(302, {"location": self.finish_login(request_id, self.user_id)})

    def _sent_back(self, asked: Mapping[str, str], user_id: str) -> str:
        told = {"state": asked.get("state", "")}
        if self.tells_issuer:
            told["iss"] = self.server.issuer
        if self.refuses:
            told |= {"error": self.refuses, "error_description": "No luck."}
        else:
            told["code"] = code = secrets.token_urlsafe(16)
            scopes = tuple(asked["scope"].split())
            grant = self._grant(asked["client_id"], user_id, scopes, asked.get("nonce"), self.lifetime)
            self._codes[code] = grant, asked.get("code_challenge"), asked["redirect_uri"]
        return f"{asked['redirect_uri']}?{urlencode(told)}"

    def _end_session(self, seen: Seen) -> Answer:
        asked = dict(parse_qsl(seen.query))
        return Answer(302, {"location": asked.get("post_logout_redirect_uri", f"{self.server.host}/logged-out")})

    # -- tokens ---------------------------------------------------------------------------------------

    def _token(self, seen: Seen) -> Answer:
        form = seen.form
        kind = form.get("grant_type")
        if kind not in ("authorization_code", "refresh_token"):
            return self.server.token(seen)
        application = self._application(seen)
        if kind == "refresh_token":
            granted = self._refresh.pop(form["refresh_token"], None)
            if granted is None or granted.client_id != application.client_id:
                raise Refusal("invalid_grant", "Errors.OIDCSession.RefreshTokenInvalid")
            scopes = tuple(form.get("scope", " ".join(granted.scopes)).split())
            granted = self._grant(granted.client_id, granted.user_id, scopes, granted.nonce, self.lifetime)
            return Answer.of(self._tokens(granted, application))
        granted, challenge, redirect_uri = self._codes.pop(form.get("code", ""), (None, None, ""))
        if granted is None or granted.client_id != application.client_id or form.get("redirect_uri") != redirect_uri:
            raise Refusal("invalid_grant", "Errors.AuthRequest.NoCode")
        digest = sha256(form.get("code_verifier", "").encode()).digest()
        if challenge is not None and urlsafe_b64encode(digest).rstrip(b"=").decode() != challenge:
            raise Refusal("invalid_grant", "invalid code challenge")
        return Answer.of(self._tokens(granted, application))

    def _grant(
        self, client_id: str, user_id: str, scopes: tuple[str, ...], nonce: str | None, lifetime: int
    ) -> Granted:
        application, now = self._applications[client_id], int(self.server.now())
        asked = [scope.removeprefix(f"{_URN}:org:project:id:") for scope in scopes if scope.endswith(":aud")]
        audience = (client_id, application.project_id, *(each.removesuffix(":aud") for each in asked))
        since = now - self.authenticated_before
        return Granted(user_id, client_id, scopes, audience, nonce, since, secrets.token_hex(8), now, now + lifetime)

    def _tokens(self, granted: Granted, application: Application) -> dict[str, Any]:
        access = self.signed(self.access_token_claims(granted)) if application.with_jwt else self.opaque(granted)
        self._access[access] = granted
        told = {"access_token": access, "token_type": "Bearer", "expires_in": granted.expires_at - granted.issued_at}
        if "offline_access" in granted.scopes:
            told["refresh_token"] = refresh = secrets.token_urlsafe(24)
            self._refresh[refresh] = granted
        if "openid" in granted.scopes:
            told["id_token"] = self.signed(self.id_token_claims(granted, access))
        return told

    def id_token_claims(self, granted: Granted, access_token: str) -> dict[str, Any]:
        """The claims of an id_token."""
        digest = sha256(access_token.encode()).digest()
        told = {
            "iss": self.server.issuer,
            "sub": granted.user_id,
            "aud": list(granted.audience),
            "exp": granted.expires_at,
            "iat": granted.issued_at,
            "auth_time": granted.authenticated_at,
            "amr": ["pwd"],
            "azp": granted.client_id,
            "client_id": granted.client_id,
            "sid": "V1_1",
            "at_hash": urlsafe_b64encode(digest[:16]).rstrip(b"=").decode(),
            **({"nonce": granted.nonce} if granted.nonce else {}),
            **self._asserted(granted, granted.scopes, None),
            **self.claims_of_id_tokens,
        }
        return {name: value for name, value in told.items() if value is not None}

    def _asserted(self, granted: Granted, scopes: tuple[str, ...], asks: str | None) -> dict[str, Any]:
        """ZITADEL's own claims; `asks` is the project that introspects, to which nothing of others is told."""
        told: dict[str, Any] = {}
        own = asks or self._applications[granted.client_id].project_id
        named = {scope.removeprefix(f"{_URN}:org:project:role:") for scope in scopes if ":org:project:role:" in scope}
        if named or f"{_URN}:org:projects:roles" in scopes:
            for project, roles in self.roles.items():
                shown = {role: held for role, held in roles.items() if not named or role in named}
                if shown and (project == own or (asks is None and project in granted.audience)):
                    told[f"{_URN}:org:project:{project}:roles"] = shown
                    if project == own:
                        told[f"{_URN}:org:project:roles"] = shown
        if f"{_URN}:user:metadata" in scopes:
            encoded = {key: urlsafe_b64encode(value).rstrip(b"=").decode() for key, value in self.metadata.items()}
            told[f"{_URN}:user:metadata"] = encoded
        if f"{_URN}:user:resourceowner" in scopes or any(scope.startswith(f"{_URN}:org:id:") for scope in scopes):
            told |= {f"{_URN}:user:resourceowner:{name}": value for name, value in ORGANISATION.items()}
        return told

    def _profile(self, granted: Granted) -> dict[str, Any]:
        told: dict[str, Any] = {"sub": granted.user_id}
        if "profile" in granted.scopes:
            told |= {"name": granted.user_id.title(), "preferred_username": f"{granted.user_id}@acme.example"}
        if "email" in granted.scopes:
            told |= {"email": f"{granted.user_id}@example.com", "email_verified": True}
        return told

    def _userinfo(self, seen: Seen) -> Answer:
        granted = self._good(seen.token)
        if granted is None:
            raise Refusal("access_denied", "access token invalid", 401)  # these words, and this status
        return Answer.of({**self._profile(granted), **self._asserted(granted, granted.scopes, None)})

    def _introspect(self, seen: Seen) -> Answer:
        form = seen.form
        application = self._application(seen, introspects=True)
        granted = self._good(form.get("token", ""))
        if granted is None or not {application.client_id, application.project_id} & set(granted.audience):
            return Answer.of({"active": False})
        return Answer.of(
            {
                "active": True,
                "scope": " ".join(granted.scopes),
                "client_id": granted.client_id,
                "token_type": "Bearer",
                "exp": granted.expires_at,
                "iat": granted.issued_at,
                "nbf": granted.issued_at,
                "auth_time": granted.authenticated_at,
                "aud": list(granted.audience),
                "amr": ["pwd"],
                "iss": self.server.issuer,
                "jti": granted.id,
                "username": f"{granted.user_id}@acme.example",
                **self._profile(granted),
                **self._asserted(granted, granted.scopes, application.project_id),
            }
        )

    def _revoke(self, seen: Seen) -> Answer:
        application, token = self._application(seen), seen.form.get("token", "")
        granted = self._access.get(token) or self._refresh.get(token)
        if granted is not None and granted.client_id != application.client_id:
            raise Refusal("invalid_client", "token was not issued for this client", 401)
        self._access.pop(token, None)
        if self._refresh.pop(token, None):
            self._access = {each: held for each, held in self._access.items() if held.user_id != granted.user_id}  # type: ignore[union-attr]
        return Answer(200)

    def _good(self, token: str) -> Granted | None:
        granted = self._access.get(token)
        return granted if granted and self.server.now() < granted.expires_at else None

    def _keys(self, _: Seen) -> Answer:
        shown = [{**public_jwk(which), "kid": f"key{which}", "use": "sig", "alg": "RS256"} for which in self.publishes]
        return Answer.of({"keys": shown})

    # -- who asks -------------------------------------------------------------------------------------

    def _application(self, seen: Seen, *, introspects: bool = False) -> Application:
        form, header = seen.form, seen.headers.get("authorization", "")
        unknown = Refusal("unauthorized_client" if introspects else "invalid_client", "client not found", 401)
        if "client_assertion" in form:
            return self._by_assertion(form, unknown)
        if header.startswith("Basic "):
            client_id, _, secret = b64decode(header[6:], validate=True).decode().partition(":")
            client_id, secret = unquote_plus(client_id), unquote_plus(secret)
        else:
            client_id, secret = form.get("client_id", ""), form.get("client_secret", "")
        application = self._applications.get(client_id)
        if application is None or application.public_key or (application.secret or "") != secret:
            raise unknown
        if introspects and not application.secret:
            raise unknown
        return application

    def _by_assertion(self, form: Mapping[str, str], unknown: Refusal) -> Application:
        assertion, now = form["client_assertion"], self.server.now()
        try:
            told = jwt.decode(assertion, options={"verify_signature": False})
            application = self._applications[told["iss"]]
            key_id, key = application.public_key
            if form.get("client_assertion_type") != ASSERTION_TYPE or told["sub"] != told["iss"]:
                raise unknown
            if told["aud"] != self.server.issuer or jwt.get_unverified_header(assertion).get("kid") != key_id:
                raise unknown
            if told["exp"] <= now + 1 or not now - 3600 <= told["iat"] <= now + 1:
                raise unknown
            jwt.decode(
                assertion, key, ["RS256"], options={"verify_aud": False, "verify_exp": False, "verify_iat": False}
            )
        except (jwt.PyJWTError, KeyError, TypeError):
            raise unknown from None
        return application


def _answering(handler: Callable[[Seen], Answer]) -> Callable[[Seen], Answer]:
    def answer(seen: Seen) -> Answer:
        try:
            return handler(seen)
        except Refusal as refusal:
            return refusal.answer

    return answer


@cache
def signing_key(which: int) -> rsa.RSAPrivateKey:
    """One of the instance's keys, made once."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def public_jwk(which: int) -> dict[str, Any]:
    """What is published of it."""
    told: dict[str, Any] = json.loads(RSAAlgorithm.to_jwk(signing_key(which).public_key()))
    return told
