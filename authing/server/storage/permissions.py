"""Queries about what is granted to whom, and what statements say about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import delete, func, insert, or_, select
from sqlalchemy.orm import aliased

from authing.server.storage import targets
from authing.server.storage.tables.permissions import Assignment, Grant, Policy, Resource, Statement, Target

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Select, Subquery
    from sqlalchemy.orm import Session

NAMED, OF_KIND = aliased(Resource), aliased(Resource)
type_of = func.coalesce(NAMED.type, OF_KIND.type, Grant.resource_type, "DATA").label("resource_type")
api_of = func.coalesce(NAMED.api_identifier, OF_KIND.api_identifier).label("api_identifier")


# Not a join: that would tempt a planner to begin with all policies of a namespace.
home_of = select(Policy.namespace_id).where(Policy.id == Statement.policy_id).scalar_subquery()


class Said(NamedTuple):
    """What a statement, or a grant like one, says about a resource; None are all actions."""

    namespace_id: int
    resource: str
    actions: list[str] | None
    effect: str
    condition: list[dict[str, Any]]


class Granted(NamedTuple):
    """A grant, with what the catalogue knows about its resource."""

    namespace_id: int
    resource: str
    actions: list[str] | None
    type: str
    api_identifier: str | None


class Holder(NamedTuple):
    """Who has a grant."""

    actions: list[str] | None
    target_type: str
    identifier: str


def said(db: Session, subjects: Subquery, namespace_id: int, patterns: Collection[str]) -> list[Said]:
    """What grants and policies of a namespace say about resources with one of these patterns, to the subjects."""
    grants = select(Grant.namespace_id, Grant.resource, Grant.actions).where(
        Grant.namespace_id == namespace_id, Grant.resource.in_(patterns), Grant.target_id.in_(_near(subjects))
    )
    granted = [Said(*row, effect="ALLOW", condition=[]) for row in db.execute(grants.order_by(Grant.id))]
    return granted + _statements(db, subjects, home_of == namespace_id, Statement.resource.in_(patterns))


def denials(db: Session, subjects: Subquery, namespace_id: int | None) -> list[Said]:
    """What the policies of a namespace, or of all, deny to the subjects."""
    return _statements(db, subjects, Statement.effect == "DENY", *_within(home_of, namespace_id))


def _near(subjects: Subquery) -> Select[int]:
    # A grant says nothing about the departments below.
    return select(subjects.c.target).where(subjects.c.distance == 0)


def _within(column: Any, namespace_id: int | None) -> list[ColumnElement[bool]]:
    return [] if namespace_id is None else [column == namespace_id]


def _statements(db: Session, subjects: Subquery, *wanted: ColumnElement[bool]) -> list[Said]:
    statement = (
        select(home_of, Statement.resource, Statement.actions, Statement.effect, Statement.condition)
        .join(Assignment, Assignment.policy_id == Statement.policy_id)
        .join(subjects, subjects.c.target == Assignment.target_id)
        .where(Assignment.enabled, or_(subjects.c.distance == 0, Assignment.inherit_by_children), *wanted)
    )
    return [Said(*row) for row in db.execute(statement.order_by(Assignment.id, Statement.position))]


def granted(
    db: Session, subjects: Subquery, namespace_id: int | None, resource_type: str | None, kind: str | None
) -> list[Granted]:
    """What is granted to the subjects, in the order of granting."""
    statement = _typed(select(Grant.namespace_id, Grant.resource, Grant.actions, type_of, api_of)).where(
        Grant.target_id.in_(_near(subjects)), *_within(Grant.namespace_id, namespace_id)
    )
    if resource_type is not None:
        statement = statement.where(type_of == resource_type)
    if kind is not None:
        statement = statement.where(Grant.kind == kind)
    return [Granted(*row) for row in db.execute(statement.order_by(Grant.id))]


def _typed(statement: Any) -> Any:
    """With the resource that the catalogue has for a grant: the very same, or that of its kind."""
    for entry, code in ((NAMED, Grant.resource), (OF_KIND, Grant.kind)):
        statement = statement.outerjoin(entry, (entry.namespace_id == Grant.namespace_id) & (entry.code == code))
    return statement


def holders(db: Session, namespace_id: int, resource: str, resource_type: str, target_type: str | None) -> list[Holder]:
    """Who is granted a resource, in the order of granting."""
    statement = _typed(select(Grant.actions).join(Target, Target.id == Grant.target_id)).where(
        Grant.namespace_id == namespace_id, Grant.resource == resource, type_of == resource_type
    )
    if target_type is not None:
        statement = statement.where(targets.COLUMNS[target_type].is_not(None))
    return [Holder(*row) for row in db.execute(targets.shown(statement).order_by(Grant.id))]


def having(db: Session, target_ids: Sequence[int], namespace_id: int, resource: str) -> dict[int, Grant]:
    """The grants that targets have for a resource, by target."""
    statement = select(Grant).where(
        Grant.target_id.in_(target_ids), Grant.namespace_id == namespace_id, Grant.resource == resource
    )
    return {grant.target_id: grant for grant in db.scalars(statement)}


def add(db: Session, target_ids: Sequence[int], now: datetime, **values: Any) -> None:
    """Grant a resource to targets that do not have it."""
    if target_ids:
        rows = [{"target_id": target_id, "created_at": now, **values} for target_id in target_ids]
        db.execute(insert(Grant), rows)


def remove(
    db: Session, target_ids: Select[int], namespace_id: int, *, resource: str | None = None, kind: str = ""
) -> None:
    """Take a resource, or all of a kind, from targets."""
    wanted = Grant.kind == kind if resource is None else Grant.resource == resource
    db.execute(delete(Grant).where(Grant.target_id.in_(target_ids), Grant.namespace_id == namespace_id, wanted))
