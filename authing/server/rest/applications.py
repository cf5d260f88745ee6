"""Endpoints about applications and their agreements."""

# ruff: noqa: D103 - what an endpoint does is told by its path in the table

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from authing.server.rest.envelope import moment, text
from authing.server.rest.users import shaped as shaped_user
from authing.server.rest.values import flag, part
from authing.server.rules import agreements, applications
from authing.server.rules.agreements import Wording
from authing.server.rules.application_settings import FIXED, OIDC_FIXED, settings_of
from authing.server.rules.refusal import Code, Refusal

if TYPE_CHECKING:
    from authing.server.rest.envelope import Answer
    from authing.server.rules.service import Context
    from authing.server.storage.tables.applications import Agreement
    from authing.server.storage.tables.pools import Application
    from authing.server.storage.tables.tenants import Tenant

LANGUAGE = "zh-CN"
PUBLIC = [
    "id",
    "userPoolId",
    "name",
    "logo",
    "description",
    "identifier",
    "domain",
    "protocol",
    "appType",
    "ssoEnabled",
    "registerDisabled",
    "loginTabs",
    "defaultLoginTab",
    "passwordTabConfig",
    "registerTabs",
    "defaultRegisterTab",
    "qrcodeScanning",
    "extendsFieldsEnabled",
    "extendsFields",
    "agreementEnabled",
    "css",
    "ssoPageCustomizationSettings",
    "oidcProviderEnabled",
    "oauthProviderEnabled",
    "samlProviderEnabled",
    "casProviderEnabled",
]
"""What anybody may know of an application: what its login page shows, and nothing that it proves itself with."""


def summary(application: Application) -> dict[str, Any]:
    return {
        "id": application.id,
        "name": application.name,
        "logo": application.logo,
        "domain": application.identifier,
        "description": application.description,
        "createdAt": moment(application.created_at),
        "updatedAt": moment(application.updated_at),
        "protocol": FIXED["protocol"],
    }


def shaped(application: Application) -> dict[str, Any]:
    settings = settings_of(application)
    return {
        **FIXED,
        **settings,
        **summary(application),
        "userPoolId": application.pool_id,
        "identifier": application.identifier,
        "secret": application.secret,
        "isDefault": application.is_default,
        "appType": application.app_type,
        "ssoEnabled": application.sso_enabled,
        "registerDisabled": application.register_disabled,
        "applicationMfa": application.second_factors,
        "redirectUris": application.redirect_uris,
        "logoutRedirectUris": application.logout_redirect_uris,
        "permissionStrategy": {
            "enabled": application.restricted,
            "defaultStrategy": application.default_strategy,
            "allowPolicyId": None,
            "denyPolicyId": None,
        },
        # Private keys do not leave the server; the public ones are in its JWKS.
        "jwks": {"keys": []},
        "oidcConfig": {
            **OIDC_FIXED,
            **settings["oidcConfig"],
            "id_token_expire": application.token_expires_after,
            "id_token_signed_response_alg": application.id_token_algorithm,
            "client_id": application.id,
            "client_secret": application.secret,
            "redirect_uris": application.redirect_uris,
            "post_logout_redirect_uris": application.logout_redirect_uris,
        },
        "oauthConfig": {
            **settings["oauthConfig"],
            "id": application.id,
            "client_secret": application.secret,
            "redirect_uris": application.redirect_uris,
        },
    }


def shaped_agreement(application: Application, agreement: Agreement) -> dict[str, Any]:
    return {
        "id": agreement.id,
        "lang": agreement.lang,
        "title": agreement.title,
        "required": agreement.required,
        "order": agreement.order,
        "appId": application.id,
        "userPoolId": application.pool_id,
    }


def listing(context: Context, values: dict[str, Any]) -> Answer:
    found = applications.page(context, part(values))
    return {"totalCount": found.total, "list": [summary(row) for row in found.rows]}, "ok"


def allowed(context: Context, values: dict[str, Any]) -> Answer:
    found = applications.open_to_me(context, part(values))
    return {"totalCount": found.total, "list": [summary(row) for row in found.rows]}, "ok"


def create(context: Context, values: dict[str, Any]) -> Answer:
    return shaped(applications.create(context, values)), "the application is created"


