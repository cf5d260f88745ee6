"""Endpoints about tenants and identity providers elsewhere."""

# ruff: noqa: D103 - what an endpoint does is told by its path in the table

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from authing.server.rest.envelope import moment, text
from authing.server.rest.users import whole
from authing.server.rest.values import flag, ids, mapping, maybe_text, part, texts
from authing.server.rules import identity_providers, tenants
from authing.server.rules.identity_providers import Described
from authing.server.rules.refusal import Code, Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from authing.server.rest.envelope import Answer, Endpoint
    from authing.server.rules.identity_providers import Opened
    from authing.server.rules.service import Context
    from authing.server.rules.tenants import Details
    from authing.server.storage.tables.tenants import Connection, IdentityProvider, Tenant, TenantMember


def shaped(tenant: Tenant) -> dict[str, Any]:
    return {
        "id": tenant.id,
        "userPoolId": tenant.pool_id,
        "name": tenant.name,
        "logo": tenant.logo,
        "description": tenant.description,
        "css": tenant.css,
        "ssoPageCustomizationSettings": tenant.sso_page_settings or None,
        "createdAt": moment(tenant.created_at),
        "updatedAt": moment(tenant.updated_at),
    }


def _detailed(details: Details) -> dict[str, Any]:
    return shaped(details.tenant) | {
        "apps": [
            {
                "id": each.id,
                "userPoolId": each.pool_id,
                "name": each.name,
                "createdAt": moment(each.created_at),
                "updatedAt": moment(each.updated_at),
            }
            for each in details.applications
        ]
    }


def _member(member: TenantMember, user: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": member.id,
        "tenantId": member.tenant_id,
        "isEnabled": member.is_enabled,
        "isTenantAdmin": member.is_admin,
        "user": user,
        "createdAt": moment(member.created_at),
    }


def list_tenants(context: Context, values: dict[str, Any]) -> Answer:
    page = tenants.page(context, part(values))
    return {"totalCount": page.total, "list": [shaped(row) for row in page.rows]}, "ok"


def tenant(context: Context, values: dict[str, Any]) -> Answer:
    return _detailed(tenants.get(context, values["id"])), "ok"


