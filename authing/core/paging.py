"""Walking through a list that the platform gives page by page. No I/O: the runners fetch.

A description of a paged operation returns a `Book`: how to ask for the page at a cursor, and how one page leads to
the next.

    by_number(lambda page: ...)     pages are counted from 1, and tell the total
    by_offset(lambda offset: ...)   items are skipped, and the answer tells the total (or None)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from .call import Describes

if TYPE_CHECKING:
    from typing import TypeAlias

__all__ = ["Book", "Contents", "by_number", "by_offset"]

T = TypeVar("T")

if TYPE_CHECKING:
    Contents: TypeAlias = tuple[Sequence[T], int | None]
else:
    Contents = tuple
"""What one page holds: its items, and how many there are on all pages together (None: not told)."""


class Reading(NamedTuple):
    """How far a walk has come: the page just read, and the items seen with it."""

    cursor: int
    seen: int
    items: int
    total: int | None


class Book(Generic[T]):
    """All pages of a list.

    Args:
        page: Describes the page at a cursor.
        first: The cursor of the first page.
        following: The cursor of the next page.
    """

    __slots__ = ("_following", "_page", "first")

    def __init__(
        self, page: Callable[[int], Describes[Contents[T]]], first: int, following: Callable[[Reading], int]
    ) -> None:
        self._page, self.first, self._following = page, first, following

    def page(self, cursor: int) -> Describes[Contents[T]]:
        """What to send for the page at this cursor."""
        return self._page(cursor)

    def after(self, reading: Reading) -> int | None:
        """The cursor of the page after this one, or None at the end.

        The end is an empty page, or as many items as the platform says there are. A short page is no end: platforms
        cap what a caller asks for.
        """
        if not reading.items or (reading.total is not None and reading.seen >= reading.total):
            return None
        return self._following(reading)


def by_number(page: Callable[[int], Describes[Contents[T]]]) -> Book[T]:
    """Pages counted from 1; the first is described at once, so that a wrong argument is told before the walk begins."""
    page(1)
    return Book(page, 1, lambda reading: reading.cursor + 1)


def by_offset(page: Callable[[int], Describes[Contents[T]]]) -> Book[T]:
    """Pages found by how many items come before them; the first is described at once, as by `by_number`."""
    page(0)
    return Book(page, 0, lambda reading: reading.seen)
