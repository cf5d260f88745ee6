"""Queries about tenants, their members and the applications that are open to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from authing.server.storage.accounts import Page, Slice, page_of
from authing.server.storage.bulk import add_missing, chunks
from authing.server.storage.tables.base import Base
from authing.server.storage.tables.pools import Application
from authing.server.storage.tables.tenants import Tenant, TenantApplication, TenantMember

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

APPLICATIONS = Base.metadata.tables["tenant_applications"]
MEMBERS = Base.metadata.tables["tenant_members"]


def get(db: Session, pool_id: str, tenant_id: str, *, lock: bool = False) -> Tenant | None:
    """The tenant of a pool with this id; with `lock`, nobody else changes it until the transaction ends."""
    statement = select(Tenant).where(Tenant.pool_id == pool_id, Tenant.id == tenant_id)
    return db.scalar(statement.with_for_update() if lock else statement)


def page(db: Session, pool_id: str, part: Slice) -> Page[Tenant]:
    """A page of the tenants of a pool."""
    return page_of(db, Tenant, select(Tenant).where(Tenant.pool_id == pool_id), part)


def of_account(db: Session, account_id: str, limit: int) -> Sequence[Tenant]:
    """The tenants that a user belongs to, the first joined first."""
    statement = select(Tenant).join(TenantMember, TenantMember.tenant_id == Tenant.id)
    statement = statement.where(TenantMember.account_id == account_id)
    return db.scalars(statement.order_by(TenantMember.created_at, TenantMember.id).limit(limit)).all()


def applications(db: Session, tenant_id: str, limit: int) -> Sequence[Application]:
    """The applications that are open to a tenant, the oldest first."""
    statement = (
        select(Application)
        .join(TenantApplication, TenantApplication.application_id == Application.id)
        .where(TenantApplication.tenant_id == tenant_id)
        .order_by(Application.created_at, Application.id)
    )
    return db.scalars(statement.limit(limit)).all()


def known_applications(db: Session, pool_id: str, application_ids: Sequence[str]) -> set[str]:
    """Those of the ids that are of applications of a pool."""
    statement = select(Application.id).where(Application.pool_id == pool_id, Application.id.in_(application_ids))
    return set(db.scalars(statement))


def add(db: Session, tenant: Tenant) -> None:
    """Insert a tenant."""
    db.add(tenant)
    db.flush()


def open_to(db: Session, tenant_id: str, application_ids: Sequence[str]) -> None:
    """Open these applications to a tenant, and no others."""
    db.execute(delete(TenantApplication).where(TenantApplication.tenant_id == tenant_id))
    add_missing(db, APPLICATIONS, [{"tenant_id": tenant_id, "application_id": each} for each in application_ids])


def remove(db: Session, tenant_id: str) -> None:
    """Delete a tenant with its memberships and identity providers; an organisation that was its own stays, as nobody's."""
    db.execute(delete(Tenant).where(Tenant.id == tenant_id))


def members(db: Session, tenant_id: str, part: Slice) -> Page[TenantMember]:
    """A page of the members of a tenant, with their accounts."""
    return page_of(db, TenantMember, select(TenantMember).where(TenantMember.tenant_id == tenant_id), part)


def add_members(db: Session, tenant_id: str, accounts: Mapping[str, str], now: datetime) -> None:
    """Make users members of a tenant, by id and with the ids of their memberships; who is one stays as it is."""
    rows = [
        {
            "id": member_id,
            "tenant_id": tenant_id,
            "account_id": account_id,
            "is_enabled": True,
            "is_admin": False,
            "created_at": now,
        }
        for account_id, member_id in accounts.items()
    ]
    add_missing(db, MEMBERS, rows)


def member_ids(db: Session, tenant_id: str, account_ids: Sequence[str]) -> set[str]:
    """Those of the users who are members of a tenant."""
    statement = select(TenantMember.account_id).where(TenantMember.tenant_id == tenant_id)
    return {
        each for some in chunks(account_ids) for each in db.scalars(statement.where(TenantMember.account_id.in_(some)))
    }


def change_members(db: Session, tenant_id: str, account_ids: Sequence[str], **values: bool) -> None:
    """Set columns of memberships."""
    statement = update(TenantMember).where(TenantMember.tenant_id == tenant_id).values(**values)
    for some in chunks(account_ids):
        db.execute(statement.where(TenantMember.account_id.in_(some)))


def remove_member(db: Session, tenant_id: str, account_id: str) -> None:
    """End a membership."""
    db.execute(delete(TenantMember).where(TenantMember.tenant_id == tenant_id, TenantMember.account_id == account_id))
