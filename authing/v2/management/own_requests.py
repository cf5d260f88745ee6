"""Requests of the user's own, for what has no method or too many fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from authing.core.binding import Mode, Resource, operation
from authing.core.call import Call
from authing.core.errors import ArgumentError
from authing.v2.arguments import fields, text
from authing.v2.wire import any_graphql, rest

__all__ = ["OwnRequests"]

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


class OwnRequests(Resource[Mode]):
    """Requests with the client's token, retries, deadline and errors."""

    @operation
    def graphql(self, operation: Any, variables: Mapping[str, Any] | None = None) -> Call[Any]:
        """Send a GraphQL document of one's own (POST /graphql/v2).

        Args:
            operation: The text of a document; or an `sgqlc.operation.Operation` on `authing.v2.schema`.
            variables: The values of its variables.

        Returns:
            For a text, the answer's `data` as a dict; for an sgqlc operation, the object that sgqlc makes of it.
        """
        values = {} if variables is None else fields("variables", variables)
        if isinstance(operation, str):
            return any_graphql(text("operation", operation), values, dict)
        if not hasattr(operation, "__to_graphql__"):
            raise ArgumentError(f"operation must be a text or an sgqlc Operation, not a {type(operation).__name__}")
        return any_graphql(bytes(operation).decode(), values, lambda data: operation + {"data": data})

    @operation
    def rest(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        json: Mapping[str, Any] | None = None,
    ) -> Call[Any]:
        """Send a REST request of one's own.

        Args:
            method: GET, POST, PUT, PATCH or DELETE.
            path: The path below the host, such as `/api/v2/users/me`; quote the values in it
                (`authing.core.call.path` does).
            params: The query.
            json: The body.

        Returns:
            The `data` of the answer's envelope, as it came.
        """
        if method not in _METHODS:
            raise ArgumentError(f"method must be one of {', '.join(_METHODS)}")
        if not text("path", path).startswith("/"):
            raise ArgumentError("path must begin with a slash: the client's token goes to its own host only")
        query = None if params is None else fields("params", params)
        body = None if json is None else fields("json", json)
        return rest(method, path, lambda data: data, params=query, json=body)
