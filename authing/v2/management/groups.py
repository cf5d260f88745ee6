"""Groups of users: `client.groups`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from authing.core.binding import Mode, Resource, operation, pages
from authing.core.call import Call
from authing.core.paging import Book, by_number
from authing.v2.arguments import maybe_text, page_arguments, text, texts
from authing.v2.documents import groups as documents
from authing.v2.documents.permissions import GROUP_RESOURCES
from authing.v2.models.answer import CommonMessage, part_of
from authing.v2.models.group import Group, GroupPage
from authing.v2.models.page import contents_of
from authing.v2.models.permission import AuthorizedResourcePage, ResourceType
from authing.v2.models.user import User, UserPage
from authing.v2.wire import graphql

from .permissions import authorized_resources

__all__ = ["Groups"]

T = TypeVar("T")


class Groups(Resource[Mode]):
    """Groups of users, each known by its code. A role or a policy of a group is one of all its members."""

    @operation
    def list(self, page: int = 1, limit: int = 10) -> Call[GroupPage]:
        """List one page of the groups, the newest first (GraphQL `groups`).

        Args:
            page: Counted from 1.
            limit: Groups per page.
        """
        return graphql(documents.GROUPS, "groups", GroupPage.of, **page_arguments(page, limit))

    @pages
    def iterate(self, *, limit: int = 50) -> Book[Group]:
        """Iterate over all groups, the newest first, fetched page by page (GraphQL `groups`).

        Args:
            limit: Groups per request.
        """
        return by_number(
            lambda page: graphql(documents.GROUPS, "groups", contents_of(Group), **page_arguments(page, limit))
        )

    @operation
    def create(self, code: str, name: str, description: str | None = None) -> Call[Group]:
        """Create a group (GraphQL `createGroup`).

        Args:
            code: Letters, digits, `_` and `-`.
            name: What people call it.
            description: What it is for.

        Raises:
            Conflict: The code is taken.
        """
        return graphql(
            documents.CREATE_GROUP,
            "createGroup",
            Group.of,
            code=text("code", code),
            name=text("name", name),
            description=maybe_text("description", description, or_empty=True),
        )

    @operation
    def detail(self, code: str) -> Call[Group | None]:
        """Read one group (GraphQL `group`); None if there is none of this code."""
        return graphql(documents.GROUP, "group", Group.maybe, code=text("code", code))

    @operation
    def update(
        self, code: str, new_code: str | None = None, name: str | None = None, description: str | None = None
    ) -> Call[Group]:
        """Change a group (GraphQL `updateGroup`); what is None stays as it is.

        Args:
            code: The group.
            new_code: The new code.
            name: The new name.
            description: The new description.

        Raises:
            NotFound: There is no such group.
            Conflict: The new code is taken.
        """
        return graphql(
            documents.UPDATE_GROUP,
            "updateGroup",
            Group.of,
            code=text("code", code),
            newCode=maybe_text("new_code", new_code),
            name=maybe_text("name", name),
            description=maybe_text("description", description, or_empty=True),
        )

    @operation
    def delete(self, code: str) -> Call[CommonMessage]:
        """Delete a group; its members stay (GraphQL `deleteGroups`).

        Raises:
            NotFound: There is no such group.
        """
        return _delete([text("code", code)])

    @operation
    def delete_many(self, code_list: Sequence[str]) -> Call[CommonMessage]:
        """Delete several groups, all or none (GraphQL `deleteGroups`).

        Raises:
            NotFound: One of them does not exist; none is deleted.
        """
        return _delete(texts("code_list", code_list))

    @operation
    def list_users(
        self, code: str, page: int = 1, limit: int = 10, with_custom_data: bool | None = None
    ) -> Call[UserPage]:
        """List one page of the members of a group (GraphQL `group`).

        Args:
            code: The group.
            page: Counted from 1.
            limit: Users per page.
            with_custom_data: Also read their `custom_data`.

        Raises:
            NotFound: There is no such group.
        """
        return _members(code, page, limit, with_custom_data, UserPage.of)

    @pages
    def iterate_users(self, code: str, *, with_custom_data: bool = False, limit: int = 50) -> Book[User]:
        """Iterate over all members of a group, fetched page by page (GraphQL `group`).

        Args:
            code: The group.
            with_custom_data: Also read their `custom_data`.
            limit: Users per request.

        Raises:
            NotFound: There is no such group.
        """
        return by_number(lambda page: _members(code, page, limit, with_custom_data, contents_of(User)))

    @operation
    def add_users(self, code: str, user_ids: Sequence[str]) -> Call[CommonMessage]:
        """Put users into a group, all or none (GraphQL `addUserToGroup`).

        Raises:
            NotFound: The group or a user does not exist.
        """
        ids = texts("user_ids", user_ids)
        return graphql(
            documents.ADD_USER_TO_GROUP, "addUserToGroup", CommonMessage.of, code=text("code", code), userIds=ids
        )

    @operation
    def remove_users(self, code: str, user_ids: Sequence[str]) -> Call[CommonMessage]:
        """Take users out of a group (GraphQL `removeUserFromGroup`)."""
        ids = texts("user_ids", user_ids)
        return graphql(
            documents.REMOVE_USER_FROM_GROUP,
            "removeUserFromGroup",
            CommonMessage.of,
            code=text("code", code),
            userIds=ids,
        )

    @operation
    def list_authorized_resources(
        self, code: str, namespace: str | None = None, resource_type: ResourceType | str | None = None
    ) -> Call[AuthorizedResourcePage]:
        """List the resources that a group itself may use (GraphQL `group`).

        Args:
            code: The group.
            namespace: Where to look; by default in all namespaces.
            resource_type: Only those of this type.

        Raises:
            NotFound: There is no such group.
        """
        group = text("code", code)
        return authorized_resources(
            GROUP_RESOURCES,
            "group",
            "group",
            resource_type,
            code=group,
            namespace=maybe_text("namespace", namespace),
        )


def _delete(codes: Sequence[str]) -> Call[CommonMessage]:
    return graphql(documents.DELETE_GROUPS, "deleteGroups", CommonMessage.of, codeList=codes)


def _members(code: str, page: int, limit: int, with_custom_data: bool | None, read: Callable[[Any], T]) -> Call[T]:
    document = documents.GROUP_USERS_WITH_CUSTOM_DATA if with_custom_data else documents.GROUP_USERS
    return graphql(
        document, "group", part_of("group", "users", read), code=text("code", code), **page_arguments(page, limit)
    )
