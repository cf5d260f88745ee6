"""Endpoints about namespaces, and the resources that are described in them."""

# ruff: noqa: D103 - what an endpoint does is told by its path in the table

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from authing.server.rest.envelope import moment, text
from authing.server.rest.values import maybe_text, number, part
from authing.server.rules import namespaces, resources
from authing.server.rules.paging import require_few
from authing.server.rules.refusal import Code, Refusal
from authing.server.rules.resources import Description
from authing.server.rules.roles import DEFAULT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from authing.server.rest.envelope import Answer, Endpoint
    from authing.server.rules.service import Context
    from authing.server.storage.tables.permissions import Resource
    from authing.server.storage.tables.roles import Namespace

ACTIVE = 1


def _namespaces(context: Context, *found: Namespace) -> list[dict[str, Any]]:
    names = namespaces.application_names(context, found)
    return [
        {
            "id": each.id,
            "name": each.name,
            "code": each.code,
            "description": each.description,
            "status": ACTIVE,
            "appId": each.application_id,
            "appName": names.get(each.application_id) if each.application_id else None,
        }
        for each in found
    ]


def _changes(values: Mapping[str, Any]) -> dict[str, str | None]:
    return {name: maybe_text(values, name) for name in ("name", "description")}


def _number(values: Mapping[str, Any], unknown: Code) -> int:
    try:
        return number(values, "id")
    except Refusal:
        raise Refusal(unknown) from None  # no number is no namespace's


def list_namespaces(context: Context, values: dict[str, Any]) -> Answer:
    page = namespaces.page(context, values["pool"], replace(part(values), column="id", descending=False))
    return {"total": page.total, "list": _namespaces(context, *page.rows)}, ""


def create_namespace(context: Context, values: dict[str, Any]) -> Answer:
    made = namespaces.create(
        context, values["pool"], text(values, "code"), text(values, "name"), maybe_text(values, "description")
    )
    return _namespaces(context, made)[0], "created"


def update_namespace(context: Context, values: dict[str, Any]) -> Answer:
    which = _number(values, Code.NAMESPACE_TO_UPDATE_UNKNOWN)
    found = namespaces.update(context, values["pool"], which, maybe_text(values, "code"), **_changes(values))
    return _namespaces(context, found)[0], "updated"


def delete_namespace(context: Context, values: dict[str, Any]) -> Answer:
    namespaces.delete(context, values["pool"], _number(values, Code.NAMESPACE_TO_DELETE_UNKNOWN))
    return None, "deleted"


def update_namespace_by_code(context: Context, values: dict[str, Any]) -> Answer:
    found = namespaces.update(
        context, values["pool"], values["present"], maybe_text(values, "code"), **_changes(values)
    )
    return _namespaces(context, found)[0], "updated"


def delete_namespace_by_code(context: Context, values: dict[str, Any]) -> Answer:
    namespaces.delete(context, values["pool"], values["present"])
    return None, "deleted"


def _shaped(resource: Resource) -> dict[str, Any]:
    return {
        "id": resource.id,
        "createdAt": moment(resource.created_at),
        "updatedAt": moment(resource.updated_at),
        "userPoolId": resource.namespace.pool_id,
        "code": resource.code,
        "actions": resource.actions,
        "type": resource.type,
        "description": resource.description,
        "namespaceId": resource.namespace_id,
        "apiIdentifier": resource.api_identifier,
    }


def _namespace(values: Mapping[str, Any]) -> str:
    return maybe_text(values, "namespace") or DEFAULT


def _actions(values: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    found = values.get("actions")
    if found is None:
        return None
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise Refusal(Code.MALFORMED, "actions must be a list of objects")
    require_few(found)
    return [{"name": text(each, "name"), "description": maybe_text(each, "description")} for each in found]


def _described(values: dict[str, Any]) -> Description:
    return Description(
        namespace=_namespace(values),
        code=text(values, "code"),
        type=text(values, "type"),
        actions=_actions(values) or [],
        description=maybe_text(values, "description"),
        api_identifier=maybe_text(values, "apiIdentifier"),
    )


def list_resources(context: Context, values: dict[str, Any]) -> Answer:
    page = resources.page(context, _namespace(values), maybe_text(values, "type"), part(values))
    return {
        "totalCount": page.total,
        "list": [_shaped(each) | {"namespace": each.namespace.code} for each in page.rows],
    }, ""


def resource(context: Context, values: dict[str, Any]) -> Answer:
    if resource_id := maybe_text(values, "id"):
        found = resources.find_by_id(context, resource_id)
    else:
        found = resources.find(context, _namespace(values), text(values, "code"))
    return _shaped(found) if found else None, ""


def create_resource(context: Context, values: dict[str, Any]) -> Answer:
    (made,) = resources.create(context, _described(values))
    return _shaped(made), "created"


def create_resources(context: Context, values: dict[str, Any]) -> Answer:
    bulk = values.get("bulk")
    if not isinstance(bulk, list) or not all(isinstance(each, dict) for each in bulk):
        raise Refusal(Code.MALFORMED, "bulk must be a list of objects")
    resources.create(context, *map(_described, bulk))
    return None, "created"


def update_resource(context: Context, values: dict[str, Any]) -> Answer:
    found = resources.update(
        context,
        _namespace(values),
        values["code"],
        maybe_text(values, "type"),
        _actions(values),
        maybe_text(values, "description"),
        maybe_text(values, "apiIdentifier"),
    )
    return _shaped(found), "updated"


def delete_resource(context: Context, values: dict[str, Any]) -> Answer:
    resources.delete(context, _namespace(values), values["code"])
    return None, "deleted"


NAMESPACES = "/api/v2/resource-namespace/{pool}"
RESOURCES = "/api/v2/resources"
TABLE: list[Endpoint] = [
    ("GET", NAMESPACES, list_namespaces),
    ("POST", NAMESPACES, create_namespace),
    ("PUT", f"{NAMESPACES}/{{id}}", update_namespace),
    ("DELETE", f"{NAMESPACES}/{{id}}", delete_namespace),
    # Not {code}: the body of the update has one too, and what is in the path would stand in for it.
    ("PUT", f"{NAMESPACES}/code/{{present}}", update_namespace_by_code),
    ("DELETE", f"{NAMESPACES}/code/{{present}}", delete_namespace_by_code),
    ("GET", RESOURCES, list_resources),
    ("POST", RESOURCES, create_resource),
    ("GET", f"{RESOURCES}/detail", resource),
    ("POST", f"{RESOURCES}/bulk", create_resources),
    ("POST", f"{RESOURCES}/{{code}}", update_resource),
    ("DELETE", f"{RESOURCES}/{{code}}", delete_resource),
]
