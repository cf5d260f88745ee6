"""What browsers keep for the server: cookies by name, as the rules hand them out and the doors set them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import timedelta

PREFIX = "authing-"
"""All cookies of this server begin so; the doors hand no other to the rules."""

SHAPE = 43
"""Characters of a value: 32 random bytes."""


@dataclass(frozen=True)
class Cookie:
    """A cookie to be set.

    Attributes:
        name: Its name, without what a connection by TLS adds.
        value: Its value; empty for one that the browser shall forget.
        life: How long the browser shall keep it; None for as long as it is open.
    """

    name: str
    value: str = field(repr=False)
    life: timedelta | None = None


def new_value() -> str:
    """A value that nobody can guess."""
    return secrets.token_urlsafe(32)


def forgotten(name: str) -> Cookie:
    """The cookie with which a browser forgets the one of this name."""
    return Cookie(name, "", timedelta())
