"""Values of user-defined fields: from Python to the JSON text that is sent, and from the text that comes back to Python.

| data type | Python | as it is sent | as it comes |
| --- | --- | --- | --- |
| STRING, SELECT | text | JSON text in quotes | the text |
| NUMBER | int, float, Decimal | JSON number | the number |
| BOOLEAN | bool | `true`, `false` | the same |
| DATETIME | datetime, date | ISO 8601 in quotes | ISO 8601, or milliseconds since 1970 |
| OBJECT | mapping, list | JSON | the same |
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from math import isfinite
from typing import Any

from authing.core.errors import ArgumentError
from authing.core.model import moment
from authing.core.plan import encoded_json

__all__ = ["python_value", "python_values", "sendable", "value_text"]

_MISFITS = (ValueError, TypeError, KeyError, OverflowError, OSError, RecursionError)
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?\Z")


def sendable(key: str, value: Any) -> Any:
    """The value of a field, as far as JSON does not know its type by itself; a datetime without a zone stays without.

    Raises:
        ArgumentError: It is None, which no field holds: a value is removed, not set to nothing.
    """
    if value is None:
        raise ArgumentError(f"{key}: None is no value of a field; remove the value instead")
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ArgumentError(f"{key}: there is no JSON for {value}")
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.isoformat()
    return value


def value_text(key: str, value: Any) -> str:
    """The value of a field as the JSON text that the platform takes.

    Raises:
        ArgumentError: There is no JSON for it, or it is None.
    """
    return encoded_json(sendable(key, value)).decode("utf-8")


def python_value(value: Any, data_type: str | None) -> Any:
    """The Python value of a text that the platform holds for a field; what does not fit the type stays the text."""
    read = _READERS.get(data_type or "")
    if read is None or not isinstance(value, str):
        return value
    try:
        return read(value)
    except _MISFITS:
        return value


def python_values(rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The Python values of a list of `{key, value, dataType}`, by key."""
    return {row["key"]: python_value(row.get("value"), row.get("dataType")) for row in rows}


def _number(text: str) -> float:
    found = json.loads(text)
    if isinstance(found, bool) or not isinstance(found, (int, float)) or not isfinite(found):
        raise TypeError("not a number")
    return found


def _object(text: str) -> Any:
    found = json.loads(text)
    if not isinstance(found, (dict, list)):
        raise TypeError("neither an object nor a list")
    return found


def _datetime(text: str) -> datetime:
    return moment(float(text) if _NUMBER.match(text) else text)


_READERS: Mapping[str, Callable[[str], Any]] = {
    "NUMBER": _number,
    "BOOLEAN": {"true": True, "false": False}.__getitem__,
    "OBJECT": _object,
    "DATETIME": _datetime,
}
