"""Where the bearer token comes from. No I/O and no lock: the plan asks, the runner does both.

| credentials | the token |
| --- | --- |
| `StaticToken` | given by the user, until replaced or forgotten |
| `Granted` | obtained by a request of the platform's dialect and kept until shortly before its end |

A platform's credentials (a pool's secret, client credentials, a private key) are a `Granted` that describes its
request in `renewal`.
"""

from __future__ import annotations

from typing import NamedTuple

from .call import Describes
from .errors import ArgumentError, AuthingException, NotLoggedIn, UnexpectedAnswer
from .options import is_header_value

__all__ = ["Credentials", "Grant", "Granted", "StaticToken", "checked_token"]

EARLY = 60.0
"""Seconds before its end at which a token is renewed; less if it lives less than ten times as long."""

PATIENCE = 5.0
"""Seconds for which a still valid token is used on after a renewal failed, before the next is tried."""

DISTRUST = 60.0
"""Seconds a token must have been in use before an ambiguous refusal is taken to mean the token."""


class Grant(NamedTuple):
    """A token as the platform grants it.

    Attributes:
        token: The token.
        lifetime: Seconds from now, or None for as long as it is accepted.
    """

    token: str
    lifetime: float | None

    def __repr__(self) -> str:
        return f"<Grant for {self.lifetime} s>"


def checked_token(token: str) -> str:
    """The token, if it can stand in a header.

    Raises:
        ArgumentError: It cannot; its text is not told.
    """
    if not token or not isinstance(token, str) or not is_header_value(token) or token != token.strip():
        raise ArgumentError("the token is empty, or has characters that no header may hold (a line break at its end?)")
    if token[:7].lower() == "bearer ":
        raise ArgumentError("the token is what comes after `Bearer `, which is put before it")
    return token


class Credentials:
    """What a plan asks of any credentials. All times are `time.time()`."""

    def fresh(self, now: float) -> str | None:
        """The token to send, empty to send none, or None if one has to be obtained first."""
        raise NotImplementedError

    def usable(self, now: float) -> str | None:
        """A token that is due for renewal but still good, or None."""
        return None

    def renewal(self) -> Describes[Grant]:
        """What to send to obtain a token.

        Raises:
            NotLoggedIn: There is no way to obtain one.
        """
        raise NotLoggedIn(None, "there is no token: log in first, or give one")

    def keep(self, grant: Grant, now: float) -> str:
        """Take a token that was obtained at `now`."""
        raise NotImplementedError

    def postpone(self, now: float) -> None:
        """A renewal failed and the present token is still good: try again later."""

    def forget(self, token: str) -> bool:
        """The platform refused this token. True if another one can be obtained."""
        return False

    def blames_token(self, error: AuthingException, token: str, now: float) -> bool:
        """True if the error says that the token, which was sent, is no longer good."""
        return isinstance(error, NotLoggedIn)


class StaticToken(Credentials):
    """A token that the user gave, or that a login brought."""

    def __init__(self, token: str | None = None) -> None:
        self._token = None if token is None else checked_token(token)

    @property
    def token(self) -> str | None:
        """The present token, or None."""
        return self._token

    def replace(self, token: str | None) -> None:
        """Take another token, or none."""
        self._token = None if token is None else checked_token(token)

    def fresh(self, now: float) -> str | None:
        """The token to send, or None if one has to be obtained first."""
        return self._token

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {'set' if self._token else 'empty'}>"


class _Kept(NamedTuple):
    token: str
    since: float
    renew_at: float
    ends: float

    def __repr__(self) -> str:
        return f"<token until {self.ends}>"


_NOTHING = _Kept("", 0.0, 0.0, 0.0)


class Granted(Credentials):
    """A token that the platform grants in exchange for a secret, kept until shortly before its end."""

    def __init__(self) -> None:
        self._kept = _NOTHING  # replaced whole, so that a reader without a lock never sees half of it

    def fresh(self, now: float) -> str | None:
        """The token to send, or None if one has to be obtained first."""
        kept = self._kept
        return kept.token if now < kept.renew_at else None

    def usable(self, now: float) -> str | None:
        """A token that is due for renewal but still good, or None."""
        kept = self._kept
        return kept.token if now < kept.ends else None

    def keep(self, grant: Grant, now: float) -> str:
        """Take a token that was obtained at `now`.

        Raises:
            UnexpectedAnswer: It is no token that could be sent.
        """
        # By its lifetime, not by the platform's clock: that may differ from ours.
        lifetime = float("inf") if grant.lifetime is None else grant.lifetime
        early = min(EARLY, lifetime / 10)
        try:
            token = checked_token(grant.token)
        except ArgumentError:
            raise UnexpectedAnswer(
                None, "the platform granted a token that is empty or that no header may hold"
            ) from None
        self._kept = _Kept(token, now, now + lifetime - early, now + lifetime)
        return token

    def postpone(self, now: float) -> None:
        """Use the present token on for a while."""
        kept = self._kept
        self._kept = kept._replace(renew_at=min(now + PATIENCE, kept.ends))

    def forget(self, token: str) -> bool:
        """Drop this token; another one can always be obtained."""
        if self._kept.token == token:  # somebody may have renewed it meanwhile
            self._kept = _NOTHING
        return True

    def is_trusted(self, token: str, now: float) -> bool:
        """True if this is the present token and was obtained so lately that it cannot have expired."""
        return self._kept.token == token and now - self._kept.since <= DISTRUST

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"
