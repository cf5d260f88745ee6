"""Namespaces: what the codes of roles and resources are unique in."""

from __future__ import annotations

from authing.core.binding import Mode, Resource

__all__ = ["Namespaces"]


class Namespaces(Resource[Mode]):
    """Namespaces of roles and resources."""
