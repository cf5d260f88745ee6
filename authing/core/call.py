"""One request, described and not yet sent."""

from __future__ import annotations

from collections.abc import Callable, Generator, Hashable, Mapping
from json import loads
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar, cast
from urllib.parse import quote

from .errors import ArgumentError

if TYPE_CHECKING:
    from typing import TypeAlias

    from .multipart import File

__all__ = ["UNSET", "Call", "Describes", "Flow", "Once", "Reply", "Unset", "path"]

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

_HARMLESS = frozenset({"GET", "HEAD", "PUT", "DELETE"})  # idempotent by RFC 9110, section 9.2.2


class Unset:
    """The type of `UNSET`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "UNSET"

    def __bool__(self) -> bool:
        return False


UNSET = Unset()
"""An argument that was not given, where None is a value of its own."""


class Reply:
    """An answer as it came over the wire: status, headers, and the whole body."""

    __slots__ = ("body", "headers", "status")

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.status = status
        self.headers = headers
        self.body = body

    def json(self) -> Any:
        """The body as JSON; a ValueError if it is none."""
        return loads(self.body)

    def __repr__(self) -> str:
        return f"<Reply {self.status}, {len(self.body)} bytes>"  # the body may hold tokens


class Call(Generic[T]):
    """One request: where it goes, what it carries, how to read the answer.

    Args:
        method: The HTTP method.
        path: The path below the host, every value in it quoted (see `path`); or a whole URL.
        read: Turns the reply into the result, or raises an `AuthingException`.
        params: The query; None values are left out.
        json: The body as JSON.
        body: `json` as it is sent, where it had to be encoded beforehand.
        form: The body as a form; None values are left out.
        files: The body as files, by the names of their fields.
        headers: Headers of this call alone; they win over all others.
        auth: True for the client's credentials, False for none, a text for this bearer token.
        safe: True if sending it twice does no more than sending it once. By default the HTTP method tells.
        name: What to call it in logs and traces where the path does not tell, such as the GraphQL field.
        delay: Seconds to let pass before it is sent, for one that asks again after a while.
        timeout: Seconds that one attempt may take, in place of the client's.
        again: The status that the platform answers with to one sent again after an answer was lost, and that then
            tells that the first has done it; the result is read from an empty 204.
    """

    __slots__ = (
        "again",
        "auth",
        "body",
        "delay",
        "files",
        "form",
        "headers",
        "json",
        "method",
        "name",
        "params",
        "path",
        "read",
        "safe",
        "timeout",
    )

    def __init__(
        self,
        method: str,
        path: str,
        read: Callable[[Reply], T],
        *,
        params: Mapping[str, Any] | None = None,
        json: Any = None,
        form: Mapping[str, str | None] | None = None,
        files: Mapping[str, File] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: bool | str = True,
        safe: bool | None = None,
        name: str | None = None,
        delay: float = 0.0,
        timeout: float | None = None,
        again: int | None = None,
        body: bytes | None = None,
    ) -> None:
        self.method = method
        self.path = path
        self.read = read
        self.params = params
        self.json = json
        self.body = body
        self.form = form
        self.files = files
        self.headers = headers
        self.auth = auth
        self.safe = method in _HARMLESS if safe is None else safe
        self.name = name
        self.delay = delay
        self.timeout = timeout
        self.again = again

    @property
    def where(self) -> str:
        """The path for errors, logs and traces: without a query, which may hold secrets."""
        return self.path.partition("?")[0]

    def __iter__(self) -> Generator[Call[Any], Any, T]:
        answer: T = yield self
        return answer

    def __repr__(self) -> str:
        return (
            f"<Call {self.method} {self.where}{f' {self.name}' if self.name else ''}>"  # no values: they may be secret
        )


if TYPE_CHECKING:
    Flow: TypeAlias = Generator[Call[Any], Any, T]
else:
    Flow = Generator
"""The return type of an operation of several requests: a generator that yields from each `Call`."""


class Describes(Protocol[T_co]):
    """A `Call` or a `Flow`: both yield calls and end with a result."""

    def __iter__(self) -> Generator[Call[Any], Any, T_co]: ...


class Once(Generic[T]):
    """A part of a flow that one caller performs for all who come to it meanwhile, whichever client they have.

    Args:
        key: The same for all who want the same.
        described: What to perform. Who performs it may have come late: it should look first whether it is done already.
        spare: True if the caller can do without: then it does not wait for another's, and ends its own soon. The
            result is None where another performs it.
    """

    __slots__ = ("described", "key", "spare")

    def __init__(self, key: Hashable, described: Describes[T], *, spare: bool = False) -> None:
        self.key, self.described, self.spare = key, described, spare

    def __iter__(self) -> Generator[Call[Any], Any, T]:
        answer: T = yield cast("Call[Any]", self)  # the plan tells them apart; nobody else has to
        return answer


def path(template: str, *segments: str, **named: str) -> str:
    """Fill the slots of a template, `{}` in turn and `{name}` by name, each with exactly one URL segment.

    Raises:
        ArgumentError: A segment is no text, is empty, or is `.` or `..`, which HTTP clients and servers resolve
            before they look at the path; or it holds U+0000, or is not valid Unicode.
    """
    filled = {name: _segment(segment, f"{name} is ") for name, segment in named.items()}
    return template.format(*[_segment(segment) for segment in segments], **filled)


def _segment(segment: Any, who: str = "") -> str:
    if not isinstance(segment, str):
        raise ArgumentError(f"{who}not usable as a path segment: it is a {type(segment).__name__}, not a text")
    if segment.isalnum() and segment.isascii():
        return str.__str__(segment)  # ids are such, and asking costs a tenth of quoting; of an enum's member its text
    if segment in ("", ".", "..") or "\0" in segment:
        raise ArgumentError(f"{who}not usable as a path segment: {segment!r}")
    try:
        return quote(segment, safe="")
    except UnicodeEncodeError:
        raise ArgumentError(f"{who or 'a path segment is '}not valid Unicode: half a surrogate pair") from None
