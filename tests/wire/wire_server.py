"""A server on loopback that does to each request what a test says, down to the byte."""

from __future__ import annotations

import contextlib
import gzip
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from json import dumps, loads
from typing import Any, NamedTuple


class Seen(NamedTuple):
    """A request as it came."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes
    connection: int

    @property
    def token(self) -> str:
        return self.headers.get("authorization", "").removeprefix("Bearer ")

    def json(self) -> Any:
        return loads(self.body)


class Talk(NamedTuple):
    """One request, and the means to answer it."""

    seen: Seen
    socket: socket.socket
    stopping: threading.Event

    def write(self, data: bytes) -> None:
        self.socket.sendall(data)


Behaviour = Callable[[Talk], bool]
"""Answers; True if the connection stays open."""


def raw(data: bytes, *, keep: bool = False) -> Behaviour:
    """These bytes."""

    def behave(talk: Talk) -> bool:
        talk.write(data)
        return keep

    return behave


def head(status: int, headers: Mapping[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {status} Said", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def answer(body: bytes, status: int = 200, **headers: str) -> Behaviour:
    """This body, on a connection that stays open."""
    told = {"content-length": str(len(body))} | {name.replace("_", "-"): value for name, value in headers.items()}
    return raw(head(status, told) + body, keep=True)


def json(value: Any, status: int = 200, **headers: str) -> Behaviour:
    return answer(dumps(value).encode(), status, content_type="application/json", **headers)


def echo(talk: Talk) -> bool:
    """What came, as JSON."""
    seen = talk.seen
    told = {"method": seen.method, "target": seen.target, "headers": dict(seen.headers), "size": len(seen.body)}
    return json(told | {"body": seen.body[:200].decode("utf-8", "replace")})(talk)


def html(status: int = 200, text: str = "<html>s3cret</html>") -> Behaviour:
    return answer(text.encode(), status, content_type="text/html")


def zipped(body: bytes) -> Behaviour:
    return answer(gzip.compress(body), content_encoding="gzip", content_type="application/json")


def chunked(*pieces: bytes, end: bool = True) -> Behaviour:
    told = head(200, {"transfer-encoding": "chunked", "content-type": "application/json"})
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
    return raw(told + chunks + (b"0\r\n\r\n" if end else b""), keep=end)


def truncated(body: bytes, length: int) -> Behaviour:
    """Less than was announced."""
    return raw(head(200, {"content-length": str(length), "content-type": "application/json"}) + body)


def hang(talk: Talk) -> bool:
    """No answer, until the client goes away."""
    with contextlib.suppress(OSError):
        talk.socket.recv(1)
    return False


def hang_after(data: bytes) -> Behaviour:
    """These bytes, and then no more."""

    def behave(talk: Talk) -> bool:
        talk.write(data)
        return hang(talk)

    return behave


def drip(body: bytes, every: float) -> Behaviour:
    """A byte now and then."""

    def behave(talk: Talk) -> bool:
        talk.write(head(200, {"content-length": str(len(body))}))
        for index in range(len(body)):
            talk.write(body[index : index + 1])
            if talk.stopping.wait(every):
                break
        return False

    return behave


def slow(seconds: float, then: Behaviour) -> Behaviour:
    def behave(talk: Talk) -> bool:
        talk.stopping.wait(seconds)
        return then(talk)

    return behave


def slam(_: Talk) -> bool:
    """The connection is closed without an answer."""
    return False


class Wire:
    """Serves until closed. `script` chooses the behaviour for each request."""

    def __init__(self, script: Callable[[Seen], Behaviour], tls: ssl.SSLContext | None = None) -> None:
        self._script, self._tls = script, tls
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._sockets: set[socket.socket] = set()
        self._threads = [threading.Thread(target=self._accept, name="wire", daemon=True)]
        self.port: int = self._listener.getsockname()[1]
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"
        self.seen: list[Seen] = []
        self.connections = 0
        self._threads[0].start()

    @property
    def open(self) -> int:
        """Connections that are open now."""
        with self._lock:
            return len(self._sockets)

    def until_open(self, count: int) -> int:
        """How many connections are open, once it is `count` or two seconds have passed."""
        end = time.monotonic() + 2
        while self.open != count and time.monotonic() < end:
            time.sleep(0.005)
        return self.open

    def targets(self) -> list[str]:
        return [seen.target for seen in self.seen]

    def close(self) -> None:
        self._stopping.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        with self._lock:
            sockets = list(self._sockets)
        for one in sockets:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        for thread in list(self._threads):
            thread.join(5)
            assert not thread.is_alive(), "a thread of the test server does not end"
        self._listener.close()

    def _accept(self) -> None:
        while not self._stopping.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with self._lock:
                self.connections += 1
                self._sockets.add(connection)
                thread = threading.Thread(target=self._serve, args=(connection, self.connections), daemon=True)
                self._threads.append(thread)
            thread.start()

    def _serve(self, plain: socket.socket, number: int) -> None:
        wrapped = plain
        try:
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self._tls:
                plain.settimeout(5)
                wrapped = self._tls.wrap_socket(plain, server_side=True)
                wrapped.settimeout(None)
                with self._lock:
                    self._sockets.add(wrapped)
            with wrapped.makefile("rb") as reader:
                while not self._stopping.is_set() and (seen := _request(reader, number)):
                    with self._lock:
                        self.seen.append(seen)
                    if not self._script(seen)(Talk(seen, wrapped, self._stopping)):
                        break
        except OSError:
            pass  # the client went away, or does not trust us
        finally:
            with self._lock:
                self._sockets -= {plain, wrapped}
            with contextlib.suppress(OSError):
                wrapped.shutdown(socket.SHUT_RDWR)
            wrapped.close()
            plain.close()


def _request(reader: Any, number: int) -> Seen | None:
    line = reader.readline().decode("latin-1").split()
    if len(line) != 3:
        return None
    headers: dict[str, str] = {}
    while (told := reader.readline().decode("latin-1").strip()) != "":
        name, _, value = told.partition(":")
        headers[name.lower()] = value.strip()
    if headers.get("transfer-encoding") == "chunked":
        body = b""
        while size := int(reader.readline(), 16):
            body += reader.read(size)
            reader.readline()
        reader.readline()
    else:
        body = reader.read(int(headers.get("content-length", 0)))
    return Seen(line[0], line[1], headers, body, number)


@contextlib.contextmanager
def serving(
    *script: Behaviour, by: Callable[[Seen], Behaviour] | None = None, tls: ssl.SSLContext | None = None
) -> Iterator[Wire]:
    """A server that does one behaviour after the other, the last for ever; or what `by` says."""
    left = list(script)

    def next_one(_: Seen) -> Behaviour:
        return left.pop(0) if len(left) > 1 else left[0]

    server = Wire(by or next_one, tls)
    try:
        yield server
    finally:
        server.close()


def dead_port() -> int:
    """A port where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port
