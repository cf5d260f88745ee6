"""Queries about what users belong to: who is in it, and in which of it a user is."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import delete, or_, select, union

from authing.server.storage.bulk import chunks
from authing.server.storage.tables.fields import FieldValue
from authing.server.storage.tables.groups import Group, GroupMember
from authing.server.storage.tables.identities import UserIdentity
from authing.server.storage.tables.organisations import Node, NodeAncestor, NodeMember
from authing.server.storage.tables.permissions import Target
from authing.server.storage.tables.records import Principal
from authing.server.storage.tables.roles import GroupRole, Namespace, NodeRole, Role, RoleMember
from authing.server.storage.tables.tenants import Authenticator, DeviceUser, TenantMember

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import ColumnElement, CompoundSelect, Select
    from sqlalchemy.orm import Session

LENGTH_OF_ID = 24


PERSONAL = (
    RoleMember,
    GroupMember,
    NodeMember,
    UserIdentity,
    TenantMember,
    DeviceUser,
    Authenticator,
    Principal,
    FieldValue,
    Target,
)
"""What ends with a user, be it deleted for good or archived."""


def forget(db: Session, account_ids: Sequence[str]) -> None:
    """Take users out of everything that they belong to, and from them their permissions and what is known of them elsewhere."""
    for some in chunks(account_ids):
        for link in PERSONAL:
            db.execute(delete(link).where(link.account_id.in_(some)))


def in_groups(pool_id: str, codes: Sequence[str]) -> Select[str]:
    """The ids of the users who are in one of these groups."""
    statement = select(GroupMember.account_id).join(Group, Group.id == GroupMember.group_id)
    return statement.where(Group.pool_id == pool_id, Group.code.in_(codes))


def in_departments(pool_id: str, departments: Sequence[tuple[str, bool]]) -> Select[str]:
    """The ids of the users who are in one of these departments, or with True below it."""
    wanted: list[ColumnElement[bool]] = [
        (NodeAncestor.ancestor_id == node_id) if below else (Node.id == node_id) & (NodeAncestor.distance == 0)
        for node_id, below in departments
    ]
    return (
        select(NodeMember.account_id)
        .join(NodeAncestor, NodeAncestor.node_id == NodeMember.node_id)
        .join(Node, Node.id == NodeMember.node_id)
        .where(Node.pool_id == pool_id, or_(*wanted))
    )


def departments(db: Session, pool_id: str, names: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """The ids of the departments of a pool that each of these names is the id or a code of."""
    found: dict[str, list[str]] = defaultdict(list)
    ids = [name for name in names if len(name) == LENGTH_OF_ID]
    statement = select(Node.id, Node.code).where(Node.pool_id == pool_id, or_(Node.id.in_(ids), Node.code.in_(names)))
    for node_id, code in db.execute(statement):
        for name in {node_id, code or node_id}:
            found[name].append(node_id)
    return found


def with_roles(pool_id: str, roles: Sequence[tuple[str, str]]) -> Select[str]:
    """The ids of the users who have one of these roles (namespace, code) themselves."""
    wanted: list[ColumnElement[bool]] = [
        (Namespace.code == namespace) & (Role.code == code) for namespace, code in roles
    ]
    return (
        select(RoleMember.account_id)
        .join(Role, Role.id == RoleMember.role_id)
        .join(Namespace, Namespace.id == Role.namespace_id)
        .where(Namespace.pool_id == pool_id, or_(*wanted))
    )


def held(account_id: str) -> CompoundSelect[str]:
    """The ids of the roles that a user has: its own, its groups', and those of its departments and all above them.

    A union, whose parts begin at the user: of one condition with OR, databases make a scan of all roles.
    """
    own = select(RoleMember.role_id).where(RoleMember.account_id == account_id)
    of_groups = (
        select(GroupRole.role_id)
        .join(GroupMember, GroupMember.group_id == GroupRole.group_id)
        .where(GroupMember.account_id == account_id)
    )
    of_departments = (
        select(NodeRole.role_id)
        .join(NodeAncestor, NodeAncestor.ancestor_id == NodeRole.node_id)
        .join(NodeMember, NodeMember.node_id == NodeAncestor.node_id)
        .where(NodeMember.account_id == account_id)
    )
    return union(own, of_groups, of_departments)
