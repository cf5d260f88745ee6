"""Second factors: a user's own authenticator, and the second step of a login."""

from __future__ import annotations

from typing import Any

from authing.core.binding import Mode, operation
from authing.core.call import Call, Flow
from authing.v2.arguments import given, maybe_text, member, one_given, text
from authing.v2.compat import with_old_names
from authing.v2.models.answer import CommonMessage, UploadedFile
from authing.v2.models.mfa import Bindable, MfaSource, RecoveredUser, TotpAssociation, TotpAuthenticator
from authing.v2.models.user import User
from authing.v2.uploads import upload
from authing.v2.wire import rest

from .end_user import EndUser

__all__ = ["SecondFactors"]

FACE_PHOTOS = "face-photo"
"""The folder of faces."""


@with_old_names
class SecondFactors(EndUser[Mode]):
    """What goes on after `MfaRequired`, and how a user gets a second factor.

    Where `mfa_token` may be None, a user who is logged in needs none; on the way in, it is that of the `MfaRequired`.
    """

    @operation
    def get_mfa_authenticators(
        self, mfa_token: str | None = None, type: str = "totp", source: MfaSource | str = "SELF"
    ) -> Call[list[TotpAuthenticator]]:
        """List the user's authenticators (GET /api/v2/mfa/authenticator).

        Args:
            mfa_token: Of the `MfaRequired`; None for a user who is logged in.
            type: Their type; `totp` is the only one.
            source: `SELF` for those that the user wanted, `APPLICATION` for those that an application wanted.

        Raises:
            NotLoggedIn: The token is no longer good.
        """
        params = {"type": text("type", type), "source": member("source", source, MfaSource)}
        return rest("GET", "/api/v2/mfa/authenticator", TotpAuthenticator.many, params=params, auth=_bearer(mfa_token))

    @operation
    def associate_mfa_authenticator(
        self, mfa_token: str | None = None, authenticator_type: str = "totp", source: MfaSource | str = "SELF"
    ) -> Call[TotpAssociation]:
        """Make the user an authenticator (POST /api/v2/mfa/totp/associate); it counts once it is confirmed.

        Args:
            mfa_token: Of the `MfaRequired`; None for a user who is logged in.
            authenticator_type: Its type; `totp` is the only one.
            source: `SELF`: the user is asked for it at every login; `APPLICATION`: where an application wants one.

        Raises:
            Conflict: The user has an authenticator.
            Forbidden: The user has another second factor, which has to be shown first.
            NotLoggedIn: The token is no longer good.
        """
        body = _authenticator(authenticator_type, source)
        return rest("POST", "/api/v2/mfa/totp/associate", TotpAssociation.of, json=body, auth=_bearer(mfa_token))

    @operation
    def delete_mfa_authenticator(self) -> Call[CommonMessage]:
        """Take the user's authenticator away (DELETE /api/v2/mfa/totp/associate).

        Raises:
            NotFound: There is none.
            NotLoggedIn: Nobody is logged in.
        """
        return rest("DELETE", "/api/v2/mfa/totp/associate", CommonMessage.of, whole=True)

    @operation
    def confirm_associate_mfa_authenticator(
        self,
        totp: str,
        authenticator_type: str = "totp",
        source: MfaSource | str = "SELF",
        mfa_token: str | None = None,
    ) -> Call[CommonMessage]:
        """Show that the new authenticator works (POST /api/v2/mfa/totp/associate/confirm); from now on it counts.

        Args:
            totp: The one-time password that it shows.
            authenticator_type: As it was associated.
            source: As it was associated.
            mfa_token: Of the `MfaRequired`; None for a user who is logged in.

        Raises:
            Invalid: The one-time password is wrong (6001).
            NotFound: There is nothing to confirm.
            NotLoggedIn: The token is no longer good.
        """
        body = {**_authenticator(authenticator_type, source), "totp": text("totp", totp)}
        where = "/api/v2/mfa/totp/associate/confirm"
        return rest("POST", where, CommonMessage.of, json=body, auth=_bearer(mfa_token), whole=True)

    @operation
    def verify_totp_mfa(self, totp: str, mfa_token: str) -> Call[User]:
        """Finish a login by a one-time password (POST /api/v2/mfa/totp/verify); the user is this client's user from now on.

        Args:
            totp: The one-time password that the authenticator shows.
            mfa_token: Of the `MfaRequired`.

        Raises:
            Invalid: The one-time password is wrong, or was used before (6001).
            Forbidden: Too many wrong ones (2057), or no one-time password is asked for.
            NotLoggedIn: The token is no longer good.
        """
        return self._verify("/api/v2/mfa/totp/verify", mfa_token, totp=text("totp", totp))

    @operation
    def verify_app_sms_mfa(
        self, phone: str, code: str, mfa_token: str, *, phone_country_code: str | None = None
    ) -> Call[User]:
        """Finish a login by a code from an SMS (POST /api/v2/applications/mfa/sms/verify).

        The user is this client's user from now on. Who has no phone has this one afterwards.

        Args:
            phone: The phone number that the code was sent to (`send_sms_code`); that of the `MfaRequired`, if it has one.
            code: The code.
            mfa_token: Of the `MfaRequired`.
            phone_country_code: The country of the number, such as `+86`.

        Raises:
            Invalid: The code is wrong (2001) or has expired (2300).
            Forbidden: It is not the phone of the user, or too many wrong codes (2057).
            Conflict: The phone is another user's (2035).
            NotLoggedIn: The token is no longer good.
        """
        country = maybe_text("phone_country_code", phone_country_code)
        body = {"phone": text("phone", phone), "code": text("code", code), **given(phoneCountryCode=country)}
        return self._verify("/api/v2/applications/mfa/sms/verify", mfa_token, **body)

    @operation
    def verify_app_email_mfa(self, email: str, code: str, mfa_token: str) -> Call[User]:
        """Finish a login by a code from a mail (POST /api/v2/applications/mfa/email/verify).

        The user is this client's user from now on. Who has no address has this one afterwards.

        Args:
            email: The address that the code was sent to (`send_email` with `MFA_VERIFY`); that of the `MfaRequired`, if
                it has one.
            code: The code.
            mfa_token: Of the `MfaRequired`.

        Raises:
            Invalid: The code is wrong (2001) or has expired (2300).
            Forbidden: It is not the address of the user, or too many wrong codes (2057).
            Conflict: The address is another user's (2200).
            NotLoggedIn: The token is no longer good.
        """
        body = {"email": text("email", email), "code": text("code", code)}
        return self._verify("/api/v2/applications/mfa/email/verify", mfa_token, **body)

    @operation
    def phone_or_email_bindable(
        self, mfa_token: str, phone: str | None = None, email: str | None = None
    ) -> Call[Bindable]:
        """Tell whether the user could have a phone or an address (POST /api/v2/applications/mfa/check).

        The answer is true if it is the user's own, or nobody's.

        Args:
            mfa_token: Of the `MfaRequired`.
            phone: A phone number.
            email: An e-mail address.

        Raises:
            NotLoggedIn: The token is no longer good.
        """
        auth, body = text("mfa_token", mfa_token), one_given(phone=phone, email=email)
        return rest("POST", "/api/v2/applications/mfa/check", Bindable.answered, json=body, auth=auth, whole=True)

    @operation
    def verify_totp_recovery_code(self, recovery_code: str, mfa_token: str) -> Call[RecoveredUser]:
        """Finish a login by the recovery code (POST /api/v2/mfa/totp/recovery); the answer carries the next one.

        The user is this client's user from now on.

        Args:
            recovery_code: What was told when the authenticator was associated, or at the last recovery.
            mfa_token: Of the `MfaRequired`.

        Raises:
            Invalid: The code is wrong, or was used before (6002).
            Forbidden: Too many wrong ones (2057).
            NotLoggedIn: The token is no longer good.
        """

        def read(raw: Any) -> RecoveredUser:
            self._becomes(raw)
            return RecoveredUser.of(raw)

        body = {"recoveryCode": text("recovery_code", recovery_code)}
        return rest("POST", "/api/v2/mfa/totp/recovery", read, json=body, auth=text("mfa_token", mfa_token))

    @operation
    def associate_face_by_url(self, base_face: str, compare_face: str, mfa_token: str | None = None) -> Call[User]:
        """Bind the user's face by two photos on the web (POST /api/v2/mfa/face/associate).

        Args:
            base_face: The URL of a photo.
            compare_face: The URL of another photo of the same face.
            mfa_token: Of the `MfaRequired`; None for a user who is logged in. If the answer carries a token, its user is
                this client's user from now on.

        Raises:
            Invalid: A photo is missing or the faces differ (1700 to 1705).
            Conflict: The user has bound a face (1706).
            ServerError: The platform cannot bind it (1707).
        """
        photos = text("base_face", base_face), text("compare_face", compare_face)
        return self._associate_face(*photos, _bearer(mfa_token), isExternal=True)

    @operation
    def associate_face_by_blob(
        self, base_face: bytes, compare_face: bytes, mfa_token: str | None = None, *, file_name: str = "face.jpg"
    ) -> Flow[User]:
        """Bind the user's face by two photos (twice POST /api/v2/upload, then POST /api/v2/mfa/face/associate).

        Args:
            base_face: A photo: the bytes of a picture.
            compare_face: Another photo of the same face.
            mfa_token: As in `associate_face_by_url`, with its errors.
            file_name: What the photos are called; the ending tells their type.
        """
        auth = _bearer(mfa_token)
        uploads = [upload(FACE_PHOTOS, face, file_name, private=True, auth=auth) for face in (base_face, compare_face)]
        return self._upload_and_associate(uploads, auth)

    @operation
    def verify_face_mfa(self, photo: str, mfa_token: str) -> Call[User]:
        """Finish a login by a face (POST /api/v2/mfa/face/verify); the user is this client's user from now on.

        Args:
            photo: The key or the URL of a photo.
            mfa_token: Of the `MfaRequired`.

        Raises:
            Invalid: The photo is missing (1700), or it is another face (1702).
            NotLoggedIn: The token is no longer good.
        """
        return self._verify("/api/v2/mfa/face/verify", mfa_token, photo=text("photo", photo))

    def _verify(self, path: str, mfa_token: str, **body: str) -> Call[User]:
        return rest("POST", path, self._becomes, json=body, auth=text("mfa_token", mfa_token))

    def _upload_and_associate(self, uploads: list[Call[UploadedFile]], auth: bool | str) -> Flow[User]:
        keys = []
        for uploading in uploads:
            uploaded = yield from uploading
            keys.append(uploaded["key"])
        return (yield from self._associate_face(keys[0], keys[1], auth))

    def _associate_face(self, base: str, compared: str, auth: bool | str, **more: bool) -> Call[User]:
        def read(raw: Any) -> User:
            user = User.of(raw)
            return self._becomes(raw) if user.token else user

        body = {"photoA": base, "photoB": compared, **more}
        return rest("POST", "/api/v2/mfa/face/associate", read, json=body, auth=auth)


def _bearer(mfa_token: str | None) -> bool | str:
    """Whose token is sent: the one of the second step, or that of the user who is logged in."""
    return True if mfa_token is None else text("mfa_token", mfa_token)


def _authenticator(type: str, source: MfaSource | str) -> dict[str, str]:
    return {"authenticatorType": text("authenticator_type", type), "source": member("source", source, MfaSource)}
