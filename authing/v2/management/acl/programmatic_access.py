"""Programmatic access accounts: ids and secrets for programs."""

from __future__ import annotations

from authing.core.binding import Mode, Resource

__all__ = ["ProgrammaticAccess"]


class ProgrammaticAccess(Resource[Mode]):
    """Accounts of programs."""
