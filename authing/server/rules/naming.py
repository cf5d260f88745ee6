"""From the protocol's names to ours."""

from __future__ import annotations

import re

BORDER = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def snake_case(name: str) -> str:
    """The snake_case form of a camelCase name: `lastIP` becomes `last_ip`."""
    return BORDER.sub("_", name).lower()
