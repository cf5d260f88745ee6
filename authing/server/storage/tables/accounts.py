"""Users and their sessions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, BigInteger, Index, false
from sqlalchemy.orm import Mapped, mapped_column, validates

from authing.server.storage.tables.base import Base, bounded, instant, reference


class Account(Base):
    """A user of a pool; a deleted one stays as an archived row.

    Attributes:
        password_level: From 1 to 3; None for a password that was only ever seen as a hash, and where there is none.
    """

    __tablename__ = "accounts"

    id: Mapped[str] = bounded(24, primary_key=True)
    pool_id: Mapped[str] = reference("pools.id")
    status: Mapped[str] = bounded(20)
    is_deleted: Mapped[bool]
    blocked: Mapped[bool]
    username: Mapped[str | None] = bounded(100)
    email: Mapped[str | None] = bounded(254)
    email_verified: Mapped[bool]
    phone: Mapped[str | None] = bounded(50)
    phone_verified: Mapped[bool]
    phone_country_code: Mapped[str | None] = bounded(10)
    external_id: Mapped[str | None] = bounded(200)
    unionid: Mapped[str | None] = bounded(200)
    openid: Mapped[str | None] = bounded(200)
    password_hash: Mapped[str | None] = bounded(200)
    password_set_at: Mapped[datetime | None] = instant()
    password_level: Mapped[int | None]
    owes_password: Mapped[bool] = mapped_column(default=False)
    register_source: Mapped[list[str]] = mapped_column(JSON)
    signed_up: Mapped[datetime] = instant()
    last_login: Mapped[datetime | None] = instant()
    last_ip: Mapped[str | None] = bounded(100)
    logins_count: Mapped[int]
    has_second_factor: Mapped[bool] = mapped_column(default=False)
    token_expired_at: Mapped[datetime | None] = instant()
    expired_at: Mapped[datetime | None] = instant()
    oauth: Mapped[str | None] = bounded(2000)
    device: Mapped[str | None] = bounded(500)
    browser: Mapped[str | None] = bounded(500)
    nickname: Mapped[str | None] = bounded(200)
    photo: Mapped[str | None] = bounded(2000)
    company: Mapped[str | None] = bounded(200)
    name: Mapped[str | None] = bounded(200)
    given_name: Mapped[str | None] = bounded(200)
    family_name: Mapped[str | None] = bounded(200)
    middle_name: Mapped[str | None] = bounded(200)
    profile: Mapped[str | None] = bounded(2000)
    preferred_username: Mapped[str | None] = bounded(200)
    website: Mapped[str | None] = bounded(2000)
    gender: Mapped[str | None] = bounded(50)
    birthdate: Mapped[str | None] = bounded(50)
    zoneinfo: Mapped[str | None] = bounded(100)
    locale: Mapped[str | None] = bounded(100)
    address: Mapped[str | None] = bounded(1000)
    formatted: Mapped[str | None] = bounded(1000)
    street_address: Mapped[str | None] = bounded(500)
    locality: Mapped[str | None] = bounded(200)
    region: Mapped[str | None] = bounded(200)
    postal_code: Mapped[str | None] = bounded(50)
    city: Mapped[str | None] = bounded(200)
    province: Mapped[str | None] = bounded(200)
    country: Mapped[str | None] = bounded(200)
    created_at: Mapped[datetime] = instant()
    updated_at: Mapped[datetime] = instant()

    @validates("password_hash")
    def _judge(self, _: str, password_hash: str | None) -> str | None:
        """Let whoever sets a password set how strong it is: that is known as long as the password itself is."""
        self.password_level = getattr(password_hash, "level", None)
        return None if password_hash is None else str(password_hash)


class AccountCount(Base):
    """How many users of a kind a pool has; triggers of the database keep it, see the migration."""

    __tablename__ = "account_counts"

    pool_id: Mapped[str] = reference("pools.id", primary_key=True)
    is_deleted: Mapped[bool] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(BigInteger)


class LoginSession(Base):
    """A user token that was issued and not yet revoked; the token itself is kept only as a digest."""

    __tablename__ = "sessions"

    token_digest: Mapped[str] = bounded(64, primary_key=True)
    pool_id: Mapped[str] = reference("pools.id")
    account_id: Mapped[str] = reference("accounts.id", index=True)
    application_id: Mapped[str | None] = reference("applications.id")
    created_at: Mapped[datetime] = instant()
    expires_at: Mapped[datetime] = instant()


UNIQUE_AMONG_LIVE = ("username", "email", "phone", "external_id", "unionid")
"""Columns of `accounts` that no two users of a pool share; archived users do not count."""

IS_LIVE = Account.is_deleted.is_(false())

ACCOUNTS = Base.metadata.tables["accounts"]
SESSIONS = Base.metadata.tables["sessions"]
"""Tables without the mapping above them: every login writes these two, and the mapping would cost it half a millisecond."""

for _name in UNIQUE_AMONG_LIVE:
    Index(
        f"accounts_unique_{_name}",
        Account.pool_id,
        getattr(Account, _name),
        unique=True,
        sqlite_where=IS_LIVE,
        postgresql_where=IS_LIVE,
    )
Index("accounts_by_creation", Account.pool_id, Account.is_deleted, Account.created_at, Account.id)
