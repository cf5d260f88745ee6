"""QR codes, and tickets for who scanned them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index
from sqlalchemy.orm import Mapped, mapped_column

from authing.server.storage.tables.base import Base, bounded, instant, reference


class QrCode(Base):
    """A code by which somebody logs in; what names it is kept only as a digest.

    Attributes:
        account_id: Who scanned it.
        ticket_digest: The digest of the ticket of a confirmed code, until it is used.
        sealed_ticket: The ticket itself, for the one who made the code and asks for it.
        own_values: Keys and JSON texts of values of user-defined fields that the user is given.
        expires_at: When the code is no longer good; once it is confirmed, when its ticket is not.
    """

    __tablename__ = "qr_codes"

    digest: Mapped[str] = bounded(64, primary_key=True)
    pool_id: Mapped[str] = reference("pools.id")
    application_id: Mapped[str | None] = reference("applications.id")
    account_id: Mapped[str | None] = reference("accounts.id", index=True)
    status: Mapped[int]
    ticket_digest: Mapped[str | None] = bounded(64)
    sealed_ticket: Mapped[str | None] = bounded(500)
    own_values: Mapped[list[Any]] = mapped_column(JSON)
    with_custom_data: Mapped[bool]
    expires_at: Mapped[datetime] = instant()


Index("qr_codes_unique_ticket_digest", QrCode.ticket_digest, unique=True)
Index("qr_codes_by_expiry", QrCode.pool_id, QrCode.expires_at)
