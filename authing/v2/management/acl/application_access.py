"""Who may enter which application."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from authing.core.binding import Mode, Resource, operation, pages
from authing.core.call import Call, path
from authing.core.errors import ArgumentError
from authing.core.paging import Book, by_number
from authing.v2.arguments import given, maybe_flag, maybe_text, member, page_arguments, texts
from authing.v2.compat import with_old_names
from authing.v2.models.answer import CommonMessage
from authing.v2.models.application import AccessRecord, AccessRecordPage, Application, DefaultStrategy
from authing.v2.models.page import contents_of
from authing.v2.models.permission import TargetType
from authing.v2.wire import rest

__all__ = ["ApplicationAccess", "access_records", "decision", "default_strategy_of", "every_access_record"]

T = TypeVar("T")


@with_old_names
class ApplicationAccess(Resource[Mode]):
    """Who may enter which application."""

    @operation
    def enable_application_access_policies(
        self,
        app_id: str,
        target_type: TargetType | str,
        target_identifiers: Sequence[str],
        namespace: str | None,
        inherit_by_children: bool | None,
    ) -> Call[CommonMessage]:
        """Let the records about targets count (POST /api/v2/applications/{id}/authorization/enable-effect).

        The other arguments and the errors are those of `allow_access_application`.
        """
        return decision("enable-effect", app_id, target_type, target_identifiers, namespace, inherit_by_children)

    @operation
    def disable_application_access_policies(
        self,
        app_id: str,
        target_type: TargetType | str,
        target_identifiers: Sequence[str],
        namespace: str | None,
        inherit_by_children: bool | None,
    ) -> Call[CommonMessage]:
        """Keep the records about targets without effect (POST /api/v2/applications/{id}/authorization/disable-effect).

        The other arguments and the errors are those of `allow_access_application`.
        """
        return decision("disable-effect", app_id, target_type, target_identifiers, namespace, inherit_by_children)

    @operation
    def delete_application_access_policies(
        self,
        app_id: str,
        target_type: TargetType | str,
        target_identifiers: Sequence[str],
        namespace: str | None,
        inherit_by_children: bool | None,
    ) -> Call[CommonMessage]:
        """Delete the records about targets (POST /api/v2/applications/{id}/authorization/revoke).

        The other arguments and the errors are those of `allow_access_application`.
        """
        return decision("revoke", app_id, target_type, target_identifiers, namespace, inherit_by_children)

    @operation
    def allow_access_application(
        self,
        app_id: str,
        target_type: TargetType | str,
        target_identifiers: Sequence[str],
        namespace: str | None,
        inherit_by_children: bool | None,
    ) -> Call[CommonMessage]:
        """Let targets in (POST /api/v2/applications/{id}/authorization/allow).

        Args:
            app_id: The application.
            target_type: What the targets are: users, roles, groups or departments.
            target_identifiers: Ids of users and departments, codes of roles and groups.
            namespace: Where the roles are; None for that of the application.
            inherit_by_children: Whether the departments below are meant as well; None for no.

        Raises:
            NotFound: The application or a target does not exist.
        """
        return decision("allow", app_id, target_type, target_identifiers, namespace, inherit_by_children)

    @operation
    def deny_access_application(
        self,
        app_id: str,
        target_type: TargetType | str,
        target_identifiers: Sequence[str],
        namespace: str | None,
        inherit_by_children: bool | None,
    ) -> Call[CommonMessage]:
        """Keep targets out, whatever lets them in otherwise (POST /api/v2/applications/{id}/authorization/deny).

        The other arguments and the errors are those of `allow_access_application`.
        """
        return decision("deny", app_id, target_type, target_identifiers, namespace, inherit_by_children)

    @operation
    def update_default_application_access_policy(
        self, app_id: str, default_strategy: DefaultStrategy | str
    ) -> Call[Application]:
        """Choose whether those may enter whom no record is about (POST /api/v2/applications/{id}).

        Raises:
            NotFound: There is no such application.
        """
        return default_strategy_of(app_id, default_strategy)

    @operation
    def get_application_access_policies(self, app_id: str, page: int = 1, limit: int = 10) -> Call[AccessRecordPage]:
        """List one page of the records of an application (GET /api/v2/applications/{id}/authorization/records).

        Raises:
            NotFound: There is no such application.
        """
        return access_records(AccessRecordPage.of, app_id, page, limit)

    @pages
    def iterate_application_access_policies(self, app_id: str, *, limit: int = 50) -> Book[AccessRecord]:
        """Iterate over all records of an application (GET /api/v2/applications/{id}/authorization/records).

        Args:
            app_id: The application.
            limit: Records per request.
        """
        return every_access_record(app_id, limit)


def decision(
    what: str,
    app_id: str,
    target_type: TargetType | str,
    target_identifiers: Sequence[str],
    namespace: str | None,
    inherit_by_children: bool | None,
) -> Call[CommonMessage]:
    """What is to become of the records of an application about targets."""
    kind = member("target_type", target_type, TargetType)
    if kind == TargetType.AK_SK.value:
        raise ArgumentError("target_type must be one of USER, ROLE, GROUP, ORG: programs do not log in")
    body = given(
        targetType=kind,
        targetIdentifiers=texts("target_identifiers", target_identifiers),
        namespace=maybe_text("namespace", namespace),
        inheritByChildren=maybe_flag("inherit_by_children", inherit_by_children),
    )
    where = path("/api/v2/applications/{}/authorization/" + what, app_id)
    return rest("POST", where, CommonMessage.of, json=body, whole=True)


def default_strategy_of(app_id: str, default_strategy: DefaultStrategy | str) -> Call[Application]:
    """A new strategy for those whom no record of the application is about."""
    chosen = member("default_strategy", default_strategy, DefaultStrategy)
    body = {"permissionStrategy": {"defaultStrategy": chosen}}
    return rest("POST", path("/api/v2/applications/{}", app_id), Application.of, json=body)


def access_records(read: Callable[[Any], T], app_id: str, page: int, limit: int) -> Call[T]:
    """One page of the records of an application."""
    where = path("/api/v2/applications/{}/authorization/records", app_id)
    return rest("GET", where, read, params=page_arguments(page, limit))


def every_access_record(app_id: str, limit: int) -> Book[AccessRecord]:
    """All records of an application."""
    return by_number(lambda page: access_records(contents_of(AccessRecord), app_id, page, limit))
