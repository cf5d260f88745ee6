"""The user's own data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from authing.core.binding import Mode, operation
from authing.core.call import Call, Flow
from authing.v2.arguments import fields, maybe_text, one_given, text
from authing.v2.documents import users as documents
from authing.v2.models.answer import UploadedFile, truth
from authing.v2.models.security import SecurityLevel
from authing.v2.models.user import User
from authing.v2.uploads import upload
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

        return rest("GET", "/api/v2/users/me", read, auth=text("token", token))

    @operation
    def check_logged_in(self) -> Call[User]:
        """Read the client's user, who has to be logged in (GET /api/v2/users/me).

        Raises:
            NotLoggedIn: Nobody is, or not any more (2020, 2206, 2207).
        """
        return rest("GET", "/api/v2/users/me", self._updated)

    @operation
    def update_profile(
        self, updates: Mapping[str, Any], *, email_token: str | None = None, phone_token: str | None = None
    ) -> Flow[User]:
        """Change fields of the user (GraphQL `updateUser`).

        The first call of a client that was made with a token alone also reads who the user is.

        Args:
            updates: The new values by their wire names, such as `{"nickname": "Nick"}`.
            email_token: Proof that an e-mail address in the updates was verified before.
            phone_token: The same for a phone number.

        Raises:
            NotLoggedIn: Nobody is logged in.
            Forbidden: A field that users may not change (2018).
            Invalid: E-mail (2225) and phone (2226) have operations of their own.
        """
        return self._update(
            fields("updates", updates),
            emailToken=maybe_text("email_token", email_token),
            phoneToken=maybe_text("phone_token", phone_token),
        )

    @operation
    def update_avatar(self, image: bytes, file_name: str = "avatar.png") -> Flow[User]:
        """Upload a picture (POST /api/v2/upload), and make it the user's photo (GraphQL `updateUser`).

        Args:
            image: The bytes of the picture.
            file_name: What it is called; its ending tells the media type.

        Raises:
            NotLoggedIn: Nobody is logged in.
        """
        return self._show(upload("avatar", image, file_name))

    @operation
    def get_security_level(self) -> Call[SecurityLevel]:
        """Tell how well the account is protected (GET /api/v2/users/me/security-level)."""
        return rest("GET", "/api/v2/users/me/security-level", SecurityLevel.of)

    @operation
    def is_user_exists(
        self,
        user_name: str | None = None,
        email: str | None = None,
        phone: str | None = None,
        external_id: str | None = None,
    ) -> Call[bool]:
        """Tell whether somebody has registered with all of these (GraphQL `isUserExists`).

        Args:
            user_name: A user name.
            email: An e-mail address.
            phone: A phone number.
            external_id: An id of yours.
        """
        asked = one_given(username=user_name, email=email, phone=phone, external_id=external_id)
        return graphql(documents.IS_USER_EXISTS, "isUserExists", truth, auth=self.get_token() is not None, **asked)

    def _show(self, uploading: Call[UploadedFile]) -> Flow[User]:
        uploaded = yield from uploading
        return (yield from self._update({"photo": uploaded["url"]}))

    def _update(self, updates: Mapping[str, Any], **tokens: Any) -> Flow[User]:
        user_id = yield from self._own_id()
        document = documents.UPDATE_USER
        return (yield from graphql(document, "updateUser", self._updated, id=user_id, input=updates, **tokens))
