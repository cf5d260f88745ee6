"""What operations of services take: a request, whole or by its fields, and what holds for one call alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypedDict

from .errors import ArgumentError
from .message import body_of, unknown, writer
from .model import Model

if TYPE_CHECKING:
    from .message import Message

__all__ = ["CallArguments", "own", "request_of", "value_of"]


class CallArguments(TypedDict, total=False):
    """What every operation takes besides its own arguments, for this call alone."""

    _headers: Mapping[str, str] | None
    _request_timeout: float | tuple[float, float] | None


_NAMES = frozenset({"_headers", "_request_timeout"})


def request_of(kind: type[Message], request: Any, others: Any, **fields: Any) -> dict[str, Any]:
    """The JSON of a request, which is given whole or by its fields.

    Args:
        kind: What the request is.
        request: The whole of it, or None.
        others: What the operation was given besides; a request among it, by the name that generated clients have for
            it, is taken out.
        fields: Its fields.

    Raises:
        ArgumentError: A field is unknown, missing, in the way of another, or of the wrong type.
    """
    for name in others.keys() - _NAMES:
        # `body`, or a name of the operation's own: `user_service_add_human_user_request`.
        is_request = (name == "body" or name.endswith("_request")) and isinstance(others[name], (Model, Mapping))
        if request is not None or not is_request:
            raise ArgumentError(unknown(kind, name, name))
        request = others.pop(name)
    return body_of(kind, request, fields)


def value_of(hint: Any, request: Any) -> Any:
    """The JSON of a request that is no message of its own: one of several, a list, any object."""
    if request is None:
        raise ArgumentError("request is missing")
    return writer(hint)(request, "request")


def own(others: Any) -> tuple[Mapping[str, str] | None, float | None]:
    """The headers of this call alone, and the seconds that it may take.

    Raises:
        ArgumentError: They are not usable, or there is something else among them.
    """
    for name in others.keys() - _NAMES:
        raise ArgumentError(f"there is no argument {name}")
    headers, timeout = others.get("_headers"), others.get("_request_timeout")
    if headers is not None and not isinstance(headers, Mapping):
        raise ArgumentError(f"_headers must be a mapping, not {type(headers).__name__}")
    if timeout is None:
        return headers, None
    parts: tuple[Any, ...] = timeout if isinstance(timeout, tuple) and len(timeout) == 2 else (timeout,)
    if not all(isinstance(part, (int, float)) and not isinstance(part, bool) and 0 < part < 1e6 for part in parts):
        raise ArgumentError("_request_timeout is seconds, more than 0, or a pair of them: to connect and to answer")
    return headers, float(sum(parts))
