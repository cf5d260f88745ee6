"""Endpoints about second factors."""

# ruff: noqa: D103 - what an endpoint does is told by its path in the table

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from authing.server.rest.envelope import moment, text
from authing.server.rest.values import maybe_text
from authing.server.rules import factors

if TYPE_CHECKING:
    from authing.server.rest.envelope import Answer, Endpoint
    from authing.server.rules.service import Context


def status(context: Context, values: dict[str, Any]) -> Answer:
    return factors.status(context, values["id"]), "ok"


def unbind(context: Context, values: dict[str, Any]) -> Answer:
    factors.unbind(context, values["id"], text(values, "type"))
    return None, "unbound"


def import_totp(context: Context, values: dict[str, Any]) -> Answer:
    imported = factors.import_totp(
        context, text(values, "userId"), text(values, "secret"), maybe_text(values, "recoveryCode")
    )
    authenticator = imported.authenticator
    return {
        "id": authenticator.id,
        "userId": authenticator.account_id,
        "enable": authenticator.enabled,
        "authenticatorType": authenticator.type,
        "secret": imported.secret,
        "recoveryCode": imported.recovery_code,
        "createdAt": moment(authenticator.created_at),
        "updatedAt": moment(authenticator.updated_at),
    }, "ok"


TABLE: list[Endpoint] = [
    ("GET", "/api/v2/users/{id}/mfa-bound", status),
    ("DELETE", "/api/v2/users/{id}/mfa-bound", unbind),
    ("POST", "/api/v2/mfa/totp/import", import_totp),
]
