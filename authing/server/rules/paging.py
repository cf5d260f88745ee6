"""Lists: which page is asked for, in what order, and how long one may be that is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from authing.server.rules.refusal import Code, Refusal
from authing.server.storage.accounts import Slice

if TYPE_CHECKING:
    from collections.abc import Sized

LONGEST = 1000
"""The most items of one page, or of one list in a request; asking for more is refused, not cut.

Lists of users' ids are as long as a request can be: people put whole schools into a group.
"""

MOST_PAIRS = 50_000
"""The most rows that two lists may make with each other: more than a request can hold of one user each."""

ORDERS = {
    "CREATEDAT_DESC": ("created_at", True),
    "CREATEDAT_ASC": ("created_at", False),
    "UPDATEDAT_DESC": ("updated_at", True),
    "UPDATEDAT_ASC": ("updated_at", False),
}


def part(page: int = 1, limit: int = 10, sort_by: str = "CREATEDAT_DESC") -> Slice:
    """The slice of a list for a page number, counted from 1, and a number of items per page, at most 1000.

    Raises:
        Refusal: MALFORMED for numbers outside of that.
    """
    if page < 1:
        raise Refusal(Code.MALFORMED, "page must be 1 or more")
    if not 1 <= limit <= LONGEST:
        raise Refusal(Code.MALFORMED, f"limit must be between 1 and {LONGEST}")
    column, descending = ORDERS[sort_by]
    return Slice((page - 1) * limit, limit, column, descending)


def require_few(items: Sized) -> None:
    """Refuse a list that is too long; nothing that a person writes is."""
    if len(items) > LONGEST:
        raise Refusal(Code.MALFORMED, f"a list may have {LONGEST} items at most")


def require_few_pairs(pairs: int) -> None:
    """Refuse lists whose items, each combined with each other, would be too much for one transaction."""
    if pairs > MOST_PAIRS:
        raise Refusal(Code.MALFORMED, f"at most {MOST_PAIRS} combinations can be changed at once")
