"""`GET /_local/outbox`, `POST /_local/clock`, `POST /_local/keys/rotate` and `POST /_local/reset`.

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
from authing.server.rest.envelope import enveloped, moment, read_values, refused, text
from authing.server.rest.values import flag
from authing.server.rules import outbox, profile, signing_keys, startup
from authing.server.rules.clock import span
from authing.server.rules.refusal import Code, Refusal

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from authing.server.rules.service import Service
    from authing.server.storage.tables.mail import Mail


def _guarded(
    service: Service, answer: Callable[[dict[str, Any]], Response]
) -> Callable[[Request], Awaitable[Response]]:
    async def respond(request: Request) -> Response:
        client = request.client.host if request.client else None
        if not wire.is_loopback(client) or not wire.is_loopback(wire.host_name(request)) or "origin" in request.headers:
            return refused(Refusal(Code.FORBIDDEN, "this is for programs on the server's own machine"))
        try:
            values = await read_values(request, service.settings.body_limit)
            return await run_in_threadpool(answer, values)
        except Exception as error:  # noqa: BLE001 - nothing may leave here in another shape
            return refused(describe(error))

    return respond


def _message(found: Mail) -> dict[str, Any]:
    shown = {name: getattr(found, name) for name in ("id", "kind", "to", "scene", "code", "link")}
    return {**shown, "scene": found.scene or None, "sent_at": moment(found.sent_at)}


def _number(values: dict[str, Any], name: str) -> float:
    found = values[name]
    if not isinstance(found, (int, float)) or isinstance(found, bool):
        raise Refusal(Code.MALFORMED, f"{name} must be a number")
    return found


def routes(service: Service) -> list[Route]:
    """All routes of the development switches."""

    def reset(_: dict[str, Any]) -> Response:
        startup.reset(service)
        return enveloped(None, "reset")

    def messages(values: dict[str, Any]) -> Response:
        found = outbox.messages(service, values.get("to"), values.get("kind"))
        return json_response([_message(each) for each in found])

    def clock(values: dict[str, Any]) -> Response:
        given = [name for name in ("seconds", "to", "reset") if name in values]
        if len(given) != 1:
            raise Refusal(Code.INCOMPLETE, "one of seconds, to and reset is needed")
        if "seconds" in values:
            service.clock.move(span(_number(values, "seconds")))
        elif "to" in values:
            service.clock.move_to(profile.moment("to", text(values, "to")))
        elif flag(values, "reset"):
            service.clock.reset()
        return enveloped({"now": moment(service.now())}, "ok")

    def rotate(_: dict[str, Any]) -> Response:
        return enveloped({"kid": signing_keys.rotate(service)}, "a new key signs from now on")

    return [
        Route("/_local/keys/rotate", _guarded(service, rotate), methods=["POST"]),
        Route("/_local/clock", _guarded(service, clock), methods=["POST"]),
        Route("/_local/reset", _guarded(service, reset), methods=["POST"]),
        Route("/_local/outbox", _guarded(service, messages), methods=["GET"]),
    ]
