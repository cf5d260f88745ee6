"""Endpoints about what happened in the pool."""

# ruff: noqa: D103 - what an endpoint does is told by its path in the table

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from authing.server.rest.envelope import moment, text
from authing.server.rest.values import maybe_text, part, texts
from authing.server.rules import records
from authing.server.rules.arn import user_arn
from authing.server.rules.refusal import MESSAGES, Code

if TYPE_CHECKING:
    from authing.server.rest.envelope import Answer, Endpoint
    from authing.server.rules.service import Context
    from authing.server.storage.accounts import Page
    from authing.server.storage.tables.accounts import Account
    from authing.server.storage.tables.pools import Pool
    from authing.server.storage.tables.records import Record


def several(values: dict[str, Any], *names: str) -> list[str]:
    """The texts of a filter, which has more than one name and may have one value or a list; empty ones are none."""
    found: list[str] = []
    for name in names:
        found += texts(values, name) if isinstance(values.get(name), list) else [maybe_text(values, name) or ""]
    return [value for value in found if value]


def page(context: Context, values: dict[str, Any], *, by_manager: bool) -> tuple[Pool, Page[Record]]:
    return records.page(
        context,
        part(values),
        by_manager=by_manager,
        client_ip=maybe_text(values, "clientip") or "",
        operations=several(values, "operation_name", "eventType"),
        operators=several(values, "operator_arn", "userId"),
        application_ids=several(values, "app_id"),
        start=maybe_text(values, "start") or "",
        end=maybe_text(values, "end") or "",
        of_applications=maybe_text(values, "exclude_non_app_records") in ("1", "true"),
    )


def message(code: int) -> str:
    return "ok" if code == records.DONE else MESSAGES[Code(code)]


def display_name(account: Account) -> str | None:
    return account.nickname or account.name or account.username or account.email or account.phone


def user_actions(context: Context, values: dict[str, Any]) -> Answer:
    _, found = page(context, values, by_manager=False)
    return {"totalCount": found.total, "list": [user_action(record) for record in found.rows]}, "ok"


def user_action(record: Record) -> dict[str, Any]:
    user, application = record.operator, record.application
    return {
        "operator_arn": user_arn(record.pool_id, record.operator_id) if record.operator_id else None,
        "@timestamp": moment(record.created_at),
        "timestamp": moment(record.created_at),
        "userpool_id": record.pool_id,
        "app_id": record.application_id,
        "operation_name": record.operation,
        "operation_desc": records.DESCRIPTIONS.get(record.operation),
        "clientip": record.client_ip,
        "geoip": {"ip": record.client_ip},
        "user_agent": record.user_agent,
        "request_id": record.request_id,
        "path": record.path,
        "message": message(record.result_code),
        "result_code": record.result_code,
        "user": user
        and {"id": user.id, "userPoolId": user.pool_id, "displayName": display_name(user), "photo": user.photo},
        "app": application and {"id": application.id, "name": application.name},
    }


def audit_log(context: Context, values: dict[str, Any]) -> Answer:
    pool, found = page(context, values, by_manager=True)
    return {"totalCount": found.total, "list": [audit_record(pool, record) for record in found.rows]}, ""


def audit_record(pool: Pool, record: Record) -> dict[str, Any]:
    user = record.operator
    return {
        "logId": str(record.id),
        "timestamp": moment(record.created_at),
        "userPoolId": pool.id,
        "userPoolName": pool.name,
        "userId": record.operator_id,
        "userName": display_name(user) if user else None,
        "photoUrl": user and user.photo,
        "clientIp": record.client_ip,
        "geoip": {"ip": record.client_ip},
        "userAgent": record.user_agent,
        "appId": record.application_id,
        "appName": record.application and record.application.name,
        "eventType": record.operation,
        "eventDetails": records.DESCRIPTIONS.get(record.operation),
        "eventResultCode": record.result_code,
        "eventResultMsg": message(record.result_code),
        "requestId": record.request_id,
        "path": record.path,
    }


def users_logged_in(context: Context, values: dict[str, Any]) -> Answer:
    return records.users_logged_in(context, text(values, "appId")), "ok"


TABLE: list[Endpoint] = [
    ("GET", "/api/v2/analysis/user-action", user_actions),
    ("GET", "/api/v2/analysis/audit", audit_log),
    ("GET", "/api/v2/analysis/total-login-count", users_logged_in),
]
