"""What ZITADEL tells about a user: in id_tokens and access tokens, by introspection, and as userinfo.

Beyond the claims of OpenID Connect there are ZITADEL's own, each where the login's scope has asked for it (see
`authing.zitadel.scopes`): roles, the organization that the user belongs to, and the user's metadata.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from authing.core import oidc_answers
from authing.core.oidc_answers import OAuthObject
from authing.zitadel.scopes import USER_METADATA, USER_RESOURCE_OWNER

__all__ = ["Claims", "Introspection", "Login", "RoleGrant", "UserInfo"]

_ROLES = re.compile("urn:zitadel:iam:org:project:(?:(.+):)?roles")


class RoleGrant(NamedTuple):
    """A role that an organization has granted to the user.

    Attributes:
        role: The role's key.
        organization_id: The organization that granted it.
        organization_domain: Its primary domain.
        project_id: The project that the role is of; None for that of the application.
    """

    role: str
    organization_id: str
    organization_domain: str
    project_id: str | None


class _AboutUser(OAuthObject):
    """The claims that ZITADEL has beyond the standard's.

    Attributes:
        resource_owner_id: The organization that the user belongs to.
        resource_owner_name: What it is called.
        resource_owner_domain: Its primary domain.
        metadata: The user's metadata, decoded.
    """

    # ZITADEL calls these claims as the scopes that ask for them.
    _wire = {
        "resource_owner_id": f"{USER_RESOURCE_OWNER}:id",
        "resource_owner_name": f"{USER_RESOURCE_OWNER}:name",
        "resource_owner_domain": f"{USER_RESOURCE_OWNER}:primary_domain",
        "metadata": USER_METADATA,
    }
    _secret = frozenset({USER_METADATA})  # programs keep all kinds of things there

    resource_owner_id: str | None = None
    resource_owner_name: str | None = None
    resource_owner_domain: str | None = None
    metadata: Mapping[str, bytes] = {}

    def roles(self, project_id: str | None = None, *, organization_id: str | None = None) -> frozenset[str]:
        """The keys of the user's roles in one project, as far as they are told.

        Args:
            project_id: The project; None for that of the application which the token was made for, or which asks.
            organization_id: Only roles that this organization has granted.
        """
        return frozenset(
            grant.role
            for grant in self.role_grants
            if grant.project_id == project_id and organization_id in (None, grant.organization_id)
        )

    @property
    def role_grants(self) -> tuple[RoleGrant, ...]:
        """All roles of the user that are told, of all projects."""
        return tuple(
            RoleGrant(role, organization_id, domain, project[1])
            for claim, told in self.items()
            if (project := _ROLES.fullmatch(claim))
            for role, organizations in _mapping(told).items()
            for organization_id, domain in _mapping(organizations).items()
        )


class Claims(_AboutUser, oidc_answers.Claims):
    """What a verified token says; everything under its own name by `claims["name"]`."""

    _wire = {**oidc_answers.Claims._wire, **_AboutUser._wire}


class Login(oidc_answers.Login):
    """The tokens of a login that came to its end."""

    @property
    def claims(self) -> Claims:
        """What the id_token says, verified: `claims.subject` is the user.

        Raises:
            ArgumentError: There was no id_token: the scope of the login was without `openid`.
        """
        return Claims.of(dict(super().claims))


class Introspection(_AboutUser, oidc_answers.Introspection):
    """Whether a token is good, and for whom (RFC 7662, section 2.2); times are seconds since 1970."""


class UserInfo(_AboutUser, oidc_answers.UserInfo):
    """The claims about a user (OpenID Connect Core, section 5.1); which there are depends on the scope."""


def _mapping(told: Any) -> Mapping[str, Any]:
    return told if isinstance(told, Mapping) else {}
