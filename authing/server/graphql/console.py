"""Resolvers about what belongs to the console and is not available locally."""

from __future__ import annotations

from typing import Any

RESOLVERS: dict[str, dict[str, Any]] = {}
