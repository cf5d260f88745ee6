"""Queries about who may enter which application."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, delete, func, not_, or_, select, update

from authing.server.storage.accounts import Page, Slice, page_of
from authing.server.storage.applications import detailed
from authing.server.storage.bulk import insert_into
from authing.server.storage.tables.accounts import IS_LIVE, Account
from authing.server.storage.tables.applications import AccessRecord
from authing.server.storage.tables.base import Base
from authing.server.storage.tables.groups import Group
from authing.server.storage.tables.organisations import Node
from authing.server.storage.tables.permissions import Target
from authing.server.storage.tables.pools import Application
from authing.server.storage.tables.roles import Role
from authing.server.storage.targets import COLUMNS, around_user, kept

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Select, Subquery
    from sqlalchemy.orm import Session

RECORDS = Base.metadata.tables["access_records"]
KINDS: dict[str, Any] = {"USER": Account, "ROLE": Role, "GROUP": Group, "ORG": Node}
"""What a target may be, by its type."""


@dataclass(frozen=True)
class Record:
    """An access record, and whom it is about."""

    record: AccessRecord
    target_type: str
    target: Account | Role | Group | Node


def _applies(around: Subquery, effect: str) -> ColumnElement[bool]:
    """Whether a record of an application, with this effect and enabled, is about one of the targets around a user."""
    return (
        select(AccessRecord.id)
        .join(around, around.c.target == AccessRecord.target_id)
        .where(
            AccessRecord.application_id == Application.id,
            AccessRecord.effect == effect,
            AccessRecord.enabled,
            or_(around.c.distance == 0, AccessRecord.inherit_by_children),
        )
        .correlate(Application)
        .exists()
    )


def _admits(account_id: str) -> ColumnElement[bool]:
    """Whether an application lets a user in: nothing denies it, and something allows it or everybody may."""
    around = around_user(account_id)
    is_allowed = or_(Application.default_strategy == "ALLOW_ALL", _applies(around, "ALLOW"))
    return and_(not_(_applies(around, "DENY")), is_allowed)


def admits(db: Session, application_id: str, account_id: str) -> bool:
    """Whether an application lets a user in."""
    return db.scalar(select(Application.id).where(Application.id == application_id, _admits(account_id))) is not None


def open_to(db: Session, pool_id: str, account_id: str, part: Slice) -> Page[Application]:
    """A page of the applications of a pool that let a user in."""
    return page_of(db, Application, detailed(pool_id).where(_admits(account_id)), part)


def page(db: Session, application_id: str, part: Slice) -> Page[Record]:
    """A page of the records of an application; an archived user's do not show."""
    statement = (
        select(AccessRecord)
        .join(Target, Target.id == AccessRecord.target_id)
        .outerjoin(Account, Account.id == Target.account_id)
        .where(AccessRecord.application_id == application_id, or_(Target.account_id.is_(None), IS_LIVE))
    )
    found = page_of(db, AccessRecord, statement, part)
    whom = _whom(db, [row.target_id for row in found.rows])
    return Page(found.total, [Record(row, *whom[row.target_id]) for row in found.rows])


def _whom(db: Session, target_ids: Sequence[int]) -> dict[int, tuple[str, Any]]:
    """The types of targets and what they are, by id: one query for each type, however many there are."""
    return {
        target_id: (kind, found)
        for kind, model in KINDS.items()
        for target_id, found in db.execute(
            select(Target.id, model).join(model, model.id == COLUMNS[kind]).where(Target.id.in_(target_ids))
        )
    }


def put(db: Session, target_type: str, ids: Sequence[str], values: Sequence[dict[str, Any]]) -> None:
    """Insert a record about each target with its values; one that the application has about it already takes them over."""
    targets = kept(db, target_type, ids)
    rows = [{"target_id": targets[each], **row} for each, row in zip(ids, values, strict=True)]
    insert = insert_into(db, RECORDS)
    decided = {name: insert.excluded[name] for name in ("effect", "inherit_by_children", "enabled", "updated_at")}
    # Row by row on its way to the database, which takes only so many parameters in one statement.
    db.connection().execute(
        insert.on_conflict_do_update(index_elements=["application_id", "target_id"], set_=decided), rows
    )


def _about(application_id: str, target_ids: Select[int]) -> list[ColumnElement[bool]]:
    """What tells the records of an application about these targets from all others."""
    return [AccessRecord.application_id == application_id, AccessRecord.target_id.in_(target_ids)]


def count(db: Session, application_id: str, target_ids: Select[int] | None = None) -> int:
    """How many records an application has, or has about these targets."""
    wanted = (
        [AccessRecord.application_id == application_id] if target_ids is None else _about(application_id, target_ids)
    )
    return db.scalar(select(func.count()).select_from(AccessRecord).where(*wanted)) or 0


def change(db: Session, application_id: str, target_ids: Select[int], values: dict[str, Any]) -> None:
    """Change the records of an application about these targets."""
    db.execute(update(AccessRecord).where(*_about(application_id, target_ids)).values(values))


def remove(db: Session, application_id: str, target_ids: Select[int]) -> None:
    """Delete the records of an application about these targets."""
    db.execute(delete(AccessRecord).where(*_about(application_id, target_ids)))
