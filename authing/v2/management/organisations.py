"""Organisations: trees of departments."""

from __future__ import annotations

from authing.core.binding import Mode, Resource

__all__ = ["Organisations"]


class Organisations(Resource[Mode]):
    """Organisations: trees of departments."""
