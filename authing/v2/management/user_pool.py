"""The settings and variables of the pool."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from authing.core.binding import Mode, Resource, operation
from authing.core.call import Call, path
from authing.v2.arguments import fields, text
from authing.v2.compat import with_old_names
from authing.v2.documents import pool as documents
from authing.v2.models import pool as models
from authing.v2.models.answer import CommonMessage
from authing.v2.wire import graphql, rest

__all__ = ["UserPool"]


@with_old_names
class UserPool(Resource[Mode]):
    """The pool itself."""

    @operation
    def detail(self) -> Call[models.UserPool]:
        """Read the pool with its settings (GET /api/v2/userpools/detail)."""
        return rest("GET", "/api/v2/userpools/detail", models.UserPool.of)

    @operation
    def update(self, updates: Mapping[str, Any]) -> Call[models.UserPool]:
        """Change settings of the pool (GraphQL `updateUserpool`).

        Args:
            updates: The new values by their wire names, such as `{"whitelist": {"emailEnabled": True}}`; what is not
                named stays as it is, within settings that have members, too.

        Raises:
            Invalid: A value is not acceptable.
        """
        given = fields("updates", updates)
        return graphql(documents.UPDATE_USERPOOL, "updateUserpool", models.UserPool.of, input=given)

    @operation
    def list_env(self) -> Call[Sequence[models.Env]]:
        """List the environment variables of the pool, the newest first (GET /api/v2/env)."""
        return rest("GET", "/api/v2/env", models.Env.many)

    @operation
    def add_env(self, key: str, value: str) -> Call[models.Env]:
        """Give an environment variable a value, in place of an older one (POST /api/v2/env)."""
        body = {"key": text("key", key), "value": text("value", value, or_empty=True)}
        return rest("POST", "/api/v2/env", models.Env.of, json=body)

    @operation
    def remove_env(self, key: str) -> Call[CommonMessage]:
        """Delete an environment variable (DELETE /api/v2/env/{key}).

        Raises:
            NotFound: There is no such variable.
        """
        return rest("DELETE", path("/api/v2/env/{}", key), CommonMessage.of, whole=True)
