"""Applications in browsers: which web pages may read the answers of the endpoints for programs (CORS, Fetch standard, section 3.2).

Those of the origins of an application's redirect URIs, and no others. No cookie is looked at here, so there is nothing that a
foreign page could do with its user's session; it could only use an answer for which it has code or token already.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from authing.server.rules import clients

if TYPE_CHECKING:
    from starlette.requests import Request

    from authing.server.rules.service import Context


async def preflight(request: Request) -> Response:
    """What a browser asks before it sends an Authorization header; nothing tells yet which application it will be."""
    headers = {
        "Access-Control-Allow-Origin": request.headers.get("origin", "null"),
        "Access-Control-Allow-Methods": "GET, POST",
        "Access-Control-Allow-Headers": "authorization, content-type",
        "Access-Control-Max-Age": "600",
        "Vary": "Origin",
    }
    return Response(status_code=204, headers=headers)


async def readable(request: Request, context: Context, response: Response) -> Response:
    """The response, with the permission to read it where the request came from a page of its application."""
    origin = request.headers.get("origin")
    response.headers["Vary"] = "Origin"
    if origin is None:
        return response
    is_at_home = await run_in_threadpool(clients.is_at_home, context, origin)
    if is_at_home:
        response.headers["Access-Control-Allow-Origin"] = origin
    return response
