"""Resolvers about user-defined fields."""

from __future__ import annotations

from typing import Any

RESOLVERS: dict[str, dict[str, Any]] = {}
