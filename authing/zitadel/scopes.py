"""Scopes that ZITADEL reserves: what a login may ask for beyond those of OpenID Connect.

    from authing.zitadel import scopes

    client.start_login(scopes=["openid", "profile", scopes.project_audience("2718"), scopes.PROJECTS_ROLES])

Those that hold an id, a domain or a key are functions of it.
"""

from __future__ import annotations

from authing.core.scopes import scope_part

__all__ = [
    "PROJECTS_ROLES",
    "USER_METADATA",
    "USER_RESOURCE_OWNER",
    "ZITADEL_AUDIENCE",
    "identity_provider",
    "organization",
    "organization_domain",
    "organization_roles",
    "project_audience",
    "project_role",
]

_PREFIX = "urn:zitadel:iam:"

PROJECTS_ROLES = f"{_PREFIX}org:projects:roles"
"""The user's roles in each project that the token is for (see `project_audience`)."""

USER_METADATA = f"{_PREFIX}user:metadata"
"""The user's metadata."""

USER_RESOURCE_OWNER = f"{_PREFIX}user:resourceowner"
"""The organization that the user belongs to: its id, name and primary domain."""

ZITADEL_AUDIENCE = f"{_PREFIX}org:project:id:zitadel:aud"
"""The token is also good for ZITADEL's own interface, with the permissions of the user."""


def organization(id: str) -> str:
    """Only users of this organization may log in, and the login page is its own."""
    return f"{_PREFIX}org:id:{scope_part('id', id)}"


def organization_domain(domain: str) -> str:
    """The same, by the primary domain of the organization."""
    return f"{_PREFIX}org:domain:primary:{scope_part('domain', domain)}"


def organization_roles(id: str) -> str:
    """Only roles that this organization has granted are told; for several organizations ask several times."""
    return f"{_PREFIX}org:roles:id:{scope_part('id', id)}"


def project_audience(id: str) -> str:
    """The token is also for this project: needed for its programs to introspect it."""
    return f"{_PREFIX}org:project:id:{scope_part('id', id)}:aud"


def project_role(key: str) -> str:
    """The user's roles in the application's project are told, if this one is among them."""
    return f"{_PREFIX}org:project:role:{scope_part('key', key)}"


def identity_provider(id: str) -> str:
    """The user logs in at this identity provider, without a page of ZITADEL's own before it."""
    return f"{_PREFIX}org:idp:id:{scope_part('id', id)}"
