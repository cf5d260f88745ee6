"""Resources, policies and who has them, and what is granted to whom."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, func, select
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from authing.server.storage.tables.base import Base, bounded, instant, reference
from authing.server.storage.tables.roles import Namespace


class Resource(Base):
    """A resource of a namespace's catalogue; what is granted need not be in it."""

    __tablename__ = "resources"

    id: Mapped[str] = bounded(24, primary_key=True)
    namespace_id: Mapped[int] = mapped_column(ForeignKey("namespaces.id", ondelete="CASCADE"))
    code: Mapped[str] = bounded(200)
    type: Mapped[str] = bounded(10)
    description: Mapped[str | None] = bounded(500)
    actions: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    api_identifier: Mapped[str | None] = bounded(2000)
    created_at: Mapped[datetime] = instant()
    updated_at: Mapped[datetime] = instant()

    namespace: Mapped[Namespace] = relationship(lazy="joined", innerjoin=True)


class Assignment(Base):
    """That a target has a policy; a department's goes down to those below it if `inherit_by_children` says so."""

    __tablename__ = "policy_assignments"

    id: Mapped[int] = mapped_column(primary_key=True)
    policy_id: Mapped[str] = reference("policies.id")
    target_id: Mapped[int] = mapped_column(ForeignKey("permission_targets.id", ondelete="CASCADE"), index=True)
    inherit_by_children: Mapped[bool]
    enabled: Mapped[bool]
    created_at: Mapped[datetime] = instant()


class Policy(Base):
    """A policy of a namespace: statements on what its targets may and may not do."""

    __tablename__ = "policies"

    id: Mapped[str] = bounded(24, primary_key=True)
    namespace_id: Mapped[int] = mapped_column(ForeignKey("namespaces.id", ondelete="CASCADE"))
    code: Mapped[str] = bounded(100)
    description: Mapped[str | None] = bounded(500)
    created_at: Mapped[datetime] = instant()
    updated_at: Mapped[datetime] = instant()

    namespace: Mapped[Namespace] = relationship(lazy="joined", innerjoin=True)
    assignments_count: Mapped[int] = column_property(
        select(func.count(Assignment.id))
        .where(Assignment.policy_id == id)
        .correlate_except(Assignment)
        .scalar_subquery(),
        expire_on_flush=False,
    )
    statements: Mapped[list[Statement]] = relationship(
        lazy="selectin", order_by="Statement.position", cascade="all, delete-orphan", passive_deletes=True
    )


class Statement(Base):
    """One statement of a policy."""

    __tablename__ = "policy_statements"

    policy_id: Mapped[str] = reference("policies.id", primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    resource: Mapped[str] = bounded(300)
    actions: Mapped[list[str]] = mapped_column(JSON)
    effect: Mapped[str] = bounded(5)
    condition: Mapped[list[dict[str, Any]]] = mapped_column(JSON)


class Target(Base):
    """Who has policies and grants: one of these five, and with it gone, so is all it had."""

    __tablename__ = "permission_targets"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[str | None] = reference("accounts.id")
    role_id: Mapped[str | None] = reference("roles.id")
    group_id: Mapped[str | None] = reference("groups.id")
    node_id: Mapped[str | None] = reference("nodes.id")
    access_key_id: Mapped[str | None] = reference("programmatic_accounts.id")


class Grant(Base):
    """That a target may use a resource; ids grow in the order of granting.

    Attributes:
        resource: `books:1`, or `books:*` for all of a kind, which is also how the bare code `books` is kept.
        kind: What comes before the first colon of `resource`.
        resource_type: What it was called when it was granted; the catalogue knows better if it has the resource.
        actions: None means all of them.
    """

    __tablename__ = "grants"

    id: Mapped[int] = mapped_column(primary_key=True)
    namespace_id: Mapped[int] = mapped_column(ForeignKey("namespaces.id", ondelete="CASCADE"))
    target_id: Mapped[int] = mapped_column(ForeignKey("permission_targets.id", ondelete="CASCADE"))
    resource: Mapped[str] = bounded(300)
    kind: Mapped[str] = bounded(300)
    resource_type: Mapped[str | None] = bounded(10)
    actions: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    created_at: Mapped[datetime] = instant()


TARGETS = Base.metadata.tables["permission_targets"]
ASSIGNMENTS = Base.metadata.tables["policy_assignments"]

Index("resources_unique_code", Resource.namespace_id, Resource.code, unique=True)
Index("policies_unique_code", Policy.namespace_id, Policy.code, unique=True)
for _column in (Target.account_id, Target.role_id, Target.group_id, Target.node_id, Target.access_key_id):
    Index(f"permission_targets_unique_{_column.key}", _column, unique=True)
Index("policy_assignments_unique_target", Assignment.policy_id, Assignment.target_id, unique=True)
Index("grants_unique_resource", Grant.target_id, Grant.namespace_id, Grant.resource, unique=True)
Index("grants_by_resource", Grant.namespace_id, Grant.resource)
