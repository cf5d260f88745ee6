"""Queries about browsers: who is logged in with one, which logins are under way, and CAS tickets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import delete, select
from sqlalchemy.orm import Load

from authing.server.storage.tables.accounts import IS_LIVE, Account
from authing.server.storage.tables.browser import BrowserLogin, Interaction, Ticket
from authing.server.storage.tables.pools import Application, Pool

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import CursorResult, Delete
    from sqlalchemy.orm import Session


def logins(db: Session, cookie_digests: Sequence[str], now: datetime) -> list[tuple[BrowserLogin, Account, Pool]]:
    """The sessions of these cookies that are not over, with users who are not deleted, the latest first."""
    statement = (
        select(BrowserLogin, Account, Pool)
        .join(Account, Account.id == BrowserLogin.account_id)
        .join(Pool, Pool.id == BrowserLogin.pool_id)
        .where(BrowserLogin.cookie_digest.in_(cookie_digests), BrowserLogin.expires_at > now, IS_LIVE)
        .order_by(BrowserLogin.authenticated_at.desc(), BrowserLogin.id)
    )
    return [(row[0], row[1], row[2]) for row in db.execute(statement)]


def add(db: Session, row: BrowserLogin | Interaction | Ticket, now: datetime) -> None:
    """Insert a row, and delete those of its kind that have expired."""
    table = type(row)
    db.execute(delete(table).where(table.expires_at <= now))
    db.add(row)
    db.flush()


def end_logins(db: Session, cookie_digests: Sequence[str]) -> None:
    """Delete the sessions of these cookies."""
    db.execute(delete(BrowserLogin).where(BrowserLogin.cookie_digest.in_(cookie_digests)))


def interaction(
    db: Session, id_digest: str, browser_digest: str, now: datetime, *, lock: bool = False
) -> tuple[Interaction, Application, Pool] | None:
    """The login under way with this id in this browser, with its application (and all that there is to it) and pool.

    With `lock`, nobody else changes it until the transaction ends.
    """
    statement = (
        select(Interaction, Application, Pool)
        .join(Application, Application.id == Interaction.application_id)
        .join(Pool, Pool.id == Application.pool_id)
        .where(
            Interaction.id_digest == id_digest,
            Interaction.browser_digest == browser_digest,
            Interaction.expires_at > now,
        )
        .options(Load(Application).undefer_group("details"))
        .execution_options(populate_existing=True)
    )
    row = db.execute(statement.with_for_update(of=Interaction) if lock else statement).one_or_none()
    return None if row is None else (row[0], row[1], row[2])


def finish(db: Session, id_digest: str) -> bool:
    """Delete a login under way; False if somebody was faster."""
    return _deleted(db, delete(Interaction).where(Interaction.id_digest == id_digest))


def take_ticket(db: Session, digest: str) -> Ticket | None:
    """Delete a ticket, which is good once, and return what it was."""
    found = db.get(Ticket, digest, with_for_update=True)
    if found is None or not _deleted(db, delete(Ticket).where(Ticket.digest == digest)):
        return None
    return found


def login(db: Session, login_id: str) -> tuple[BrowserLogin, Account] | None:
    """The session with this id and its user, if that is not deleted."""
    statement = select(BrowserLogin, Account).join(Account, Account.id == BrowserLogin.account_id)
    row = db.execute(statement.where(BrowserLogin.id == login_id, IS_LIVE)).one_or_none()
    return None if row is None else (row[0], row[1])


def _deleted(db: Session, statement: Delete) -> bool:
    return bool(cast("CursorResult[Any]", db.execute(statement)).rowcount)
