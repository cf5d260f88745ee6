"""Logto's dialect: REST with JSON, errors in five shapes, lists in numbered pages whose total is in a header."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar, cast

from authing.core.arguments import own
from authing.core.call import Call, Reply
from authing.core.caller import warn_caller
from authing.core.errors import ArgumentError, UnexpectedAnswer
from authing.core.multipart import File
from authing.core.options import check_header
from authing.core.paging import Book, Contents, Page, by_number
from authing.core.plan import encoded_json
from authing.version import __version__

from .exceptions import error_of

__all__ = ["call", "call_empty", "call_page", "call_redirect", "call_text", "request_headers", "uploaded", "walk"]

T = TypeVar("T")

LARGEST_BODY = 1024 * 1024
"""Bytes of a body; to more the server answers as if the path did not exist."""

LARGEST_PAGE = 100

_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")  # not what stands behind a backslash that is a letter itself


def call(
    method: str,
    path: str,
    read: Callable[[Any], T],
    *,
    also: Mapping[int, Callable[[Any], Any]] | None = None,
    **rest: Any,
) -> Call[T]:
    """A call that is answered by JSON; `read` makes the result of it.

    Args:
        method: The HTTP method.
        path: The path, with what stands in it.
        read: Makes the result.
        also: What else is a result and no error, by the HTTP status: an object without a code.
        rest: See `_call`.
    """

    def unwrap(reply: Reply) -> T:
        if reply.status in (also or ()) and "code" not in (told := reply.json()):
            return cast("T", also[reply.status](told))  # type: ignore[index]
        _check(reply)
        return cast("T", None) if reply.status == 204 else read(reply.json())

    return _call(method, path, unwrap, **rest)


def call_page(method: str, path: str, read: Callable[[Any], list[T]], **rest: Any) -> Call[Page[T]]:
    """A call that is answered by one page of a list; `read` makes its items."""

    def unwrap(reply: Reply) -> Page[T]:
        _check(reply)
        total = reply.headers.get("total-number")
        is_capped = reply.headers.get("total-number-is-capped") == "true"
        return Page(read(reply.json()), int(total) if total else None, is_capped)

    return _call(method, path, unwrap, **rest)


def walk(
    method: str,
    path: str,
    read: Callable[[Any], T],
    *,
    query: Mapping[str, Any],
    others: Any,
    items: str | None = None,
    **rest: Any,
) -> Book[T]:
    """All items of a list in pages; `read` makes one item, and `items` is the field that the list stands in.

    The links that the server sends are not looked at: they lead elsewhere. Where it has stopped counting, the end is
    an empty page. Pages are cut by offset, so what is written meanwhile moves items to the next page: those come once,
    told by their ids.
    """

    def contents(reply: Reply) -> Contents[T]:
        found = whole.read(reply)
        return found, None if found.is_capped else found.total

    def numbered(number: int) -> Call[Contents[T]]:
        asked = {"page_size": LARGEST_PAGE, **query, "page": number}
        return _call(method, path, contents, query=asked, others=others, **rest)

    def listed(told: Any) -> list[T]:
        return [read(item) for item in (told if items is None else told[items])]

    whole = call_page(method, path, listed, query=query, others=others, **rest)
    return by_number(numbered, _id_of)


def call_empty(method: str, path: str, **rest: Any) -> Call[None]:
    """A call whose answer tells nothing but that it was done."""

    def unwrap(reply: Reply) -> None:
        _check(reply)
        if "html" in reply.headers.get("content-type", ""):
            raise UnexpectedAnswer(None, "a page for browsers came: the endpoint is not that of Logto's API")

    return _call(method, path, unwrap, **rest)


def call_text(method: str, path: str, **rest: Any) -> Call[str]:
    """A call that is answered by a text, such as XML."""

    def unwrap(reply: Reply) -> str:
        _check(reply)
        return reply.body.decode()

    return _call(method, path, unwrap, **rest)


def call_redirect(method: str, path: str, **rest: Any) -> Call[str]:
    """A call that sends the browser on; the result is where to."""

    def unwrap(reply: Reply) -> str:
        if not 300 <= reply.status < 400:
            _check(reply)
        return reply.headers["location"]

    return _call(method, path, unwrap, **rest)


def uploaded(name: str, file: Any, largest: int, types: Sequence[str]) -> dict[str, File]:
    """A file to send.

    Raises:
        ArgumentError: It is none, is too large, or of a type that Logto does not take.
    """
    if not isinstance(file, File):
        raise ArgumentError(f"{name} must be a File, not {type(file).__name__}")
    if len(file.content) > largest:
        raise ArgumentError(f"{name} has {len(file.content)} bytes: at most {largest} are taken")
    if file.type not in types:
        raise ArgumentError(f"{name} is of the type {file.type}: it must be one of {', '.join(types)}")
    return {name: file}


def request_headers(lang: str | None) -> dict[str, str]:
    """The headers of every call: who asks, and in which language to answer."""
    headers = {
        "accept": "application/json",
        "accept-encoding": "gzip, deflate",  # not br, which cannot be read without another library
        "user-agent": f"authing-python/{__version__}",
    }
    if lang:
        check_header("accept-language", lang)
        headers["accept-language"] = lang
    return headers


def _call(
    method: str,
    path: str,
    read: Callable[[Reply], T],
    *,
    others: Any,
    body: Any = None,
    query: Mapping[str, Any] | None = None,
    files: Mapping[str, File] | None = None,
    search: Mapping[str, Any] | None = None,
    again: int | None = None,
    safe: bool | None = None,
    anonymous: bool = False,
    deprecated: bool = False,
) -> Call[T]:
    """A call of an operation.

    Args:
        method: The HTTP method.
        path: The path, with what stands in it.
        read: Makes the result, or raises.
        others: What the operation was given besides its own arguments.
        body: The JSON to send.
        query: What stands in the query.
        files: Files to send.
        search: What to search for, as it stands in the query.
        again: The status of one sent again that tells that the first has done it.
        safe: True if it may be sent again; by default the HTTP method tells.
        anonymous: True if it needs no token.
        deprecated: True if the platform has deprecated it.
    """
    if deprecated:
        warn_caller(f"Logto has deprecated {method} {path}", DeprecationWarning)
    params = {**(query or {}), **(search or {})}
    if params:
        _check_page(params)
    headers, timeout = own(others)
    return Call(
        method,
        path,
        read,
        params=params,
        json=body,
        body=None if body is None else _encoded(body),
        files=files,
        headers=headers,
        timeout=timeout,
        auth=not anonymous,
        safe=safe,
        again=again,
    )


def _id_of(item: Any) -> Any:
    """What tells an item from the others; None where it has no id."""
    return getattr(item, "id", None)


def _check(reply: Reply) -> None:
    if reply.status >= 400:
        raise error_of(reply)
    if 300 <= reply.status < 400:
        raise UnexpectedAnswer(None, f"the host answers with a redirect ({reply.status}), which is not followed")


def _check_page(query: Mapping[str, Any]) -> None:
    if query.get("page", 1) < 1:
        raise ArgumentError("page is counted from 1")
    if not 1 <= query.get("page_size", 1) <= LARGEST_PAGE:
        raise ArgumentError(f"page_size is from 1 to {LARGEST_PAGE}")


def _encoded(body: Any) -> bytes:
    text = encoded_json(body)
    if len(text) > LARGEST_BODY:
        raise ArgumentError(f"the body has {len(text)} bytes: Logto takes {LARGEST_BODY}, and answers 404 to more")
    if b"\\u0000" in text and _NUL.search(text):
        raise ArgumentError("a text in the body holds U+0000, at which Logto fails")
    return text
