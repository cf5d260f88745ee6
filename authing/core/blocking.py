"""The runner that waits. With `awaiting.py`, the only code that touches a socket, a clock or a lock.

`requests` decides how to reach a host: its adapter, proxy and TLS settings are resolved once. The calls then go
straight to the urllib3 pool that the adapter manages, because `requests.Session.send` alone costs more than all of
the rest. A `requests.Session` that the user passes is used as it is, so that its adapters and mocks work.
"""

from __future__ import annotations

import ssl
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import wait
from random import random
from typing import Any, TypeVar
from weakref import WeakSet

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPResponse
from urllib3 import Timeout as PoolTimeout
from urllib3 import exceptions as pool_errors

from .binding import Runner, Sync
from .call import Describes, Reply
from .credentials import Credentials
from .environment import proxy_for
from .errors import ArgumentError, AuthingException, NetworkError, NotFound, Timeout, UnexpectedAnswer
from .options import Options
from .paging import Book, Reading
from .plan import Acquire, Gate, Join, NoReply, Plan, Request, Send
from .sharing import Shelf, in_every_child
from .telemetry import Telemetry
from .through_httpx import built, is_httpx, told
from .tls import Tls
from .waiting import in_vain

__all__ = ["BlockingRunner", "shared_transport", "transport_for"]

T = TypeVar("T")

_CHUNK = 1 << 16


class BlockingRunner(Runner[Sync]):
    """Performs operations in the calling thread. May be used by any number of threads, and after a fork.

    Args:
        options: How to reach the host.
        headers: Headers of every call, in lower case; those of the options win over them.
        credentials: Where the bearer token comes from.
        transport: What sends; see `transport_for` and `shared_transport`.
    """

    def __init__(
        self, options: Options, headers: Mapping[str, str], credentials: Credentials, transport: Transport
    ) -> None:
        self._transport = transport
        self._gate = Gate(threading.Lock())
        self._telemetry = Telemetry(options.host, options.hooks)
        self._plan = Plan(options, headers, credentials, monotonic=time.monotonic, wall=time.time, chance=random)
        _runners.add(self)

    def run(self, described: Describes[T]) -> T:
        """Perform an operation."""
        steps = self._plan.operation(described, self._gate)
        answer: Any = None
        try:
            while True:
                step = steps.send(answer)
                if isinstance(step, Send):
                    unseen = self._telemetry.idle()
                    answer = self._transport.send(step.request) if unseen else self._watched(step)
                elif isinstance(step, Acquire):
                    answer = self._acquire(step)
                elif isinstance(step, Join):
                    answer = self._join(step)
                else:
                    answer = None
                    time.sleep(step.seconds)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]
        except AuthingException as error:
            self._telemetry.failed(error)
            raise
        finally:
            steps.close()  # also on KeyboardInterrupt: gives the turn to renew back

    def walk(self, book: Book[T]) -> Iterator[T]:
        """Iterate over all items of all pages."""
        cursor: int | None = book.first
        seen = 0
        while cursor is not None:
            items, total = self.run(book.page(cursor))
            yield from book.unseen(items)
            seen += len(items)
            cursor = book.after(Reading(cursor, seen, len(items), total))

    def poll(self, read: Callable[[], T], until: Callable[[T], bool], pauses: Iterable[float]) -> T:
        """Read again and again, after each of these pauses, until it is as it should be."""
        unseen: NotFound | None = None
        for seconds in pauses:
            time.sleep(seconds)
            try:
                if until(found := read()):
                    return found
            except NotFound as error:
                unseen = error  # not yet, as far as can be told
        raise in_vain() from unseen

    def close(self) -> None:
        """Close the connections that belong to this client alone."""
        self._transport.close()

    def _watched(self, step: Send) -> Reply | NoReply:
        telemetry = self._telemetry
        span = telemetry.sending(step)
        began = time.perf_counter()
        outcome: Reply | NoReply | None = None
        try:
            outcome = self._transport.send(step.request)
            return outcome
        finally:
            telemetry.received(step, outcome, time.perf_counter() - began, span)

    def _acquire(self, step: Acquire) -> bool:
        lock: Any = step.gate.lock
        return bool(lock.acquire(timeout=step.seconds) if step.seconds else lock.acquire(blocking=False))

    def _join(self, step: Join) -> bool:
        landing = step.flight.landing
        if (
            step.flight.thread != threading.get_ident()
        ):  # a task of this thread's event loop stands still until we return
            wait((landing,), step.seconds)
        return landing.done()

    def after_fork(self) -> None:
        """Take a new lock."""
        self._gate = Gate(threading.Lock())


class Transport:
    """Sends a request and brings the answer."""

    def send(self, request: Request) -> Reply | NoReply:
        """Send it. What goes wrong on the way is a `NoReply`, not an exception."""
        raise NotImplementedError

    def close(self) -> None:
        """Close the connections that belong to this transport."""


