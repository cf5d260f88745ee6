"""Where users are logged in, and what they did."""

from __future__ import annotations

from authing.core.binding import Mode, Resource

__all__ = ["Sessions"]


class Sessions(Resource[Mode]):
    """The logins of users, and what they did."""
