"""Roles."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from authing.core.model import Model

__all__ = ["Role", "RolePage"]


class Role(Model):
    """A role, known by its code within its namespace (GraphQL type `Role`)."""

    id: str
    namespace: str
    code: str
    arn: str | None = None
    description: str | None = None
    is_system: bool | None = None
    parent: Role | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


class RolePage(Model):
    """One page of roles, and how many there are on all pages."""

    total_count: int
    list: Sequence[Role]
