"""How well an account is protected."""

from __future__ import annotations

from authing.core.model import Model

__all__ = ["SecurityLevel"]


class SecurityLevel(Model):
    """How well an account is protected: what the user has set up, and a score from 0 to 100.

    `password_security_level` is 1, 2 or 3; None where the platform never saw the password.
    """

    score: int
    email: bool | None = None
    phone: bool | None = None
    password: bool | None = None
    password_security_level: int | None = None
    mfa: bool | None = None
