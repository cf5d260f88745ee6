"""Authing's two dialects. Both tell a refusal in the body of an HTTP 200.

| dialect | answer | refusal |
| --- | --- | --- |
| `rest` | `{code: 200, message, data}` | a code other than 200 |
| `graphql` | `{data: {field: …}}` | `{errors: [{message: {code, message, data}}]}` |
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from authing.core.call import Call, Reply
from authing.core.errors import AuthingException, UnexpectedAnswer, kind_for_status
from authing.core.options import check_header
from authing.version import __version__

from .exceptions import error_for, words_of

if TYPE_CHECKING:
    from authing.core.multipart import File

__all__ = ["any_graphql", "bare", "graphql", "request_headers", "rest"]

T = TypeVar("T")


def rest(
    method: str,
    path: str,
    read: Callable[[Any], T],
    *,
    params: Mapping[str, Any] | None = None,
    json: Mapping[str, Any] | None = None,
    files: Mapping[str, File] | None = None,
    auth: bool | str = True,
    safe: bool | None = None,
    whole: bool = False,
    delay: float = 0.0,
) -> Call[T]:
    """A call of the REST interface; `read` gets the envelope's `data`, or the `whole` envelope."""

    def unwrap(reply: Reply) -> T:
        envelope = _envelope(reply)
        return read(envelope if whole else envelope.get("data"))

    return Call(method, path, unwrap, params=params, json=json, files=files, auth=auth, safe=safe, delay=delay)


def bare(
    method: str,
    path: str,
    read: Callable[[Any], T],
    *,
    params: Mapping[str, Any] | None = None,
    safe: bool | None = None,
) -> Call[T]:
    """A call, without a token, of a REST endpoint whose result is in no envelope, and may be null; its refusals are in one."""

    def unwrap(reply: Reply) -> T:
        if reply.status == 200 and reply.body.strip() == b"null":
            return read(None)
        body = _object(reply)
        if reply.status >= 400 or "code" in body:
            _envelope(reply)
        return read(body)

    return Call(method, path, unwrap, params=params, auth=False, safe=safe)


def graphql(
    document: str, field: str, read: Callable[[Any], T], *, auth: bool | str = True, **variables: Any
) -> Call[T]:
    """A call of the GraphQL interface; `read` gets what stands under `field`. A None variable is not sent."""

    def unwrap(reply: Reply) -> T:
        return read(_data(reply)[field])

    given = {name: value for name, value in variables.items() if value is not None}
    return Call(
        "POST",
        "/graphql/v2",
        unwrap,
        json={"query": document, "variables": given},
        auth=auth,
        safe=document.startswith("query"),
        name=field,
    )


def any_graphql(document: str, variables: Mapping[str, Any], read: Callable[[Any], T]) -> Call[T]:
    """A call of the GraphQL interface with a document of the user's own; `read` gets all of the answer's `data`."""

    def unwrap(reply: Reply) -> T:
        return read(_data(reply))

    # A document that begins with anything else than a query may hold a mutation, and is not repeated.
    safe = document.lstrip().startswith(("query", "{")) and "mutation" not in document
    return Call("POST", "/graphql/v2", unwrap, json={"query": document, "variables": variables}, safe=safe)


def request_headers(*, user_pool_id: str | None, app_id: str | None = None, lang: str | None = None) -> dict[str, str]:
    """The headers of every call: which pool and application it is about, and who asks.

    Raises:
        ArgumentError: One of the values cannot stand in a header.
    """
    headers = {
        "accept": "application/json",
        "accept-encoding": "gzip, deflate",
        "user-agent": f"authing-python/{__version__}",
        "x-authing-request-from": "sdk",
        "x-authing-sdk-version": f"python:{__version__}",
    }
    for name, value in (
        ("x-authing-userpool-id", user_pool_id),
        ("x-authing-app-id", app_id),
        ("x-authing-lang", lang),
    ):
        if value:
            check_header(name, value)  # an id read from a file often ends with a line break
            headers[name] = value
    return headers


def _envelope(reply: Reply) -> dict[str, Any]:
    body = _object(reply)
    code = body.get("code", body.get("statusCode"))
    if code == 200:
        return body
    if code is None:
        raise _status_error(reply.status, body.get("message"))
    # A newer form of the envelope has an HTTP-like statusCode and the platform's own code beside it, as text.
    own = body.get("apiCode")
    status = reply.status
    if own:
        if isinstance(code, int) and 400 <= code < 600:
            status = code
        code = int(own) if str(own).isdecimal() else str(own)
    error = error_for(code, body.get("message"), body.get("data"), status)
    error.request_id = body.get("requestId") or body.get("uniqueId")
    raise error


def _data(reply: Reply) -> Any:
    answer = _object(reply)
    if errors := answer.get("errors"):
        raise _graphql_error(errors[-1], reply.status)
    if "data" not in answer:
        raise _status_error(reply.status, answer.get("message"))
    return answer["data"]


def _object(reply: Reply) -> dict[str, Any]:
    if 300 <= reply.status < 400:
        raise UnexpectedAnswer(None, f"the host answers with a redirect ({reply.status}), which is not followed")
    try:
        body = reply.json()
    except ValueError:
        if reply.status >= 400:
            raise _status_error(reply.status, None) from None
        raise
    if not isinstance(body, dict):
        if reply.status >= 400:
            raise _status_error(reply.status, None)
        raise TypeError("the answer is no object")
    return body


def _graphql_error(error: Any, status: int) -> AuthingException:
    told = error["message"]
    if isinstance(told, dict):
        return error_for(told.get("code"), told.get("message"), told.get("data"), status)
    # By the specification of GraphQL the message is a text; a proxy in front of the platform may keep to it.
    return _status_error(status, told)


def _status_error(status: int, told: Any) -> AuthingException:
    words = words_of(told)
    if status < 400:
        return UnexpectedAnswer(None, words or "the answer is neither a result nor an error")
    return kind_for_status(status)(status, words or f"HTTP {status}")
