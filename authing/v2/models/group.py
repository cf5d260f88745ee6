"""Groups."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from authing.core.model import Model

__all__ = ["Group", "GroupPage"]


class Group(Model):
    """A group of users, known by its code (GraphQL type `Group`)."""

    code: str
    name: str
    description: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


class GroupPage(Model):
    """One page of groups, and how many there are on all pages."""

    total_count: int
    list: Sequence[Group]
