"""Endpoints about the pool, its variables, and principal authentication."""

# ruff: noqa: D103 - what an endpoint does is told by its path in the table

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from authing.server import wire
from authing.server.rest.envelope import moment, text
from authing.server.rest.values import maybe_text
from authing.server.rules import pools, principal, settings

if TYPE_CHECKING:
    from authing.server.rest.envelope import Answer, Endpoint
    from authing.server.rules.service import Context
    from authing.server.storage.tables.accounts import Account
    from authing.server.storage.tables.records import Principal
    from authing.server.storage.tables.settings import Variable


def detail(context: Context, _: dict[str, Any]) -> Answer:
    pool, namespaces = pools.managed_with_namespaces(context)
    ids = {f"{code}NamespaceId": namespace_id for code, namespace_id in namespaces.items()}
    return wire.pool(pool, moment) | {"userId": pool.owner_id, **ids}, "ok"


def shaped(variable: Variable) -> dict[str, Any]:
    return {
        "id": variable.id,
        "key": variable.key,
        "value": variable.value,
        "userPoolId": variable.pool_id,
        "createdAt": moment(variable.created_at),
        "updatedAt": moment(variable.updated_at),
    }


def variables(context: Context, _: dict[str, Any]) -> Answer:
    return [shaped(variable) for variable in settings.variables(context)], "ok"


def set_variable(context: Context, values: dict[str, Any]) -> Answer:
    return shaped(settings.set_variable(context, text(values, "key"), text(values, "value"))), "ok"


def remove_variable(context: Context, values: dict[str, Any]) -> Answer:
    settings.remove_variable(context, values["key"])
    return None, "the variable is removed"


def proven(account: Account, found: Principal) -> dict[str, Any]:
    return {
        "id": found.id,
        "userId": account.id,
        "userPoolId": account.pool_id,
        "principalType": found.kind,
        "principalName": found.name,
        "principalCode": found.code,
        "ext": found.extension,
        "authenticationTime": moment(found.authenticated_at),
        "createdAt": moment(found.created_at),
        "updatedAt": moment(found.updated_at),
    }


def _principal(context: Context, account_id: str | None) -> Answer:
    account, found = principal.find(context, account_id)
    return proven(account, found) if found else None, "ok"


def _authenticated(context: Context, account_id: str | None, values: dict[str, Any]) -> Answer:
    told = text(values, "type"), text(values, "name"), text(values, "idCard"), maybe_text(values, "ext") or ""
    return proven(*principal.authenticate(context, account_id, *told)), "ok"


def principal_detail(context: Context, values: dict[str, Any]) -> Answer:
    return _principal(context, values["id"])


def authenticate_principal(context: Context, values: dict[str, Any]) -> Answer:
    return _authenticated(context, values["id"], values)


def own_principal(context: Context, _: dict[str, Any]) -> Answer:
    return _principal(context, None)


def authenticate_oneself(context: Context, values: dict[str, Any]) -> Answer:
    return _authenticated(context, None, values)


PRINCIPAL = "/api/v2/users/{id}/management/principal_authentication"
OWN_PRINCIPAL = "/api/v2/users/principal_authentication"

TABLE: list[Endpoint] = [
    ("GET", "/api/v2/userpools/detail", detail),
    ("GET", "/api/v2/env", variables),
    ("POST", "/api/v2/env", set_variable),
    ("DELETE", "/api/v2/env/{key}", remove_variable),
    ("GET", PRINCIPAL, principal_detail),
    ("POST", PRINCIPAL, authenticate_principal),
    ("GET", OWN_PRINCIPAL, own_principal),
    ("POST", OWN_PRINCIPAL, authenticate_oneself),
]
