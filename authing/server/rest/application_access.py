"""Endpoints about who may enter applications, and about the programs that act for them."""

# ruff: noqa: D103 - what an endpoint does is told by its path in the table

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from authing.server.rest.envelope import moment, text
from authing.server.rest.users import shaped as shaped_user
from authing.server.rest.values import flag, maybe_text, number, part, texts
from authing.server.rules import application_access, programmatic_access
from authing.server.rules.application_access import ALLOW, DENY, Targets
from authing.server.rules.arn import application_arn
from authing.server.storage.tables.accounts import Account
from authing.server.storage.tables.groups import Group
from authing.server.storage.tables.roles import Role

if TYPE_CHECKING:
    from authing.server.rest.envelope import Answer
    from authing.server.rules.programmatic_access import Shown
    from authing.server.rules.service import Context
    from authing.server.storage.application_access import Record
    from authing.server.storage.tables.organisations import Node
    from authing.server.storage.tables.pools import Application
    from authing.server.storage.tables.roles import Namespace

TOKEN_LIFE = 600


def shaped(application: Application, namespace: Namespace | None, found: Record) -> dict[str, Any]:
    record = found.record
    code = f"ApplicationLoginAccess:{record.id}"
    return {
        "assignedAt": moment(record.created_at),
        "inheritByChildren": record.inherit_by_children,
        "enabled": record.enabled,
        "policyId": record.id,
        "code": code,
        "policy": {
            "id": record.id,
            "createdAt": moment(record.created_at),
            "updatedAt": moment(record.updated_at),
            "userPoolId": application.pool_id,
            "isDefault": False,
            "isAuto": True,
            "hidden": True,
            "code": code,
            "description": None,
            "statements": [
                {
                    "resource": application_arn(application.pool_id, application.id),
                    "actions": ["application:login"],
                    "effect": record.effect,
                    "condition": [],
                    "resourceType": None,
                }
            ],
            "namespaceId": namespace.id if namespace else None,
        },
        "targetType": found.target_type,
        "targetIdentifier": found.target.code if isinstance(found.target, (Role, Group)) else found.target.id,
        "target": _target(found.target),
        "namespace": application.id,
    }


def _target(target: Account | Role | Group | Node) -> dict[str, Any]:
    if isinstance(target, Account):
        return shaped_user(target)
    name = {"namespace": target.namespace.code} if isinstance(target, Role) else {"name": target.name}
    return {
        "id": target.id,
        "code": target.code,
        **name,
        "description": target.description,
        "createdAt": moment(target.created_at),
        "updatedAt": moment(target.updated_at),
    }


def shaped_program(shown: Shown) -> dict[str, Any]:
    account = shown.account
    return {
        "id": account.id,
        "appId": account.application_id,
        "secret": shown.secret,
        "remarks": account.remarks,
        "tokenLifetime": account.token_lifetime,
        "enabled": account.enabled,
        "userId": None,
        "createdAt": moment(account.created_at),
        "updatedAt": moment(account.updated_at),
    }


def records(context: Context, values: dict[str, Any]) -> Answer:
    application, namespace, found = application_access.page(context, values["id"], part(values))
    rows = [shaped(application, namespace, row) for row in found.rows]
    return {"totalCount": found.total, "list": rows}, "ok"


def _targets(values: dict[str, Any]) -> Targets:
    return Targets(
        text(values, "targetType"),
        texts(values, "targetIdentifiers"),
        maybe_text(values, "namespace"),
        flag({"inheritByChildren": False, **values}, "inheritByChildren"),
    )


def decide(context: Context, values: dict[str, Any], *, effect: str, message: str) -> Answer:
    application_access.decide(context, values["id"], effect, _targets(values))
    return None, message


def switch(context: Context, values: dict[str, Any], *, enabled: bool, message: str) -> Answer:
    application_access.switch(context, values["id"], _targets(values), enabled=enabled)
    return None, message


def revoke(context: Context, values: dict[str, Any]) -> Answer:
    application_access.forget(context, values["id"], _targets(values))
    return None, "the records are deleted"


def programs(context: Context, values: dict[str, Any]) -> Answer:
    found = programmatic_access.page(context, values["id"], part(values))
    rows = [shaped_program(programmatic_access.Shown(account)) for account in found.rows]
    return {"totalCount": found.total, "list": rows}, "ok"


def create_program(context: Context, values: dict[str, Any]) -> Answer:
    # Older clients send `remark`.
    remarks = maybe_text({"remarks": values.get("remark"), **values}, "remarks")
    made = programmatic_access.create(context, values["id"], remarks, number(values, "tokenLifetime", TOKEN_LIFE))
    return shaped_program(made), "the account is created"


def change_program(context: Context, values: dict[str, Any]) -> Answer:
    enabled = flag(values, "enabled") if "enabled" in values else None
    changed = programmatic_access.update(
        context, text(values, "id"), enabled=enabled, secret=maybe_text(values, "secret")
    )
    return shaped_program(changed), "the account is changed"


def delete_program(context: Context, values: dict[str, Any]) -> Answer:
    programmatic_access.delete(context, text(values, "id"))
    return None, "the account is deleted"


ACCESS = "/api/v2/applications/{id}/authorization"
PROGRAMS = "/api/v2/applications/{id}/programmatic-access-accounts"
ANY_PROGRAM = "/api/v2/applications/programmatic-access-accounts"
TABLE = [
    ("GET", f"{ACCESS}/records", records),
    ("POST", f"{ACCESS}/allow", partial(decide, effect=ALLOW, message="允许访问成功")),
    ("POST", f"{ACCESS}/deny", partial(decide, effect=DENY, message="拒绝访问成功")),
    ("POST", f"{ACCESS}/enable-effect", partial(switch, enabled=True, message="the records count")),
    ("POST", f"{ACCESS}/disable-effect", partial(switch, enabled=False, message="the records do not count")),
    ("POST", f"{ACCESS}/revoke", revoke),
    ("GET", PROGRAMS, programs),
    ("POST", PROGRAMS, create_program),
    ("PATCH", ANY_PROGRAM, change_program),
    ("DELETE", ANY_PROGRAM, delete_program),
]
