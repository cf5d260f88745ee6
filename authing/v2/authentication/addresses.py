"""The user's e-mail address and phone number."""

from __future__ import annotations

from authing.core.binding import Mode, operation
from authing.core.call import Call
from authing.v2.arguments import maybe_text, text
from authing.v2.documents import codes as documents
from authing.v2.models.user import User
from authing.v2.wire import graphql

from .end_user import EndUser

__all__ = ["Addresses"]


class Addresses(EndUser[Mode]):
    """Every change needs the code that was sent to the new address; it is verified from then on."""

    @operation
    def update_phone(
        self,
        phone: str,
        phone_code: str,
        old_phone: str | None = None,
        old_phone_code: str | None = None,
        *,
        phone_country_code: str | None = None,
        old_phone_country_code: str | None = None,
    ) -> Call[User]:
        """Change the user's phone number (GraphQL `updatePhone`).

        Args:
            phone: The new number.
            phone_code: The code that was sent to it for `bind`, or for any purpose.
            old_phone: The present number, if there is one.
            old_phone_code: The code that was sent to that for `unbind`, or for any purpose.
            phone_country_code: The country of the new number, as it was given to `send_sms_code`.
            old_phone_country_code: The country of the present number.

        Raises:
            Invalid: A code is wrong (2001) or has expired (2300), or the old number is wrong (2038) or not proven (2228).
            Conflict: The number is another user's (2035), or the present one (2230).
        """
        return graphql(
            documents.UPDATE_PHONE,
            "updatePhone",
            self._updated,
            phone=text("phone", phone),
            phoneCode=text("phone_code", phone_code),
            oldPhone=maybe_text("old_phone", old_phone),
            oldPhoneCode=maybe_text("old_phone_code", old_phone_code),
            phoneCountryCode=maybe_text("phone_country_code", phone_country_code),
            oldPhoneCountryCode=maybe_text("old_phone_country_code", old_phone_country_code),
        )

    @operation
    def update_email(
        self, email: str, email_code: str, old_email: str | None = None, old_email_code: str | None = None
    ) -> Call[User]:
        """Change the user's e-mail address (GraphQL `updateEmail`).

        Args:
            email: The new address.
            email_code: The code that was sent to it for `CHANGE_EMAIL`.
            old_email: The present address, if there is one.
            old_email_code: The code that was sent to that for `CHANGE_EMAIL`.

        Raises:
            Invalid: A code is wrong (2001) or has expired (2300), or the old address is wrong (2037) or not proven (2227).
            Conflict: The address is another user's (2200), or the present one (2229).
        """
        return graphql(
            documents.UPDATE_EMAIL,
            "updateEmail",
            self._updated,
            email=text("email", email),
            emailCode=text("email_code", email_code),
            oldEmail=maybe_text("old_email", old_email),
            oldEmailCode=maybe_text("old_email_code", old_email_code),
        )

    @operation
    def bind_phone(self, phone: str, phone_code: str, *, phone_country_code: str | None = None) -> Call[User]:
        """Give the user, who has none, a phone number (GraphQL `bindPhone`).

        Args:
            phone: The number.
            phone_code: The code that was sent to it for `bind`, or for any purpose.
            phone_country_code: The country of the number, as it was given to `send_sms_code`.

        Raises:
            Invalid: The code is wrong (2001) or has expired (2300).
            Conflict: The number is another user's, or the user has one (2035).
        """
        return graphql(
            documents.BIND_PHONE,
            "bindPhone",
            self._updated,
            phone=text("phone", phone),
            phoneCode=text("phone_code", phone_code),
            phoneCountryCode=maybe_text("phone_country_code", phone_country_code),
        )

    @operation
    def unbind_phone(self) -> Call[User]:
        """Take the phone number from the user (GraphQL `unbindPhone`).

        Raises:
            Conflict: The user could not log in without it (2217).
            NotFound: There is none.
        """
        return graphql(documents.UNBIND_PHONE, "unbindPhone", self._updated)

    @operation
    def bind_email(self, email: str, email_code: str) -> Call[User]:
        """Give the user, who has none, an e-mail address (GraphQL `bindEmail`).

        Args:
            email: The address.
            email_code: The code that was sent to it for `CHANGE_EMAIL`.

        Raises:
            Invalid: The code is wrong (2001) or has expired (2300).
            Conflict: The address is another user's, or the user has one (2200).
        """
        return graphql(
            documents.BIND_EMAIL,
            "bindEmail",
            self._updated,
            email=text("email", email),
            emailCode=text("email_code", email_code),
        )

    @operation
    def unbind_email(self) -> Call[User]:
        """Take the e-mail address from the user (GraphQL `unbindEmail`).

        Raises:
            Conflict: The user could not log in without it (2217).
            NotFound: There is none (2219).
        """
        return graphql(documents.UNBIND_EMAIL, "unbindEmail", self._updated)
