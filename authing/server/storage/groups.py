"""Queries about groups and their members."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from authing.server.storage.accounts import Page, Slice, page_of
from authing.server.storage.bulk import add_missing, chunks
from authing.server.storage.tables.accounts import IS_LIVE, Account
from authing.server.storage.tables.base import Base
from authing.server.storage.tables.groups import Group, GroupMember

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

MEMBERS = Base.metadata.tables["group_members"]


def find(db: Session, pool_id: str, codes: Iterable[str]) -> dict[str, Group]:
    """The groups of a pool with these codes, by code."""
    statement = select(Group).where(Group.pool_id == pool_id, Group.code.in_(set(codes)))
    return {group.code: group for group in db.scalars(statement)}


def page(db: Session, pool_id: str, account_id: str | None, part: Slice) -> Page[Group]:
    """A page of the groups of a pool, or of those that a user is in."""
    statement = select(Group).where(Group.pool_id == pool_id)
    if account_id is not None:
        statement = statement.join(GroupMember, GroupMember.group_id == Group.id)
        statement = statement.where(GroupMember.account_id == account_id)
    return page_of(db, Group, statement, part)


def of_accounts(db: Session, account_ids: Sequence[str]) -> Mapping[str, list[Group]]:
    """The groups that users are in, by user and ordered by code."""
    found: dict[str, list[Group]] = defaultdict(list)
    statement = (
        select(GroupMember.account_id, Group)
        .join(Group, Group.id == GroupMember.group_id)
        .where(GroupMember.account_id.in_(account_ids))
    )
    for account_id, group in db.execute(statement.order_by(Group.code)):
        found[account_id].append(group)
    return found


def members(db: Session, group_id: str, part: Slice) -> Page[Account]:
    """A page of the users who are in a group."""
    statement = (
        select(Account)
        .join(GroupMember, GroupMember.account_id == Account.id)
        .where(GroupMember.group_id == group_id, IS_LIVE)
    )
    return page_of(db, Account, statement, part)


def add(db: Session, group: Group) -> None:
    """Insert a group."""
    db.add(group)
    db.flush()


def remove(db: Session, group_ids: Sequence[str]) -> None:
    """Delete groups, with who is in them and the roles they have."""
    db.execute(delete(Group).where(Group.id.in_(group_ids)))


def add_members(db: Session, group_id: str, account_ids: Iterable[str], now: datetime) -> None:
    """Put users into a group; who is in it stays there."""
    rows = [{"group_id": group_id, "account_id": account_id, "created_at": now} for account_id in account_ids]
    add_missing(db, MEMBERS, rows)


def remove_members(db: Session, group_id: str, account_ids: Sequence[str]) -> None:
    """Take users out of a group."""
    for some in chunks(account_ids):
        db.execute(delete(GroupMember).where(GroupMember.group_id == group_id, GroupMember.account_id.in_(some)))
