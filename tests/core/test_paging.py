"""How one page leads to the next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from authing.core.call import Call, Reply
from authing.core.errors import ArgumentError
from authing.core.paging import REMEMBERED, Book, Contents, Page, Reading, by_number, by_offset


def at(cursor: int) -> Call[Contents[str]]:
    def read(_: Reply) -> Contents[str]:
        return [str(cursor)], None

    return Call("GET", f"/list/{cursor}", read)


def test_numbered_pages_begin_with_one_and_count_on() -> None:
    book = by_number(at)
    assert book.first == 1
    assert book.after(Reading(cursor=1, seen=50, items=50, total=120)) == 2
    assert book.after(Reading(cursor=2, seen=100, items=50, total=120)) == 3
    assert book.after(Reading(cursor=3, seen=120, items=20, total=120)) is None


def test_offset_pages_begin_with_nothing_skipped_and_skip_what_was_seen() -> None:
    book = by_offset(at)
    assert book.first == 0
    assert book.after(Reading(cursor=0, seen=50, items=50, total=70)) == 50
    assert book.after(Reading(cursor=50, seen=70, items=20, total=70)) is None


@pytest.mark.parametrize("book", [by_number(at), by_offset(at)])
def test_a_short_page_is_no_end_and_an_empty_one_is(book: Book[str]) -> None:
    assert book.after(Reading(cursor=2, seen=3, items=1, total=None)) == 3
    assert book.after(Reading(cursor=2, seen=3, items=1, total=9)) == 3
    assert book.after(Reading(cursor=2, seen=3, items=0, total=9)) is None
    assert book.after(Reading(cursor=2, seen=3, items=0, total=None)) is None


@pytest.mark.parametrize("book", [by_number(at), by_offset(at)])
def test_a_list_of_nothing_ends_with_its_first_page(book: Book[str]) -> None:
    assert book.after(Reading(cursor=book.first, seen=0, items=0, total=0)) is None


def test_a_list_that_shrank_while_it_was_read_ends() -> None:
    assert by_number(at).after(Reading(cursor=2, seen=100, items=50, total=80)) is None


@pytest.mark.parametrize("begin", [by_number, by_offset])
def test_what_is_wrong_with_a_page_is_told_before_the_walk(begin: Callable[[Callable[[int], Any]], object]) -> None:
    def wrong(_: int) -> Any:
        raise ArgumentError("limit must be a whole number from 1 on")

    with pytest.raises(ArgumentError, match=r"^limit"):
        begin(wrong)


def test_a_book_describes_each_of_its_pages() -> None:
    page = by_number(at).page(7)
    assert isinstance(page, Call)
    assert page.path == "/list/7"


def test_every_item_of_a_page_comes_if_nothing_tells_them_apart() -> None:
    for book in (by_number(at), by_offset(at), by_number(at, identity=lambda _: None)):
        assert list(book.unseen(["a", "a"])) == list(book.unseen(["a", "a"])) == ["a", "a"]


def test_an_item_that_a_page_before_had_does_not_come_again() -> None:
    book = by_number(at, identity=str.lower)
    assert list(book.unseen(["a", "B", "b"])) == ["a", "B"]
    assert list(book.unseen(["A", "c"])) == ["c"]
    assert list(by_number(at, identity=str.lower).unseen(["a"])) == ["a"]  # each walk begins anew


def test_a_long_walk_knows_the_last_items_again_and_does_not_keep_all() -> None:
    book = by_number(at, identity=lambda item: item)
    for first in range(0, 50_000, 100):
        new = [str(number) for number in range(first, first + 100)]
        moved = (
            [str(max(0, first - back)) for back in (1, 99, REMEMBERED)] if first else []
        )  # some were written meanwhile
        assert list(book.unseen(moved + new)) == new
    assert list(book.unseen(["0"])) == ["0"]


def test_a_page_is_a_list_that_knows_how_many_there_are() -> None:
    page = Page(["a", "b"], 7)
    assert page == ["a", "b"]
    assert (page.total, page.is_capped, page[1:], len(page)) == (7, False, ["b"], 2)
    assert (Page[str]().total, Page(["a"], 10_001, is_capped=True).is_capped) == (None, True)
