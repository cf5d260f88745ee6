"""Queries about second factors: authenticators, attempts, and spent tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, exists, or_, select, update

from authing.server.storage.bulk import add_missing, insert_into
from authing.server.storage.tables.base import Base
from authing.server.storage.tables.second_factors import ATTEMPTS, SPENT, FactorAttempts, SpentToken
from authing.server.storage.tables.tenants import Authenticator

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

AUTHENTICATORS = Base.metadata.tables["authenticators"]


def of(db: Session, account_id: str, *, lock: bool = False) -> Authenticator | None:
    """The authenticator of a user; with `lock`, nobody else changes it until the transaction ends."""
    statement = select(Authenticator).where(Authenticator.account_id == account_id)
    return db.scalar(statement.with_for_update() if lock else statement)


def has_enabled(db: Session, account_id: str) -> bool:
    """Whether a user has an authenticator, and has shown that it works."""
    found = select(exists().where(Authenticator.account_id == account_id, Authenticator.enabled))
    return bool(db.scalar(found))


def add(db: Session, authenticator: Authenticator) -> None:
    """Insert an authenticator, in place of one that was never enabled; raises Taken if the user has another."""
    account_id = authenticator.account_id
    db.execute(delete(Authenticator).where(Authenticator.account_id == account_id, Authenticator.enabled.is_(False)))
    db.add(authenticator)
    db.flush()


def remove(db: Session, account_id: str) -> None:
    """Delete the authenticator of a user."""
    db.execute(delete(Authenticator).where(Authenticator.account_id == account_id))


def use_step(db: Session, authenticator_id: str, step: int) -> bool:
    """Note that the password of a time step was used, unless it was before, or that of a later one; one statement, so that
    of two at once only one is let through.
    """
    table = AUTHENTICATORS.c
    unused = or_(table.last_step.is_(None), table.last_step < step)
    statement = update(AUTHENTICATORS).where(table.id == authenticator_id, table.enabled, unused)
    return db.scalar(statement.values(last_step=step).returning(table.id)) is not None


def replace_recovery_code(db: Session, authenticator_id: str, present: str, new: str, now: datetime) -> bool:
    """Put the hash of another recovery code in the place of one, unless that is gone by now."""
    table = AUTHENTICATORS.c
    statement = update(AUTHENTICATORS).where(
        table.id == authenticator_id, table.enabled, table.recovery_hash == present
    )
    return db.scalar(statement.values(recovery_hash=new, updated_at=now).returning(table.id)) is not None


def attempts(db: Session, account_id: str) -> FactorAttempts:
    """The attempts of a user; nobody else counts until the transaction ends."""
    add_missing(db, ATTEMPTS, [{"account_id": account_id, "count": 0}])
    return db.get_one(FactorAttempts, account_id, with_for_update=True)


def forget_attempts(db: Session, account_id: str) -> None:
    """Begin to count anew."""
    db.execute(update(FactorAttempts).where(FactorAttempts.account_id == account_id).values(count=0))


def is_spent(db: Session, token_id: str) -> bool:
    """Whether a token was used for a login."""
    return db.get(SpentToken, token_id) is not None


def spend(db: Session, token_id: str, expires_at: datetime, now: datetime) -> bool:
    """Note that a token was used, unless it was before; those that have expired are forgotten."""
    db.execute(delete(SPENT).where(SPENT.c.expires_at <= now))
    statement = insert_into(db, SPENT).values(token_id=token_id, expires_at=expires_at)
    return db.scalar(statement.on_conflict_do_nothing().returning(SPENT.c.token_id)) is not None
