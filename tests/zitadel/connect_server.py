"""A ZITADEL instance on loopback, as far as its clients can tell: made of the table that the client is generated from.

    with ConnectServer() as server:
        server.allow("token")
        server.answer("/zitadel.user.v2.UserService/GetUserByID", {"user": {"userId": "1"}})
        ...                                                     # a client of server.host
        server.requests[-1].json                                # what arrived

Its samples are those of tests/describe/zitadel_samples.py. It needs nothing of the test framework: what goes wrong in
it, such as in an answer that is a function, is raised where the `with` ends.
"""

from __future__ import annotations

import secrets
import ssl
import threading
import time
from base64 import b64decode
from collections.abc import Mapping, Sequence
from functools import cache
from types import TracebackType
from typing import Any
from urllib.parse import unquote_plus

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from loopback import DROPPED, Answer, HttpServer, Route, Seen
from typing_extensions import Self
from zitadel_samples import full, operations

__all__ = [
    "DISCOVERY",
    "DROPPED",
    "STATUS",
    "TOKEN",
    "Answer",
    "ConnectServer",
    "Seen",
    "answers",
    "public_key",
    "rsa_key",
]

DISCOVERY = "/.well-known/openid-configuration"
TOKEN = "/oauth/v2/token"
JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
STATUS = {
    "canceled": 499,
    "unknown": 500,
    "invalid_argument": 400,
    "deadline_exceeded": 504,
    "not_found": 404,
    "already_exists": 409,
    "permission_denied": 403,
    "resource_exhausted": 429,
    "failed_precondition": 400,
    "aborted": 409,
    "out_of_range": 400,
    "unimplemented": 501,
    "internal": 500,
    "unavailable": 503,
    "data_loss": 500,
    "unauthenticated": 401,
}
"""The HTTP status of each Connect code."""


