"""Resolvers about what is granted to whom, and who may do what."""

# ruff: noqa: D103 - what a resolver does is told by its field in schema.graphql

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from authing.server import wire
from authing.server.graphql import shapes
from authing.server.rules import permissions
from authing.server.rules.permissions import Wanted
from authing.server.rules.refusal import Code, Refusal
from authing.server.rules.roles import DEFAULT

if TYPE_CHECKING:
    from authing.server.rules.service import Context
    from authing.server.storage.permissions import Holder


def allow(
    context: Context,
    resource: str,
    action: str,
    user_id: str | None = None,
    user_ids: list[str] | None = None,
    role_code: str | None = None,
    role_codes: list[str] | None = None,
    namespace: str = DEFAULT,
) -> Any:
    named = {
        "USER": ([user_id] if user_id else []) + (user_ids or []),
        "ROLE": ([role_code] if role_code else []) + (role_codes or []),
    }
    wanted = [Wanted(kind, names, resource, [action]) for kind, names in named.items() if names]
    permissions.grant(context, wanted, namespace)
    return shapes.done("the action is allowed")


def authorize_resource(
    context: Context,
    resource: str | None = None,
    opts: list[dict[str, Any]] | None = None,
    resource_type: str | None = None,
    namespace: str = DEFAULT,
) -> Any:
    if resource is None:
        raise Refusal(Code.INCOMPLETE, "a resource is needed")
    wanted = [
        Wanted(each["target_type"], [each["target_identifier"]], resource, each.get("actions"), resource_type)
        for each in opts or []
    ]
    permissions.grant(context, wanted, namespace)
    return shapes.done("the resource is granted")


def is_action_allowed(context: Context, user_id: str, **asked: str) -> Any:
    return permissions.is_allowed(context, user_id, **asked)


def is_action_denied(context: Context, user_id: str, **asked: str) -> Any:
    return permissions.is_denied(context, user_id, **asked)


def authorized_resources(
    context: Context, target_type: str | None = None, target_identifier: str | None = None, **options: Any
) -> Any:
    if target_type is None or target_identifier is None:
        raise Refusal(Code.INCOMPLETE, "the type and the identifier of a target are needed")
    (found,) = permissions.of_targets(context, [(target_type, target_identifier)], **options)
    return shapes.whole(found, wire.authorized)


def authorized_targets(context: Context, actions: dict[str, Any] | None = None, **asked: Any) -> Any:
    which = {"operator": actions["op"], "actions": actions["list"]} if actions else {}
    return shapes.whole(permissions.holders(context, **asked, **which), holder)


def holder(found: Holder) -> dict[Any, Any]:
    return {"targetType": found.target_type, "targetIdentifier": found.identifier, "actions": found.actions}


def resources_of_user(parent: dict[str, Any], context: Context, **options: Any) -> Any:
    return shapes.whole(permissions.of_user(context, parent["userPoolId"], parent["id"], **options), wire.authorized)


def resources_of_role(parent: dict[str, Any], context: Context, **options: Any) -> Any:
    found = permissions.of_id(context, "ROLE", parent["id"], parent["namespace"], **options)
    return shapes.whole(found, wire.authorized)


def resources_of_group(parent: dict[str, Any], context: Context, **options: Any) -> Any:
    return shapes.whole(permissions.of_id(context, "GROUP", parent["id"], **options), wire.authorized)


def resources_of_node(parent: dict[str, Any], context: Context, **options: Any) -> Any:
    return shapes.whole(permissions.of_id(context, "ORG", parent["id"], **options), wire.authorized)


RESOLVERS = {
    "Query": {
        "isActionAllowed": is_action_allowed,
        "isActionDenied": is_action_denied,
        "authorizedResources": authorized_resources,
        "authorizedTargets": authorized_targets,
    },
    "Mutation": {"allow": allow, "authorizeResource": authorize_resource},
    "User": {"authorizedResources": resources_of_user},
    "Role": {"authorizedResources": resources_of_role},
    "Group": {"authorizedResources": resources_of_group},
    "Node": {"authorizedResources": resources_of_node},
}
