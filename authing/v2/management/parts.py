"""The inner parts that the client of authing 4.5 showed: its token provider, its two transports, its argument checks.

All of them are deprecated; each tells what to use in its place.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from authing.core.binding import Resource, Runner, Sync
from authing.core.call import Call, Reply
from authing.core.caller import warn_caller
from authing.v2.arguments import member, page_arguments, texts
from authing.v2.documents.tokens import ACCESS_TOKEN
from authing.v2.options import ManagementClientOptions
from authing.v2.wire import any_graphql, graphql

__all__ = ["CheckType", "Parts"]


class CheckType:
    """The checks of arguments of authing 4.5; each raises `AuthingWrongArgumentException`."""

    def is_list(self, _list: Any, message: str = "the list") -> None:
        """Raise unless it is a list of texts."""
        texts(message, _list)

    def target_type(self, target_type: Any) -> None:
        """Raise unless it is a kind of target that policies are assigned to."""
        from authing.v2.models.permission import TargetType

        member("target_type", target_type, TargetType)

    def resource_type(self, resource_type: Any) -> None:
        """Raise unless it is a kind of resource."""
        from authing.v2.models.permission import ResourceType

        member("resource_type", resource_type, ResourceType)

    def page_options(self, page: int, limit: int) -> None:
        """Raise unless both are whole numbers from 1 on."""
        page_arguments(page, limit)


class _TokenProvider:
    def __init__(self, runner: Runner[Sync], options: ManagementClientOptions) -> None:
        self._runner, self._options = runner, options

    def getAccessToken(self) -> str:  # noqa: N802 - the name of 4.5
        """Fetch a management token (GraphQL `accessToken`). The client itself keeps and renews its own."""
        options = self._options
        call: Call[str] = graphql(
            ACCESS_TOKEN,
            "accessToken",
            lambda raw: str(raw["accessToken"]),
            auth=False,
            userPoolId=options.user_pool_id,
            secret=options.secret,
        )
        token: str = self._runner.run(call)
        return token


class _GraphqlClient:
    def __init__(self, runner: Runner[Sync]) -> None:
        self._runner = runner

    def request(self, query: str, params: Mapping[str, Any] | None = None, token: str | None = None) -> dict[str, Any]:
        """Send a GraphQL document, with this token or none."""
        call = any_graphql(query, params or {}, dict)
        call.auth = token or False
        data: dict[str, Any] = self._runner.run(call)
        return data


class _RestClient:
    def __init__(self, runner: Runner[Sync]) -> None:
        self._runner = runner

    def request(
        self,
        method: str,
        url: str,
        token: str | None = None,
        json: Mapping[str, Any] | None = None,
        params: Mapping[str, Any] | None = None,
    ) -> Any:
        """Send a REST request to a whole URL or a path, with this token or none; the answer is its JSON as it came."""
        call: Call[Any] = Call(method.upper(), url, Reply.json, json=json, params=params, auth=token or False)
        return self._runner.run(call)


class Parts(Resource[Sync]):
    """The attributes of 4.5's client that lead to its parts."""

    options: ManagementClientOptions

    @property
    def tokenProvider(self) -> _TokenProvider:  # noqa: N802 - the name of 4.5
        """What fetches management tokens (deprecated: the client does it by itself)."""
        warn_caller(
            "tokenProvider is deprecated: the client fetches and renews its token by itself", DeprecationWarning
        )
        return _TokenProvider(self._runner, self.options)

    @property
    def graphqlClient(self) -> _GraphqlClient:  # noqa: N802 - the name of 4.5
        """What sends GraphQL documents (deprecated: use `graphql`)."""
        warn_caller("graphqlClient is deprecated: use client.graphql(document, variables)", DeprecationWarning)
        return _GraphqlClient(self._runner)

    @property
    def restClient(self) -> _RestClient:  # noqa: N802 - the name of 4.5
        """What sends REST requests (deprecated: use `rest`)."""
        warn_caller("restClient is deprecated: use client.rest(method, path)", DeprecationWarning)
        return _RestClient(self._runner)

    @property
    def check(self) -> CheckType:
        """The checks of arguments (deprecated: every method checks its own)."""
        warn_caller("check is deprecated: every method checks its arguments by itself", DeprecationWarning)
        return CheckType()
