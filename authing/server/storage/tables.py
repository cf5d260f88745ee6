"""The tables as they are now; how they came to be is in `migrations`."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, Text, TypeDecorator, false
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
MICROSECOND = timedelta(microseconds=1)


class Unstorable(ValueError):
    """A text that no column may hold: too long, or with characters that a database refuses."""


class BoundedText(TypeDecorator[str]):
    """Text of at most `limit` characters, checked before it reaches either database.

    SQLite would take any length and NUL, PostgreSQL neither: one check here makes both answer alike, in writes and in look-ups.
    """

    impl = String
    cache_ok = True

    def __init__(self, limit: int, label: str = "text") -> None:
        super().__init__(limit)
        self.limit = limit
        self.label = label

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Return the value, or raise Unstorable with the reason."""
        if value is None:
            return None
        if len(value) > self.limit:
            raise Unstorable(f"{self.label} is longer than {self.limit} characters")
        if "\x00" in value:
            raise Unstorable(f"{self.label} contains a NUL character")
        if not value.isascii():
            try:
                value.encode()
            except UnicodeEncodeError:
                raise Unstorable(f"{self.label} is not valid Unicode text") from None
        return value


class Instant(TypeDecorator[datetime]):
    """A moment in UTC, kept as microseconds since 1970: exact, sortable and the same in both databases."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Return the microseconds of an aware datetime."""
        return None if value is None else (value - EPOCH) // MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Return the aware datetime of microseconds."""
        return None if value is None else EPOCH + value * MICROSECOND


class Base(DeclarativeBase):
    """The registry of all tables."""


def _bounded(limit: int, **options: Any) -> Mapped[Any]:
    return mapped_column(BoundedText(limit), **options)


def _instant(**options: Any) -> Mapped[Any]:
    return mapped_column(Instant, **options)


def _reference(target: str, *, on_delete: str = "CASCADE", **options: Any) -> Mapped[Any]:
    return mapped_column(BoundedText(24), ForeignKey(target, ondelete=on_delete), **options)


