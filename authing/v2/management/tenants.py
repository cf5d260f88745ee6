"""Tenants: customers within a pool."""

from __future__ import annotations

from authing.core.binding import Mode, Resource

__all__ = ["Tenants"]


class Tenants(Resource[Mode]):
    """Tenants of the pool."""
