"""What the OpenID provider answers: tokens, claims, and a login that was begun."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from authing.core.oidc_answers import Claims, Introspection, Login, LoginRequest, OAuthObject, TokenSet, UserInfo

__all__ = ["Claims", "Introspection", "Login", "LoginRequest", "TokenClaims", "TokenSet", "UserInfo"]


class TokenClaims(OAuthObject):
    """What a token says, as the platform read it; times are seconds since 1970, UTC.

    Attributes:
        data: What Authing's own tokens tell besides: `userPoolId`, `id`, and more.
    """

    sub: str | None = None
    iss: str | None = None
    aud: str | Sequence[str] | None = None
    exp: int | None = None
    iat: int | None = None
    jti: str | None = None
    nonce: str | None = None
    scope: str | None = None
    data: Mapping[str, Any] | None = None
