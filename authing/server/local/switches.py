"""`GET /_local/outbox` and `POST /_local/reset`.

Requests must come from the loopback interface and name it in their Host header: a web page that a developer visits can make a
browser send requests here, but under the page's own host name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.routing import Route

from authing.server import wire
from authing.server.body import json_response
from authing.server.failures import describe
from authing.server.rest.envelope import enveloped, moment, refused
from authing.server.rules import mail, startup
from authing.server.rules.refusal import Code, Refusal

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from authing.server.rules.service import Service
    from authing.server.storage.tables.mail import Mail


def _guarded(answer: Callable[[Request], Response]) -> Callable[[Request], Awaitable[Response]]:
    async def respond(request: Request) -> Response:
        client = request.client.host if request.client else None
        if not wire.is_loopback(client) or not wire.is_loopback(wire.host_name(request)) or "origin" in request.headers:
            return refused(Refusal(Code.FORBIDDEN, "this is for programs on the server's own machine"))
        try:
            return await run_in_threadpool(answer, request)
        except Exception as error:  # noqa: BLE001 - nothing may leave here in another shape
            return refused(describe(error))

    return respond


def _message(found: Mail) -> dict[str, Any]:
    shown = {name: getattr(found, name) for name in ("id", "kind", "to", "scene", "code", "link")}
    return {**shown, "sent_at": moment(found.sent_at)}


def routes(service: Service) -> list[Route]:
    """All routes of the development switches."""

    def reset(_: Request) -> Response:
        startup.reset(service)
        return enveloped(None, "reset")

    def outbox(request: Request) -> Response:
        wanted = request.query_params
        return json_response([_message(each) for each in mail.outbox(service, wanted.get("to"), wanted.get("kind"))])

    return [
        Route("/_local/reset", _guarded(reset), methods=["POST"]),
        Route("/_local/outbox", _guarded(outbox), methods=["GET"]),
    ]
