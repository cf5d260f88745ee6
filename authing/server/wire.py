"""What both doors say about a user, and how they read a request's headers."""

from __future__ import annotations

import ipaddress
import re
import secrets
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from authing.server.rules import cookies, settings
from authing.server.rules.arn import user_arn
from authing.server.rules.naming import camel_case
from authing.server.rules.profile import SHOWN
from authing.server.rules.service import Caller

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from starlette.requests import HTTPConnection
    from starlette.responses import Response

    from authing.server.rules.cookies import Cookie
    from authing.server.rules.identities import Linked
    from authing.server.rules.permissions import Item
    from authing.server.rules.settings import Verdict
    from authing.server.storage.tables.accounts import Account
    from authing.server.storage.tables.fields import Field
    from authing.server.storage.tables.permissions import Policy
    from authing.server.storage.tables.pools import Pool

HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]{1,255})(?::[0-9]{1,5})?\Z", re.IGNORECASE)


SHOWN_OTHERWISE = {"custom_smsprovider": "customSMSProvider"}
"""Settings of a pool whose name the rule of letter case would get wrong."""

FIELDS = {camel_case(column): column for column in sorted(SHOWN)}
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
    }


def values(found: Iterable[tuple[Field, str]]) -> list[dict[str, Any]]:
    """The values of user-defined fields."""
    return [
        {"key": field.key, "dataType": field.data_type, "label": field.label, "value": value} for field, value in found
    ]


def identity(linked: Linked) -> dict[str, Any]:
    """An account elsewhere that is a user's."""
    found = linked.identity
    return {
        "userId": found.account_id,
        "userPoolId": found.pool_id,
        "provider": found.provider,
        "userIdInIdp": found.user_id_in_idp,
        "isSocial": found.is_social,
        "type": found.type,
        "openid": found.openid,
        "connectionId": found.connection_id,
        "extIdpId": found.ext_idp_id,
        "accessToken": linked.access_token,
        "refreshToken": linked.refresh_token,
    }


def authorized(found: Item) -> dict[str, Any]:
    """A resource that somebody may use."""
    return {
        "code": found.code,
        "type": found.type,
        "actions": found.actions,
        "apiIdentifier": found.api_identifier,
    }


def policy(found: Policy, moment: Callable[[datetime], str]) -> dict[str, Any]:
    """A policy as both doors show it; `moment` writes points in time."""
    return {
        "id": found.id,
        "namespace": found.namespace.code,
        "code": found.code,
        "isDefault": False,
        "description": found.description,
        "statements": [
            {
                "resource": each.resource,
                "actions": each.actions,
                "effect": each.effect,
                "condition": each.condition or None,
            }
            for each in found.statements
        ],
        "createdAt": moment(found.created_at),
        "updatedAt": moment(found.updated_at),
        "assignmentsCount": found.assignments_count,
    }


def strength(verdict: Verdict) -> dict[str, Any]:
    """The verdict about a password."""
    said = "密码验证成功" if verdict.is_valid else verdict.complaint or "密码强度不足"
    return {"valid": verdict.is_valid, "message": said}


def pool(found: Pool, moment: Callable[[datetime], str]) -> dict[str, Any]:
    """A user pool with all its settings; `moment` writes points in time."""
    shown = _shown(settings.everything(found))
    return shown | {
        "userpoolTypes": [{"code": code} for code in shown["userpoolTypes"]],
        "id": found.id,
        "secret": found.secret,
        "jwtSecret": found.jwt_secret,
        "ownerId": found.owner_id,
        "isDeleted": False,
        "createdAt": moment(found.created_at),
        "updatedAt": moment(found.updated_at),
    }


def _shown(values: dict[str, Any]) -> dict[str, Any]:
    """Settings by the names of the protocol."""
    return {
        SHOWN_OTHERWISE.get(name) or camel_case(name): _shown(value) if isinstance(value, dict) else value
        for name, value in values.items()
    }


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
        path=request.scope["path"][:500],
        request_id=secrets.token_hex(8),
        cookies=_cookies(request) if "cookie" in headers else {},
    )


def _cookies(request: HTTPConnection) -> dict[str, str]:
    prefix = _prefix(request) + cookies.PREFIX
    return {
        cookies.PREFIX + name[len(prefix) :]: value
        for name, value in request.cookies.items()
        if name.startswith(prefix)
    }


def set_cookies(request: HTTPConnection, response: Response, *changed: Cookie) -> None:
    """Let the browser keep cookies for this server, or forget them."""
    for cookie in changed:
        response.set_cookie(
            _prefix(request) + cookie.name,
            cookie.value,
            max_age=None if cookie.life is None else int(cookie.life.total_seconds()),
            path="/",
            secure=request.scope["scheme"] == "https",
            httponly=True,
            samesite="lax",
        )


def _prefix(request: HTTPConnection) -> str:
    # RFC 6265bis, section 4.1.3.2: with it a browser takes the cookie only from this very host, by TLS. Neither a neighbouring
    # name nor an attacker on the network can plant one.
    return "__Host-" if request.scope["scheme"] == "https" else ""
