"""Answers that stand for no object of the platform."""

from __future__ import annotations

from typing import Any

from authing.core.model import Model

__all__ = ["CommonMessage", "LoginStatus", "LoginStatusUser", "PasswordStrength", "RefreshedToken", "done", "truth"]


class CommonMessage(Model):
    """It is done; `code` is 200."""

    code: int
    message: str | None = None


class RefreshedToken(Model):
    """A new token of a user; `iat` and `exp` are seconds since 1970, UTC."""

    token: str
    iat: int
    exp: int


class LoginStatusUser(Model):
    """Whose token it is."""

    id: str
    user_pool_id: str | None = None
    arn: str | None = None


class LoginStatus(Model):
    """Whether a token is good. Where it is not, `status` is False, `code` tells why, and the rest is None."""

    code: int
    message: str | None = None
    status: bool = False
    exp: int | None = None
    iat: int | None = None
    data: LoginStatusUser | None = None


class PasswordStrength(Model):
    """Whether a password keeps the pool's rule."""

    valid: bool
    message: str | None = None


def done(_: Any) -> bool:
    """Read an answer that tells no more than that it is done: any other one is an error."""
    return True


def truth(raw: Any) -> bool:
    """Read true or false; null is no answer, and must not read as "no".

    Raises:
        TypeError: It is neither.
    """
    if not isinstance(raw, bool):
        raise TypeError("neither true nor false")
    return raw
