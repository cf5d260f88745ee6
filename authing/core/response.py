"""The answer to an operation with what came with it: HTTP status and headers."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar, cast

from .binding import Resource, describe
from .call import Call, Reply
from .errors import ArgumentError

__all__ = ["Response", "responding"]

T = TypeVar("T")


class Response(Generic[T]):
    """What came of an operation, and how it was answered.

    Attributes:
        value: The result, as the operation itself returns it.
        status: The HTTP status.
        headers: The headers, by their names in lower case.
        content: The body as it came. Never part of `repr`.
    """

    __slots__ = ("content", "headers", "status", "value")

    def __init__(self, value: T, status: int, headers: Mapping[str, str], content: bytes) -> None:
        self.value, self.status, self.headers, self.content = value, status, headers, content

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.status}>"


def responding(owner: Resource[Any], operation: Callable[..., T], *args: Any, **kwargs: Any) -> Call[Response[T]]:
    """What an operation of a client describes, answered by a `Response` in place of its result.

    Args:
        owner: The client.
        operation: The operation, bound: `client.users.get`.
        args: What it takes.
        kwargs: What it takes by name.

    Raises:
        ArgumentError: It is no operation of this client, or one of several requests.
    """
    resource = getattr(operation, "__self__", None)
    if not isinstance(resource, Resource) or resource._runner is not owner._runner:
        shown = getattr(operation, "__qualname__", "") if callable(operation) else f"a {type(operation).__name__}"
        raise ArgumentError(f"not an operation of this client: {shown} (it is given uncalled, then its arguments)")
    described = describe(operation, *args, **kwargs)
    if not isinstance(described, Call):
        raise ArgumentError(f"{operation.__name__} performs several requests, which have no one answer")
    plain = cast("Call[T]", described)

    def read(reply: Reply) -> Response[T]:
        return Response(plain.read(reply), reply.status, reply.headers, reply.body)

    found: Any = copy.copy(plain)
    found.read = read
    return cast("Call[Response[T]]", found)
