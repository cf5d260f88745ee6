"""Identities: accounts elsewhere that belong to users."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from authing.server.storage.tables.base import Base, bounded, instant, reference


class UserIdentity(Base):
    """That an account of a provider is a user's; `provider` is the provider's or the connection's own name."""

    __tablename__ = "identities"

    id: Mapped[str] = bounded(24, primary_key=True)
    pool_id: Mapped[str] = reference("pools.id")
    account_id: Mapped[str] = reference("accounts.id", index=True)
    provider: Mapped[str] = bounded(100)
    user_id_in_idp: Mapped[str] = bounded(200)
    is_social: Mapped[bool]
    type: Mapped[str | None] = bounded(50)
    openid: Mapped[str | None] = bounded(200)
    connection_id: Mapped[str | None] = bounded(100)
    ext_idp_id: Mapped[str | None] = bounded(100)
    sealed_access_token: Mapped[str | None] = bounded(6000)
    sealed_refresh_token: Mapped[str | None] = bounded(6000)
    created_at: Mapped[datetime] = instant()


Index(
    "identities_unique_user_id_in_idp",
    UserIdentity.pool_id,
    UserIdentity.provider,
    UserIdentity.user_id_in_idp,
    unique=True,
)
