"""Users, asked for and changed in bulk; their identities elsewhere."""

from __future__ import annotations

from authing.core.binding import Mode, Resource

__all__ = ["Directory"]


class Directory(Resource[Mode]):
    """Users by other ways."""
