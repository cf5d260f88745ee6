"""Tenants, their members, and identity providers elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from authing.core.model import Model

from .user import User

__all__ = [
    "ExternalIdp",
    "ExternalIdpConnection",
    "Tenant",
    "TenantApplication",
    "TenantMember",
    "TenantMemberPage",
    "TenantPage",
]


class TenantApplication(Model):
    """An application that is open to a tenant."""

    id: str
    name: str | None = None
    user_pool_id: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


class Tenant(Model):
    """A customer within a pool; `apps` is there where one tenant is read, not in lists."""

    id: str
    name: str
    user_pool_id: str | None = None
    logo: str | None = None
    description: str | None = None
    css: str | None = None
    sso_page_customization_settings: Mapping[str, Any] | None = None
    apps: Sequence[TenantApplication] = ()
    created_at: datetime | None = None
    updated_at: datetime | None = None


class TenantPage(Model):
    """One page of tenants, and how many there are on all pages."""

    total_count: int
    list: Sequence[Tenant]


class TenantMember(Model):
    """A user who belongs to a tenant."""

    id: str
    tenant_id: str
    user: User | None = None
    is_enabled: bool | None = None
    is_tenant_admin: bool | None = None
    created_at: datetime | None = None


class TenantMemberPage(Model):
    """One page of the members of a tenant, and how many there are on all pages."""

    _wire = {"total_count": ("totalCount", "listTotal")}

    total_count: int
    list: Sequence[TenantMember]


class ExternalIdpConnection(Model):
    """One way to log in by an identity provider.

    `enabled` is told in the list of a tenant's identity providers, `fields` where one of them is read.
    """

    id: str
    type: str
    identifier: str
    display_name: str | None = None
    fields: Mapping[str, Any] | None = None
    user_match_fields: Sequence[str] = ()
    logo: str | None = None
    enabled: bool | None = None


class ExternalIdp(Model):
    """A source of identities elsewhere; without a tenant it is the pool's."""

    id: str
    name: str
    type: str
    tenant_id: str | None = None
    connections: Sequence[ExternalIdpConnection] = ()
