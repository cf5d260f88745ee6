"""User-defined fields of roles."""

from __future__ import annotations

from authing.core.binding import Mode, Resource

__all__ = ["Fields"]


class Fields(Resource[Mode]):
    """The values of user-defined fields of roles."""
