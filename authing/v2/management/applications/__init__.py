"""The applications of a pool: `client.applications`."""

from __future__ import annotations

from authing.core.binding import Mode

from .access import Access
from .agreements import Agreements
from .namespace import OwnNamespace
from .registry import Registry

__all__ = ["Applications"]


class Applications(Registry[Mode], Agreements[Mode], Access[Mode], OwnNamespace[Mode]):
    """Applications, each known by its id: who may enter them, and the roles and resources that they have."""
