"""Queries about those who have policies and grants: users, roles, groups, departments and access keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import case, func, literal, select, union_all

from authing.server.storage import roles
from authing.server.storage.bulk import add_missing, chunks
from authing.server.storage.memberships import LENGTH_OF_ID, held
from authing.server.storage.tables.accounts import IS_LIVE, Account
from authing.server.storage.tables.applications import ProgrammaticAccount
from authing.server.storage.tables.groups import Group, GroupMember
from authing.server.storage.tables.organisations import Node, NodeAncestor, NodeMember
from authing.server.storage.tables.permissions import TARGETS, Target
from authing.server.storage.tables.pools import Application
from authing.server.storage.tables.roles import Namespace, Role

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import Select, Subquery
    from sqlalchemy.orm import Session

COLUMNS = {
    "USER": Target.account_id,
    "ROLE": Target.role_id,
    "GROUP": Target.group_id,
    "ORG": Target.node_id,
    "AK_SK": Target.access_key_id,
}
"""Where the id of a target is, by its type."""

TYPE = case(*((column.is_not(None), literal(kind)) for kind, column in COLUMNS.items())).label("type")
IDENTIFIER = func.coalesce(Role.code, Group.code, *COLUMNS.values()).label("identifier")


def shown(statement: Any) -> Any:
    """A statement with targets in it, with their types and with what they are called outside."""
    return (
        statement.outerjoin(Role, Role.id == Target.role_id)
        .outerjoin(Group, Group.id == Target.group_id)
        .add_columns(TYPE, IDENTIFIER)
    )


def having(db: Session, pool_id: str, namespace: str, target_type: str, names: Sequence[str]) -> dict[str, str]:
    """The ids of what these names name in a pool: roles by code within a namespace or by id, groups by code, all others by id."""
    ids = [name for name in names if len(name) == LENGTH_OF_ID]
    of_pool: dict[str, Any] = {
        "USER": select(Account.id, Account.id).where(Account.pool_id == pool_id, IS_LIVE, Account.id.in_(ids)),
        "ROLE": select(Role.id, Role.id)
        .join(Namespace, Namespace.id == Role.namespace_id)
        .where(Namespace.pool_id == pool_id, Role.id.in_(ids)),
        "GROUP": select(Group.code, Group.id).where(Group.pool_id == pool_id, Group.code.in_(names)),
        "ORG": select(Node.id, Node.id).where(Node.pool_id == pool_id, Node.id.in_(ids)),
        "AK_SK": select(ProgrammaticAccount.id, ProgrammaticAccount.id)
        .join(Application, Application.id == ProgrammaticAccount.application_id)
        .where(Application.pool_id == pool_id, ProgrammaticAccount.id.in_(ids)),
    }
    rows: Any = db.execute(of_pool[target_type])
    found = {str(name): str(target_id) for name, target_id in rows}
    if target_type == "ROLE":
        found |= {code: role.id for code, role in roles.find(db, pool_id, namespace, names).items()}
    return found


def kept(db: Session, target_type: str, ids: Collection[str]) -> dict[str, int]:
    """Targets by these ids, made where there are none; nobody else changes what they have until the transaction ends."""
    column = COLUMNS[target_type]
    # In one order everywhere, so that two who make the same ones do not wait for each other.
    add_missing(db, TARGETS, [{column.key: each} for each in sorted(ids)])
    found: dict[str, int] = {}
    for some in chunks(sorted(ids)):
        rows: Any = db.execute(select(column, Target.id).where(column.in_(some)).order_by(column).with_for_update())
        found |= {str(each): int(target) for each, target in rows}
    return found


def found(target_type: str, ids: Sequence[str]) -> Select[int]:
    """Those of these ids that have ever been given something, as targets."""
    return select(Target.id).where(COLUMNS[target_type].in_(ids))


def itself(target_type: str, target_id: str) -> Subquery:
    """One target alone, as the subjects of a question (see `around_user`)."""
    return (
        select(Target.id.label("target"), literal(0).label("distance"))
        .where(COLUMNS[target_type] == target_id)
        .subquery()
    )


def around_user(account_id: str) -> Subquery:
    """All targets that give a user what they have, with how far above one of the user's departments they are, or 0.

    They are the user, its groups, its departments and those above, and all roles that any of these have, with the roles above.
    """
    own = held(account_id).subquery()
    these = select(own.c.role_id.label("id")).cte("held", recursive=True)
    of_these = these.union(select(Role.parent_id).join(these, these.c.id == Role.id).where(Role.parent_id.is_not(None)))
    near = literal(0).label("distance")
    target = Target.id.label("target")
    return union_all(
        select(target, near).where(Target.account_id == account_id),
        select(target, near).join(of_these, of_these.c.id == Target.role_id),
        select(target, near)
        .join(GroupMember, GroupMember.group_id == Target.group_id)
        .where(GroupMember.account_id == account_id),
        select(target, NodeAncestor.distance)
        .join(NodeAncestor, NodeAncestor.ancestor_id == Target.node_id)
        .join(NodeMember, NodeMember.node_id == NodeAncestor.node_id)
        .where(NodeMember.account_id == account_id),
    ).subquery()
