"""What the administrator's client can do without a sub-client."""

from __future__ import annotations

from collections.abc import Sequence

from authing.core.binding import Mode, Resource, operation
from authing.core.call import Call
from authing.v2.arguments import member, text
from authing.v2.compat import with_old_names
from authing.v2.documents import pool as documents
from authing.v2.documents.tokens import CHECK_LOGIN_STATUS
from authing.v2.models.answer import CommonMessage, LoginStatus, PasswordStrength
from authing.v2.models.pool import EmailScene
from authing.v2.wire import graphql, rest

__all__ = ["Root"]


@with_old_names
class Root(Resource[Mode]):
    """Tokens, mails and passwords."""

    @operation
    def check_login_status(self, token: str) -> Call[LoginStatus]:
        """Tell whether a user's token is good (GraphQL `checkLoginStatus`). A bad one is an answer, not an error."""
        return graphql(CHECK_LOGIN_STATUS, "checkLoginStatus", LoginStatus.of, auth=False, token=text("token", token))

    @operation
    def send_email(self, email: str, scene: EmailScene | str) -> Call[CommonMessage]:
        """Send a mail with a code or a link (GraphQL `sendEmail`).

        Args:
            email: To whom.
            scene: What for.

        Raises:
            Invalid: This is no e-mail address (2204).
            NotFound: The pool has no template for such mails (2021).
        """
        return graphql(
            documents.SEND_EMAIL,
            "sendEmail",
            CommonMessage.of,
            auth=False,
            email=text("email", email),
            scene=member("scene", scene, EmailScene),
        )

    @operation
    def is_password_valid(self, password: str) -> Call[Sequence[PasswordStrength]]:
        """Tell whether a password keeps the pool's rule (POST /api/v2/password/check).

        The password is sent as it is, protected by TLS alone.

        Returns:
            What there is to say, in a list; `valid` of the first item is the answer.
        """
        body = {"password": text("password", password, or_empty=True)}
        return rest("POST", "/api/v2/password/check", PasswordStrength.many, json=body, safe=True)
