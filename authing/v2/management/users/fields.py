"""User-defined fields of users."""

from __future__ import annotations

from authing.core.binding import Mode, Resource

__all__ = ["Fields"]


class Fields(Resource[Mode]):
    """The values of user-defined fields of users."""
