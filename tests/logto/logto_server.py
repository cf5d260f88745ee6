"""A Logto on loopback, as far as its clients can tell: made of the table that the client is generated from.

    with LogtoServer() as server:
        server.add_application("m2m", "hush")
        server.answer("GetUser", {"id": "u1", "name": "Ada"})
        ...                                                     # a client of server.endpoint
        server.requests[-1].query                               # what arrived

It is as odd as the real one: a body that is too long is not found, lists tell links that lead elsewhere, a second DELETE
finds nothing, connections close after a few seconds. Operations are called by their ids. It needs nothing of the test
framework: what goes wrong in it, such as in an answer that is a function, is raised where the `with` ends.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import secrets
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from functools import cache
from types import TracebackType
from typing import Any, NamedTuple
from urllib.parse import parse_qs

from logto_issuer import DISCOVERY, JWKS, TOKEN, Application, Issuer, Refused
from logto_rules import LARGEST_FORM, LARGEST_UPLOAD, Odd, body_of, listed
from logto_samples import full, operations
from loopback import DROPPED, Answer, HttpServer, Route, Seen
from typing_extensions import Self

__all__ = ["DROPPED", "Answer", "LogtoServer", "Seen"]

WORDS = {
    "auth.authorization_header_missing": {
        "en": "Authorization header is missing.",
        "de": "Autorisierungs-Header fehlt.",
    },
    "auth.forbidden": {"en": "Forbidden. Please check your user roles and permissions.", "de": "Verboten."},
    "entity.not_found": {"en": "The resource does not exist.", "de": "Die Ressource existiert nicht."},
}
"""What some codes are in words, in the languages of some clients."""


class _Told(NamedTuple):
    """What a test has said that an operation answers."""

    value: Any
    status: int | None
    headers: Mapping[str, str]


class LogtoServer:
    """Answers every operation of the table with a sample, to who has a token of it.

    Args:
        tls: To speak TLS with.
        host: The address to listen on.

    Attributes:
        endpoint: The server's URL.
        issuer: Its provider: keys, tokens, applications.
        requests: What came, in order.
        clock_offset: Seconds by which its clock is ahead of this machine's.
    """

    def __init__(self, *, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> None:
        self._http = HttpServer(host, tls, self._answer_to, self.now)
        self.endpoint = f"{'https' if tls else 'http'}://{host}:{self._http.server_address[1]}"
        self.issuer = Issuer(self.endpoint, self.now)
        self.requests: list[Seen] = []
        self.clock_offset = 0.0
        self._routes: dict[tuple[str, str], Route] = {
            ("GET", DISCOVERY): self.issuer.discovery,
            ("GET", JWKS): self.issuer.jwks,
            ("POST", TOKEN): self.issuer.token,
        }
        self._answers: dict[str, _Told] = {}
        self._next: dict[str, list[Answer]] = {}
        self._drops: dict[str, int] = {}
        self._delays: dict[str, float] = {}
        self._gone: set[str] = set()
        self._put: set[str] = set()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._http.serve, name="logto", daemon=True)

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

    def answer(
        self, operation_id: str, value: Any, status: int | None = None, headers: Mapping[str, str] | None = None
    ) -> None:
        """Answer an operation with this JSON, or with what this function makes of the request; a list, page by page."""
        self._answers[operation_id] = _Told(value, status, headers or {})

    def refuse(
        self,
        operation_id: str,
        status: int,
        code: str | None,
        message: str = "refused",
        data: Any = None,
        details: str | None = None,
        times: int = 1,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Answer the next requests with an error; without a code it is the bare one."""
        told = {"code": code, "message": message, "data": data, "details": details}
        kept = {name: value for name, value in told.items() if value is not None}
        self.reply(operation_id, Answer.of(kept, status, headers), times)

    def reply(self, operation_id: str, answer: Answer, times: int = 1) -> None:
        """Answer the next requests with these bytes, whoever asks. Also for `METHOD /path` of what is no operation."""
        self._next.setdefault(operation_id, []).extend([answer] * times)

    def drop(self, operation_id: str, times: int = 1) -> None:
        """Do what the next requests ask for, and close the connection in place of an answer."""
        self._drops[operation_id] = times

    def delay(self, operation_id: str, seconds: float) -> None:
        """Take so long to answer."""
        self._delays[operation_id] = seconds

    def route(self, method: str, path: str, handler: Route) -> None:
        """Let this function answer what is no operation, or is one and needs no token here."""
        self._routes[method, path] = handler

    def add_application(self, client_id: str, secret: str, scope: str = "all") -> None:
        """Know a machine-to-machine application whose roles hold this scope of the Management API."""
        self.issuer.applications[client_id] = Application(secret, scope)

    def asked(self, operation_id: str) -> list[Seen]:
        """The requests that came for an operation, or to a path."""
        return [seen for seen in self.requests if operation_id in (seen.path, _found(seen.method, seen.path))]

    def now(self) -> float:
        """The server's time, in seconds since 1970."""
        return time.time() + self.clock_offset

    @property
    def connections(self) -> int:
        """How many connections were opened."""
        return self._http.connections

    @property
    def idle_seconds(self) -> float | None:
        """After so long without a request a connection is closed, whatever is announced; None: never."""
        return self._http.idle_seconds

    @idle_seconds.setter
    def idle_seconds(self, seconds: float | None) -> None:
        self._http.idle_seconds = seconds

    def close_idle(self) -> None:
        """Close the connections on which no request is under way, once those that were answered are at rest."""
        self._http.close_idle()

    # -- what it answers ------------------------------------------------------------------------------

    def _answer_to(self, seen: Seen) -> Answer:
        self.requests.append(seen)
        operation_id = _found(seen.method, seen.path)
        name = operation_id or f"{seen.method} {seen.path}"
        if name in self._delays:
            self._http.stopping.wait(self._delays[name])
        with self._lock:
            coming = self._next.get(name)
            answer = coming.pop(0) if coming else None
        if answer is None:
            try:
                answer = self._made(seen, operation_id)
            except Odd as odd:
                answer = self._refusal(seen, odd)
        with self._lock:
            if self._drops.get(name, 0):
                self._drops[name] -= 1
                return DROPPED
        return answer if answer is DROPPED else _finished(seen, answer)

    def _made(self, seen: Seen, operation_id: str | None) -> Answer:
        if (seen.method, seen.path) in self._routes:
            return self._routes[seen.method, seen.path](seen)
        if operation_id is None:
            return _unrouted(seen)
        facts = _facts()[operation_id]
        if not facts.get("anonymous"):
            self._authorise(seen)
        largest = LARGEST_UPLOAD if "upload" in facts else LARGEST_FORM if _is_form(seen) else None
        given = body_of(seen, facts, largest)
        query = parse_qs(seen.query, keep_blank_values=True)
        if seen.path in self._gone:
            raise Odd(facts.get("again", 404), "entity.not_found")
        if seen.method == "DELETE" and "again" in facts:
            self._gone.add(seen.path)
        told = self._answers.get(operation_id) or _Told(_sample(facts["answer"]), None, {})
        value = told.value
        if callable(value):
            value = value(seen._replace(body=json.dumps(given).encode()))
        if isinstance(value, Answer):
            return value
        status = told.status or self._status(facts, seen.path)
        if facts["answer"] == "redirect":
            return Answer(status, {"location": str(value), **told.headers})
        if facts["answer"] in ("empty", "text") and told.status is None:
            return _plain(facts, status, value, told.headers)
        headers = dict(told.headers)
        if "page" in facts or "search" in facts:
            value, paging = listed(seen, query, facts, value)
            headers |= paging
        return Answer(status, headers) if status == 204 else Answer.of(value, status, headers)

    def _status(self, facts: Mapping[str, Any], path: str) -> int:
        """The status of a success: a PUT that may create does so the first time."""
        statuses: list[int] = facts["statuses"]
        if statuses == [200, 201] and path not in self._put:
            self._put.add(path)
            return 201
        return statuses[0]

    def _authorise(self, seen: Seen) -> None:
        header = seen.headers.get("authorization")
        if header is None:
            raise Odd(401, "auth.authorization_header_missing")
        if not header.startswith("Bearer "):
            raise Odd(401, "auth.authorization_token_type_not_supported", {"supportedTypes": ["Bearer"]})
        try:
            claims = self.issuer.claims_of(seen.token)
        except Refused as refused:
            raise Odd(401, "auth.unauthorized", refused.told) from None
        if "all" not in str(claims.get("scope", "")).split():
            raise Odd(403, "auth.forbidden")

    def _refusal(self, seen: Seen, odd: Odd) -> Answer:
        if odd.plain is not None:
            return Answer(odd.status, {"content-type": "text/plain; charset=utf-8", **odd.headers}, odd.plain)
        language = seen.headers.get("accept-language", "en")[:2]
        words = WORDS.get(odd.code or "", {})
        told = {"code": odd.code, "message": odd.message or words.get(language) or words.get("en") or odd.code}
        told |= {"data": odd.data} if odd.data is not None else {}
        told |= {"details": odd.details} if odd.details is not None else {}
        return Answer.of({name: value for name, value in told.items() if value is not None}, odd.status, odd.headers)


