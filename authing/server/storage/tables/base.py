"""What the tables are made of: kinds of columns, checked before they reach a database."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, String, TypeDecorator
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
MICROSECOND = timedelta(microseconds=1)


class Unstorable(ValueError):
    """A text that no column may hold: too long, or with characters that a database refuses."""


class BoundedText(TypeDecorator[str]):
    """Text of at most `limit` characters, checked before it reaches either database.

    SQLite would take any length and NUL, PostgreSQL neither: one check here makes both answer alike, in writes and in look-ups.
    """

    impl = String
    cache_ok = True

    def __init__(self, limit: int, label: str = "text") -> None:
        super().__init__(limit)
        self.limit = limit
        self.label = label

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Return the value, or raise Unstorable with the reason."""
        if value is None:
            return None
        if len(value) > self.limit:
            raise Unstorable(f"{self.label} is longer than {self.limit} characters")
        if "\x00" in value:
            raise Unstorable(f"{self.label} contains a NUL character")
        if not value.isascii():
            try:
                value.encode()
            except UnicodeEncodeError:
                raise Unstorable(f"{self.label} is not valid Unicode text") from None
        return value


class Instant(TypeDecorator[datetime]):
    """A moment in UTC, kept as microseconds since 1970: exact, sortable and the same in both databases."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Return the microseconds of an aware datetime."""
        return None if value is None else (value - EPOCH) // MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Return the aware datetime of microseconds."""
        return None if value is None else EPOCH + value * MICROSECOND


class Base(DeclarativeBase):
    """The registry of all tables."""


def bounded(limit: int, **options: Any) -> Mapped[Any]:
    """A column of text with at most `limit` characters."""
    return mapped_column(BoundedText(limit), **options)


def instant(**options: Any) -> Mapped[Any]:
    """A column of moments."""
    return mapped_column(Instant, **options)


def reference(target: str, *, on_delete: str = "CASCADE", **options: Any) -> Mapped[Any]:
    """A column of ids of another table's rows; when such a row goes, this one goes too, or the reference only."""
    return mapped_column(BoundedText(24), ForeignKey(target, ondelete=on_delete), **options)
