"""Registering and logging in by password, and changing it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from authing.core.binding import Mode, operation
from authing.core.call import Call, Flow
from authing.v2.arguments import flag, given, maybe_text, text
from authing.v2.documents import authentication as documents
from authing.v2.models.answer import PasswordStrength
from authing.v2.models.user import User
from authing.v2.wire import graphql

from .end_user import EndUser
from .entering import login, registration

__all__ = ["Passwords"]


class Passwords(EndUser[Mode]):
    """Who comes with a password. It is encrypted on the way."""

    @operation
    def register_by_email(
        self,
        email: str,
        password: str,
        profile: Mapping[str, Any] | None = None,
        force_login: bool = False,
        generate_token: bool = False,
        client_ip: str | None = None,
        custom_data: Mapping[str, Any] | None = None,
        context: Mapping[str, Any] | None = None,
        *,
        phone_token: str | None = None,
    ) -> Flow[User]:
        """Register with an e-mail address (GraphQL `registerByEmail`); the new user is this client's user from now on.

        Args:
            email: The address.
            password: The password.
            profile: First values of other fields, by their wire names.
            force_login: Also log in: the answer carries a token.
            generate_token: Also give a token, without a login.
            client_ip: The user's address, where the platform would see another.
            custom_data: Values of user-defined fields.
            context: Handed to the pipelines of the platform.
            phone_token: Proof that a phone number in the profile was verified before.

        Raises:
            Conflict: The address is taken (2026).
            Invalid: The address (2003) or the password (2029) is not acceptable.
            Forbidden: Registration is closed (2031).
        """
        told = registration(
            profile, force_login, generate_token, client_ip, custom_data, context, phone_token=phone_token
        )
        document = documents.REGISTER_BY_EMAIL
        return self._enter(document, "registerByEmail", password, {"email": text("email", email), **told})

    @operation
    def register_by_username(
        self,
        username: str,
        password: str,
        profile: Mapping[str, Any] | None = None,
        force_login: bool = False,
        generate_token: bool = False,
        client_ip: str | None = None,
        custom_data: Mapping[str, Any] | None = None,
        context: Mapping[str, Any] | None = None,
        *,
        phone_token: str | None = None,
        email_token: str | None = None,
    ) -> Flow[User]:
        """Register with a user name (GraphQL `registerByUsername`); the new user is this client's user from now on.

        Args:
            username: The name.
            password: The password.
            phone_token: Proof that a phone number in the profile was verified before.
            email_token: The same for an e-mail address.

        The other arguments are those of `register_by_email`.

        Raises:
            Conflict: The name is taken (2026, 2034).
            Invalid: The password is not acceptable (2029).
            Forbidden: Registration is closed (2031).
        """
        told = registration(
            profile,
            force_login,
            generate_token,
            client_ip,
            custom_data,
            context,
            phone_token=phone_token,
            email_token=email_token,
        )
        document = documents.REGISTER_BY_USERNAME
        return self._enter(document, "registerByUsername", password, {"username": text("username", username), **told})

    @operation
    def login_by_email(
        self,
        email: str,
        password: str,
        auto_register: bool = False,
        captcha_code: str | None = None,
        client_ip: str | None = None,
        custom_data: Mapping[str, Any] | None = None,
        context: Mapping[str, Any] | None = None,
    ) -> Flow[User]:
        """Log in by e-mail address and password (GraphQL `loginByEmail`); the user is this client's user from now on.

        Args:
            email: The address.
            password: The password.
            auto_register: Create the account if it does not exist.
            captcha_code: The letters of the picture, where the platform asks for it (2000).
            client_ip: The user's address, where the platform would see another.
            custom_data: Values of user-defined fields.
            context: Handed to the pipelines of the platform.

        Raises:
            NotLoggedIn: The account does not exist or the password is wrong (2333, 2006).
            NotFound: The account does not exist, where the platform tells (2004).
            Forbidden: The user is blocked (2005), or a captcha is needed (2000).
            MfaRequired: A second factor is needed (1635, 1636).
            ResetRequired: The password has to be changed first (1639, 2058).
        """
        told = _login(auto_register, captcha_code, client_ip, custom_data, context)
        return self._enter(documents.LOGIN_BY_EMAIL, "loginByEmail", password, {"email": text("email", email), **told})

    @operation
    def login_by_username(
        self,
        username: str,
        password: str,
        auto_register: bool = False,
        captcha_code: str | None = None,
        client_ip: str | None = None,
        custom_data: Mapping[str, Any] | None = None,
        context: Mapping[str, Any] | None = None,
    ) -> Flow[User]:
        """Log in by user name and password (GraphQL `loginByUsername`); the user is this client's user from now on.

        Args:
            username: The name.
            password: The password.

        The other arguments and the errors are those of `login_by_email`.
        """
        told = _login(auto_register, captcha_code, client_ip, custom_data, context)
        return self._enter(
            documents.LOGIN_BY_USERNAME, "loginByUsername", password, {"username": text("username", username), **told}
        )

    @operation
    def login_by_phone_password(
        self,
        phone: str,
        password: str,
        auto_register: bool = False,
        captcha_code: str | None = None,
        client_ip: str | None = None,
        custom_data: Mapping[str, Any] | None = None,
        context: Mapping[str, Any] | None = None,
    ) -> Flow[User]:
        """Log in by phone and password (GraphQL `loginByPhonePassword`); the user is this client's user from now on.

        Args:
            phone: The phone number.
            password: The password.

        The other arguments and the errors are those of `login_by_email`.
        """
        told = _login(auto_register, captcha_code, client_ip, custom_data, context)
        return self._enter(
            documents.LOGIN_BY_PHONE_PASSWORD,
            "loginByPhonePassword",
            password,
            {"phone": text("phone", phone), **told},
        )

    @operation
    def update_password(self, new_password: str, old_password: str | None = None) -> Flow[User]:
        """Change the user's password (GraphQL `updatePassword`); the present token stays in use.

        Args:
            new_password: The new one.
            old_password: The present one; not needed by a user who has none.

        Raises:
            Invalid: The old one is wrong (2203) or missing (2201), or the new one is not acceptable (2029).
            NotLoggedIn: Nobody is logged in.
        """

        def send(new: str, old: str | None = None) -> Call[User]:
            return graphql(documents.UPDATE_PASSWORD, "updatePassword", User.of, newPassword=new, oldPassword=old)

        passwords = [new_password] if old_password is None else [new_password, old_password]
        return self._key.sealing(passwords, send)

    @operation
    def check_password_strength(self, password: str) -> Call[PasswordStrength]:
        """Tell whether a password keeps the pool's rule (GraphQL `checkPasswordStrength`).

        The password is sent as it is, protected by TLS alone.
        """
        return graphql(
            documents.CHECK_PASSWORD_STRENGTH,
            "checkPasswordStrength",
            PasswordStrength.of,
            auth=False,
            password=text("password", password, or_empty=True),
        )

    def _enter(self, document: str, field: str, password: str, told: Mapping[str, Any]) -> Flow[User]:
        def send(sealed: str) -> Call[User]:
            return graphql(document, field, self._becomes, auth=False, input={**told, "password": sealed})

        return self._key.sealing([password], send)


def _login(
    auto_register: bool,
    captcha_code: str | None,
    client_ip: str | None,
    custom_data: Mapping[str, Any] | None,
    context: Mapping[str, Any] | None,
) -> dict[str, Any]:
    return {
        "autoRegister": flag("auto_register", auto_register),
        **given(captchaCode=maybe_text("captcha_code", captcha_code)),
        **login(client_ip, custom_data, context),
    }
