"""What roles allow."""

from __future__ import annotations

from collections.abc import Sequence

from authing.core.binding import Mode, Resource, operation, pages
from authing.core.call import Call
from authing.core.paging import Book
from authing.v2.arguments import maybe_text, text
from authing.v2.documents import permissions as documents
from authing.v2.management.permissions import assign, assignments, authorized_resources, every_assignment, unassign
from authing.v2.models.answer import CommonMessage
from authing.v2.models.permission import (
    AuthorizedResourcePage,
    PolicyAssignment,
    PolicyAssignmentPage,
    ResourceType,
    TargetType,
)

__all__ = ["Permissions"]

_ROLE = TargetType.ROLE.value


class Permissions(Resource[Mode]):
    """The policies and authorised resources of roles."""

    @operation
    def list_policies(
        self, code: str, page: int = 1, limit: int = 10, *, namespace: str | None = None
    ) -> Call[PolicyAssignmentPage]:
        """List one page of the policies of a role (GraphQL `policyAssignments`).

        Args:
            code: The role.
            page: Counted from 1.
            limit: Assignments per page.
            namespace: Where the role and the policies are.
        """
        role = text("code", code)
        return assignments(
            PolicyAssignmentPage.of,
            page,
            limit,
            targetType=_ROLE,
            targetIdentifier=role,
            namespace=maybe_text("namespace", namespace),
        )

    @pages
    def iterate_policies(self, code: str, *, namespace: str | None = None, limit: int = 50) -> Book[PolicyAssignment]:
        """Iterate over all policies of a role, fetched page by page (GraphQL `policyAssignments`).

        Args:
            code: The role.
            namespace: Where the role and the policies are.
            limit: Assignments per request.
        """
        role = text("code", code)
        return every_assignment(
            limit, targetType=_ROLE, targetIdentifier=role, namespace=maybe_text("namespace", namespace)
        )

    @operation
    def add_policies(self, code: str, policies: Sequence[str], *, namespace: str | None = None) -> Call[CommonMessage]:
        """Give policies to a role, all or none (GraphQL `addPolicyAssignments`).

        Args:
            code: The role.
            policies: Codes of policies.
            namespace: Where the role and the policies are.

        Raises:
            NotFound: The role or a policy does not exist.
        """
        return assign(policies, _ROLE, [text("code", code)], namespace)

    @operation
    def remove_policies(
        self, code: str, policies: Sequence[str], *, namespace: str | None = None
    ) -> Call[CommonMessage]:
        """Take policies from a role (GraphQL `removePolicyAssignments`).

        Args:
            code: The role.
            policies: Codes of policies.
            namespace: Where the role and the policies are.
        """
        return unassign(policies, _ROLE, [text("code", code)], namespace)

    @operation
    def list_authorized_resources(
        self, code: str, namespace: str | None, resource_type: ResourceType | str | None = None
    ) -> Call[AuthorizedResourcePage]:
        """List the resources that a role allows to use (GraphQL `role`).

        Args:
            code: The role.
            namespace: Where the role and the resources are; None for `default`.
            resource_type: Only those of this type.

        Raises:
            NotFound: There is no such role.
        """
        role = text("code", code)
        return authorized_resources(
            documents.ROLE_RESOURCES,
            "role",
            "role",
            resource_type,
            code=role,
            namespace=maybe_text("namespace", namespace),
        )
