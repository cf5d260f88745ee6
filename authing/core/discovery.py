"""What providers tell about themselves, asked when it is needed and kept for all clients of the process.

Nothing here does I/O: `Discovery.provider` is a flow, which the caller's own runner performs.

- One request serves all who want it: threads, and tasks of any event loop.
- It is asked anew every hour; while one caller does so, the others use what is there. If it fails, that is used on for
  a day.
"""

from __future__ import annotations

import copy
import time
from collections.abc import Callable
from logging import getLogger
from typing import TYPE_CHECKING

from .call import Flow, Once
from .errors import AuthingException, NetworkError, RateLimited, ServerError, UnexpectedAnswer
from .oidc import discover
from .sharing import ByRoute

if TYPE_CHECKING:
    from .oidc_answers import Provider
    from .options import Options

__all__ = ["Discovery", "not_of_the_token", "shared_discovery"]

FRESH = 3600.0
"""Seconds after which a provider is asked anew."""

STALE = 24 * 3600.0
"""Seconds for which its last word is used while it cannot be asked anew."""

COOL_DOWN = 30.0
"""Seconds after a failure before it is asked anew."""

_log = getLogger("authing.oidc")
_LONG_AGO = float("-inf")


class Discovery:
    """What one provider tells about itself (OpenID Connect Discovery).

    Args:
        issuer: The provider's URL, exactly as it calls itself.
        host: Where to ask, if that is another URL.
        clock: What measures the age of its word, in seconds.
    """

    def __init__(self, issuer: str, host: str | None = None, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.issuer, self._host, self._clock = issuer, host, clock
        self._told: tuple[Provider | None, float] = (None, _LONG_AGO)  # with its time; replaced whole
        self._failed_at = _LONG_AGO

    def provider(self) -> Flow[Provider]:
        """The provider's endpoints.

        Raises:
            NetworkError: It was not reached, or a kind of it.
            ServerError: It failed.
            UnexpectedAnswer: What it answered is not about itself.
        """
        known = self._known(STALE)
        if known is None:
            return (yield from Once(self, self._ask()))
        if self._clock() < max(self._told[1] + FRESH, self._failed_at + COOL_DOWN):
            return known
        try:
            return (yield from Once(self, self._ask(), spare=True)) or known
        except AuthingException as error:
            _log.warning("%s could not be asked anew, what it told is used on: %s", self.issuer, error)
            return known

    def forget(self) -> None:
        """What it told does not work: ask anew."""
        self._told = (None, _LONG_AGO)

    def _known(self, age: float) -> Provider | None:
        provider, since = self._told
        return provider if self._clock() < since + age else None

    def _ask(self) -> Flow[Provider]:
        if known := self._known(FRESH):
            return known  # another asked while we waited
        try:
            provider = yield from discover(self.issuer, self._host)
        except AuthingException as error:
            self._failed_at = self._clock()
            raise not_of_the_token(error, f"what {self.issuer} tells about itself") from error
        self._told = (provider, self._clock())
        return provider


def shared_discovery(options: Options, issuer: str, host: str | None = None) -> Discovery:
    """What a provider tells about itself, for all clients that reach it in the same way."""
    return _shared.take(options, (issuer, host), lambda: Discovery(issuer, host))


def not_of_the_token(error: AuthingException, what: str) -> AuthingException:
    """The failure to raise where something about an issuer was not to be had: no refusal of a user's token."""
    if isinstance(error, (NetworkError, ServerError, RateLimited, UnexpectedAnswer)):
        return copy.copy(error)  # without its traceback, which would keep the frames
    code = error.code if isinstance(error.code, str) else None  # a number is the HTTP status, and no code of a platform
    return UnexpectedAnswer(code, f"{what} is not to be had: {error.message}", status=error.status)


_shared: ByRoute[Discovery] = ByRoute()
