"""Tenants, identity providers elsewhere, devices, second factors and events."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from authing.server.storage.tables.accounts import Account
from authing.server.storage.tables.base import Base, BoundedText, bounded, instant, reference


class Tenant(Base):
    """A customer within a pool; `sso_page_settings` holds only what was set."""

    __tablename__ = "tenants"

    id: Mapped[str] = bounded(24, primary_key=True)
    pool_id: Mapped[str] = reference("pools.id", index=True)
    name: Mapped[str] = bounded(100)
    logo: Mapped[str | None] = bounded(2000)
    description: Mapped[str | None] = bounded(500)
    css: Mapped[str | None] = bounded(20_000)
    sso_page_settings: Mapped[dict[str, bool]] = mapped_column(JSON)
    created_at: Mapped[datetime] = instant()
    updated_at: Mapped[datetime] = instant()


class TenantApplication(Base):
    """That an application is open to a tenant."""

    __tablename__ = "tenant_applications"

    tenant_id: Mapped[str] = reference("tenants.id", primary_key=True)
    application_id: Mapped[str] = reference("applications.id", primary_key=True, index=True)


class TenantMember(Base):
    """That a user belongs to a tenant."""

    __tablename__ = "tenant_members"

    id: Mapped[str] = bounded(24, primary_key=True)
    tenant_id: Mapped[str] = reference("tenants.id")
    account_id: Mapped[str] = reference("accounts.id", index=True)
    is_enabled: Mapped[bool]
    is_admin: Mapped[bool]
    created_at: Mapped[datetime] = instant()

    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)


class IdentityProvider(Base):
    """A source of identities elsewhere, of a tenant or else of the whole pool."""

    __tablename__ = "identity_providers"

    id: Mapped[str] = bounded(24, primary_key=True)
    pool_id: Mapped[str] = reference("pools.id", index=True)
    tenant_id: Mapped[str | None] = reference("tenants.id", index=True)
    name: Mapped[str] = bounded(100)
    type: Mapped[str] = bounded(50)
    created_at: Mapped[datetime] = instant()
    updated_at: Mapped[datetime] = instant()

    connections: Mapped[list[Connection]] = relationship(
        lazy="selectin",
        order_by="(Connection.created_at, Connection.id)",
        cascade="all, delete-orphan",
        passive_deletes=True,
    )


class Connection(Base):
    """One way to log in by an identity provider; its fields hold secrets of the provider, so they are kept sealed."""

    __tablename__ = "connections"

    id: Mapped[str] = bounded(24, primary_key=True)
    pool_id: Mapped[str] = reference("pools.id")
    provider_id: Mapped[str] = reference("identity_providers.id", index=True)
    type: Mapped[str] = bounded(100)
    identifier: Mapped[str] = bounded(100)
    display_name: Mapped[str] = bounded(100)
    sealed_fields: Mapped[str] = mapped_column(Text)
    user_match_fields: Mapped[list[str]] = mapped_column(JSON)
    logo: Mapped[str | None] = bounded(2000)
    created_at: Mapped[datetime] = instant()
    updated_at: Mapped[datetime] = instant()

    tenants: Mapped[list[TenantConnection]] = relationship(lazy="selectin", viewonly=True)
    applications: Mapped[list[ApplicationConnection]] = relationship(lazy="selectin", viewonly=True)


class TenantConnection(Base):
    """That a connection is switched on for a tenant."""

    __tablename__ = "tenant_connections"

    connection_id: Mapped[str] = reference("connections.id", primary_key=True)
    tenant_id: Mapped[str] = reference("tenants.id", primary_key=True, index=True)


class ApplicationConnection(Base):
    """That a connection is switched on for an application."""

    __tablename__ = "application_connections"

    connection_id: Mapped[str] = reference("connections.id", primary_key=True)
    application_id: Mapped[str] = reference("applications.id", primary_key=True, index=True)


class Device(Base):
    """A device that users of a pool log in with; `unique_id` is what it calls itself, `details` what else it told."""

    __tablename__ = "devices"

    id: Mapped[str] = bounded(24, primary_key=True)
    pool_id: Mapped[str] = reference("pools.id")
    unique_id: Mapped[str] = bounded(200)
    name: Mapped[str | None] = bounded(200)
    type: Mapped[str | None] = bounded(50)
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    status: Mapped[str] = bounded(20)
    suspended_until: Mapped[datetime | None] = instant()
    created_at: Mapped[datetime] = instant()
    updated_at: Mapped[datetime] = instant()


class DeviceUser(Base):
    """That a user has a device, which can be out of use for this user alone."""

    __tablename__ = "device_users"

    id: Mapped[str] = bounded(24, primary_key=True)
    device_id: Mapped[str] = reference("devices.id")
    account_id: Mapped[str] = reference("accounts.id", index=True)
    status: Mapped[str] = bounded(20)
    suspended_until: Mapped[datetime | None] = instant()
    created_at: Mapped[datetime] = instant()
    updated_at: Mapped[datetime] = instant()

    device: Mapped[Device] = relationship(lazy="joined", innerjoin=True)


class DeviceSession(Base):
    """That a session was opened on a device."""

    __tablename__ = "device_sessions"

    token_digest: Mapped[str] = mapped_column(
        BoundedText(64), ForeignKey("sessions.token_digest", ondelete="CASCADE"), primary_key=True
    )
    device_id: Mapped[str] = reference("devices.id", index=True)


class Authenticator(Base):
    """A user's second factor: the secret of one-time passwords, sealed, and the hash of the recovery code.

    Attributes:
        source: Who wanted it: the user (SELF), who is asked for it at every login, or an application.
        enabled: Whether a right password was shown since it was made; until then it is not asked for.
        last_step: The number of the newest time step whose password was used; no older one is good any more.
    """

    __tablename__ = "authenticators"

    id: Mapped[str] = bounded(24, primary_key=True)
    account_id: Mapped[str] = reference("accounts.id")
    type: Mapped[str] = bounded(20)
    enabled: Mapped[bool]
    sealed_secret: Mapped[str] = bounded(500)
    recovery_hash: Mapped[str] = bounded(200)
    source: Mapped[str] = bounded(20, default="SELF")
    last_step: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = instant()
    updated_at: Mapped[datetime] = instant()


class Event(Base):
    """Something that a program told the pool, for the management or a user of it."""

    __tablename__ = "events"

    id: Mapped[str] = bounded(24, primary_key=True)
    pool_id: Mapped[str] = reference("pools.id")
    account_id: Mapped[str | None] = reference("accounts.id", index=True)
    type: Mapped[str] = bounded(100)
    source: Mapped[str | None] = bounded(100)
    data: Mapped[Any] = mapped_column(JSON)
    created_at: Mapped[datetime] = instant()


Index("tenant_members_unique_account_id", TenantMember.tenant_id, TenantMember.account_id, unique=True)
Index("connections_unique_identifier", Connection.pool_id, Connection.identifier, unique=True)
Index("devices_by_creation", Device.pool_id, Device.created_at, Device.id)
Index("devices_unique_unique_id", Device.pool_id, Device.unique_id, unique=True)
Index("device_users_unique_account_id", DeviceUser.device_id, DeviceUser.account_id, unique=True)
Index("authenticators_unique_account_id", Authenticator.account_id, unique=True)
Index("events_by_creation", Event.pool_id, Event.created_at, Event.id)
