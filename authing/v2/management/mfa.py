"""Second factors of users, as the administrator sees them."""

from __future__ import annotations

from authing.core.binding import Mode, Resource

__all__ = ["Mfa"]


class Mfa(Resource[Mode]):
    """The second factors of users."""
