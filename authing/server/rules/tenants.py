"""Tenants: customers within a pool, with members, administrators and the applications that are open to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from authing.server.rules import access, paging, tokens
from authing.server.rules.accounts import require_users
from authing.server.rules.refusal import Code, Refusal
from authing.server.storage import tenants
from authing.server.storage.tables.tenants import Tenant

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from authing.server.rules.service import Context
    from authing.server.storage.accounts import Page, Slice
    from authing.server.storage.tables.pools import Application, Pool
    from authing.server.storage.tables.tenants import TenantMember

PAGE_SETTINGS = ("autoRegisterThenLogin", "hideForgetPassword", "hideIdp", "hideSocialLogin")
"""What a tenant can set about its login page."""


@dataclass(frozen=True)
class Details:
    """A tenant with the applications that are open to it."""

    tenant: Tenant
    applications: Sequence[Application]


def require(db: Session, pool: Pool, tenant_id: str, *, lock: bool = False) -> Tenant:
    """The tenant of a pool with this id.

    Raises:
        Refusal: NOT_FOUND, also for one of another pool.
    """
    found = tenants.get(db, pool.id, tenant_id, lock=lock)
    if found is None:
        raise Refusal(Code.NOT_FOUND, f"there is no tenant {tenant_id}")
    return found


def page(context: Context, part: Slice) -> Page[Tenant]:
    """A page of the pool's tenants."""
    with context.reading() as db:
        return tenants.page(db, access.manager(db, context).id, part)


def get(context: Context, tenant_id: str) -> Details:
    """A tenant of the pool that the caller manages."""
    with context.reading() as db:
        return _detailed(db, require(db, access.manager(db, context), tenant_id))


def of_user(context: Context, account_id: str) -> Sequence[Tenant]:
    """The tenants that a user of the pool belongs to."""
    with context.reading() as db:
        require_users(db, access.manager(db, context).id, [account_id])
        return tenants.of_account(db, account_id, paging.LONGEST)


def create(context: Context, values: Mapping[str, Any], application_ids: Sequence[str]) -> Details:
    """Make a tenant to which these applications are open."""
    now = context.service.now()
    with context.writing() as db:
        pool = access.manager(db, context)
        tenant = Tenant(id=tokens.new_id(), pool_id=pool.id, sso_page_settings={}, created_at=now, updated_at=now)
        if values.get("name") is None:
            raise Refusal(Code.INCOMPLETE, "name is needed")
        _apply(tenant, values)
        tenants.add(db, tenant)
        _open(db, pool, tenant, application_ids)
        return _detailed(db, tenant)


def update(
    context: Context, tenant_id: str, values: Mapping[str, Any], application_ids: Sequence[str] | None
) -> Details:
    """Change what is named of a tenant; the applications, where they are, are all that stay open to it."""
    with context.writing() as db:
        pool = access.manager(db, context)
        tenant = require(db, pool, tenant_id, lock=True)
        _apply(tenant, values)
        tenant.updated_at = context.service.now()
        if application_ids is not None:
            _open(db, pool, tenant, application_ids)
        return _detailed(db, tenant)


def _apply(tenant: Tenant, values: Mapping[str, Any]) -> None:
    if values.get("name") == "":
        raise Refusal(Code.MALFORMED, "a tenant's name must not be empty")
    for column in ("name", "logo", "description", "css"):
        if values.get(column) is not None:
            setattr(tenant, column, values[column])
    settings: Mapping[str, Any] = values.get("sso_page_settings") or {}
    for name, value in settings.items():
        if name not in PAGE_SETTINGS or not isinstance(value, bool):
            raise Refusal(Code.MALFORMED, f"the settings of a login page are {', '.join(PAGE_SETTINGS)}: true or false")
    tenant.sso_page_settings = {**tenant.sso_page_settings, **settings}


def _open(db: Session, pool: Pool, tenant: Tenant, application_ids: Sequence[str]) -> None:
    paging.require_few(application_ids)
    known = tenants.known_applications(db, pool.id, application_ids)
    for application_id in application_ids:
        if application_id not in known:
            raise Refusal(Code.APPLICATION_UNKNOWN, f"there is no application {application_id}")
    tenants.open_to(db, tenant.id, application_ids)


def _detailed(db: Session, tenant: Tenant) -> Details:
    return Details(tenant, tenants.applications(db, tenant.id, paging.LONGEST))


def delete(context: Context, tenant_id: str) -> None:
    """Delete a tenant with its memberships and identity providers; its members stay users of the pool."""
    with context.writing() as db:
        tenants.remove(db, require(db, access.manager(db, context), tenant_id, lock=True).id)


def members(context: Context, tenant_id: str, part: Slice) -> Page[TenantMember]:
    """A page of the members of a tenant."""
    with context.reading() as db:
        return tenants.members(db, require(db, access.manager(db, context), tenant_id).id, part)


def add_members(context: Context, tenant_id: str, account_ids: Sequence[str]) -> None:
    """Make users members of a tenant, all or none; who is one already stays as it is."""
    with context.writing() as db:
        pool = access.manager(db, context)
        tenant = require(db, pool, tenant_id)
        found = require_users(db, pool.id, account_ids, keep=True)
        tenants.add_members(db, tenant.id, {each: tokens.new_id() for each in found}, context.service.now())


def remove_member(context: Context, tenant_id: str, account_id: str) -> None:
    """End the membership of a user."""
    with context.writing() as db:
        tenants.remove_member(db, _with_members(db, context, tenant_id, [account_id]), account_id)


def change_members(context: Context, tenant_id: str, account_ids: Sequence[str], **values: bool) -> None:
    """Set `is_enabled` or `is_admin` of members of a tenant, all or none."""
    with context.writing() as db:
        tenants.change_members(db, _with_members(db, context, tenant_id, account_ids), account_ids, **values)


def _with_members(db: Session, context: Context, tenant_id: str, account_ids: Sequence[str]) -> str:
    """The id of a tenant that has all these users as members."""
    tenant = require(db, access.manager(db, context), tenant_id)
    there = tenants.member_ids(db, tenant.id, account_ids)
    for account_id in account_ids:
        if account_id not in there:
            raise Refusal(Code.NOT_FOUND, f"user {account_id} is not a member of the tenant")
    return tenant.id
