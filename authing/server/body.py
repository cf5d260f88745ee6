"""Reading the body of a request, as JSON or a form within limits, and writing JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect
from starlette.responses import Response

from authing.server.rules.refusal import Code, Refusal

if TYPE_CHECKING:
    from starlette.requests import Request

DRAINED = 64 * 1024 * 1024
"""How much of a body that is too long is read and thrown away: a client that still sends would not see the answer."""

MOST_FIELDS = 100
"""Of a form or a query."""


async def read_body(request: Request, limit: int) -> bytes:
    """The whole body.

    Raises:
        Refusal: TOO_LARGE above `limit` bytes, MALFORMED if it broke off.
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
    return b"".join(chunks)


async def read_json(request: Request, limit: int) -> Any:
    """The decoded body.

    Raises:
        Refusal: TOO_LARGE above `limit` bytes, MALFORMED for anything but JSON.
    """
    body = await read_body(request, limit)
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise Refusal(Code.MALFORMED, "the request body is not valid JSON") from None


async def read_form(request: Request, limit: int) -> dict[str, str]:
    """The values of a form by name; one without a value counts as not given.

    Raises:
        Refusal: TOO_LARGE above `limit` bytes, MALFORMED for anything but a form that names everything once.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = await read_body(request, limit)
    if body and kind != "application/x-www-form-urlencoded":
        raise Refusal(Code.MALFORMED, "the request body must be application/x-www-form-urlencoded")
    return form_values(body)


def form_values(text: bytes) -> dict[str, str]:
    """The values of a form or a query by name; one without a value counts as not given.

    Raises:
        Refusal: MALFORMED if it is no UTF-8, or names something twice.
    """
    try:
        pairs = parse_qsl(text.decode(), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError:
        raise Refusal(Code.MALFORMED, "the form cannot be read") from None
    values = dict(pairs)
    if len(values) != len(pairs):
        # RFC 6749, section 3.1: request parameters must not be included more than once.
        raise Refusal(Code.MALFORMED, "a parameter is given twice")
    # RFC 6749, section 3.1: parameters sent without a value must be treated as if they were omitted.
    return {name: value for name, value in values.items() if value}


def json_response(content: Any, status: int = 200) -> Response:
    """An answer as JSON; ASCII only, so that any text that came in can go out."""
    return Response(json.dumps(content, separators=(",", ":")), status, media_type="application/json")
