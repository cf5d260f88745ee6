"""Authing's credentials of an administrator: the secret of a user pool."""

from __future__ import annotations

from typing import Any

from authing.core.call import Call
from authing.core.credentials import Grant, Granted
from authing.core.errors import AuthingException, NotLoggedIn

from .documents.tokens import ACCESS_TOKEN
from .wire import graphql

__all__ = ["PoolSecret"]

_NOT_ALLOWED = 1001


class PoolSecret(Granted):
    """A user pool's id and secret, exchanged for a management token (GraphQL query `accessToken`)."""

    def __init__(self, user_pool_id: str, secret: str) -> None:
        super().__init__()
        self._user_pool_id, self._secret = user_pool_id, secret

    def renewal(self) -> Call[Grant]:
        """Ask for a management token."""
        return graphql(
            ACCESS_TOKEN, "accessToken", _grant, auth=False, userPoolId=self._user_pool_id, secret=self._secret
        )

    def blames_token(self, error: AuthingException, token: str, now: float) -> bool:
        """True if the error says that the token, which was sent, is no longer good.

        The platform answers 1001 to what is not allowed and to a token that has expired. A token that was obtained
        just now cannot have, so that what is not allowed does not fetch a token each time.
        """
        if error.code == _NOT_ALLOWED:
            return not self.is_trusted(token, now)
        return isinstance(error, NotLoggedIn)


def _grant(answer: Any) -> Grant:
    return Grant(answer["accessToken"], float(answer["exp"] - answer["iat"]))
