"""Queries about events."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from authing.server.storage.tables.tenants import Event


def add(db: Session, event: Event) -> None:
    """Insert an event."""
    db.add(event)
    db.flush()
