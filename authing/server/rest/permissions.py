"""Endpoints about what is granted to whom, and who may do what."""

# ruff: noqa: D103 - what an endpoint does is told by its path in the table

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from authing.server import wire
from authing.server.rest.envelope import moment, text
from authing.server.rest.values import maybe_text, number, texts
from authing.server.rules import paging, permissions, policies
from authing.server.rules.permissions import Wanted
from authing.server.rules.refusal import Code, Refusal
from authing.server.rules.roles import DEFAULT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from authing.server.rest.envelope import Answer, Endpoint
    from authing.server.rules.service import Context


def _objects(values: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    found = values.get(name)
    if found is None:
        raise Refusal(Code.INCOMPLETE, f"{name} is needed")
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise Refusal(Code.MALFORMED, f"{name} must be a list of objects")
    paging.require_few(found)
    return found


def _namespace(values: Mapping[str, Any]) -> str:
    return maybe_text(values, "namespace") or DEFAULT


def _wanted(values: Mapping[str, Any]) -> list[Wanted]:
    """The pairs of targets and resources of a list of options."""
    return [
        Wanted(
            text(option, "targetType"),
            texts(option, "targetIdentifiers"),
            text(resource, "code"),
            None if resource.get("actions") is None else texts(resource, "actions", or_none=True),
            maybe_text(resource, "resourceType"),
        )
        for option in _objects(values, "opts")
        for resource in _objects(option, "resources")
    ]


def check_resources(context: Context, values: dict[str, Any]) -> Answer:
    found = permissions.allowed_of(context, text(values, "userId"), texts(values, "resources"), _namespace(values))
    return [{"code": item.code, "actions": item.actions} for item in found], "ok"


def resources_of_kind(context: Context, values: dict[str, Any]) -> Answer:
    found = permissions.of_kind(context, text(values, "userId"), text(values, "resource"), _namespace(values))
    return [wire.authorized(item) for item in found], "ok"


def is_allowed(context: Context, values: dict[str, Any]) -> Answer:
    user_id, resource, action = (text(values, name) for name in ("userId", "resource", "action"))
    return {"allowed": permissions.is_allowed(context, user_id, resource, action, _namespace(values))}, "ok"


def list_authorized_resources(context: Context, values: dict[str, Any]) -> Answer:
    named = [(text(each, "targetType"), text(each, "targetIdentifier")) for each in _objects(values, "targets")]
    found = permissions.of_targets(context, named, maybe_text(values, "namespace"), maybe_text(values, "resourceType"))
    lists = [{"totalCount": len(items), "list": [wire.authorized(item) for item in items]} for items in found]
    return {"list": lists}, "ok"


def authorize_resources(context: Context, values: dict[str, Any]) -> Answer:
    permissions.grant(context, _wanted(values), _namespace(values))
    return None, "the resources are granted"


def revoke_resources(context: Context, values: dict[str, Any]) -> Answer:
    permissions.revoke(context, _wanted(values), _namespace(values))
    return None, "the resources are revoked"


def revoke_resource(context: Context, values: dict[str, Any]) -> Answer:
    resource = text(values, "resource")
    wanted = [
        Wanted(text(option, "targetType"), [text(option, "targetIdentifier")], resource)
        for option in _objects(values, "opts")
    ]
    permissions.revoke(context, wanted, _namespace(values))
    return None, "the resource is revoked"


def assignments_by_target(context: Context, values: dict[str, Any]) -> Answer:
    namespace, code = _namespace(values), text(values, "policy_code")
    target_type = text(values, "target_type")
    part = paging.part(number(values, "page", 1), number(values, "limit", paging.LONGEST))
    policy, found = policies.with_assignments(context, code, target_type, namespace, part)
    targets = [
        {
            "targetIdentifier": each.identifier,
            "inheritByChildren": each.inherit_by_children,
            "enabled": each.enabled,
            "assignedAt": moment(each.created_at),
        }
        for each in found.rows
    ]
    return {
        "policyId": policy.id,
        "code": policy.code,
        "namespace": namespace,
        "policy": wire.policy(policy, moment),
        "targetType": target_type,
        "targets": targets,
        "totalCount": found.total,
    }, "ok"


TABLE: list[Endpoint] = [
    ("POST", "/api/v2/acl/check-resource-permission-batch", check_resources),
    ("POST", "/api/v2/acl/get-authorized-resources-of-resource-kind", resources_of_kind),
    ("POST", "/api/v2/acl/is-allowed", is_allowed),
    ("POST", "/api/v2/acl/list-authorized-resources-batch", list_authorized_resources),
    ("POST", "/api/v2/acl/authorize-resources", authorize_resources),
    ("POST", "/api/v2/acl/revoke-resources", revoke_resources),
    ("POST", "/api/v2/acl/revoke-resource", revoke_resource),
    ("GET", "/api/v2/policies/assignments/by-target", assignments_by_target),
]
