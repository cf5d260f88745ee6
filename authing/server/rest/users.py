"""Endpoints about users, their logins and passwords."""

# ruff: noqa: D103 - what an endpoint does is told by its path in the table

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from authing.server import wire
from authing.server.rest.envelope import moment, text
from authing.server.rules import accounts, pools, sessions
from authing.server.rules.accounts import require_unused

if TYPE_CHECKING:
    from authing.server.rest.envelope import Answer
    from authing.server.rules.service import Context
    from authing.server.storage.tables.accounts import Account


def shaped(account: Account, token: str | None = None) -> dict[str, Any]:
    return wire.user(account, token, moment)


def me(context: Context, _: dict[str, Any]) -> Answer:
    found = accounts.me(context)
    return shaped(found.account, found.token), "ok"


def user(context: Context, values: dict[str, Any]) -> Answer:
    require_unused(with_custom_data=values.get("with_custom_data") in ("1", "true"))
    account = accounts.managed(context, values["id"])
    return shaped(account) if account else None, "ok"


def log_out(context: Context, values: dict[str, Any]) -> Answer:
    sessions.log_out(context, values.get("app_id"))
    return None, "logged out"


def log_user_out(context: Context, values: dict[str, Any]) -> Answer:
    sessions.log_user_out(context, text(values, "userId"), values.get("appId"))
    return None, "logged out"


def published_key(context: Context, _: dict[str, Any]) -> Answer:
    return {"publicKey": context.service.transport.public_pem}, "ok"


def judge_password(context: Context, values: dict[str, Any]) -> Answer:
    return [wire.strength(is_valid=pools.judge_as_manager(context, text(values, "password")))], "ok"


TABLE = [
    ("GET", "/api/v2/.well-known", published_key),
    ("GET", "/api/v2/users/me", me),
    ("GET", "/api/v2/users/{id}", user),
    ("GET", "/api/v2/logout", log_out),
    ("GET", "/logout", log_user_out),
    ("POST", "/api/v2/password/check", judge_password),
]
