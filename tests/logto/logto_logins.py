"""The end users' side of a Logto on loopback: what it does between a browser, an application, and tokens.

    logins = Logins(logto)
    logins.add_application("shop", "hush")
    callback = logins.browse(request.url)           # the user logs in; the URL that the browser is sent back to

It checks what the server does: who the application is, PKCE, that a code is good once, that a refresh token needs
`prompt=consent`, and whom a token may be for.
"""

from __future__ import annotations

import secrets
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from hashlib import new, sha256
from http.client import HTTPConnection
from typing import Any, NamedTuple
from urllib.parse import parse_qs, parse_qsl, unquote_plus, urlencode, urlsplit

import jwt
from logto_server import Answer, LogtoServer, Seen

__all__ = ["BACK", "RESOURCE", "USER", "Logins"]

BACK = "https://app.example/callback"
RESOURCE = "https://api.example/orders"
ORGANIZATION = "urn:logto:organization:"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

USER = {
    "sub": "u1",
    "name": "Ada",
    "picture": None,
    "username": "ada",
    "updated_at": 1767323045678,
    "created_at": 1767323045000,
    "email": "ada@example.com",
    "email_verified": True,
    "custom_data": {"plan": "gold"},
    "roles": ["buyer"],
    "organizations": ["o1", "o2"],
    "organization_roles": ["o1:admin", "o1:member", "o2:member"],
}


class Application(NamedTuple):
    """An application of end users."""

    secret: str | None
    public_key: Any


class Session(NamedTuple):
    """What a code or a refresh token stands for."""

    client_id: str
    asked: Mapping[str, str]
    resources: tuple[str, ...]

    @property
    def scopes(self) -> tuple[str, ...]:
        return tuple(self.asked["scope"].split())


