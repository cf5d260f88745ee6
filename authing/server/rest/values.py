"""Reading the values of path, query and body: of the right type, or refused by name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from authing.server.rest.envelope import text
from authing.server.rules import paging
from authing.server.rules.refusal import Code, Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from authing.server.storage.accounts import Slice

NUMBER = re.compile(r"[0-9]{1,15}\Z")
"""What a query holds, and what some clients put into a body as a text."""


def maybe_text(values: Mapping[str, Any], name: str) -> str | None:
    """A text, or None if it is not there."""
    return None if values.get(name) is None else text(values, name)


def _texts(values: Mapping[str, Any], name: str, *, or_none: bool) -> list[str]:
    found = values.get(name)
    if found is None or (found == [] and not or_none):
        raise Refusal(Code.INCOMPLETE, f"{name} is needed")
    if not isinstance(found, list) or not all(isinstance(item, str) for item in found):
        raise Refusal(Code.MALFORMED, f"{name} must be a list of texts")
    return found


def ids(values: Mapping[str, Any], name: str) -> list[str]:
    """A list of ids of users, as long as a request can be."""
    return _texts(values, name, or_none=False)


def texts(values: Mapping[str, Any], name: str, *, or_none: bool = False) -> list[str]:
    """A list of a few texts that must be there, and have at least one unless there may be none."""
    found = _texts(values, name, or_none=or_none)
    paging.require_few(found)
    return found


def flag(values: Mapping[str, Any], name: str, default: bool | None = None) -> bool:
    """True or false; one must be there unless there is a default."""
    found = values.get(name, default)
    if found is None:
        raise Refusal(Code.INCOMPLETE, f"{name} is needed")
    if not isinstance(found, bool):
        raise Refusal(Code.MALFORMED, f"{name} must be true or false")
    return found


def mapping(values: Mapping[str, Any], name: str, default: dict[str, Any] | None = None) -> dict[str, Any]:
    """An object; one must be there unless there is a default."""
    found = values.get(name, default)
    if found is None:
        raise Refusal(Code.INCOMPLETE, f"{name} is needed")
    if not isinstance(found, dict):
        raise Refusal(Code.MALFORMED, f"{name} must be an object")
    return found


def number(values: Mapping[str, Any], name: str, default: int | None = None) -> int:
    """A whole number from 0 on, or its digits as a text; one must be there unless there is a default."""
    found = values.get(name, default)
    if found is None:
        raise Refusal(Code.INCOMPLETE, f"{name} is needed")
    # Not int() of any text: that takes other scripts' digits too.
    if not isinstance(found, (int, str)) or isinstance(found, bool) or not NUMBER.match(str(found)):
        raise Refusal(Code.MALFORMED, f"{name} must be a whole number")
    return int(found)


def part(values: Mapping[str, Any]) -> Slice:
    """The page that is asked for by `page` and `limit`, the newest first."""
    return paging.part(number(values, "page", 1), number(values, "limit", 10))
