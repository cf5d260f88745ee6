"""The end-session endpoint: `/oidc/session/end`."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse

from authing.server import wire
from authing.server.body import form_values, read_form
from authing.server.failures import describe
from authing.server.oidc.answers import REDIRECT
from authing.server.rules import relying_party_logout
from authing.server.rules.acts import Act
from authing.server.rules.service import Context
from authing.server.web import pages

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from authing.server.rules.relying_party_logout import Leaving
    from authing.server.rules.service import Service

LIMIT = 32 * 1024
PATH = "/oidc/session/end"
CONFIRMED = "confirmed"
"""What the form of the question has besides the request."""


def endpoint(service: Service) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint to which an application sends its users to log out."""

    async def respond(request: Request) -> Response:
        try:
            is_post = request.method == "POST"
            values = await read_form(request, LIMIT) if is_post else form_values(request.scope["query_string"])
            if is_post and CONFIRMED not in values:
                # A browser leaves the cookies of the session (SameSite) out of a form that another site has sent here.
                return RedirectResponse(f"{PATH}?{urlencode(values)}", 303, REDIRECT)
            context = Context(service, wire.caller(request), Act())
            left = await run_in_threadpool(relying_party_logout.log_out, context, values, is_confirmed=is_post)
            return pages.respond(request, _page(values, left, after_form=is_post))
        except Exception as error:  # noqa: BLE001 - a person sees this: no answer may leave in another shape
            return pages.respond(request, pages.failure(describe(error)))

    return respond


def _page(values: dict[str, str], left: Leaving, *, after_form: bool) -> pages.Answer:
    account = left.asks
    if account is not None:
        fields = {**values, CONFIRMED: "yes"}
        user = account.name or account.username or account.email or account.phone or account.id
        return pages.Page("log_out.html", {"user": user, "action": PATH, "fields": fields})
    if left.target is not None:
        return (
            pages.leading(left.target, *left.forgotten) if after_form else pages.Redirect(left.target, left.forgotten)
        )
    return pages.message("Logged out", "You are logged out in this browser.", *left.forgotten)
