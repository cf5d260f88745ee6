"""What providers of OAuth 2.0 and OpenID Connect answer, and what a relying party keeps of a login that it began."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from typing import Any

from .errors import ArgumentError
from .model import Model

__all__ = ["Claims", "Introspection", "Login", "LoginRequest", "OAuthObject", "Provider", "TokenSet", "UserInfo"]


class OAuthObject(Model):
    """An object whose members are written in snake_case, as all of OAuth's are."""

    @staticmethod
    def _spelled(name: str) -> str:
        return name


class Provider(OAuthObject):
    """What a provider tells about itself (OpenID Connect Discovery, section 3; RFC 8414)."""

    issuer: str
    authorization_endpoint: str | None = None
    token_endpoint: str | None = None
    userinfo_endpoint: str | None = None
    introspection_endpoint: str | None = None
    revocation_endpoint: str | None = None
    end_session_endpoint: str | None = None
    jwks_uri: str | None = None
    authorization_response_iss_parameter_supported: bool = False
    id_token_signing_alg_values_supported: Sequence[str] = ()
    scopes_supported: Sequence[str] = ()


class LoginRequest(OAuthObject):
    """A login that was begun: keep it with the browser's session until the browser comes back.

    It can be pickled, and `dict(request)` is JSON; `LoginRequest.of` reads that again.

    Attributes:
        url: Where to send the browser.
        state: What the browser must bring back.
        nonce: What the id_token must hold; None where none is asked for.
        code_verifier: Proves to the provider that the code comes from where the login began.
        redirect_uri: Where the browser comes back to.
        max_age: Seconds since the user last proved who they are, if that was asked for: the id_token must tell when.
    """

    _secret = frozenset({"url", "state", "nonce"})  # the URL holds the other two

    url: str
    state: str
    code_verifier: str
    redirect_uri: str
    nonce: str | None = None
    max_age: int | None = None


class TokenSet(OAuthObject):
    """Tokens as the token endpoint grants them (RFC 6749, section 5.1).

    Attributes:
        access_token: Opens the provider's and other interfaces.
        id_token: Tells who logged in; not verified by being here.
        refresh_token: Good for new tokens.
        expires_in: Seconds that the access token is good for, from when it was granted.
        scope: What was granted, separated by spaces; None: what was asked for.
        rejected_scope: What was asked for and not granted, where the provider tells.
    """

    access_token: str
    token_type: str = "Bearer"  # noqa: S105 - a kind, not a token
    id_token: str | None = None
    refresh_token: str | None = None
    expires_in: int | None = None
    scope: str | None = None
    rejected_scope: str | None = None

    @property
    def expires_at(self) -> datetime | None:
        """When the access token ends, in UTC; None if the provider did not tell. Under its name: seconds since 1970."""
        seconds = self.get("expires_at")
        return None if seconds is None else _moment(seconds)


class Claims(OAuthObject):
    """What a verified token says; everything under its own name by `claims["name"]`.

    Attributes:
        issuer: Who made the token (`iss`).
        subject: Whom it is about (`sub`): the id of the user, or of the program.
        token_id: The token's own id (`jti`).
        authorized_party: Which application the token was made for (`azp`).
        nonce: What the login was begun with.
        scope: What the token is good for, separated by spaces.
    """

    _wire = {"issuer": "iss", "subject": "sub", "token_id": "jti", "authorized_party": "azp"}

    issuer: str
    subject: str
    token_id: str | None = None
    authorized_party: str | None = None
    nonce: str | None = None
    scope: str | None = None

    @property
    def audience(self) -> tuple[str, ...]:
        """Whom the token is for (`aud`)."""
        told = self.get("aud") or ()
        return (told,) if isinstance(told, str) else tuple(told)

    @property
    def scopes(self) -> frozenset[str]:
        """What the token is good for, one by one."""
        return frozenset(self.scope.split() if isinstance(self.scope, str) else ())

    @property
    def expires_at(self) -> datetime:
        """When the token ends, in UTC (`exp`)."""
        return _moment(self["exp"])

    @property
    def issued_at(self) -> datetime:
        """When the token was made, in UTC (`iat`)."""
        return _moment(self["iat"])

    @property
    def authenticated_at(self) -> datetime | None:
        """When the user logged in, in UTC (`auth_time`); None where the token does not tell."""
        told = self.get("auth_time")
        return None if told is None else _moment(told)


class Login(TokenSet):
    """The tokens of a login that came to its end."""

    @property
    def claims(self) -> Claims:
        """What the id_token says, verified: `claims.subject` is the user.

        Raises:
            ArgumentError: There was no id_token: OAuth 2.0 alone does not tell who logged in. Ask for the userinfo.
        """
        told = self.get("claims")
        if told is None:
            raise ArgumentError("there are no claims: the login was without the scope openid; ask for the userinfo")
        return Claims.of(told)


class Introspection(OAuthObject):
    """Whether a token is good, and for whom (RFC 7662, section 2.2); times are seconds since 1970."""

    active: bool = False
    sub: str | None = None
    client_id: str | None = None
    scope: str | None = None
    token_type: str | None = None
    iss: str | None = None
    aud: str | Sequence[str] | None = None
    exp: int | None = None
    iat: int | None = None
    jti: str | None = None
    username: str | None = None


class UserInfo(OAuthObject):
    """The claims about a user (OpenID Connect Core, section 5.1); which there are depends on the scope."""

    sub: str
    name: str | None = None
    given_name: str | None = None
    family_name: str | None = None
    middle_name: str | None = None
    nickname: str | None = None
    preferred_username: str | None = None
    profile: str | None = None
    picture: str | None = None
    website: str | None = None
    email: str | None = None
    email_verified: bool | None = None
    gender: str | None = None
    birthdate: str | None = None
    zoneinfo: str | None = None
    locale: str | None = None
    phone_number: str | None = None
    phone_number_verified: bool | None = None
    address: Mapping[str, Any] | None = None
    updated_at: str | int | None = None


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, timezone.utc)
