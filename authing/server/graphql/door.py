"""The endpoint; its answers have HTTP status 200 whatever they say, because clients look for errors inside."""

from __future__ import annotations

import asyncio
import os
import re
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

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


LOGIN = re.compile(r"\b(?:loginBy|registerBy)[A-Z]")


class GraphQLDoor:
    """Answers `POST /graphql/v2`."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._executor = Executor(bound_schema())
        # Logins are nearly all hashing. More of them at once than processors end no sooner, and push each other's memory
        # out of the caches: waiting here costs a twentieth less than waiting in threads.
        self._logins = asyncio.Semaphore(os.cpu_count() or 1)

    async def respond(self, request: Request) -> Response:
        """Answer one request."""
        context = Context(self._service, wire.caller(request))
        try:
            body = await read_json(request, self._service.settings.body_limit)
            async with self._logins if _is_login(body) else nullcontext():
                answer = await run_in_threadpool(self._executor.run, body, context)
        except Exception as error:  # noqa: BLE001 - nothing may leave here in another shape
            answer = failed([GraphQLError("", original_error=describe(error))])
        return json_response(answer)


def _is_login(body: Any) -> bool:
    """Whether a request seems to be for a login. It need not be sure: it only decides who waits where."""
    query = body.get("query") if isinstance(body, dict) else None
    return isinstance(query, str) and LOGIN.search(query, 0, 2000) is not None
