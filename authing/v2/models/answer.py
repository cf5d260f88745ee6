"""Answers that stand for no object of the platform."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from authing.core.errors import NotFound
from authing.core.model import Model

__all__ = [
    "CommonMessage",
    "LinkUrl",
    "LoginStatus",
    "LoginStatusUser",
    "PasswordStrength",
    "RefreshedToken",
    "UploadedFile",
    "done",
    "part_of",
    "truth",
]

T = TypeVar("T")


class CommonMessage(Model):
    """It is done; `code` is 200. Answers of the REST interface may have `data`, under `["data"]`."""

    _wire = {"code": ("code", "statusCode")}  # as newer forms of the envelope call it

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


class LinkUrl(Model):
    """Where a user begins to link an account elsewhere; whoever has the URL can do it in the user's name."""

    _secret = frozenset({"url"})

    url: str


class UploadedFile(Model):
    """A file that was uploaded: where it can be read, or the key that names it if it is private."""

    url: str | None = None
    key: str | None = None


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


def part_of(owner: str, field: str, read: Callable[[Any], T]) -> Callable[[Any], T]:
    """What reads a field of a user, role, group or department.

    It raises `NotFound` where the platform answers null for the owner: that is no error to GraphQL.
    """

    def part(found: Any) -> T:
        if found is None:
            raise NotFound(2004 if owner == "user" else 404, f"the {owner} does not exist")
        return read(found[field])

    return part
