"""Queries about identity providers elsewhere and their connections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from authing.server.storage.bulk import add_missing
from authing.server.storage.tables.base import Base
from authing.server.storage.tables.tenants import Connection, IdentityProvider

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

SWITCHES = {target: Base.metadata.tables[f"{target}_connections"] for target in ("tenant", "application")}


def get(db: Session, pool_id: str, provider_id: str) -> IdentityProvider | None:
    """The identity provider of a pool with this id."""
    statement = select(IdentityProvider).where(IdentityProvider.pool_id == pool_id, IdentityProvider.id == provider_id)
    return db.scalar(statement)


def listed(db: Session, pool_id: str, tenant_id: str | None, limit: int) -> Sequence[IdentityProvider]:
    """The identity providers of a tenant, or those of a pool that are no tenant's, the oldest first."""
    statement = select(IdentityProvider).where(
        IdentityProvider.pool_id == pool_id, IdentityProvider.tenant_id == tenant_id
    )
    return db.scalars(statement.order_by(IdentityProvider.created_at, IdentityProvider.id).limit(limit)).all()


def add(db: Session, row: IdentityProvider | Connection) -> None:
    """Insert an identity provider, with its connections, or a connection."""
    db.add(row)
    db.flush()
    # What it is switched on for was not read yet.
    db.refresh(row)


def remove(db: Session, provider_id: str) -> None:
    """Delete an identity provider with its connections."""
    db.execute(delete(IdentityProvider).where(IdentityProvider.id == provider_id))


def connection(db: Session, pool_id: str, connection_id: str) -> Connection | None:
    """The connection of a pool with this id."""
    return db.scalar(select(Connection).where(Connection.pool_id == pool_id, Connection.id == connection_id))


def having_identifier(db: Session, pool_id: str, identifier: str) -> Connection | None:
    """The connection of a pool with this identifier."""
    return db.scalar(select(Connection).where(Connection.pool_id == pool_id, Connection.identifier == identifier))


def remove_connection(db: Session, connection_id: str) -> None:
    """Delete a connection."""
    db.execute(delete(Connection).where(Connection.id == connection_id))


def switch(db: Session, connection_ids: Sequence[str], target: str, target_id: str, *, on: bool) -> None:
    """Switch connections on or off for a `tenant` or an `application`."""
    table, column = SWITCHES[target], f"{target}_id"
    if on:
        add_missing(db, table, [{"connection_id": each, column: target_id} for each in connection_ids])
    else:
        found = table.c.connection_id.in_(connection_ids) & (table.c[column] == target_id)
        db.execute(delete(table).where(found))
