"""What the bearers of tokens are told: the userinfo endpoint (`/oidc/me`, `/oauth/me`), and the validation of tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jwt
from starlette.concurrency import run_in_threadpool

from authing.server import wire
from authing.server.body import form_values, read_form
from authing.server.oidc.answers import NO_STORE, as_json, as_oauth
from authing.server.oidc.origins import readable
from authing.server.rules import access, claims, clients, grants, tokens
from authing.server.rules.refusal import Code, Refusal
from authing.server.rules.service import Context
from authing.server.rules.tokens import SignedIn

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from authing.server.rules.service import Service

LIMIT = 32 * 1024


def endpoint(service: Service, protocol: str) -> Callable[[Request], Awaitable[Response]]:
    """The userinfo endpoint (OpenID Connect Core, section 5.3)."""

    async def respond(request: Request) -> Response:
        context = Context(service, wire.caller(request))
        try:
            response = await run_in_threadpool(_userinfo, context, protocol, await _sent(request))
        except Exception as error:  # noqa: BLE001 - nothing may leave here in another shape
            found = as_oauth(error)
            response = _refused(str(found.error), found.description, found.status_code)
        return await readable(request, context, response)

    return respond


async def _sent(request: Request) -> list[str]:
    """The access tokens of a request: in the header, a form or the query (RFC 6750, section 2)."""
    scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
    form = await read_form(request, LIMIT) if request.method == "POST" and _is_form(request) else {}
    query = form_values(request.scope["query_string"])
    found = [credentials.strip() if scheme.lower() == "bearer" else "", form.get("access_token", "")]
    return [each for each in (*found, query.get("access_token", "")) if each]


def _is_form(request: Request) -> bool:
    # Some clients post an empty body as JSON.
    return request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded")


def _userinfo(context: Context, protocol: str, sent: list[str]) -> Response:
    # RFC 6750, section 2: "Clients MUST NOT use more than one method to transmit the token in each request."
    if len(sent) > 1:
        return _refused("invalid_request", "the access token is given twice", 400)
    if not sent:
        # RFC 6750, section 3.1: without a token, "the resource server SHOULD NOT include an error code".
        return as_json({"error": "invalid_token"}, 401, {**NO_STORE, "WWW-Authenticate": "Bearer"})
    found = grants.find_access_token(context, sent[0])
    account = found[1].account if found else None
    if found is None or account is None or found[1].grant.protocol != protocol:
        return _refused("invalid_token", "the access token is unknown, expired or revoked", 401)
    scopes = found[0].scope.split()
    if protocol == clients.OIDC and claims.OPENID not in scopes:
        return _refused("insufficient_scope", "the access token has no scope openid", 403)
    with context.reading() as db:
        return as_json({"sub": account.id, **claims.known(db, account, scopes)})


def _refused(error: str, description: str, status: int) -> Response:
    """RFC 6750, section 3: the reason is in the header."""
    challenge = f'Bearer error="{error}", error_description="{description}"'
    told = {"error": error, "error_description": description}
    return as_json(told, status, {**NO_STORE, "WWW-Authenticate": challenge})


# -- validation -----------------------------------------------------------------------------------


def validation(service: Service) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint that tells whether a token is good, and what it says; without an envelope."""

    async def respond(request: Request) -> Response:
        try:
            values = form_values(request.scope["query_string"])
            context = Context(service, wire.caller(request))
            return as_json(await run_in_threadpool(_validated, context, values))
        except Exception as error:  # noqa: BLE001 - nothing may leave here in another shape
            found = as_oauth(error)
            return as_json({"code": int(Code.MALFORMED), "message": found.description}, 400)

    return respond


def _validated(context: Context, values: dict[str, str]) -> dict[str, Any]:
    for name, is_good in (("id_token", _is_login), ("access_token", _is_access_token)):
        if name not in values:
            continue
        try:
            if len(values[name]) > tokens.LONGEST:
                raise jwt.InvalidTokenError
            said: dict[str, Any] = jwt.decode(values[name], options={"verify_signature": False})
        except (jwt.InvalidTokenError, RecursionError):
            raise Refusal(Code.MALFORMED, f"{name} is malformed") from None
        if not is_good(context, values[name]):
            raise Refusal(Code.MALFORMED, f"{name} is not legitimate")
        return said
    raise Refusal(Code.MALFORMED, "id_token or access_token is needed")


def _is_login(context: Context, token: str) -> bool:
    with context.reading() as db:
        found = access.bearer(db, context, token)
    return isinstance(found, SignedIn) and found.application is not None


def _is_access_token(context: Context, token: str) -> bool:
    return grants.find_access_token(context, token) is not None
