"""Authing's errors: the tree of `authing.core.errors`, and the table from the platform's codes to its kinds."""

from __future__ import annotations

from math import inf
from typing import Any

from authing.core.errors import (
    ArgumentError,
    AuthingException,
    Conflict,
    Forbidden,
    Invalid,
    MfaRequired,
    NetworkError,
    NotFound,
    NotLoggedIn,
    RateLimited,
    ResetRequired,
    ServerError,
    Timeout,
    UnexpectedAnswer,
    kind_for_status,
)

__all__ = [
    "CODES",
    "ArgumentError",
    "AuthingException",
    "AuthingWrongArgumentException",
    "Conflict",
    "Forbidden",
    "Invalid",
    "MfaRequired",
    "NetworkError",
    "NotFound",
    "NotLoggedIn",
    "RateLimited",
    "ResetRequired",
    "ServerError",
    "Timeout",
    "UnexpectedAnswer",
    "error_for",
    "words_of",
]

AuthingWrongArgumentException = ArgumentError  # its name in authing 4

CODES: dict[int, tuple[type[AuthingException], str]] = {
    200: (AuthingException, "success; no error carries it"),
    400: (Invalid, "request or token malformed"),
    500: (ServerError, "failure that is not told further"),
    1000: (ServerError, "system busy"),
    1001: (Forbidden, "operation not allowed with this token"),
    1108: (Conflict, "account name taken when data is completed"),
    1300: (NotLoggedIn, "signature of the access key wrong"),
    1301: (NotLoggedIn, "signature method differs"),
    1302: (NotLoggedIn, "signature version differs"),
    1303: (Invalid, "signature time not in milliseconds"),
    1304: (Invalid, "signature without date header"),
    1305: (NotLoggedIn, "signature time too far from the server's"),
    1306: (NotLoggedIn, "signature used before"),
    1600: (AuthingException, "flow after login finished, session set"),
    1635: (MfaRequired, "the user's own second factor needed"),
    1636: (MfaRequired, "the application's second factor needed"),
    1639: (ResetRequired, "first login: set a new password"),
    1640: (AuthingException, "federated login: bind to an existing account"),
    1641: (AuthingException, "federated login: bind or create an account"),
    1642: (AuthingException, "user data to be completed before login goes on"),
    1643: (Forbidden, "account locked; the user may unlock it"),
    1699: (AuthingException, "flow after login aborted"),
    1700: (Invalid, "face photo missing"),
    1701: (Invalid, "face photo to compare missing"),
    1702: (Invalid, "face does not match"),
    1703: (Invalid, "face needs a bound e-mail or phone"),
    1704: (Invalid, "phone check failed while binding a face"),
    1705: (Invalid, "e-mail check failed while binding a face"),
    1706: (Conflict, "face bound already"),
    1707: (ServerError, "binding the face failed"),
    2000: (Forbidden, "picture captcha needed"),
    2001: (Invalid, "verification code wrong"),
    2002: (RateLimited, "monthly login quota used up"),
    2003: (Invalid, "e-mail format wrong"),
    2004: (NotFound, "user does not exist"),
    2005: (Forbidden, "user blocked"),
    2006: (NotLoggedIn, "password wrong"),
    2007: (Invalid, "application name not allowed"),
    2008: (Conflict, "application name taken"),
    2009: (Invalid, "application type not allowed"),
    2010: (Invalid, "application id missing"),
    2011: (NotFound, "application does not exist"),
    2012: (NotFound, "default group missing"),
    2013: (Invalid, "application description not allowed"),
    2014: (Invalid, "search malformed"),
    2015: (Invalid, "search type not allowed"),
    2016: (Invalid, "password not decryptable"),
    2017: (Invalid, "e-mail template not parsable"),
    2018: (Forbidden, "user may not change this field"),
    2019: (Forbidden, "verification needed before the password changes"),
    2020: (NotLoggedIn, "not logged in"),
    2021: (NotFound, "no template for this e-mail"),
    2022: (NotFound, "no template for the e-mail verification"),
    2023: (Invalid, "verification link expired"),
    2024: (Invalid, "description longer than 140 characters"),
    2025: (ServerError, "mail provider failed"),
    2026: (Conflict, "user exists"),
    2027: (Forbidden, "account of a social login, without password"),
    2028: (Invalid, "valid phone or e-mail missing"),
    2029: (Invalid, "password shorter than 6"),
    2030: (Invalid, "more than 80 users at once"),
    2031: (Forbidden, "registration closed"),
    2032: (Invalid, "password missing"),
    2034: (Conflict, "user name taken"),
    2035: (Conflict, "phone taken"),
    2036: (NotFound, "user not in this pool"),
    2037: (Invalid, "old e-mail does not match"),
    2038: (Invalid, "old phone does not match"),
    2039: (Conflict, "domain taken"),
    2040: (Conflict, "limit of users reached, or pool domain taken"),
    2057: (Forbidden, "account locked after failures"),
    2058: (ResetRequired, "password must be changed, the old one is needed"),
    2100: (RateLimited, "too many registrations from this address"),
    2101: (Invalid, "application id missing"),
    2200: (Conflict, "e-mail taken"),
    2201: (Invalid, "old password missing"),
    2202: (Forbidden, "data of another user"),
    2203: (Invalid, "old password wrong"),
    2204: (Invalid, "e-mail format wrong"),
    2205: (Invalid, "registerInClient missing"),
    2206: (NotLoggedIn, "login expired"),
    2207: (NotLoggedIn, "login not valid"),
    2208: (Conflict, "e-mail equals the present one"),
    2209: (Forbidden, "user may not be deleted"),
    2210: (NotFound, "user to delete does not exist"),
    2211: (Invalid, "username missing"),
    2212: (Forbidden, "root user may not be deleted"),
    2213: (Conflict, "third-party login bound to this user already"),
    2214: (ServerError, "third-party logins not readable"),
    2215: (Conflict, "third-party account bound to another user"),
    2216: (NotFound, "third-party login not bound"),
    2217: (Conflict, "last login method"),
    2218: (Invalid, "no e-mail to change the password with"),
    2219: (NotFound, "no e-mail bound"),
    2220: (Conflict, "OAuth application name taken"),
    2221: (NotFound, "OAuth application does not exist"),
    2222: (Conflict, "domain reserved"),
    2223: (Conflict, "domain used"),
    2224: (NotFound, "user pool does not exist"),
    2225: (Invalid, "e-mail is changed by update_email"),
    2226: (Invalid, "phone is changed by update_phone"),
    2227: (Invalid, "old e-mail needs verification"),
    2228: (Invalid, "old phone needs verification"),
    2229: (Conflict, "new e-mail equals the old"),
    2230: (Conflict, "new phone equals the old"),
    2231: (Invalid, "parameters missing"),
    2241: (NotFound, "QR code does not exist"),
    2300: (Invalid, "verification code expired"),
    2333: (NotLoggedIn, "account or password wrong"),
    2401: (NotLoggedIn, "mobile session does not exist"),
    2930: (AuthingException, "several accounts: one is to be chosen"),
    3003: (NotFound, "namespace to delete does not exist"),
    3005: (NotFound, "namespace to update does not exist"),
    3012: (ServerError, "e-mail macro failed"),
    3013: (ServerError, "sending the e-mail failed"),
    3014: (ServerError, "no mail transport"),
    3617: (Forbidden, "may not add collaborators"),
    3618: (Forbidden, "may not add permissions of collaborators"),
    3619: (Forbidden, "may not see the collaboration"),
    3620: (Conflict, "collaborator exists"),
    3621: (Forbidden, "may not delete the collaboration"),
    3622: (Forbidden, "may not list collaborators"),
    3623: (NotFound, "collaboration does not exist"),
    3624: (Forbidden, "may not change the collaborator"),
    3829: (Conflict, "sub-domain taken"),
    4021: (ServerError, "metering failed"),
    4212: (NotFound, "OIDC application does not exist"),
    5000: (NotFound, "application of the order not found"),
    5001: (NotFound, "order does not exist"),
    5022: (ServerError, "creating the order failed"),
    5023: (ServerError, "creating the payment failed"),
    5024: (ServerError, "creating the order failed for an unknown reason"),
    5025: (Invalid, "price of the order not allowed"),
    6001: (Invalid, "TOTP wrong"),
    6002: (Invalid, "recovery code wrong"),
    6003: (Invalid, "TOTP missing"),
    6004: (Invalid, "recovery code missing"),
    7348: (NotFound, "SAML application does not exist"),
    8128: (ServerError, "SAML assertion failed"),
    2120008: (Forbidden, "user disabled, or not a member of the tenant"),
    2130010: (Forbidden, "user may not log in to the tenant"),
    2820002: (ServerError, "LDAP connection not usable"),
}
"""Every code of the platform: the kind it is raised as, and what it means."""

