"""Reading the body of a request and writing the answer, as JSON within limits."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from starlette.requests import ClientDisconnect
from starlette.responses import Response

from authing.server.rules.refusal import Code, Refusal

if TYPE_CHECKING:
    from starlette.requests import Request

DRAINED = 64 * 1024 * 1024
"""How much of a body that is too long is read and thrown away: a client that still sends would not see the answer."""


async def read_json(request: Request, limit: int) -> Any:
    """The decoded body.

    Raises:
        Refusal: TOO_LARGE above `limit` bytes, MALFORMED for anything but JSON.
    """
    chunks: list[bytes] = []
    size = 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size <= limit:
                chunks.append(chunk)
            elif size > DRAINED:
                break
            else:
                chunks.clear()
    except ClientDisconnect:
        raise Refusal(Code.MALFORMED, "the request body broke off") from None
    if size > limit:
        raise Refusal(Code.TOO_LARGE, f"the request body is larger than {limit} bytes")
    try:
        return json.loads(b"".join(chunks))
    except (ValueError, RecursionError):
        raise Refusal(Code.MALFORMED, "the request body is not valid JSON") from None


def json_response(content: Any, status: int = 200) -> Response:
    """An answer as JSON; ASCII only, so that any text that came in can go out."""
    return Response(json.dumps(content, separators=(",", ":")), status, media_type="application/json")
