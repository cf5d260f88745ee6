"""What ZITADEL sends along with an error: two small messages of Protocol Buffers, in base64.

The JSON form of them may be beside it (`debug`), and may not be, so the binary one is read: they have three fields of
two kinds, for which a library of several hundred kilobytes would have to be imported.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from authing.core.model import Model, octets

__all__ = ["CredentialsCheckError", "Detail", "ErrorDetail", "details_of"]


class Detail(Model):
    """Something that came along with an error.

    Attributes:
        type: The full name of its message; whatever is not known here is under `raw` as it came.
    """

    type: str = ""


class ErrorDetail(Detail):
    """Which error it is (`zitadel.v1.ErrorDetail`).

    Attributes:
        id: ZITADEL's own code of the error, such as `QUERY-Dfbg2`: it tells the place in the server.
        message: What it says, in the language that was asked for or as the key of a text.
    """

    id: str = ""
    message: str = ""


class CredentialsCheckError(ErrorDetail):
    """A wrong password, or another credential (`zitadel.v1.CredentialsCheckError`).

    Attributes:
        failed_attempts: How often it was wrong in a row: the user is locked when there are too many.
    """

    failed_attempts: int = 0


_KINDS: dict[str, tuple[type[Detail], tuple[str, ...]]] = {
    "zitadel.v1.ErrorDetail": (ErrorDetail, ("id", "message")),
    "zitadel.v1.CredentialsCheckError": (CredentialsCheckError, ("id", "message", "failedAttempts")),
}
"""The messages that are known: the class of each, and its fields by their numbers, from 1."""


def details_of(raw: Any) -> tuple[Detail, ...]:
    """The details of an error; one that cannot be read is kept as it came."""
    return tuple(_detail(item) for item in raw if isinstance(item, dict)) if isinstance(raw, list) else ()


def _detail(raw: dict[str, Any]) -> Detail:
    kind, names = _KINDS.get(str(raw.get("type")), (Detail, ()))
    debug = raw.get("debug")
    told = {name: debug[name] for name in names if name in debug} if isinstance(debug, dict) else {}
    with suppress(ValueError, IndexError, TypeError, AttributeError):  # what was read until then is as good as any
        for number, value in _fields(octets(raw.get("value") or "")):
            if 0 < number <= len(names):
                told[names[number - 1]] = value.decode() if isinstance(value, bytes) else value
    return kind.of({**raw, **told})


def _fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """The numbers and values of the fields (Protocol Buffers, encoding: varints and length-delimited ones)."""
    at = 0
    while at < len(data):
        tag, at = _varint(data, at)
        value, at = _varint(data, at)
        if tag & 7 == 0:
            yield tag >> 3, value
        elif tag & 7 == 2 and at + value <= len(data):
            yield tag >> 3, data[at : at + value]
            at += value
        else:
            raise ValueError("neither a number nor a text")


def _varint(data: bytes, at: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        octet = data[at]
        number |= (octet & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if octet < 0x80:
            return number, at
        if shift > 63:
            raise ValueError("a number of more than 64 bits")
