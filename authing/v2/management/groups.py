"""Groups of users."""

from __future__ import annotations

from authing.core.binding import Mode, Resource

__all__ = ["Groups"]


class Groups(Resource[Mode]):
    """Groups of users."""
