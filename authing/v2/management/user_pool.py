"""The settings and variables of the pool."""

from __future__ import annotations

from authing.core.binding import Mode, Resource

__all__ = ["UserPool"]


class UserPool(Resource[Mode]):
    """The pool itself."""
