"""ZITADEL's dialect: Connect, unary, JSON. Everything is a POST of one message, answered by one message.

A refusal has a status of its own and `{code, message, details}` in its body; see `exceptions.py`.
"""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from authing.core.arguments import own
from authing.core.call import Call, Reply
from authing.core.caller import warn_caller
from authing.core.errors import UnexpectedAnswer
from authing.core.options import check_header
from authing.core.paging import Book, Contents, by_offset
from authing.version import __version__

from .exceptions import error_of

__all__ = ["call", "request_headers", "walk"]

T = TypeVar("T")

PAGE = 100
"""Items per request where the caller does not tell: what servers give by themselves, where they limit it."""


def call(
    method: str,
    path: str,
    read: Callable[[Any], T],
    body: Mapping[str, Any],
    others: Any,
    *,
    safe: bool = False,
    deprecated: bool = False,
) -> Call[T]:
    """A call of an operation; `read` gets the message of the answer."""
    if deprecated:
        _warn_of(path)

    def unwrap(reply: Reply) -> T:
        return read(_message(reply))

    headers, timeout = own(others)
    return Call(method, path, unwrap, json=body, headers=headers, timeout=timeout, safe=safe)


def walk(
    method: str,
    path: str,
    read: Callable[[Any], T],
    body: Mapping[str, Any],
    others: Any,
    *,
    within: str,
    items: str,
    total: str,
    safe: bool = False,
    deprecated: bool = False,
) -> Book[T]:
    """All items of a list in pages; `read` gets one item.

    Args:
        method: The HTTP method.
        path: The operation.
        read: Makes the item.
        body: The request. What it says of the page is kept: where the walk begins, how much comes at once.
        others: What the operation takes besides its fields.
        within: The field of the request that tells which page.
        items: The field of the answer that holds the items.
        total: The way to the field of the answer that tells how many there are.
        safe: True if it may be sent again.
        deprecated: True if the platform has deprecated it.
    """
    window = body.get(within, {})
    begin, limit = int(window.get("offset", 0)), window.get("limit") or PAGE

    def contents(answer: Any) -> Contents[T]:
        counted: Any = answer
        for part in total.split("."):
            counted = counted.get(part) or {}
        return [read(item) for item in answer.get(items) or ()], int(counted) - begin if counted else None

    def page(offset: int) -> Call[Contents[T]]:
        asked = {**body, within: {**window, "offset": str(begin + offset), "limit": limit}}
        return call(method, path, contents, asked, others, safe=safe)

    if deprecated:
        _warn_of(path)  # once, and not for each page
    return by_offset(page)


def request_headers(lang: str | None) -> dict[str, str]:
    """The headers of every call: who asks, and in which language to answer."""
    python, system, machine = platform.python_version(), platform.system().lower(), platform.machine().lower()
    headers = {
        "accept": "application/json",
        "accept-encoding": "gzip, deflate",
        "connect-protocol-version": "1",
        "user-agent": f"authing-python/{__version__} (lang=python; lang_version={python}; os={system}; arch={machine})",
    }
    if lang:
        check_header("accept-language", lang)
        headers["accept-language"] = lang
    return headers


def _warn_of(path: str) -> None:
    warn_caller(f"ZITADEL has deprecated {path.strip('/')}", DeprecationWarning)


def _message(reply: Reply) -> Any:
    if 300 <= reply.status < 400:
        raise UnexpectedAnswer(None, f"the host answers with a redirect ({reply.status}), which is not followed")
    if 200 < reply.status < 300:
        raise UnexpectedAnswer(None, f"the host answers with {reply.status}, and ZITADEL with 200 only")
    try:
        body = reply.json()
    except ValueError:
        if reply.status == 200:
            raise
        body = None
    if reply.status == 404 and not (isinstance(body, dict) and body.get("code")):
        # Of a proxy, or of another host: nothing that is asked for is missing, as a `NotFound` would say.
        raise UnexpectedAnswer(
            None, "nobody answers there (404): is the host an instance, and is it new enough for this?"
        )
    if reply.status != 200:
        raise error_of(reply, body)
    return body
