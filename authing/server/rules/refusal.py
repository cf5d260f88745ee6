"""Refusal, the one exception of the rules, and the codes it carries."""

from __future__ import annotations

from enum import IntEnum
from typing import Any


class Code(IntEnum):
    """The error codes of the protocol that this server gives."""

    MALFORMED = 400
    NOT_FOUND = 404
    CONFLICT = 409
    TOO_LARGE = 413
    SENT_TOO_OFTEN = 429
    FAILED = 500
    NOT_AVAILABLE = 501
    BUSY = 1000
    FORBIDDEN = 1001
    FACTOR_NEEDED = 1635
    APPLICATION_FACTOR_NEEDED = 1636
    FIRST_PASSWORD_OWED = 1639
    FACE_MISSING = 1700
    COMPARED_FACE_MISSING = 1701
    FACE_WRONG = 1702
    FACE_NOT_BOUND = 1707
    CAPTCHA_NEEDED = 2000
    CODE_WRONG = 2001
    LOGIN_EMAIL_MALFORMED = 2003
    USER_UNKNOWN = 2004
    USER_BLOCKED = 2005
    PASSWORD_WRONG = 2006
    APPLICATION_NAME_MALFORMED = 2007
    APPLICATION_NAME_TAKEN = 2008
    APPLICATION_TYPE_UNKNOWN = 2009
    APPLICATION_UNKNOWN = 2011
    DESCRIPTION_MALFORMED = 2013
    SEARCH_MALFORMED = 2014
    SEARCH_FIELD_UNKNOWN = 2015
    PASSWORD_UNDECRYPTABLE = 2016
    FIELD_LOCKED = 2018
    NOT_LOGGED_IN = 2020
    LINK_EXPIRED = 2023
    DESCRIPTION_TOO_LONG = 2024
    MAIL_FAILED = 2025
    USER_EXISTS = 2026
    PHONE_MALFORMED = 2028
    PASSWORD_TOO_SHORT = 2029
    TOO_MANY_USERS = 2030
    REGISTRATION_DISABLED = 2031
    USERNAME_TAKEN = 2034
    PHONE_TAKEN = 2035
    OLD_EMAIL_WRONG = 2037
    OLD_PHONE_WRONG = 2038
    DOMAIN_TAKEN = 2039
    TRIED_TOO_OFTEN = 2057
    NEW_PASSWORD_OWED = 2058
    REGISTERED_TOO_OFTEN = 2100
    APPLICATION_ID_MISSING = 2101
    EMAIL_TAKEN = 2200
    OLD_PASSWORD_MISSING = 2201
    NOT_OWN_DATA = 2202
    OLD_PASSWORD_WRONG = 2203
    EMAIL_MALFORMED = 2204
    LOGIN_EXPIRED = 2206
    LOGIN_INVALID = 2207
    NOTHING_TO_DELETE = 2210
    IDENTITY_LINKED = 2213
    IDENTITY_TAKEN = 2215
    IDENTITY_UNKNOWN = 2216
    LAST_WAY_IN = 2217
    EMAIL_MISSING = 2219
    POOL_UNKNOWN = 2224
    EMAIL_LOCKED = 2225
    PHONE_LOCKED = 2226
    OLD_EMAIL_UNPROVEN = 2227
    OLD_PHONE_UNPROVEN = 2228
    EMAIL_SAME = 2229
    PHONE_SAME = 2230
    INCOMPLETE = 2231
    QR_CODE_UNKNOWN = 2241
    CODE_EXPIRED = 2300
    CREDENTIALS_WRONG = 2333
    NAMESPACE_TO_DELETE_UNKNOWN = 3003
    NAMESPACE_TO_UPDATE_UNKNOWN = 3005
    TOTP_WRONG = 6001
    RECOVERY_CODE_WRONG = 6002
    TOTP_MISSING = 6003
    RECOVERY_CODE_MISSING = 6004


