"""Queries of the OpenID provider: its keys, grants with their codes and tokens, and consents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import delete, func, or_, select, update

from authing.server.storage.bulk import insert_into
from authing.server.storage.tables.accounts import IS_LIVE, Account, LoginSession
from authing.server.storage.tables.applications import ProgrammaticAccount
from authing.server.storage.tables.base import Base
from authing.server.storage.tables.oidc import AuthorizationCode, Consent, Grant, IssuedToken, SigningKey
from authing.server.storage.tables.permissions import Resource
from authing.server.storage.tables.pools import Application, Pool
from authing.server.storage.tables.roles import Namespace

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, CursorResult, Update
    from sqlalchemy.orm import Session

CONSENTS = Base.metadata.tables["oidc_consents"]


@dataclass(frozen=True)
class Granted:
    """A grant, and whose it is: a user's or a program's."""

    grant: Grant
    pool: Pool
    application: Application
    account: Account | None
    program: ProgrammaticAccount | None


# -- keys -----------------------------------------------------------------------------------------


_SIGNS = SigningKey.published_until.is_(None)
_NEWEST_FIRST = (SigningKey.published_until.is_not(None), SigningKey.created_at.desc(), SigningKey.kid)


def newest_key(db: Session) -> SigningKey | None:
    """The key that signs; no other one takes over until the transaction ends, so that what it signs now is counted."""
    newest = select(SigningKey).where(_SIGNS).order_by(*_NEWEST_FIRST).limit(1)
    return db.scalar(newest.with_for_update(read=True))


def published_keys(db: Session, now: datetime) -> Sequence[SigningKey]:
    """The keys whose tokens may still be good, first the one that signs."""
    is_published = or_(_SIGNS, SigningKey.published_until > now)
    return db.scalars(select(SigningKey).where(is_published).order_by(*_NEWEST_FIRST)).all()


def key(db: Session, kid: str) -> SigningKey | None:
    """The key with this id."""
    return db.get(SigningKey, kid)


def add_key(db: Session, new: SigningKey) -> None:
    """Insert a key; those that signed so far sign no longer, and stay published until their last token is over."""
    db.execute(select(SigningKey.kid).where(_SIGNS).with_for_update()).all()
    last = [db.scalar(select(func.max(table.expires_at))) for table in (IssuedToken, LoginSession)]
    until = max((moment for moment in last if moment), default=new.created_at)
    db.execute(update(SigningKey).where(_SIGNS).values(published_until=until))
    db.add(new)
    db.flush()


def remove_keys(db: Session, before: datetime) -> None:
    """Delete the keys whose last token was over before a moment."""
    db.execute(delete(SigningKey).where(SigningKey.published_until < before))


# -- grants, codes and tokens ---------------------------------------------------------------------


def add_grant(db: Session, grant: Grant) -> None:
    """Insert a grant, and delete those of which nothing is good any more."""
    db.execute(delete(Grant).where(Grant.expires_at <= grant.created_at))
    db.add(grant)
    db.flush()


def add(db: Session, *rows: AuthorizationCode | IssuedToken) -> None:
    """Insert codes and tokens."""
    db.add_all(rows)
    db.flush()


def extend(db: Session, grant_id: str, until: datetime) -> None:
    """Keep a grant at least until this moment."""
    db.execute(update(Grant).where(Grant.id == grant_id, Grant.expires_at < until).values(expires_at=until))


def _found(db: Session, model: type[Any], digest: str) -> tuple[Any, Granted] | None:
    statement = (
        select(model, Grant, Pool, Application, Account, ProgrammaticAccount)
        .join(Grant, Grant.id == model.grant_id)
        .join(Pool, Pool.id == Grant.pool_id)
        .join(Application, Application.id == Grant.application_id)
        .outerjoin(Account, Account.id == Grant.account_id)
        .outerjoin(ProgrammaticAccount, ProgrammaticAccount.id == Grant.program_id)
        .where(model.digest == digest, or_(Grant.account_id.is_(None), IS_LIVE))
    )
    row = db.execute(statement).one_or_none()
    return None if row is None else (row[0], Granted(*row[1:]))


def code(db: Session, digest: str) -> tuple[AuthorizationCode, Granted] | None:
    """The code with this digest, used or not, and its grant, if its user is not deleted."""
    return _found(db, AuthorizationCode, digest)


def token(db: Session, digest: str) -> tuple[IssuedToken, Granted] | None:
    """The token with this digest, used or not, and its grant, if its user is not deleted."""
    return _found(db, IssuedToken, digest)


def use(db: Session, model: type[AuthorizationCode] | type[IssuedToken], digest: str) -> bool:
    """Mark a code or a refresh token as used; False if somebody was faster."""
    return _changed(db, update(model).where(model.digest == digest, model.used.is_(False)).values(used=True))


def remove_expired(db: Session, grant_id: str, now: datetime) -> None:
    """Delete the tokens of a grant that have expired: one that is refreshed again and again would have ever more of them."""
    expired = (IssuedToken.grant_id == grant_id, IssuedToken.expires_at <= now)
    _end_logins(db, *expired)
    db.execute(delete(IssuedToken).where(*expired))


def end_grant(db: Session, grant_id: str) -> None:
    """Delete a grant with its codes and tokens, and the sessions of these."""
    _end_logins(db, IssuedToken.grant_id == grant_id)
    db.execute(delete(Grant).where(Grant.id == grant_id))


def _end_logins(db: Session, *conditions: ColumnElement[bool]) -> None:
    """Delete the sessions of those id_tokens for which this holds."""
    issued = select(IssuedToken.digest).where(IssuedToken.kind == "id", *conditions)
    db.execute(delete(LoginSession).where(LoginSession.token_digest.in_(issued)))


def end_token(db: Session, digest: str) -> None:
    """Delete one token."""
    db.execute(delete(IssuedToken).where(IssuedToken.digest == digest))


def grants_of_browser(db: Session, sids: Collection[str]) -> Sequence[str]:
    """The ids of the grants that came of these browser sessions."""
    return db.scalars(select(Grant.id).where(Grant.sid.in_(sids))).all()


def _changed(db: Session, statement: Update) -> bool:
    return bool(cast("CursorResult[Any]", db.execute(statement)).rowcount)


# -- consents and programs --------------------------------------------------------------------------


def consent(db: Session, account_id: str, application_id: str) -> Consent | None:
    """What a user has agreed to for an application."""
    return db.get(Consent, (account_id, application_id))


def keep_consent(db: Session, values: dict[str, Any]) -> None:
    """Keep what a user agreed to, in place of an older consent."""
    insert = insert_into(db, CONSENTS)
    changed = {name: insert.excluded[name] for name in ("scope", "created_at")}
    keys = ["account_id", "application_id"]
    db.connection().execute(insert.on_conflict_do_update(index_elements=keys, set_=changed), [values])


def program(db: Session, account_id: str) -> ProgrammaticAccount | None:
    """The programmatic access account with this id, of any application."""
    return db.get(ProgrammaticAccount, account_id)


def actions(db: Session, pool_id: str, namespaces: Collection[str], codes: Collection[str]) -> dict[str, set[str]]:
    """The names of the actions of resources of these namespaces with these codes, by code."""
    statement = select(Resource).join(Namespace, Namespace.id == Resource.namespace_id)
    statement = statement.where(Namespace.pool_id == pool_id, Namespace.code.in_(namespaces), Resource.code.in_(codes))
    found: dict[str, set[str]] = {}
    for resource in db.scalars(statement):
        found.setdefault(resource.code, set()).update(str(each.get("name")) for each in resource.actions)
    return found
