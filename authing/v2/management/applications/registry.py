"""Making, finding, changing and deleting applications."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from authing.core.binding import Mode, Resource, operation, pages
from authing.core.call import Call, path
from authing.core.paging import Book, by_number
from authing.v2.arguments import given, maybe_text, member, page_arguments, text, texts
from authing.v2.compat import with_old_names
from authing.v2.models.answer import done
from authing.v2.models.application import (
    Application,
    ApplicationPage,
    ApplicationSummary,
    ApplicationTenants,
    ApplicationType,
)
from authing.v2.models.page import contents_of
from authing.v2.models.user import User, UserPage
from authing.v2.wire import rest

__all__ = ["Registry"]

T = TypeVar("T")

_ALL = "/api/v2/applications"
_ONE = _ALL + "/{}"


@with_old_names
class Registry(Resource[Mode]):
    """The applications of a pool."""

    @operation
    def list(self, page: int = 1, limit: int = 10) -> Call[ApplicationPage]:
        """List one page of the applications, the newest first (GET /api/v2/applications).

        Args:
            page: Counted from 1.
            limit: Applications per page.
        """
        return rest("GET", _ALL, ApplicationPage.of, params=page_arguments(page, limit))

    @pages
    def iterate(self, *, limit: int = 50) -> Book[ApplicationSummary]:
        """Iterate over all applications, fetched page by page (GET /api/v2/applications).

        Args:
            limit: Applications per request.
        """
        return by_number(
            lambda page: rest("GET", _ALL, contents_of(ApplicationSummary), params=page_arguments(page, limit))
        )

    @operation
    def create(
        self, name: str, identifier: str, redirect_uris: Sequence[str], logo: str | None = None
    ) -> Call[Application]:
        """Make an application (POST /api/v2/applications).

        Args:
            name: What users see.
            identifier: Unique in the pool; the application's address begins with it.
            redirect_uris: Where users may be sent back to after a login; may be empty.
            logo: The URL of a picture.

        Raises:
            Conflict: The name (2008) or the identifier (2039) is taken.
            Invalid: A value is not acceptable.
        """
        body = given(
            name=text("name", name),
            identifier=text("identifier", identifier),
            redirectUris=texts("redirect_uris", redirect_uris, or_none=True),
            logo=maybe_text("logo", logo),
        )
        return rest("POST", _ALL, Application.of, json=body)

    @operation
    def delete(self, app_id: str) -> Call[bool]:
        """Delete an application with its roles, records and logins (DELETE /api/v2/applications/{id}).

        Raises:
            NotFound: There is no such application (2011).
            Forbidden: The pool was made with it.
        """
        return rest("DELETE", path(_ONE, app_id), done)

    @operation
    def find_by_id(self, app_id: str) -> Call[Application]:
        """Read one application (GET /api/v2/applications/{id}).

        Raises:
            NotFound: There is no such application (2011).
        """
        return rest("GET", path(_ONE, app_id), Application.of)

    @operation
    def change_application_type(self, app_id: str, app_type: ApplicationType | str) -> Call[Application]:
        """Choose whom an application is for (POST /api/v2/applications/{id}).

        Raises:
            NotFound: There is no such application.
        """
        body = {"appType": member("app_type", app_type, ApplicationType)}
        return rest("POST", path(_ONE, app_id), Application.of, json=body)

    @operation
    def refresh_application_secret(self, app_id: str) -> Call[Application]:
        """Give an application another secret (PATCH /api/v2/application/{id}/refresh-secret); its users log in anew.

        Raises:
            NotFound: There is no such application.
        """
        return rest("PATCH", path("/api/v2/application/{}/refresh-secret", app_id), Application.of)

    @operation
    def active_users(self, app_id: str, page: int = 1, limit: int = 10) -> Call[UserPage]:
        """List one page of the users who are logged in (GET /api/v2/applications/{id}/active-users).

        Raises:
            NotFound: There is no such application.
        """
        return _active_users(UserPage.of, app_id, page, limit)

    @pages
    def iterate_active_users(self, app_id: str, *, limit: int = 50) -> Book[User]:
        """Iterate over all users who are logged in (GET /api/v2/applications/{id}/active-users).

        Args:
            app_id: The application.
            limit: Users per request.
        """
        return by_number(lambda page: _active_users(contents_of(User), app_id, page, limit))

    @operation
    def application_tenants(self, app_id: str) -> Call[ApplicationTenants]:
        """Read an application with the tenants that it is open to (GET /api/v2/application/{id}/tenants).

        Raises:
            NotFound: There is no such application.
        """
        return rest("GET", path("/api/v2/application/{}/tenants", app_id), ApplicationTenants.of)


def _active_users(read: Callable[[Any], T], app_id: str, page: int, limit: int) -> Call[T]:
    return rest("GET", path(_ONE + "/active-users", app_id), read, params=page_arguments(page, limit))
