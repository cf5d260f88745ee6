"""White lists: who may register."""

from __future__ import annotations

from authing.core.binding import Mode, Resource

__all__ = ["WhiteList"]


class WhiteList(Resource[Mode]):
    """Who may register."""
