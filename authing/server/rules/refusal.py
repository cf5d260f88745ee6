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
    FAILED = 500
    NOT_AVAILABLE = 501
    BUSY = 1000
    FORBIDDEN = 1001
    FACTOR_NEEDED = 1635
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
    DESCRIPTION_TOO_LONG = 2024
    MAIL_FAILED = 2025
    USER_EXISTS = 2026
    PASSWORD_TOO_SHORT = 2029
    TOO_MANY_USERS = 2030
    REGISTRATION_DISABLED = 2031
    USERNAME_TAKEN = 2034
    PHONE_TAKEN = 2035
    DOMAIN_TAKEN = 2039
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
    POOL_UNKNOWN = 2224
    EMAIL_LOCKED = 2225
    PHONE_LOCKED = 2226
    INCOMPLETE = 2231
    CREDENTIALS_WRONG = 2333
    NAMESPACE_TO_DELETE_UNKNOWN = 3003
    NAMESPACE_TO_UPDATE_UNKNOWN = 3005


MESSAGES = {
    Code.MALFORMED: "the request is malformed",
    Code.NOT_FOUND: "there is no such thing",
    Code.CONFLICT: "this exists already",
    Code.TOO_LARGE: "the request body is too large",
    Code.FAILED: "the server failed",
    Code.NOT_AVAILABLE: "this is not available in the local server",
    Code.BUSY: "the system is busy, try again later",
    Code.FORBIDDEN: "you are not allowed to do this",
    Code.FACTOR_NEEDED: "a second factor is needed to log in",
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
    Code.DESCRIPTION_TOO_LONG: "a description has at most 140 characters",
    Code.MAIL_FAILED: "the mail cannot be sent now, try again later",
    Code.USER_EXISTS: "the user exists already",
    Code.PASSWORD_TOO_SHORT: "the password must have at least 6 characters",
    Code.TOO_MANY_USERS: "at most 80 users can be asked for at once",
    Code.REGISTRATION_DISABLED: "registration is disabled",
    Code.USERNAME_TAKEN: "the user name is taken",
    Code.PHONE_TAKEN: "the phone number is taken",
    Code.DOMAIN_TAKEN: "the identifier of the application is taken",
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
    Code.POOL_UNKNOWN: "the user pool does not exist",
    Code.EMAIL_LOCKED: "the e-mail address cannot be changed here, use updateEmail",
    Code.PHONE_LOCKED: "the phone number cannot be changed here, use updatePhone",
    Code.INCOMPLETE: "something that is needed was not given",
    Code.CREDENTIALS_WRONG: "the account does not exist or the password is wrong",
    Code.NAMESPACE_TO_DELETE_UNKNOWN: "the namespace to delete does not exist",
    Code.NAMESPACE_TO_UPDATE_UNKNOWN: "the namespace to update does not exist",
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
