"""How well an account is protected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from authing.server.rules import access

if TYPE_CHECKING:
    from authing.server.rules.service import Context

ALWAYS, EMAIL, PHONE, SECOND_FACTOR = 20, 15, 10, 15
PASSWORD = {1: 30, 2: 35, 3: 40}
"""Points for a password of each level; one whose level nobody knows counts as low. Everything together makes 100."""


@dataclass(frozen=True)
class Security:
    """What protects an account."""

    email: bool
    phone: bool
    password: bool
    password_level: int | None
    second_factor: bool

    @property
    def score(self) -> int:
        """From 0 to 100: the more of it there is, the higher."""
        points = ALWAYS + EMAIL * self.email + PHONE * self.phone + SECOND_FACTOR * self.second_factor
        return points + (PASSWORD[self.password_level or 1] if self.password else 0)


def mine(context: Context) -> Security:
    """How well the calling user's account is protected."""
    with context.reading() as db:
        account = access.signed_in(db, context).account
    return Security(
        email=bool(account.email),
        phone=bool(account.phone),
        password=account.password_hash is not None,
        password_level=account.password_level,
        second_factor=account.has_second_factor,
    )
