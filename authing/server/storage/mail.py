"""Queries about the outbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select

from authing.server.storage.tables.mail import Mail

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session


def add(db: Session, mail: Mail, most: int) -> None:
    """Insert a message, and delete the oldest of its pool until it has at most `most`."""
    db.add(mail)
    db.flush()
    of_pool = Mail.pool_id == mail.pool_id
    surplus = select(Mail.id).where(of_pool).order_by(Mail.id.desc()).offset(most).limit(1)
    db.execute(delete(Mail).where(of_pool, Mail.id <= surplus.scalar_subquery()))


def count(db: Session, pool_id: str, to: str, scene: str, since: datetime) -> int:
    """How many messages an address was sent for a scene."""
    statement = select(func.count()).where(
        Mail.pool_id == pool_id, Mail.to == to, Mail.scene == scene, Mail.sent_at > since
    )
    return db.scalar(statement) or 0


def outbox(db: Session, to: str | None, kind: str | None) -> Sequence[Mail]:
    """The messages of all pools, the newest first; a filter that is empty is none."""
    statement = select(Mail).order_by(Mail.id.desc())
    if to:
        statement = statement.where(Mail.to == to)
    if kind:
        statement = statement.where(Mail.kind == kind)
    return db.scalars(statement).all()
