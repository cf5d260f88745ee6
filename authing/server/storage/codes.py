"""Queries about verification codes, and the tokens of links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, or_, update

from authing.server.storage.bulk import insert_into
from authing.server.storage.tables.mail import CODES, VerificationCode

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

KEYS = ("pool_id", "address", "scene")
OWN = ("digest", "created_at", "expires_at", "attempts", "used")
"""What a newer code brings along; the failures are those of the address."""


def remove_expired(db: Session, before: datetime) -> None:
    """Delete the codes that expired before some moment, and how often they were guessed."""
    db.execute(delete(VerificationCode).where(VerificationCode.expires_at < before))


def keep(db: Session, values: dict[str, Any]) -> None:
    """Keep a code, in place of an older one of the same pool, address and scene; its row stays locked."""
    statement = insert_into(db, CODES).values(**values, attempts=0, used=False, failures=0, failing_since=None)
    renewed = {name: statement.excluded[name] for name in OWN}
    db.execute(statement.on_conflict_do_update(index_elements=KEYS, set_=renewed))


def attempt(
    db: Session, pool_id: str, address: str, scenes: Sequence[str], most: int, most_failures: int, since: datetime
) -> Sequence[VerificationCode]:
    """Count an attempt at the codes of an address, and give those that may be tried.

    Codes that are used, were tried `most` times, or had `most_failures` beginning after `since` are left out.
    """
    failed = VerificationCode.failures < most_failures
    statement = (
        update(VerificationCode)
        .where(
            VerificationCode.pool_id == pool_id,
            VerificationCode.address == address,
            VerificationCode.scene.in_(scenes),
            VerificationCode.used.is_(False),
            VerificationCode.attempts < most,
            or_(failed, VerificationCode.failing_since <= since),
        )
        .values(attempts=VerificationCode.attempts + 1)
        .returning(VerificationCode)
    )
    return db.scalars(statement).all()


def count_failure(db: Session, tried: Sequence[VerificationCode], now: datetime, since: datetime) -> None:
    """Count that none of these codes was given; failures that began before `since` are forgotten."""
    for code in tried:
        counts = code.failing_since is not None and code.failing_since > since
        code.failures = code.failures + 1 if counts else 1
        code.failing_since = code.failing_since if counts else now


def spend(db: Session, pool_id: str, address: str, digest: str) -> bool:
    """Mark a code as used, if it is still there and was not used."""
    statement = (
        update(CODES)
        .where(
            CODES.c.pool_id == pool_id, CODES.c.address == address, CODES.c.digest == digest, CODES.c.used.is_(False)
        )
        .values(used=True, failures=0)
        .returning(CODES.c.scene)
    )
    return db.execute(statement).first() is not None


def spend_link(db: Session, digest: str, scenes: Sequence[str], now: datetime) -> VerificationCode | None:
    """Mark the token of a link as used, and tell whose it is; None if there is none that is good."""
    statement = (
        update(VerificationCode)
        .where(
            VerificationCode.digest == digest,
            VerificationCode.scene.in_(scenes),
            VerificationCode.used.is_(False),
            VerificationCode.expires_at > now,
        )
        .values(used=True)
        .returning(VerificationCode)
    )
    return db.scalars(statement).one_or_none()
