"""HTTP/1.1 on loopback, with connections that stay open: what the servers of tests speak, which know what to answer."""

from __future__ import annotations

import contextlib
import json
import socket
import socketserver
import ssl
import sys
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

__all__ = ["DROPPED", "Answer", "HttpServer", "Route", "Seen"]


class Seen(NamedTuple):
    """A request as it came; the names of its headers are in lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    connection: int

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))

    @property
    def token(self) -> str:
        return self.headers.get("authorization", "").removeprefix("Bearer ")


class Answer(NamedTuple):
    """What is sent back."""

    status: int = 200
    headers: Mapping[str, str] = {}
    body: bytes = b""

    @classmethod
    def of(cls, value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
        """JSON."""
        told = {"content-type": "application/json", **(headers or {})}
        return cls(status, told, json.dumps(value).encode())


Route = Callable[[Seen], Answer]
DROPPED = Answer(0)
"""No answer: the connection is closed."""


class HttpServer(socketserver.ThreadingTCPServer):
    """Answers by a function, in a thread for each connection.

    Attributes:
        idle_seconds: After so long without a request, a connection is closed; None: never.
        failures: What went wrong in the function.
    """

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 256

    def __init__(self, host: str, tls: ssl.SSLContext | None, answer_to: Route, now: Callable[[], float]) -> None:
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.answer_to, self.now, self.stopping, self.connections = answer_to, now, threading.Event(), 0
        self.idle_seconds: float | None = None
        self.failures: list[BaseException] = []
        self._tls, self._lock = tls, threading.Lock()
        self._at_rest = threading.Condition(self._lock)
        self._open: set[socket.socket] = set()
        self._idle: set[socket.socket] = set()
        super().__init__((host, 0), _Handler)

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._tls:  # the handshake comes with the first byte that is read, in the thread of the connection
            connection = self._tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        with self._lock:
            self.connections += 1
            self._open.add(connection)
        return connection, address

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._open.discard(request)
            self._idle.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        error = sys.exc_info()[1]
        if error is not None and not isinstance(error, OSError):  # those: the client went away, or does not trust us
            self.failures.append(error)

    def waits(self, connection: socket.socket, waiting: bool) -> None:
        """The connection waits for a request, or has one."""
        with self._lock:
            (self._idle.add if waiting else self._idle.discard)(connection)
            self._at_rest.notify_all()
        connection.settimeout(self.idle_seconds if waiting else None)

    def close_idle(self) -> None:
        """Close the connections on which no request is under way, once those that were answered are at rest."""
        with self._at_rest:
            self._at_rest.wait_for(lambda: self._open <= self._idle, 0.5)
            for connection in self._idle:
                _shut(connection)

    def serve(self) -> None:
        while not self.stopping.is_set():
            self.handle_request()

    def stop(self) -> None:
        self.stopping.set()
        _shut(self.socket)
        with self._lock:
            for connection in self._open:
                _shut(connection)
        self.server_close()


def _shut(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        socket.socket.shutdown(connection, socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    server: HttpServer  # pyright: ignore[reportIncompatibleVariableOverride]  # it is one
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one packet
    timeout = None

    def setup(self) -> None:
        super().setup()
        self.number = self.server.connections

    def handle_one_request(self) -> None:
        self.server.waits(self.connection, True)
        self.raw_requestline = self.rfile.readline(65537)
        self.server.waits(self.connection, False)
        if not self.raw_requestline or not self.parse_request():
            self.close_connection = True
            return
        path, _, query = self.path.partition("?")
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length", 0)))
        answer = self.server.answer_to(Seen(self.command, path, query, headers, body, self.number))
        if answer.status == 0:
            self.close_connection = True
            return
        self.send_response_only(answer.status)
        for name, value in {"date": self.date_time_string(), **answer.headers}.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)
        self.wfile.flush()

    def date_time_string(self, timestamp: float | None = None) -> str:
        return super().date_time_string(self.server.now() if timestamp is None else timestamp)

    def log_message(self, format: str, *args: Any) -> None:
        """Keep silent."""
