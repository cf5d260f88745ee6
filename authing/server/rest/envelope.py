"""The envelope around REST answers, and the endpoints that put rules' results into it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from starlette.concurrency import run_in_threadpool

from authing.server import wire
from authing.server.body import json_response, read_body, read_json
from authing.server.failures import describe
from authing.server.rules.acts import Act
from authing.server.rules.refusal import Code, Refusal
from authing.server.rules.service import Context

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from datetime import datetime
    from typing import TypeAlias

    from starlette.requests import Request
    from starlette.responses import Response

    from authing.server.rules.service import Service

    Answer: TypeAlias = tuple[Any, str]
    """The data of a success, and its message."""

    Endpoint: TypeAlias = tuple[str, str, Callable[[Context, dict[str, Any]], Answer]]
    """Method, path, and the function of the context and the values of path, query and body."""

BODY_METHODS = {"POST", "PUT", "PATCH"}
UPLOAD = "/api/v2/upload"
"""The path whose body is a file, and not JSON."""

V3_FAILED = 499


def enveloped(data: Any, message: str = "", *, is_v3: bool = False) -> Response:
    """A success."""
    return json_response({"statusCode" if is_v3 else "code": 200, "message": message, "data": data})


def refused(refusal: Refusal, status: int = 200, *, is_v3: bool = False) -> Response:
    """A failure. Other HTTP statuses than 200 are for what never came to a rule: clients do not read the body of such answers.

    Paths of version 3 tell a code like those of HTTP, and beside it the platform's own.
    """
    told: dict[str, int] = {"code": refusal.code}
    if is_v3:
        told = (
            {"statusCode": refusal.code} if refusal.code < 600 else {"statusCode": V3_FAILED, "apiCode": refusal.code}
        )
    return json_response({**told, "message": refusal.message, "data": refusal.data}, status)


def endpoint(
    service: Service, answer: Callable[[Context, dict[str, Any]], Any], operation: str
) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint for a function of the context and the values of path, query and body; the log knows it as `operation`."""

    is_v3 = " /api/v3/" in operation

    async def respond(request: Request) -> Response:
        try:
            values = await read_values(request, service.settings.body_limit)
        except Refusal as unreadable:
            return refused(unreadable, unreadable.code, is_v3=is_v3)
        try:
            context = Context(service, wire.caller(request), Act(operation))
            return enveloped(*await run_in_threadpool(answer, context, values), is_v3=is_v3)
        except Exception as error:  # noqa: BLE001 - nothing may leave here in another shape
            refusal = describe(error)
            return refused(refusal, 500 if refusal.code == Code.FAILED else 200, is_v3=is_v3)

    return respond


async def read_values(request: Request, body_limit: int) -> dict[str, Any]:
    """The values of path, query and body.

    Raises:
        Refusal: TOO_LARGE, or MALFORMED for a body that is no JSON object.
    """
    query = request.query_params
    values: dict[str, Any] = dict(query)
    # `name[]=a&name[]=b` is a list, as JavaScript clients write it.
    values |= {name[:-2]: query.getlist(name) for name in query if name.endswith("[]")}
    if request.scope["path"] == UPLOAD:
        await read_body(request, body_limit)  # nothing here keeps files
    elif request.method in BODY_METHODS and _has_body(request):
        body = await read_json(request, body_limit)
        if not isinstance(body, dict):
            raise Refusal(Code.MALFORMED, "the request body must be a JSON object")
        values |= {name: value for name, value in body.items() if value is not None}
    # Last: nothing in a body may stand in for the id in the path.
    return values | {name: unquote(value) for name, value in request.path_params.items()}


def _has_body(request: Request) -> bool:
    """Whether a request has a body at all (RFC 9112, section 6.3): some clients post with everything in the query."""
    return request.headers.get("content-length", "0") != "0" or "transfer-encoding" in request.headers


def moment(value: datetime) -> str:
    """A point in time, such as `2021-09-24T07:29:51.000Z`."""
    return value.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def text(values: Mapping[str, Any], name: str) -> str:
    """A text that must be there.

    Raises:
        Refusal: INCOMPLETE or MALFORMED, naming the value.
    """
    value = values.get(name)
    if value is None:
        raise Refusal(Code.INCOMPLETE, f"{name} is needed")
    if not isinstance(value, str):
        raise Refusal(Code.MALFORMED, f"{name} must be a text")
    return value
