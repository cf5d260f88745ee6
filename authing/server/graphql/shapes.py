"""How rules' results look in GraphQL answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from authing.server import wire
from authing.server.rules.arn import role_arn

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from authing.server.rules.accounts import Holder
    from authing.server.storage.accounts import Page, Row
    from authing.server.storage.tables.accounts import Account
    from authing.server.storage.tables.pools import Pool
    from authing.server.storage.tables.roles import Role


def moment(value: datetime) -> str:
    """A point in time, such as `2021-09-24T07:29:51+00:00`."""
    return value.isoformat(timespec="seconds")


def user(account: Account, token: str | None = None) -> dict[str, Any]:
    """A user."""
    shown = wire.user(account, token, moment)
    shown["lastIP"] = shown.pop("lastIp")
    return shown


def holder(found: Holder | None) -> dict[str, Any] | None:
    """A user with its token, or nothing."""
    return user(found.account, found.token) if found else None


def role(found: Role | None) -> dict[str, Any] | None:
    """A role, or nothing; `parentId` is for the resolver of its parent."""
    if found is None:
        return None
    return {
        "id": found.id,
        "namespace": found.namespace.code,
        "code": found.code,
        "arn": role_arn(found.namespace.pool_id, found.id),
        "description": found.description,
        "isSystem": found.is_system,
        "createdAt": moment(found.created_at),
        "updatedAt": moment(found.updated_at),
        "parentId": found.parent_id,
    }


def page(found: Page[Row], shape: Callable[[Row], Any]) -> dict[str, Any]:
    """A page of a list."""
    return {"totalCount": found.total, "list": [shape(row) for row in found.rows]}


def pool(found: Pool) -> dict[str, Any]:
    """A user pool, as far as this version knows it."""
    return {
        "id": found.id,
        "name": found.name,
        "domain": found.domain,
        "description": found.description,
        "secret": found.secret,
        "jwtSecret": found.jwt_secret,
        "ownerId": found.owner_id,
        "logo": found.logo,
        "emailVerifiedDefault": found.email_verified_default,
        "registerDisabled": found.register_disabled,
        "tokenExpiresAfter": found.token_expires_after,
        "sendWelcomeEmail": False,
        "appSsoEnabled": False,
        "isDeleted": False,
        "createdAt": moment(found.created_at),
        "updatedAt": moment(found.updated_at),
    }


def done(message: str) -> dict[str, Any]:
    """The answer of an operation that has nothing else to say."""
    return {"code": 200, "message": message}
