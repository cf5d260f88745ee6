"""The one tree of errors, the same for every platform.

    AuthingException              the platform refused, or could not be reached or understood
    ├── NotLoggedIn               no token, or one that is no longer good
    ├── MfaRequired               the password was right, a second factor is needed: `mfa_token`, `factors`
    ├── ResetRequired             the password must be changed first: `token`
    ├── Forbidden                 logged in, and still not allowed
    ├── NotFound                  what the call names does not exist
    ├── Conflict                  it exists already, or is in the way of another
    ├── Invalid                   the arguments are not acceptable
    ├── RateLimited               too often: `retry_after` in seconds
    ├── ServerError               the platform failed
    ├── UnexpectedAnswer          an answer came that is not in the platform's language
    └── NetworkError              no answer came
        └── Timeout               not in time

A platform's table of codes chooses the kind first, the HTTP status second; an unknown code is an
`AuthingException` that keeps it. An argument that can be seen to be wrong before anything is sent
raises `ArgumentError`, which is a `ValueError` and not part of the tree.
"""

from __future__ import annotations

from typing import Any

__all__ = [
    "ArgumentError",
    "AuthingException",
    "Conflict",
    "Forbidden",
    "Invalid",
    "MfaRequired",
    "MissingExtra",
    "NetworkError",
    "NotFound",
    "NotLoggedIn",
    "RateLimited",
    "ResetRequired",
    "ServerError",
    "Timeout",
    "UnexpectedAnswer",
    "kind_for_status",
]


class AuthingException(Exception):
    """The platform refused a call, or no usable answer came back.

    Attributes:
        code: The platform's own code (an int for Authing, a text elsewhere), or None where there is none.
        message: The platform's words.
        status: The HTTP status, or None if no answer arrived.
        request_id: What the platform calls this request, for its support.
        method: The HTTP method of the call.
        path: The path of the call, without query.
        data: What the platform sent along with the error. Never part of `str` or `repr`.
        details: What it says besides, where it does; never part of them either.
        retryable: True if the same call may succeed later.
        retry_after: Seconds that the platform asks to wait before the next call, or None.
    """

    retryable: bool = False
    retry_after: float | None = None
    details: Any = None

    def __init__(
        self,
        code: int | str | None = None,
        message: str | None = None,
        *,
        errmsg: str | None = None,
        status: int | None = None,
        request_id: str | None = None,
        method: str | None = None,
        path: str | None = None,
        data: Any = None,
    ) -> None:
        message = errmsg if message is None else message  # `errmsg` is its name in authing 4
        super().__init__(code, message)
        self.code = code
        self.message = message or ""
        self.status = status
        self.request_id = request_id
        self.method = method
        self.path = path
        self.data = data

    def __str__(self) -> str:
        if self.code is None:
            return self.message
        if isinstance(self.code, str):
            return f"{self.code}: {self.message}"
        # The wording of authing 4, whose codes are numbers: programs and log searches know it.
        return f"Authing Request Error: {self.code} {self.message}"

    def __repr__(self) -> str:
        where = f", {self.method} {self.path}" if self.path else ""
        return f"{type(self).__name__}({self.code!r}, {self.message!r}{where})"

    def __reduce__(self) -> tuple[Any, ...]:
        # By state, not by constructor arguments: kinds may have constructors of their own.
        return _revive, (type(self), self.args, self.__dict__.copy())


def _revive(kind: type[AuthingException], args: tuple[Any, ...], state: dict[str, Any]) -> AuthingException:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(state)
    return error


class NotLoggedIn(AuthingException):
    """There is no token, or the platform no longer accepts it."""


class MfaRequired(AuthingException):
    """The first factor was right; the login goes on with a second one.

    Attributes:
        mfa_token: Opens the operations of the second factor, and nothing else. Short-lived; empty if none came.
        factors: The kinds of factor that will do, the preferred one first: SMS, EMAIL, OTP (one-time passwords), FACE.
        set_up: Those of them that the user has; where there are none, one has to be set up on the way.
        phone: The phone number that an SMS goes to, or None.
        phone_country_code: The country of that number where it is told, such as `+86`.
        email: The address that a mail goes to, or None.
    """

    mfa_token: str = ""
    factors: tuple[str, ...] = ()
    set_up: tuple[str, ...] = ()
    phone: str | None = None
    phone_country_code: str | None = None
    email: str | None = None


class Forbidden(AuthingException):
    """Logged in, and not allowed to do this."""


class ResetRequired(AuthingException):
    """The password has to be changed before this account can be used.

    Attributes:
        token: Proves the login to the operation that sets the new password; empty if none came.
    """

    token: str = ""


class NotFound(AuthingException):
    """What the call names does not exist."""


class Conflict(AuthingException):
    """It exists already, or its state is in the way."""


class Invalid(AuthingException):
    """The platform does not accept the arguments."""


class RateLimited(AuthingException):
    """Too many calls; `retry_after` tells how long to wait, where the platform does."""

    retryable = True


class ServerError(AuthingException):
    """The platform failed on its side."""


class UnexpectedAnswer(AuthingException):
    """An answer arrived that does not have the platform's form, such as the page of a proxy."""


class NetworkError(AuthingException):
    """No answer arrived: name, connection, TLS, or the connection broke.

    Attributes:
        unsent: True if the platform cannot have seen the request.
    """

    retryable = True
    unsent: bool = False


class Timeout(NetworkError):
    """No answer arrived in time."""


class ArgumentError(ValueError):
    """An argument is wrong in a way that shows before anything is sent."""


class MissingExtra(ImportError):
    """An optional part of the package is used and its libraries are not installed."""


_BY_STATUS: dict[int, type[AuthingException]] = {
    400: Invalid,
    401: NotLoggedIn,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    410: NotFound,
    412: Conflict,
    413: Invalid,
    415: Invalid,
    422: Invalid,
    429: RateLimited,
}


def kind_for_status(status: int) -> type[AuthingException]:
    """The kind that an HTTP status tells, where no code of the platform tells more."""
    return _BY_STATUS.get(status) or (ServerError if status >= 500 else AuthingException)
