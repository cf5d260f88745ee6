"""Publishing an event, as an administrator or as a user."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from authing.core.call import Call
from authing.v2.arguments import fields, text
from authing.v2.models.answer import done
from authing.v2.wire import rest

__all__ = ["published"]


def published(path: str, event_name: str, data: Mapping[str, Any], source: str) -> Call[bool]:
    """Publish an event at one of the two paths.

    Raises:
        ArgumentError: The name or the source is empty, or the data is no mapping.
    """
    body = {
        "eventType": text("event_name", event_name),
        "source": text("source", source),
        "eventData": fields("data", data),
    }
    return rest("POST", path, done, json=body)
