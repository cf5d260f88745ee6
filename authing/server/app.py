"""The server as an ASGI application."""

from __future__ import annotations

import logging
from time import perf_counter
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route

from authing.server import wire
from authing.server.cas import routes as cas
from authing.server.graphql.door import GraphQLDoor
from authing.server.local import switches
from authing.server.oidc import routes as oidc
from authing.server.rest.envelope import refused
from authing.server.rest.routes import routes
from authing.server.rules.refusal import Code, Refusal
from authing.server.rules.startup import open_service
from authing.server.web import routes as web

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from authing.server.rules.service import Service
    from authing.server.settings import Settings

logger = logging.getLogger(__name__)


def create_app(settings: Settings) -> ASGIApp:
    """An ASGI application on the database of the settings, for a server of one's own choice.

    `LocalServer` is simpler: it also runs the application, and closes the database at the end.
    """
    return build_app(open_service(settings))


def build_app(service: Service, *, loopback_only: bool = False) -> ASGIApp:
    """An ASGI application for a service that is already open.

    Args:
        service: The service.
        loopback_only: Where the settings allow any Host header, take only names of the machine itself: a web page whose
            name was made to lead here could read the answers otherwise.
    """
    paths = [
        Route("/graphql/v2", GraphQLDoor(service).respond, methods=["POST"]),
        *oidc.routes(service),
        *cas.routes(service),
        *web.routes(service),
        *routes(service),
    ]
    if service.settings.local_switches:
        paths += switches.routes(service)
    return Marked(
        Starlette(routes=paths, exception_handlers={404: _unknown_path, 405: _unknown_path}),
        service.settings.allowed_hosts,
        loopback_only=loopback_only,
    )


async def _unknown_path(request: Request, error: Exception) -> Response:
    return refused(
        Refusal(Code.NOT_FOUND, f"{request.method} {request.url.path} is not available in the local server"), 404
    )


class Marked:
    """Marks all answers as those of a local server, logs a line for each, and looks at the Host header."""

    def __init__(self, app: ASGIApp, allowed_hosts: tuple[str, ...], *, loopback_only: bool) -> None:
        self._app = app
        self._allowed_hosts, self._loopback_only = allowed_hosts, loopback_only

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        # The path as it was sent: a quoted slash is part of an id, not the border of two segments.
        scope = {**scope, "path": (scope.get("raw_path") or b"").decode("ascii", "replace") or scope["path"]}
        started = perf_counter()

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), (b"x-authing-local", b"1")]
                # Before it is sent: who has the answer finds the line. Without the query string: tokens may be in it.
                milliseconds = (perf_counter() - started) * 1000
                logger.info("%s %s %d %.1f ms", scope["method"], scope["path"], message["status"], milliseconds)
            await send(message)

        if self._serves(wire.host_name(Request(scope))):
            await self._app(scope, receive, marked)
        else:
            response = refused(Refusal(Code.MALFORMED, "this host name is not served here"), 400)
            await response(scope, receive, marked)

    def _serves(self, name: str | None) -> bool:
        if self._allowed_hosts:
            return name in self._allowed_hosts
        return not self._loopback_only or wire.is_loopback(name)
