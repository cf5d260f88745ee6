"""Policies: statements about resources and actions."""

from __future__ import annotations

from authing.core.binding import Mode, Resource

__all__ = ["Policies"]


class Policies(Resource[Mode]):
    """Policies, and who has them."""
