"""Endpoints about logging in: by credentials of all kinds, by directories of enterprises, and pictures with letters."""

# ruff: noqa: D103 - what an endpoint does is told by its path in the table

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.routing import Route

from authing.server import wire
from authing.server.failures import describe
from authing.server.rest.envelope import refused, text
from authing.server.rest.values import flag, mapping, maybe_text
from authing.server.rules import captchas, direct_login
from authing.server.rules.acts import Act
from authing.server.rules.direct_login import Wanted
from authing.server.rules.refusal import Code, Refusal
from authing.server.rules.service import Context

if TYPE_CHECKING:
    from starlette.requests import Request

    from authing.server.rest.envelope import Answer, Endpoint
    from authing.server.rules.service import Service

PICTURE = "/api/v2/security/captcha"
PASSWORD, PASSCODE = "PASSWORD", "PASSCODE"
PAYLOADS = {PASSWORD: "passwordPayload", PASSCODE: "passCodePayload", "LDAP": "ldapPayload", "AD": "adPayload"}


def sign_in(context: Context, values: dict[str, Any]) -> Answer:
    connection = text(values, "connection")
    if connection not in PAYLOADS:
        raise Refusal(Code.MALFORMED, f"connection must be one of {', '.join(PAYLOADS)}")
    if connection not in (PASSWORD, PASSCODE):
        raise _not_configured(connection)
    inside = direct_login.inside(context, maybe_text(values, "client_id"), maybe_text(values, "client_secret"))
    given, options = mapping(values, PAYLOADS[connection]), mapping(values, "options", {})
    payload = {name: text(given, name) for name in given if given[name] is not None}
    client_ip = maybe_text(options, "clientIp")
    if connection == PASSCODE:
        proven = direct_login.by_code(inside, payload)
    else:
        proven = direct_login.by_password(
            inside,
            payload,
            maybe_text(options, "passwordEncryptType") or direct_login.NONE,
            auto_register=flag(options, "autoRegister", default=False),
            captcha_code=maybe_text(options, "captchaCode"),
            client_ip=client_ip,
        )
    wanted = Wanted(
        maybe_text(options, "scope") or Wanted.scope,
        maybe_text(options, "responseType") or Wanted.response_type,
        maybe_text(options, "redirectUri"),
        [(key, json.dumps(value)) for key, value in mapping(options, "customData", {}).items()],
        client_ip,
    )
    found = direct_login.enter(inside, proven, wanted)
    if "expires_in" in found:
        found["expire_in"] = found["expires_in"]  # the platform's own spelling in this place
    state = maybe_text(options, "state")
    return found if state is None else {**found, "state": state}, "ok"


def verify_ldap_user(context: Context, _: dict[str, Any]) -> Answer:
    raise _not_configured("LDAP")


def verify_ad_user(context: Context, _: dict[str, Any]) -> Answer:
    raise _not_configured("AD")


def _not_configured(kind: str) -> Refusal:
    names = {"LDAP": "an LDAP directory", "AD": "an Active Directory"}
    return Refusal(Code.NOT_AVAILABLE, f"{names[kind]} is not configured: the local server connects to none")


TABLE: list[Endpoint] = [
    ("POST", "/api/v3/signin", sign_in),
    ("POST", "/api/v2/ldap/verify-user", verify_ldap_user),
    ("POST", "/api/v2/ad/verify-user", verify_ad_user),
]


def picture_route(service: Service) -> Route:
    """The endpoint of pictures with letters: an image as browsers show it, for the application or pool of headers or query."""

    def drawn(request: Request) -> Response:
        query, caller = request.query_params, wire.caller(request)
        named = replace(
            caller,
            application_id=caller.application_id or query.get("app_id"),
            pool_id=caller.pool_id or query.get("userpool_id"),
        )
        picture = captchas.give_out(Context(service, named, Act()))
        return Response(picture, media_type="image/svg+xml", headers={"cache-control": "no-store"})

    async def respond(request: Request) -> Response:
        try:
            return await run_in_threadpool(drawn, request)
        except Exception as error:  # noqa: BLE001 - nothing may leave here in another shape
            return refused(describe(error))

    return Route(PICTURE, respond, methods=["GET"])