MESSAGES = {
    Code.MALFORMED: "the request is malformed",
    Code.NOT_FOUND: "there is no such thing",
    Code.CONFLICT: "this exists already",
    Code.TOO_LARGE: "the request body is too large",
    Code.SENT_TOO_OFTEN: "too many messages to this address, try again later",
    Code.FAILED: "the server failed",
    Code.NOT_AVAILABLE: "this is not available in the local server",
    Code.BUSY: "the system is busy, try again later",
    Code.FORBIDDEN: "you are not allowed to do this",
    Code.FACTOR_NEEDED: "a second factor is needed to log in",
    Code.APPLICATION_FACTOR_NEEDED: "the application asks for a second factor to log in",
    Code.FIRST_PASSWORD_OWED: "this is the first login, choose a password of your own first",
    Code.FACE_MISSING: "the photo of a face is needed",
    Code.COMPARED_FACE_MISSING: "a second photo of the face is needed",
    Code.FACE_WRONG: "the face cannot be checked: no face recognition is configured",
    Code.FACE_NOT_BOUND: "the face cannot be bound: no face recognition is configured",
    Code.CAPTCHA_NEEDED: "the letters of a picture are needed: too many logins have failed",
    Code.CODE_WRONG: "the code is wrong",
    Code.LOGIN_EMAIL_MALFORMED: "this is not an e-mail address",
    Code.USER_UNKNOWN: "the user does not exist",
    Code.USER_BLOCKED: "the user is locked",
    Code.PASSWORD_WRONG: "the password is wrong",
    Code.APPLICATION_NAME_MALFORMED: "the name of an application has 1 to 100 characters",
    Code.APPLICATION_NAME_TAKEN: "the name of the application is taken",
    Code.APPLICATION_TYPE_UNKNOWN: "there is no such type of application",
    Code.APPLICATION_UNKNOWN: "the application does not exist",
    Code.DESCRIPTION_MALFORMED: "a description must be a text",
    Code.SEARCH_MALFORMED: "this cannot be searched for",
    Code.SEARCH_FIELD_UNKNOWN: "this field cannot be searched",
    Code.PASSWORD_UNDECRYPTABLE: "the password cannot be decrypted; encrypt it with the key from /api/v2/.well-known",
    Code.FIELD_LOCKED: "users may not change this themselves",
    Code.NOT_LOGGED_IN: "not logged in",
    Code.LINK_EXPIRED: "the link has expired, or has been used",
    Code.DESCRIPTION_TOO_LONG: "a description has at most 140 characters",
    Code.MAIL_FAILED: "the mail cannot be sent now, try again later",
    Code.USER_EXISTS: "the user exists already",
    Code.PHONE_MALFORMED: "this is not a phone number",
    Code.PASSWORD_TOO_SHORT: "the password must have at least 6 characters",
    Code.TOO_MANY_USERS: "at most 80 users can be asked for at once",
    Code.REGISTRATION_DISABLED: "registration is disabled",
    Code.USERNAME_TAKEN: "the user name is taken",
    Code.PHONE_TAKEN: "the phone number is taken",
    Code.OLD_EMAIL_WRONG: "this is not the present e-mail address",
    Code.OLD_PHONE_WRONG: "this is not the present phone number",
    Code.DOMAIN_TAKEN: "the identifier of the application is taken",
    Code.TRIED_TOO_OFTEN: "too many failed attempts, try again later",
    Code.NEW_PASSWORD_OWED: "the password is too old, change it first",
    Code.REGISTERED_TOO_OFTEN: "too many have registered from this address, try again later",
    Code.APPLICATION_ID_MISSING: "an application id or a user pool id is needed in the request's headers",
    Code.EMAIL_TAKEN: "the e-mail address is taken",
    Code.OLD_PASSWORD_MISSING: "the present password is needed",
    Code.NOT_OWN_DATA: "this is the data of another user",
    Code.OLD_PASSWORD_WRONG: "the present password is wrong",
    Code.EMAIL_MALFORMED: "this is not an e-mail address",
    Code.LOGIN_EXPIRED: "the login has expired",
    Code.LOGIN_INVALID: "the token is not a valid login",
    Code.NOTHING_TO_DELETE: "the user to delete does not exist",
    Code.IDENTITY_LINKED: "this account elsewhere is the user's already",
    Code.IDENTITY_TAKEN: "this account elsewhere is another user's",
    Code.IDENTITY_UNKNOWN: "the user has no such account elsewhere",
    Code.LAST_WAY_IN: "the user could not log in any more",
    Code.EMAIL_MISSING: "the user has no e-mail address",
    Code.POOL_UNKNOWN: "the user pool does not exist",
    Code.EMAIL_LOCKED: "the e-mail address cannot be changed here, use updateEmail",
    Code.PHONE_LOCKED: "the phone number cannot be changed here, use updatePhone",
    Code.OLD_EMAIL_UNPROVEN: "a code for the present e-mail address is needed",
    Code.OLD_PHONE_UNPROVEN: "a code for the present phone number is needed",
    Code.EMAIL_SAME: "this is the present e-mail address",
    Code.PHONE_SAME: "this is the present phone number",
    Code.INCOMPLETE: "something that is needed was not given",
    Code.QR_CODE_UNKNOWN: "there is no such QR code",
    Code.CODE_EXPIRED: "the code has expired",
    Code.CREDENTIALS_WRONG: "the account does not exist or the password is wrong",
    Code.NAMESPACE_TO_DELETE_UNKNOWN: "the namespace to delete does not exist",
    Code.NAMESPACE_TO_UPDATE_UNKNOWN: "the namespace to update does not exist",
    Code.TOTP_WRONG: "the one-time password is wrong, or was used before",
    Code.RECOVERY_CODE_WRONG: "the recovery code is wrong, or was used before",
    Code.TOTP_MISSING: "a one-time password is needed",
    Code.RECOVERY_CODE_MISSING: "a recovery code is needed",
}


class Refusal(Exception):
    """The request breaks a rule; `code`, `message` and `data` go to the caller as they are."""

    def __init__(self, code: Code, message: str | None = None, data: Any = None) -> None:
        self.code = code
        self.message = MESSAGES[code] if message is None else message
        self.data = data
        super().__init__(f"{int(code)} {self.message}")


def unavailable(name: str) -> Refusal:
    """The refusal of what this version of the server does not have."""
    return Refusal(Code.NOT_AVAILABLE, f"{name} is not available in the local server")


def unconfigured(name: str) -> Refusal:
    """The refusal of what needs somebody outside, whom nobody has connected to this server."""
    return Refusal(Code.NOT_AVAILABLE, f"{name} is not configured in the local server")
