"""Groups and their members."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from authing.server.storage.tables.base import Base, bounded, instant, reference


class Group(Base):
    """A group of users of a pool."""

    __tablename__ = "groups"

    id: Mapped[str] = bounded(24, primary_key=True)
    pool_id: Mapped[str] = reference("pools.id")
    code: Mapped[str] = bounded(100)
    name: Mapped[str] = bounded(100)
    description: Mapped[str | None] = bounded(500)
    created_at: Mapped[datetime] = instant()
    updated_at: Mapped[datetime] = instant()


class GroupMember(Base):
    """That a user is in a group."""

    __tablename__ = "group_members"

    group_id: Mapped[str] = reference("groups.id", primary_key=True)
    account_id: Mapped[str] = reference("accounts.id", primary_key=True, index=True)
    created_at: Mapped[datetime] = instant()


Index("groups_unique_code", Group.pool_id, Group.code, unique=True)
