"""Queries about applications with all that there is to them, their agreements, and the programs that act for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select
from sqlalchemy.orm import undefer_group

from authing.server.storage.accounts import Page, Slice, page_of
from authing.server.storage.tables.accounts import IS_LIVE, Account, LoginSession
from authing.server.storage.tables.applications import Agreement, ProgrammaticAccount
from authing.server.storage.tables.oidc import Grant
from authing.server.storage.tables.pools import Application
from authing.server.storage.tables.tenants import Tenant, TenantApplication

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Select
    from sqlalchemy.orm import Session


def detailed(pool_id: str) -> Select[Application]:
    """The applications of a pool, with the columns that most requests do without."""
    return select(Application).where(Application.pool_id == pool_id).options(undefer_group("details"))


def get(db: Session, pool_id: str, application_id: str, *, lock: bool = False) -> Application | None:
    """The application with this id; with `lock`, nobody else changes it until the transaction ends."""
    statement = detailed(pool_id).where(Application.id == application_id).execution_options(populate_existing=True)
    return db.scalar(statement.with_for_update() if lock else statement)


def published(db: Session, application_id: str) -> Application | None:
    """The application with this id, of any pool."""
    return db.scalar(select(Application).where(Application.id == application_id).options(undefer_group("details")))


def page(db: Session, pool_id: str, part: Slice) -> Page[Application]:
    """A page of the applications of a pool."""
    return page_of(db, Application, detailed(pool_id), part)


def remove(db: Session, application_id: str) -> None:
    """Delete an application; its namespace with the roles in it, its sessions, records and programs go with it."""
    db.execute(delete(Application).where(Application.id == application_id))


def users(db: Session, application_id: str, now: datetime, part: Slice) -> Page[Account]:
    """A page of the users who are logged in to an application."""
    logged_in = select(LoginSession.account_id).where(
        LoginSession.application_id == application_id, LoginSession.expires_at > now
    )
    return page_of(db, Account, select(Account).where(Account.id.in_(logged_in), IS_LIVE), part)


def end_sessions(db: Session, application_id: str) -> None:
    """Delete the sessions of all users in an application, and what it may do for them."""
    for table in (LoginSession, Grant):
        db.execute(delete(table).where(table.application_id == application_id))


def has_logout_target(db: Session, pool_ids: Sequence[str], target: str) -> bool:
    """Whether an application of one of the pools has registered an address for after the logout."""
    statement = select(Application.logout_redirect_uris).where(Application.pool_id.in_(pool_ids))
    return any(target in uris for uris in db.scalars(statement))


def tenants(db: Session, application_id: str, limit: int) -> Sequence[Tenant]:
    """The first tenants that an application is open to."""
    statement = (
        select(Tenant)
        .join(TenantApplication, TenantApplication.tenant_id == Tenant.id)
        .where(TenantApplication.application_id == application_id)
    )
    return db.scalars(statement.order_by(Tenant.created_at, Tenant.id).limit(limit)).all()


def agreements(db: Session, application_id: str) -> Sequence[Agreement]:
    """The agreements of an application, in their order."""
    statement = select(Agreement).where(Agreement.application_id == application_id)
    return db.scalars(statement.order_by(Agreement.order, Agreement.id)).all()


def agreement(db: Session, application_id: str, agreement_id: int) -> Agreement | None:
    """The agreement of an application with this id."""
    return db.scalar(select(Agreement).where(Agreement.application_id == application_id, Agreement.id == agreement_id))


def last_agreement(db: Session, application_id: str) -> tuple[int, int]:
    """How many agreements an application has, and the place of the last one."""
    statement = select(func.count(), func.coalesce(func.max(Agreement.order), 0))
    row = db.execute(statement.where(Agreement.application_id == application_id)).one()
    return row[0], row[1]


def programs(db: Session, application_id: str, part: Slice) -> Page[ProgrammaticAccount]:
    """A page of the programmatic access accounts of an application."""
    statement = select(ProgrammaticAccount).where(ProgrammaticAccount.application_id == application_id)
    return page_of(db, ProgrammaticAccount, statement, part)


def program(db: Session, pool_id: str, account_id: str) -> ProgrammaticAccount | None:
    """The programmatic access account of any application of a pool with this id."""
    statement = select(ProgrammaticAccount).join(Application, Application.id == ProgrammaticAccount.application_id)
    return db.scalar(statement.where(Application.pool_id == pool_id, ProgrammaticAccount.id == account_id))


def add(db: Session, row: Agreement | ProgrammaticAccount) -> None:
    """Insert an agreement or a programmatic access account."""
    db.add(row)
    db.flush()


def discard(db: Session, row: Agreement | ProgrammaticAccount) -> None:
    """Delete an agreement or a programmatic access account."""
    db.delete(row)
