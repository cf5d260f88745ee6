"""Many rows and many values on their way to the database, which takes only so many of them in one statement."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Table
    from sqlalchemy.orm import Session

    Insert = postgresql.Insert | sqlite.Insert

Item = TypeVar("Item")

AT_ONCE = 10_000
"""Well below the 32,766 parameters that SQLite takes in one statement; PostgreSQL takes twice as many."""


def chunks(items: Iterable[Item]) -> Iterator[Sequence[Item]]:
    """The items in their order, as many at a time as one statement may name."""
    left = iter(items)
    while some := list(islice(left, AT_ONCE)):
        yield some


def insert_into(db: Session, table: Table) -> Insert:
    """An INSERT that can be told what to do about rows whose key is there already."""
    return postgresql.insert(table) if db.get_bind().dialect.name == "postgresql" else sqlite.insert(table)


def add_missing(db: Session, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows, leaving out those whose key is there already."""
    if rows:
        # Row by row on its way to the database, so that their number does not matter.
        db.connection().execute(insert_into(db, table).on_conflict_do_nothing(), rows)
