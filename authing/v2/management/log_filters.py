"""The filters of the logs: which names the platform has for them, and in what form it takes them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from authing.core.errors import ArgumentError
from authing.core.model import to_wire
from authing.v2.arguments import texts

__all__ = ["instant", "listed", "of_users"]


def listed(wire_name: str, name: str, values: Iterable[str] | None) -> dict[str, Any]:
    """A list of texts as a query; None is no filter. The brackets tell the platform that one value is a list, too."""
    return {} if values is None else {f"{wire_name}[]": texts(name, values)}


def of_users(pool_id: str, user_ids: Iterable[str] | None) -> dict[str, Any]:
    """Users as the logs know them: by resource name."""
    if user_ids is None:
        return {}
    return {"operator_arn[]": [f"arn:cn:authing:{pool_id}:user:{each}" for each in texts("user_ids", user_ids)]}


def instant(name: str, value: datetime | None) -> str | None:
    """A moment as ISO 8601 in UTC; None is no filter.

    Raises:
        ArgumentError: It is no datetime, or has no time zone.
    """
    if value is None:
        return None
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise ArgumentError(f"{name} must be a datetime with a time zone, such as datetime.now(timezone.utc)")
    return str(to_wire(value))
