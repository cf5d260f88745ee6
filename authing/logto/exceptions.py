"""Logto's errors as kinds of the one tree.

An error is told in one of five ways: `{code, message, data?, details?}`, the same of a checked input (`guard.invalid_input`,
whose `data.issues` name the fields), the same with OAuth's `error` beside it, `{message}` alone, or a plain text. The
code, `group.name`, is kept as `code`. The HTTP status tells the kind, except where it misleads:

- What exists already, or is in the way, is answered with 422: a `Conflict`. So is what does not exist, if it is named
  in a body: `NotFound`.
- A wrong password is answered with 422 too: `NotLoggedIn`.
- A token of another issuer or for another audience is answered with 401, although no new token would help: `Forbidden`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from authing.core.call import Reply
from authing.core.errors import (
    AuthingException,
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    NotLoggedIn,
    RateLimited,
    kind_for_status,
)

__all__ = ["CODES", "InvalidInput", "Issue", "error_of", "is_worn_out"]


class Issue(NamedTuple):
    """What is wrong with one field of an input.

    Attributes:
        path: Where it stands: `profile.address`; empty for the whole.
        code: The kind of mistake, such as `invalid_type`.
        message: What it is in words.
    """

    path: str
    code: str
    message: str


class InvalidInput(Invalid):
    """Logto does not accept an input, and tells which fields of it (`guard.invalid_input`)."""

    @property
    def issues(self) -> tuple[Issue, ...]:
        """What is wrong, field by field; of what may be one of several, each alternative."""
        told = self.data.get("issues") if isinstance(self.data, Mapping) else None
        return tuple(_issues(told))


CODES: dict[str, type[AuthingException]] = {
    "guard.invalid_input": InvalidInput,
    "session.invalid_credentials": NotLoggedIn,
    "oidc.key_required": Conflict,
    "oidc.only_previous_key_can_be_deleted": Conflict,
    "domain.limit_to_one_domain": Conflict,
    "one_time_token.token_consumed": Conflict,
    "one_time_token.cannot_reactivate_token": Conflict,
    "connector.rate_limit_exceeded": RateLimited,
}
"""The kind of codes of which neither the HTTP status nor the words tell it."""

MESSAGE_WINDOW = 600.0
"""Seconds within which ten messages go to one recipient. Who sends more is not told how long to wait: so long at most."""

_REFUSALS = frozenset({400, 422, 501})
"""What Logto answers with whatever the reason is: there the words of the code tell more."""

_MISSING = re.compile("not_(found|exist)|no_[a-z_]+_found")
_IN_THE_WAY = re.compile("in_use|_exist|conflict|unique_integrity_violation")

_WORN_OUT = frozenset({"ERR_JWT_EXPIRED", "ERR_JWS_SIGNATURE_VERIFICATION_FAILED", "ERR_JWKS_NO_MATCHING_KEY"})
_REMEDIES = {
    "aud": "the token is for another resource: `resource` must be what the Management API of this tenant is called",
    "iss": "the token is of another issuer: it must be obtained at the host that is called",
    "scope": "the token lacks the scope 'all': its application needs a machine-to-machine role with this permission",
}


def error_of(reply: Reply) -> AuthingException:
    """The error that an answer tells."""
    try:
        told = reply.json()
    except ValueError:
        told = None
    told = told if isinstance(told, dict) else {}
    code, data = told.get("code"), told.get("data")
    message = str(told.get("message") or f"HTTP {reply.status}")
    if remedy := _remedy(code, data):
        error: AuthingException = Forbidden(code, f"{message} ({remedy})", data=data)
    else:
        error = _kind(str(code or ""), reply.status)(code and str(code), message, data=data)
    error.details = told.get("details")
    if code == "request.message_rate_limited":
        error.retry_after = MESSAGE_WINDOW
    return error


def is_worn_out(error: AuthingException) -> bool:
    """True if an error says that the token was good, and is no longer: it has expired, or its key has been replaced."""
    told = error.data if error.code == "auth.unauthorized" else None
    return isinstance(told, Mapping) and told.get("code") in _WORN_OUT


def _remedy(code: Any, data: Any) -> str | None:
    """What would help where no other token of the same kind does."""
    if code == "auth.forbidden":
        return _REMEDIES["scope"]
    is_claim = code == "auth.unauthorized" and isinstance(data, dict)
    return _REMEDIES.get(str(data.get("claim"))) if is_claim else None


def _kind(code: str, status: int) -> type[AuthingException]:
    if code in CODES:
        return CODES[code]
    if status in _REFUSALS and _MISSING.search(code):
        return NotFound
    if status in _REFUSALS and _IN_THE_WAY.search(code):
        return Conflict
    return kind_for_status(status)


def _issues(told: Any, depth: int = 8) -> Iterator[Issue]:
    for issue in told if isinstance(told, list) and depth else ():
        if isinstance(issue, Mapping):
            path, alternatives = issue.get("path"), issue.get("unionErrors")
            where = ".".join(map(str, path)) if isinstance(path, list) else ""
            yield Issue(where, str(issue.get("code")), str(issue.get("message")))
            for alternative in alternatives if isinstance(alternatives, list) else ():
                yield from _issues(alternative.get("issues") if isinstance(alternative, Mapping) else None, depth - 1)
