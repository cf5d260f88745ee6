"""The keys that an issuer publishes, fetched when they are needed and kept for all clients of the process.

Nothing here does I/O: `KeySet.find` is a flow, which the caller's own runner performs, with its own TLS, proxy and
time limits.

- One fetch serves all who want it: threads, and tasks of any event loop.
- Keys are fetched anew every ten minutes; while one caller does so, the others use those that are there. If it fails,
  they are used on for a day.
- An unknown key id may be that of a new key, and then one more fetch finds it; or a stranger's invention, and then it is
  remembered as such, and the next fetch for its like has to wait.
"""

from __future__ import annotations

import copy
import time
from collections.abc import Callable
from logging import getLogger
from typing import TYPE_CHECKING

from .call import Call, Flow, Once, Reply
from .discovery import Discovery, not_of_the_token, shared_discovery
from .errors import AuthingException, UnexpectedAnswer, kind_for_status
from .keys import Key, published_keys
from .sharing import ByRoute

if TYPE_CHECKING:
    from .keys import KeyName
    from .options import Options

__all__ = ["KeySet", "shared_key_set"]

FRESH = 600.0
"""Seconds after which keys are fetched anew; as long may a key be used that its issuer has withdrawn."""

STALE = 24 * 3600.0
"""Seconds for which keys are used while they cannot be fetched anew."""

PATIENCE = 5.0
"""Seconds after a failed fetch before the next; until then it fails for everybody at once."""

COOL_DOWN = 30.0
"""Seconds between two fetches for key ids that are not known."""

UNKNOWN = 300.0
"""Seconds for which a key id that was not found is not looked for again."""

MOST_UNKNOWN = 1000
"""How many of them are remembered."""

LARGEST = 256 * 1024
"""Bytes of a key set; a key has less than one thousand."""

_log = getLogger("authing.token")
_LONG_AGO = float("-inf")


class KeySet:
    """The keys of one issuer.

    Args:
        issuer: The issuer's URL, exactly as it stands in its tokens.
        discovery: What tells where they are, if others use it too.
        clock: What measures the age of keys, in seconds.
    """

    def __init__(
        self, issuer: str, discovery: Discovery | None = None, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.issuer, self._clock = issuer, clock
        self._discovery = discovery or Discovery(issuer, clock=clock)
        self._keys: dict[KeyName, Key] = {}  # replaced whole: readers need no lock
        self._fetched_at = self._failed_at = self._searched_at = _LONG_AGO
        self._failure: AuthingException | None = None
        self._unknown: dict[KeyName, float] = {}

    def known(self, kid: str | None, algorithm: str) -> Key | None:
        """The key with this id for this algorithm, if it need not be fetched."""
        return self._keys.get((kid, algorithm)) if self._clock() < self._fetched_at + FRESH else None

    def find(self, kid: str | None, algorithm: str) -> Flow[Key | None]:
        """The key with this id for this algorithm; None if the issuer has none, as far as can be told.

        Args:
            kid: The key's id; None for the only key of the algorithm.
            algorithm: What the key is to verify by.

        Raises:
            NetworkError: The issuer was not reached, or a kind of it.
            ServerError: It failed.
            UnexpectedAnswer: What it answered are no keys.
        """
        name = (kid, algorithm)
        if name in self._keys and self._clock() < self._fetched_at + STALE:
            yield from self._refresh()
        elif self._may_search(name):
            yield from Once(self, self._search(name))
        return self._keys.get(name)

    def _refresh(self) -> Flow[None]:
        """Fetch the keys anew if it is time to; if it fails, those that are there are good."""
        try:
            if self._clock() >= max(self._fetched_at + FRESH, self._failed_at + COOL_DOWN):
                yield from Once(self, self._fetch(), spare=True)
        except AuthingException as error:
            _log.warning("the keys of %s could not be fetched, those known are used on: %s", self.issuer, error)

    def _may_search(self, name: KeyName) -> bool:
        now = self._clock()
        if now >= self._fetched_at + STALE:
            return True
        return now >= self._unknown.get(name, _LONG_AGO) and now >= self._searched_at + COOL_DOWN

    def _search(self, name: KeyName) -> Flow[None]:
        if name in self._keys and self._clock() < self._fetched_at + STALE:
            return  # another fetched them while we waited
        if self._failure is not None and self._clock() < self._failed_at + PATIENCE:
            raise copy.copy(self._failure)
        yield from self._fetch()
        if name not in self._keys:
            now = self._searched_at = self._clock()
            if len(self._unknown) >= MOST_UNKNOWN:
                self._unknown.clear()
            self._unknown[name] = now + UNKNOWN

    def _fetch(self) -> Flow[None]:
        try:
            provider = yield from self._discovery.provider()
            if provider.jwks_uri is None:
                raise UnexpectedAnswer(None, f"{self.issuer} publishes no keys")
            keys = yield from Call("GET", provider.jwks_uri, _key_set, auth=False, name="jwks")
        except AuthingException as error:
            self._discovery.forget()  # they may have moved
            self._failure, self._failed_at = not_of_the_token(error, "the issuer's keys"), self._clock()
            raise copy.copy(self._failure) from error
        self._keys, self._failure, self._fetched_at = keys, None, self._clock()


def shared_key_set(options: Options, issuer: str, host: str | None = None) -> KeySet:
    """The keys of an issuer, for all clients that reach it in the same way.

    Args:
        options: How they reach it.
        issuer: Its URL, exactly as it stands in its tokens.
        host: Where to ask it for its endpoints, if that is another URL.
    """
    return _shared.take(options, (issuer, host), lambda: KeySet(issuer, shared_discovery(options, issuer, host)))


def _key_set(reply: Reply) -> dict[KeyName, Key]:
    if reply.status != 200:
        raise kind_for_status(reply.status)(reply.status, f"HTTP {reply.status}")
    if len(reply.body) > LARGEST:
        raise UnexpectedAnswer(None, f"the key set is longer than {LARGEST} bytes")
    return published_keys(reply.json())


_shared: ByRoute[KeySet] = ByRoute()
