"""Endpoints about users, their logins and passwords."""

# ruff: noqa: D103 - what an endpoint does is told by its path in the table

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from authing.server import wire
from authing.server.rest.envelope import UPLOAD, moment, text
from authing.server.rest.values import ids, maybe_text
from authing.server.rules import accounts, fields, identities, logout, pools, security, sessions
from authing.server.rules.accounts import require_unused
from authing.server.rules.refusal import unavailable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from authing.server.rest.envelope import Answer
    from authing.server.rules.service import Context
    from authing.server.storage.tables.accounts import Account


def shaped(account: Account, token: str | None = None) -> dict[str, Any]:
    return wire.user(account, token, moment)


def whole(context: Context, found: Sequence[Account], *, with_custom_data: bool = False) -> list[dict[str, Any]]:
    """Users with their accounts elsewhere, and with the values of user-defined fields if they are asked for."""
    account_ids = [account.id for account in found]
    linked = identities.of_users(context, account_ids)
    shown = [
        {**shaped(account), "identities": [wire.identity(each) for each in linked.get(account.id, ())]}
        for account in found
    ]
    if with_custom_data:
        own = fields.of_users(context, account_ids)
        for user in shown:
            user["customData"] = wire.values(own.get(user["id"], ()))
    return shown


def me(context: Context, _: dict[str, Any]) -> Answer:
    found = accounts.me(context)
    return {**whole(context, [found.account])[0], "token": found.token}, "ok"


def user(context: Context, values: dict[str, Any]) -> Answer:
    account = accounts.managed(context, values["id"])
    with_custom_data = values.get("with_custom_data") in ("1", "true")
    return whole(context, [account], with_custom_data=with_custom_data)[0] if account else None, "ok"


def log_out(context: Context, values: dict[str, Any]) -> Answer:
    logout.of_user(context, maybe_text(values, "app_id"))
    return None, "logged out"


def log_user_out(context: Context, values: dict[str, Any]) -> Answer:
    if values.get("deviceId") == "current" and "userId" not in values:
        logout.of_user(context, maybe_text(values, "appId"))
        return None, "logged out"
    sessions.log_user_out(context, text(values, "userId"), maybe_text(values, "appId"))
    return None, "logged out"


def published_key(context: Context, _: dict[str, Any]) -> Answer:
    return {"publicKey": context.service.transport.public_pem}, "ok"


def security_level(context: Context, _: dict[str, Any]) -> Answer:
    found = security.mine(context)
    return {
        "score": found.score,
        "email": found.email,
        "phone": found.phone,
        "password": found.password,
        "passwordSecurityLevel": found.password_level,
        "mfa": found.second_factor,
    }, "ok"


def upload(context: Context, values: dict[str, Any]) -> Answer:
    raise unavailable("image upload")


def judge_password(context: Context, values: dict[str, Any]) -> Answer:
    return [wire.strength(pools.judge_as_manager(context, text(values, "password")))], "ok"


def kick(context: Context, values: dict[str, Any]) -> Answer:
    sessions.kick(context, ids(values, "userIds"))
    return None, "logged out"


def login_status(context: Context, values: dict[str, Any]) -> Answer:
    require_unused(deviceId=values.get("deviceId"))
    account, applications = sessions.logins(context, text(values, "userId"), maybe_text(values, "appId"))
    if applications is None:
        return {"isLogin": False}, "ok"
    return {
        "isLogin": True,
        "user": whole(context, [account])[0],
        "application": [{"id": each.id, "name": each.name} for each in applications],
    }, "ok"


TABLE = [
    ("GET", "/api/v2/.well-known", published_key),
    ("GET", "/api/v2/users/me", me),
    ("GET", "/api/v2/users/me/security-level", security_level),
    ("POST", UPLOAD, upload),
    ("GET", "/api/v2/users/{id}", user),
    ("GET", "/api/v2/logout", log_out),
    ("GET", "/logout", log_user_out),
    ("POST", "/api/v2/password/check", judge_password),
    ("POST", "/api/v2/users/kick", kick),
    ("GET", "/api/v2/users/login-status", login_status),
]