def _finished(seen: Seen, answer: Answer) -> Answer:
    """What every answer has; long ones are compressed, and GETs that know it already are told so."""
    request_id = secrets.token_urlsafe(12)
    headers = {"logto-core-request-id": request_id, "keep-alive": "timeout=5", **answer.headers}
    body, offered = answer.body, seen.headers.get("accept-encoding", "")
    if seen.method == "GET" and answer.status == 200:
        headers["etag"] = f'W/"{hashlib.sha256(body).hexdigest()[:16]}"'
        if seen.headers.get("if-none-match") == headers["etag"]:
            return Answer(304, headers)
    if len(body) > 1024 and "br" in offered:
        return Answer(answer.status, {**headers, "content-encoding": "br"}, b"\x0b\x02\x80not for us\x03")
    if len(body) > 1024 and "gzip" in offered:
        return Answer(answer.status, {**headers, "content-encoding": "gzip"}, gzip.compress(body, 1))
    return Answer(answer.status, headers, body)


def _plain(facts: Mapping[str, Any], status: int, value: Any, headers: Mapping[str, str]) -> Answer:
    if status == 204:
        return Answer(204, headers)
    if facts["answer"] == "text":
        kind = "text/html" if "callback" in facts["path"] else "text/xml"
        return Answer(status, {"content-type": f"{kind}; charset=utf-8", **headers}, str(value).encode())
    words = b"Created" if status == 201 else b"OK"
    return Answer(status, {"content-type": "text/plain; charset=utf-8", **headers}, words)


