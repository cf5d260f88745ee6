"""User-defined fields: which there are."""

from __future__ import annotations

from authing.core.binding import Mode, Resource

__all__ = ["Udf"]


class Udf(Resource[Mode]):
    """The definitions of user-defined fields."""
