"""Departments and the users who are in them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from authing.server.rules import access, main_departments, organisations
from authing.server.rules.accounts import require_users
from authing.server.rules.refusal import Code, Refusal
from authing.server.storage import departments
from authing.server.storage import organisations as trees
from authing.server.storage.tables.organisations import Node

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from authing.server.rules.service import Context
    from authing.server.storage.accounts import Page, Slice
    from authing.server.storage.organisations import Placed
    from authing.server.storage.tables.accounts import Account
    from authing.server.storage.tables.organisations import NodeMember


@dataclass(frozen=True)
class Seat:
    """That a user is in a department."""

    department: Placed
    membership: NodeMember


def members(context: Context, node_id: str, part: Slice, *, below: bool = False) -> Page[Account]:
    """A page of the users in a department; users do not see who else is in theirs."""
    with context.reading() as db:
        access.manager(db, context)
        return departments.members(db, node_id, part, below=below)


def of_users(
    context: Context, account_ids: Sequence[str], organisation_id: str | None = None
) -> Mapping[str, Sequence[Seat]]:
    """The departments of users whom the caller may see, in all organisations or one, by user and in the order of joining."""
    with context.reading() as db:
        memberships = departments.of_accounts(db, account_ids, organisation_id)
        places = trees.placed(db, Node.id.in_({each.node_id for each in memberships}))
    found = {place.node.id: place for place in places}
    seats: dict[str, list[Seat]] = defaultdict(list)
    for each in memberships:
        if each.node_id in found:
            seats[each.account_id].append(Seat(found[each.node_id], each))
    return seats


def add(
    context: Context,
    user_ids: Sequence[str],
    *,
    node_id: str | None = None,
    organisation_id: str | None = None,
    code: str | None = None,
    leads: bool | None = None,
) -> Placed:
    """Put users into a department, all of them or none."""
    with context.writing() as db:
        pool_id, node = _named(db, context, node_id, organisation_id, code)
        users = require_users(db, pool_id, user_ids, keep=True)
        departments.add(db, node.id, users, context.service.now(), leads=leads)
        return organisations.placed(db, node.id)


def remove(
    context: Context,
    user_ids: Sequence[str],
    *,
    node_id: str | None = None,
    organisation_id: str | None = None,
    code: str | None = None,
) -> Placed:
    """Take users out of a department; who is not in it does not miss it."""
    with context.writing() as db:
        pool_id, node = _named(db, context, node_id, organisation_id, code)
        departments.remove(db, node.id, require_users(db, pool_id, user_ids))
        return organisations.placed(db, node.id)


def _named(
    db: Session, context: Context, node_id: str | None, organisation_id: str | None, code: str | None
) -> tuple[str, Node]:
    """The pool, and the department that is named by its id, or by its organisation and its code."""
    pool_id = access.manager(db, context).id
    if node_id is not None:
        return pool_id, organisations.found_node(db, pool_id, node_id, organisation_id)
    if organisation_id is None or code is None:
        raise Refusal(Code.INCOMPLETE, "nodeId, or orgId and nodeCode, are needed")
    node = trees.node_by_code(db, pool_id, organisation_id, code)
    if node is None:
        raise Refusal(Code.NOT_FOUND, f"there is no department {code}")
    return pool_id, node


def move(context: Context, user_ids: Sequence[str], source_id: str, target_id: str) -> None:
    """Take users from one department to another, all of them or none; who had it as the main one has the other so."""
    with context.writing() as db:
        pool_id = access.manager(db, context).id
        source = organisations.found_node(db, pool_id, source_id)
        target = organisations.found_node(db, pool_id, target_id)
        users = require_users(db, pool_id, user_ids, lock=True)
        seats = departments.among(db, source.id, users)
        for user_id in users:
            if user_id not in seats:
                raise Refusal(Code.NOT_FOUND, f"the user {user_id} is not in the department {source.id}")
        if source.id == target.id:
            return
        departments.remove(db, source.id, users)
        departments.add(db, target.id, users, context.service.now())
        departments.set_main(db, [user_id for user_id, seat in seats.items() if seat.is_main], target.id)


def set_main(context: Context, user_id: str, department_id: str | None = None) -> None:
    """Make one of a user's departments the main one; without one, the user has none."""
    with context.writing() as db:
        pool_id = access.manager(db, context).id
        account = require_users(db, pool_id, [user_id], lock=True)[user_id]
        if department_id is not None:
            organisations.found_node(db, pool_id, department_id)
        main_departments.choose(db, account, department_id)
