"""What users and administrators did, by the newer names of the filters."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from authing.core.binding import Mode, Resource, operation, pages
from authing.core.call import Call
from authing.core.paging import Book, by_number
from authing.v2.arguments import maybe_text
from authing.v2.models.page import contents_of
from authing.v2.models.record import AuditRecord, AuditRecordPage, UserAction, UserActionPage

from .logs import audit_log, instant, user_log

__all__ = ["Statistics"]


class Statistics(Resource[Mode]):
    """What happened in the pool."""

    @operation
    def list_user_actions(
        self,
        *,
        page: int = 1,
        limit: int = 10,
        client_ip: str | None = None,
        event_type: str | None = None,
        user_id: str | None = None,
        app_id: str | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
    ) -> Call[UserActionPage]:
        """List one page of what users did, the newest first (GET /api/v2/analysis/user-action).

        Args:
            page: Counted from 1.
            limit: Lines per page.
            client_ip: Only from this address.
            event_type: Only this operation, such as `login`.
            user_id: Only by this user.
            app_id: Only by way of this application.
            start: Not before this moment; with a time zone.
            end: Not after this moment; with a time zone.
        """
        filters = _filters(client_ip, event_type, user_id, app_id, start, end)
        return user_log(UserActionPage.of, filters, page, limit)

    @pages
    def iterate_user_actions(
        self,
        *,
        client_ip: str | None = None,
        event_type: str | None = None,
        user_id: str | None = None,
        app_id: str | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
        limit: int = 50,
    ) -> Book[UserAction]:
        """Iterate over what users did, the newest first, page by page (GET /api/v2/analysis/user-action).

        What is logged meanwhile moves the pages: give `end` to see every line once.

        Args:
            client_ip: Only from this address.
            event_type: Only this operation.
            user_id: Only by this user.
            app_id: Only by way of this application.
            start: Not before this moment; with a time zone.
            end: Not after this moment; with a time zone.
            limit: Lines per request.
        """
        filters = _filters(client_ip, event_type, user_id, app_id, start, end)
        return by_number(lambda page: user_log(contents_of(UserAction), filters, page, limit))

    @operation
    def list_audit_logs(
        self,
        *,
        page: int = 1,
        limit: int = 10,
        client_ip: str | None = None,
        event_type: str | None = None,
        user_id: str | None = None,
        app_id: str | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
    ) -> Call[AuditRecordPage]:
        """List one page of what administrators did, the newest first (GET /api/v2/analysis/audit).

        Args:
            page: Counted from 1.
            limit: Lines per page.
            client_ip: Only from this address.
            event_type: Only this operation, such as `createUser`.
            user_id: Only by this administrator.
            app_id: Only by way of this application.
            start: Not before this moment; with a time zone.
            end: Not after this moment; with a time zone.
        """
        filters = _filters(client_ip, event_type, user_id, app_id, start, end)
        return audit_log(AuditRecordPage.of, filters, page, limit)

    @pages
    def iterate_audit_logs(
        self,
        *,
        client_ip: str | None = None,
        event_type: str | None = None,
        user_id: str | None = None,
        app_id: str | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
        limit: int = 50,
    ) -> Book[AuditRecord]:
        """Iterate over what administrators did, the newest first, page by page (GET /api/v2/analysis/audit).

        What is logged meanwhile moves the pages: give `end` to see every line once.

        Args:
            client_ip: Only from this address.
            event_type: Only this operation.
            user_id: Only by this administrator.
            app_id: Only by way of this application.
            start: Not before this moment; with a time zone.
            end: Not after this moment; with a time zone.
            limit: Lines per request.
        """
        filters = _filters(client_ip, event_type, user_id, app_id, start, end)
        return by_number(lambda page: audit_log(contents_of(AuditRecord), filters, page, limit))


def _filters(
    client_ip: str | None,
    event_type: str | None,
    user_id: str | None,
    app_id: str | None,
    start: datetime | None,
    end: datetime | None,
) -> dict[str, Any]:
    return {
        "clientip": maybe_text("client_ip", client_ip),
        "eventType": maybe_text("event_type", event_type),
        "userId": maybe_text("user_id", user_id),
        "app_id": maybe_text("app_id", app_id),
        "start": instant("start", start),
        "end": instant("end", end),
    }
