"""Queries about attempts at passwords, and pictures with letters."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, case, delete, insert, update
from sqlalchemy.dialects import postgresql, sqlite

from authing.server.storage.tables.login_failures import ATTEMPTS, CAPTCHAS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session
    from sqlalchemy.sql.dml import ReturningInsert

_OF_SUBJECT = (ATTEMPTS.c.pool_id == bindparam("pool"), ATTEMPTS.c.subject == bindparam("of"))
_FORGET = delete(ATTEMPTS).where(*_OF_SUBJECT)
_TAKE_BACK = update(ATTEMPTS).where(*_OF_SUBJECT, ATTEMPTS.c.count > 0).values(count=ATTEMPTS.c.count - 1)


@lru_cache
def _counter(dialect: str) -> ReturningInsert[Any]:
    """The statement of `count`, which every login sends: made once."""
    adding = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(ATTEMPTS)
    given = adding.excluded
    over = ATTEMPTS.c.expires_at <= bindparam("now", type_=ATTEMPTS.c.expires_at.type)
    return adding.on_conflict_do_update(
        index_elements=["pool_id", "subject"],
        set_={
            "count": case((over, given.count), else_=ATTEMPTS.c.count + 1),
            "expires_at": case((over, given.expires_at), else_=ATTEMPTS.c.expires_at),
        },
    ).returning(ATTEMPTS.c.count)


def count(db: Session, pool_id: str, subject: str, now: datetime, expires_at: datetime) -> int:
    """Count an attempt, and give the number so far; what is counted from the first one on is forgotten when that expires."""
    values = {"pool_id": pool_id, "subject": subject, "count": 1, "expires_at": expires_at, "now": now}
    found: int = db.connection().execute(_counter(db.get_bind().dialect.name), values).scalar_one()
    return found


def forget(db: Session, pool_id: str, subjects: Sequence[str]) -> None:
    """Begin to count anew."""
    for subject in subjects:
        db.connection().execute(_FORGET, {"pool": pool_id, "of": subject})


def take_back(db: Session, pool_id: str, subjects: Sequence[str]) -> None:
    """Count one attempt less."""
    for subject in subjects:
        db.connection().execute(_TAKE_BACK, {"pool": pool_id, "of": subject})


def end_expired(db: Session, now: datetime) -> None:
    """Delete what does not count any more."""
    for table in (ATTEMPTS, CAPTCHAS):
        db.execute(delete(table).where(table.c.expires_at <= now))


def add_captcha(db: Session, pool_id: str, digest: str, expires_at: datetime) -> None:
    """Keep the letters of a picture."""
    db.execute(insert(CAPTCHAS), {"pool_id": pool_id, "digest": digest, "expires_at": expires_at})


def take_captcha(db: Session, pool_id: str, digest: str, now: datetime) -> bool:
    """Delete the letters of a picture, if they are still good."""
    of_picture = (CAPTCHAS.c.pool_id == pool_id, CAPTCHAS.c.digest == digest, CAPTCHAS.c.expires_at > now)
    return db.scalar(delete(CAPTCHAS).where(*of_picture).returning(CAPTCHAS.c.digest)) is not None
