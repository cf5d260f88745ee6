"""What users and administrators did, counted and listed."""

from __future__ import annotations

from authing.core.binding import Mode, Resource

__all__ = ["Statistics"]


class Statistics(Resource[Mode]):
    """What happened in the pool."""
