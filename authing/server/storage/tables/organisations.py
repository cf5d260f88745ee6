"""Organisations: trees of departments, and their members."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, true
from sqlalchemy.orm import Mapped

from authing.server.storage.tables.base import Base, bounded, instant, reference


class Organisation(Base):
    """A tree of departments; its root has its name."""

    __tablename__ = "organisations"

    id: Mapped[str] = bounded(24, primary_key=True)
    pool_id: Mapped[str] = reference("pools.id")
    tenant_id: Mapped[str | None] = reference("tenants.id", on_delete="SET NULL")
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
    is_main: Mapped[bool]
    created_at: Mapped[datetime] = instant()


NODES = Base.metadata.tables["nodes"]
ANCESTORS = Base.metadata.tables["node_ancestors"]
NODE_MEMBERS = Base.metadata.tables["node_members"]
"""Tables without the mapping above them, for what is inserted many rows at a time."""

IS_ROOT = Node.parent_id.is_(None)

Index("nodes_unique_code", Node.organisation_id, Node.code, unique=True)
Index("nodes_unique_root", Node.organisation_id, unique=True, sqlite_where=IS_ROOT, postgresql_where=IS_ROOT)
# An organisation has the code of its root.
Index("nodes_unique_root_code", Node.pool_id, Node.code, unique=True, sqlite_where=IS_ROOT, postgresql_where=IS_ROOT)
Index("nodes_by_code", Node.pool_id, Node.code)
Index("nodes_by_creation", Node.pool_id, Node.created_at, Node.id)
Index(
    "node_members_unique_main",
    NodeMember.account_id,
    unique=True,
    sqlite_where=NodeMember.is_main.is_(true()),
    postgresql_where=NodeMember.is_main.is_(true()),
)
Index("organisations_by_creation", Organisation.pool_id, Organisation.created_at, Organisation.id)
Index("organisations_by_tenant", Organisation.tenant_id)
