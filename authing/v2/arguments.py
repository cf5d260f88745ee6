"""Checks of arguments before anything is sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any

from authing.core.errors import ArgumentError
from authing.core.model import Model, wire_name
from authing.core.plan import encoded_json
from authing.v2.fields import sendable

__all__ = [
    "fields",
    "flag",
    "given",
    "json_text",
    "mappings",
    "maybe_flag",
    "maybe_member",
    "maybe_text",
    "member",
    "needed",
    "one_given",
    "page_arguments",
    "pairs_text",
    "some_mappings",
    "text",
    "texts",
]


def page_arguments(page: int, limit: int) -> dict[str, Any]:
    """Which page is asked for.

    Raises:
        ArgumentError: One of them is no number from 1 on.
    """
    for name, value in (("page", page), ("limit", limit)):
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise ArgumentError(f"{name} must be a whole number from 1 on, not {value!r}")
    return {"page": page, "limit": limit}


def text(name: str, value: str, *, or_empty: bool = False) -> str:
    """A text. None would be left out of the request, and the platform then takes a default of its own."""
    if not isinstance(value, str):
        raise ArgumentError(f"{name} must be a text, not a {type(value).__name__}")
    if not value and not or_empty:
        raise ArgumentError(f"{name} must not be empty")
    return value


def maybe_text(name: str, value: str | None, *, or_empty: bool = False) -> str | None:
    """A text, or None."""
    return None if value is None else text(name, value, or_empty=or_empty)


def flag(name: str, value: bool) -> bool:
    """True or false: what only counts as one may be a mistake, such as the text "false"."""
    if not isinstance(value, bool):
        raise ArgumentError(f"{name} must be True or False, not {value!r}")
    return value


def maybe_flag(name: str, value: bool | None) -> bool | None:
    """True, false, or None."""
    return None if value is None else flag(name, value)


def given(**values: Any) -> dict[str, Any]:
    """Those of the values that are not None."""
    return {name: value for name, value in values.items() if value is not None}


def texts(name: str, values: Iterable[str], *, or_none: bool = False) -> list[str]:
    """A list of texts; a single text is refused, because it would pass as a list of its letters.

    Args:
        name: What to call it in an error.
        values: The texts.
        or_none: Whether the list may be empty: where nothing is asked for, nothing is the answer.
    """
    if isinstance(values, (str, bytes, Mapping)) or not isinstance(values, Iterable):
        raise ArgumentError(f"{name} must be a list of texts, not a {type(values).__name__}")
    items = list(values)
    if not (items or or_none) or not all(isinstance(item, str) and item for item in items):
        raise ArgumentError(f"{name} must be a list of texts, at least one and none empty")
    return items


def mappings(name: str, values: Any) -> list[Mapping[str, Any]] | None:
    """A list of mappings, or None."""
    if values is None:
        return None
    if not isinstance(values, (list, tuple)) or not all(isinstance(item, (Mapping, Model)) for item in values):
        raise ArgumentError(f"{name} must be a list of mappings")
    return list(values)


def some_mappings(name: str, values: Any) -> list[Mapping[str, Any]]:
    """A list of mappings, at least one."""
    found = mappings(name, values)
    if not found:
        raise ArgumentError(f"{name} must be a list of at least one")
    return found


def fields(name: str, values: Any) -> dict[str, Any]:
    """A copy of a mapping of fields; a model counts as one."""
    if not isinstance(values, (Mapping, Model)):
        raise ArgumentError(f"{name} must be a mapping of fields, not a {type(values).__name__}")
    return dict(values.items())


def needed(values: Mapping[str, Any], key: str) -> Any:
    """The value of a key that a mapping must have."""
    if values.get(key) is None:
        raise ArgumentError(f"{key} is missing; there is only {', '.join(map(str, values)) or 'an empty mapping'}")
    return values[key]


def one_given(**values: str | None) -> dict[str, str]:
    """Those of the values that are given, by their wire names: at least one, and texts."""
    given = {name: value for name, value in values.items() if value is not None}
    if not given:
        raise ArgumentError(f"one of {', '.join(values)} must be given")
    if not all(isinstance(value, str) for value in given.values()):
        raise ArgumentError(f"{', '.join(given)} must be texts")
    return {wire_name(name): value for name, value in given.items()}


def member(name: str, value: Enum | str, kind: type[Enum]) -> str:
    """One of the values of an enum, given as a member of it or as its text."""
    known = [each.value for each in kind]
    given = value.value if isinstance(value, kind) else value
    if given not in known:
        raise ArgumentError(f"{name} must be one of {', '.join(known)}, not {value!r}")
    return str(given)


def maybe_member(name: str, value: Enum | str | None, kind: type[Enum]) -> str | None:
    """One of the values of an enum, or None."""
    return None if value is None else member(name, value, kind)


def json_text(value: Any) -> str:
    """A value as the JSON text that some arguments of the platform are."""
    return encoded_json(value).decode("utf-8")


def pairs_text(values: Mapping[str, Any] | None) -> str | None:
    """Values of user-defined fields as the JSON text of a list of pairs, or None."""
    if values is None:
        return None
    given = fields("custom_data", values)
    return json_text([{"key": key, "value": sendable(key, value)} for key, value in given.items()])