class Logins:
    """The provider's endpoints for end users, mounted on a server.

    Attributes:
        resources: The API resources, and what the user may do with them.
        organizations: What the user may do in the organizations that she is a member of.
        second_factor: Those of them that demand one, which the user does not have.
        answers: The parameters that the browser brings back, as a test wants them.
        claims: What an id_token says, as a test wants it.
        id_tokens: How an id_token is signed, as a test wants it.
        asked: The parameters of each request for tokens, in order.
    """

    def __init__(self, server: LogtoServer) -> None:
        self.server, self.issuer = server, server.issuer
        self.resources = {RESOURCE: ("read", "write")}
        self.organizations = {"o1": ("invite",), "o2": ()}
        self.second_factor: set[str] = set()
        self.answers: Callable[[dict[str, str]], dict[str, str]] = lambda given: given
        self.claims: Callable[[dict[str, Any]], dict[str, Any]] = lambda given: given
        self.id_tokens: Callable[[dict[str, Any]], str] = lambda given: self.issuer.sign(given, "JWT")
        self.asked: list[dict[str, str]] = []
        self._applications: dict[str, Application] = {}
        self._codes: dict[str, Session] = {}
        self._refresh: dict[str, Session] = {}
        self._opaque: dict[str, Session] = {}
        self._subjects = {"pat_good": "personal_access_token", "sub_good": "access_token"}
        for method, path, handler in (
            ("GET", "/oidc/auth", self._authorise),
            ("POST", "/oidc/token", self._token),
            ("GET", "/oidc/me", self._userinfo),
            ("POST", "/oidc/token/introspection", self._introspect),
            ("POST", "/oidc/token/revocation", self._revoke),
        ):
            server.route(method, path, handler)

    def add_application(self, client_id: str, secret: str | None = None, public_key: Any = None) -> None:
        """Know an application: by a secret, by a key, or a public one."""
        self._applications[client_id] = Application(secret, public_key)

    def browse(self, url: str) -> str:
        """Log in as the user; the URL that the browser is sent back to."""
        where = urlsplit(url)
        connection = HTTPConnection(where.netloc)
        connection.request("GET", f"{where.path}?{where.query}")
        with connection.getresponse() as response:
            assert response.status == 303, response.read()
            found = response.headers["location"]
        connection.close()
        return found

    # -- its endpoints --------------------------------------------------------------------------------

    def _authorise(self, seen: Seen) -> Answer:
        every = parse_qs(seen.query)
        asked = dict(parse_qsl(seen.query))
        if asked.get("client_id") not in self._applications or asked.get("code_challenge_method") != "S256":
            return self.issuer.refusal("invalid_request", "who are you?")
        unknown = set(every.get("resource", ())) - self.resources.keys()
        told = {"state": asked["state"], "iss": self.issuer.issuer}
        if unknown:
            told |= {"error": "invalid_target", "error_description": "resource indicator is missing, or unknown"}
        else:
            told["code"] = secrets.token_urlsafe(12)
            self._codes[told["code"]] = Session(asked["client_id"], asked, tuple(every.get("resource", ())))
        return Answer(303, {"location": f"{asked['redirect_uri']}?{urlencode(self.answers(told))}"})

    def _token(self, seen: Seen) -> Answer:
        asked = seen.form
        self.asked.append(asked)
        client_id = self._client(seen)
        if client_id is None:
            return self.server.issuer.token(seen)  # a program for the Management API, or nobody
        grant = asked["grant_type"].rpartition(":")[2]
        if grant == "authorization_code":
            return self._by_code(client_id, asked)
        if grant == "refresh_token":
            session = self._refresh.get(asked["refresh_token"])
            if session is None or session.client_id != client_id:
                return self.issuer.refusal("invalid_grant", "grant request is invalid")
            return self._granted(session, asked, asked["refresh_token"])
        if grant == "token-exchange":
            kind = asked["subject_token_type"].rpartition(":")[2]
            if self._subjects.get(asked["subject_token"]) != kind:
                return self.issuer.refusal("invalid_grant", "subject token is invalid")
            return self._granted(Session(client_id, {"scope": ""}, tuple(self.resources)), asked, None)
        assert grant == "client_credentials"
        return self._granted(Session(client_id, {"scope": ""}, tuple(self.resources)), asked, None)

    def _by_code(self, client_id: str, asked: Mapping[str, str]) -> Answer:
        session = self._codes.pop(asked["code"], None)
        challenge = urlsafe_b64encode(sha256(asked.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
        if (
            session is None
            or session.client_id != client_id
            or session.asked["redirect_uri"] != asked["redirect_uri"]
            or session.asked["code_challenge"] != challenge
        ):
            return self.issuer.refusal("invalid_grant", "grant request is invalid")
        refresh = None
        if "offline_access" in session.scopes and session.asked.get("prompt") == "consent":
            refresh = secrets.token_urlsafe(12)
            self._refresh[refresh] = session
        return self._granted(session, {}, refresh)

    def _granted(self, session: Session, asked: Mapping[str, str], refresh: str | None) -> Answer:
        resource, organization = asked.get("resource"), asked.get("organization_id")
        if resource is not None and resource not in session.resources:
            return self.issuer.refusal("invalid_target", "resource indicator is missing, or unknown")
        if organization is not None and organization not in self.organizations:
            return self.issuer.refusal("access_denied", "user is not a member of the organization")
        if organization in self.second_factor:
            return self.issuer.refusal("access_denied", "organization requires user MFA", 403)
        if resource is None and organization is None:
            access, scope = secrets.token_urlsafe(12), " ".join(session.scopes)
            self._opaque[access] = session
        else:
            allowed = (
                self.organizations[organization] if organization and not resource else self.resources[resource or ""]
            )
            scope = " ".join(each for each in asked.get("scope", " ".join(allowed)).split() if each in allowed)
            more = {"organization_id": organization} if organization and resource else {}
            audience = resource or f"{ORGANIZATION}{organization}"
            access = self.issuer.issue(session.client_id, scope, sub="u1", aud=audience, **more)
        told = {"access_token": access, "token_type": "Bearer", "expires_in": self.issuer.lifetime, "scope": scope}
        told |= {"refresh_token": refresh} if refresh else {}
        if "openid" in session.scopes:
            told["id_token"] = self.id_tokens(self.claims(self._about(session, access)))
        return Answer.of(told)

    def _about(self, session: Session, access: str) -> dict[str, Any]:
        now = int(self.server.now())
        algorithm = {"ES384": "sha384", "RS256": "sha256"}[self.issuer.keys[0].algorithm]
        digest = new(algorithm, access.encode()).digest()
        half = urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode()
        about = {"iss": self.issuer.issuer, "aud": session.client_id, "iat": now, "exp": now + 3600, "at_hash": half}
        nonce = {"nonce": session.asked["nonce"]} if "nonce" in session.asked else {}
        return {**USER, **about, **nonce, "auth_time": now}

    def _userinfo(self, seen: Seen) -> Answer:
        if seen.token not in self._opaque:
            return self.issuer.refusal("invalid_token", "invalid token provided", 401)
        return Answer.of(USER)

    def _introspect(self, seen: Seen) -> Answer:
        if (client_id := self._client(seen)) is None:
            return self.issuer.refusal("invalid_client", "client authentication failed", 401)
        session = self._opaque.get(seen.form["token"])
        if session is None or session.client_id != client_id:
            return Answer.of({"active": False})
        return Answer.of({"active": True, "sub": "u1", "client_id": client_id, "scope": " ".join(session.scopes)})

    def _revoke(self, seen: Seen) -> Answer:
        if self._client(seen) is None:
            return self.issuer.refusal("invalid_client", "client authentication failed", 401)
        for kept in (self._opaque, self._refresh):
            kept.pop(seen.form["token"], None)
        return Answer()

    def _client(self, seen: Seen) -> str | None:
        """The application that proves itself; None where none does."""
        form, header = seen.form, seen.headers.get("authorization", "")
        client_id, secret = form.get("client_id", ""), form.get("client_secret")
        if header.startswith("Basic "):
            pair = b64decode(header.removeprefix("Basic ")).decode()
            client_id, secret = map(unquote_plus, pair.split(":", 1))
        elif form.get("client_assertion_type") == ASSERTION_TYPE:
            assertion = form["client_assertion"]
            client_id = str(jwt.decode(assertion, options={"verify_signature": False})["sub"])
            key = self._applications[client_id].public_key
            jwt.decode(assertion, key, ["ES384"], audience=self.issuer.issuer, issuer=client_id)
            return client_id
        known = self._applications.get(client_id)
        return client_id if known and known.public_key is None and known.secret == secret else None
