"""Endpoints about codes: SMS, and registration and login with a code that came by mail."""

# ruff: noqa: D103 - what an endpoint does is told by its path in the table

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from authing.server.rest.envelope import text
from authing.server.rest.users import whole
from authing.server.rest.values import flag, mapping, maybe_text
from authing.server.rules import code_login, fields, profile, sms
from authing.server.rules.code_login import Address
from authing.server.rules.naming import snake_case
from authing.server.rules.refusal import Code, Refusal

if TYPE_CHECKING:
    from authing.server.rest.envelope import Answer, Endpoint
    from authing.server.rules.accounts import Holder
    from authing.server.rules.service import Context

PROFILE = profile.OWN - {"city", "province"} | {"ip", "email", "phone", "oauth"}
"""What somebody may say about itself at registration, by the names of columns; the GraphQL door has a type for it."""


def send_sms(context: Context, values: dict[str, Any]) -> Answer:
    sms.send(context, text(values, "phone"), maybe_text(values, "scene"), maybe_text(values, "phoneCountryCode"))
    return None, "发送成功"


def register(context: Context, values: dict[str, Any]) -> Answer:
    about, udf = _about(values)
    found = code_login.register(
        context,
        Address.email(text(values, "email"), Code.LOGIN_EMAIL_MALFORMED),
        text(values, "code"),
        own_values=fields.given(maybe_text(values, "params"), [*udf, *_custom_data(values)]),
        values=about,
        force_login=flag(values, "forceLogin", default=False),
        generate_token=flag(values, "generateToken", default=False),
        client_ip=maybe_text(values, "clientIp"),
        phoneToken=maybe_text(values, "phoneToken"),
    )
    return _shown(context, found), "ok"


def log_in(context: Context, values: dict[str, Any]) -> Answer:
    address = Address.email(text(values, "email"), Code.LOGIN_EMAIL_MALFORMED)
    found = code_login.log_in(
        context,
        address,
        text(values, "code"),
        client_ip=maybe_text(values, "clientIp"),
        params=maybe_text(values, "params"),
    )
    return _shown(context, found), "ok"


def _shown(context: Context, found: Holder) -> dict[str, Any]:
    return {**whole(context, [found.account])[0], "token": found.token}


def _about(values: dict[str, Any]) -> tuple[dict[str, str], list[dict[str, str]]]:
    """The columns and the values of user-defined fields in a profile."""
    given = {name: value for name, value in mapping(values, "profile", {}).items() if value is not None}
    udf = given.pop("udf", [])
    if not isinstance(udf, list) or not all(
        isinstance(row, dict) and isinstance(row.get("key"), str) and isinstance(row.get("value"), str) for row in udf
    ):
        raise Refusal(Code.MALFORMED, "udf must be a list of objects with key and value")
    for name in given:
        if snake_case(name) not in PROFILE:
            raise Refusal(Code.MALFORMED, f"a profile has no {name}")
    return {snake_case(name): text(given, name) for name in given}, udf


def _custom_data(values: dict[str, Any]) -> list[dict[str, str]]:
    return [{"key": key, "value": json.dumps(value)} for key, value in mapping(values, "customData", {}).items()]


TABLE: list[Endpoint] = [
    ("POST", "/api/v2/sms/send", send_sms),
    ("POST", "/api/v2/register/email-code", register),
    ("POST", "/api/v2/login/email-code", log_in),
]
