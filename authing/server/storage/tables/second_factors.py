"""Second factors: how often somebody tried, and which tokens of this step are used up."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from authing.server.storage.tables.base import Base, bounded, instant, reference


class FactorAttempts(Base):
    """How often a user's second factor was tried since it was last right, by whatever token; `last_at` is None before that."""

    __tablename__ = "factor_attempts"

    account_id: Mapped[str] = reference("accounts.id", primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[datetime | None] = instant()


class SpentToken(Base):
    """A token of one step that a login came of, by its claim `jti`; kept as long as it would be good."""

    __tablename__ = "spent_tokens"

    token_id: Mapped[str] = bounded(50, primary_key=True)
    expires_at: Mapped[datetime] = instant(index=True)


ATTEMPTS = Base.metadata.tables["factor_attempts"]
SPENT = Base.metadata.tables["spent_tokens"]
