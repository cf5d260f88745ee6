"""Policies: statements about resources and actions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from authing.core.binding import Mode, Resource, operation, pages
from authing.core.call import Call
from authing.core.paging import Book, by_number
from authing.v2.arguments import (
    mappings,
    maybe_flag,
    maybe_member,
    maybe_text,
    member,
    needed,
    page_arguments,
    some_mappings,
    text,
    texts,
)
from authing.v2.compat import with_old_names
from authing.v2.documents import permissions as documents
from authing.v2.models.answer import CommonMessage
from authing.v2.models.page import contents_of
from authing.v2.models.permission import (
    Effect,
    Policy,
    PolicyAssignment,
    PolicyAssignmentPage,
    PolicyPage,
    TargetType,
)
from authing.v2.wire import graphql

from .permissions import assign, assignments, every_assignment, unassign

__all__ = ["Policies"]

T = TypeVar("T")


@with_old_names
class Policies(Resource[Mode]):
    """Policies, each known by its code within a namespace; without one it is `default`."""

    @operation
    def list(
        self,
        page: int = 1,
        limit: int = 10,
        *,
        namespace: str | None = None,
        exclude_default: bool | None = None,
    ) -> Call[PolicyPage]:
        """List one page of the policies (GraphQL `policies`).

        Args:
            page: Counted from 1.
            limit: Policies per page.
            namespace: Where to look.
            exclude_default: Leave out those that come with the platform.
        """
        return _policies(PolicyPage.of, page, limit, namespace, exclude_default)

    @pages
    def iterate(
        self, *, namespace: str | None = None, exclude_default: bool | None = None, limit: int = 50
    ) -> Book[Policy]:
        """Iterate over all policies, fetched page by page (GraphQL `policies`).

        Args:
            namespace: Where to look.
            exclude_default: Leave out those that come with the platform.
            limit: Policies per request.
        """
        return by_number(lambda page: _policies(contents_of(Policy), page, limit, namespace, exclude_default))

    @operation
    def create(
        self,
        code: str,
        statements: Sequence[Mapping[str, Any]],
        description: str | None = None,
        *,
        namespace: str | None = None,
    ) -> Call[Policy]:
        """Create a policy (GraphQL `createPolicy`).

        Args:
            code: What to call it.
            statements: What it says, each `{"resource": …, "actions": […], "effect": "ALLOW" or "DENY"}`; without an
                effect it allows. It may have a `condition`, a list of `{"param": …, "operator": …, "value": …}`.
            description: What it is for.
            namespace: Where to create it.

        Raises:
            Conflict: The code is taken.
        """
        return graphql(
            documents.CREATE_POLICY,
            "createPolicy",
            Policy.of,
            code=text("code", code),
            statements=_statements(statements),
            description=maybe_text("description", description, or_empty=True),
            namespace=maybe_text("namespace", namespace),
        )

    @operation
    def detail(self, code: str, *, namespace: str | None = None) -> Call[Policy | None]:
        """Read one policy (GraphQL `policy`); None if there is none of this code."""
        return graphql(
            documents.GET_POLICY,
            "policy",
            Policy.maybe,
            code=text("code", code),
            namespace=maybe_text("namespace", namespace),
        )

    @operation
    def update(
        self,
        code: str,
        statements: Sequence[Mapping[str, Any]] | None,
        description: str | None = None,
        *,
        new_code: str | None = None,
        namespace: str | None = None,
    ) -> Call[Policy]:
        """Change a policy (GraphQL `updatePolicy`).

        Args:
            code: The policy.
            statements: What it says from now on, as for `create`; None leaves that as it is.
            description: The new description; None leaves it as it is.
            new_code: The new code; None leaves it as it is.
            namespace: Where the policy is.

        Raises:
            NotFound: There is no such policy.
            Conflict: The new code is taken.
            Forbidden: It comes with the platform.
        """
        return graphql(
            documents.UPDATE_POLICY,
            "updatePolicy",
            Policy.of,
            code=text("code", code),
            statements=None if statements is None else _statements(statements),
            description=maybe_text("description", description, or_empty=True),
            newCode=maybe_text("new_code", new_code),
            namespace=maybe_text("namespace", namespace),
        )

    @operation
    def delete(self, code: str, *, namespace: str | None = None) -> Call[CommonMessage]:
        """Delete a policy, and with it its assignments (GraphQL `deletePolicy`).

        Raises:
            NotFound: There is no such policy.
            Forbidden: It comes with the platform.
        """
        return graphql(
            documents.DELETE_POLICY,
            "deletePolicy",
            CommonMessage.of,
            code=text("code", code),
            namespace=maybe_text("namespace", namespace),
        )

    @operation
    def delete_many(self, code_list: Sequence[str], *, namespace: str | None = None) -> Call[CommonMessage]:
        """Delete several policies, all or none (GraphQL `deletePolicies`)."""
        codes = texts("code_list", code_list)
        return graphql(
            documents.DELETE_POLICIES,
            "deletePolicies",
            CommonMessage.of,
            codeList=codes,
            namespace=maybe_text("namespace", namespace),
        )

    @operation
    def list_assignments(
        self, code: str, page: int = 1, limit: int = 10, *, namespace: str | None = None
    ) -> Call[PolicyAssignmentPage]:
        """List one page of those who have a policy (GraphQL `policyAssignments`).

        Args:
            code: The policy.
            page: Counted from 1.
            limit: Assignments per page.
            namespace: Where the policy is.
        """
        return assignments(
            PolicyAssignmentPage.of, page, limit, code=text("code", code), namespace=maybe_text("namespace", namespace)
        )

    @pages
    def iterate_assignments(
        self, code: str, *, namespace: str | None = None, limit: int = 50
    ) -> Book[PolicyAssignment]:
        """Iterate over all who have a policy, fetched page by page (GraphQL `policyAssignments`).

        Args:
            code: The policy.
            namespace: Where the policy is.
            limit: Assignments per request.
        """
        return every_assignment(limit, code=text("code", code), namespace=maybe_text("namespace", namespace))

    @operation
    def add_assignments(
        self,
        policies: Sequence[str],
        target_type: TargetType | str,
        target_identifiers: Sequence[str],
        *,
        inherit_by_children: bool | None = None,
        namespace: str | None = None,
    ) -> Call[CommonMessage]:
        """Give policies to users, roles, groups or departments, all or none (GraphQL `addPolicyAssignments`).

        Args:
            policies: Codes of policies.
            target_type: What the targets are.
            target_identifiers: Ids of users and departments, codes of roles and groups.
            inherit_by_children: Whether the departments below have them too.
            namespace: Where the policies and the roles are.

        Raises:
            NotFound: A policy or a target does not exist.
        """
        return assign(policies, target_type, target_identifiers, namespace, inherit_by_children)

    @operation
    def remove_assignments(
        self,
        policies: Sequence[str],
        target_type: TargetType | str,
        target_identifiers: Sequence[str],
        *,
        namespace: str | None = None,
    ) -> Call[CommonMessage]:
        """Take policies from users, roles, groups or departments (GraphQL `removePolicyAssignments`).

        Args:
            policies: Codes of policies.
            target_type: What the targets are.
            target_identifiers: Ids of users and departments, codes of roles and groups.
            namespace: Where the policies and the roles are.
        """
        return unassign(policies, target_type, target_identifiers, namespace)

    @operation
    def enable_assignment(
        self, policy: str, target_type: TargetType | str, target_identifier: str, namespace: str | None = None
    ) -> Call[CommonMessage]:
        """Put an assignment back into force (GraphQL `enablePolicyAssignment`).

        Args:
            policy: The code of the policy.
            target_type: What the target is.
            target_identifier: The id of the user or department, or the code of the role or group.
            namespace: Where the policy is.

        Raises:
            NotFound: There is no such assignment.
        """
        return _switch(
            documents.ENABLE_POLICY_ASSIGNMENT,
            "enablePolicyAssignment",
            policy,
            target_type,
            target_identifier,
            namespace,
        )

    @operation
    def disable_assignment(
        self, policy: str, target_type: TargetType | str, target_identifier: str, namespace: str | None = None
    ) -> Call[CommonMessage]:
        """Suspend an assignment; it stays in the list (GraphQL `disbalePolicyAssignment`).

        Args:
            policy: The code of the policy.
            target_type: What the target is.
            target_identifier: The id of the user or department, or the code of the role or group.
            namespace: Where the policy is.

        Raises:
            NotFound: There is no such assignment.
        """
        return _switch(
            documents.DISABLE_POLICY_ASSIGNMENT,
            "disbalePolicyAssignment",
            policy,
            target_type,
            target_identifier,
            namespace,
        )


def _policies(
    read: Callable[[Any], T], page: int, limit: int, namespace: str | None, exclude_default: bool | None
) -> Call[T]:
    return graphql(
        documents.POLICIES,
        "policies",
        read,
        namespace=maybe_text("namespace", namespace),
        excludeDefault=maybe_flag("exclude_default", exclude_default),
        **page_arguments(page, limit),
    )


def _switch(
    document: str, field: str, policy: str, target_type: TargetType | str, identifier: str, namespace: str | None
) -> Call[CommonMessage]:
    return graphql(
        document,
        field,
        CommonMessage.of,
        policy=text("policy", policy),
        targetType=member("target_type", target_type, TargetType),
        targetIdentifier=text("target_identifier", identifier),
        namespace=maybe_text("namespace", namespace),
    )


def _statements(given: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [_statement(dict(each)) for each in some_mappings("statements", given)]


def _statement(values: dict[str, Any]) -> dict[str, Any]:
    text("the resource of a statement", needed(values, "resource"))
    actions = texts("the actions of a statement", needed(values, "actions"))
    effect = maybe_member("the effect of a statement", values.get("effect"), Effect)
    mappings("the condition of a statement", values.get("condition"))
    return {**values, "actions": actions, **({"effect": effect} if effect else {})}
