"""Devices that users log in with."""

from __future__ import annotations

from authing.core.binding import Mode, Resource

__all__ = ["Devices"]


class Devices(Resource[Mode]):
    """Devices that users log in with."""
