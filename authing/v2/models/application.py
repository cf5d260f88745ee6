"""Applications, who may enter them, and the programs that act for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import Enum
from typing import Any

from authing.core.model import Model

from .permission import Policy, TargetType
from .tenant import Tenant

__all__ = [
    "AccessRecord",
    "AccessRecordPage",
    "Agreement",
    "AgreementPage",
    "Application",
    "ApplicationPage",
    "ApplicationSummary",
    "ApplicationTenants",
    "ApplicationType",
    "DefaultStrategy",
    "OauthConfig",
    "OidcConfig",
    "PermissionStrategy",
    "ProgrammaticAccessAccount",
    "ProgrammaticAccessAccountPage",
]


class DefaultStrategy(str, Enum):
    """Whether an application lets in those whom no record is about."""

    ALLOW_ALL = "ALLOW_ALL"
    DENY_ALL = "DENY_ALL"


class ApplicationType(str, Enum):
    """Whom an application is for: single users, tenants, or both."""

    INDIVIDUAL = "INDIVIDUAL"
    TENANT = "Tenant"
    BOTH = "BOTH"


class ApplicationSummary(Model):
    """What lists tell of an application."""

    id: str
    name: str
    logo: str | None = None
    domain: str | None = None
    description: str | None = None
    protocol: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


class ApplicationPage(Model):
    """One page of applications, and how many there are on all pages."""

    total_count: int
    list: Sequence[ApplicationSummary]


class PermissionStrategy(Model):
    """Who may enter an application, apart from its records; `enabled` tells whether anybody could be kept out."""

    enabled: bool | None = None
    default_strategy: DefaultStrategy | str | None = None
    allow_policy_id: str | None = None
    deny_policy_id: str | None = None


class OidcConfig(Model):
    """How an application uses OpenID Connect; lives are in seconds, and the wire names are in snake_case too."""

    _wire = {
        name: name
        for name in (
            "grant_types",
            "response_types",
            "id_token_signed_response_alg",
            "token_endpoint_auth_method",
            "introspection_endpoint_auth_method",
            "revocation_endpoint_auth_method",
            "authorization_code_expire",
            "id_token_expire",
            "access_token_expire",
            "refresh_token_expire",
            "cas_expire",
            "skip_consent",
            "redirect_uris",
            "post_logout_redirect_uris",
            "client_id",
            "client_secret",
        )
    }

    grant_types: Sequence[str] = ()
    response_types: Sequence[str] = ()
    id_token_signed_response_alg: str | None = None
    token_endpoint_auth_method: str | None = None
    introspection_endpoint_auth_method: str | None = None
    revocation_endpoint_auth_method: str | None = None
    authorization_code_expire: int | None = None
    id_token_expire: int | None = None
    access_token_expire: int | None = None
    refresh_token_expire: int | None = None
    cas_expire: int | None = None
    skip_consent: bool | None = None
    redirect_uris: Sequence[str] = ()
    post_logout_redirect_uris: Sequence[str] = ()
    client_id: str | None = None
    client_secret: str | None = None


class OauthConfig(Model):
    """How an application uses plain OAuth 2.0; lives are in seconds, and the wire names are in snake_case too."""

    _wire = {
        name: name
        for name in (
            "client_secret",
            "redirect_uris",
            "access_token_lifetime",
            "refresh_token_lifetime",
            "introspection_endpoint_auth_method",
            "revocation_endpoint_auth_method",
        )
    }

    id: str | None = None
    client_secret: str | None = None
    redirect_uris: Sequence[str] = ()
    grants: Sequence[str] = ()
    access_token_lifetime: int | None = None
    refresh_token_lifetime: int | None = None
    introspection_endpoint_auth_method: str | None = None
    revocation_endpoint_auth_method: str | None = None


class Application(ApplicationSummary):
    """An application with its settings; what has no attribute here is in `raw`."""

    secret: str | None = None
    user_pool_id: str | None = None
    identifier: str | None = None
    app_type: ApplicationType | str | None = None
    is_default: bool | None = None
    is_official: bool | None = None
    is_deleted: bool | None = None
    redirect_uris: Sequence[str] = ()
    logout_redirect_uris: Sequence[str] = ()
    sso_enabled: bool | None = None
    register_disabled: bool | None = None
    agreement_enabled: bool | None = None
    show_authorization_page: bool | None = None
    skip_mfa: bool | None = None
    enable_sub_account: bool | None = None
    login_require_email_verified: bool | None = None
    login_tabs: Sequence[str] = ()
    default_login_tab: str | None = None
    register_tabs: Sequence[str] = ()
    default_register_tab: str | None = None
    oidc_provider_enabled: bool | None = None
    oauth_provider_enabled: bool | None = None
    saml_provider_enabled: bool | None = None
    cas_provider_enabled: bool | None = None
    oidc_config: OidcConfig | None = None
    oauth_config: OauthConfig | None = None
    permission_strategy: PermissionStrategy | None = None


class ApplicationTenants(ApplicationSummary):
    """An application, and the tenants that it is open to."""

    is_integrate: bool | None = None
    tenants: Sequence[Tenant] = ()


class Agreement(Model):
    """What users are asked to agree to when they register in an application; `title` may be HTML."""

    id: int
    title: str
    lang: str | None = None
    required: bool | None = None
    order: int | None = None
    app_id: str | None = None
    user_pool_id: str | None = None


class AgreementPage(Model):
    """All agreements of an application."""

    total_count: int
    list: Sequence[Agreement]


class AccessRecord(Model):
    """Whom an application lets in, or does not: the effect is that of the policy's statement.

    `target` is the user, role, group or department as the platform shows it.
    """

    code: str
    target_type: TargetType | str
    target_identifier: str
    enabled: bool | None = None
    inherit_by_children: bool | None = None
    assigned_at: datetime | None = None
    namespace: str | None = None
    policy_id: str | None = None
    policy: Policy | None = None
    target: Any = None


class AccessRecordPage(Model):
    """One page of access records, and how many there are on all pages."""

    total_count: int
    list: Sequence[AccessRecord]


class ProgrammaticAccessAccount(Model):
    """An id and a secret for a program. Keep the secret when it is made: it may not be readable later."""

    id: str
    app_id: str | None = None
    secret: str | None = None
    remarks: str | None = None
    token_lifetime: int | None = None
    enabled: bool | None = None
    user_id: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


class ProgrammaticAccessAccountPage(Model):
    """One page of accounts of programs, and how many there are on all pages."""

    total_count: int
    list: Sequence[ProgrammaticAccessAccount]
