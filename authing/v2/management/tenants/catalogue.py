"""Tenants: making, finding, changing and deleting them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from authing.core.binding import Mode, Resource, operation, pages
from authing.core.call import Call, path
from authing.core.errors import ArgumentError
from authing.core.paging import Book, by_number
from authing.v2.arguments import fields, given, maybe_text, page_arguments, text, texts
from authing.v2.models.answer import done
from authing.v2.models.page import contents_of
from authing.v2.models.tenant import Tenant, TenantPage
from authing.v2.wire import rest

__all__ = ["Catalogue"]


class Catalogue(Resource[Mode]):
    """The tenants of a pool."""

    @operation
    def list(self, page: int = 1, limit: int = 10) -> Call[TenantPage]:
        """List one page of the tenants (GET /api/v2/tenants).

        Args:
            page: Counted from 1.
            limit: Tenants per page.
        """
        return rest("GET", "/api/v2/tenants", TenantPage.of, params=page_arguments(page, limit))

    @pages
    def iterate(self, *, limit: int = 50) -> Book[Tenant]:
        """Iterate over all tenants, fetched page by page (GET /api/v2/tenants).

        Args:
            limit: Tenants per request.
        """
        return by_number(
            lambda page: rest("GET", "/api/v2/tenants", contents_of(Tenant), params=page_arguments(page, limit))
        )

    @operation
    def detail(self, tenant_id: str) -> Call[Tenant]:
        """Read a tenant, with the applications that are open to it (GET /api/v2/tenant/{id}).

        Raises:
            NotFound: No tenant has this id.
        """
        return rest("GET", path("/api/v2/tenant/{}", tenant_id), Tenant.of)

    @operation
    def create(
        self, name: str, app_ids: Sequence[str], *, logo: str | None = None, description: str | None = None
    ) -> Call[Tenant]:
        """Create a tenant (POST /api/v2/tenant).

        Args:
            name: What people call it.
            app_ids: The ids of the applications that are open to it, at least one.
            logo: The address of an image.
            description: What it is.

        Raises:
            NotFound: One of the applications does not exist.
        """
        body = _described(text("name", name), logo, description)
        return rest("POST", "/api/v2/tenant", Tenant.of, json={"appIds": _joined(app_ids), **body})

    @operation
    def update(
        self,
        tenant_id: str,
        *,
        name: str | None = None,
        app_ids: Sequence[str] | None = None,
        logo: str | None = None,
        description: str | None = None,
    ) -> Call[bool]:
        """Change a tenant (POST /api/v2/tenant/{id}); what is not given stays as it is.

        Args:
            tenant_id: The tenant.
            name: What people call it.
            app_ids: The ids of all applications that are open to it from now on.
            logo: The address of an image.
            description: What it is.

        Raises:
            NotFound: The tenant or one of the applications does not exist.
        """
        body = _described(name, logo, description)
        if app_ids is not None:
            body["appIds"] = _joined(app_ids)
        return _change(tenant_id, body)

    @operation
    def config(
        self,
        tenant_id: str,
        *,
        css: str | None = None,
        sso_page_customization_settings: Mapping[str, bool] | None = None,
    ) -> Call[bool]:
        """Set how the login page of a tenant looks (POST /api/v2/tenant/{id}); what is not given stays as it is.

        Args:
            tenant_id: The tenant.
            css: A style sheet.
            sso_page_customization_settings: Any of `autoRegisterThenLogin`, `hideForgetPassword`, `hideIdp` and
                `hideSocialLogin`, true or false.

        Raises:
            NotFound: No tenant has this id.
        """
        body = given(css=maybe_text("css", css, or_empty=True))
        if sso_page_customization_settings is not None:
            settings = fields("sso_page_customization_settings", sso_page_customization_settings)
            body["ssoPageCustomizationSettings"] = settings
        return _change(tenant_id, body)

    @operation
    def delete(self, tenant_id: str) -> Call[bool]:
        """Delete a tenant and its identity providers; its members stay users (DELETE /api/v2/tenant/{id}).

        Raises:
            NotFound: No tenant has this id.
        """
        return rest("DELETE", path("/api/v2/tenant/{}", tenant_id), done)


def _described(name: str | None, logo: str | None, description: str | None) -> dict[str, Any]:
    return given(
        name=maybe_text("name", name),
        logo=maybe_text("logo", logo, or_empty=True),
        description=maybe_text("description", description, or_empty=True),
    )


def _change(tenant_id: str, body: Mapping[str, Any]) -> Call[bool]:
    if not body:
        raise ArgumentError("nothing to change is given")
    return rest("POST", path("/api/v2/tenant/{}", tenant_id), done, json=body)


def _joined(app_ids: Sequence[str]) -> str:
    ids = texts("app_ids", app_ids)
    if any("," in each for each in ids):
        raise ArgumentError("app_ids must be ids, without commas")
    return ",".join(ids)
