"""The user of one client, who comes and goes with a request: what is the same on every platform."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .binding import Mode, Resource, Runner
from .credentials import StaticToken
from .errors import ArgumentError, NotLoggedIn

__all__ = ["EndUser", "maybe_text", "text", "texts"]


class EndUser(Resource[Mode]):
    """What every operation of an end user's client builds on. The token belongs to this client alone."""

    def __init__(self, runner: Runner[Mode], token: StaticToken) -> None:
        self._runner = runner
        self._token = token

    def get_token(self) -> str | None:
        """The user's access token, or None if nobody is logged in."""
        return self._token.token

    def set_token(self, token: str | None = None) -> None:
        """Go on with another access token, or with none.

        Raises:
            ArgumentError: It could not stand in a header.
        """
        self._token.replace(token)

    def clear_current_user(self) -> None:
        """Forget the token. The token itself stays good; `revoke_token` ends it."""
        self._token.replace(None)

    def _own_or(self, token: str | None) -> str:
        found = self._token.token if token is None else text("token", token)
        if found is None:
            raise NotLoggedIn(None, "there is no token: log in first, or give one")
        return found


def text(name: str, value: Any) -> str:
    """A text that is not empty.

    Raises:
        ArgumentError: It is none; its content is not told.
    """
    if not isinstance(value, str) or not value:
        raise ArgumentError(f"{name} must be a text that is not empty")
    return value


def maybe_text(name: str, value: Any) -> str | None:
    """The same, or None."""
    return None if value is None else text(name, value)


def texts(name: str, values: Any) -> tuple[str, ...]:
    """One text, or a list of them, of which none is empty.

    Raises:
        ArgumentError: They are none, or there is none.
    """
    given = (values,) if isinstance(values, str) else values
    found = tuple(given) if isinstance(given, Iterable) and not isinstance(given, (bytes, Mapping)) else ()
    if not found or not all(isinstance(each, str) and each for each in found):
        raise ArgumentError(f"{name} must be a text, or a list of them, and not empty")
    return found
