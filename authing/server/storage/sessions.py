"""Queries about the sessions of users: the tokens that were issued and not revoked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, insert, or_, select

from authing.server.storage.bulk import chunks
from authing.server.storage.tables.accounts import IS_LIVE, SESSIONS, Account, LoginSession
from authing.server.storage.tables.browser import BrowserLogin
from authing.server.storage.tables.oidc import Grant, IssuedToken
from authing.server.storage.tables.pools import Application, Pool

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session


OF_USERS = (LoginSession, BrowserLogin, Grant)
"""What ends when a user is out: its tokens, its sessions in browsers, and what applications may do for it."""

ADD = insert(SESSIONS)
END_EXPIRED = delete(SESSIONS).where(
    SESSIONS.c.account_id == bindparam("account"), SESSIONS.c.expires_at <= bindparam("now")
)
OPENED = (
    select(LoginSession, Account, Pool, Application)
    .join(Account, Account.id == LoginSession.account_id)
    .join(Pool, Pool.id == LoginSession.pool_id)
    .outerjoin(Application, Application.id == LoginSession.application_id)
    .where(LoginSession.token_digest == bindparam("digest"), IS_LIVE)
)


@dataclass(frozen=True)
class Opened:
    """What a token's digest leads to."""

    session: LoginSession
    account: Account
    pool: Pool
    application: Application | None


def find(db: Session, token_digest: str) -> Opened | None:
    """The session of a token with its user, pool and application, if the user is not deleted."""
    row = db.execute(OPENED, {"digest": token_digest}).one_or_none()
    return None if row is None else Opened(*row)


def add(db: Session, session: dict[str, Any]) -> None:
    """Insert a session."""
    db.connection().execute(ADD, session)


def end(db: Session, account_ids: Sequence[str]) -> None:
    """Delete all sessions of these users."""
    for some in chunks(account_ids):
        for table in OF_USERS:
            db.execute(delete(table).where(table.account_id.in_(some)))


def end_others(db: Session, account_id: str, token_digest: str) -> None:
    """Delete all sessions of a user but that of one token, and the grant that it came of."""
    granted = select(IssuedToken.grant_id).where(IssuedToken.digest == token_digest)
    db.execute(delete(Grant).where(Grant.account_id == account_id, Grant.id.not_in(granted)))
    db.execute(delete(BrowserLogin).where(BrowserLogin.account_id == account_id))
    db.execute(
        delete(LoginSession).where(LoginSession.account_id == account_id, LoginSession.token_digest != token_digest)
    )


def end_in_pool(db: Session, pool_id: str, account_ids: Sequence[str]) -> None:
    """Delete all sessions of these users, as far as they are of the pool."""
    for some in chunks(account_ids):
        for table in OF_USERS:
            db.execute(delete(table).where(table.pool_id == pool_id, table.account_id.in_(some)))


def applications(
    db: Session, account_id: str, now: datetime, application_id: str | None = None
) -> Sequence[Application | None]:
    """The applications in which a user has a session, each once; None stands for sessions without one."""
    opened = select(LoginSession.application_id).where(
        LoginSession.account_id == account_id, LoginSession.expires_at > now
    )
    if application_id:
        opened = opened.where(LoginSession.application_id == application_id)
    # Of the ids alone: PostgreSQL cannot tell whether two applications with JSON in them are one.
    ids = opened.distinct().subquery()
    found = select(ids.c.application_id, Application).outerjoin(Application, Application.id == ids.c.application_id)
    return [row[1] for row in db.execute(found.order_by(ids.c.application_id))]


def end_expired_of(db: Session, account_id: str, now: datetime) -> None:
    """Delete the sessions of a user that have expired."""
    db.connection().execute(END_EXPIRED, {"account": account_id, "now": now})


def end_expired(db: Session, now: datetime) -> None:
    """Delete the sessions of all users that have expired."""
    db.execute(delete(LoginSession).where(LoginSession.expires_at <= now))


def end_one(db: Session, token_digest: str) -> None:
    """Delete the session of one token; if it came of a grant of the OpenID provider, with all that came of it."""
    grants = select(IssuedToken.grant_id).where(IssuedToken.digest == token_digest)
    siblings = select(IssuedToken.digest).where(IssuedToken.grant_id.in_(grants))
    db.execute(
        delete(LoginSession).where(
            or_(LoginSession.token_digest == token_digest, LoginSession.token_digest.in_(siblings))
        )
    )
    db.execute(delete(Grant).where(Grant.id.in_(grants)))


def end_of_application(db: Session, account_id: str, application_id: str) -> None:
    """Delete a user's sessions in one application; those in browsers stay where other applications share them."""
    for table in (LoginSession, Grant):
        db.execute(delete(table).where(table.account_id == account_id, table.application_id == application_id))
    db.execute(delete(BrowserLogin).where(BrowserLogin.account_id == account_id, BrowserLogin.realm == application_id))
