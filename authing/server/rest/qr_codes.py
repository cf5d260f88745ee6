"""Endpoints about QR codes. The last three are this server's own: an app of the platform has an SDK of its own for them."""

# ruff: noqa: D103 - what an endpoint does is told by its path in the table

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from authing.server.rest.envelope import text
from authing.server.rest.users import whole
from authing.server.rules import fields, qr_codes
from authing.server.rules.accounts import require_unused
from authing.server.rules.refusal import Code, Refusal
from authing.server.rules.totp import picture

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from authing.server.rest.envelope import Answer, Endpoint
    from authing.server.rules.service import Context


def _own_values(values: dict[str, Any]) -> Sequence[tuple[str, str]]:
    params = values.get("params")
    if isinstance(params, dict):  # as clients in JavaScript hold them
        params = [{"key": key, "value": value} for key, value in params.items()]
    if isinstance(params, list):
        params = json.dumps(params)
    if not isinstance(params, (str, type(None))):
        raise Refusal(Code.MALFORMED, "params must be an object, a list or a JSON text")
    return fields.given(params)


def generate(context: Context, values: dict[str, Any]) -> Answer:
    require_unused(autoMergeQrCode=values.get("autoMergeQrCode"), extIdpConnId=values.get("extIdpConnId"))
    with_custom_data = values.get("withCustomData") is True
    made = qr_codes.make(context, text(values, "scene"), _own_values(values), with_custom_data=with_custom_data)
    return {"random": made.random, "url": picture(made.content), "customLogo": None}, "ok"


def check(context: Context, values: dict[str, Any]) -> Answer:
    random = text(values, "random")
    found = qr_codes.state(context, random)
    user = None
    if found.account:
        told = {"nickname": found.account.nickname, "photo": found.account.photo}
        user = whole(context, [found.account])[0] if found.shows_user else told
    return {
        "random": random,
        "status": found.status,
        "ticket": found.ticket,
        "userInfo": user,
        "scannedResult": None,
    }, "ok"


def exchange(context: Context, values: dict[str, Any]) -> Answer:
    holder, with_custom_data = qr_codes.log_in(context, text(values, "ticket"))
    return {
        **whole(context, [holder.account], with_custom_data=with_custom_data)[0],
        "token": holder.token,
    }, "logged in"


def _deciding(decide: Callable[[Context, str], None], message: str) -> Callable[[Context, dict[str, Any]], Answer]:
    def respond(context: Context, values: dict[str, Any]) -> Answer:
        decide(context, text(values, "random"))
        return None, message

    return respond


TABLE: list[Endpoint] = [
    ("POST", "/api/v2/qrcode/gene", generate),
    ("GET", "/api/v2/qrcode/check", check),
    ("POST", "/api/v2/qrcode/userinfo", exchange),
    ("POST", "/api/v2/qrcode/scanned", _deciding(qr_codes.scan, "scanned")),
    ("POST", "/api/v2/qrcode/confirm", _deciding(qr_codes.confirm, "confirmed")),
    ("POST", "/api/v2/qrcode/cancel", _deciding(qr_codes.cancel, "cancelled")),
]
