"""Registering and logging in with a code that was sent to an address, and choosing a new password with one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from authing.core.binding import Mode, operation
from authing.core.call import Call, Flow
from authing.v2.arguments import fields, given, maybe_member, maybe_text, member, text
from authing.v2.documents import codes as documents
from authing.v2.documents.pool import SEND_EMAIL
from authing.v2.fields import sendable
from authing.v2.models.answer import CommonMessage
from authing.v2.models.pool import EmailScene, SmsScene
from authing.v2.models.user import User
from authing.v2.wire import graphql, rest

from .end_user import EndUser
from .entering import login, registration

__all__ = ["Codes"]


class Codes(EndUser[Mode]):
    """Who comes with a code. It is good once, for a short time, and after a few wrong ones no more."""

    @operation
    def send_sms_code(
        self, phone: str, *, phone_country_code: str | None = None, scene: SmsScene | str | None = None
    ) -> Call[CommonMessage]:
        """Send a code by SMS (POST /api/v2/sms/send).

        Args:
            phone: The phone number.
            phone_country_code: The country of the number, such as `+1`; the platform takes `+86` for none.
            scene: What for; None makes a code for any purpose.

        Raises:
            RateLimited: The number got too many (429).
        """
        body = {
            "phone": text("phone", phone),
            **given(
                phoneCountryCode=maybe_text("phone_country_code", phone_country_code),
                scene=maybe_member("scene", scene, SmsScene),
            ),
        }
        return rest("POST", "/api/v2/sms/send", CommonMessage.of, json=body, auth=False, whole=True)

    @operation
    def send_email(self, email: str, scene: EmailScene | str) -> Call[CommonMessage]:
        """Send a mail with a code or a link (GraphQL `sendEmail`).

        Args:
            email: To whom.
            scene: What for; a code is good for this only.

        Raises:
            Invalid: This is no e-mail address (2204).
            NotFound: The pool has no template for such mails (2021).
            ServerError: The mail could not be sent (2025).
        """
        return graphql(
            SEND_EMAIL,
            "sendEmail",
            CommonMessage.of,
            auth=False,
            email=text("email", email),
            scene=member("scene", scene, EmailScene),
        )

    @operation
    def register_by_phone_code(
        self,
        phone: str,
        code: str,
        password: str | None = None,
        profile: Mapping[str, Any] | None = None,
        force_login: bool = False,
        generate_token: bool = False,
        client_ip: str | None = None,
        custom_data: Mapping[str, Any] | None = None,
        context: Mapping[str, Any] | None = None,
        *,
        phone_country_code: str | None = None,
        email_token: str | None = None,
    ) -> Flow[User]:
        """Register with a phone number (GraphQL `registerByPhoneCode`); the new user is this client's user from now on.

        Args:
            phone: The phone number.
            code: The code that was sent to it for `register`, or for any purpose.
            password: A password, if there shall be one.
            phone_country_code: The country of the number, as it was given to `send_sms_code`.
            email_token: Proof that an e-mail address in the profile was verified before.

        The other arguments are those of `register_by_email`.

        Raises:
            Invalid: The code is wrong (2001) or has expired (2300), or the password is not acceptable (2029).
            Conflict: The number is taken (2026, 2035).
            Forbidden: Registration is closed (2031).
        """
        told = {
            **_phone(phone, code, phone_country_code),
            **registration(
                profile, force_login, generate_token, client_ip, custom_data, context, email_token=email_token
            ),
        }

        def send(sealed: str | None = None) -> Call[User]:
            with_password = {**told, **given(password=sealed)}
            document = documents.REGISTER_BY_PHONE_CODE
            return graphql(document, "registerByPhoneCode", self._becomes, auth=False, input=with_password)

        return self._key.sealing([] if password is None else [password], send)

    @operation
    def register_by_email_code(
        self,
        email: str,
        code: str,
        profile: Mapping[str, Any] | None = None,
        *,
        force_login: bool = False,
        generate_token: bool = False,
        client_ip: str | None = None,
        custom_data: Mapping[str, Any] | None = None,
        context: Mapping[str, Any] | None = None,
        phone_token: str | None = None,
    ) -> Call[User]:
        """Register with an e-mail address (POST /api/v2/register/email-code); the new user is this client's user from now on.

        Args:
            email: The address.
            code: The code that was sent to it for `REGISTER_VERIFY_CODE`.
            phone_token: Proof that a phone number in the profile was verified before.

        The other arguments and the errors are those of `register_by_phone_code`.
        """
        body: dict[str, Any] = {
            "email": text("email", email),
            "code": text("code", code),
            **registration(profile, force_login, generate_token, client_ip, None, None, phone_token=phone_token),
        }
        if custom_data is not None:
            values = fields("custom_data", custom_data)
            body["customData"] = {key: sendable(key, value) for key, value in values.items()}
        if context is not None:
            body["context"] = fields("context", context)
        return rest("POST", "/api/v2/register/email-code", self._becomes, json=body, auth=False)

    @operation
    def login_by_phone_code(
        self,
        phone: str,
        code: str,
        client_ip: str | None = None,
        custom_data: Mapping[str, Any] | None = None,
        context: Mapping[str, Any] | None = None,
        *,
        phone_country_code: str | None = None,
    ) -> Call[User]:
        """Log in by phone number and code (GraphQL `loginByPhoneCode`); the user is this client's user from now on.

        An unknown number is registered, unless registration is closed.

        Args:
            phone: The phone number.
            code: The code that was sent to it for `login`, or for any purpose.
            client_ip: The user's address, where the platform would see another.
            custom_data: Values of user-defined fields.
            context: Handed to the pipelines of the platform.
            phone_country_code: The country of the number, as it was given to `send_sms_code`.

        Raises:
            Invalid: The code is wrong (2001) or has expired (2300).
            Forbidden: The user is blocked (2005), or unknown and registration is closed (2031).
            MfaRequired: A second factor is needed (1635, 1636).
        """
        told = {
            **_phone(phone, code, phone_country_code),
            **login(client_ip, custom_data, context),
        }
        return graphql(documents.LOGIN_BY_PHONE_CODE, "loginByPhoneCode", self._becomes, auth=False, input=told)

    @operation
    def login_by_email_code(
        self,
        email: str,
        code: str,
        *,
        client_ip: str | None = None,
        custom_data: Mapping[str, Any] | None = None,
        context: Mapping[str, Any] | None = None,
    ) -> Call[User]:
        """Log in by e-mail address and code (POST /api/v2/login/email-code); the user is this client's user from now on.

        An unknown address is registered, unless registration is closed.

        Args:
            email: The address.
            code: The code that was sent to it for `LOGIN_VERIFY_CODE`.

        The other arguments and the errors are those of `login_by_phone_code`.
        """
        body = {
            "email": text("email", email),
            "code": text("code", code),
            **login(client_ip, custom_data, context),
        }
        return rest("POST", "/api/v2/login/email-code", self._becomes, json=body, auth=False)

    @operation
    def reset_password_by_phone_code(
        self, phone: str, code: str, new_password: str, *, phone_country_code: str | None = None
    ) -> Flow[CommonMessage]:
        """Choose a new password with a code that was sent to the phone (GraphQL `resetPassword`).

        Args:
            phone: The phone number.
            code: The code that was sent to it for `reset`, or for any purpose.
            new_password: The new password.
            phone_country_code: The country of the number, as it was given to `send_sms_code`.

        Raises:
            Invalid: The code is wrong (2001) or has expired (2300), or the password is not acceptable (2029).
            NotFound: Nobody has this number (2004).
        """
        return self._reset(new_password, **_phone(phone, code, phone_country_code))

    @operation
    def reset_password_by_email_code(self, email: str, code: str, new_password: str) -> Flow[CommonMessage]:
        """Choose a new password with a code that was mailed (GraphQL `resetPassword`).

        Args:
            email: The address.
            code: The code that was sent to it for `RESET_PASSWORD`.
            new_password: The new password.

        Raises:
            Invalid: The code is wrong (2001) or has expired (2300), or the password is not acceptable (2029).
            NotFound: Nobody has this address (2004).
        """
        return self._reset(new_password, email=text("email", email), code=text("code", code))

    def _reset(self, new_password: str, **proof: Any) -> Flow[CommonMessage]:
        def send(sealed: str) -> Call[CommonMessage]:
            return graphql(
                documents.RESET_PASSWORD,
                "resetPassword",
                CommonMessage.of,
                auth=False,
                **proof,
                newPassword=sealed,
            )

        return self._key.sealing([new_password], send)


def _phone(phone: str, code: str, phone_country_code: str | None) -> dict[str, str]:
    return {
        "phone": text("phone", phone),
        "code": text("code", code),
        **given(phoneCountryCode=maybe_text("phone_country_code", phone_country_code)),
    }
