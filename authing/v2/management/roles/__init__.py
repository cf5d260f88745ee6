"""The roles of a pool: `client.roles`."""

from __future__ import annotations

from authing.core.binding import Mode

from .catalogue import Catalogue
from .fields import Fields
from .permissions import Permissions

__all__ = ["Roles"]


class Roles(Catalogue[Mode], Permissions[Mode], Fields[Mode]):
    """Roles, each known by its code within a namespace; without one it is `default`."""
