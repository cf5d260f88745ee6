"""Organisations: trees of departments, and their members."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from authing.server.storage.tables.base import Base, bounded, instant, reference


class Organisation(Base):
    """A tree of departments; its root has its name."""

    __tablename__ = "organisations"

    id: Mapped[str] = bounded(24, primary_key=True)
    pool_id: Mapped[str] = reference("pools.id", index=True)
    tenant_id: Mapped[str | None] = bounded(24)
    logo: Mapped[str | None] = bounded(2000)
    created_at: Mapped[datetime] = instant()
    updated_at: Mapped[datetime] = instant()


class Node(Base):
    """A department; without a parent it is the root of its organisation."""

    __tablename__ = "nodes"

    id: Mapped[str] = bounded(24, primary_key=True)
    pool_id: Mapped[str] = reference("pools.id")
    organisation_id: Mapped[str] = reference("organisations.id")
    parent_id: Mapped[str | None] = reference("nodes.id", index=True)
    name: Mapped[str] = bounded(200)
    name_i18n: Mapped[str | None] = bounded(2000)
    description: Mapped[str | None] = bounded(500)
    description_i18n: Mapped[str | None] = bounded(2000)
    code: Mapped[str | None] = bounded(100)
    order: Mapped[int | None]
    created_at: Mapped[datetime] = instant()
    updated_at: Mapped[datetime] = instant()


class NodeAncestor(Base):
    """That a node is another one (at distance 0) or somewhere above it: subtrees and paths are one look-up, however deep."""

    __tablename__ = "node_ancestors"

    node_id: Mapped[str] = reference("nodes.id", primary_key=True)
    ancestor_id: Mapped[str] = reference("nodes.id", primary_key=True, index=True)
    distance: Mapped[int]


class NodeMember(Base):
    """That a user is in a department."""

    __tablename__ = "node_members"

    node_id: Mapped[str] = reference("nodes.id", primary_key=True)
    account_id: Mapped[str] = reference("accounts.id", primary_key=True, index=True)
    is_leader: Mapped[bool]
    is_main: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = instant()


Index("nodes_unique_code", Node.organisation_id, Node.code, unique=True)
Index("nodes_by_pool", Node.pool_id)
