"""Passwords that a login asks to be chosen first, and how strong one is."""

from __future__ import annotations

import re

from authing.core.binding import Mode, operation
from authing.core.call import Call, Flow
from authing.v2.arguments import text
from authing.v2.documents import authentication as documents
from authing.v2.models.answer import CommonMessage
from authing.v2.wire import graphql

from .end_user import EndUser

__all__ = ["PasswordResets"]

LOW, MIDDLE, HIGH = 1, 2, 3
_SHORTEST = {MIDDLE: 8, HIGH: 12}


class PasswordResets(EndUser[Mode]):
    """What goes on after `ResetRequired`."""

    @operation
    def reset_password_by_first_token(self, token: str, password: str) -> Flow[CommonMessage]:
        """Choose a password of one's own at the first login (GraphQL `resetPasswordByFirstLoginToken`).

            try:
                user = client.login_by_username("bob", password)
            except ResetRequired as step:  # its code is 1639
                client.reset_password_by_first_token(step.token, new_password)
                user = client.login_by_username("bob", new_password)

        Args:
            token: That of `ResetRequired`; a user's own does, too.
            password: The new password.

        Raises:
            NotLoggedIn: The token has been used, or is none (2207), or has expired (2206).
            Invalid: The password is not acceptable (2029).
        """
        checked = text("token", token)

        def send(sealed: str) -> Call[CommonMessage]:
            document, field = documents.RESET_PASSWORD_BY_FIRST_LOGIN_TOKEN, "resetPasswordByFirstLoginToken"
            return graphql(document, field, CommonMessage.of, auth=False, token=checked, password=sealed)

        return self._key.sealing([password], send)

    @operation
    def reset_password_with_force_reset(self, token: str, old_password: str, new_password: str) -> Flow[CommonMessage]:
        """Change a password that is too old to log in with (GraphQL `resetPasswordByForceResetToken`).

        Args:
            token: That of `ResetRequired`, whose code is 2058; a user's own does, too.
            old_password: The present password.
            new_password: The new one.

        Raises:
            Invalid: The old password is wrong (2203), or the new one is not acceptable (2029).
            NotLoggedIn: The token has been used, or is none (2207), or has expired (2206).
        """
        checked = text("token", token)

        def send(old: str, new: str) -> Call[CommonMessage]:
            document, field = documents.RESET_PASSWORD_BY_FORCE_RESET_TOKEN, "resetPasswordByForceResetToken"
            return graphql(
                document, field, CommonMessage.of, auth=False, token=checked, oldPassword=old, newPassword=new
            )

        return self._key.sealing([old_password, new_password], send)

    def compute_password_security_level(self, password: str) -> int:
        """Tell how strong a password is, without sending it anywhere.

        Returns:
            3 for at least 12 characters with lower and upper case letters and digits, 2 for at least 8 with letters and
            digits, else 1.
        """
        plain = text("password", password, or_empty=True)
        has_lower, has_upper, has_digit = (re.search(kind, plain) is not None for kind in ("[a-z]", "[A-Z]", "[0-9]"))
        if len(plain) >= _SHORTEST[HIGH] and has_lower and has_upper and has_digit:
            return HIGH
        if len(plain) >= _SHORTEST[MIDDLE] and has_digit and (has_lower or has_upper):
            return MIDDLE
        return LOW
