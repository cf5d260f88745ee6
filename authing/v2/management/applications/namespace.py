"""What stands in the namespace of an application, which is called after its id: roles and resources."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from authing.core.binding import Mode, Resource, describe, operation, pages
from authing.core.call import Call
from authing.core.paging import Book
from authing.v2.arguments import text
from authing.v2.management.acl.resources import Resources
from authing.v2.management.roles import Roles
from authing.v2.models.answer import CommonMessage
from authing.v2.models.permission import AclResource, AclResourcePage, AuthorizedResourcePage, ResourceType
from authing.v2.models.role import Role, RolePage
from authing.v2.models.user import User, UserPage

__all__ = ["OwnNamespace"]


class OwnNamespace(Resource[Mode]):
    """Roles and resources of applications: operations of `client.roles` and `client.acl`, in one namespace."""

    @operation
    def get_roles(self, app_id: str, page: int = 1, limit: int = 10) -> Call[RolePage]:
        """List one page of the roles of an application (GraphQL `roles`)."""
        return _within(app_id, Roles(self._runner).list, page, limit)

    @pages
    def iterate_roles(self, app_id: str, *, limit: int = 50) -> Book[Role]:
        """Iterate over all roles of an application, fetched page by page (GraphQL `roles`).

        Args:
            app_id: The application.
            limit: Roles per request.
        """
        return _all_within(app_id, Roles(self._runner).iterate, limit=limit)

    @operation
    def create_role(
        self, app_id: str, code: str, description: str | None = None, parent: str | None = None
    ) -> Call[Role]:
        """Create a role of an application (GraphQL `createRole`).

        Args:
            app_id: The application.
            code: Letters, digits, `_` and `-`.
            description: What it is for.
            parent: The code of a role of the same application that this one belongs under.

        Raises:
            Conflict: The code is taken.
            NotFound: There is no such application or parent.
        """
        return _within(app_id, Roles(self._runner).create, code, description, parent)

    @operation
    def find_role(self, app_id: str, code: str) -> Call[Role | None]:
        """Read one role of an application (GraphQL `role`); None if there is none of this code."""
        return _within(app_id, Roles(self._runner).detail, code)

    @operation
    def update_role(
        self, app_id: str, code: str, description: str | None = None, new_code: str | None = None
    ) -> Call[Role]:
        """Change a role of an application (GraphQL `updateRole`).

        Args:
            app_id: The application.
            code: The role.
            description: The new description; None leaves it as it is.
            new_code: The new code; None leaves it as it is.

        Raises:
            NotFound: There is no such role.
            Conflict: The new code is taken.
        """
        return _within(app_id, Roles(self._runner).update, code, description, new_code)

    @operation
    def delete_role(self, app_id: str, code: str) -> Call[CommonMessage]:
        """Delete a role of an application (GraphQL `deleteRole`).

        Raises:
            NotFound: There is no such role.
        """
        return _within(app_id, Roles(self._runner).delete, code)

    @operation
    def delete_roles(self, app_id: str, code_list: Sequence[str]) -> Call[CommonMessage]:
        """Delete several roles of an application, all or none (GraphQL `deleteRoles`)."""
        return _within(app_id, Roles(self._runner).delete_many, code_list)

    @operation
    def get_users_by_role_code(self, app_id: str, code: str, page: int = 1, limit: int = 10) -> Call[UserPage]:
        """List one page of the users to whom a role of an application was given (GraphQL `role`).

        Raises:
            NotFound: There is no such role.
        """
        return _within(app_id, Roles(self._runner).list_users, code, page, limit)

    @pages
    def iterate_users_by_role_code(self, app_id: str, code: str, *, limit: int = 50) -> Book[User]:
        """Iterate over all users to whom a role of an application was given (GraphQL `role`).

        Args:
            app_id: The application.
            code: The role.
            limit: Users per request.
        """
        return _all_within(app_id, Roles(self._runner).iterate_users, code, limit=limit)

    @operation
    def add_users_to_role(self, app_id: str, code: str, user_ids: Sequence[str]) -> Call[CommonMessage]:
        """Give a role of an application to users, all or none (GraphQL `assignRole`).

        Raises:
            NotFound: The role or a user does not exist.
        """
        return _within(app_id, Roles(self._runner).add_users, code, user_ids)

    @operation
    def remove_users_from_role(self, app_id: str, code: str, user_ids: Sequence[str]) -> Call[CommonMessage]:
        """Take a role of an application from users (GraphQL `revokeRole`)."""
        return _within(app_id, Roles(self._runner).remove_users, code, user_ids)

    @operation
    def list_authorized_resources_by_role(
        self, app_id: str, code: str, resource_type: ResourceType | str | None = None
    ) -> Call[AuthorizedResourcePage]:
        """List the resources that a role of an application allows to use (GraphQL `role`).

        Args:
            app_id: The application.
            code: The role.
            resource_type: Only those of this type.

        Raises:
            NotFound: There is no such role.
        """
        return _within(app_id, Roles(self._runner).list_authorized_resources, code, resource_type=resource_type)

    @operation
    def list_resources(
        self, app_id: str, page: int = 1, limit: int = 10, resource_type: ResourceType | str | None = None
    ) -> Call[AclResourcePage]:
        """List one page of the resources of an application (GET /api/v2/resources).

        Args:
            app_id: The application.
            page: Counted from 1.
            limit: Resources per page.
            resource_type: Only those of this type.
        """
        listing = Resources(self._runner).list_resources
        return _within(app_id, listing, resource_type=resource_type, page=page, limit=limit)

    @pages
    def iterate_resources(
        self, app_id: str, *, resource_type: ResourceType | str | None = None, limit: int = 50
    ) -> Book[AclResource]:
        """Iterate over all resources of an application, fetched page by page (GET /api/v2/resources).

        Args:
            app_id: The application.
            resource_type: Only those of this type.
            limit: Resources per request.
        """
        every = Resources(self._runner).iterate_resources
        return _all_within(app_id, every, resource_type=resource_type, limit=limit)

    @operation
    def create_resource(
        self,
        app_id: str,
        code: str,
        resource_type: ResourceType | str,
        actions: Sequence[Mapping[str, Any]],
        description: str | None = None,
    ) -> Call[AclResource]:
        """Describe a resource of an application (POST /api/v2/resources).

        Args:
            app_id: The application.
            code: Unique within the application.
            resource_type: What it is.
            actions: What can be done with it, each `{"name": …, "description": …}`.
            description: What it is for.

        Raises:
            Conflict: The code is taken.
            NotFound: There is no such application.
        """
        creating = Resources(self._runner).create_resource
        return _within(
            app_id, creating, code=code, resource_type=resource_type, actions=actions, description=description
        )

    @operation
    def update_resource(
        self,
        app_id: str,
        code: str,
        resource_type: ResourceType | str | None = None,
        actions: Sequence[Mapping[str, Any]] | None = None,
        description: str | None = None,
    ) -> Call[AclResource]:
        """Change a resource of an application (POST /api/v2/resources/{code}); what is None stays as it is.

        Args:
            app_id: The application.
            code: The resource.
            resource_type: What it is from now on.
            actions: All that can be done with it from now on.
            description: What it is for.

        Raises:
            NotFound: There is no such resource.
        """
        updating = Resources(self._runner).update_resource
        return _within(
            app_id, updating, code=code, resource_type=resource_type, actions=actions, description=description
        )

    @operation
    def delete_resource(self, app_id: str, code: str) -> Call[bool]:
        """Delete a resource of an application (DELETE /api/v2/resources/{code}).

        Raises:
            NotFound: There is no such resource.
        """
        return _within(app_id, Resources(self._runner).delete_resource, code=code)


def _within(app_id: str, operation: Callable[..., Any], *args: Any, **kwargs: Any) -> Call[Any]:
    """What another operation would send, in the namespace of an application."""
    call: Call[Any] = describe(operation, *args, namespace=text("app_id", app_id), **kwargs)
    return call


def _all_within(app_id: str, walk: Callable[..., Any], *args: Any, **kwargs: Any) -> Book[Any]:
    """The pages that another operation would walk through, in the namespace of an application."""
    book: Book[Any] = describe(walk, *args, namespace=text("app_id", app_id), **kwargs)
    return book
