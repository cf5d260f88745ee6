"""Applications of the pool."""

from __future__ import annotations

from authing.core.binding import Mode, Resource

__all__ = ["Applications"]


class Applications(Resource[Mode]):
    """The applications of the pool."""
