"""What a user belongs to and may do: organisations, roles, resources, applications."""

from __future__ import annotations

from collections.abc import Sequence

from authing.core.binding import Mode, operation, pages
from authing.core.call import Call, Flow
from authing.core.paging import Book, by_number
from authing.v2.arguments import maybe_member, maybe_text, page_arguments, text
from authing.v2.compat import with_old_names
from authing.v2.documents import organisations, permissions, users
from authing.v2.models.answer import part_of
from authing.v2.models.application import ApplicationPage, ApplicationSummary
from authing.v2.models.organisation import PathElement, UserDepartmentPage, paths_of
from authing.v2.models.page import contents_of
from authing.v2.models.permission import AuthorizedResourcePage, ResourceType
from authing.v2.models.role import RolePage
from authing.v2.wire import graphql, rest

from .end_user import EndUser

__all__ = ["Belongings"]

_APPLICATIONS = "/api/v2/users/me/applications/allowed"


@with_old_names
class Belongings(EndUser[Mode]):
    """What the user belongs to, and may do.

    The first call of a client that was made with a token alone also reads who the user is.
    """

    @operation
    def list_orgs(self) -> Call[Sequence[Sequence[PathElement]]]:
        """List the ways to the user's departments, each from the organisation down (GET /api/v2/users/me/orgs)."""
        return rest("GET", "/api/v2/users/me/orgs", paths_of)

    @operation
    def list_departments(self, *, org_id: str | None = None) -> Flow[UserDepartmentPage]:
        """List the departments of the user (GraphQL `user`).

        Args:
            org_id: Only those of this organisation.
        """
        organisation = maybe_text("org_id", org_id)
        read = part_of("user", "departments", UserDepartmentPage.of)
        return self._of_myself(
            lambda user_id: graphql(organisations.USER_DEPARTMENTS, "user", read, id=user_id, orgId=organisation)
        )

    @operation
    def list_roles(self, namespace: str | None = None) -> Flow[RolePage]:
        """List the roles that the user was given (GraphQL `user`).

        Args:
            namespace: Where to look; by default in `default`.
        """
        return self._roles(maybe_text("namespace", namespace))

    @operation
    def has_role(self, code: str, namespace: str | None = None) -> Flow[bool]:
        """Tell whether the user was given a role (GraphQL `user`).

        Args:
            code: The role.
            namespace: Where to look; by default in `default`.
        """
        return self._has_role(text("code", code), maybe_text("namespace", namespace))

    @operation
    def list_applications(self, page: int = 1, limit: int = 10) -> Call[ApplicationPage]:
        """List one page of the applications that let the user in (GET /api/v2/users/me/applications/allowed).

        Args:
            page: Counted from 1.
            limit: Applications per page.
        """
        return rest("GET", _APPLICATIONS, ApplicationPage.of, params=page_arguments(page, limit))

    @pages
    def iterate_applications(self, *, limit: int = 50) -> Book[ApplicationSummary]:
        """Iterate over all applications that let the user in, page by page (GET /api/v2/users/me/applications/allowed).

        Args:
            limit: Applications per request.
        """
        read = contents_of(ApplicationSummary)
        return by_number(lambda page: rest("GET", _APPLICATIONS, read, params=page_arguments(page, limit)))

    @operation
    def list_authorized_resources(
        self, namespace: str, resource_type: ResourceType | str | None = None
    ) -> Flow[AuthorizedResourcePage]:
        """List the resources that the user may use, by roles, groups and departments too (GraphQL `user`).

        Args:
            namespace: Where to look.
            resource_type: Only those of this type.
        """
        where = text("namespace", namespace)
        kind = maybe_member("resource_type", resource_type, ResourceType)
        read = part_of("user", "authorizedResources", AuthorizedResourcePage.of)
        document = permissions.USER_RESOURCES
        return self._of_myself(
            lambda user_id: graphql(document, "user", read, id=user_id, namespace=where, resourceType=kind)
        )

    def _roles(self, namespace: str | None) -> Flow[RolePage]:
        read = part_of("user", "roles", RolePage.of)
        return self._of_myself(lambda user_id: graphql(users.USER_ROLES, "user", read, id=user_id, namespace=namespace))

    def _has_role(self, code: str, namespace: str | None) -> Flow[bool]:
        roles = yield from self._roles(namespace)
        return any(role.code == code for role in roles.list)
