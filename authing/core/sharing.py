"""Transports for clients that come and go, kept by how they reach their host."""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

__all__ = ["Shelf", "in_every_child"]

T = TypeVar("T")


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


def in_every_child(tidy: Callable[[], None]) -> None:
    """Have this done in each process that this one forks; nothing where processes do not fork."""
    getattr(os, "register_at_fork", dict)(after_in_child=tidy)
