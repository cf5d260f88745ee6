"""Where in the organisations users are."""

from __future__ import annotations

from collections.abc import Sequence

from authing.core.binding import Mode, Resource, operation
from authing.core.call import Call, path
from authing.v2.arguments import maybe_text, text
from authing.v2.compat import with_old_names
from authing.v2.documents import organisations as documents
from authing.v2.models.answer import part_of
from authing.v2.models.organisation import PathElement, UserDepartmentPage, paths_of
from authing.v2.wire import graphql, rest

__all__ = ["Departments"]


@with_old_names
class Departments(Resource[Mode]):
    """The departments of users."""

    @operation
    def list_org(self, user_id: str) -> Call[Sequence[Sequence[PathElement]]]:
        """List the ways to a user's departments, each from the organisation down (GET /api/v2/users/{id}/orgs).

        Raises:
            NotFound: No user has this id.
        """
        return rest("GET", path("/api/v2/users/{}/orgs", user_id), paths_of)

    @operation
    def list_department(self, user_id: str, *, org_id: str | None = None) -> Call[UserDepartmentPage]:
        """List the departments of a user (GraphQL `user`).

        Args:
            user_id: The user.
            org_id: Only those of this organisation.

        Raises:
            NotFound: No user has this id.
        """
        return graphql(
            documents.USER_DEPARTMENTS,
            "user",
            part_of("user", "departments", UserDepartmentPage.of),
            id=text("user_id", user_id),
            orgId=maybe_text("org_id", org_id),
        )
