"""What the outside may see of a call: a log line, the user's hooks, a span. Never a header, query or body."""

from __future__ import annotations

import sys
from logging import DEBUG, getLogger
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from .options import Hooks, RequestEvent, ResponseEvent
from .plan import NoReply, Send

if TYPE_CHECKING:
    from collections.abc import Callable

    from .call import Reply
    from .errors import AuthingException

__all__ = ["Telemetry"]

_log = getLogger("authing.http")


class Telemetry:
    """Watches the requests of one client.

    Args:
        host: The URL of the platform, for spans.
        hooks: What the user wants to be told.
    """

    def __init__(self, host: str, hooks: Hooks) -> None:
        self._address = urlsplit(host).hostname
        self._on_request, self._on_response, self._on_error = hooks

    def idle(self) -> bool:
        """True if nobody watches, so that a runner can leave the rest out."""
        return not (self._on_request or self._on_response or _tracing() or _log.isEnabledFor(DEBUG))

    def sending(self, send: Send) -> Any:
        """A request goes out; returns its span, if there is one."""
        call = send.call
        if self._on_request:
            _tell(self._on_request, RequestEvent(call.method, call.where, call.name, send.attempt))
        trace = _tracing()
        if trace is None:
            return None
        attributes = {
            "http.request.method": call.method,
            "server.address": self._address or "",
            "url.path": call.where,
            "http.request.resend_count": send.attempt - 1,
        }
        name = f"{call.method} {call.name}" if call.name else call.method
        return trace.get_tracer("authing").start_span(name, kind=trace.SpanKind.CLIENT, attributes=attributes)

    def received(self, send: Send, outcome: Reply | NoReply | None, seconds: float, span: Any) -> None:
        """A request came to its end; `outcome` is None if the caller gave it up."""
        call = send.call
        lost = outcome is None or isinstance(outcome, NoReply)
        status = None if lost else outcome.status  # type: ignore[union-attr]
        _log.debug(
            "%s %s%s -> %s in %.1f ms (attempt %d)",
            call.method,
            call.where,
            f" {call.name}" if call.name else "",
            status or "no answer",
            seconds * 1000,
            send.attempt,
        )
        if self._on_response:
            event = ResponseEvent(call.method, call.where, call.name, send.attempt, status, seconds)
            _tell(self._on_response, event)
        if span is not None:
            if status is not None:
                span.set_attribute("http.response.status_code", status)
            if failure := _failure(outcome):
                trace: Any = sys.modules["opentelemetry.trace"]
                span.set_attribute("error.type", failure)
                span.set_status(trace.StatusCode.ERROR)
            span.end()

    def failed(self, error: AuthingException) -> None:
        """An operation ends with this error; what the hook raises takes its place."""
        if self._on_error:
            self._on_error(error)


def _tracing() -> Any:
    """OpenTelemetry, if the program has set up tracing; a framework may import it, which alone means nothing."""
    trace: Any = sys.modules.get("opentelemetry.trace")
    # Nearly all programs have it not imported, and for them a look into a dict is all it costs.
    if trace is None or isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider):
        return None
    return trace


def _failure(outcome: Reply | NoReply | None) -> str | None:
    """What OpenTelemetry calls the type of an error, or None for an answer that is none."""
    if outcome is None:
        return "cancelled"
    if isinstance(outcome, NoReply):
        return outcome.kind.__name__
    return str(outcome.status) if outcome.status >= 400 else None


def _tell(hook: Callable[[Any], object], event: Any) -> None:
    try:
        hook(event)
    except Exception:  # the user's code must not break the call; it is told in the log
        getLogger("authing.hooks").exception("a hook failed")
