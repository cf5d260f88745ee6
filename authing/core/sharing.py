"""What clients that come and go have in common: transports, and what one of them fetches for all."""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from .errors import AuthingException
    from .options import Options

__all__ = ["ByRoute", "Flight", "Shelf", "in_every_child"]

T = TypeVar("T")

MOST_ROUTES = 1000
"""Things that are kept of one kind: they are small, and a program may serve hundreds of tenants, each with a host."""


class Shelf(Generic[T]):
    """Keeps the things used last, made at first need. For any number of threads.

    Args:
        room: How many are kept.
    """

    def __init__(self, room: int = 64) -> None:
        self._room, self._kept = room, OrderedDict[Hashable, T]()
        self._lock = threading.Lock()

    def take(self, key: Hashable, make: Callable[[], T]) -> T:
        """The thing for this key."""
        with self._lock:
            thing = self._kept.pop(key, None)
            if thing is None:
                thing = make()
            self._kept[key] = thing  # the latest used stands last
            if len(self._kept) > self._room:
                self._kept.popitem(last=False)
        return thing

    def after_fork(self) -> None:
        """Take a new lock: the old one may be held by a thread that this process does not have."""
        self._lock = threading.Lock()


class ByRoute(Generic[T]):
    """Keeps the things that all clients have in common which reach a host in the same way.

    What came over an unverified connection, or through a session whose settings we do not know, serves no client that
    reaches the host otherwise.
    """

    def __init__(self) -> None:
        self._plain: Shelf[T] = Shelf(MOST_ROUTES)
        self._through: WeakKeyDictionary[Any, Shelf[T]] = WeakKeyDictionary()
        in_every_child(self._after_fork)

    def take(self, options: Options, key: Hashable, make: Callable[[], T]) -> T:
        """The thing for this key and this way to the host."""
        session = options.http_client
        shelf = self._plain if session is None else self._through.setdefault(session, Shelf(MOST_ROUTES))
        return shelf.take((key, options.route, frozenset(options.headers.items())), make)

    def _after_fork(self) -> None:
        for shelf in (self._plain, *self._through.values()):
            shelf.after_fork()


class Flight:
    """What one caller performs while others who want the same wait: threads, and tasks of any event loop.

    Args:
        until: When the leader has no more time, on the monotonic clock.

    Attributes:
        thread: The leader's thread.
        landing: Done when it has come to its end.
        outcome: The value or the failure; None if the leader gave it up, which tells the others nothing.
    """

    __slots__ = ("landing", "outcome", "thread", "until")

    def __init__(self, until: float) -> None:
        self.until, self.thread = until, threading.get_ident()
        self.outcome: tuple[Any, AuthingException | None] | None = None
        self.landing: Future[None] = Future()
        self.landing.set_running_or_notify_cancel()  # no waiter that goes away can cancel it for the others

    def board(self, key: Hashable) -> Flight:
        """The flight with this key that is under way, which is this one if there was none."""
        return _flying.setdefault(key, self)

    def lands(self, key: Hashable, outcome: tuple[Any, AuthingException | None] | None) -> None:
        """Tell those who wait; only the first word counts."""
        if not self.landing.done():
            self.outcome = outcome
            self.leaves(key)
            self.landing.set_result(None)

    def leaves(self, key: Hashable) -> None:
        """Make room for another one."""
        if _flying.get(key) is self:
            _flying.pop(key, None)


_flying: dict[Hashable, Flight] = {}


def in_every_child(tidy: Callable[[], None]) -> None:
    """Have this done in each process that this one forks; nothing where processes do not fork."""
    getattr(os, "register_at_fork", dict)(after_in_child=tidy)


in_every_child(_flying.clear)  # the leaders stay in the parent process
