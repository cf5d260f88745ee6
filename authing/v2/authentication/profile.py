"""The user's own data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from authing.core.binding import Mode, operation
from authing.core.call import Call, Flow
from authing.v2.arguments import fields
from authing.v2.documents import users as documents
from authing.v2.models.user import User
from authing.v2.wire import graphql, rest

from .end_user import EndUser

__all__ = ["Profile"]


class Profile(EndUser[Mode]):
    """What a user reads and changes of the own account."""

    @operation
    def get_current_user(self, token: str | None = None) -> Call[User]:
        """Read the user of the token (GET /api/v2/users/me); it is this client's user from now on.

        Args:
            token: Another token than the client's; if it is good, it is the client's from now on.

        Raises:
            NotLoggedIn: There is no token, or it is no longer good (2020, 2206, 2207).
        """
        if token is None:
            return rest("GET", "/api/v2/users/me", self._updated)

        def read(raw: Any) -> User:
            return self._becomes({**raw, "token": raw.get("token") or token})

        return rest("GET", "/api/v2/users/me", read, auth=token)

    @operation
    def update_profile(self, updates: Mapping[str, Any]) -> Flow[User]:
        """Change fields of the user (GraphQL `updateUser`).

        The first call of a client that was made with a token alone also reads who the user is.

        Args:
            updates: The new values by their wire names, such as `{"nickname": "Nick"}`.

        Raises:
            NotLoggedIn: Nobody is logged in.
            Forbidden: A field that users may not change (2018).
            Invalid: E-mail (2225) and phone (2226) have operations of their own.
        """
        return self._update(fields("updates", updates))

    def _update(self, updates: Mapping[str, Any]) -> Flow[User]:
        user_id = yield from self._own_id()
        return (yield from graphql(documents.UPDATE_USER, "updateUser", self._updated, id=user_id, input=updates))