class PoolTransport(Transport):
    """Sends through the urllib3 pools that requests chooses, one for each host."""

    def __init__(self, options: Options) -> None:
        self._options, self._tls = options, Tls(options)
        self.after_fork()
        _transports.add(self)

    def send(self, request: Request) -> Reply | NoReply:
        """Send it."""
        url = request.url
        end = url.find("/", 8)  # behind https://
        origin = url[:end]
        pool, skipped = self._routes.get(origin) or self._route(origin)
        try:
            response = pool.urlopen(
                request.method,
                url[skipped:],
                body=request.body,
                headers=request.headers,
                timeout=PoolTimeout(total=request.timeout, connect=request.connect_timeout),
                retries=False,
                redirect=False,
                assert_same_host=False,
                preload_content=False,
            )
            pieces = _pieces(response, request)
            return _reply(response.status, response.headers, pieces, response, request, self._options.max_body)
        except pool_errors.HTTPError as cause:
            return _told(cause)

    def close(self) -> None:
        """Close all idle connections; the next call opens new ones."""
        self._routes.clear()  # the pools live, with their connections, as long as somebody holds them
        self._adapter.close()

    def after_fork(self) -> None:
        """Let go of the connections that the parent process uses."""
        self._adapter = HTTPAdapter(pool_connections=8, pool_maxsize=self._options.pool_size)
        self._routes: dict[str, tuple[Any, int]] = {}

    def _route(self, url: str) -> tuple[Any, int]:
        options = self._options
        scheme, _, rest = url.partition("://")
        origin = f"{scheme}://{rest.partition('/')[0]}"
        proxy = proxy_for(origin, options.proxy)
        try:
            pool: Any = self._adapter.get_connection_with_tls_context(
                requests.Request("GET", origin).prepare(),
                verify=options.verify is not False,
                proxies={scheme: proxy} if proxy else {},
            )
        except requests.exceptions.InvalidSchema as problem:  # SOCKS without its library
            raise ArgumentError(f"{origin} cannot be reached in this way: {problem}") from None
        except (requests.RequestException, pool_errors.HTTPError) as problem:
            # Never the text: it may be that of the proxy, with its password.
            raise ArgumentError(f"{origin} cannot be reached in this way: {type(problem).__name__}") from None
        if scheme == "https":
            pool.conn_kw["ssl_context"] = self._tls.context()  # else each connection would read the bundle anew
        if options.idle_limit is not None:
            pool.ConnectionCls = _resting(pool.ConnectionCls, options.idle_limit)
        # A proxy for plain HTTP is told the whole URL; everybody else the path only.
        whole = proxy is not None and scheme == "http" and not proxy.startswith("socks")
        self._routes[origin] = found = (pool, 0 if whole else len(origin))
        return found


class SessionTransport(Transport):
    """Sends through a `requests.Session` of the user, whose own settings rule TLS, proxy and pool."""

    def __init__(self, session: requests.Session, options: Options) -> None:
        self._session, self._max_body = session, options.max_body

    def send(self, request: Request) -> Reply | NoReply:
        """Send it."""
        # Without an `auth` of its own, requests looks into ~/.netrc and lets what it finds replace the token.
        auth = _as_it_is if "authorization" in request.headers or not self._session.auth else None
        try:
            response = self._session.request(
                request.method,
                request.url,
                data=request.body,
                headers=request.headers,
                timeout=(request.connect_timeout, request.timeout),
                allow_redirects=False,
                stream=True,
                auth=auth,
            )
            raw = response.raw
            pieces = _pieces(raw, request) if isinstance(raw, HTTPResponse) else response.iter_content(_CHUNK)
            return _reply(response.status_code, response.headers, pieces, response, request, self._max_body)
        except requests.RequestException as cause:
            return _told_by_requests(cause, request)
        except pool_errors.HTTPError as cause:
            return _told(cause)


class HttpxTransport(Transport):
    """Sends through an `httpx.Client` of the user, whose own settings rule TLS, proxy and pool."""

    def __init__(self, client: Any, options: Options) -> None:
        self._client, self._max_body = client, options.max_body
        self._failures: type[Exception] = sys.modules["httpx"].HTTPError

    def send(self, request: Request) -> Reply | NoReply:
        """Send it."""
        client = self._client
        try:
            response = client.send(built(client, request), stream=True, follow_redirects=False, auth=None)
            pieces = response.iter_bytes()  # as they arrive: with a size httpx would wait until it has so much
            try:
                return _reply(response.status_code, response.headers, pieces, response, request, self._max_body)
            finally:
                response.close()
        except self._failures as cause:
            return told(cause)


def _as_it_is(request: Any) -> Any:
    return request


def _resting(kind: Any, limit: float) -> Any:
    """A kind of connection that counts as closed once it has been idle for so long: the host is about to close it."""

    class _Resting(kind):  # type: ignore[misc]  # plain, TLS, SOCKS: whatever the pool has
        idle_since = float("inf")

        @property
        def is_connected(self) -> bool:
            return bool(super().is_connected) and time.monotonic() < self.idle_since + limit

        def getresponse(self) -> Any:
            response = super().getresponse()
            self.idle_since = time.monotonic()
            return response

    _Resting.__name__ = kind.__name__  # errors tell it
    return _Resting


