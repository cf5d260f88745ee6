"""Resolvers about registration, login and tokens."""

# ruff: noqa: D103 - what a resolver does is told by its field in schema.graphql

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from authing.server.graphql import shapes
from authing.server.rules import login, password_resets, sessions

if TYPE_CHECKING:
    from authing.server.rules.service import Context

RENAMED = {"profile": "values", "phone_token": "phoneToken", "email_token": "emailToken"}
IGNORED = ("context",)
"""It is for pipelines; this server has none, so nothing asks for it."""


def _options(input: dict[str, Any], column: str) -> dict[str, Any]:
    options = {RENAMED.get(name, name): value for name, value in input.items() if name not in IGNORED}
    return options | {"column": column, "value": options.pop(column), "encrypted": options.pop("password")}


def register(column: str, context: Context, input: dict[str, Any]) -> Any:
    return shapes.holder(login.register(context, **_options(input, column)))


def log_in(column: str, context: Context, input: dict[str, Any]) -> Any:
    return shapes.holder(login.log_in(context, **_options(input, column)))


def log_in_by_sub_account(context: Context, account: str, password: str, **options: Any) -> Any:
    return shapes.holder(login.log_in_by_sub_account(context, account, password, **options))


def refresh_token(context: Context, id: str | None = None) -> Any:
    issued = sessions.renew(context, id)
    return {
        "token": issued.token,
        "iat": int(issued.issued_at.timestamp()),
        "exp": int(issued.expires_at.timestamp()),
    }


def reset_password_by_first_login_token(context: Context, token: str, password: str) -> Any:
    password_resets.by_first_login_token(context, token, password)
    return shapes.done("the password is changed")


def reset_password_by_force_reset_token(context: Context, token: str, old_password: str, new_password: str) -> Any:
    password_resets.by_forced_reset_token(context, token, old_password, new_password)
    return shapes.done("the password is changed")


def check_login_status(context: Context, token: str | None = None) -> Any:
    status = sessions.status(context, token)
    found = status.signed_in
    if found is None:
        return {"code": status.code, "message": status.message, "status": False}
    return {
        "code": 200,
        "message": status.message,
        "status": True,
        "iat": int(found.issued_at.timestamp()),
        "exp": int(found.expires_at.timestamp()),
        "data": {"id": found.account.id, "userPoolId": found.pool.id, "arn": status.arn},
    }


RESOLVERS = {
    "Query": {"checkLoginStatus": check_login_status},
    "Mutation": {
        "registerByUsername": partial(register, "username"),
        "registerByEmail": partial(register, "email"),
        "loginByUsername": partial(log_in, "username"),
        "loginByEmail": partial(log_in, "email"),
        "loginByPhonePassword": partial(log_in, "phone"),
        "loginBySubAccount": log_in_by_sub_account,
        "refreshToken": refresh_token,
        "resetPasswordByFirstLoginToken": reset_password_by_first_login_token,
        "resetPasswordByForceResetToken": reset_password_by_force_reset_token,
    },
}
