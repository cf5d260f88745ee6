"""Who may enter which application."""

from __future__ import annotations

from authing.core.binding import Mode, Resource

__all__ = ["ApplicationAccess"]


class ApplicationAccess(Resource[Mode]):
    """Who may enter which application."""