def transport_for(options: Options) -> Transport:
    """A transport that belongs to one client."""
    if options.http_client is None:
        return PoolTransport(options)
    if isinstance(options.http_client, requests.Session):
        return SessionTransport(options.http_client, options)
    if is_httpx(options.http_client, "Client"):
        return HttpxTransport(options.http_client, options)
    kind = type(options.http_client).__name__
    raise ArgumentError(f"http_client must be a requests.Session or an httpx.Client here, not a {kind}")


def shared_transport(options: Options) -> Transport:
    """The transport of all clients that come and go and reach a host in the same way. Closing it is nobody's part."""
    if options.http_client is not None:
        return transport_for(options)
    return _shared.take(options.route, lambda: PoolTransport(options))


def _pieces(response: HTTPResponse, request: Request) -> Iterator[bytes]:
    # What has arrived, not as much as was asked for, and no longer than there is time: a server that sends a byte a
    # second must not outlive the deadline.
    while True:
        remaining = request.until - time.monotonic()
        sock = getattr(response.connection, "sock", None)
        if remaining < request.timeout / 2 and sock is not None:
            sock.settimeout(max(remaining, 0.001))
        piece = response.read1(_CHUNK, decode_content=True)
        if not piece:
            return
        yield piece
        if response.length_remaining == 0 and len(piece) < _CHUNK:
            return  # all is here, and decoded: to ask for more would cost as much as the rest of this module


def _reply(
    status: int, headers: Any, pieces: Iterator[bytes], response: Any, request: Request, max_body: int
) -> Reply | NoReply:
    first = next(pieces, b"")
    size, body = len(first), bytearray(first)
    for piece in pieces:
        size += len(piece)
        if size > max_body:
            break
        body += piece
        if time.monotonic() > request.until:
            response.close()
            return NoReply(None, Timeout, "the answer did not come to its end in time")
    if size > max_body:
        response.close()
        return NoReply(None, UnexpectedAnswer, f"the answer is longer than {max_body} bytes", final=True)
    return Reply(status, headers, bytes(body) if size > len(first) else first)


def _told(cause: Exception) -> NoReply:
    """What a failure of urllib3 means. Its texts name the host; with `retries=False` they never hold the URL."""
    if isinstance(cause, pool_errors.MaxRetryError) and cause.reason is not None:
        cause = cause.reason
    if isinstance(cause, pool_errors.ProxyError):
        # Also what is lost behind a proxy comes as its error: unsent is only what did not even reach the proxy.
        behind = cause.original_error
        unreached = isinstance(behind, (pool_errors.NewConnectionError, pool_errors.ConnectTimeoutError))
        no_tunnel = str(behind).startswith("Tunnel connection failed")
        return NoReply(cause, NetworkError, str(cause), unsent=unreached or no_tunnel)
    if isinstance(cause, pool_errors.SSLError):
        inner = cause.args[0] if cause.args else None
        broken = isinstance(inner, (ssl.SSLEOFError, ssl.SSLZeroReturnError))  # lost, perhaps after it was sent
        refused = isinstance(inner, ssl.SSLCertVerificationError)
        return NoReply(cause, NetworkError, f"TLS: {cause}", unsent=refused, final=not broken)
    if isinstance(cause, (pool_errors.NewConnectionError, pool_errors.ClosedPoolError)):
        return NoReply(cause, NetworkError, str(cause), unsent=True)
    if isinstance(cause, pool_errors.ConnectTimeoutError):
        return NoReply(cause, Timeout, str(cause), unsent=True)
    if isinstance(cause, pool_errors.TimeoutError):
        return NoReply(cause, Timeout, str(cause))
    if isinstance(cause, pool_errors.DecodeError):
        return NoReply(cause, UnexpectedAnswer, str(cause), final=True)
    return NoReply(cause, NetworkError, str(cause))


def _told_by_requests(cause: requests.RequestException, request: Request) -> NoReply:
    inner = cause.args[0] if cause.args else None
    if isinstance(inner, pool_errors.HTTPError):
        return _told(inner)
    shown = None if "?" in request.url else cause  # its text may hold the URL, and the query a token
    if isinstance(cause, requests.Timeout):
        return NoReply(shown, Timeout, type(cause).__name__, unsent=isinstance(cause, requests.ConnectTimeout))
    return NoReply(shown, NetworkError, type(cause).__name__)


_shared: Shelf[PoolTransport] = Shelf()
_transports: WeakSet[PoolTransport] = WeakSet()
_runners: WeakSet[BlockingRunner] = WeakSet()


def _after_fork() -> None:
    # The parent goes on using its sockets, and its locks may be held by threads that the child does not have.
    _shared.after_fork()
    for transport in _transports:
        transport.after_fork()
    for runner in _runners:
        runner.after_fork()


in_every_child(_after_fork)
