"""Walking through a list that the platform gives page by page. No I/O: the runners fetch.

A description of a paged operation returns a `Book`: how to ask for the page at a cursor, and how one page leads to
the next.

    by_number(lambda page: ...)     pages are counted from 1, and tell the total
    by_offset(lambda offset: ...)   items are skipped, and the answer tells the total (or None)
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from .call import Describes

if TYPE_CHECKING:
    from typing import TypeAlias

__all__ = ["Book", "Contents", "Page", "by_number", "by_offset"]

T = TypeVar("T")

REMEMBERED = 10_000
"""Items behind the present one that a walk knows again, at least: what is written between two pages moves no more."""

if TYPE_CHECKING:
    Contents: TypeAlias = tuple[Sequence[T], int | None]
else:
    Contents = tuple
"""What one page holds: its items, and how many there are on all pages together (None: not told)."""


class Page(list[T]):
    """The items of one page.

    Attributes:
        total: How many there are on all pages; None if the platform does not tell.
        is_capped: True if it has stopped counting there.
    """

    def __init__(self, items: Iterable[T] = (), total: int | None = None, is_capped: bool = False) -> None:
        super().__init__(items)
        self.total, self.is_capped = total, is_capped


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
        identity: What tells an item from the others, or None where nothing does.
    """

    __slots__ = ("_before", "_following", "_identity", "_known", "_page", "first")

    def __init__(
        self,
        page: Callable[[int], Describes[Contents[T]]],
        first: int,
        following: Callable[[Reading], int],
        identity: Callable[[T], Hashable] | None = None,
    ) -> None:
        self._page, self.first, self._following, self._identity = page, first, following, identity
        self._known: set[Hashable] = set()
        self._before: set[Hashable] = set()

    def page(self, cursor: int) -> Describes[Contents[T]]:
        """What to send for the page at this cursor."""
        return self._page(cursor)

    def unseen(self, items: Sequence[T]) -> Iterator[T]:
        """Those of a page that none of the pages before had: what is written meanwhile moves the others to later pages."""
        if len(self._known) >= REMEMBERED:
            self._before, self._known = self._known, set()  # a walk over millions of items does not keep them all
        for item in items:
            identity = self._identity(item) if self._identity else None
            if identity is None:
                yield item
            elif identity not in self._known and identity not in self._before:
                self._known.add(identity)
                yield item

    def after(self, reading: Reading) -> int | None:
        """The cursor of the page after this one, or None at the end.

        The end is an empty page, or as many items as the platform says there are. A short page is no end: platforms
        cap what a caller asks for.
        """
        if not reading.items or (reading.total is not None and reading.seen >= reading.total):
            return None
        return self._following(reading)


def by_number(
    page: Callable[[int], Describes[Contents[T]]], identity: Callable[[T], Hashable] | None = None
) -> Book[T]:
    """Pages counted from 1; the first is described at once, so that a wrong argument is told before the walk begins.

    Args:
        page: Describes the page of a number.
        identity: What tells an item from the others, if one may come twice.
    """
    page(1)
    return Book(page, 1, lambda reading: reading.cursor + 1, identity)


def by_offset(page: Callable[[int], Describes[Contents[T]]]) -> Book[T]:
    """Pages found by how many items come before them; the first is described at once, as by `by_number`."""
    page(0)
    return Book(page, 0, lambda reading: reading.seen)
