"""What users, roles, groups and departments have in common: policies given to them, resources they may use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from authing.core.call import Call
from authing.core.paging import Book, by_number
from authing.v2.arguments import maybe_flag, maybe_member, maybe_text, member, page_arguments, texts
from authing.v2.documents import permissions as documents
from authing.v2.models.answer import CommonMessage, part_of
from authing.v2.models.page import contents_of
from authing.v2.models.permission import AuthorizedResourcePage, PolicyAssignment, ResourceType, TargetType
from authing.v2.wire import graphql

__all__ = ["assign", "assignments", "authorized_resources", "every_assignment", "unassign"]

T = TypeVar("T")


def assignments(read: Callable[[Any], T], page: int, limit: int, **of: Any) -> Call[T]:
    """One page of the assignments of a policy, or of those to a target."""
    return graphql(documents.POLICY_ASSIGNMENTS, "policyAssignments", read, **page_arguments(page, limit), **of)


def every_assignment(limit: int, **of: Any) -> Book[PolicyAssignment]:
    """All assignments of a policy, or to a target."""
    return by_number(lambda page: assignments(contents_of(PolicyAssignment), page, limit, **of))


def assign(
    policies: Sequence[str],
    target_type: TargetType | str,
    target_identifiers: Sequence[str],
    namespace: str | None,
    inherit_by_children: bool | None = None,
) -> Call[CommonMessage]:
    """Give policies to targets of one kind."""
    return graphql(
        documents.ADD_POLICY_ASSIGNMENTS,
        "addPolicyAssignments",
        CommonMessage.of,
        inheritByChildren=maybe_flag("inherit_by_children", inherit_by_children),
        **_pairs(policies, target_type, target_identifiers, namespace),
    )


def unassign(
    policies: Sequence[str], target_type: TargetType | str, target_identifiers: Sequence[str], namespace: str | None
) -> Call[CommonMessage]:
    """Take policies from targets of one kind."""
    return graphql(
        documents.REMOVE_POLICY_ASSIGNMENTS,
        "removePolicyAssignments",
        CommonMessage.of,
        **_pairs(policies, target_type, target_identifiers, namespace),
    )


def _pairs(
    policies: Sequence[str], target_type: TargetType | str, target_identifiers: Sequence[str], namespace: str | None
) -> dict[str, Any]:
    return {
        "policies": texts("policies", policies),
        "targetType": member("target_type", target_type, TargetType),
        "targetIdentifiers": texts("target_identifiers", target_identifiers),
        "namespace": maybe_text("namespace", namespace),
    }


def authorized_resources(
    document: str,
    field: str,
    owner: str,
    resource_type: ResourceType | str | None,
    **of: Any,
) -> Call[AuthorizedResourcePage]:
    """The resources that somebody may use.

    Args:
        document: Asks for them below the field.
        field: Where the somebody stands.
        owner: What the somebody is: a user, role, group or department.
        resource_type: Only those of this type.
        of: Who it is, and in which namespace.
    """

    read = part_of(owner, "authorizedResources", AuthorizedResourcePage.of)
    kind = maybe_member("resource_type", resource_type, ResourceType)
    return graphql(document, field, read, resourceType=kind, **of)
