"""Guessing passwords: how often somebody may try, and what is asked of who tried too often.

An attempt is counted before the password is looked at, in a transaction of its own, and forgotten once it was right: neither
a refusal nor many attempts at the same time leave one out. Names that nobody has are counted like those of users.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from authing.server.rules import captchas, settings, tokens
from authing.server.rules.refusal import Code, Refusal
from authing.server.storage import login_failures

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

    from authing.server.rules.service import Context
    from authing.server.storage.tables.pools import Pool

MOST, PERIOD = 100, timedelta(hours=1)
"""In a pool that sets no limit of its own, and beyond any captcha (NIST SP 800-63B, section 5.2.2: no more than 100
consecutive failed attempts on a single account)."""

CAPTCHA = "captcha"
"""The strategy that asks for the letters of a picture; any other locks the user for what is left of the time."""


@dataclass(frozen=True)
class Limit:
    """How often somebody may fail.

    Attributes:
        subject: Who, as a digest.
        most: How often.
        period: In which time from the first failure on.
        code: How who failed more often is refused.
    """

    subject: str
    most: int
    period: timedelta
    code: Code


@dataclass(frozen=True)
class Attempt:
    """A password that is tried.

    Attributes:
        pool_id: Where.
        of_account: Under which subjects it is counted that have to do with the user; they begin anew when it is right.
        of_address: Those that have to do with the address that it came from; they do not, because there may be others there.
        exceeded: How it is to be refused.
    """

    pool_id: str
    of_account: list[str] = field(default_factory=list)
    of_address: list[str] = field(default_factory=list)
    exceeded: set[Code] = field(default_factory=set)

    def require_allowed(self) -> None:
        """Refuse it if there were too many.

        Raises:
            Refusal: CAPTCHA_NEEDED until there is a right one, USER_BLOCKED or TRIED_TOO_OFTEN until the time is over.
        """
        for code in (Code.TRIED_TOO_OFTEN, Code.USER_BLOCKED, Code.CAPTCHA_NEEDED):
            if code in self.exceeded:
                raise Refusal(code)

    def was_right(self, db: Session) -> None:
        """Forget the attempt, and those before it."""
        login_failures.forget(db, self.pool_id, self.of_account)
        login_failures.take_back(db, self.pool_id, self.of_address)


def begin(context: Context, pool: Pool, who: str) -> Attempt:
    """Count an attempt in a transaction of its own, and refuse it if there were too many; see `count`."""
    with context.counting() as db:
        attempt = count(db, context, pool, who)
    attempt.require_allowed()
    return attempt


def count(db: Session, context: Context, pool: Pool, who: str, captcha_code: str | None = None) -> Attempt:
    """Count an attempt at the password of a user (told by its id), or of a name that nobody has; the transaction must stay."""
    now, attempt = context.service.now(), Attempt(pool.id)
    for limits, subjects in (
        (_of_account(pool, who), attempt.of_account),
        (_of_address(context, pool), attempt.of_address),
    ):
        for limit in limits:
            subjects.append(limit.subject)
            if login_failures.count(db, pool.id, limit.subject, now, now + limit.period) > limit.most:
                attempt.exceeded.add(limit.code)
    if Code.CAPTCHA_NEEDED in attempt.exceeded and captchas.spend(db, pool, captcha_code or "", now):
        attempt.exceeded.remove(Code.CAPTCHA_NEEDED)
    return attempt


def was_wrong(context: Context) -> None:
    """Clear away what does not count any more; an attempt that failed has been counted."""
    with context.counting() as db:
        login_failures.end_expired(db, context.service.now())


def _of_account(pool: Pool, who: str) -> Iterator[Limit]:
    yield Limit(tokens.digest(f"account:{who}"), MOST, PERIOD, Code.TRIED_TOO_OFTEN)
    yield from _chosen(pool, "login_fail_check", f"chosen:{who}")


def _of_address(context: Context, pool: Pool) -> Iterator[Limit]:
    # The connection's address and no `clientIp`: whoever guesses could give another one each time.
    if context.caller.ip:
        yield from _chosen(pool, "login_password_fail_check", f"address:{context.caller.ip}")


def _chosen(pool: Pool, name: str, subject: str) -> Iterator[Limit]:
    """The limit that a pool has chosen for itself, if it has."""
    check = settings.get(pool, name)
    if check["enabled"]:
        is_captcha = settings.get(pool, "login_fail_strategy") == CAPTCHA
        code = Code.CAPTCHA_NEEDED if is_captcha else Code.USER_BLOCKED
        yield Limit(tokens.digest(subject), check["limit"], timedelta(seconds=check["time_interval"]), code)
