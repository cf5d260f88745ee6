"""What Logto tells about a user: in id_tokens and access tokens, and as userinfo.

Beyond the claims of OpenID Connect there are Logto's own, each where the login's scope has asked for it (see
`authing.logto.scopes`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from authing.core import oidc_answers
from authing.core.model import EpochMilliseconds
from authing.core.oidc_answers import OAuthObject
from authing.logto.scopes import ORGANIZATION_AUDIENCE

__all__ = ["Claims", "Login", "UserInfo"]


class _AboutUser(OAuthObject):
    """The claims that Logto has beyond the standard's.

    Attributes:
        username: The user's name for logging in.
        created_at: When the user was created, in UTC.
        updated_at: When the user was changed last, in UTC; Logto tells it in milliseconds, against the standard.
        custom_data: What programs have kept about the user.
        identities: The user's accounts at social providers, by the provider.
        sso_identities: Those at enterprise providers.
        roles: The names of the user's roles.
        organizations: The ids of the organizations that the user is a member of.
        organization_data: What those are called.
        organization_roles: The user's roles in them, each as `organization:role`.
    """

    _secret = frozenset({"custom_data", "identities", "sso_identities"})  # all kinds of things are there

    username: str | None = None
    created_at: EpochMilliseconds | None = None
    updated_at: EpochMilliseconds | None = None
    custom_data: Mapping[str, Any] = {}
    identities: Mapping[str, Any] = {}
    sso_identities: Sequence[Mapping[str, Any]] = ()
    roles: Sequence[str] = ()
    organizations: Sequence[str] = ()
    organization_data: Sequence[Mapping[str, Any]] = ()
    organization_roles: Sequence[str] = ()

    def roles_in(self, organization_id: str) -> frozenset[str]:
        """The names of the user's roles in one organization, as far as they are told."""
        told = [each.partition(":") for each in self.organization_roles if isinstance(each, str)]
        return frozenset(role for organization, _, role in told if organization == organization_id)


class Claims(_AboutUser, oidc_answers.Claims):
    """What a verified token says; everything under its own name by `claims["name"]`.

    Attributes:
        client_id: The application that an access token was made for.
    """

    client_id: str | None = None

    @property
    def organization_id(self) -> str | None:
        """The organization that an access token is good in; None for one of no organization."""
        told = self.get("organization_id")
        if isinstance(told, str):
            return told
        named = (each for each in self.audience if each.startswith(ORGANIZATION_AUDIENCE))
        return next((each.removeprefix(ORGANIZATION_AUDIENCE) for each in named), None)


class Login(oidc_answers.Login):
    """The tokens of a login that came to its end."""

    @property
    def claims(self) -> Claims:
        """What the id_token says, verified: `claims.subject` is the user.

        Raises:
            ArgumentError: There was no id_token: the scope of the login was without `openid`.
        """
        return Claims.of(dict(super().claims))


class UserInfo(_AboutUser, oidc_answers.UserInfo):  # pyright: ignore[reportIncompatibleVariableOverride]  # a moment
    """The claims about a user (OpenID Connect Core, section 5.1); which there are depends on the scope."""
