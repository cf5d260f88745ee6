"""What users belong to: roles and groups."""

from __future__ import annotations

from collections.abc import Sequence

from authing.core.binding import Mode, Resource, operation
from authing.core.call import Call, path
from authing.v2.arguments import maybe_text, text, texts
from authing.v2.compat import with_old_names
from authing.v2.documents import groups
from authing.v2.documents import users as documents
from authing.v2.documents.roles import ASSIGN_ROLE, REVOKE_ROLE
from authing.v2.models.answer import CommonMessage, part_of, truth
from authing.v2.models.group import GroupPage
from authing.v2.models.role import RolePage
from authing.v2.wire import graphql, rest

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
        return graphql(
            documents.USER_ROLES,
            "user",
            part_of("user", "roles", RolePage.of),
            id=text("user_id", user_id),
            namespace=maybe_text("namespace", namespace),
        )

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
            namespace=maybe_text("namespace", namespace),
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
            namespace=maybe_text("namespace", namespace),
        )

    @operation
    def has_role(self, user_id: str, role_code: str, namespace: str | None = None) -> Call[bool]:
        """Tell whether a user has a role, by groups and departments too (GET /api/v2/users/{id}/has-role).

        Args:
            user_id: The user.
            role_code: The role.
            namespace: Where the role is; by default `default`.

        Raises:
            NotFound: No user has this id.
        """
        params = {"code": text("role_code", role_code), "namespace": maybe_text("namespace", namespace)}
        return rest("GET", path("/api/v2/users/{}/has-role", user_id), truth, params=params)

    @operation
    def list_groups(self, user_id: str) -> Call[GroupPage]:
        """List all groups of a user (GraphQL `user`).

        Raises:
            NotFound: No user has this id.
        """
        return graphql(groups.USER_GROUPS, "user", part_of("user", "groups", GroupPage.of), id=text("user_id", user_id))

    @operation
    def add_group(self, user_id: str, group: str) -> Call[CommonMessage]:
        """Put a user into a group, named by its code (GraphQL `addUserToGroup`).

        Raises:
            NotFound: The user or the group does not exist.
        """
        ids = [text("user_id", user_id)]
        return graphql(
            groups.ADD_USER_TO_GROUP, "addUserToGroup", CommonMessage.of, userIds=ids, code=text("group", group)
        )

    @operation
    def remove_group(self, user_id: str, group: str) -> Call[CommonMessage]:
        """Take a user out of a group, named by its code (GraphQL `removeUserFromGroup`)."""
        ids = [text("user_id", user_id)]
        code = text("group", group)
        return graphql(groups.REMOVE_USER_FROM_GROUP, "removeUserFromGroup", CommonMessage.of, userIds=ids, code=code)
