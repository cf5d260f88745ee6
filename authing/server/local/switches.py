"""`GET /_local/outbox` and `POST /_local/reset`.

Requests must come from the loopback interface and name it in their Host header: a web page that a developer visits can make a
browser send requests here, but under the page's own host name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.routing import Route

from authing.server import wire
from authing.server.body import json_response
from authing.server.failures import describe
from authing.server.rest.envelope import enveloped, refused
from authing.server.rules import startup
from authing.server.rules.refusal import Code, Refusal

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from authing.server.rules.service import Service


def _guarded(answer: Callable[[], Response]) -> Callable[[Request], Awaitable[Response]]:
    async def respond(request: Request) -> Response:
        client = request.client.host if request.client else None
        if not wire.is_loopback(client) or not wire.is_loopback(wire.host_name(request)) or "origin" in request.headers:
            return refused(Refusal(Code.FORBIDDEN, "this is for programs on the server's own machine"))
        try:
            return await run_in_threadpool(answer)
        except Exception as error:  # noqa: BLE001 - nothing may leave here in another shape
            return refused(describe(error))

    return respond


def routes(service: Service) -> list[Route]:
    """All routes of the development switches."""

    def reset() -> Response:
        startup.reset(service)
        return enveloped(None, "reset")

    def outbox() -> Response:
        return json_response([])

    return [
        Route("/_local/reset", _guarded(reset), methods=["POST"]),
        Route("/_local/outbox", _guarded(outbox), methods=["GET"]),
    ]