def _told(values: Mapping[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {name: maybe_text(values, name) for name in ("name", "logo", "description", "css")}
    if values.get("ssoPageCustomizationSettings") is not None:
        told["sso_page_settings"] = mapping(values, "ssoPageCustomizationSettings")
    return told


def _application_ids(values: Mapping[str, Any]) -> list[str] | None:
    """Ids in one text, with commas between them."""
    found = maybe_text(values, "appIds")
    return None if found is None else [each.strip() for each in found.split(",") if each.strip()]


def create_tenant(context: Context, values: dict[str, Any]) -> Answer:
    return _detailed(tenants.create(context, _told(values), _application_ids(values) or [])), "ok"


def update_tenant(context: Context, values: dict[str, Any]) -> Answer:
    return _detailed(tenants.update(context, values["id"], _told(values), _application_ids(values))), "ok"


def delete_tenant(context: Context, values: dict[str, Any]) -> Answer:
    tenants.delete(context, values["id"])
    return None, "deleted"


def tenants_of_user(context: Context, values: dict[str, Any]) -> Answer:
    return [shaped(row) for row in tenants.of_user(context, values["id"])], "ok"


def members(context: Context, values: dict[str, Any]) -> Answer:
    page = tenants.members(context, values["id"], part(values))
    users = whole(context, [row.account for row in page.rows])
    rows = [_member(row, user) for row, user in zip(page.rows, users, strict=True)]
    # The platform says `listTotal` here; `totalCount` is what it says everywhere else.
    return {"listTotal": page.total, "totalCount": page.total, "list": rows}, "ok"


def add_members(context: Context, values: dict[str, Any]) -> Answer:
    tenants.add_members(context, values["id"], ids(values, "userIds"))
    return None, "added"


def remove_member(context: Context, values: dict[str, Any]) -> Answer:
    tenants.remove_member(context, values["id"], text(values, "userId"))
    return None, "removed"


def update_member(context: Context, values: dict[str, Any]) -> Answer:
    tenants.change_members(context, values["id"], [values["user_id"]], is_enabled=flag(values, "isEnabled"))
    return None, "updated"


def set_admins(context: Context, values: dict[str, Any]) -> Answer:
    tenants.change_members(context, values["id"], ids(values, "userIds"), is_admin=True)
    return None, "updated"


def delete_admin(context: Context, values: dict[str, Any]) -> Answer:
    tenants.change_members(context, values["id"], [values["user_id"]], is_admin=False)
    return None, "updated"


def _connection(connection: Connection) -> dict[str, Any]:
    return {
        "id": connection.id,
        "type": connection.type,
        "identifier": connection.identifier,
        "displayName": connection.display_name,
        "logo": connection.logo,
        "tenantIds": [each.tenant_id for each in connection.tenants],
        "appIds": [each.application_id for each in connection.applications],
    }


def _opened(opened: Opened) -> dict[str, Any]:
    connection = opened.connection
    return _connection(connection) | {
        "extIdpId": connection.provider_id,
        "fields": opened.fields,
        "userMatchFields": connection.user_match_fields,
        "createdAt": moment(connection.created_at),
        "updatedAt": moment(connection.updated_at),
    }


def _provider(provider: IdentityProvider) -> dict[str, Any]:
    return {"id": provider.id, "name": provider.name, "type": provider.type, "tenantId": provider.tenant_id}


def list_providers(context: Context, values: dict[str, Any]) -> Answer:
    tenant_id = maybe_text(values, "tenantId")
    return [
        _provider(each)
        | {
            "connections": [
                _connection(one) | {"enabled": tenant_id in {on.tenant_id for on in one.tenants}}
                for one in each.connections
            ]
        }
        for each in identity_providers.listed(context, tenant_id)
    ], "ok"


def provider(context: Context, values: dict[str, Any]) -> Answer:
    found, connections = identity_providers.get(context, values["id"])
    return _provider(found) | {"connections": [_opened(each) for each in connections]}, "ok"


def _described(values: Any, *, is_new: bool) -> Described:
    if not isinstance(values, dict):
        raise Refusal(Code.MALFORMED, "a connection must be an object")
    matched = values.get("userMatchFields")
    return Described(
        display_name=text(values, "displayName"),
        fields=mapping(values, "fields"),
        user_match_fields=None if matched is None else texts(values, "userMatchFields", or_none=True),
        logo=maybe_text(values, "logo"),
        type=text(values, "type") if is_new else "",
        identifier=text(values, "identifier") if is_new else "",
    )


def create_provider(context: Context, values: dict[str, Any]) -> Answer:
    given = values.get("connections", [])
    if not isinstance(given, list):
        raise Refusal(Code.MALFORMED, "connections must be a list")
    found, connections = identity_providers.create(
        context,
        text(values, "name"),
        text(values, "type"),
        maybe_text(values, "tenantId"),
        [_described(each, is_new=True) for each in given],
    )
    return _provider(found) | {"connections": [_opened(each) for each in connections]}, "ok"


def update_provider(context: Context, values: dict[str, Any]) -> Answer:
    identity_providers.rename(context, values["id"], text(values, "name"))
    return None, "updated"


def delete_provider(context: Context, values: dict[str, Any]) -> Answer:
    identity_providers.delete(context, values["id"])
    return None, "deleted"


def _targets(values: Mapping[str, Any]) -> dict[str, str]:
    given = {"tenant": maybe_text(values, "tenantId"), "application": maybe_text(values, "appId")}
    return {target: target_id for target, target_id in given.items() if target_id}


def switch_provider(context: Context, values: dict[str, Any]) -> Answer:
    identity_providers.switch_all(context, values["id"], _targets(values), on=flag(values, "enabled"))
    return None, "updated"


def create_connection(context: Context, values: dict[str, Any]) -> Answer:
    described = _described(values, is_new=True)
    return _opened(identity_providers.create_connection(context, text(values, "extIdpId"), described)), "ok"


def update_connection(context: Context, values: dict[str, Any]) -> Answer:
    identity_providers.update_connection(context, values["id"], _described(values, is_new=False))
    return None, "updated"


def delete_connection(context: Context, values: dict[str, Any]) -> Answer:
    identity_providers.delete_connection(context, values["id"])
    return None, "deleted"


def switch_connection(context: Context, values: dict[str, Any]) -> Answer:
    identity_providers.switch_connection(context, values["id"], _targets(values), on=flag(values, "enabled"))
    return None, "updated"


def find_identifier(context: Context, values: dict[str, Any]) -> Answer:
    identity_providers.require_identifier(context, text(values, "identifier"))
    return None, "taken"


TABLE: list[Endpoint] = [
    ("GET", "/api/v2/tenants", list_tenants),
    ("GET", "/api/v2/users/{id}/tenants", tenants_of_user),
    ("GET", "/api/v2/tenant/{id}", tenant),
    ("POST", "/api/v2/tenant", create_tenant),
    ("POST", "/api/v2/tenant/{id}", update_tenant),
    ("DELETE", "/api/v2/tenant/{id}", delete_tenant),
    ("GET", "/api/v2/tenant/{id}/users", members),
    ("POST", "/api/v2/tenant/{id}/user", add_members),
    ("DELETE", "/api/v2/tenant/{id}/user", remove_member),
    ("PUT", "/api/v2/tenant/{id}/{user_id}", update_member),
    ("PUT", "/api/v2/tenant/{id}/admin", set_admins),
    ("DELETE", "/api/v2/tenant/{id}/admin/{user_id}", delete_admin),
    ("GET", "/api/v2/extIdp", list_providers),
    ("GET", "/api/v2/extIdp/{id}", provider),
    ("POST", "/api/v2/extIdp", create_provider),
    ("PUT", "/api/v2/extIdp/{id}", update_provider),
    ("DELETE", "/api/v2/extIdp/{id}", delete_provider),
    ("PUT", "/api/v2/extIdp/{id}/connState", switch_provider),
    ("POST", "/api/v2/extIdpConn", create_connection),
    ("PUT", "/api/v2/extIdpConn/{id}", update_connection),
    ("DELETE", "/api/v2/extIdpConn/{id}", delete_connection),
    ("PUT", "/api/v2/extIdpConn/{id}/state", switch_connection),
    ("POST", "/api/v2/check/extIdpConn/identifier", find_identifier),
]
