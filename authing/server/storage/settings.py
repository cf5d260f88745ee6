"""Queries about the variables and white lists of pools."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from authing.server.storage.bulk import add_missing
from authing.server.storage.tables.settings import ENTRIES, Variable, WhiteListEntry

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Select
    from sqlalchemy.orm import Session


def variables(db: Session, pool_id: str) -> Sequence[Variable]:
    """The variables of a pool, the newest first."""
    statement = select(Variable).where(Variable.pool_id == pool_id)
    return db.scalars(statement.order_by(Variable.created_at.desc(), Variable.id.desc())).all()


def variable(db: Session, pool_id: str, key: str) -> Variable | None:
    """The variable of a pool with this key; nobody else changes it until the transaction ends."""
    statement = select(Variable).where(Variable.pool_id == pool_id, Variable.key == key)
    return db.scalar(statement.with_for_update())


def add_variable(db: Session, variable: Variable) -> None:
    """Insert a variable."""
    db.add(variable)
    db.flush()


def remove_variable(db: Session, variable: Variable) -> None:
    """Delete a variable."""
    db.delete(variable)


def _listed(pool_id: str, kind: str) -> Select[WhiteListEntry]:
    return select(WhiteListEntry).where(WhiteListEntry.pool_id == pool_id, WhiteListEntry.kind == kind)


def entries(db: Session, pool_id: str, kind: str) -> Sequence[WhiteListEntry]:
    """A white list of a pool, the newest entries first."""
    statement = _listed(pool_id, kind).order_by(WhiteListEntry.created_at.desc(), WhiteListEntry.value)
    return db.scalars(statement).all()


def entries_of(db: Session, pool_id: str, kind: str, values: Sequence[str]) -> dict[str, WhiteListEntry]:
    """The entries of a white list with these values, by value."""
    return {entry.value: entry for entry in db.scalars(_listed(pool_id, kind).where(WhiteListEntry.value.in_(values)))}


def add_entries(db: Session, pool_id: str, kind: str, values: Sequence[str], now: datetime) -> None:
    """Put values on a white list; those that are there stay as they are."""
    rows = [
        {"pool_id": pool_id, "kind": kind, "value": value, "created_at": now, "updated_at": now} for value in values
    ]
    add_missing(db, ENTRIES, rows)


def remove_entries(db: Session, pool_id: str, kind: str, values: Sequence[str]) -> None:
    """Take values from a white list."""
    db.execute(
        delete(WhiteListEntry).where(
            WhiteListEntry.pool_id == pool_id, WhiteListEntry.kind == kind, WhiteListEntry.value.in_(values)
        )
    )