class ServerState(Base):
    """What the server itself remembers: the key that opens passwords, and its first pool."""

    __tablename__ = "server_state"

    name: Mapped[str] = _bounded(50, primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class Pool(Base):
    """A user pool: the tenant that everything else belongs to."""

    __tablename__ = "pools"

    id: Mapped[str] = _bounded(24, primary_key=True)
    name: Mapped[str] = _bounded(100)
    domain: Mapped[str] = _bounded(100)
    description: Mapped[str | None] = _bounded(500)
    logo: Mapped[str] = _bounded(2000)
    owner_id: Mapped[str] = _bounded(24)
    secret: Mapped[str] = _bounded(64)
    jwt_secret: Mapped[str] = _bounded(64)
    management_key: Mapped[str] = _bounded(64)
    email_verified_default: Mapped[bool]
    register_disabled: Mapped[bool]
    token_expires_after: Mapped[int]
    password_strength: Mapped[int]
    created_at: Mapped[datetime] = _instant()
    updated_at: Mapped[datetime] = _instant()


class Application(Base):
    """An application of a pool; its secret signs the tokens of users who log in to it."""

    __tablename__ = "applications"

    id: Mapped[str] = _bounded(24, primary_key=True)
    pool_id: Mapped[str] = _reference("pools.id", index=True)
    name: Mapped[str] = _bounded(100)
    secret: Mapped[str] = _bounded(64)
    token_expires_after: Mapped[int]
    created_at: Mapped[datetime] = _instant()
    updated_at: Mapped[datetime] = _instant()


class Account(Base):
    """A user of a pool; a deleted one stays as an archived row."""

    __tablename__ = "accounts"

    id: Mapped[str] = _bounded(24, primary_key=True)
    pool_id: Mapped[str] = _reference("pools.id")
    status: Mapped[str] = _bounded(20)
    is_deleted: Mapped[bool]
    blocked: Mapped[bool]
    username: Mapped[str | None] = _bounded(100)
    email: Mapped[str | None] = _bounded(254)
    email_verified: Mapped[bool]
    phone: Mapped[str | None] = _bounded(50)
    phone_verified: Mapped[bool]
    phone_country_code: Mapped[str | None] = _bounded(10)
    external_id: Mapped[str | None] = _bounded(200)
    unionid: Mapped[str | None] = _bounded(200)
    openid: Mapped[str | None] = _bounded(200)
    password_hash: Mapped[str | None] = _bounded(200)
    register_source: Mapped[list[str]] = mapped_column(JSON)
    signed_up: Mapped[datetime] = _instant()
    last_login: Mapped[datetime | None] = _instant()
    last_ip: Mapped[str | None] = _bounded(100)
    logins_count: Mapped[int]
    token_expired_at: Mapped[datetime | None] = _instant()
    expired_at: Mapped[datetime | None] = _instant()
    oauth: Mapped[str | None] = _bounded(2000)
    device: Mapped[str | None] = _bounded(500)
    browser: Mapped[str | None] = _bounded(500)
    nickname: Mapped[str | None] = _bounded(200)
    photo: Mapped[str | None] = _bounded(2000)
    company: Mapped[str | None] = _bounded(200)
    name: Mapped[str | None] = _bounded(200)
    given_name: Mapped[str | None] = _bounded(200)
    family_name: Mapped[str | None] = _bounded(200)
    middle_name: Mapped[str | None] = _bounded(200)
    profile: Mapped[str | None] = _bounded(2000)
    preferred_username: Mapped[str | None] = _bounded(200)
    website: Mapped[str | None] = _bounded(2000)
    gender: Mapped[str | None] = _bounded(50)
    birthdate: Mapped[str | None] = _bounded(50)
    zoneinfo: Mapped[str | None] = _bounded(100)
    locale: Mapped[str | None] = _bounded(100)
    address: Mapped[str | None] = _bounded(1000)
    formatted: Mapped[str | None] = _bounded(1000)
    street_address: Mapped[str | None] = _bounded(500)
    locality: Mapped[str | None] = _bounded(200)
    region: Mapped[str | None] = _bounded(200)
    postal_code: Mapped[str | None] = _bounded(50)
    city: Mapped[str | None] = _bounded(200)
    province: Mapped[str | None] = _bounded(200)
    country: Mapped[str | None] = _bounded(200)
    created_at: Mapped[datetime] = _instant()
    updated_at: Mapped[datetime] = _instant()


class LoginSession(Base):
    """A user token that was issued and not yet revoked; the token itself is kept only as a digest."""

    __tablename__ = "sessions"

    token_digest: Mapped[str] = _bounded(64, primary_key=True)
    pool_id: Mapped[str] = _reference("pools.id")
    account_id: Mapped[str] = _reference("accounts.id", index=True)
    application_id: Mapped[str | None] = _reference("applications.id")
    created_at: Mapped[datetime] = _instant()
    expires_at: Mapped[datetime] = _instant()


class Namespace(Base):
    """A group of roles whose codes are unique within it."""

    __tablename__ = "namespaces"

    id: Mapped[int] = mapped_column(primary_key=True)
    pool_id: Mapped[str] = _reference("pools.id")
    code: Mapped[str] = _bounded(100)
    name: Mapped[str] = _bounded(100)
    description: Mapped[str | None] = _bounded(500)
    application_id: Mapped[str | None] = _reference("applications.id")
    created_at: Mapped[datetime] = _instant()
    updated_at: Mapped[datetime] = _instant()


class Role(Base):
    """A role of a namespace, perhaps below another role of the same one."""

    __tablename__ = "roles"

    id: Mapped[str] = _bounded(24, primary_key=True)
    namespace_id: Mapped[int] = mapped_column(ForeignKey("namespaces.id", ondelete="CASCADE"))
    code: Mapped[str] = _bounded(100)
    description: Mapped[str | None] = _bounded(500)
    is_system: Mapped[bool]
    parent_id: Mapped[str | None] = _reference("roles.id", on_delete="SET NULL", index=True)
    created_at: Mapped[datetime] = _instant()
    updated_at: Mapped[datetime] = _instant()

    namespace: Mapped[Namespace] = relationship(lazy="joined", innerjoin=True)


class RoleMember(Base):
    """That a user has a role."""

    __tablename__ = "role_members"

    role_id: Mapped[str] = _reference("roles.id", primary_key=True)
    account_id: Mapped[str] = _reference("accounts.id", primary_key=True, index=True)
    created_at: Mapped[datetime] = _instant()


ACCOUNTS = Base.metadata.tables["accounts"]
SESSIONS = Base.metadata.tables["sessions"]
MEMBERS = Base.metadata.tables["role_members"]
"""Tables without the mapping above them: every login writes the first two, and the mapping would cost it half a millisecond."""

UNIQUE_AMONG_LIVE = ("username", "email", "phone", "external_id", "unionid")
"""Columns of `accounts` that no two users of a pool share; archived users do not count."""

IS_LIVE = Account.is_deleted.is_(false())

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
Index("namespaces_unique_code", Namespace.pool_id, Namespace.code, unique=True)
Index("roles_unique_code", Role.namespace_id, Role.code, unique=True)

for _table in Base.metadata.tables.values():
    for _column in _table.columns:
        if isinstance(_column.type, BoundedText):
            _column.type.label = _column.name
