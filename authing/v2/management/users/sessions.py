"""Where users are logged in, and what they did."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from authing.core.binding import Mode, Resource, operation, pages
from authing.core.call import Call
from authing.core.paging import Book, by_number
from authing.v2.arguments import flag, maybe_text, text, texts
from authing.v2.compat import with_old_names
from authing.v2.documents.pool import SEND_FIRST_LOGIN_VERIFY_EMAIL
from authing.v2.management.logs import instant, listed, of_users, user_log
from authing.v2.models.answer import CommonMessage, done
from authing.v2.models.page import contents_of
from authing.v2.models.record import UserAction, UserActionPage, UserLoginState
from authing.v2.wire import graphql, rest

__all__ = ["Sessions"]


@with_old_names
class Sessions(Resource[Mode]):
    """The logins of users, and what they did."""

    _user_pool_id: str

    @operation
    def kick(self, user_ids: Sequence[str]) -> Call[bool]:
        """End all logins of users (POST /api/v2/users/kick); unknown users do not matter."""
        return rest("POST", "/api/v2/users/kick", done, json={"userIds": texts("user_ids", user_ids)})

    @operation
    def logout(self, user_id: str, app_id: str | None = None) -> Call[CommonMessage]:
        """End the logins of a user (GET /logout).

        Args:
            user_id: The user.
            app_id: Only those in this application.

        Raises:
            NotFound: No user has this id.
        """
        params = {"userId": text("user_id", user_id), "appId": maybe_text("app_id", app_id)}
        return rest("GET", "/logout", CommonMessage.of, params=params, safe=False, whole=True)

    @operation
    def check_login_status(
        self, user_id: str, app_id: str | None = None, device_id: str | None = None
    ) -> Call[UserLoginState]:
        """Tell whether a user is logged in, and to which applications (GET /api/v2/users/login-status).

        Args:
            user_id: The user.
            app_id: Only in this application.
            device_id: Only on this device.

        Raises:
            NotFound: No user has this id.
        """
        params = {
            "userId": text("user_id", user_id),
            "appId": maybe_text("app_id", app_id),
            "deviceId": maybe_text("device_id", device_id),
        }
        return rest("GET", "/api/v2/users/login-status", UserLoginState.of, params=params)

    @operation
    def send_first_login_verify_email(self, app_id: str, user_id: str) -> Call[CommonMessage]:
        """Send a user the mail that verifies the address at the first login (GraphQL `sendFirstLoginVerifyEmail`).

        Args:
            app_id: The application that the user will log in to.
            user_id: The user.
        """
        return graphql(
            SEND_FIRST_LOGIN_VERIFY_EMAIL,
            "sendFirstLoginVerifyEmail",
            CommonMessage.of,
            userId=text("user_id", user_id),
            appId=text("app_id", app_id),
        )

    @operation
    def list_user_actions(
        self,
        page: int = 1,
        limit: int = 10,
        client_ip: str | None = None,
        operation_name: str | None = None,
        operator_arn: str | None = None,
        *,
        operation_names: Sequence[str] | None = None,
        user_ids: Sequence[str] | None = None,
        app_ids: Sequence[str] | None = None,
        exclude_non_app_records: bool = False,
        start: datetime | None = None,
        end: datetime | None = None,
    ) -> Call[UserActionPage]:
        """List one page of what users did, the newest first (GET /api/v2/analysis/user-action).

        Args:
            page: Counted from 1.
            limit: Lines per page.
            client_ip: Only from this address.
            operation_name: Only this operation, such as `login`.
            operator_arn: Only by the user with this resource name.
            operation_names: Only these operations.
            user_ids: Only by these users.
            app_ids: Only by way of these applications.
            exclude_non_app_records: Only by way of an application.
            start: Not before this moment; with a time zone.
            end: Not after this moment; with a time zone.
        """
        filters = {
            "clientip": maybe_text("client_ip", client_ip),
            "operation_name": maybe_text("operation_name", operation_name),
            "operator_arn": maybe_text("operator_arn", operator_arn),
            **self._filters(operation_names, user_ids, app_ids, exclude_non_app_records, start, end),
        }
        return user_log(UserActionPage.of, filters, page, limit)

    @pages
    def iterate_user_actions(
        self,
        *,
        client_ip: str | None = None,
        operation_names: Sequence[str] | None = None,
        user_ids: Sequence[str] | None = None,
        app_ids: Sequence[str] | None = None,
        exclude_non_app_records: bool = False,
        start: datetime | None = None,
        end: datetime | None = None,
        limit: int = 50,
    ) -> Book[UserAction]:
        """Iterate over what users did, the newest first, page by page (GET /api/v2/analysis/user-action).

        What is logged meanwhile moves the pages: give `end` to see every line once.

        Args:
            client_ip: Only from this address.
            operation_names: Only these operations.
            user_ids: Only by these users.
            app_ids: Only by way of these applications.
            exclude_non_app_records: Only by way of an application.
            start: Not before this moment; with a time zone.
            end: Not after this moment; with a time zone.
            limit: Lines per request.
        """
        filters = {
            "clientip": maybe_text("client_ip", client_ip),
            **self._filters(operation_names, user_ids, app_ids, exclude_non_app_records, start, end),
        }
        return by_number(lambda page: user_log(contents_of(UserAction), filters, page, limit))

    @operation
    def get_application_login_user_num(self, app_id: str) -> Call[int]:
        """Count the users who have logged in to an application (GET /api/v2/analysis/total-login-count)."""
        params = {"appId": text("app_id", app_id)}
        return rest("GET", "/api/v2/analysis/total-login-count", int, params=params)

    def _filters(
        self,
        operation_names: Sequence[str] | None,
        user_ids: Sequence[str] | None,
        app_ids: Sequence[str] | None,
        exclude_non_app_records: bool,
        start: datetime | None,
        end: datetime | None,
    ) -> dict[str, Any]:
        return {
            **listed("operation_name", "operation_names", operation_names),
            **of_users(self._user_pool_id, user_ids),
            **listed("app_id", "app_ids", app_ids),
            "exclude_non_app_records": 1 if flag("exclude_non_app_records", exclude_non_app_records) else None,
            "start": instant("start", start),
            "end": instant("end", end),
        }
