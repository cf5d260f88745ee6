"""What roles allow."""

from __future__ import annotations

from authing.core.binding import Mode, Resource

__all__ = ["Permissions"]


class Permissions(Resource[Mode]):
    """The policies and authorised resources of roles."""
