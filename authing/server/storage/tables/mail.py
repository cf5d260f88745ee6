"""The outbox, and the codes and links that its messages carry."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from authing.server.storage.tables.base import Base, bounded, instant, reference


class Mail(Base):
    """A message that would have been sent; it has a code or a link."""

    __tablename__ = "mails"
    # Whoever watches the outbox knows messages by their ids: none comes again after a reset.
    __table_args__ = {"sqlite_autoincrement": True}

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    pool_id: Mapped[str] = reference("pools.id")
    kind: Mapped[str] = bounded(10)
    to: Mapped[str] = bounded(254)
    scene: Mapped[str] = bounded(50)
    code: Mapped[str | None] = bounded(12)
    link: Mapped[str | None] = bounded(500)
    sent_at: Mapped[datetime] = instant()


class VerificationCode(Base):
    """The newest code, or token of a link, that an address was sent for a scene.

    Attributes:
        digest: What is kept of it; see `authing.server.rules.codes`.
        attempts: How often one was given for it, right or wrong.
        failures: How often a wrong one was given for it or for the older ones, since `failing_since`.
    """

    __tablename__ = "verification_codes"

    pool_id: Mapped[str] = reference("pools.id", primary_key=True)
    address: Mapped[str] = bounded(254, primary_key=True)
    scene: Mapped[str] = bounded(50, primary_key=True)
    digest: Mapped[str] = bounded(64)
    created_at: Mapped[datetime] = instant()
    expires_at: Mapped[datetime] = instant(index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    used: Mapped[bool] = mapped_column(default=False)
    failures: Mapped[int] = mapped_column(default=0)
    failing_since: Mapped[datetime | None] = instant()


Index("mails_of_pool", Mail.pool_id, Mail.id)
Index("verification_codes_by_digest", VerificationCode.digest)

CODES = Base.metadata.tables["verification_codes"]
