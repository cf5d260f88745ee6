"""Queries about pools, applications and the server's own state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, select

from authing.server.storage.tables.base import Base
from authing.server.storage.tables.oidc import SigningKey
from authing.server.storage.tables.pools import Application, Pool, ServerState
from authing.server.storage.tables.roles import Namespace

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

WITH_POOL = (
    select(Application, Pool)
    .join(Pool, Pool.id == Application.pool_id)
    .where(Application.id == bindparam("application"))
)


def remembered(db: Session, name: str) -> str | None:
    """The value that the server keeps under a name."""
    return db.scalar(select(ServerState.value).where(ServerState.name == name))


def remember(db: Session, name: str, value: str) -> None:
    """Keep a value under a name, in place of an older one."""
    db.merge(ServerState(name=name, value=value))
    db.flush()


def pool(db: Session, pool_id: str) -> Pool | None:
    """The pool with this id."""
    return db.get(Pool, pool_id)


def lock(db: Session, pool: Pool) -> None:
    """Read a pool anew; nobody else changes it until the transaction ends."""
    # Not so strong that those who add something to the pool would have to wait.
    db.refresh(pool, with_for_update={"key_share": True})


def application(db: Session, application_id: str) -> Application | None:
    """The application with this id, of any pool."""
    return db.get(Application, application_id)


def application_with_pool(db: Session, application_id: str) -> tuple[Application, Pool] | None:
    """The application with this id, and its pool."""
    row = db.execute(WITH_POOL, {"application": application_id}).one_or_none()
    return None if row is None else (row[0], row[1])


def pools_with_applications(db: Session) -> list[tuple[Pool, Application]]:
    """All pools, the oldest first, with the application that each was made with."""
    statement = select(Pool, Application).join(Application, Application.pool_id == Pool.id)
    statement = statement.where(Application.is_default).order_by(Application.created_at, Application.id)
    return [(row[0], row[1]) for row in db.execute(statement)]


def add(db: Session, *rows: Pool | Application | Namespace) -> None:
    """Insert rows, in this order."""
    for row in rows:
        db.add(row)
        db.flush()


def wipe(db: Session) -> None:
    """Empty all tables except the server's own state and keys."""
    for table in reversed(Base.metadata.sorted_tables):
        if table.name not in (ServerState.__tablename__, SigningKey.__tablename__):
            db.execute(delete(table))
