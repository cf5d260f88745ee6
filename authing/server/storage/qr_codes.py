"""Queries about QR codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from authing.server.storage.tables.qr_codes import QrCode

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session


def get(db: Session, pool_id: str, digest: str, *, lock: bool = False) -> QrCode | None:
    """The code of a pool with this digest; with `lock`, nobody else changes it until the transaction ends."""
    statement = select(QrCode).where(QrCode.digest == digest, QrCode.pool_id == pool_id)
    return db.scalar(statement.with_for_update() if lock else statement)


def having_ticket(db: Session, pool_id: str, ticket_digest: str) -> QrCode | None:
    """The code of a pool whose ticket has this digest; nobody else changes it until the transaction ends."""
    statement = select(QrCode).where(QrCode.ticket_digest == ticket_digest, QrCode.pool_id == pool_id)
    return db.scalar(statement.with_for_update())


def add(db: Session, code: QrCode) -> None:
    """Insert a code."""
    db.add(code)
    db.flush()


def remove_expired(db: Session, pool_id: str, before: datetime) -> None:
    """Delete the codes of a pool that expired before some moment."""
    db.execute(delete(QrCode).where(QrCode.pool_id == pool_id, QrCode.expires_at < before))
