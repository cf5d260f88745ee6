"""Scopes of Logto's own: what a login may ask for beyond those of OpenID Connect.

    from authing.logto import scopes

    client.start_login(scopes=["openid", "profile", "offline_access", scopes.ORGANIZATIONS, scopes.ORGANIZATION_ROLES])

The claims that they bring are in the userinfo always, and in the id_token where Logto is configured so.
"""

from __future__ import annotations

from authing.core.end_user import text

__all__ = [
    "CUSTOM_DATA",
    "IDENTITIES",
    "ORGANIZATIONS",
    "ORGANIZATION_AUDIENCE",
    "ORGANIZATION_ROLES",
    "ROLES",
    "SESSIONS",
    "organization_audience",
]

CUSTOM_DATA = "custom_data"
"""What programs have kept about the user."""

IDENTITIES = "identities"
"""The user's accounts at social and enterprise providers."""

ROLES = "roles"
"""The names of the user's roles."""

ORGANIZATIONS = "urn:logto:scope:organizations"
"""The organizations that the user is a member of; needed for tokens of an organization."""

ORGANIZATION_ROLES = "urn:logto:scope:organization_roles"
"""The user's roles in them."""

SESSIONS = "urn:logto:scope:sessions"
"""The user's login sessions."""

ORGANIZATION_AUDIENCE = "urn:logto:organization:"
"""What the audience of an organization's token begins with."""


def organization_audience(id: str) -> str:
    """The audience of an organization's tokens."""
    return f"{ORGANIZATION_AUDIENCE}{text('organization_id', id)}"
