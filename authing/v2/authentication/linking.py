"""Accounts elsewhere that are a user's, and logging in with one of WeChat."""

from __future__ import annotations

from authing.core.binding import Mode, operation
from authing.core.call import Call, path
from authing.v2.arguments import maybe_text, text
from authing.v2.compat import with_old_names
from authing.v2.models.answer import done
from authing.v2.models.user import User
from authing.v2.wire import rest

from .end_user import EndUser

__all__ = ["Linking"]


@with_old_names
class Linking(EndUser[Mode]):
    """Accounts of other providers."""

    @operation
    def link_account(self, primary_user_token: str, secondary_user_token: str) -> Call[bool]:
        """Make the accounts elsewhere of one user another's (POST /api/v2/users/link); the answer is True.

        Args:
            primary_user_token: The token of the user who gets them, and who is this client's user.
            secondary_user_token: The token of the user who has them, and is deleted.

        Raises:
            NotLoggedIn: One of the tokens is not good.
            NotFound: The second user has no account elsewhere (2216).
            Conflict: Both are tokens of one user (2213).
        """
        body = {
            "primaryUserToken": text("primary_user_token", primary_user_token),
            "secondaryUserToken": text("secondary_user_token", secondary_user_token),
        }
        return rest("POST", "/api/v2/users/link", done, json=body)

    @operation
    def unlink_account(self, primary_user_token: str, provider: str) -> Call[bool]:
        """Take the accounts of a provider from a user (POST /api/v2/users/unlink); the answer is True.

        Args:
            primary_user_token: The token of the user, who is this client's user.
            provider: The provider, such as `github` or `wechat:pc`.

        Raises:
            NotLoggedIn: The token is not good.
            NotFound: The user has no account there (2216).
            Conflict: The user could not log in any more without it (2217).
        """
        body = {
            "primaryUserToken": text("primary_user_token", primary_user_token),
            "provider": text("provider", provider),
        }
        return rest("POST", "/api/v2/users/unlink", done, json=body)

    @operation
    def wechat_login(
        self, code: str, country: str | None = None, lang: str | None = None, state: str | None = None
    ) -> Call[User]:
        """Log in with a code of WeChat's mobile SDK (GET /connection/social/wechat:mobile/{userPoolId}/callback).

        The user is this client's user from now on. The client needs a `user_pool_id`.

        Args:
            code: What WeChat gave to the app; it is good once.
            country: Handed on to WeChat.
            lang: Handed on to WeChat, such as `zh_CN`.
            state: Handed on to WeChat.

        Raises:
            ArgumentError: The client was made without `user_pool_id`.
        """
        params = {
            "code": text("code", code),
            "country": maybe_text("country", country),
            "lang": maybe_text("lang", lang),
            "state": maybe_text("state", state),
        }
        pool = text("the user_pool_id of the client", self.options.user_pool_id or "")
        where = path("/connection/social/wechat:mobile/{}/callback", pool)
        return rest("GET", where, self._becomes, params=params, auth=False, safe=False)
