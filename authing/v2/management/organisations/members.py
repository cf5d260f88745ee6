"""The members of departments."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from authing.core.binding import Mode, Resource, operation, pages
from authing.core.call import Call
from authing.core.paging import Book, by_number
from authing.v2.arguments import maybe_flag, maybe_text, page_arguments, text, texts
from authing.v2.documents import organisations as documents
from authing.v2.exceptions import NotFound
from authing.v2.models.answer import CommonMessage, part_of
from authing.v2.models.organisation import Node
from authing.v2.models.page import contents_of
from authing.v2.models.user import User
from authing.v2.wire import graphql

__all__ = ["Members"]

T = TypeVar("T")


class Members(Resource[Mode]):
    """The members of departments."""

    @operation
    def list_members(
        self,
        node_id: str,
        page: int | None = None,
        limit: int | None = None,
        include_children_nodes: bool | None = None,
    ) -> Call[Node]:
        """Read a department with one page of its members in `users` (GraphQL `nodeById`).

        Args:
            node_id: The department.
            page: Counted from 1; by default the first one.
            limit: Users per page; by default 10.
            include_children_nodes: Count the members of all departments below it too.

        Raises:
            NotFound: There is no such department.
        """
        first, few = 1 if page is None else page, 10 if limit is None else limit
        return _with_members(_node, node_id, first, few, include_children_nodes)

    @pages
    def iterate_members(
        self, node_id: str, *, include_children_nodes: bool | None = None, limit: int = 50
    ) -> Book[User]:
        """Iterate over all members of a department, fetched page by page (GraphQL `nodeById`).

        Args:
            node_id: The department.
            include_children_nodes: Count the members of all departments below it too.
            limit: Users per request.

        Raises:
            NotFound: There is no such department.
        """
        users_of = part_of("department", "users", contents_of(User))
        return by_number(lambda page: _with_members(users_of, node_id, page, limit, include_children_nodes))

    @operation
    def add_members(self, node_id: str, user_ids: Sequence[str], *, is_leader: bool | None = None) -> Call[Node]:
        """Put users into a department, all or none; the answer has its first members (GraphQL `addMember`).

        Args:
            node_id: The department.
            user_ids: The users.
            is_leader: Whether they lead it.

        Raises:
            NotFound: The department or a user does not exist.
        """
        return graphql(
            documents.ADD_MEMBER,
            "addMember",
            Node.of,
            nodeId=text("node_id", node_id),
            userIds=texts("user_ids", user_ids),
            isLeader=maybe_flag("is_leader", is_leader),
        )

    @operation
    def delete_members(self, node_id: str, user_ids: Sequence[str]) -> Call[Node]:
        """Take users out of a department; the answer has its first members (GraphQL `removeMember`).

        Raises:
            NotFound: The department or a user does not exist.
        """
        return graphql(
            documents.REMOVE_MEMBER,
            "removeMember",
            Node.of,
            nodeId=text("node_id", node_id),
            userIds=texts("user_ids", user_ids),
        )

    @operation
    def move_members(self, user_ids: Sequence[str], target_node_id: str, source_node_id: str) -> Call[CommonMessage]:
        """Take users from one department to another (GraphQL `moveMembers`).

        Args:
            user_ids: The users.
            target_node_id: Where they go.
            source_node_id: Where they are.

        Raises:
            NotFound: A user is not in the department, or something does not exist.
        """
        return graphql(
            documents.MOVE_MEMBERS,
            "moveMembers",
            CommonMessage.of,
            userIds=texts("user_ids", user_ids),
            targetNodeId=text("target_node_id", target_node_id),
            sourceNodeId=text("source_node_id", source_node_id),
        )

    @operation
    def set_main_department(self, user_id: str, department_id: str | None) -> Call[CommonMessage]:
        """Make one of a user's departments the main one (GraphQL `setMainDepartment`).

        Args:
            user_id: The user.
            department_id: The department; None leaves the user without a main one.

        Raises:
            NotFound: The user is not in the department, or does not exist.
        """
        return graphql(
            documents.SET_MAIN_DEPARTMENT,
            "setMainDepartment",
            CommonMessage.of,
            userId=text("user_id", user_id),
            departmentId=maybe_text("department_id", department_id),
        )


def _with_members(
    read: Callable[[Any], T], node_id: str, page: int, limit: int, include_children_nodes: bool | None
) -> Call[T]:
    return graphql(
        documents.NODE_MEMBERS,
        "nodeById",
        read,
        id=text("node_id", node_id),
        includeChildrenNodes=maybe_flag("include_children_nodes", include_children_nodes),
        **page_arguments(page, limit),
    )


def _node(raw: Any) -> Node:
    if raw is None:
        raise NotFound(404, "the department does not exist")
    return Node.of(raw)
