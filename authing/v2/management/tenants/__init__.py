"""Tenants, customers within a pool: `client.tenants`."""

from __future__ import annotations

from authing.core.binding import Mode

from .catalogue import Catalogue
from .identity_providers import IdentityProviders
from .members import Members

__all__ = ["Tenants"]


class Tenants(Catalogue[Mode], Members[Mode], IdentityProviders[Mode]):
    """Tenants of the pool, with members, administrators and identity providers of their own."""
