"""Who may enter an application."""

from __future__ import annotations

from collections.abc import Sequence

from authing.core.binding import Mode, Resource, operation, pages
from authing.core.call import Call
from authing.core.paging import Book
from authing.v2.management.acl.application_access import (
    access_records,
    decision,
    default_strategy_of,
    every_access_record,
)
from authing.v2.models.answer import CommonMessage
from authing.v2.models.application import AccessRecord, AccessRecordPage, Application, DefaultStrategy
from authing.v2.models.permission import TargetType

__all__ = ["Access"]


class Access(Resource[Mode]):
    """Who may enter which application; `client.acl` does the same for roles of other namespaces."""

    @operation
    def get_access_policies(self, app_id: str, page: int = 1, limit: int = 10) -> Call[AccessRecordPage]:
        """List one page of the records of an application (GET /api/v2/applications/{id}/authorization/records).

        Raises:
            NotFound: There is no such application.
        """
        return access_records(AccessRecordPage.of, app_id, page, limit)

    @pages
    def iterate_access_policies(self, app_id: str, *, limit: int = 50) -> Book[AccessRecord]:
        """Iterate over all records of an application (GET /api/v2/applications/{id}/authorization/records).

        Args:
            app_id: The application.
            limit: Records per request.
        """
        return every_access_record(app_id, limit)

    @operation
    def allow_access(
        self,
        app_id: str,
        target_type: TargetType | str,
        target_identifiers: Sequence[str],
        inherit_by_children: bool | None = None,
    ) -> Call[CommonMessage]:
        """Let targets in (POST /api/v2/applications/{id}/authorization/allow).

        Args:
            app_id: The application.
            target_type: What the targets are: users, roles, groups or departments.
            target_identifiers: Ids of users and departments, codes of groups and of roles of the application.
            inherit_by_children: Whether the departments below are meant as well; None for no.

        Raises:
            NotFound: The application or a target does not exist.
        """
        return decision("allow", app_id, target_type, target_identifiers, app_id, inherit_by_children)

    @operation
    def deny_access(
        self,
        app_id: str,
        target_type: TargetType | str,
        target_identifiers: Sequence[str],
        inherit_by_children: bool | None = None,
    ) -> Call[CommonMessage]:
        """Keep targets out, whatever lets them in otherwise (POST /api/v2/applications/{id}/authorization/deny).

        The other arguments and the errors are those of `allow_access`.
        """
        return decision("deny", app_id, target_type, target_identifiers, app_id, inherit_by_children)

    @operation
    def enable_access_policy(
        self,
        app_id: str,
        target_type: TargetType | str,
        target_identifiers: Sequence[str],
        inherit_by_children: bool | None = None,
    ) -> Call[CommonMessage]:
        """Let the records about targets count (POST /api/v2/applications/{id}/authorization/enable-effect).

        The other arguments and the errors are those of `allow_access`.
        """
        return decision("enable-effect", app_id, target_type, target_identifiers, app_id, inherit_by_children)

    @operation
    def disable_access_policy(
        self,
        app_id: str,
        target_type: TargetType | str,
        target_identifiers: Sequence[str],
        inherit_by_children: bool | None = None,
    ) -> Call[CommonMessage]:
        """Keep the records about targets without effect (POST /api/v2/applications/{id}/authorization/disable-effect).

        The other arguments and the errors are those of `allow_access`.
        """
        return decision("disable-effect", app_id, target_type, target_identifiers, app_id, inherit_by_children)

    @operation
    def delete_access_policy(
        self,
        app_id: str,
        target_type: TargetType | str,
        target_identifiers: Sequence[str],
        inherit_by_children: bool | None = None,
    ) -> Call[CommonMessage]:
        """Delete the records about targets (POST /api/v2/applications/{id}/authorization/revoke).

        The other arguments and the errors are those of `allow_access`.
        """
        return decision("revoke", app_id, target_type, target_identifiers, app_id, inherit_by_children)

    @operation
    def update_default_access_policy(self, app_id: str, default_strategy: DefaultStrategy | str) -> Call[Application]:
        """Choose whether those may enter whom no record is about (POST /api/v2/applications/{id}).

        Raises:
            NotFound: There is no such application.
        """
        return default_strategy_of(app_id, default_strategy)
