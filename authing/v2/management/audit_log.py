"""What administrators did."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from authing.core.binding import Mode, Resource, Runner, operation, pages
from authing.core.call import Call
from authing.core.paging import Book, by_number
from authing.v2.arguments import maybe_text
from authing.v2.compat import with_old_names
from authing.v2.models.page import contents_of
from authing.v2.models.record import AuditRecord, AuditRecordPage

from .logs import audit_log, listed, of_users

__all__ = ["AuditLog"]


@with_old_names
class AuditLog(Resource[Mode]):
    """What administrators did."""

    def __init__(self, runner: Runner[Mode], user_pool_id: str) -> None:
        self._runner = runner
        self._user_pool_id = user_pool_id

    @operation
    def list_audit_logs(
        self,
        client_ip: str | None = None,
        operation_names: Sequence[str] | None = None,
        user_ids: Sequence[str] | None = None,
        app_ids: Sequence[str] | None = None,
        page: int | None = None,
        limit: int | None = None,
    ) -> Call[AuditRecordPage]:
        """List one page of what administrators did, the newest first (GET /api/v2/analysis/audit).

        Args:
            client_ip: Only from this address.
            operation_names: Only these operations, such as `createUser`.
            user_ids: Only by these administrators.
            app_ids: Only by way of these applications.
            page: Counted from 1; the first by default.
            limit: Lines per page; 10 by default.
        """
        filters = self._filters(client_ip, operation_names, user_ids, app_ids)
        return audit_log(AuditRecordPage.of, filters, 1 if page is None else page, 10 if limit is None else limit)

    @pages
    def iterate(
        self,
        *,
        client_ip: str | None = None,
        operation_names: Sequence[str] | None = None,
        user_ids: Sequence[str] | None = None,
        app_ids: Sequence[str] | None = None,
        limit: int = 50,
    ) -> Book[AuditRecord]:
        """Iterate over what administrators did, the newest first, fetched page by page (GET /api/v2/analysis/audit).

        What is logged meanwhile moves the pages: a line may come twice.

        Args:
            client_ip: Only from this address.
            operation_names: Only these operations.
            user_ids: Only by these administrators.
            app_ids: Only by way of these applications.
            limit: Lines per request.
        """
        filters = self._filters(client_ip, operation_names, user_ids, app_ids)
        return by_number(lambda page: audit_log(contents_of(AuditRecord), filters, page, limit))

    def _filters(
        self,
        client_ip: str | None,
        operation_names: Sequence[str] | None,
        user_ids: Sequence[str] | None,
        app_ids: Sequence[str] | None,
    ) -> dict[str, Any]:
        return {
            "clientip": maybe_text("client_ip", client_ip),
            **listed("operation_name", "operation_names", operation_names),
            **of_users(self._user_pool_id, user_ids),
            **listed("app_id", "app_ids", app_ids),
        }
