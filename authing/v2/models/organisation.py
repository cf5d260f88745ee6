"""Organisations, their departments, and where users are in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import Enum
from typing import Any

from authing.core.model import Model

from .user import User, UserPage

__all__ = [
    "Node",
    "NodeTree",
    "Organisation",
    "OrganisationPage",
    "OrganisationRecord",
    "OrganisationRecordPage",
    "OrganisationTree",
    "OrganisationTreePage",
    "PathElement",
    "SyncProvider",
    "TreeRecord",
    "UserDepartment",
    "UserDepartmentPage",
    "paths_of",
]


class SyncProvider(str, Enum):
    """Where departments and users can be taken over from."""

    DINGTALK = "dingtalk"
    WECHATWORK = "wechatwork"
    AD = "ad"


class Node(Model):
    """A department: a node in the tree of an organisation (GraphQL type `Node`).

    `children` are the ids of those directly below. `path`, `code_path` and `name_path` lead from the root to the
    department itself; `depth` is told in lists only. `users` is read by the operations on members alone.
    """

    id: str
    org_id: str | None = None
    name: str
    name_i18n: str | None = None
    description: str | None = None
    description_i18n: str | None = None
    order: int | None = None
    code: str | None = None
    root: bool | None = None
    depth: int | None = None
    path: Sequence[str] = ()
    code_path: Sequence[str | None] = ()
    name_path: Sequence[str] = ()
    children: Sequence[Any] = ()
    users: UserPage | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


class NodeTree(Node):
    """A department with all below it: its children are departments themselves."""

    children: Sequence[NodeTree] = ()


class Organisation(Model):
    """A tree of departments, as the flat list of all of them (GraphQL type `Org`)."""

    id: str
    root_node: Node
    nodes: Sequence[Node] = ()
    tenant_id: str | None = None

    def treeify(self) -> OrganisationTree:
        """The same organisation with its departments nested within each other; this one stays as it is."""
        copies: dict[str, dict[str, Any]] = {node["id"]: dict(node.items()) for node in self.nodes}
        nested: set[str] = set()
        for copy in copies.values():
            below = [child for child in copy.get("children") or () if child in copies]
            copy["children"] = [copies[child] for child in below]
            nested.update(below)
        tops = [copy for node_id, copy in copies.items() if node_id not in nested]
        return OrganisationTree.of({**self.raw, "nodes": tops})


class OrganisationTree(Organisation):
    """A tree of departments, nested: `nodes` holds the root, and each department those below it."""

    nodes: Sequence[NodeTree] = ()


class OrganisationPage(Model):
    """One page of organisations, and how many there are on all pages."""

    total_count: int
    list: Sequence[Organisation]


class OrganisationTreePage(OrganisationPage):
    """One page of organisations with nested departments."""

    list: Sequence[OrganisationTree]


class UserDepartment(Model):
    """That a user is in a department."""

    department: Node
    is_main_department: bool
    joined_at: datetime | None = None


class UserDepartmentPage(Model):
    """The departments of a user, and how many there are."""

    total_count: int
    list: Sequence[UserDepartment]


class _NodeRecord(Model):
    id: str
    user_pool_id: str | None = None
    org_id: str | None = None
    name: str | None = None
    name_i18n: str | None = None
    description: str | None = None
    description_i18n: str | None = None
    order: int | None = None
    code: str | None = None
    leader_user_id: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


class OrganisationRecord(Model):
    """An organisation without its departments, as the REST interface shows it."""

    id: str
    user_pool_id: str | None = None
    root_node_id: str | None = None
    root_node: Node | None = None
    logo: str | None = None
    tenant_id: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


class OrganisationRecordPage(Model):
    """One page of organisations without their departments, and how many there are on all pages."""

    total_count: int
    list: Sequence[OrganisationRecord]


class PathElement(_NodeRecord):
    """A step on the way to a department of a user: the organisation at first, then departments from the root down.

    `type` is `org` or `node`; an organisation has `root_node_id`, `logo` and `tenant_id`, a department the rest.
    """

    type: str
    root_node_id: str | None = None
    logo: str | None = None
    tenant_id: str | None = None


class TreeRecord(_NodeRecord):
    """A department with its members and all below it, as it is exported and imported."""

    source: Any = None
    source_data: Any = None
    data_version: Any = None
    members: Sequence[User] = ()
    children: Sequence[TreeRecord] = ()


def paths_of(raw: Any) -> Sequence[Sequence[PathElement]]:
    """Read the ways to the departments of a user, one for each.

    Raises:
        TypeError: It is no list.
    """
    if not isinstance(raw, list):
        raise TypeError("not a list of paths")
    return [PathElement.many(path) for path in raw]
