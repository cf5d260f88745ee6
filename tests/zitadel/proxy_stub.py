"""An HTTP proxy on loopback that wants a password: it forwards plain requests, and opens tunnels (RFC 9110, 9.3.6)."""

from __future__ import annotations

import contextlib
import http.client
import select
import socket
import threading
from base64 import b64encode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import NamedTuple
from urllib.parse import urlsplit

from typing_extensions import Self


class Through(NamedTuple):
    """What was asked for, and with which credentials."""

    method: str
    target: str
    authorization: str | None


class ProxyStub:
    """Lets those through who know the password.

    Attributes:
        seen: What was asked for, in order.
    """

    def __init__(self, user: str = "proxy-user", password: str = "s3cret") -> None:
        self.seen: list[Through] = []
        self._expected = f"Basic {b64encode(f'{user}:{password}'.encode()).decode()}"
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True)
        self.port: int = self._http.server_address[1]
        self.url = f"http://{user}:{password}@127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.shutdown()
        self._thread.join(5)
        self._http.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        stub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def may_pass(self) -> bool:
                given = self.headers.get("proxy-authorization")
                stub.seen.append(Through(self.command, self.path, given))
                if given == stub._expected:
                    return True
                self.send_response(407)
                self.send_header("proxy-authenticate", "Basic")
                self.send_header("content-length", "0")
                self.end_headers()
                return False

            def do_GET(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                if not self.may_pass():
                    return
                parts = urlsplit(self.path)
                there = http.client.HTTPConnection(parts.netloc, timeout=10)
                kept = {n: v for n, v in self.headers.items() if not n.lower().startswith("proxy-")}
                there.request(self.command, parts.path, body, kept)
                answer = there.getresponse()
                told = answer.read()
                self.send_response(answer.status)
                self.send_header("content-type", answer.headers.get("content-type", "text/plain"))
                self.send_header("content-length", str(len(told)))
                self.end_headers()
                self.wfile.write(told)
                there.close()

            do_POST = do_GET  # noqa: N815 - the name that the library looks for

            def do_CONNECT(self) -> None:
                if not self.may_pass():
                    return
                host, _, port = self.path.rpartition(":")
                with socket.create_connection((host, int(port)), 10) as there:
                    self.send_response(200)
                    self.end_headers()
                    _relay(self.connection, there)
                self.close_connection = True

            def log_message(self, format: str, *args: object) -> None:
                """Keep silent."""

        return Handler


def _relay(one: socket.socket, other: socket.socket) -> None:
    """Carry what each says to the other, until one has said all."""
    with contextlib.suppress(OSError):
        while True:
            for speaker in select.select([one, other], [], [])[0]:
                data = speaker.recv(1 << 16)
                if not data:
                    return
                (other if speaker is one else one).sendall(data)
