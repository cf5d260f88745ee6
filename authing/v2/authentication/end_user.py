"""The user of one client: who it is, and with which token."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from authing.core.binding import Mode, Resource, Runner
from authing.core.call import Call, Flow
from authing.core.credentials import StaticToken
from authing.v2.arguments import fields, text
from authing.v2.encryption import PasswordKey
from authing.v2.models.user import User
from authing.v2.options import AuthenticationClientOptions
from authing.v2.wire import rest

__all__ = ["EndUser"]

T = TypeVar("T")


class EndUser(Resource[Mode]):
    """What every operation of an end user's client builds on. The state belongs to this client alone."""

    options: AuthenticationClientOptions

    def __init__(self, options: AuthenticationClientOptions, runner: Runner[Mode], token: StaticToken) -> None:
        self._runner = runner
        self.options = options
        self._token = token
        self._user: User | None = None
        self._key = PasswordKey(options)

    @property
    def user(self) -> User | None:
        """The user as last answered by the platform, or None."""
        return self._user

    def get_token(self) -> str | None:
        """The user's token, or None if nobody is logged in."""
        return self._token.token

    def set_token(self, token: str | None = None) -> None:
        """Go on with another token, or with none.

        Raises:
            ArgumentError: It could not stand in a header.
        """
        self._token.replace(token)
        self._user = None

    def set_current_user(self, user: User | Mapping[str, Any] | None = None) -> None:
        """Go on as this user, with the token that it carries; None logs out locally."""
        if user is None:
            self.clear_current_user()
            return
        self._becomes(fields("user", user))

    def clear_current_user(self) -> None:
        """Forget user and token. The token itself stays good; `logout` ends it."""
        self.set_token(None)

    def _becomes(self, raw: Any) -> User:
        """The user who just logged in or registered; without a token in the answer nobody is logged in."""
        user = User.of(raw)
        self._token.replace(user.token or None)
        self._user = user
        return user

    def _updated(self, raw: Any) -> User:
        """The present user anew. An answer without a token is no logout."""
        user = User.of(raw)
        if user.token:
            self._token.replace(user.token)
        self._user = user
        return user

    def _app_id(self) -> str:
        return text("the app_id of the client", self.options.app_id or "")

    def _own_id(self) -> Flow[str]:
        user = self._user
        if user is None or not user.id:
            user = yield from rest("GET", "/api/v2/users/me", self._updated)
        return user.id

    def _of_myself(self, described: Callable[[str], Call[T]]) -> Flow[T]:
        """The call about the user with this id, once it is known."""
        return (yield from described((yield from self._own_id())))
