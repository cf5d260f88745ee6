"""Resolvers about policies and who has them."""

# ruff: noqa: D103 - what a resolver does is told by its field in schema.graphql

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from authing.server import wire
from authing.server.graphql import shapes
from authing.server.rules import policies as rules
from authing.server.rules.paging import part
from authing.server.rules.roles import DEFAULT

if TYPE_CHECKING:
    from authing.server.rules.service import Context
    from authing.server.storage.policies import Assigned
    from authing.server.storage.tables.permissions import Policy


def shaped(found: Policy) -> dict[Any, Any]:
    return wire.policy(found, shapes.moment)


def policy(context: Context, code: str, namespace: str = DEFAULT) -> Any:
    found = rules.find(context, code, namespace)
    return shaped(found) if found else None


def policy_list(context: Context, namespace: str = DEFAULT, exclude_default: bool = False, **paging: Any) -> Any:
    # This server brings no policies of its own that could be left out.
    return shapes.page(rules.page(context, namespace, part(**paging)), shaped)


def create_policy(context: Context, **arguments: Any) -> Any:
    return shaped(rules.create(context, **arguments))


def update_policy(context: Context, **arguments: Any) -> Any:
    return shaped(rules.update(context, **arguments))


def delete_policy(context: Context, code: str, namespace: str = DEFAULT) -> Any:
    return delete_policies(context, [code], namespace)


def delete_policies(context: Context, code_list: list[str], namespace: str = DEFAULT) -> Any:
    rules.delete(context, code_list, namespace)
    return shapes.done("the policies are deleted")


def add_assignments(
    context: Context,
    policies: list[str],
    target_type: str,
    target_identifiers: list[str] | None = None,
    **options: Any,
) -> Any:
    rules.assign(context, policies, target_type, target_identifiers or [], **options)
    return shapes.done("the policies are assigned")


def remove_assignments(
    context: Context,
    policies: list[str],
    target_type: str,
    target_identifiers: list[str] | None = None,
    **options: Any,
) -> Any:
    rules.unassign(context, policies, target_type, target_identifiers or [], **options)
    return shapes.done("the policies are taken away")


def enable_assignment(
    context: Context, policy: str, target_type: str, target_identifier: str, namespace: str = DEFAULT
) -> Any:
    rules.enable(context, policy, target_type, target_identifier, namespace, enabled=True)
    return shapes.done("the assignment counts")


def disable_assignment(
    context: Context, policy: str, target_type: str, target_identifier: str, namespace: str = DEFAULT
) -> Any:
    rules.enable(context, policy, target_type, target_identifier, namespace, enabled=False)
    return shapes.done("the assignment does not count")


def assigned(found: Assigned) -> dict[Any, Any]:
    return {"code": found.code, "targetType": found.target_type, "targetIdentifier": found.identifier}


def assignments(context: Context, page: int = 1, limit: int = 10, **wanted: Any) -> Any:
    return shapes.page(rules.assignments(context, part(page, limit), **wanted), assigned)


def assignments_of_policy(
    parent: dict[str, Any], context: Context, page: int = 1, limit: int = 10, namespace: str | None = None
) -> Any:
    if namespace not in (None, parent["namespace"]):
        return []
    found = rules.assignments(context, part(page, limit), parent["namespace"], parent["code"])
    return shapes.listed(found.rows, assigned)


RESOLVERS = {
    "Query": {"policy": policy, "policies": policy_list, "policyAssignments": assignments},
    "Mutation": {
        "createPolicy": create_policy,
        "updatePolicy": update_policy,
        "deletePolicy": delete_policy,
        "deletePolicies": delete_policies,
        "addPolicyAssignments": add_assignments,
        "removePolicyAssignments": remove_assignments,
        "enablePolicyAssignment": enable_assignment,
        "disbalePolicyAssignment": disable_assignment,
    },
    "Policy": {"assignments": assignments_of_policy},
}