class ConnectServer:
    """Answers every operation of the table with a sample, to who has a token.

    Args:
        tls: To speak TLS with.
        host: The address to listen on.

    Attributes:
        host: The server's URL.
        issuer: What it calls itself; may be changed.
        requests: What came, in order.
        token_lifetime: Seconds that its tokens are good for; None: they are good for twelve hours, which is not told.
        clock_offset: Seconds by which its clock is ahead of this machine's.
        scopes: What tokens were asked for with, by token.
    """

    def __init__(self, *, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> None:
        self._http = HttpServer(host, tls, self.answer_to, self.now)
        name = f"[{host}]" if ":" in host else host
        self.host = self.issuer = f"{'https' if tls else 'http'}://{name}:{self._http.server_address[1]}"
        self.requests: list[Seen] = []
        self.token_lifetime: float | None = 43199
        self.clock_offset = 0.0
        self.scopes: dict[str, tuple[str, ...]] = {}
        self._ends: dict[str, float] = {}
        self._keys: dict[str, tuple[str, Any]] = {}
        self._secrets: dict[str, tuple[str, str]] = {}
        self._routes: dict[str, Route] = {DISCOVERY: self.discovery, TOKEN: self.token}
        self._answers: dict[str, Any] = {}
        self._next: dict[str, list[Answer]] = {}
        self._delays: dict[str, float] = {}
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._http.serve, name="zitadel", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.stop()
        self._thread.join(5)
        if self._http.failures and error is None:
            raise self._http.failures[0]

    # -- what a test says -----------------------------------------------------------------------------

    def answer(self, path: str, value: Any) -> None:
        """Answer an operation with this JSON, or with what this function makes of the request's."""
        self._answers[path] = value

    def refuse(
        self,
        path: str,
        code: str,
        message: str = "refused",
        details: Sequence[Mapping[str, Any]] = (),
        times: int = 1,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Answer the next requests with an error of Connect; `details` are `{type, value}`."""
        told = {"code": code, "message": message} | ({"details": list(details)} if details else {})
        self.reply(path, Answer.of(told, STATUS[code], headers), times)

    def reply(self, path: str, answer: Answer, times: int = 1) -> None:
        """Answer the next requests with these bytes, whoever asks; `DROPPED` closes the connection."""
        self._next.setdefault(path, []).extend([answer] * times)

    def delay(self, path: str, seconds: float) -> None:
        """Take so long to answer."""
        self._delays[path] = seconds

    def route(self, path: str, handler: Route) -> None:
        """Let this function answer a path that is no operation, with or without a token."""
        self._routes[path] = handler

    def asked(self, path: str) -> list[Seen]:
        """The requests that came to a path."""
        return [seen for seen in self.requests if seen.path == path]

    @property
    def connections(self) -> int:
        """How many connections were opened."""
        return self._http.connections

    def close_idle(self) -> None:
        """Close the connections on which no request is under way, once those that were answered are at rest."""
        self._http.close_idle()

    def now(self) -> float:
        """The server's time, in seconds since 1970."""
        return time.time() + self.clock_offset

    # -- who may call ---------------------------------------------------------------------------------

    def allow(self, token: str) -> str:
        """Accept this token for ever, such as a personal access token."""
        self._ends[token] = float("inf")
        return token

    def issue_token(self, user_id: str, scopes: Sequence[str] = ("openid",)) -> str:
        """A new token of a user."""
        token = f"{user_id}-{secrets.token_urlsafe(16)}"
        self.scopes[token] = tuple(scopes)
        self._ends[token] = self.now() + (43199 if self.token_lifetime is None else self.token_lifetime)
        return token

    def is_good(self, token: str) -> bool:
        """True if the server accepts this token now."""
        return self.now() < self._ends.get(token, 0.0)

    def revoke_tokens(self) -> None:
        """Accept no token of before any more."""
        self._ends.clear()

    def add_service_user(
        self,
        user_id: str,
        private_key_pem: str | None = None,
        key_id: str | None = None,
        client_id: str | None = None,
        secret: str | None = None,
        *,
        kind: str = "serviceaccount",
    ) -> dict[str, str]:
        """Know a user (or an application, by its client id) by a key, and by a client id and secret if they are given.

        Returns:
            The key file.
        """
        pem, key_id = private_key_pem or rsa_key(), key_id or f"key-{user_id}"
        with self._lock:
            self._keys[key_id] = user_id, public_key(pem)
            if client_id and secret:
                self._secrets[client_id] = user_id, secret
        owner = {"userId": user_id} if kind == "serviceaccount" else {"appId": "1", "clientId": user_id}
        return {"type": kind, "keyId": key_id, "key": pem, **owner}

    # -- what it answers ------------------------------------------------------------------------------

    def discovery(self, _: Seen) -> Answer:
        """What the provider tells about itself."""
        endpoints = {
            "authorization_endpoint": "/oauth/v2/authorize",
            "token_endpoint": TOKEN,
            "introspection_endpoint": "/oauth/v2/introspect",
            "revocation_endpoint": "/oauth/v2/revoke",
            "userinfo_endpoint": "/oidc/v1/userinfo",
            "end_session_endpoint": "/oidc/v1/end_session",
            "jwks_uri": "/oauth/v2/keys",
        }
        return Answer.of({"issuer": self.issuer, **{name: self.host + path for name, path in endpoints.items()}})

    def token(self, seen: Seen) -> Answer:
        """The token endpoint, for programs that ask for themselves."""
        form = seen.form
        try:
            if not seen.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
                raise _Refusal("invalid_request", "error parsing form")
            user = self._owner(form, seen.headers)
            scopes = form.get("scope", "").split()
            if "openid" not in scopes:
                raise _Refusal("invalid_scope", "The scope of your request is missing openid.")
        except _Refusal as refusal:
            return Answer.of({"error": refusal.code, "error_description": refusal.words}, refusal.status)
        told = {"access_token": self.issue_token(user, scopes), "token_type": "Bearer"}
        return Answer.of(told | ({} if self.token_lifetime is None else {"expires_in": int(self.token_lifetime)}))

    def _owner(self, form: Mapping[str, str], headers: Mapping[str, str]) -> str:
        grant = form.get("grant_type")
        if grant == "client_credentials":
            client_id, secret = _basic(headers.get("authorization", ""))
            if client_id not in self._secrets:
                raise _Refusal("invalid_client", "client not found")
            user, right = self._secrets[client_id]
            if secret != right:
                raise _Refusal("invalid_request", "Errors.User.Machine.Secret.Invalid")
            return user
        if grant == JWT_BEARER:
            return self._asserted(form.get("assertion", ""))
        raise _Refusal("unsupported_grant_type", f"{grant} not supported")

    def _asserted(self, assertion: str) -> str:
        """Who an assertion is of. What is wrong with one is written to the server's log, and not told."""
        now = self.now()
        try:
            key_id = jwt.get_unverified_header(assertion).get("kid")
            told = jwt.decode(assertion, options={"verify_signature": False})
            audience = told["aud"]
            if self.issuer not in ([audience] if isinstance(audience, str) else audience):
                raise _untold()
            if told["exp"] <= now + 1 or not now - 3600 <= told["iat"] <= now + 1 or told["iss"] != told["sub"]:
                raise _untold()
            owner, key = self._keys.get(str(key_id), ("", None))
            if owner != told["sub"]:
                raise _Refusal("invalid_request", "Errors.AuthNKey.NotFound", 404)
            # The claims are compared above: with the server's clock, which may not be this machine's.
            jwt.decode(
                assertion, key, ["RS256"], options={"verify_aud": False, "verify_exp": False, "verify_iat": False}
            )
        except (jwt.PyJWTError, KeyError):
            raise _untold() from None
        return owner

    def answer_to(self, seen: Seen) -> Answer:
        """What a request is answered with."""
        self.requests.append(seen)
        if seen.path in self._delays:
            self._http.stopping.wait(self._delays[seen.path])
        with self._lock:
            coming = self._next.get(seen.path)
            if coming:
                return coming.pop(0)
        if seen.path in self._routes:
            return self._routes[seen.path](seen)
        message = answers().get(seen.path)
        if message is None:
            return Answer(404, {"content-type": "text/plain; charset=utf-8"}, b"404 page not found\n")
        if seen.method != "POST":
            return Answer(405, {"allow": "POST"})
        if not seen.headers.get("content-type", "").startswith("application/json"):
            return Answer(415, {"accept-post": "application/json"})
        if not self.is_good(seen.token):
            return _refusal("unauthenticated", "invalid token (AUTH-7fs1e)" if seen.token else "auth header missing")
        try:
            given = seen.json
        except ValueError:
            given = None
        if not isinstance(given, dict):
            return _refusal("invalid_argument", "zero-length payload is not a valid JSON object")
        if seen.path not in self._answers:
            return _sample(message)
        value = self._answers[seen.path]
        value = value(given) if callable(value) else value
        return value if isinstance(value, Answer) else Answer.of(value)


class _Refusal(Exception):
    def __init__(self, code: str, words: str, status: int = 400) -> None:
        self.code, self.words, self.status = code, words, status


def _untold() -> _Refusal:
    return _Refusal("server_error", "Errors.Internal", 500)


def _refusal(code: str, message: str) -> Answer:
    return Answer.of({"code": code, "message": message}, STATUS[code])


def _basic(header: str) -> tuple[str, str]:
    """The client's id and secret, each encoded as in a form before they were joined (RFC 6749, section 2.3.1)."""
    kind, _, told = header.partition(" ")
    try:
        pair = b64decode(told, validate=True).decode() if kind == "Basic" else ""
    except ValueError:
        pair = ""
    client_id, colon, secret = pair.partition(":")
    if not colon:
        raise _Refusal("invalid_client", "client not found")
    return unquote_plus(client_id), unquote_plus(secret)


@cache
def rsa_key() -> str:
    """A private key as servers issue them (PKCS#1), the same each time: to make one takes a while."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    form = serialization.PrivateFormat.TraditionalOpenSSL
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()


@cache
def public_key(pem: str) -> Any:
    """The public half of a private key, read once: to check it takes a while."""
    return serialization.load_pem_private_key(pem.encode(), None).public_key()


@cache
def answers() -> dict[str, str]:
    """The message that each operation answers with, by its path."""
    return {operation.facts["path"]: operation.answer for operation in operations()}


@cache
def _sample(message: str) -> Answer:
    return Answer.of(full(message))
