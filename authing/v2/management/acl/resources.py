"""Resources that permissions are given for."""

from __future__ import annotations

from authing.core.binding import Mode, Resource

__all__ = ["Resources"]


class Resources(Resource[Mode]):
    """The catalogue of resources."""
