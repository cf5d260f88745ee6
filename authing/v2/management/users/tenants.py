"""The tenants that users belong to."""

from __future__ import annotations

from collections.abc import Sequence

from authing.core.binding import Mode, Resource, operation
from authing.core.call import Call, path
from authing.v2.models.tenant import Tenant
from authing.v2.wire import rest

__all__ = ["Tenants"]


class Tenants(Resource[Mode]):
    """The tenants of users."""

    @operation
    def list_tenants(self, user_id: str) -> Call[Sequence[Tenant]]:
        """List the tenants that a user belongs to (GET /api/v2/users/{id}/tenants).

        Raises:
            NotFound: No user has this id.
        """
        return rest("GET", path("/api/v2/users/{}/tenants", user_id), Tenant.many)
