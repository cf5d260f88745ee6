"""The tables as they are now, a module per domain; how they came to be is in `migrations`."""

from __future__ import annotations

from authing.server.storage.tables import (
    accounts,
    applications,
    browser,
    fields,
    groups,
    identities,
    login_failures,
    mail,
    oidc,
    organisations,
    permissions,
    pools,
    qr_codes,
    records,
    roles,
    second_factors,
    settings,
    tenants,
)
from authing.server.storage.tables.base import Base, BoundedText

__all__ = [
    "Base",
    "accounts",
    "applications",
    "browser",
    "fields",
    "groups",
    "identities",
    "login_failures",
    "mail",
    "oidc",
    "organisations",
    "permissions",
    "pools",
    "qr_codes",
    "records",
    "roles",
    "second_factors",
    "settings",
    "tenants",
]

for _table in Base.metadata.tables.values():
    for _column in _table.columns:
        if isinstance(_column.type, BoundedText):
            _column.type.label = _column.name
