"""Endpoints about user-defined fields."""

# ruff: noqa: D103 - what an endpoint does is told by its path in the table

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from authing.server.rest.envelope import text
from authing.server.rules import fields
from authing.server.rules.accounts import require_unused

if TYPE_CHECKING:
    from authing.server.rest.envelope import Answer, Endpoint
    from authing.server.rules.service import Context


def owners(context: Context, values: dict[str, Any]) -> Answer:
    require_unused(appId=values.get("appId"))
    return fields.owners(context, text(values, "definedFieldKey")), "ok"


TABLE: list[Endpoint] = [("GET", "/api/v2/analysis/exist-defined-field-count", owners)]
