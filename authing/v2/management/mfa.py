"""Second factors of users, as the administrator sees them: `client.mfa`."""

from __future__ import annotations

from authing.core.binding import Mode, Resource, operation
from authing.core.call import Call, path
from authing.v2.arguments import given, maybe_text, member, text
from authing.v2.models.answer import done
from authing.v2.models.mfa import MfaStatus, MfaType, TotpAuthenticator
from authing.v2.wire import rest

__all__ = ["Mfa"]


class Mfa(Resource[Mode]):
    """Second factors of users. Who has one logs in with `MfaRequired` after the password."""

    @operation
    def get_status(self, user_id: str) -> Call[MfaStatus]:
        """Tell which second factors a user has bound (GET /api/v2/users/{id}/mfa-bound).

        Raises:
            NotFound: No user has this id.
        """
        return rest("GET", path("/api/v2/users/{}/mfa-bound", user_id), MfaStatus.of)

    @operation
    def unassociate(self, user_id: str, type: MfaType | str) -> Call[bool]:
        """Take a second factor from a user (DELETE /api/v2/users/{id}/mfa-bound).

        Args:
            user_id: The user.
            type: `OTP` or `FACE`.

        Raises:
            NotFound: No user has this id, or this one has no such factor.
        """
        where = path("/api/v2/users/{}/mfa-bound", user_id)
        return rest("DELETE", where, done, params={"type": member("type", type, MfaType)})

    @operation
    def import_totp(self, user_id: str, secret: str, recovery_code: str | None = None) -> Call[TotpAuthenticator]:
        """Give a user an authenticator for one-time passwords whose secret is known (POST /api/v2/mfa/totp/import).

        Args:
            user_id: The user.
            secret: 16 to 64 characters of base32.
            recovery_code: What lets the user in when the authenticator is lost; None has one made up.

        Raises:
            NotFound: No user has this id.
            Conflict: The user has an authenticator.
            Invalid: The secret is no base32, or too short or long.
        """
        body = {
            "userId": text("user_id", user_id),
            "secret": text("secret", secret),
            **given(recoveryCode=maybe_text("recovery_code", recovery_code)),
        }
        return rest("POST", "/api/v2/mfa/totp/import", TotpAuthenticator.of, json=body)
