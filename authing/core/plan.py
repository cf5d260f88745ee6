"""Every rule about an exchange, and no I/O.

A plan is a generator of steps that a runner obeys (`blocking.py`, `awaiting.py`):

    Acquire   take the turn to renew the token          -> True, or False if it was not to be had in time
    Send      send this request                         -> Reply or NoReply
    Join      wait for what another caller performs     -> True, or False if it cannot be waited for
    Pause     let some seconds pass                     -> None

Its value is the result of the operation. The rules:

- A token that the platform refuses is forgotten, and the call sent once more with a new one.
- A call is tried again if it is `safe` and the failure may pass, if the platform cannot have seen it, or if the
  platform said 429. What the platform asks for in Retry-After is waited for if it is not too long, and never cut.
- Nothing outlives the deadline: no attempt, no pause, no turn.
- Redirects are answers like others: a Location is never followed with a token or a body.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Generator, Mapping
from datetime import timezone
from email.utils import parsedate_to_datetime
from json import JSONEncoder
from logging import getLogger
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar, cast
from urllib.parse import quote_plus

from .call import Call, Describes, Once, Reply
from .credentials import Credentials, checked_token
from .errors import (
    ArgumentError,
    AuthingException,
    Conflict,
    NetworkError,
    NotFound,
    RateLimited,
    ServerError,
    Timeout,
    UnexpectedAnswer,
)
from .model import to_wire
from .multipart import encoded_files
from .options import Options, check_headers, whole_url
from .sharing import Flight

if TYPE_CHECKING:
    from typing import TypeAlias

__all__ = ["Acquire", "Gate", "Join", "Lock", "NoReply", "Pause", "Plan", "Request", "Send"]

T = TypeVar("T")

LONGEST_PAUSE = 30.0
"""Seconds; where the platform asks for more, the caller is told (`RateLimited.retry_after`) and decides."""

SPARE_TIME = 5.0
"""Seconds that the renewal of a token may take while the present one is still good."""

INSTANT = 0.05
"""Seconds; who has no more left has run out of time."""

_GATEWAY_FAILURES = frozenset({502, 503, 504})
_REQUEST_ID_HEADERS = ("x-request-id", "x-authing-request-id", "logto-core-request-id", "request-id")
_DONE = Reply(204, {}, b"")
_JSON = "application/json"
_FORM = "application/x-www-form-urlencoded"
_log = getLogger("authing.token")
_encode = JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=to_wire).encode


class Request:
    """What a transport sends: all of it is ready, nothing is left to decide."""

    __slots__ = ("body", "connect_timeout", "headers", "method", "timeout", "until", "url")

    def __init__(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | None,
        connect_timeout: float,
        timeout: float,
        until: float,
    ) -> None:
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.connect_timeout = connect_timeout
        self.timeout = timeout
        self.until = until  # on the monotonic clock

    def __repr__(self) -> str:
        return f"<Request {self.method} {self.url.partition('?')[0]}>"


class NoReply(NamedTuple):
    """No usable answer came.

    Attributes:
        cause: What the transport's library raised, or None where its text could hold secrets.
        kind: The error to raise.
        words: What happened.
        unsent: True if the platform cannot have seen the request.
        final: True if it would happen again.
    """

    cause: Exception | None
    kind: type[AuthingException]
    words: str
    unsent: bool = False
    final: bool = False


class Send(NamedTuple):
    """Send this request; `call` and `attempt` are for logs, hooks and traces."""

    request: Request
    call: Call[Any]
    attempt: int


class Pause(NamedTuple):
    """Let these seconds pass."""

    seconds: float


class Acquire(NamedTuple):
    """Take the turn to renew the token, waiting at most these seconds."""

    gate: Gate
    seconds: float


class Join(NamedTuple):
    """Wait at most these seconds for what another caller performs."""

    flight: Flight
    seconds: float


if TYPE_CHECKING:
    Steps: TypeAlias = Generator[Send | Pause | Acquire | Join, Any, T]


class Lock(Protocol):
    """The part of a `threading.Lock` and an `asyncio.Lock` that needs no waiting."""

    def release(self) -> None:
        """Let the next one have it."""
        ...


class Gate:
    """Lets one caller at a time renew a token, and tells those who waited how it went."""

    __slots__ = ("failure", "lock", "rounds")

    def __init__(self, lock: Lock) -> None:
        self.lock = lock
        self.rounds = 0
        self.failure: AuthingException | None = None

    def passed(self, failure: AuthingException | None = None) -> None:
        """A renewal came to its end."""
        self.rounds += 1
        self.failure = failure


class Plan:
    """The way of one client's operations.

    Args:
        options: How to reach the host.
        headers: Headers of every call, in lower case; those of the options win over them.
        credentials: Where the bearer token comes from.
        monotonic: The clock that deadlines are measured with.
        wall: The clock that the life of tokens is measured with.
        chance: Random numbers from 0 to 1, for the length of pauses.
    """

    def __init__(
        self,
        options: Options,
        headers: Mapping[str, str],
        credentials: Credentials,
        *,
        monotonic: Callable[[], float],
        wall: Callable[[], float],
        chance: Callable[[], float],
    ) -> None:
        if options.headers:
            headers = {**headers, **{name.lower(): value for name, value in options.headers.items()}}
        self._host, self._headers, self._credentials = options.host, headers, credentials
        self._attempts, self._deadline = options.retries + 1, options.deadline
        self._connect_timeout, self._timeout = options.connect_timeout, options.timeout
        self._monotonic, self._wall, self._chance = monotonic, wall, chance
        self._ready: tuple[str | None, dict[str | None, Mapping[str, str]]] = ("", {})

    def operation(self, described: Describes[T], gate: Gate) -> Steps[T]:
        """The steps of a whole operation, of one request or several."""
        until = self._monotonic() + self._deadline
        if isinstance(described, Call):
            if described.timeout is not None and described.timeout > self._deadline:
                until += described.timeout - self._deadline  # who asks for more time for a call gets it
            return self.exchange(cast("Call[T]", described), gate, until)
        return _each(described, lambda call: self._part(call, gate, until))

    def exchange(self, call: Call[T], gate: Gate, until: float) -> Steps[T]:
        """The steps of one call: authorise, send, and again where that is harmless."""
        attempt, replayed, lost = 0, False, False
        if call.delay:
            if self._monotonic() + call.delay >= until:
                raise unsent_in_time(call, "no time is left to wait")
            yield Pause(call.delay)
        while True:
            attempt += 1
            token: str | None = None
            if call.auth is not False and (token := self._known_token(call)) is None:
                token = yield from self._renew(call, gate, until)
            request = self._request(call, token or None, until)
            outcome: Reply | NoReply = yield Send(request, call, attempt)
            try:
                return settle(call, outcome, self._wall())
            except AuthingException as error:
                if lost and error.status is not None and call.again == error.status and _is_done(error):
                    return call.read(_DONE)
                lost = lost or _may_be_done(outcome)
                if not replayed and call.auth is True and token and self._is_stale(token, error):
                    replayed, attempt = True, attempt - 1
                    continue
                if attempt >= self._attempts:
                    raise
                seconds = wait(call, outcome, error, attempt, self._chance())
                if seconds is None or self._monotonic() + seconds >= until:
                    raise
            yield Pause(seconds)

    def _part(self, part: Call[Any] | Once[Any], gate: Gate, until: float) -> Steps[Any]:
        return self._once(part, gate, until) if isinstance(part, Once) else self.exchange(part, gate, until)

    def _once(self, once: Once[T], gate: Gate, until: float) -> Steps[T | None]:
        if once.spare:
            until = min(until, self._monotonic() + SPARE_TIME)
        mine = Flight(until)
        while (flight := mine.board(once.key)) is not mine:
            if once.spare:
                return None
            if (yield Join(flight, max(0.0, min(until, flight.until) - self._monotonic()))):
                if flight.outcome is not None:
                    value, failure = flight.outcome
                    if failure is not None:
                        raise copy.copy(failure)
                    return cast("T", value)
            elif self._monotonic() < flight.until:
                break  # not from here, or not in our time: then by ourselves
            else:
                flight.leaves(once.key)  # its event loop stands still, or has gone without a word
        try:
            value = yield from _each(once.described, lambda call: self._part(call, gate, until))
            mine.lands(once.key, (value, None))
        except AuthingException as error:
            # As in `_granted`: a failure for want of our own time tells the others nothing.
            mine.lands(once.key, (None, copy.copy(error)) if until - self._monotonic() > INSTANT else None)
            raise
        finally:
            mine.lands(once.key, None)  # also if the caller is cancelled
        return value

    def _is_stale(self, token: str, error: AuthingException) -> bool:
        return self._credentials.blames_token(error, token, self._wall()) and self._credentials.forget(token)

    def _known_token(self, call: Call[Any]) -> str | None:
        if call.auth is True:
            if not call.path.startswith("/") and not f"{call.path}/".startswith(f"{self._host}/"):
                raise ArgumentError(f"the client's token is for {self._host}; a call elsewhere needs one of its own")
            return self._credentials.fresh(self._wall())
        return checked_token(call.auth)  # type: ignore[arg-type]  # a call without credentials does not come here

    def _renew(self, call: Call[Any], gate: Gate, until: float) -> Steps[str]:
        credentials, rounds = self._credentials, gate.rounds
        spare = credentials.usable(self._wall())
        remaining = until - self._monotonic()
        if not (yield Acquire(gate, 0.0 if spare else max(0.0, remaining))):
            if spare:
                return spare  # somebody is renewing it; it is good meanwhile
            raise unsent_in_time(call, "no token was obtained in time")
        try:
            if token := credentials.fresh(self._wall()):
                return token  # somebody renewed it while we waited
            if gate.failure is not None and gate.rounds != rounds:
                raise copy.copy(gate.failure)  # somebody tried while we waited; a hundred more tries would not help
            if spare:
                until = min(until, self._monotonic() + SPARE_TIME)  # the present one is good: no reason to wait long
            return (yield from self._granted(gate, until))
        finally:
            gate.lock.release()  # also if the caller is cancelled

    def _granted(self, gate: Gate, until: float) -> Steps[str]:
        credentials = self._credentials
        try:
            asked_at = self._wall()
            grant = yield from _each(credentials.renewal(), lambda call: self._unauthorised(call, gate, until))
            token = credentials.keep(grant, asked_at)
        except AuthingException as error:
            # A failure for want of our own time tells the others nothing: they may have more. The copy has no
            # traceback, which would keep the frames and their secrets.
            gate.passed(copy.copy(error) if until - self._monotonic() > INSTANT else None)
            if spare := credentials.usable(self._wall()):
                _log.warning("the token could not be renewed, the present one is used on: %s", type(error).__name__)
                credentials.postpone(self._wall())
                return spare
            raise
        gate.passed()
        return token

    def _unauthorised(self, call: Call[T], gate: Gate, until: float) -> Steps[T]:
        if call.auth is True:
            raise RuntimeError(f"{call!r} renews the token and cannot be sent with it: it needs auth=False")
        return self.exchange(call, gate, until)

    def _request(self, call: Call[Any], token: str | None, until: float) -> Request:
        url = self._host + call.path if call.path.startswith("/") else whole_url(call.path)
        if call.params:
            query = encoded_query(call.params)
            if query:
                url = f"{url}{'&' if '?' in url else '?'}{query}"
        body: bytes | None = None
        content: str | None = None
        if call.json is not None:
            body, content = encoded_json(call.json) if call.body is None else call.body, _JSON
        elif call.form is not None:
            body, content = encoded_query(call.form).encode("ascii"), _FORM
        elif call.files is not None:
            body, content = encoded_files(call.files)
        headers = self._headers_with(token, content)
        if call.headers:
            check_headers(call.headers)
            headers = {**headers, **{name.lower(): value for name, value in call.headers.items()}}
        now = self._monotonic()
        timeout, connect_timeout = self._timeout, self._connect_timeout
        if call.timeout is not None:
            timeout, connect_timeout = call.timeout, min(connect_timeout, call.timeout)
        if until - now < timeout:
            timeout = until - now
            connect_timeout = min(connect_timeout, timeout)
            if timeout <= 0:
                raise unsent_in_time(call, "no time is left")
        return Request(call.method, url, headers, body, connect_timeout, timeout, now + timeout)

    def _headers_with(self, token: str | None, content: str | None) -> Mapping[str, str]:
        """The headers of a call, made once for each token: hundreds in flight then share them."""
        ready = self._ready
        if ready[0] != token:
            plain = {**self._headers, "authorization": f"Bearer {token}"} if token else self._headers
            ready = token, {kind: {**plain, "content-type": kind} if kind else plain for kind in (None, _JSON, _FORM)}
            self._ready = ready  # replaced whole: other threads see the old or the new
        return ready[1][content] if content in ready[1] else {**ready[1][None], "content-type": str(content)}


def unsent_in_time(call: Call[Any], words: str) -> Timeout:
    """The error of a call whose time is over before it could be sent."""
    late = Timeout(None, f"{call.method} {call.where}: {words}", method=call.method, path=call.where)
    late.unsent = True
    return late


def settle(call: Call[T], outcome: Reply | NoReply, now: float) -> T:
    """The result of a call, or the exception that tells why there is none; `now` is `time.time()`."""
    if isinstance(outcome, NoReply):
        error = outcome.kind(None, f"{call.method} {call.where}: {outcome.words}", method=call.method, path=call.where)
        if isinstance(error, NetworkError):
            error.unsent, error.retryable = outcome.unsent, not outcome.final
        raise error from outcome.cause
    try:
        return call.read(outcome)
    except AuthingException as refusal:
        refusal.method, refusal.path = call.method, call.where
        refusal.status = outcome.status
        if refusal.request_id is None:
            refusal.request_id = _request_id(outcome)
        asked = retry_after(outcome.headers.get("retry-after"), now)
        if asked is not None:
            refusal.retry_after = asked
        if isinstance(refusal, ServerError) and outcome.status in _GATEWAY_FAILURES:
            refusal.retryable = True
        raise
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError) as problem:
        kind = outcome.headers.get("content-type", "no content type")
        told = f"{call.method} {call.where}: the answer ({outcome.status}, {kind}) does not have the platform's form"
        request_id = _request_id(outcome)
        raise UnexpectedAnswer(
            None, told, status=outcome.status, request_id=request_id, method=call.method, path=call.where
        ) from _without_content(problem)


def _request_id(reply: Reply) -> str | None:
    """What the platform calls the request."""
    return next(filter(None, map(reply.headers.get, _REQUEST_ID_HEADERS)), None)


def _may_be_done(outcome: Reply | NoReply) -> bool:
    """True if the platform may have done what was asked for, although no answer of its own came."""
    return not outcome.unsent if isinstance(outcome, NoReply) else outcome.status in _GATEWAY_FAILURES


def _is_done(error: AuthingException) -> bool:
    """True if a refusal may mean that it was done before. Of the same status there are others, also of a gateway's own."""
    return error.code is not None and isinstance(error, (NotFound, Conflict))


