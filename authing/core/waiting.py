"""How to wait for what a platform shows only after a while: its reads lag behind its writes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from .errors import ArgumentError, Timeout

__all__ = ["in_vain", "pauses"]

LONGEST = 2.0
"""Seconds between two looks."""

GROWTH = 1.5


def pauses(timeout: float, interval: float, clock: Callable[[], float] = time.monotonic) -> Iterator[float]:
    """Seconds to wait before each look: none before the first, then longer each time, until the time is over.

    Args:
        timeout: Seconds altogether.
        interval: Seconds before the second look.
        clock: What measures the time.

    Raises:
        ArgumentError: One of them is no time.
    """
    for seconds in (timeout, interval):
        if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or not 0 < seconds < float("inf"):
            raise ArgumentError("timeout and interval are seconds: more than 0")
    return _pauses(timeout, interval, clock)


def _pauses(timeout: float, interval: float, clock: Callable[[], float]) -> Iterator[float]:
    until = clock() + timeout
    yield 0.0
    while (left := until - clock()) > 0:
        yield min(interval, left)
        interval = min(interval * GROWTH, LONGEST)


def in_vain() -> Timeout:
    """The error of who has waited long enough."""
    return Timeout(None, "what was waited for did not come in time")
