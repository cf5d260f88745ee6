"""The paths of the REST door: the tables of all domains."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from authing.server.rest import (
    application_access,
    applications,
    catalogue,
    codes,
    devices,
    directory,
    fields,
    linking,
    logins,
    mfa,
    organisations,
    permissions,
    pool,
    qr_codes,
    records,
    tenants,
    users,
)
from authing.server.rest.envelope import endpoint

if TYPE_CHECKING:
    from authing.server.rules.service import Service

# What comes first wins: /users/me is in `users`, before any /users/{id} of another domain.
DOMAINS = (
    users,
    codes,
    directory,
    fields,
    catalogue,
    permissions,
    organisations,
    applications,
    application_access,
    pool,
    records,
    tenants,
    devices,
    mfa,
    linking,
    logins,
    qr_codes,
)


def routes(service: Service) -> list[Route]:
    """All routes of the REST door, those with fewer parameters first."""
    table = sorted((row for domain in DOMAINS for row in domain.TABLE), key=lambda row: row[1].count("{"))
    found = [
        Route(path, endpoint(service, answer, f"{method} {path}"), methods=[method]) for method, path, answer in table
    ]
    return [*found, logins.picture_route(service)]
