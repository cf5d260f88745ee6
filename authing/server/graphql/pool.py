"""Resolvers about the user pool."""

# ruff: noqa: D103 - what a resolver does is told by its field in schema.graphql

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from authing.server import wire
from authing.server.graphql import shapes
from authing.server.rules import pools, settings, white_lists

if TYPE_CHECKING:
    from collections.abc import Sequence

    from authing.server.rules.service import Context
    from authing.server.storage.tables.settings import WhiteListEntry


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
    return wire.strength(pools.judge(context, password))


def update_userpool(context: Context, input: dict[str, Any]) -> Any:
    return shapes.pool(settings.update(context, input))


def white_list(context: Context, type: str) -> Any:
    return _entries(white_lists.entries(context, type))


def add_white_list(context: Context, type: str, list: list[str]) -> Any:
    return _entries(white_lists.add(context, type, list))


def remove_white_list(context: Context, type: str, list: list[str]) -> Any:
    return _entries(white_lists.remove(context, type, list))


def _entries(found: Sequence[WhiteListEntry]) -> list[dict[str, Any]]:
    return [
        {
            "value": entry.value,
            "createdAt": shapes.moment(entry.created_at),
            "updatedAt": shapes.moment(entry.updated_at),
        }
        for entry in found
    ]


RESOLVERS = {
    "Query": {
        "accessToken": access_token,
        "userpool": userpool,
        "checkPasswordStrength": check_password_strength,
        "whitelist": white_list,
    },
    "Mutation": {
        "updateUserpool": update_userpool,
        "addWhitelist": add_white_list,
        "removeWhitelist": remove_white_list,
    },
}
