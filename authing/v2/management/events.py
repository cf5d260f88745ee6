"""Publishing events: `client.events`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from authing.core.binding import Mode, Resource, operation
from authing.core.call import Call
from authing.v2.arguments import fields, text
from authing.v2.models.answer import done
from authing.v2.wire import rest

__all__ = ["Events"]


class Events(Resource[Mode]):
    """Events of the pool. They can be published; subscribing to them needs a WebSocket, which this SDK does not have."""

    @operation
    def publish(self, event_name: str, data: Mapping[str, Any], *, source: str = "sdk") -> Call[bool]:
        """Publish an event (POST /api/v3/pub-event).

        Args:
            event_name: The kind of event that it is.
            data: What there is to tell.
            source: What publishes it.
        """
        body = {
            "eventType": text("event_name", event_name),
            "source": text("source", source),
            "eventData": fields("data", data),
        }
        return rest("POST", "/api/v3/pub-event", done, json=body)
