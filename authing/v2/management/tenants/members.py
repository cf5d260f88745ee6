"""Who belongs to a tenant, and who administers it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from authing.core.binding import Mode, Resource, operation, pages
from authing.core.call import Call, path
from authing.core.paging import Book, Contents, by_number
from authing.v2.arguments import flag, page_arguments, text, texts
from authing.v2.models.answer import done
from authing.v2.models.tenant import TenantMember, TenantMemberPage
from authing.v2.wire import rest

__all__ = ["Members"]


class Members(Resource[Mode]):
    """The members and administrators of tenants."""

    @operation
    def members(self, tenant_id: str, page: int = 1, limit: int = 10) -> Call[TenantMemberPage]:
        """List one page of the members of a tenant (GET /api/v2/tenant/{id}/users).

        Args:
            tenant_id: The tenant.
            page: Counted from 1.
            limit: Members per page.

        Raises:
            NotFound: No tenant has this id.
        """
        return rest("GET", _users(tenant_id), TenantMemberPage.of, params=page_arguments(page, limit))

    @pages
    def iterate_members(self, tenant_id: str, *, limit: int = 50) -> Book[TenantMember]:
        """Iterate over all members of a tenant, fetched page by page (GET /api/v2/tenant/{id}/users).

        Args:
            tenant_id: The tenant.
            limit: Members per request.
        """
        where = _users(tenant_id)
        return by_number(lambda page: rest("GET", where, _contents, params=page_arguments(page, limit)))

    @operation
    def add_members(self, tenant_id: str, user_ids: Sequence[str]) -> Call[bool]:
        """Make users members of a tenant, all or none (POST /api/v2/tenant/{id}/user).

        Raises:
            NotFound: The tenant or a user does not exist.
        """
        where = path("/api/v2/tenant/{}/user", tenant_id)
        return rest("POST", where, done, json={"userIds": texts("user_ids", user_ids)})

    @operation
    def remove_member(self, tenant_id: str, user_id: str) -> Call[bool]:
        """End the membership of a user (DELETE /api/v2/tenant/{id}/user).

        Raises:
            NotFound: The tenant does not exist, or the user is not a member of it.
        """
        where = path("/api/v2/tenant/{}/user", tenant_id)
        return rest("DELETE", where, done, params={"userId": text("user_id", user_id)})

    @operation
    def update_member(self, tenant_id: str, user_id: str, is_enabled: bool) -> Call[bool]:
        """Enable or disable a member of a tenant (PUT /api/v2/tenant/{id}/{userId}).

        Raises:
            NotFound: The tenant does not exist, or the user is not a member of it.
        """
        where = path("/api/v2/tenant/{}/{}", tenant_id, user_id)
        return rest("PUT", where, done, json={"isEnabled": flag("is_enabled", is_enabled)})

    @operation
    def set_admin(self, tenant_id: str, user_ids: Sequence[str]) -> Call[bool]:
        """Make members administrators of their tenant, all or none (PUT /api/v2/tenant/{id}/admin).

        Raises:
            NotFound: The tenant does not exist, or a user is not a member of it.
        """
        where = path("/api/v2/tenant/{}/admin", tenant_id)
        return rest("PUT", where, done, json={"userIds": texts("user_ids", user_ids)})

    @operation
    def delete_admin(self, tenant_id: str, user_id: str) -> Call[bool]:
        """Make an administrator of a tenant a plain member (DELETE /api/v2/tenant/{id}/admin/{userId}).

        Raises:
            NotFound: The tenant does not exist, or the user is not a member of it.
        """
        return rest("DELETE", path("/api/v2/tenant/{}/admin/{}", tenant_id, user_id), done)


def _users(tenant_id: str) -> str:
    return path("/api/v2/tenant/{}/users", tenant_id)


def _contents(raw: Any) -> Contents[TenantMember]:
    page = TenantMemberPage.of(raw)
    return page.list, page.total_count
