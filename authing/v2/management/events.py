"""Publishing events: `client.events`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from authing.core.binding import Mode, Resource, operation
from authing.core.call import Call
from authing.v2.events import published

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
        return published("/api/v3/pub-event", event_name, data, source)
