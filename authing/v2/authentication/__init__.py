"""The end user's side: `AuthenticationClient`, made per request."""

from __future__ import annotations

from authing.v2.options import AuthenticationClientOptions

from .client import AsyncAuthenticationClient, AuthenticationClient

__all__ = ["AsyncAuthenticationClient", "AuthenticationClient", "AuthenticationClientOptions"]
