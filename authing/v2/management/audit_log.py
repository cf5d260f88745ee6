"""What administrators did."""

from __future__ import annotations

from authing.core.binding import Mode, Resource

__all__ = ["AuditLog"]


class AuditLog(Resource[Mode]):
    """What administrators did."""
