"""The two logs, page by page, and their filters: which names the platform has for these, and in what form it takes them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from authing.core.call import Call
from authing.core.errors import ArgumentError
from authing.core.model import to_wire
from authing.v2.arguments import page_arguments, texts
from authing.v2.wire import rest

__all__ = ["audit_log", "instant", "listed", "of_users", "user_log"]

T = TypeVar("T")


def user_log(read: Callable[[Any], T], filters: Mapping[str, Any], page: int, limit: int) -> Call[T]:
    """One page of what users did."""
    return rest("GET", "/api/v2/analysis/user-action", read, params={**filters, **page_arguments(page, limit)})


def audit_log(read: Callable[[Any], T], filters: Mapping[str, Any], page: int, limit: int) -> Call[T]:
    """One page of what administrators did."""
    return rest("GET", "/api/v2/analysis/audit", read, params={**filters, **page_arguments(page, limit)})


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
