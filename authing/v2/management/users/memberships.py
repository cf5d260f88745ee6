"""What users belong to: roles and groups."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from authing.core.binding import Mode, Resource, operation
from authing.core.call import Call
from authing.v2.arguments import text, texts
from authing.v2.compat import with_old_names
from authing.v2.documents import users as documents
from authing.v2.documents.roles import ASSIGN_ROLE, REVOKE_ROLE
from authing.v2.exceptions import error_for
from authing.v2.models.answer import CommonMessage
from authing.v2.models.role import RolePage
from authing.v2.wire import graphql

__all__ = ["Memberships"]


@with_old_names
class Memberships(Resource[Mode]):
    """The roles and groups of users."""

    @operation
    def list_roles(self, user_id: str, namespace: str | None = None) -> Call[RolePage]:
        """List the roles of a user (GraphQL `user`).

        Args:
            user_id: The user.
            namespace: Where to look; by default in `default`.

        Raises:
            NotFound: No user has this id.
        """
        return graphql(documents.USER_ROLES, "user", _roles_of, id=text("user_id", user_id), namespace=namespace)

    @operation
    def add_roles(self, user_id: str, roles: Sequence[str], namespace: str | None = None) -> Call[CommonMessage]:
        """Give roles to a user, all or none (GraphQL `assignRole`).

        Args:
            user_id: The user.
            roles: Codes of roles.
            namespace: Where the roles are; by default `default`.

        Raises:
            NotFound: The user or a role does not exist.
        """
        return graphql(
            ASSIGN_ROLE,
            "assignRole",
            CommonMessage.of,
            userIds=[text("user_id", user_id)],
            roleCodes=texts("roles", roles),
            namespace=namespace,
        )

    @operation
    def remove_roles(self, user_id: str, roles: Sequence[str], namespace: str | None = None) -> Call[CommonMessage]:
        """Take roles from a user (GraphQL `revokeRole`).

        Args:
            user_id: The user.
            roles: Codes of roles.
            namespace: Where the roles are; by default `default`.
        """
        return graphql(
            REVOKE_ROLE,
            "revokeRole",
            CommonMessage.of,
            userIds=[text("user_id", user_id)],
            roleCodes=texts("roles", roles),
            namespace=namespace,
        )


def _roles_of(user: Any) -> RolePage:
    if user is None:
        raise error_for(2004, "user does not exist")
    return RolePage.of(user["roles"])
