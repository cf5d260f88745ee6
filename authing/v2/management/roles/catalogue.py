"""Roles of the pool, and who has them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from authing.core.binding import Mode, Resource, operation, pages
from authing.core.call import Call
from authing.core.paging import Book, by_number
from authing.v2.arguments import given, maybe_text, page_arguments, text, texts
from authing.v2.compat import with_old_names
from authing.v2.documents import roles as documents
from authing.v2.models.answer import CommonMessage, part_of
from authing.v2.models.page import contents_of
from authing.v2.models.role import Role, RolePage
from authing.v2.models.user import User, UserPage
from authing.v2.wire import graphql, rest

__all__ = ["Catalogue"]

T = TypeVar("T")


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
        return _roles(RolePage.of, page, limit, namespace)

    @pages
    def iterate(self, *, namespace: str | None = None, limit: int = 50) -> Book[Role]:
        """Iterate over all roles, fetched page by page (GraphQL `roles`).

        Args:
            namespace: Where to look.
            limit: Roles per request.
        """
        return by_number(lambda page: _roles(contents_of(Role), page, limit, namespace))

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
            description=maybe_text("description", description, or_empty=True),
            parent=maybe_text("parent", parent),
            namespace=maybe_text("namespace", namespace),
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
            description=maybe_text("description", description, or_empty=True),
            newCode=maybe_text("new_code", new_code),
            namespace=maybe_text("namespace", namespace),
        )

    @operation
    def delete(self, code: str, namespace: str | None = None) -> Call[CommonMessage]:
        """Delete a role (GraphQL `deleteRole`).

        Raises:
            NotFound: There is no such role.
        """
        return graphql(
            documents.DELETE_ROLE,
            "deleteRole",
            CommonMessage.of,
            code=text("code", code),
            namespace=maybe_text("namespace", namespace),
        )

    @operation
    def delete_many(self, code_list: Sequence[str], namespace: str | None = None) -> Call[CommonMessage]:
        """Delete several roles, all or none (GraphQL `deleteRoles`)."""
        codes = texts("code_list", code_list)
        return graphql(
            documents.DELETE_ROLES,
            "deleteRoles",
            CommonMessage.of,
            codeList=codes,
            namespace=maybe_text("namespace", namespace),
        )

    @operation
    def list_users(
        self,
        code: str,
        page: int = 1,
        limit: int = 10,
        namespace: str | None = None,
        with_custom_data: bool = False,
    ) -> Call[UserPage]:
        """List one page of the users to whom a role was given (GraphQL `role`).

        Args:
            code: The role.
            page: Counted from 1.
            limit: Users per page.
            namespace: Where the role is.
            with_custom_data: Also read their `custom_data`.

        Raises:
            NotFound: There is no such role.
        """
        return _users(code, page, limit, namespace, with_custom_data, UserPage.of)

    @pages
    def iterate_users(
        self, code: str, *, namespace: str | None = None, with_custom_data: bool = False, limit: int = 50
    ) -> Book[User]:
        """Iterate over all users to whom a role was given, fetched page by page (GraphQL `role`).

        Args:
            code: The role.
            namespace: Where the role is.
            with_custom_data: Also read their `custom_data`.
            limit: Users per request.

        Raises:
            NotFound: There is no such role.
        """
        return by_number(lambda page: _users(code, page, limit, namespace, with_custom_data, contents_of(User)))

    @operation
    def find_users(
        self, code: str, namespace: str | None = None, search: str = "", page: int = 1, limit: int = 10
    ) -> Call[UserPage]:
        """Search the users to whom a role was given (POST /api/v2/roles/roleUsers).

        Args:
            code: The role.
            namespace: Where the role is.
            search: A part of a name, e-mail, phone and the like, in any case of letters; nothing finds all.
            page: Counted from 1.
            limit: Users per page.

        Raises:
            NotFound: There is no such role.
        """
        body = _search(code, namespace, search, page, limit)
        return rest("POST", "/api/v2/roles/roleUsers", UserPage.of, json=body, safe=True)

    @pages
    def iterate_found_users(
        self, code: str, *, namespace: str | None = None, search: str = "", limit: int = 50
    ) -> Book[User]:
        """Iterate over all users that `find_users` finds, fetched page by page (POST /api/v2/roles/roleUsers).

        Args:
            code: The role.
            namespace: Where the role is.
            search: A part of a name, e-mail, phone and the like.
            limit: Users per request.
        """
        body = _search(code, namespace, search, 1, limit)
        return by_number(
            lambda page: rest(
                "POST", "/api/v2/roles/roleUsers", contents_of(User), json={**body, "page": page}, safe=True
            )
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


def _roles(read: Callable[[Any], T], page: int, limit: int, namespace: str | None) -> Call[T]:
    where = maybe_text("namespace", namespace)
    return graphql(documents.ROLES, "roles", read, namespace=where, **page_arguments(page, limit))


def _role(code: str, namespace: str | None) -> Call[Role | None]:
    return graphql(
        documents.ROLE, "role", Role.maybe, code=text("code", code), namespace=maybe_text("namespace", namespace)
    )


def _members(
    document: str, field: str, code: str, user_ids: Sequence[str], namespace: str | None
) -> Call[CommonMessage]:
    ids = texts("user_ids", user_ids)
    return graphql(
        document,
        field,
        CommonMessage.of,
        roleCodes=[text("code", code)],
        userIds=ids,
        namespace=maybe_text("namespace", namespace),
    )


def _users(
    code: str, page: int, limit: int, namespace: str | None, with_custom_data: bool, read: Callable[[Any], T]
) -> Call[T]:
    document = documents.ROLE_USERS_WITH_CUSTOM_DATA if with_custom_data else documents.ROLE_USERS
    return graphql(
        document,
        "role",
        part_of("role", "users", read),
        code=text("code", code),
        namespace=maybe_text("namespace", namespace),
        **page_arguments(page, limit),
    )


def _search(code: str, namespace: str | None, search: str, page: int, limit: int) -> dict[str, Any]:
    wanted = {"code": text("code", code), "search": text("search", search, or_empty=True)}
    return {**wanted, **given(namespace=maybe_text("namespace", namespace)), **page_arguments(page, limit)}
