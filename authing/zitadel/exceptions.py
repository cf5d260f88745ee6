"""ZITADEL's errors as kinds of the one tree: the Connect code tells the kind, the HTTP status where there is none.

    AuthingException
    └── ApiError                  ZITADEL refused: `code` is the Connect code, `details` what came along
        ├── NotLoggedIn           unauthenticated
        ├── Forbidden             permission_denied
        ├── NotFound              not_found
        ├── Conflict              already_exists, aborted, failed_precondition
        ├── Invalid               invalid_argument, out_of_range
        ├── RateLimited           resource_exhausted
        └── ServerError           internal, unavailable, unimplemented, unknown, data_loss, deadline_exceeded

Each of them is also the kind of that name of `authing`: `except authing.NotFound` catches it. What is no refusal of
ZITADEL (no answer, none in time, none that can be read) is an `AuthingException`, and no `ApiError`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from authing.core import errors
from authing.core.call import Reply
from authing.core.errors import AuthingException, kind_for_status

from .details import Detail, ErrorDetail, details_of

__all__ = [
    "CODES",
    "ApiError",
    "Conflict",
    "Forbidden",
    "Invalid",
    "NotFound",
    "NotLoggedIn",
    "RateLimited",
    "ServerError",
    "ZitadelError",
    "error_of",
]

ZitadelError = AuthingException
"""What zitadel_client calls the root of its errors."""


class ApiError(AuthingException):
    """ZITADEL refused a call.

    Attributes:
        code: The Connect code, such as `not_found`; None if the answer told none.
        details: What came along.
        response_headers: The headers of the answer, their names in lower case.
    """

    details: tuple[Detail, ...] = ()
    response_headers: Mapping[str, str] = {}

    @property
    def error_id(self) -> str | None:
        """ZITADEL's own id of the error, such as `QUERY-Dfbg2`; None where no detail tells it."""
        return next((each.id for each in self.details if isinstance(each, ErrorDetail) and each.id), None)

    @property
    def response_body(self) -> Any:
        """What zitadel_client calls `data`: the body as JSON, or None if it was none."""
        return self.data

    def __str__(self) -> str:
        return f"{self.code or self.status}: {self.message}"


class NotLoggedIn(ApiError, errors.NotLoggedIn):
    """There is no token, or ZITADEL no longer accepts it (`unauthenticated`)."""


class Forbidden(ApiError, errors.Forbidden):
    """Logged in, and not allowed to do this (`permission_denied`)."""


class NotFound(ApiError, errors.NotFound):
    """What the call names does not exist, or the instance does not (`not_found`)."""


class Conflict(ApiError, errors.Conflict):
    """It exists already, or its state is in the way (`already_exists`, `aborted`, `failed_precondition`)."""


class Invalid(ApiError, errors.Invalid):
    """ZITADEL does not accept the arguments (`invalid_argument`, `out_of_range`)."""


class RateLimited(ApiError, errors.RateLimited):
    """Too many calls, or a quota is used up (`resource_exhausted`)."""


class ServerError(ApiError, errors.ServerError):
    """ZITADEL failed on its side."""


CODES: dict[str, tuple[type[ApiError], int]] = {
    "canceled": (ApiError, 499),
    "unknown": (ServerError, 500),
    "invalid_argument": (Invalid, 400),
    "deadline_exceeded": (ServerError, 504),
    "not_found": (NotFound, 404),
    "already_exists": (Conflict, 409),
    "permission_denied": (Forbidden, 403),
    "resource_exhausted": (RateLimited, 429),
    "failed_precondition": (Conflict, 400),
    "aborted": (Conflict, 409),
    "out_of_range": (Invalid, 400),
    "unimplemented": (ServerError, 501),
    "internal": (ServerError, 500),
    "unavailable": (ServerError, 503),
    "data_loss": (ServerError, 500),
    "unauthenticated": (NotLoggedIn, 401),
}
"""The kind of each Connect code, and the HTTP status that it comes with."""

_RETRYABLE = frozenset({"unavailable", "deadline_exceeded", "aborted", "canceled"})
_KINDS = {
    kind.__mro__[2]: kind for kind in (NotLoggedIn, Forbidden, NotFound, Conflict, Invalid, RateLimited, ServerError)
}


def error_of(reply: Reply, body: Any) -> ApiError:
    """The error that an answer tells; `body` is its JSON, or None."""
    told = body if isinstance(body, dict) else {}
    code, words = told.get("code"), told.get("message")
    known = CODES.get(code) if isinstance(code, str) else None
    kind = known[0] if known else _KINDS.get(kind_for_status(reply.status), ApiError)
    error = kind(str(code) if code else None, str(words or f"HTTP {reply.status}"), data=body)
    error.details = details_of(told.get("details"))
    error.response_headers = {name.lower(): value for name, value in reply.headers.items()}
    error.retryable = error.retryable or error.code in _RETRYABLE
    return error
