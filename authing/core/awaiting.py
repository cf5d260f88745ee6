"""The runner that awaits, on aiohttp. With `blocking.py`, the only code that touches a socket, a clock or a lock.

A client may be used in several event loops, one after the other or at once: sessions and locks belong to a loop.
A session that we opened is closed when its loop shuts down its asynchronous generators, as `asyncio.run` does, so
clients that come and go need no `close`.
"""

from __future__ import annotations

import asyncio
import io
import sys
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterable, Mapping
from importlib import import_module
from random import random
from typing import Any, NamedTuple, TypeVar
from weakref import ref

from .binding import Async, Runner
from .call import Describes, Reply
from .credentials import Credentials
from .environment import proxy_for
from .errors import ArgumentError, AuthingException, MissingExtra, NetworkError, NotFound, Timeout, UnexpectedAnswer
from .options import Options
from .paging import Book, Reading
from .plan import Acquire, Gate, Join, NoReply, Plan, Request, Send
from .sharing import Shelf, in_every_child
from .telemetry import Telemetry
from .through_httpx import built, is_httpx, told
from .tls import Tls
from .waiting import in_vain

try:
    import aiohttp
    from yarl import URL

    # Python 3.10 has none; aiohttp brings one there.
    timeout: Any = getattr(asyncio, "timeout", None) or import_module("async_timeout").timeout
except ImportError as missing:
    raise MissingExtra("awaited clients need aiohttp: pip install 'authing[async]'") from missing

__all__ = ["AwaitingRunner", "shared_transport", "transport_for"]

T = TypeVar("T")

_CHUNK = 1 << 16
_LARGE = 1 << 20


