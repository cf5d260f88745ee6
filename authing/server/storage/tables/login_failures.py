"""Failed logins, and pictures with letters that were given out after them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from authing.server.storage.tables.base import Base, bounded, instant, reference


class LoginAttempts(Base):
    """How often a password was tried and was not right, or is still being looked at, until `expires_at`.

    Attributes:
        subject: Digest of what they have in common: a user, a name that nobody has, or the address that they came from.
    """

    __tablename__ = "login_attempts"

    pool_id: Mapped[str] = reference("pools.id", primary_key=True)
    subject: Mapped[str] = bounded(64, primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
    expires_at: Mapped[datetime] = instant(index=True)


class Captcha(Base):
    """A picture with letters that was given out and not yet answered; they are kept as a digest."""

    __tablename__ = "captchas"

    pool_id: Mapped[str] = reference("pools.id", primary_key=True)
    digest: Mapped[str] = bounded(64, primary_key=True)
    expires_at: Mapped[datetime] = instant(index=True)


ATTEMPTS = Base.metadata.tables["login_attempts"]
CAPTCHAS = Base.metadata.tables["captchas"]
