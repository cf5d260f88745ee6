"""Searching in Logto's lists: patterns as SQL's LIKE knows them, exact texts, and regular expressions.

    client.users.list(search=contains("ada"))                           # in all fields
    client.users.list(search=Search(name=contains("ada"), email=starts_with("a@"), joint="and"))

A plain text is a pattern as well, and is compared with the whole value: `%` stands for anything, `_` for one character.
"""

from __future__ import annotations

from collections.abc import Sequence

from authing.core.errors import ArgumentError
from authing.core.model import wire_name
from authing.core.options import Frozen

__all__ = ["Search", "contains", "ends_with", "escaped", "searched", "starts_with"]

_MODES = ("like", "exact", "similar_to", "posix")
_ESCAPED = str.maketrans({"\\": "\\\\", "%": "\\%", "_": "\\_"})


def escaped(text: str) -> str:
    """A text that stands for itself in a pattern: `%`, `_` and the backslash lose their meaning."""
    return text.translate(_ESCAPED)


def contains(text: str) -> str:
    """The pattern of values with this text in them."""
    return f"%{escaped(text)}%"


def starts_with(text: str) -> str:
    """The pattern of values that begin with this text."""
    return f"{escaped(text)}%"


def ends_with(text: str) -> str:
    """The pattern of values that end with this text."""
    return f"%{escaped(text)}"


class Search(Frozen):
    """What to look for.

    Args:
        anywhere: A pattern for all fields that the list can be searched by.
        mode: How patterns are meant: `like`, `exact`, `similar_to` (needs `case_sensitive`), or `posix`.
        modes: The same for single fields.
        joint: Whether a row must fit `or` one pattern, or `and` all.
        case_sensitive: True to tell upper and lower case apart.
        fields: Patterns for single fields; several for one field with the mode `exact`.

    Raises:
        ArgumentError: There is nothing to look for, or a value is not usable.
    """

    def __init__(
        self,
        anywhere: str | None = None,
        *,
        mode: str | None = None,
        modes: dict[str, str] | None = None,
        joint: str | None = None,
        case_sensitive: bool = False,
        **fields: str | Sequence[str],
    ) -> None:
        if not fields and anywhere is None:
            raise ArgumentError("there is nothing to search for: give a pattern")
        if not isinstance(anywhere, (str, type(None))):
            raise ArgumentError(f"what to search for must be a text, not {type(anywhere).__name__}")
        for name in (mode, *(modes or {}).values()):
            if name not in (None, *_MODES):
                raise ArgumentError(f"the mode of a search is one of {', '.join(_MODES)}")
        if joint not in (None, "or", "and"):
            raise ArgumentError("joint is 'or' or 'and'")
        if not case_sensitive and "similar_to" in (mode, *(modes or {}).values()):
            raise ArgumentError("similar_to needs case_sensitive=True")
        self.__dict__.update(
            anywhere=anywhere, mode=mode, modes=modes or {}, joint=joint, case_sensitive=case_sensitive, fields=fields
        )

    def query(self, allowed: Sequence[str]) -> dict[str, object]:
        """What stands in the query; `allowed` are the fields that the list can be searched by.

        Raises:
            ArgumentError: A field is not among them, or a pattern is empty.
        """
        told, found = self.__dict__, {}
        for kind, plain, by_field in (("search", "anywhere", "fields"), ("mode", "mode", "modes")):
            if told[plain] is not None:
                found[kind] = told[plain]
            for name, value in told[by_field].items():
                field = wire_name(name)
                if field not in allowed:
                    raise ArgumentError(f"one cannot search by {name} here: only by {', '.join(allowed)}")
                found[f"{kind}.{field}"] = value if isinstance(value, str) else _several(value, name)
        for name, value in found.items():
            if not all(map(_is_text, [value] if isinstance(value, str) else value)):
                raise ArgumentError(f"{name} must be a text that is not empty, without U+0000")
        if told["joint"] is not None:
            found["joint"] = told["joint"]
        if told["case_sensitive"]:
            found["isCaseSensitive"] = True
        return found


def searched(search: Search | str | None, allowed: Sequence[str]) -> dict[str, object]:
    """What stands in the query for a search."""
    if search is None:
        return {}
    if not isinstance(search, (Search, str)):
        raise ArgumentError(f"search must be a text or a Search, not {type(search).__name__}")
    return (Search(search) if isinstance(search, str) else search).query(allowed)


def _several(values: object, name: str) -> list[object]:
    if not isinstance(values, (list, tuple, set, frozenset)) or not values:
        raise ArgumentError(f"{name} must be a text or a list of texts, not {type(values).__name__}")
    return list(values)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value) and "\0" not in value
