"""What a login with one request is answered by."""

from __future__ import annotations

from authing.core.oidc_answers import OAuthObject

__all__ = ["SignedIn"]


class SignedIn(OAuthObject):
    """Tokens, or a code for them, as `responseType` asked.

    Attributes:
        access_token: Opens the provider's and other interfaces.
        id_token: Tells who logged in; not verified by being here.
        refresh_token: Good for new tokens.
        expires_in: Seconds that the access token is good for, from when it was granted.
        scope: What was granted, separated by spaces.
        code: What the tokens are given for.
        state: What the request said.
    """

    _secret = frozenset({"access_token", "id_token", "refresh_token", "code"})
    _wire = {"expires_in": ("expire_in", "expires_in")}  # the platform's spelling in this place

    access_token: str | None = None
    id_token: str | None = None
    refresh_token: str | None = None
    token_type: str | None = None
    expires_in: int | None = None
    scope: str | None = None
    code: str | None = None
    state: str | None = None
