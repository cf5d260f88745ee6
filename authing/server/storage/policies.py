"""Queries about policies and who has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import delete, func, select, update

from authing.server.storage import targets
from authing.server.storage.accounts import Page, Slice, page_of
from authing.server.storage.bulk import add_missing
from authing.server.storage.tables.permissions import ASSIGNMENTS, Assignment, Policy, Target
from authing.server.storage.tables.roles import Namespace

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Select
    from sqlalchemy.orm import Session


class Assigned(NamedTuple):
    """That a target has a policy."""

    code: str
    inherit_by_children: bool
    enabled: bool
    created_at: datetime
    target_type: str
    identifier: str


def _within(pool_id: str, namespace_code: str) -> Select[Policy]:
    return select(Policy).join(Policy.namespace).where(Namespace.pool_id == pool_id, Namespace.code == namespace_code)


def find(
    db: Session, pool_id: str, namespace_code: str, codes: Sequence[str], *, lock: bool = False
) -> dict[str, Policy]:
    """The policies of a namespace with these codes, by code; with `lock`, nobody else changes them until the transaction ends."""
    statement = _within(pool_id, namespace_code).where(Policy.code.in_(codes)).order_by(Policy.id)
    return {each.code: each for each in db.scalars(statement.with_for_update(of=Policy) if lock else statement)}


def page(db: Session, pool_id: str, namespace_code: str, part: Slice) -> Page[Policy]:
    """A page of the policies of a namespace."""
    return page_of(db, Policy, _within(pool_id, namespace_code), part)


def add(db: Session, policy: Policy) -> None:
    """Insert a policy."""
    db.add(policy)
    db.flush()
    db.refresh(policy)


def remove(db: Session, policy_ids: Sequence[str]) -> None:
    """Delete policies; nobody has them any more."""
    db.execute(delete(Policy).where(Policy.id.in_(policy_ids)))


def assign(
    db: Session, policy_ids: Sequence[str], target_ids: Sequence[int], inherit: bool | None, now: datetime
) -> None:
    """Give each policy to each target; who has it already keeps it, be it disabled, and takes only another `inherit`."""
    new = {"inherit_by_children": inherit or False, "enabled": True, "created_at": now}
    rows = [{"policy_id": policy, "target_id": target, **new} for policy in policy_ids for target in target_ids]
    add_missing(db, ASSIGNMENTS, rows)
    if inherit is not None:
        has_both = (Assignment.policy_id.in_(policy_ids), Assignment.target_id.in_(target_ids))
        db.execute(update(Assignment).where(*has_both).values(inherit_by_children=inherit))


def unassign(db: Session, policy_ids: Sequence[str], target_ids: Select[int]) -> None:
    """Take the policies from the targets."""
    db.execute(delete(Assignment).where(Assignment.policy_id.in_(policy_ids), Assignment.target_id.in_(target_ids)))


def enable(db: Session, policy_id: str, target_ids: Select[int], *, enabled: bool) -> bool:
    """Let an assignment count or not; False if there is none."""
    has_both = (Assignment.policy_id == policy_id, Assignment.target_id.in_(target_ids))
    changed = db.execute(update(Assignment).where(*has_both).values(enabled=enabled).returning(Assignment.id))
    return changed.first() is not None


def assignments(
    db: Session,
    pool_id: str,
    namespace_code: str,
    part: Slice,
    policy_id: str | None,
    target_type: str | None,
    target_id: str | None = None,
) -> Page[Assigned]:
    """A page of the assignments of a namespace's policies, in the order of assigning: those of a policy, type or target, if given."""
    columns = (Policy.code, Assignment.inherit_by_children, Assignment.enabled, Assignment.created_at)
    statement: Any = (
        select(*columns)
        .join(Assignment, Assignment.policy_id == Policy.id)
        .join(Target, Target.id == Assignment.target_id)
        .join(Namespace, Namespace.id == Policy.namespace_id)
        .where(Namespace.pool_id == pool_id, Namespace.code == namespace_code)
    )
    if policy_id is not None:
        statement = statement.where(Policy.id == policy_id)
    if target_type is not None:
        column = targets.COLUMNS[target_type]
        statement = statement.where(column.is_not(None) if target_id is None else column == target_id)
    total = db.scalar(statement.with_only_columns(func.count()))
    rows = db.execute(targets.shown(statement).order_by(Assignment.id).offset(part.offset).limit(part.limit))
    return Page(total or 0, [Assigned(*row) for row in rows])
