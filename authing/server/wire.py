"""What both doors say about a user, and how they read a request's headers."""

from __future__ import annotations

import ipaddress
import re
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from authing.server.rules.arn import user_arn
from authing.server.rules.profile import SHOWN
from authing.server.rules.service import Caller

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import HTTPConnection

    from authing.server.storage.tables.accounts import Account

HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]{1,255})(?::[0-9]{1,5})?\Z", re.IGNORECASE)


def _camel_case(name: str) -> str:
    return re.sub("_([a-z])", lambda match: match[1].upper(), name)


FIELDS = {_camel_case(column): column for column in sorted(SHOWN)}
"""The columns of a user that callers see, by their names in REST answers."""


def user(account: Account, token: str | None, moment: Callable[[datetime], str]) -> dict[str, Any]:
    """A user as both doors show it; `moment` writes points in time."""
    shown = {name: getattr(account, column) for name, column in FIELDS.items()}
    for name, value in shown.items():
        if isinstance(value, datetime):
            shown[name] = moment(value)
    return shown | {
        "userPoolId": account.pool_id,
        "arn": user_arn(account.pool_id, account.id),
        "token": token,
        "password": None,
        "identities": [],
    }


def strength(*, is_valid: bool) -> dict[str, Any]:
    """The verdict about a password."""
    return {"valid": is_valid, "message": "密码验证成功" if is_valid else "密码强度不足"}


def host_name(request: HTTPConnection) -> str | None:
    """The name in the Host header, in lower case and without the port; None if there is none, or something else.

    Not `request.url.hostname`: what Starlette cannot parse it replaces by the server's own address, or fails.
    """
    found = HOST.match(request.headers.get("host", ""))
    return found[1].lower() if found else None


@lru_cache(maxsize=256)
def is_loopback(name: str | None) -> bool:
    """Whether a host name or address is the machine itself (names: RFC 6761, section 6.3)."""
    if name is None or name == "localhost" or name.endswith(".localhost"):
        return name is not None
    try:
        return ipaddress.ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False


def caller(request: HTTPConnection) -> Caller:
    """Who sent a request, by its headers and its connection."""
    headers = request.headers
    scheme, _, credentials = headers.get("authorization", "").partition(" ")
    return Caller(
        base_url=f"{request.scope['scheme']}://{headers.get('host') if host_name(request) else 'localhost'}",
        ip=request.client.host if request.client else None,
        pool_id=headers.get("x-authing-userpool-id") or None,
        application_id=headers.get("x-authing-app-id") or None,
        # Some clients send the token without the scheme's name.
        token=(credentials if scheme.lower() == "bearer" else scheme if not credentials else "").strip() or None,
        user_agent=headers.get("user-agent"),
    )