def _unrouted(seen: Seen) -> Answer:
    if not seen.path.startswith(("/api/", "/oidc/")) and seen.path != "/api":
        return Answer(200, {"content-type": "text/html; charset=utf-8"}, b"<!doctype html><title>Logto</title>")
    allowed = [method for method in ("GET", "POST", "PATCH", "PUT", "DELETE") if _found(method, seen.path)]
    if allowed:
        raise Odd(405, None, plain=b"Method Not Allowed", headers={"allow": ", ".join(allowed)})
    raise Odd(404, None, plain=b"Not Found")


def _is_form(seen: Seen) -> bool:
    return seen.headers.get("content-type", "").startswith("application/x-www-form-urlencoded")


@cache
def _facts() -> dict[str, dict[str, Any]]:
    """What the table says of each operation, by its id."""
    return {operation.facts["id"]: operation.facts for operation in operations()}


@cache
def _sample(answer: str) -> Any:
    """What is answered to who has said nothing else."""
    told = {"empty": None, "text": "<root/>", "redirect": "https://sp.example/acs"}
    return told[answer] if answer in told else full(answer)


@cache
def _found(method: str, path: str) -> str | None:
    """The id of the operation at a path; a trailing slash makes no difference."""
    return next((found for verb, matches, found in _paths() if verb == method and matches(path)), None)


@cache
def _paths() -> list[tuple[str, Callable[[str], Any], str]]:
    """How to tell the operations by their paths: those with fewer values in it first."""
    ordered = sorted(_facts().values(), key=lambda facts: facts["path"].count("{}"))
    return [
        (
            facts["method"],
            re.compile(facts["path"].replace(".", r"\.").replace("{}", "[^/]+") + "/?").fullmatch,
            facts["id"],
        )
        for facts in ordered
    ]