def _without_content(problem: Exception) -> Exception:
    """The problem without what the answer held: a JSONDecodeError carries the whole document."""
    return problem if type(problem) in (KeyError, TypeError, AttributeError) else ValueError(type(problem).__name__)


def wait(
    call: Call[Any], outcome: Reply | NoReply, error: AuthingException, attempt: int, chance: float
) -> float | None:
    """Seconds before trying again, or None if the error is final."""
    backoff = min(8.0, 0.1 * 2.0**attempt) * (0.5 + chance / 2)
    if isinstance(outcome, NoReply):
        unsent = isinstance(error, NetworkError) and error.unsent
        return backoff if error.retryable and (call.safe or unsent) else None
    # A refusal for the rate is no execution, so even an unsafe call may be repeated; but only where the HTTP status
    # says so: a platform's own codes also tell limits of minutes and hours.
    throttled = outcome.status == 429
    if not throttled and (isinstance(error, RateLimited) or not (call.safe and error.retryable)):
        return None
    if error.retry_after is None:
        return backoff
    return error.retry_after if error.retry_after <= LONGEST_PAUSE else None


def retry_after(value: str | None, now: float) -> float | None:
    """The seconds that a Retry-After header asks for, given as seconds or as a date (RFC 9110, section 10.2.3)."""
    if not value:
        return None
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        date = parsedate_to_datetime(value)
        if date.tzinfo is None:
            date = date.replace(tzinfo=timezone.utc)  # an HTTP date is in UTC, also in the forms that do not say so
        return max(0.0, date.timestamp() - now)
    except (ValueError, TypeError, OverflowError):
        return None


