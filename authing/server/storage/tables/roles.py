"""Namespaces, roles, and who has them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from authing.server.storage.tables.base import Base, bounded, instant, reference


class Namespace(Base):
    """A group of roles whose codes are unique within it."""

    __tablename__ = "namespaces"
    # The number of a deleted namespace is never given to another one: clients keep it.
    __table_args__ = {"sqlite_autoincrement": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    pool_id: Mapped[str] = reference("pools.id")
    code: Mapped[str] = bounded(100)
    name: Mapped[str] = bounded(100)
    description: Mapped[str | None] = bounded(500)
    application_id: Mapped[str | None] = reference("applications.id")
    created_at: Mapped[datetime] = instant()
    updated_at: Mapped[datetime] = instant()


class Role(Base):
    """A role of a namespace, perhaps below another role of the same one."""

    __tablename__ = "roles"

    id: Mapped[str] = bounded(24, primary_key=True)
    namespace_id: Mapped[int] = mapped_column(ForeignKey("namespaces.id", ondelete="CASCADE"))
    code: Mapped[str] = bounded(100)
    description: Mapped[str | None] = bounded(500)
    is_system: Mapped[bool]
    parent_id: Mapped[str | None] = reference("roles.id", on_delete="SET NULL", index=True)
    created_at: Mapped[datetime] = instant()
    updated_at: Mapped[datetime] = instant()

    namespace: Mapped[Namespace] = relationship(lazy="joined", innerjoin=True)


class RoleMember(Base):
    """That a user has a role."""

    __tablename__ = "role_members"

    role_id: Mapped[str] = reference("roles.id", primary_key=True)
    account_id: Mapped[str] = reference("accounts.id", primary_key=True, index=True)
    created_at: Mapped[datetime] = instant()


class GroupRole(Base):
    """That a group has a role, and with it all its members."""

    __tablename__ = "group_roles"

    role_id: Mapped[str] = reference("roles.id", primary_key=True)
    group_id: Mapped[str] = reference("groups.id", primary_key=True, index=True)
    created_at: Mapped[datetime] = instant()


class NodeRole(Base):
    """That a department has a role, and with it its members and those of all departments below."""

    __tablename__ = "node_roles"

    role_id: Mapped[str] = reference("roles.id", primary_key=True)
    node_id: Mapped[str] = reference("nodes.id", primary_key=True, index=True)
    created_at: Mapped[datetime] = instant()


MEMBERS = Base.metadata.tables["role_members"]

Index("namespaces_unique_code", Namespace.pool_id, Namespace.code, unique=True)
Index("roles_unique_code", Role.namespace_id, Role.code, unique=True)
