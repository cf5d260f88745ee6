"""Roles of the pool, and who has them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from authing.core.binding import Mode, Resource, operation, pages
from authing.core.call import Call
from authing.core.paging import Book, by_number
from authing.v2.arguments import page_arguments, text, texts
from authing.v2.compat import with_old_names
from authing.v2.documents import roles as documents
from authing.v2.exceptions import NotFound
from authing.v2.models.answer import CommonMessage
from authing.v2.models.page import contents_of
from authing.v2.models.role import Role, RolePage
from authing.v2.models.user import UserPage
from authing.v2.wire import graphql

__all__ = ["Catalogue"]


@with_old_names
class Catalogue(Resource[Mode]):
    """Roles, each known by its code within a namespace; without one it is `default`."""

    @operation
    def list(self, page: int = 1, limit: int = 10, namespace: str | None = None) -> Call[RolePage]:
        """List one page of the roles (GraphQL `roles`).

        Args:
            page: Counted from 1.
            limit: Roles per page.
            namespace: Where to look.
        """
        return graphql(documents.ROLES, "roles", RolePage.of, namespace=namespace, **page_arguments(page, limit))

    @pages
    def iterate(self, *, namespace: str | None = None, limit: int = 50) -> Book[Role]:
        """Iterate over all roles, fetched page by page (GraphQL `roles`).

        Args:
            namespace: Where to look.
            limit: Roles per request.
        """
        page_arguments(1, limit)
        read = contents_of(Role)
        return by_number(
            lambda page: graphql(documents.ROLES, "roles", read, namespace=namespace, page=page, limit=limit)
        )

    @operation
    def create(
        self, code: str, description: str | None = None, parent: str | None = None, namespace: str | None = None
    ) -> Call[Role]:
        """Create a role (GraphQL `createRole`).

        Args:
            code: Letters, digits, `_` and `-`.
            description: What it is for.
            parent: The code of a role in the same namespace that this one belongs under.
            namespace: Where to create it.

        Raises:
            Conflict: The code is taken.
        """
        return graphql(
            documents.CREATE_ROLE,
            "createRole",
            Role.of,
            code=text("code", code),
            description=description,
            parent=parent,
            namespace=namespace,
        )

    @operation
    def detail(self, code: str, namespace: str | None = None) -> Call[Role | None]:
        """Read one role (GraphQL `role`); None if there is none of this code."""
        return _role(code, namespace)

    @operation
    def find_by_code(self, code: str, namespace: str | None = None) -> Call[Role | None]:
        """Do the same as `detail`, as the name in authing 4 says it."""
        return _role(code, namespace)

    @operation
    def update(
        self,
        code: str,
        description: str | None = None,
        new_code: str | None = None,
        namespace: str | None = None,
    ) -> Call[Role]:
        """Change a role (GraphQL `updateRole`).

        Args:
            code: The role.
            description: The new description; None leaves it as it is.
            new_code: The new code; None leaves it as it is.
            namespace: Where the role is.

        Raises:
            NotFound: There is no such role.
            Conflict: The new code is taken.
        """
        return graphql(
            documents.UPDATE_ROLE,
            "updateRole",
            Role.of,
            code=text("code", code),
            description=description,
            newCode=new_code,
            namespace=namespace,
        )

    @operation
    def delete(self, code: str, namespace: str | None = None) -> Call[CommonMessage]:
        """Delete a role (GraphQL `deleteRole`).

        Raises:
            NotFound: There is no such role.
        """
        return graphql(
            documents.DELETE_ROLE, "deleteRole", CommonMessage.of, code=text("code", code), namespace=namespace
        )

    @operation
    def delete_many(self, code_list: Sequence[str], namespace: str | None = None) -> Call[CommonMessage]:
        """Delete several roles, all or none (GraphQL `deleteRoles`)."""
        codes = texts("code_list", code_list)
        return graphql(documents.DELETE_ROLES, "deleteRoles", CommonMessage.of, codeList=codes, namespace=namespace)

    @operation
    def list_users(self, code: str, page: int = 1, limit: int = 10, namespace: str | None = None) -> Call[UserPage]:
        """List one page of the users who have a role (GraphQL `role`).

        Raises:
            NotFound: There is no such role.
        """
        return graphql(
            documents.ROLE_USERS,
            "role",
            _users_of,
            code=text("code", code),
            namespace=namespace,
            **page_arguments(page, limit),
        )

    @operation
    def add_users(self, code: str, user_ids: Sequence[str], namespace: str | None = None) -> Call[CommonMessage]:
        """Give a role to users, all or none (GraphQL `assignRole`).

        Raises:
            NotFound: The role or a user does not exist.
        """
        return _members(documents.ASSIGN_ROLE, "assignRole", code, user_ids, namespace)

    @operation
    def remove_users(self, code: str, user_ids: Sequence[str], namespace: str | None = None) -> Call[CommonMessage]:
        """Take a role from users (GraphQL `revokeRole`)."""
        return _members(documents.REVOKE_ROLE, "revokeRole", code, user_ids, namespace)


def _role(code: str, namespace: str | None) -> Call[Role | None]:
    return graphql(documents.ROLE, "role", Role.maybe, code=text("code", code), namespace=namespace)


def _members(
    document: str, field: str, code: str, user_ids: Sequence[str], namespace: str | None
) -> Call[CommonMessage]:
    ids = texts("user_ids", user_ids)
    return graphql(document, field, CommonMessage.of, roleCodes=[text("code", code)], userIds=ids, namespace=namespace)


def _users_of(role: Any) -> UserPage:
    if role is None:
        raise NotFound(404, "role does not exist")
    return UserPage.of(role["users"])
