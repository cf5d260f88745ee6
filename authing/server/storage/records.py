"""Queries about the log of operations, and about principal authentication."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import distinct, func, insert, literal, select

from authing.server.storage.accounts import Page, Slice, page_of
from authing.server.storage.tables.records import RECORDS, Principal, Record

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

# Inline: nobody wants the new id back. Every login runs this.
ADD = insert(RECORDS).inline()


@dataclass(frozen=True)
class Filter:
    """Which records are wanted; what is empty does not restrict them."""

    by_manager: bool
    client_ip: str | None = None
    operations: Sequence[str] = ()
    operator_ids: Sequence[str] = ()
    application_ids: Sequence[str] = ()
    start: datetime | None = None
    end: datetime | None = None
    of_applications: bool = False


def add(db: Session, line: dict[str, Any]) -> None:
    """Insert a record."""
    db.connection().execute(ADD, line)


def page(db: Session, pool_id: str, wanted: Filter, part: Slice) -> Page[Record]:
    """A page of the records of a pool."""
    statement = select(Record).where(Record.pool_id == pool_id, Record.by_manager.is_(wanted.by_manager))
    if wanted.client_ip:
        statement = statement.where(Record.client_ip == wanted.client_ip)
    for column, values in (
        (Record.operation, wanted.operations),
        (Record.operator_id, wanted.operator_ids),
        (Record.application_id, wanted.application_ids),
    ):
        if values:
            statement = statement.where(column.in_(values))
    if wanted.start:
        statement = statement.where(Record.created_at >= wanted.start)
    if wanted.end:
        statement = statement.where(Record.created_at <= wanted.end)
    if wanted.of_applications:
        statement = statement.where(Record.application_id.is_not(None))
    return page_of(db, Record, statement, part)


def registrations(db: Session, pool_id: str, client_ip: str | None, since: datetime) -> int:
    """How many have registered from an address."""
    statement = select(func.count()).where(
        Record.pool_id == pool_id,
        # As a literal: with a parameter, the databases would not see that the partial index serves.
        Record.operation == literal("register", literal_execute=True),
        Record.client_ip == client_ip,
        Record.created_at > since,
        Record.result_code == 200,
    )
    return db.scalar(statement) or 0


def users_logged_in(db: Session, pool_id: str, application_id: str, operation: str) -> int:
    """How many users have done an operation in an application."""
    statement = select(func.count(distinct(Record.operator_id))).where(
        Record.pool_id == pool_id,
        Record.by_manager.is_(False),
        Record.application_id == application_id,
        Record.operation == operation,
        Record.result_code == 200,
    )
    return db.scalar(statement) or 0


def principal(db: Session, account_id: str) -> Principal | None:
    """Who a user has proved to be."""
    return db.scalar(select(Principal).where(Principal.account_id == account_id))


def keep_principal(db: Session, found: Principal) -> None:
    """Insert or update who a user has proved to be."""
    db.add(found)
    db.flush()
