"""Publishing events."""

from __future__ import annotations

from authing.core.binding import Mode, Resource

__all__ = ["Events"]


class Events(Resource[Mode]):
    """Events of the pool."""
