"""Queries about namespaces, roles and their members."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import delete, select
from sqlalchemy.orm import aliased

from authing.server.storage.accounts import Page, Slice, matching, page_of
from authing.server.storage.bulk import add_missing, chunks
from authing.server.storage.memberships import held
from authing.server.storage.tables.accounts import IS_LIVE, Account
from authing.server.storage.tables.base import Base
from authing.server.storage.tables.roles import Namespace, Role, RoleMember

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime
    from typing import TypeAlias

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    Holders: TypeAlias = Mapping[str, Collection[str]]
    """The ids of those who have a role, by the columns of `HOLDERS`."""

HOLDERS = {
    column: Base.metadata.tables[table]
    for column, table in (("account_id", "role_members"), ("group_id", "group_roles"), ("node_id", "node_roles"))
}
"""Where it is kept that a user, a group or a department has a role, by the column that holds its id."""


def namespace(db: Session, pool_id: str, code: str) -> Namespace | None:
    """The namespace of a pool with this code."""
    return db.scalar(select(Namespace).where(Namespace.pool_id == pool_id, Namespace.code == code))


def _within(pool_id: str, namespace_code: str) -> Select[Role]:
    return select(Role).join(Role.namespace).where(Namespace.pool_id == pool_id, Namespace.code == namespace_code)


def find(db: Session, pool_id: str, namespace_code: str, codes: Sequence[str]) -> dict[str, Role]:
    """The roles of a namespace with these codes, by code."""
    return {role.code: role for role in db.scalars(_within(pool_id, namespace_code).where(Role.code.in_(codes)))}


def parents(db: Session, role_ids: Sequence[str]) -> dict[str, Role]:
    """The roles above these, by the ids of those below."""
    below = aliased(Role)
    statement = select(below.id, Role).join(below, below.parent_id == Role.id).where(below.id.in_(role_ids))
    return {row[0]: row[1] for row in db.execute(statement)}


def page(db: Session, pool_id: str, namespace_code: str, part: Slice) -> Page[Role]:
    """A page of the roles of a namespace."""
    return page_of(db, Role, _within(pool_id, namespace_code), part)


def of_accounts(db: Session, pool_id: str, namespace_code: str, account_ids: Sequence[str]) -> Mapping[str, list[Role]]:
    """The roles that users themselves have in a namespace, by user and ordered by code."""
    found: dict[str, list[Role]] = defaultdict(list)
    statement = (
        _within(pool_id, namespace_code)
        .join(RoleMember, RoleMember.role_id == Role.id)
        .where(RoleMember.account_id.in_(account_ids))
        .add_columns(RoleMember.account_id)
    )
    for role, account_id in db.execute(statement.order_by(Role.code)):
        found[account_id].append(role)
    return found


def is_held(db: Session, pool_id: str, namespace_code: str, code: str, account_id: str) -> bool:
    """Whether a user has a role, itself or by a group or department."""
    statement = _within(pool_id, namespace_code).where(Role.code == code, Role.id.in_(held(account_id)))
    return db.scalar(statement) is not None


def members(db: Session, role_id: str, part: Slice, query: str = "", columns: Iterable[str] = ()) -> Page[Account]:
    """A page of the users who have a role themselves, with `query` somewhere in one of the columns if it is given."""
    statement = (
        select(Account)
        .join(RoleMember, RoleMember.account_id == Account.id)
        .where(RoleMember.role_id == role_id, IS_LIVE)
    )
    return page_of(db, Account, statement.where(matching(query, columns)) if query else statement, part)


def add(db: Session, role: Role) -> None:
    """Insert a role."""
    db.add(role)
    db.flush()


def remove(db: Session, role_ids: Sequence[str]) -> None:
    """Delete roles; their members lose them, and roles below them stand alone."""
    db.execute(delete(Role).where(Role.id.in_(role_ids)))


def assign(db: Session, role_ids: Iterable[str], holders: Holders, now: datetime) -> None:
    """Give each of the roles to each of the holders; who has it already keeps it."""
    for column, ids in holders.items():
        rows = [
            {"role_id": role, column: holder, "created_at": now}
            for role in dict.fromkeys(role_ids)
            for holder in dict.fromkeys(ids)
        ]
        add_missing(db, HOLDERS[column], rows)


def revoke(db: Session, role_ids: Collection[str], holders: Holders) -> None:
    """Take the roles from the holders."""
    for column, ids in holders.items():
        table = HOLDERS[column]
        for some in chunks(ids):
            db.execute(delete(table).where(table.c.role_id.in_(role_ids), table.c[column].in_(some)))
