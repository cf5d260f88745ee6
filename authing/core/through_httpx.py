"""Sending through an httpx client of the user: what is the same for its blocking and its awaited one."""

from __future__ import annotations

import ssl
import sys
from typing import Any

from .errors import NetworkError, Timeout, UnexpectedAnswer
from .plan import NoReply, Request

__all__ = ["built", "is_httpx", "told"]


def is_httpx(client: Any, kind: str) -> bool:
    """True if this is such a client; httpx itself is not imported, because who has one has imported it."""
    httpx = sys.modules.get("httpx")
    return httpx is not None and isinstance(client, getattr(httpx, kind))


def built(client: Any, request: Request) -> Any:
    """The request as httpx wants it."""
    return client.build_request(
        request.method,
        request.url,
        content=request.body,
        headers=dict(request.headers),
        timeout=sys.modules["httpx"].Timeout(request.timeout, connect=request.connect_timeout),
    )


def told(cause: Any) -> NoReply:
    """What a failure of httpx means."""
    httpx, words = sys.modules["httpx"], f"{type(cause).__name__}: {cause}"
    if isinstance(cause, (httpx.ConnectTimeout, httpx.PoolTimeout)):
        return NoReply(cause, Timeout, words, unsent=True)
    if isinstance(cause, httpx.TimeoutException):
        return NoReply(cause, Timeout, words)
    if isinstance(cause, httpx.DecodingError):
        return NoReply(cause, UnexpectedAnswer, words, final=True)
    if isinstance(cause, (httpx.ConnectError, httpx.ProxyError)):
        return NoReply(cause, NetworkError, words, unsent=True, final=_is_tls(cause))
    return NoReply(cause, NetworkError, words)


def _is_tls(cause: BaseException | None) -> bool:
    """True if a TLS failure is at the bottom of it."""
    while cause is not None and not isinstance(cause, ssl.SSLError):
        cause = cause.__cause__ or cause.__context__
    return cause is not None