class AwaitingRunner(Runner[Async]):
    """Performs operations in the running event loop. May be used in any number of loops.

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
        # No WeakKeyDictionary: a lock that was waited for holds its loop, and other threads add theirs meanwhile.
        self._gates: dict[asyncio.AbstractEventLoop, Gate] = {}
        self._telemetry = Telemetry(options.host, options.hooks)
        self._plan = Plan(options, headers, credentials, monotonic=time.monotonic, wall=time.time, chance=random)

    async def run(self, described: Describes[T]) -> T:
        """Perform an operation."""
        steps = self._plan.operation(described, self._gate())
        answer: Any = None
        try:
            while True:
                step = steps.send(answer)
                if isinstance(step, Send):
                    unseen = self._telemetry.idle()
                    answer = await self._transport.send(step.request) if unseen else await self._watched(step)
                elif isinstance(step, Acquire):
                    answer = await self._acquire(step)
                elif isinstance(step, Join):
                    answer = await self._join(step)
                else:
                    answer = None
                    await asyncio.sleep(step.seconds)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]
        except AuthingException as error:
            self._telemetry.failed(error)
            raise
        finally:
            steps.close()  # also when cancelled: gives the turn to renew back

    async def walk(self, book: Book[T]) -> AsyncIterator[T]:
        """Iterate over all items of all pages."""
        cursor: int | None = book.first
        seen = 0
        while cursor is not None:
            items, total = await self.run(book.page(cursor))
            for item in book.unseen(items):
                yield item
            seen += len(items)
            cursor = book.after(Reading(cursor, seen, len(items), total))

    async def poll(self, read: Callable[[], Awaitable[T]], until: Callable[[T], bool], pauses: Iterable[float]) -> T:
        """Read again and again, after each of these pauses, until it is as it should be."""
        unseen: NotFound | None = None
        for seconds in pauses:
            await asyncio.sleep(seconds)
            try:
                if until(found := await read()):
                    return found
            except NotFound as error:
                unseen = error  # not yet, as far as can be told
        raise in_vain() from unseen

    async def close(self) -> None:
        """Close the connections that belong to this client alone."""
        await self._transport.close()

    def _gate(self) -> Gate:
        loop = asyncio.get_running_loop()
        gate = self._gates.get(loop)
        if gate is None:
            for other in list(self._gates):
                if other.is_closed():
                    self._gates.pop(other, None)
            gate = self._gates[loop] = Gate(asyncio.Lock())
        return gate

    async def _watched(self, step: Send) -> Reply | NoReply:
        telemetry = self._telemetry
        span = telemetry.sending(step)
        began = time.perf_counter()
        outcome: Reply | NoReply | None = None
        try:
            outcome = await self._transport.send(step.request)
            return outcome
        finally:
            telemetry.received(step, outcome, time.perf_counter() - began, span)

    async def _acquire(self, step: Acquire) -> bool:
        lock: Any = step.gate.lock
        if not step.seconds and lock.locked():
            return False
        try:
            # Not `wait_for`: before Python 3.12 it loses a cancellation that comes as the lock is granted.
            async with timeout(step.seconds or None):
                return bool(await lock.acquire())
        except asyncio.TimeoutError:
            return False

    async def _join(self, step: Join) -> bool:
        waiter = asyncio.wrap_future(step.flight.landing)
        try:
            await asyncio.wait((waiter,), timeout=step.seconds)
        finally:
            waiter.cancel()
        return step.flight.landing.done()


class Transport:
    """Sends a request and brings the answer."""

    async def send(self, request: Request) -> Reply | NoReply:
        """Send it. What goes wrong on the way is a `NoReply`, not an exception."""
        raise NotImplementedError

    async def close(self) -> None:
        """Close the connections that belong to this transport."""


class AiohttpTransport(Transport):
    """Sends through aiohttp, with one session for each event loop, or through the user's session."""

    def __init__(self, options: Options, session: aiohttp.ClientSession | None = None) -> None:
        self._options, self._given = options, session
        self._timeout = aiohttp.ClientTimeout(total=options.timeout, sock_connect=options.connect_timeout)
        self._sessions: dict[asyncio.AbstractEventLoop, _Kept] = {}
        self._tls = Tls(options)

    async def send(self, request: Request) -> Reply | NoReply:
        """Send it."""
        kept = self._sessions.get(asyncio.get_running_loop())
        session = self._given or (kept.session if kept is not None else await self._opened())
        timeout = self._timeout
        if timeout.total != request.timeout:  # less is left before the deadline
            timeout = aiohttp.ClientTimeout(total=request.timeout, sock_connect=request.connect_timeout)
        try:
            # Not `async with`: on the way out it waits for what a whole body tells already, and costs a tenth of the call.
            response = await session.request(
                request.method,
                URL(request.url, encoded=True),
                data=_fed(request.body),
                headers=request.headers,
                allow_redirects=False,
                timeout=timeout,
            )
            try:
                body = await _body(response, self._options.max_body)
            finally:
                response.release()  # with a body that was not read to its end, the connection is closed
            if body is None:
                return _too_long(self._options.max_body)
            return Reply(response.status, response.headers, body)
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError) as cause:
            return _told(cause)
        except ValueError as problem:  # a session of the user that puts its own `auth` or ~/.netrc beside the token
            raise ArgumentError(f"aiohttp does not send this request: {problem}") from problem

    async def close(self) -> None:
        """Close the session of the running loop; those of other loops end with their loops."""
        kept = self._sessions.pop(asyncio.get_running_loop(), None)
        if kept is not None:
            await kept.lifetime.aclose()

    async def _opened(self) -> aiohttp.ClientSession:
        loop = asyncio.get_running_loop()
        kept = self._sessions.get(loop)
        if kept is not None:
            return kept.session
        if self._tls.known is None:
            await asyncio.to_thread(self._tls.context)
            return await self._opened()  # another task may have come first
        for other in list(self._sessions):  # other threads may be at it for their loops
            if other.is_closed():
                self._sessions.pop(other, None)  # ended without a word
        options, proxy = self._options, _http_proxy(self._options)
        settings: dict[str, Any] = {"ssl": self._tls.context(), "limit": max(100, options.pool_size)}
        if options.idle_limit is not None:
            settings["keepalive_timeout"] = options.idle_limit
        session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(**settings),
            cookie_jar=aiohttp.DummyCookieJar(),  # the session is shared; one user's cookies are not another's
            proxy=proxy,
        )
        session._retry_connection = False  # what may be sent again is the plan's to say, not the HTTP method's
        lifetime = _until_loop_ends(ref(self), loop, session)
        self._sessions[loop] = _Kept(session, lifetime)
        await lifetime.__anext__()
        return session

    def drop(self, loop: asyncio.AbstractEventLoop) -> None:
        """This loop ends."""
        self._sessions.pop(loop, None)


async def _until_loop_ends(
    owner: ref[AiohttpTransport], loop: asyncio.AbstractEventLoop, session: aiohttp.ClientSession
) -> AsyncGenerator[None, None]:
    # An event loop closes the asynchronous generators that were begun in it before it ends, and those that nobody
    # holds any more. Nothing else tells us of its end while there is still time to close connections in it. The
    # transport holds this generator, so this may not hold the transport: a circle would be torn apart in any order.
    try:
        yield
    finally:
        transport = owner()
        if transport is not None:
            transport.drop(loop)
        await session.close()


