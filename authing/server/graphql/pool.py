"""Resolvers about the user pool."""

# ruff: noqa: D103 - what a resolver does is told by its field in schema.graphql

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from authing.server import wire
from authing.server.graphql import shapes
from authing.server.rules import pools

if TYPE_CHECKING:
    from authing.server.rules.service import Context


def access_token(context: Context, user_pool_id: str, secret: str) -> Any:
    issued = pools.access_token(context, user_pool_id, secret)
    return {
        "accessToken": issued.token,
        "iat": int(issued.issued_at.timestamp()),
        "exp": int(issued.expires_at.timestamp()),
    }


def userpool(context: Context) -> Any:
    return shapes.pool(pools.managed(context))


def check_password_strength(context: Context, password: str) -> Any:
    return wire.strength(is_valid=pools.judge(context, password))


RESOLVERS = {
    "Query": {
        "accessToken": access_token,
        "userpool": userpool,
        "checkPasswordStrength": check_password_strength,
    }
}
