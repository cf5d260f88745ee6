"""What applications have: agreements, access records, accounts of programs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from authing.server.storage.tables.accounts import LoginSession
from authing.server.storage.tables.base import Base, bounded, instant, reference


class Agreement(Base):
    """What a user must or may agree to when registering in an application."""

    __tablename__ = "agreements"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[str] = reference("applications.id", index=True)
    lang: Mapped[str] = bounded(20)
    title: Mapped[str] = bounded(10_000)
    required: Mapped[bool]
    order: Mapped[int]
    created_at: Mapped[datetime] = instant()


class AccessRecord(Base):
    """That a target of permissions (a user, a role, a group, a department) may enter an application or may not."""

    __tablename__ = "access_records"

    id: Mapped[str] = bounded(24, primary_key=True)
    application_id: Mapped[str] = reference("applications.id")
    target_id: Mapped[int] = mapped_column(ForeignKey("permission_targets.id", ondelete="CASCADE"), index=True)
    effect: Mapped[str] = bounded(5)
    inherit_by_children: Mapped[bool]
    enabled: Mapped[bool]
    created_at: Mapped[datetime] = instant()
    updated_at: Mapped[datetime] = instant()


class ProgrammaticAccount(Base):
    """An id and a secret with which a program can ask for tokens.

    The secret is only ever compared, so a digest of it is kept. SHA-256 will do, other than for a password: at least 32 random
    characters cannot be guessed, however fast the guesses.
    """

    __tablename__ = "programmatic_accounts"

    id: Mapped[str] = bounded(24, primary_key=True)
    application_id: Mapped[str] = reference("applications.id", index=True)
    secret_digest: Mapped[str] = bounded(64)
    remarks: Mapped[str | None] = bounded(500)
    token_lifetime: Mapped[int]
    enabled: Mapped[bool]
    created_at: Mapped[datetime] = instant()
    updated_at: Mapped[datetime] = instant()


Index("access_records_unique_target_id", AccessRecord.application_id, AccessRecord.target_id, unique=True)
Index("sessions_by_application", LoginSession.application_id, LoginSession.account_id)
