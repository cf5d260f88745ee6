"""What the tests of Authing's dialect share: answers in the platform's form, and three ways to feed them.

outcome(call, reply)        what one call makes of an answer
drive(flow, *replies)       a flow of several calls, by hand
Platform(...)               a real socket on the loopback, for what only a client as a whole does
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import socket
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, ClassVar, NamedTuple
from urllib.parse import parse_qsl

from typing_extensions import Self

from authing.core.call import Call, Describes, Reply
from authing.core.errors import AuthingException
from authing.core.plan import settle

__all__ = ["Driven", "Platform", "Seen", "data", "drive", "envelope", "outcome", "perform", "refusal", "reply"]

_NUMBERS = itertools.count(1)

USER: dict[str, Any] = {"id": "u1", "username": "bob", "token": "token-of-bob"}


def reply(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    """An answer; anything but bytes is sent as JSON."""
    return Reply(status, headers or {}, body if isinstance(body, bytes) else json.dumps(body).encode())


def data(field: str, value: Any) -> Reply:
    """A GraphQL answer."""
    return reply({"data": {field: value}})


def refusal(code: Any, message: Any = "no", more: Any = None, status: int = 200) -> Reply:
    """A GraphQL refusal in the platform's own form."""
    return reply({"errors": [{"message": {"code": code, "message": message, "data": more}}], "data": None}, status)


def envelope(value: Any, code: Any = 200, message: Any = "") -> Reply:
    """A REST answer."""
    return reply({"code": code, "message": message, "data": value})


def outcome(described: Describes[Any], answer: Reply) -> Any:
    """What a description of one call makes of an answer."""
    (result,) = drive(described, answer).result
    return result


class Driven(NamedTuple):
    """The calls that a flow made, and its result as a tuple of one."""

    calls: list[Call[Any]]
    result: tuple[Any]


def drive(described: Describes[Any], *answers: Reply) -> Driven:
    """Perform a description with these answers; each must be asked for."""
    left, calls = list(answers), []
    steps = iter(described)
    try:
        call = next(steps)
        while True:
            calls.append(call)
            try:
                value = settle(call, left.pop(0), 0.0)
            except AuthingException as error:
                call = steps.throw(error)
            else:
                call = steps.send(value)
    except StopIteration as end:
        assert left == [], f"only {len(calls)} calls were made"
        return Driven(calls, (end.value,))


def perform(made: Any) -> Any:
    """The result of what a client's method returned, in either mode."""
    return asyncio.run(made) if asyncio.iscoroutine(made) else made


class Seen(NamedTuple):
    """A request as it arrived.

    Attributes:
        name: The GraphQL root field, or method and path.
        headers: By lower-case names.
        body: The JSON of the body, the fields of a form, or None.
    """

    name: str
    path: str
    headers: dict[str, str]
    body: Any

    @property
    def variables(self) -> Any:
        """The GraphQL variables."""
        return self.body["variables"]

    @property
    def token(self) -> str | None:
        """The bearer token."""
        return self.headers["authorization"].removeprefix("Bearer ") if "authorization" in self.headers else None


class Platform:
    """A server of canned answers on a loopback port.

    Args:
        answers: By GraphQL root field or `METHOD /path`: a Reply; a value, which is wrapped as its dialect wraps it;
            a function of the request; or a list of those, used up one by one, the last one for ever.
    """

    GRANT: ClassVar[dict[str, Any]] = {"accessToken": "management-token", "iat": 1_000, "exp": 8_200}

    def __init__(self, answers: Mapping[str, Any]) -> None:
        self.seen: list[Seen] = []
        self._answers = {"accessToken": self.GRANT, **answers}
        self._sockets: set[socket.socket] = set()
        platform = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1  # headers and body in one packet: in two, each answer waits 40 ms for an acknowledgement

            def setup(self) -> None:
                super().setup()
                platform._sockets.add(self.connection)

            def finish(self) -> None:
                platform._sockets.discard(self.connection)
                super().finish()

            def do_GET(self) -> None:
                self._respond(None)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                is_form = self.headers["content-type"] == "application/x-www-form-urlencoded"
                self._respond(dict(parse_qsl(body.decode())) if is_form else json.loads(body))

            def _respond(self, body: Any) -> None:
                assert self.path.startswith(f"/{platform._number}/")
                path = self.path.partition("?")[0].removeprefix(f"/{platform._number}")
                headers = {name.lower(): value for name, value in self.headers.items()}
                name = f"{self.command} {path}"
                if path == "/graphql/v2":
                    name = body["query"].partition("{")[2].replace("(", " ").split()[0]
                answer = platform._answer(Seen(name, self.path, headers, body))
                self.send_response(answer.status)
                for header, value in {"content-type": "application/json", **answer.headers}.items():
                    self.send_header(header, value)
                self.send_header("content-length", str(len(answer.body)))
                self.end_headers()
                self.wfile.write(answer.body)

            def log_message(self, format: str, *args: Any) -> None:
                """Keep quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        # A prefix of its own: what is kept by host must not pass from one test to another that gets the same port.
        self._number = next(_NUMBERS)
        self.host = f"http://127.0.0.1:{self._server.server_address[1]}/{self._number}"

    def _answer(self, seen: Seen) -> Reply:
        self.seen.append(seen)
        answer = self._answers[seen.name]
        if isinstance(answer, list):
            answer = answer.pop(0) if len(answer) > 1 else answer[0]
        if isinstance(answer, Callable):  # type: ignore[arg-type]
            answer = answer(seen)
        if isinstance(answer, Reply):
            return answer
        return envelope(answer) if " " in seen.name else data(seen.name, answer)

    @property
    def names(self) -> list[str]:
        """What was asked for, in order."""
        return [seen.name for seen in self.seen]

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        for connection in list(self._sockets):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