def detail(context: Context, values: dict[str, Any]) -> Answer:
    return shaped(applications.get(context, values["id"])), "ok"


def update(context: Context, values: dict[str, Any]) -> Answer:
    return shaped(applications.update(context, values["id"], values)), "the application is changed"


def delete(context: Context, values: dict[str, Any]) -> Answer:
    applications.delete(context, values["id"])
    return None, "the application is deleted"


def refresh_secret(context: Context, values: dict[str, Any]) -> Answer:
    return shaped(applications.refresh_secret(context, values["id"])), "the application has another secret"


def active_users(context: Context, values: dict[str, Any]) -> Answer:
    found = applications.active_users(context, values["id"], part(values))
    return {"totalCount": found.total, "list": [shaped_user(account) for account in found.rows]}, "ok"


def public_config(context: Context, values: dict[str, Any]) -> Answer:
    found = shaped(applications.public(context, values["id"]))
    return {name: found[name] for name in PUBLIC}, "ok"


def tenants(context: Context, values: dict[str, Any]) -> Answer:
    application, found = applications.with_tenants(context, values["id"])
    # An application of the platform's own catalogue would be an integrated one; there is no such catalogue here.
    return {
        **summary(application),
        "isIntegrate": False,
        "tenants": [shaped_tenant(tenant) for tenant in found],
    }, "ok"


def shaped_tenant(tenant: Tenant) -> dict[str, Any]:
    return {"id": tenant.id, "name": tenant.name, "logo": tenant.logo, "description": tenant.description}


def agreement_list(context: Context, values: dict[str, Any]) -> Answer:
    application, found = agreements.list_all(context, values["id"])
    rows = [shaped_agreement(application, agreement) for agreement in found]
    return {"totalCount": len(rows), "list": rows}, "ok"


def _wording(values: dict[str, Any]) -> Wording:
    return Wording(
        text(values, "title"),
        text({"lang": LANGUAGE, **values}, "lang"),
        flag({"required": True, **values}, "required"),
    )


def create_agreement(context: Context, values: dict[str, Any]) -> Answer:
    return shaped_agreement(*agreements.create(context, values["id"], _wording(values))), "the agreement is created"


def change_agreement(context: Context, values: dict[str, Any]) -> Answer:
    changed = agreements.update(context, values["id"], values["agreement_id"], _wording(values))
    return shaped_agreement(*changed), "the agreement is changed"


def delete_agreement(context: Context, values: dict[str, Any]) -> Answer:
    agreements.delete(context, values["id"], values["agreement_id"])
    return None, "the agreement is deleted"


def sort_agreements(context: Context, values: dict[str, Any]) -> Answer:
    ids = values.get("ids")
    if not isinstance(ids, list) or not all(isinstance(each, int) and not isinstance(each, bool) for each in ids):
        raise Refusal(Code.MALFORMED, "ids must be a list of ids of agreements")
    agreements.sort(context, values["id"], ids)
    return None, "the agreements are sorted"


TABLE = [
    ("GET", "/api/v2/users/me/applications/allowed", allowed),
    ("GET", "/api/v2/applications", listing),
    ("POST", "/api/v2/applications", create),
    ("GET", "/api/v2/applications/{id}", detail),
    ("POST", "/api/v2/applications/{id}", update),
    ("DELETE", "/api/v2/applications/{id}", delete),
    ("GET", "/api/v2/applications/{id}/active-users", active_users),
    ("GET", "/api/v2/applications/{id}/public-config", public_config),
    ("PATCH", "/api/v2/application/{id}/refresh-secret", refresh_secret),
    ("GET", "/api/v2/application/{id}/tenants", tenants),
    ("GET", "/api/v2/applications/{id}/agreements", agreement_list),
    ("POST", "/api/v2/applications/{id}/agreements", create_agreement),
    ("POST", "/api/v2/applications/{id}/agreements/sort", sort_agreements),
    ("PUT", "/api/v2/applications/{id}/agreements/{agreement_id}", change_agreement),
    ("DELETE", "/api/v2/applications/{id}/agreements/{agreement_id}", delete_agreement),
]
