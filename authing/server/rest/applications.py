"""Endpoints about applications."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from authing.server.rest.envelope import Endpoint

TABLE: list[Endpoint] = []
