"""Scopes: what a token is asked for with (RFC 6749, section 3.3)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .errors import ArgumentError

__all__ = ["scope_of", "scope_part"]


def scope_of(scopes: Iterable[str] | str, name: str = "scopes") -> str:
    """Scopes as a request has them: each once, separated by spaces.

    Args:
        scopes: A list of them, or a text of several.
        name: What to call them in an error; what else is written in this way, such as languages, has a name of its own.

    Raises:
        ArgumentError: One of them is no scope, or there is none.
    """
    given: Any = scopes
    if not isinstance(given, Iterable):
        raise ArgumentError(f"{name} are texts, not a {type(given).__name__}")
    found = given.split() if isinstance(given, str) else list(given)
    if not found:
        raise ArgumentError(f"{name} must not be empty: at least one is needed")
    return " ".join(dict.fromkeys(scope_part(f"each of the {name}", each) for each in found))


def scope_part(name: str, value: str) -> str:
    """A text of the letters that a scope may have.

    Raises:
        ArgumentError: It is none.
    """
    if not isinstance(value, str):
        raise ArgumentError(f"{name} must be a text, not a {type(value).__name__}")
    if not value or not all("!" <= letter <= "~" and letter not in '"\\' for letter in value):
        raise ArgumentError(
            f"{name} must be of visible letters without spaces and quotes, and not empty: {value!r:.80}"
        )
    return value
