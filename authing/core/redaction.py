"""Which names hide secrets, and how a value under such a name is shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["HIDDEN", "is_secret", "redacted"]

HIDDEN = "***"

# Parts of names, in lower case and without separators: `accessToken`, `access_token` and `X-Access-Token` are one.
_SECRET_PARTS = (
    "authorization",
    "apikey",
    "assertion",
    "captcha",
    "cookie",
    "credential",
    "emailcode",
    "jwks",
    "password",
    "phonecode",
    "privatekey",
    "recoverycode",
    "secret",
    "salt",
    "signature",
    "ticket",
    "token",
    "verifier",
)
_SECRET_NAMES = frozenset({"proxy", "proxyurl", "totp", "jwt", "oauth", "otp", "pin"})
# Names that hold one of the parts above and are settings all the same.
_OPEN_NAMES = frozenset(
    {
        "authorizationendpoint",
        "tokenendpoint",
        "tokenendpointauthmethod",
        "tokenexpiredat",
        "tokenexpiresafter",
        "tokentype",
        "totalcount",
    }
)


def is_secret(name: str) -> bool:
    """True if the value under this name must not be shown."""
    plain = name.replace("_", "").replace("-", "").lower()
    if plain in _OPEN_NAMES:
        return False
    return plain in _SECRET_NAMES or any(part in plain for part in _SECRET_PARTS)


def redacted(values: Mapping[str, Any]) -> dict[str, Any]:
    """A copy in which every secret that is set reads `***`; mappings and lists inside are copied likewise.

    True is shown whatever its name is: it tells that there is a secret, not which.
    """
    return {
        name: HIDDEN if value and value is not True and is_secret(str(name)) else _inside(value)
        for name, value in values.items()
    }


def _inside(value: Any) -> Any:
    if isinstance(value, Mapping):
        return redacted(value)
    if isinstance(value, (list, tuple)) and not hasattr(value, "_fields"):
        return [_inside(item) for item in value]
    return value