_BUSY = 1000


def error_for(code: int | str | None, message: Any, data: Any = None, status: int = 200) -> AuthingException:
    """The error for a code. Of an unknown one, which is kept in any case, the HTTP status tells the kind.

    Args:
        code: The platform's code.
        message: The platform's words; see `words_of`.
        data: What came along; it holds the token of the next step where there is one.
        status: The HTTP status.
    """
    error = _kind(code, status)(code, words_of(message), data=data)
    if isinstance(data, dict):
        if isinstance(error, MfaRequired):
            _tell_factors(error, data)
        elif isinstance(error, ResetRequired):
            error.token = _first(data, "token") or ""
    if code == _BUSY:
        error.retryable = True
    return error


def words_of(message: Any) -> str | None:
    """A message as the text that callers expect; gateways in front of the platform also send lists and objects."""
    return message if message is None or isinstance(message, str) else str(message)


def _kind(code: Any, status: int) -> type[AuthingException]:
    if code in CODES:
        return CODES[code][0]
    if isinstance(code, int) and 400 <= code < 600:
        return kind_for_status(code)  # many of the platform's generic failures are HTTP statuses
    return kind_for_status(status) if status >= 400 else AuthingException


def _tell_factors(error: MfaRequired, data: dict[str, Any]) -> None:
    error.mfa_token = _first(data, "mfaToken") or ""
    error.phone = _first(data, "mfaPhone", "phone")
    error.phone_country_code = _first(data, "mfaPhoneCountryCode", "phoneCountryCode")
    error.email = _first(data, "mfaEmail", "email")
    has_face = bool(data.get("faceMfaEnabled"))
    offered = data.get("applicationMfa")
    if isinstance(offered, list) and offered:
        policies = [each for each in offered if isinstance(each, dict) and each.get("status") != 0]
        policies.sort(key=lambda each: each["sort"] if isinstance(each.get("sort"), int) else inf)
        error.factors = tuple(str(each["mfaPolicy"]) for each in policies if each.get("mfaPolicy"))
        has_totp = bool(data.get("totpMfaEnabled"))
    else:
        # The user's own factor, which is an authenticator app unless something else is told.
        has_totp = bool(data.get("totpMfaEnabled", not has_face))
        error.factors = ("OTP",) * has_totp + ("FACE",) * has_face
    present = {"SMS": error.phone, "EMAIL": error.email, "OTP": has_totp, "FACE": has_face}
    error.set_up = tuple(kind for kind in error.factors if present.get(kind))


def _first(data: dict[str, Any], *names: str) -> str | None:
    """The first text among the values of these names."""
    return next((value for name in names if isinstance(value := data.get(name), str) and value), None)
