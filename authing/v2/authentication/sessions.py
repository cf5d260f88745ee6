"""How long a login lasts: its state, its token, its end."""

from __future__ import annotations

from typing import Any

from authing.core.binding import Mode, operation
from authing.core.call import Call
from authing.core.credentials import checked_token
from authing.v2.arguments import text
from authing.v2.documents import tokens as documents
from authing.v2.models.answer import LoginStatus, RefreshedToken
from authing.v2.wire import graphql, rest

from .end_user import EndUser

__all__ = ["Sessions"]


class Sessions(EndUser[Mode]):
    """The login of one user."""

    @operation
    def check_login_status(self, token: str | None = None) -> Call[LoginStatus]:
        """Tell whether a token is good (GraphQL `checkLoginStatus`). A bad one is an answer, not an error.

        Args:
            token: The token; by default the client's.
        """
        # An empty one is not the client's.
        asked = self.get_token() if token is None else text("token", token, or_empty=True)
        return graphql(documents.CHECK_LOGIN_STATUS, "checkLoginStatus", LoginStatus.of, auth=False, token=asked)

    @operation
    def refresh_token(self, token: str | None = None) -> Call[RefreshedToken]:
        """Exchange a token for one that lasts longer (GraphQL `refreshToken`); it is the client's from now on.

        Args:
            token: The token; by default the client's.

        Raises:
            NotLoggedIn: The token is no longer good (2020, 2206, 2207).
        """
        if token is None:
            return graphql(documents.REFRESH_TOKEN, "refreshToken", self._renewed)

        def read(raw: Any) -> RefreshedToken:
            refreshed = self._renewed(raw)
            self._user = None  # it may be another one's token
            return refreshed

        return graphql(documents.REFRESH_TOKEN, "refreshToken", read, auth=text("token", token))

    @operation
    def logout(self) -> Call[bool]:
        """End the login: the token is good no more (GET /api/v2/logout).

        Raises:
            NotLoggedIn: The token is no longer good (2020).
        """
        return rest("GET", "/api/v2/logout", self._logged_out, params={"app_id": self.options.app_id}, safe=False)

    def _renewed(self, raw: Any) -> RefreshedToken:
        refreshed = RefreshedToken.of(raw)
        self._token.replace(checked_token(refreshed["token"]))
        return refreshed

    def _logged_out(self, _: Any) -> bool:
        self.clear_current_user()
        return True
