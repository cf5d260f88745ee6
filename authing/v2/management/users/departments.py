"""Where in the organisations users are."""

from __future__ import annotations

from authing.core.binding import Mode, Resource

__all__ = ["Departments"]


class Departments(Resource[Mode]):
    """The departments of users."""
