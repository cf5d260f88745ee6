"""The authorization endpoint: `/oidc/auth` and `/oauth/auth`."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse

from authing.server import wire
from authing.server.body import form_values, read_form
from authing.server.failures import describe
from authing.server.oidc.answers import REDIRECT, send
from authing.server.rules import authorization
from authing.server.rules.service import Context
from authing.server.web import consent, login, pages

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from authing.server.rules.authorization import Answer
    from authing.server.rules.service import Service

    Endpoint = Callable[[Request], Awaitable[Response]]

LIMIT = 32 * 1024
"""Bytes of a request's parameters."""


def endpoint(service: Service, protocol: str) -> Endpoint:
    """The endpoint to which an application sends its users."""

    async def respond(request: Request) -> Response:
        try:
            if request.method == "POST":
                values = await read_form(request, LIMIT)
                # A browser leaves the cookies of the session (SameSite) out of a form that another site has sent here.
                return RedirectResponse(f"{request.url.path}?{urlencode(values)}", 303, REDIRECT)
            values = form_values(request.scope["query_string"])
            context = Context(service, wire.caller(request))
            return _next(request, context, await run_in_threadpool(authorization.begin, context, protocol, values))
        except Exception as error:  # noqa: BLE001 - a person sees this: no answer may leave in another shape
            return pages.respond(request, pages.failure(describe(error)))

    return respond


def resumption(service: Service, protocol: str) -> Endpoint:
    """The endpoint at which users come back to from login and consent."""

    async def respond(request: Request) -> Response:
        try:
            context, waiting = Context(service, wire.caller(request)), request.path_params["id"]
            return _next(request, context, await run_in_threadpool(authorization.resume, context, protocol, waiting))
        except Exception as error:  # noqa: BLE001 - a person sees this: no answer may leave in another shape
            return pages.respond(request, pages.failure(describe(error)))

    return respond


def _next(request: Request, context: Context, answer: Answer) -> Response:
    if answer.values is not None:
        return send(answer.asked, context.caller.issuer, answer.values)
    page = consent if answer.asks_consent else login
    return pages.respond(request, pages.Redirect(page.address(answer.interaction_id or ""), answer.cookies))
