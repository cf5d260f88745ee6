"""Applications as clients of the OpenID provider (RFC 6749, section 2): how they prove themselves, and what they may ask for."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from authlib.oauth2.rfc6749.errors import UnauthorizedClientError

from authing.server.rules import tokens
from authing.server.rules.application_settings import settings_of
from authing.server.storage import applications, pools

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from authing.server.rules.service import Context
    from authing.server.storage.tables.pools import Application, Pool

OIDC, OAUTH = "oidc", "oauth"
"""The two protocols that an application speaks at the provider, each with paths of its own."""

POST, BASIC, NONE = "client_secret_post", "client_secret_basic", "none"
"""How a client authenticates (OpenID Connect Core, section 9)."""

SWITCHES = {OIDC: "oidcProviderEnabled", OAUTH: "oauthProviderEnabled"}


@dataclass(frozen=True)
class Client:
    """An application that speaks a protocol.

    Attributes:
        protocol: OIDC or OAUTH.
    """

    application: Application
    pool: Pool
    protocol: str

    @property
    def id(self) -> str:
        """Its id."""
        return self.application.id

    @cached_property
    def _settings(self) -> dict[str, Any]:
        return settings_of(self.application)

    @property
    def _config(self) -> dict[str, Any]:
        found: dict[str, Any] = self._settings[f"{self.protocol}Config"]
        return found

    def authentication(self, endpoint: str) -> str:
        """How it authenticates at the endpoint `token`, `introspection` or `revocation`."""
        name = f"{endpoint}_endpoint_auth_method"
        # There is one setting about the token endpoints of both protocols.
        return str(self._config.get(name) or self._settings["oidcConfig"][name])

    @property
    def is_public(self) -> bool:
        """Whether it has no secret to prove itself with (RFC 6749, section 2.1)."""
        return self.authentication("token") == NONE

    def check_grant_type(self, grant_type: str) -> bool:
        """Whether it may use a grant."""
        if self.protocol == OAUTH:
            # The setting names no refresh tokens, and the platform gives them with a code.
            return grant_type in self._config["grants"] or grant_type == "refresh_token"
        return grant_type in self._config["grant_types"]

    def allows_response(self, response_types: frozenset[str]) -> bool:
        """Whether it may ask for codes or tokens, as this set of both."""
        if self.protocol == OAUTH:
            grants = {frozenset({"code"}): "authorization_code", frozenset({"token"}): "implicit"}
            return response_types in grants and self.check_grant_type(grants[response_types])
        return any(response_types == frozenset(each.split()) for each in self._config["response_types"])

    @property
    def access_token_life(self) -> int:
        """Seconds that an access token is valid."""
        return int(self._config["access_token_lifetime" if self.protocol == OAUTH else "access_token_expire"])

    @property
    def refresh_token_life(self) -> int:
        """Seconds that a refresh token is valid."""
        return int(self._config["refresh_token_lifetime" if self.protocol == OAUTH else "refresh_token_expire"])

    @property
    def code_life(self) -> int:
        """Seconds that an authorization code is valid."""
        return int(self._settings["oidcConfig"]["authorization_code_expire"])

    @property
    def skips_consent(self) -> bool:
        """Whether users are never asked: the application is the pool's own."""
        return bool(self._settings["oidcConfig"]["skip_consent"])

    def has_secret(self, secret: str) -> bool:
        """Whether this is its secret."""
        return secrets.compare_digest(self.application.secret.encode(), secret.encode("utf-8", "replace"))


def find(db: Session, context: Context, client_id: str | None, protocol: str) -> Client | None:
    """The client with this id.

    Raises:
        UnauthorizedClientError: The application does not speak this protocol.
    """
    application = applications.published(db, client_id) if client_id and tokens.ID.match(client_id) else None
    pool = pools.pool(db, application.pool_id) if application else None
    if application is None or pool is None:
        return None
    context.act.is_in(pool, application)
    client = Client(application, pool, protocol)
    if not settings_of(application)[SWITCHES[protocol]]:
        raise UnauthorizedClientError(f"this protocol is not switched on for the application ({SWITCHES[protocol]})")
    return client


def is_at_home(context: Context, origin: str) -> bool:
    """Whether a web page of this origin belongs to the application of the request: it is that of one of its redirect URIs."""
    application_id = context.act.application_id
    if application_id is None:
        return False
    with context.reading() as db:
        application = applications.published(db, application_id)
    uris = application.redirect_uris if application else []
    return any(f"{parts.scheme}://{parts.netloc}" == origin for parts in map(urlsplit, uris))
