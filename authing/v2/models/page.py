"""Reading one page of a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from authing.core.model import Model

__all__ = ["contents_of"]

M = TypeVar("M", bound=Model)


def contents_of(kind: type[M], total_key: str = "totalCount") -> Callable[[Any], tuple[Sequence[M], int]]:
    """What reads a page into its items and the number of items on all pages."""

    def read(raw: Any) -> tuple[Sequence[M], int]:
        total = raw[total_key]
        if not isinstance(total, int):
            raise TypeError(f"{total_key} is no number")
        return kind.many(raw["list"]), total

    return read
