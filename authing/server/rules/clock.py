"""The server's time, which tests may move."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from authing.server.rules.refusal import Code, Refusal

EARLIEST, LATEST = datetime(1970, 1, 1, tzinfo=timezone.utc), datetime(3000, 1, 1, tzinfo=timezone.utc)
OUTSIDE = "the server's time must be from 1970 to 2999"


def span(seconds: float) -> timedelta:
    """So many seconds.

    Raises:
        Refusal: MALFORMED for more than there are from 1970 to 2999, or what is no number.
    """
    if not abs(seconds) <= (LATEST - EARLIEST).total_seconds():
        raise Refusal(Code.MALFORMED, OUTSIDE)
    return timedelta(seconds=seconds)


class Clock:
    """The time of one server: that of the machine, and what it was moved by."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def now(self) -> datetime:
        """The present moment, in UTC."""
        return datetime.now(timezone.utc) + self._ahead

    def move(self, by: timedelta) -> None:
        """Let the server be this much further ahead.

        Raises:
            Refusal: MALFORMED for a time before 1970 or after 2999.
        """
        if not EARLIEST <= self.now() + by < LATEST:
            raise Refusal(Code.MALFORMED, OUTSIDE)
        self._ahead += by

    def move_to(self, moment: datetime) -> None:
        """Let it be this moment now, and time go on from there.

        Raises:
            Refusal: MALFORMED for a time before 1970 or after 2999.
        """
        self.move(moment - self.now())

    def reset(self) -> None:
        """Take the machine's time again."""
        self._ahead = timedelta()
