"""Queries about who is in which department."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, false, select, true, update

from authing.server.storage.accounts import Page, Slice, page_of
from authing.server.storage.bulk import add_missing, chunks
from authing.server.storage.tables.accounts import IS_LIVE, Account
from authing.server.storage.tables.organisations import NODE_MEMBERS, Node, NodeAncestor, NodeMember

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session


def members(db: Session, node_id: str, part: Slice, *, below: bool = False) -> Page[Account]:
    """A page of the users who are in a department, or with `below` in it or in one below it."""
    within = select(NodeMember.account_id).where(NodeMember.node_id == node_id)
    if below:
        within = (
            select(NodeMember.account_id)
            .join(NodeAncestor, NodeAncestor.node_id == NodeMember.node_id)
            .where(NodeAncestor.ancestor_id == node_id)
        )
    return page_of(db, Account, select(Account).where(Account.id.in_(within), IS_LIVE), part)


def of_accounts(db: Session, account_ids: Sequence[str], organisation_id: str | None = None) -> Sequence[NodeMember]:
    """The memberships of users in all departments, or in those of one organisation; in the order of joining."""
    statement = select(NodeMember).where(NodeMember.account_id.in_(account_ids))
    if organisation_id is not None:
        statement = statement.join(Node, Node.id == NodeMember.node_id).where(Node.organisation_id == organisation_id)
    return db.scalars(statement.order_by(NodeMember.created_at, NodeMember.node_id)).all()


def ids(db: Session, account_id: str, node_id: str | None, code: str | None) -> Sequence[str]:
    """The ids of the departments that a user is in, with this id and this code as far as they are given."""
    statement = select(Node.id).join(NodeMember, NodeMember.node_id == Node.id)
    statement = statement.where(NodeMember.account_id == account_id)
    if node_id:
        statement = statement.where(Node.id == node_id)
    if code:
        statement = statement.where(Node.code == code)
    return db.scalars(statement).all()


def everybody(db: Session, wanted: ColumnElement[bool]) -> list[tuple[str, Account]]:
    """The members of all departments for which a condition holds, each with the id of the department."""
    statement = (
        select(NodeMember.node_id, Account)
        .join(Account, Account.id == NodeMember.account_id)
        .join(Node, Node.id == NodeMember.node_id)
        .where(wanted, IS_LIVE)
        .order_by(NodeMember.created_at, NodeMember.account_id)
    )
    return [(node_id, account) for node_id, account in db.execute(statement)]


def among(db: Session, node_id: str, account_ids: Iterable[str]) -> dict[str, NodeMember]:
    """The memberships of those of the users who are in a department, by user."""
    statement = select(NodeMember).where(NodeMember.node_id == node_id)
    return {
        member.account_id: member
        for some in chunks(account_ids)
        for member in db.scalars(statement.where(NodeMember.account_id.in_(some)))
    }


def add(db: Session, node_id: str, account_ids: Iterable[str], now: datetime, *, leads: bool | None = None) -> None:
    """Put users into a department; who is in it stays there, and with `leads` becomes its leader or ceases to be."""
    ids = list(account_ids)
    rows = [
        {"node_id": node_id, "account_id": each, "is_leader": bool(leads), "is_main": False, "created_at": now}
        for each in ids
    ]
    add_missing(db, NODE_MEMBERS, rows)
    if leads is not None:
        for some in chunks(ids):
            statement = update(NodeMember).where(NodeMember.node_id == node_id, NodeMember.account_id.in_(some))
            db.execute(statement.values(is_leader=leads))


def remove(db: Session, node_id: str, account_ids: Iterable[str]) -> None:
    """Take users out of a department."""
    for some in chunks(account_ids):
        db.execute(delete(NodeMember).where(NodeMember.node_id == node_id, NodeMember.account_id.in_(some)))


def set_main(db: Session, account_ids: Iterable[str], node_id: str | None) -> None:
    """Make a department, which they are in, the main one of users, in place of another; or leave them without one."""
    for some in chunks(account_ids):
        theirs = update(NodeMember).where(NodeMember.account_id.in_(some))
        db.execute(theirs.where(NodeMember.is_main.is_(true())).values(is_main=False))
        if node_id is not None:
            new = theirs.where(NodeMember.node_id == node_id, NodeMember.is_main.is_(false()))
            db.execute(new.values(is_main=True))
