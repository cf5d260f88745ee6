"""Logins with pages of your own, by ZITADEL's session service.

    from authing.zitadel import Zitadel
    from authing.zitadel.authentication import SessionLogins

    logins = SessionLogins(Zitadel.with_private_key("https://example.us1.zitadel.cloud", "key.json"))
    session = logins.begin("ada@example.com", password)         # keep dict(session) in the browser's session
    session = logins.check_totp(session, code)                  # and in its place what each step gives
    url = logins.finish(session, auth_request_id)               # the application's login goes on: send the browser there

The client is a service user's that may write sessions (the role IAM_LOGIN_CLIENT); with an awaited client each of these is
awaited. One `SessionLogins` serves any number of users, and keeps nothing of them: all of a login is in its `UserSession`,
whose token changes with each step. Keep it on the server, or encrypted: who has the token is the user.

What was proved is in `detail(session).factors`. Whether that is enough is for your program to decide before it calls
`finish`: ZITADEL takes a session in which the user alone was looked up, if the settings of the organization let it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from authing.core.binding import Mode, Resource, describe, operation
from authing.core.call import Call, Flow
from authing.core.end_user import text
from authing.core.errors import ArgumentError
from authing.zitadel.models import oidc as oidc_models
from authing.zitadel.models import session as models
from authing.zitadel.services import Services

from .user_session import OtpChallenge, PasskeyChallenge, UserSession, passkey_challenge, proved, then

if TYPE_CHECKING:
    from authing.zitadel.services.oidc import Oidc
    from authing.zitadel.services.sessions import Sessions

    from .user_session import Kept

__all__ = ["SessionLogins"]


class SessionLogins(Resource[Mode]):
    """Logins of users, step by step.

    Args:
        client: A service user's client, blocking or awaited.

    Raises:
        ArgumentError: It is none.
    """

    def __init__(self, client: Services[Mode]) -> None:
        given: object = client
        if not isinstance(given, Services):
            raise ArgumentError(f"client must be a Zitadel or AsyncZitadel, not a {type(given).__name__}")
        self._runner = client._runner
        self._sessions: Sessions[Mode] = client.sessions
        self._oidc: Oidc[Mode] = client.oidc

    @operation
    def begin(
        self,
        login_name: str | None = None,
        password: str | None = None,
        *,
        user_id: str | None = None,
        lifetime: timedelta | None = None,
        user_agent: models.UserAgent | Mapping[str, Any] | None = None,
        metadata: Mapping[str, bytes] | None = None,
    ) -> Flow[UserSession]:
        """Begin a login, of a user who is looked up (POST /zitadel.session.v2.SessionService/CreateSession).

        Args:
            login_name: The user's login name.
            password: The password; it can also be checked by a step of its own.
            user_id: The user's id, in place of the login name.
            lifetime: How long the session lasts; by default until it is ended.
            user_agent: The browser: its address, what it calls itself.
            metadata: Whatever your program wants to keep with the session.

        Raises:
            WrongCredential: The password is wrong: `failed_attempts`.
            NotFound: There is no such user. Do not show the difference to strangers.
            Conflict: The user is locked, or not active.
        """
        if (login_name is None) == (user_id is None):
            raise ArgumentError("one of login_name and user_id must be given")
        checks = models.Checks(
            user=models.CheckUser(login_name=login_name, user_id=user_id),
            password=None if password is None else models.CheckPassword(password=password),
        )
        create: Call[models.CreateSessionResponse] = describe(
            self._sessions.create_session,
            checks=checks,
            lifetime=lifetime,
            user_agent=user_agent,
            metadata=metadata,
        )

        def begun(answer: models.CreateSessionResponse) -> UserSession:
            return UserSession.kept({"session_id": answer.session_id, "session_token": answer.session_token})

        return proved(create, begun, alone=False)

    @operation
    def check_password(self, session: Kept, password: str) -> Flow[UserSession]:
        """Check the user's password.

        Raises:
            WrongCredential: It is wrong: `failed_attempts`.
            Conflict: The user is locked, or has no password.
        """
        return self._checked(session, password=models.CheckPassword(password=password))

    @operation
    def check_totp(self, session: Kept, code: str) -> Flow[UserSession]:
        """Check a code of the user's authenticator app: six digits.

        Raises:
            WrongCredential: It is wrong.
            Conflict: The user has no such app.
        """
        return self._checked(session, totp=models.CheckTOTP(code=code))

    @operation
    def check_recovery_code(self, session: Kept, code: str) -> Flow[UserSession]:
        """Check one of the codes that the user keeps for when nothing else is at hand; it is good once.

        Raises:
            WrongCredential: It is wrong.
        """
        return self._checked(session, recovery_code=models.CheckRecoveryCode(code=code))

    @operation
    def check_idp_intent(self, session: Kept, intent_id: str, intent_token: str) -> Flow[UserSession]:
        """Check that the user has logged in at another identity provider.

        Args:
            session: The session.
            intent_id: What the browser brought from there.
            intent_token: Likewise.

        Raises:
            WrongCredential: It is not of this user, or no longer good.
        """
        check = models.CheckIDPIntent(idp_intent_id=intent_id, idp_intent_token=intent_token)
        return self._checked(session, idp_intent=check)

    # -- challenges -----------------------------------------------------------------------------------

    @operation
    def challenge_otp_sms(self, session: Kept, *, return_code: bool = False) -> Flow[OtpChallenge]:
        """Send the user a code by SMS.

        Args:
            session: The session.
            return_code: True if your program sends it: then it is in the answer.

        Raises:
            Conflict: The user has not set this up.
        """
        return self._code_sent(session, "otp_sms", models.RequestChallengesOTPSMS(return_code=return_code))

    @operation
    def check_otp_sms(self, session: Kept, code: str) -> Flow[UserSession]:
        """Check the code that was sent by SMS.

        Raises:
            WrongCredential: It is wrong, or its time is over.
        """
        return self._checked(session, otp_sms=models.CheckOTP(code=code))

    @operation
    def challenge_otp_email(
        self, session: Kept, *, url_template: str | None = None, return_code: bool = False
    ) -> Flow[OtpChallenge]:
        """Send the user a code by mail.

        Args:
            session: The session.
            url_template: The link in the mail, in which `{{.Code}}` and the like are filled in; by default ZITADEL's own.
            return_code: True if your program sends it: then it is in the answer.

        Raises:
            Conflict: The user has not set this up.
        """
        if return_code and url_template is not None:
            raise ArgumentError("url_template is for the mail that ZITADEL sends: give it or return_code")
        kind = models.RequestChallengesOTPEmail
        asked = (
            kind(return_code=models.RequestChallengesOTPEmailReturnCode())
            if return_code
            else kind(send_code=models.RequestChallengesOTPEmailSendCode(url_template=url_template))
        )
        return self._code_sent(session, "otp_email", asked)

    @operation
    def check_otp_email(self, session: Kept, code: str) -> Flow[UserSession]:
        """Check the code that was sent by mail.

        Raises:
            WrongCredential: It is wrong, or its time is over.
        """
        return self._checked(session, otp_email=models.CheckOTP(code=code))

    @operation
    def challenge_passkey(
        self,
        session: Kept,
        domain: str,
        *,
        user_verification: models.UserVerificationRequirement | str = models.UserVerificationRequirement.REQUIRED,
    ) -> Flow[PasskeyChallenge]:
        """Ask what one of the user's passkeys or security keys has to sign.

        Args:
            session: The session.
            domain: The domain of your login page, to which the passkeys belong.
            user_verification: Whether the device makes sure who holds it, as it must where there is no password;
                DISCOURAGED for a security key that is a second factor.

        Raises:
            Conflict: The user has none.
        """
        asked = models.RequestChallengesWebAuthN(domain=domain, user_verification_requirement=user_verification)
        kept = UserSession.kept(session)
        step = self._set(kept, challenges=models.RequestChallenges(web_auth_n=asked))
        return then(step, partial(passkey_challenge, kept))

    @operation
    def check_passkey(self, session: Kept, assertion: Mapping[str, Any]) -> Flow[UserSession]:
        """Check what a passkey has signed.

        Args:
            session: The session, as `challenge_passkey` gave it.
            assertion: What `navigator.credentials.get` gave, as JSON (`credential.toJSON()`).

        Raises:
            WrongCredential: It is not of the user's, or of another challenge.
        """
        return self._checked(session, web_auth_n=models.CheckWebAuthN(credential_assertion_data=assertion))

    # -- the end --------------------------------------------------------------------------------------

    @operation
    def detail(self, session: Kept) -> Flow[models.Session]:
        """Read a session: who the user is, and what was proved and when (POST /zitadel.session.v2.SessionService/GetSession).

        Raises:
            NotFound: It was ended.
        """
        read: Call[models.GetSessionResponse] = describe(self._sessions.get_session, **UserSession.kept(session))
        return then(read, lambda answer: answer.session or models.Session())

    @operation
    def finish(self, session: Kept, auth_request_id: str) -> Flow[str]:
        """Let an application's login go on with this session (POST /zitadel.oidc.v2.OIDCService/CreateCallback).

        Args:
            session: The session.
            auth_request_id: What ZITADEL sent the browser to your page with, as `authRequest`.

        Returns:
            Where to send the browser: back to the application, with a code.

        Raises:
            Forbidden: The session is not enough for this login.
            NotFound: There is no such request.
            Conflict: It was answered already.
        """
        own = oidc_models.Session(**UserSession.kept(session))
        return then(self._callback(auth_request_id, session=own), _callback_url)

    @operation
    def refuse(
        self,
        auth_request_id: str,
        error: oidc_models.ErrorReason | str = oidc_models.ErrorReason.ACCESS_DENIED,
        description: str | None = None,
    ) -> Flow[str]:
        """Let an application's login fail (POST /zitadel.oidc.v2.OIDCService/CreateCallback).

        Args:
            auth_request_id: What ZITADEL sent the browser to your page with, as `authRequest`.
            error: Why.
            description: The same in words, for the application.

        Returns:
            Where to send the browser: back to the application, with the error.
        """
        told = oidc_models.AuthorizationError(error=error, error_description=description)
        return then(self._callback(auth_request_id, error=told), _callback_url)

    @operation
    def end(self, session: Kept) -> Flow[bool]:
        """End a session (POST /zitadel.session.v2.SessionService/DeleteSession).

        Raises:
            NotFound: It was ended already.
        """
        delete: Call[models.DeleteSessionResponse] = describe(
            self._sessions.delete_session, **UserSession.kept(session)
        )
        return then(delete, lambda answer: True)

    # -- what they have in common ---------------------------------------------------------------------

    def _checked(self, session: Kept, **checks: Any) -> Flow[UserSession]:
        kept = UserSession.kept(session)
        return proved(self._set(kept, checks=models.Checks(**checks)), kept.after, alone=True)

    def _code_sent(self, session: Kept, by: str, asked: Any) -> Flow[OtpChallenge]:
        kept = UserSession.kept(session)

        def challenge(answer: models.SetSessionResponse) -> OtpChallenge:
            return OtpChallenge(kept.after(answer), getattr(answer.challenges, by, None))

        return then(self._set(kept, challenges=models.RequestChallenges(**{by: asked})), challenge)

    def _callback(self, auth_request_id: str, **answer: Any) -> Call[oidc_models.CreateCallbackResponse]:
        call: Call[oidc_models.CreateCallbackResponse] = describe(
            self._oidc.create_callback, auth_request_id=auth_request_id, **answer
        )
        return call

    def _set(self, kept: UserSession, **what: Any) -> Call[models.SetSessionResponse]:
        step: Call[models.SetSessionResponse] = describe(self._sessions.set_session, session_id=kept.session_id, **what)
        return step


def _callback_url(answer: oidc_models.CreateCallbackResponse) -> str:
    return text("callback_url", answer.callback_url)
