"""Queries about namespaces, roles and their members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from authing.server.storage.accounts import Page, Slice, page_of
from authing.server.storage.tables.accounts import IS_LIVE, Account
from authing.server.storage.tables.roles import MEMBERS, Namespace, Role, RoleMember

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Select
    from sqlalchemy.orm import Session


def namespace(db: Session, pool_id: str, code: str) -> Namespace | None:
    """The namespace of a pool with this code."""
    return db.scalar(select(Namespace).where(Namespace.pool_id == pool_id, Namespace.code == code))


def _within(pool_id: str, namespace_code: str) -> Select[Role]:
    return select(Role).join(Role.namespace).where(Namespace.pool_id == pool_id, Namespace.code == namespace_code)


def find(db: Session, pool_id: str, namespace_code: str, codes: Sequence[str]) -> dict[str, Role]:
    """The roles of a namespace with these codes, by code."""
    return {role.code: role for role in db.scalars(_within(pool_id, namespace_code).where(Role.code.in_(codes)))}


def get(db: Session, role_id: str) -> Role | None:
    """The role with this id."""
    return db.get(Role, role_id)


def page(db: Session, pool_id: str, namespace_code: str, part: Slice) -> Page[Role]:
    """A page of the roles of a namespace."""
    return page_of(db, Role, _within(pool_id, namespace_code), part)


def of_account(db: Session, pool_id: str, namespace_code: str, account_id: str) -> Sequence[Role]:
    """The roles that a user has in a namespace, by code."""
    statement = (
        _within(pool_id, namespace_code)
        .join(RoleMember, RoleMember.role_id == Role.id)
        .where(RoleMember.account_id == account_id)
    )
    return db.scalars(statement.order_by(Role.code)).all()


def members(db: Session, role_id: str, part: Slice) -> Page[Account]:
    """A page of the users who have a role."""
    statement = (
        select(Account)
        .join(RoleMember, RoleMember.account_id == Account.id)
        .where(RoleMember.role_id == role_id, IS_LIVE)
    )
    return page_of(db, Account, statement, part)


def add(db: Session, role: Role) -> None:
    """Insert a role."""
    db.add(role)
    db.flush()


def remove(db: Session, role_ids: Sequence[str]) -> None:
    """Delete roles; their members lose them, and roles below them stand alone."""
    db.execute(delete(Role).where(Role.id.in_(role_ids)))


def assign(db: Session, role_ids: Sequence[str], account_ids: Sequence[str], now: datetime) -> None:
    """Give each of the roles to each of the users; who has it already keeps it."""
    rows = [
        {"role_id": role, "account_id": account, "created_at": now}
        for role in dict.fromkeys(role_ids)
        for account in dict.fromkeys(account_ids)
    ]
    if rows:
        dialect = postgresql if db.get_bind().dialect.name == "postgresql" else sqlite
        # Row by row on its way to the database, which takes only so many parameters in one statement.
        db.connection().execute(dialect.insert(MEMBERS).on_conflict_do_nothing(), rows)


def revoke(db: Session, role_ids: Sequence[str], account_ids: Sequence[str]) -> None:
    """Take the roles from the users."""
    db.execute(delete(RoleMember).where(RoleMember.role_id.in_(role_ids), RoleMember.account_id.in_(account_ids)))


def forget(db: Session, account_ids: Sequence[str]) -> None:
    """Take all roles from the users."""
    db.execute(delete(RoleMember).where(RoleMember.account_id.in_(account_ids)))
