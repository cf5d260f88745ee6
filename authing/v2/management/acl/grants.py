"""Giving, taking and asking for permissions."""

from __future__ import annotations

from authing.core.binding import Mode, Resource

__all__ = ["Grants"]


class Grants(Resource[Mode]):
    """Who may do what with which resource."""
