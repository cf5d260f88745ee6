"""Publishing events as a user: `client.events`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from authing.core.binding import Mode, Resource, operation
from authing.core.call import Call
from authing.v2.events import published

__all__ = ["OwnEvents"]


class OwnEvents(Resource[Mode]):
    """Events that the user publishes; subscribing to them needs a WebSocket, which this SDK does not have."""

    @operation
    def publish(self, event_name: str, data: Mapping[str, Any], *, source: str = "sdk") -> Call[bool]:
        """Publish an event (POST /api/v3/pub-userEvent); the answer is True.

        Args:
            event_name: The kind of event that it is.
            data: What there is to tell.
            source: What publishes it.
        """
        return published("/api/v3/pub-userEvent", event_name, data, source)
