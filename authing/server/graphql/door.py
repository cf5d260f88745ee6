"""The endpoint; its answers have HTTP status 200 whatever they say, because clients look for errors inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphql import GraphQLError
from starlette.concurrency import run_in_threadpool

from authing.server import wire
from authing.server.body import json_response, read_json
from authing.server.failures import describe
from authing.server.graphql.binding import bound_schema
from authing.server.graphql.execution import Executor, failed
from authing.server.rules.service import Context

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from authing.server.rules.service import Service


class GraphQLDoor:
    """Answers `POST /graphql/v2`."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._executor = Executor(bound_schema())

    async def respond(self, request: Request) -> Response:
        """Answer one request."""
        context = Context(self._service, wire.caller(request))
        try:
            body = await read_json(request, self._service.settings.body_limit)
            answer = await run_in_threadpool(self._executor.run, body, context)
        except Exception as error:  # noqa: BLE001 - nothing may leave here in another shape
            answer = failed([GraphQLError("", original_error=describe(error))])
        return json_response(answer)
