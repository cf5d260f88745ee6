"""Pools, their applications, and what the server itself remembers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from authing.server.storage.tables.base import Base, bounded, instant, reference


class ServerState(Base):
    """What the server itself remembers: the key that opens passwords, and its first pool."""

    __tablename__ = "server_state"

    name: Mapped[str] = bounded(50, primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class Pool(Base):
    """A user pool: the tenant that everything else belongs to."""

    __tablename__ = "pools"

    id: Mapped[str] = bounded(24, primary_key=True)
    name: Mapped[str] = bounded(100)
    domain: Mapped[str] = bounded(100)
    description: Mapped[str | None] = bounded(500)
    logo: Mapped[str] = bounded(2000)
    owner_id: Mapped[str] = bounded(24)
    secret: Mapped[str] = bounded(64)
    jwt_secret: Mapped[str] = bounded(64)
    management_key: Mapped[str] = bounded(64)
    email_verified_default: Mapped[bool]
    register_disabled: Mapped[bool]
    token_expires_after: Mapped[int]
    password_strength: Mapped[int]
    created_at: Mapped[datetime] = instant()
    updated_at: Mapped[datetime] = instant()


class Application(Base):
    """An application of a pool; its secret signs the tokens of users who log in to it."""

    __tablename__ = "applications"

    id: Mapped[str] = bounded(24, primary_key=True)
    pool_id: Mapped[str] = reference("pools.id", index=True)
    name: Mapped[str] = bounded(100)
    secret: Mapped[str] = bounded(64)
    token_expires_after: Mapped[int]
    created_at: Mapped[datetime] = instant()
    updated_at: Mapped[datetime] = instant()