class HttpxTransport(Transport):
    """Sends through an `httpx.AsyncClient` of the user, whose own settings rule TLS, proxy and pool."""

    def __init__(self, client: Any, options: Options) -> None:
        self._client, self._max_body = client, options.max_body
        self._failures: type[Exception] = sys.modules["httpx"].HTTPError

    async def send(self, request: Request) -> Reply | NoReply:
        """Send it."""
        remaining = request.until - time.monotonic()
        try:
            async with timeout(remaining):
                return await self._exchange(request)
        except asyncio.TimeoutError as cause:
            return NoReply(cause, Timeout, "no answer before the deadline")
        except self._failures as cause:
            return told(cause)

    async def _exchange(self, request: Request) -> Reply | NoReply:
        client = self._client
        response = await client.send(built(client, request), stream=True, follow_redirects=False, auth=None)
        try:
            body = bytearray()
            async for piece in response.aiter_bytes(_CHUNK):
                body += piece
                if len(body) > self._max_body:
                    return _too_long(self._max_body)
            return Reply(response.status_code, response.headers, bytes(body))
        finally:
            await response.aclose()


class _Kept(NamedTuple):
    session: aiohttp.ClientSession
    lifetime: AsyncGenerator[None, None]


def transport_for(options: Options) -> Transport:
    """A transport that belongs to one client."""
    given = options.http_client
    if given is None:
        return AiohttpTransport(options)
    if isinstance(given, aiohttp.ClientSession):
        return AiohttpTransport(options, given)
    if is_httpx(given, "AsyncClient"):
        return HttpxTransport(given, options)
    raise ArgumentError(
        f"http_client must be an aiohttp.ClientSession or an httpx.AsyncClient here, not a {type(given).__name__}"
    )


def shared_transport(options: Options) -> Transport:
    """The transport of all clients that come and go and reach a host in the same way. Closing it is nobody's part."""
    if options.http_client is not None:
        return transport_for(options)
    return _shared.take(options.route, lambda: AiohttpTransport(options))


def _http_proxy(options: Options) -> str | None:
    proxy = proxy_for(options.host, options.proxy)
    if proxy is not None and not proxy.startswith(("http://", "https://")):
        raise ArgumentError(
            "aiohttp speaks to HTTP proxies only; give http_client=httpx.AsyncClient(proxy=…) for SOCKS"
        )
    return proxy


async def _body(response: aiohttp.ClientResponse, max_body: int) -> bytes | None:
    """The whole body, or None if it is longer than allowed."""
    content = response.content
    body = await content.readany()
    if content.at_eof() and len(body) <= max_body:
        return body
    pieces, size = [body], len(body)
    while size <= max_body and (piece := await content.readany()):
        size += len(piece)
        pieces.append(piece)
    return b"".join(pieces) if size <= max_body else None


def _fed(body: bytes | None) -> bytes | io.BytesIO | None:
    """The body in the way aiohttp wants it: above this size it warns of bytes, and sends a file in pieces."""
    return io.BytesIO(body) if body and len(body) > _LARGE else body


def _too_long(max_body: int) -> NoReply:
    return NoReply(None, UnexpectedAnswer, f"the answer is longer than {max_body} bytes", final=True)


def _told(cause: Exception) -> NoReply:
    """What a failure of aiohttp means; its texts name the host, where they would name the URL they are not used."""
    if isinstance(cause, (aiohttp.ClientResponseError, aiohttp.InvalidURL)):
        unsent = isinstance(cause, aiohttp.ClientHttpProxyError)
        kind = NetworkError if unsent else UnexpectedAnswer
        return NoReply(None, kind, type(cause).__name__, unsent=unsent, final=not unsent)
    words = f"{type(cause).__name__}: {cause}"
    if isinstance(cause, aiohttp.ClientSSLError):
        return NoReply(cause, NetworkError, f"TLS: {words}", unsent=True, final=True)
    if isinstance(cause, aiohttp.ConnectionTimeoutError):
        return NoReply(cause, Timeout, words, unsent=True)
    if isinstance(cause, asyncio.TimeoutError):
        return NoReply(cause, Timeout, words)
    return NoReply(cause, NetworkError, words, unsent=isinstance(cause, aiohttp.ClientConnectorError))


_shared: Shelf[AiohttpTransport] = Shelf()
in_every_child(_shared.after_fork)
