"""What users may do."""

from __future__ import annotations

from collections.abc import Sequence

from authing.core.binding import Mode, Resource, operation, pages
from authing.core.call import Call
from authing.core.paging import Book
from authing.v2.arguments import maybe_text, text, texts
from authing.v2.compat import with_old_names
from authing.v2.documents import permissions as documents
from authing.v2.management.permissions import assign, assignments, authorized_resources, every_assignment, unassign
from authing.v2.models.answer import CommonMessage
from authing.v2.models.permission import (
    AuthorizedResource,
    AuthorizedResourcePage,
    PolicyAssignment,
    PolicyAssignmentPage,
    ResourceType,
    TargetType,
)
from authing.v2.wire import rest

__all__ = ["Permissions"]

_USER = TargetType.USER.value


@with_old_names
class Permissions(Resource[Mode]):
    """The policies and authorised resources of users."""

    @operation
    def list_policies(
        self, user_id: str, page: int = 1, limit: int = 10, *, namespace: str | None = None
    ) -> Call[PolicyAssignmentPage]:
        """List one page of the policies that a user was given directly (GraphQL `policyAssignments`).

        Args:
            user_id: The user.
            page: Counted from 1.
            limit: Assignments per page.
            namespace: Only those of the policies there.
        """
        user = text("user_id", user_id)
        return assignments(
            PolicyAssignmentPage.of,
            page,
            limit,
            targetType=_USER,
            targetIdentifier=user,
            namespace=maybe_text("namespace", namespace),
        )

    @pages
    def iterate_policies(
        self, user_id: str, *, namespace: str | None = None, limit: int = 50
    ) -> Book[PolicyAssignment]:
        """Iterate over all policies that a user was given directly, page by page (GraphQL `policyAssignments`).

        Args:
            user_id: The user.
            namespace: Only those of the policies there.
            limit: Assignments per request.
        """
        user = text("user_id", user_id)
        return every_assignment(
            limit, targetType=_USER, targetIdentifier=user, namespace=maybe_text("namespace", namespace)
        )

    @operation
    def add_policies(
        self, user_id: str, policies: Sequence[str], *, namespace: str | None = None
    ) -> Call[CommonMessage]:
        """Give policies to a user, all or none (GraphQL `addPolicyAssignments`).

        Args:
            user_id: The user.
            policies: Codes of policies.
            namespace: Where the policies are.

        Raises:
            NotFound: The user or a policy does not exist.
        """
        return assign(policies, _USER, [text("user_id", user_id)], namespace)

    @operation
    def remove_policies(
        self, user_id: str, policies: Sequence[str], *, namespace: str | None = None
    ) -> Call[CommonMessage]:
        """Take policies from a user (GraphQL `removePolicyAssignments`).

        Args:
            user_id: The user.
            policies: Codes of policies.
            namespace: Where the policies are.
        """
        return unassign(policies, _USER, [text("user_id", user_id)], namespace)

    @operation
    def list_authorized_resources(
        self, user_id: str, namespace: str | None = None, resource_type: ResourceType | str | None = None
    ) -> Call[AuthorizedResourcePage]:
        """List the resources that a user may use, by roles, groups and departments too (GraphQL `user`).

        Args:
            user_id: The user.
            namespace: Where to look; by default in `default`.
            resource_type: Only those of this type.

        Raises:
            NotFound: No user has this id.
        """
        user = text("user_id", user_id)
        return authorized_resources(
            documents.USER_RESOURCES,
            "user",
            "user",
            resource_type,
            id=user,
            namespace=maybe_text("namespace", namespace),
        )

    @operation
    def check_resource_permission_batch(
        self, user_id: str, namespace: str, resources: Sequence[str]
    ) -> Call[Sequence[AuthorizedResource]]:
        """Tell what a user may do with each of some resources (POST /api/v2/acl/check-resource-permission-batch).

        The answer has the order of the question; resources that the user may not use are left out.

        Args:
            user_id: The user.
            namespace: Where the resources are.
            resources: Such as `books:1`, or `books:*` for all of a kind.
        """
        body = {
            "userId": text("user_id", user_id),
            "namespace": text("namespace", namespace),
            "resources": texts("resources", resources),
        }
        return rest(
            "POST", "/api/v2/acl/check-resource-permission-batch", AuthorizedResource.many, json=body, safe=True
        )

    @operation
    def list_authorized_resources_of_resource_kind(
        self, user_id: str, namespace: str, resource: str
    ) -> Call[Sequence[AuthorizedResource]]:
        """List the resources of one kind that a user may use (POST /api/v2/acl/get-authorized-resources-of-resource-kind).

        Args:
            user_id: The user.
            namespace: Where the resources are.
            resource: The kind, such as `books` for `books:1` and `books:2`.
        """
        body = {
            "userId": text("user_id", user_id),
            "namespace": text("namespace", namespace),
            "resource": text("resource", resource),
        }
        return rest(
            "POST",
            "/api/v2/acl/get-authorized-resources-of-resource-kind",
            AuthorizedResource.many,
            json=body,
            safe=True,
        )