def encoded_json(value: Any) -> bytes:
    """The value as a JSON body.

    Raises:
        ArgumentError: It cannot be said in JSON.
    """
    try:
        return _encode(value).encode("utf-8")
    except UnicodeEncodeError:
        raise ArgumentError("a text holds half a surrogate pair: it is not valid Unicode") from None
    except (ValueError, TypeError, RecursionError) as problem:
        raise ArgumentError(f"an argument cannot be sent as JSON: {problem}") from problem


def encoded_query(values: Mapping[str, Any]) -> str:
    """The values as a query or form; None is left out, a list repeats its name.

    Raises:
        ArgumentError: A value cannot be said in a query.
    """
    pairs: list[str] = []
    for name, value in values.items():
        if type(value) is int and name.isidentifier() and name.isascii():  # most are, and this costs a fifth
            pairs.append(f"{name}={value}")
        else:
            items = value if isinstance(value, (list, tuple, set, frozenset)) else (value,)
            pairs += [f"{_query_text(name)}={_query_text(item)}" for item in items if item is not None]
    return "&".join(pairs)


def _query_text(value: Any) -> str:
    if type(value) is int or type(value) is bool:  # an enum of numbers would give its name
        return str(value).lower()  # true, false
    if type(value) is str and value.isascii() and value.isidentifier():
        return value  # as most names and many values are
    try:
        plain = to_wire(value)
        if isinstance(plain, (dict, list)):
            raise TypeError(f"a {type(value).__name__} has no form there")
        return quote_plus(str(plain))
    except UnicodeEncodeError:
        raise ArgumentError("a text holds half a surrogate pair: it is not valid Unicode") from None
    except (ValueError, TypeError) as problem:
        raise ArgumentError(f"an argument cannot be sent in a query: {problem}") from problem


def _each(described: Describes[T], perform: Callable[[Call[Any]], Steps[Any]]) -> Steps[T]:
    """The steps of a description of one or several calls, each performed in turn."""
    calls = iter(described)
    try:
        call = next(calls)
        while True:
            try:
                answer = yield from perform(call)
            except AuthingException as error:
                call = calls.throw(error)  # an operation may catch what one of its calls raised
            else:
                call = calls.send(answer)
    except StopIteration as end:
        return cast("T", end.value)
    finally:
        calls.close()
