"""The two faces of the client for Logto's Management API: blocking and awaited."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from authing.core.binding import Async, Mode, Sync
from authing.core.credentials import Credentials
from authing.core.errors import ArgumentError
from authing.core.lifetime import AsyncClosing, Closing

from .credentials import SCOPE, ApplicationSecret, resource_at, resource_of, token_from
from .options import ClientOptions
from .services import Services
from .wire import request_headers

if TYPE_CHECKING:
    from typing_extensions import Self, Unpack

    from authing.core.response import Response

    from .options import ClientArguments

__all__ = ["AsyncLogto", "Logto"]

T = TypeVar("T")
P = ParamSpec("P")


class _Client(Services[Mode]):
    """All services, and what both clients have in common."""

    options: ClientOptions

    @classmethod
    def _made(cls, options: ClientOptions, credentials: Credentials, *, passing: bool = False) -> Self:
        """A client; one that is `passing` has the connections of all that come and go, which are not its to close."""
        self = cls.__new__(cls)
        self._begin(options, credentials, passing=passing)
        return self

    def _begin(self, options: ClientOptions, credentials: Credentials, *, passing: bool = False) -> None:
        raise NotImplementedError

    @classmethod
    def cloud(
        cls,
        tenant_id: str,
        client_id: str,
        client_secret: str,
        *,
        endpoint: str | None = None,
        scope: str = SCOPE,
        **arguments: Unpack[ClientArguments],
    ) -> Self:
        """Make a client for a tenant of Logto Cloud.

        Args:
            tenant_id: The tenant.
            client_id: The id of a machine-to-machine application.
            client_secret: Its secret.
            endpoint: The tenant's custom domain, where it has one; the audience stays that of the tenant.
            scope: What a token is asked for with.
            arguments: `timeout`, `verify`, `proxy`, `headers`, `hooks`, …

        Raises:
            ArgumentError: A value is not usable.
        """
        resource = resource_of(tenant_id)
        options = ClientOptions(endpoint or f"https://{tenant_id}.logto.app", **arguments)
        return cls._made(options, ApplicationSecret(options.issuer, client_id, client_secret, resource, scope))

    @classmethod
    def with_token(
        cls, endpoint: str, token: str | Callable[[], str] | Credentials, **arguments: Unpack[ClientArguments]
    ) -> Self:
        """Make a client with a token from elsewhere.

        Args:
            endpoint: Logto's URL.
            token: The token; a plain function that tells the present one, which is called for each request; or a
                `TokenManager`.
            arguments: `timeout`, `verify`, `proxy`, `headers`, `hooks`, …

        Raises:
            ArgumentError: A value is not usable.
        """
        return cls._made(ClientOptions(endpoint, **arguments), token_from(token))

    def operation(self, operation_id: str) -> Callable[..., Any]:
        """An operation by the id that Logto's OpenAPI document has for it.

            get_user = client.operation("GetUser")          # is client.users.get

        Args:
            operation_id: The id.

        Raises:
            ArgumentError: There is no such operation.
        """
        from .services.operations import OPERATIONS

        if operation_id not in OPERATIONS:
            from difflib import get_close_matches

            near = get_close_matches(str(operation_id), OPERATIONS, 1)
            raise ArgumentError(f"there is no operation {operation_id!r}{f': did you mean {near[0]}?' if near else ''}")
        service, _, name = OPERATIONS[operation_id].partition(".")
        found: Callable[..., Any] = getattr(getattr(self, service), name)
        return found

    def __repr__(self) -> str:
        return f"<{type(self).__name__} at {self.options.host}>"


class Logto(Closing, _Client[Sync]):
    """The administrator's client, blocking. Make one per process and use it from any thread.

        with Logto(endpoint="https://logto.example.com", client_id="…", client_secret="…") as client:
            for user in client.users.iterate():
                ...

    Args:
        endpoint: Logto's URL.
        client_id: The id of a machine-to-machine application that has a role with the scope `all` of the Management API.
        client_secret: Its secret.
        resource: What the Management API is called in tokens; by default what it is called at this endpoint (with a custom
            domain of Logto Cloud see `cloud`).
        scope: What a token is asked for with.
        token_endpoint: Where a token is asked for, if not at the endpoint: that of a self-hosted Logto's admin tenant,
            `https://{its admin endpoint}/oidc/token`, knows the application `m-default`.
        arguments: `timeout`, `verify`, `proxy`, `headers`, `hooks`, …

    Raises:
        ArgumentError: A value is not usable.
    """

    def __init__(
        self,
        endpoint: str,
        client_id: str,
        client_secret: str,
        *,
        resource: str | None = None,
        scope: str = SCOPE,
        token_endpoint: str | None = None,
        **arguments: Unpack[ClientArguments],
    ) -> None:
        options = ClientOptions(endpoint, **arguments)
        audience = resource_at(options.host) if resource is None else resource
        secret = ApplicationSecret(options.issuer, client_id, client_secret, audience, scope, token_endpoint)
        self._begin(options, secret)

    def _begin(self, options: ClientOptions, credentials: Credentials, *, passing: bool = False) -> None:
        from authing.core.blocking import BlockingRunner, shared_transport, transport_for

        self.options = options
        transport = shared_transport(options) if passing else transport_for(options)
        super().__init__(BlockingRunner(options, request_headers(options.lang), credentials, transport))

    def with_response(self, operation: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Response[T]:
        """Perform an operation, and tell the HTTP status and headers of the answer along with the result.

            response = client.with_response(client.users.get, "…")
            response.value, response.status, response.headers["logto-core-request-id"]

        Args:
            operation: The operation, one of a single request.
            args: What it takes.
            kwargs: What it takes by name.

        Raises:
            ArgumentError: It is no operation of this client, or one of several requests.
        """
        from authing.core.response import responding

        response: Response[T] = self._runner.run(responding(self, operation, *args, **kwargs))
        return response


class AsyncLogto(AsyncClosing, _Client[Async]):
    """The administrator's client, awaited. Make one per process; it works in any number of event loops.

        async with AsyncLogto(endpoint="https://logto.example.com", client_id="…", client_secret="…") as client:
            async for user in client.users.iterate():
                ...

    Args:
        endpoint: Logto's URL.
        client_id: The id of a machine-to-machine application that has a role with the scope `all` of the Management API.
        client_secret: Its secret.
        resource: What the Management API is called in tokens; by default what it is called at this endpoint (with a custom
            domain of Logto Cloud see `cloud`).
        scope: What a token is asked for with.
        token_endpoint: Where a token is asked for, if not at the endpoint: that of a self-hosted Logto's admin tenant,
            `https://{its admin endpoint}/oidc/token`, knows the application `m-default`.
        arguments: `timeout`, `verify`, `proxy`, `headers`, `hooks`, …

    Raises:
        ArgumentError: A value is not usable.
        MissingExtra: aiohttp is not installed.
    """

    def __init__(
        self,
        endpoint: str,
        client_id: str,
        client_secret: str,
        *,
        resource: str | None = None,
        scope: str = SCOPE,
        token_endpoint: str | None = None,
        **arguments: Unpack[ClientArguments],
    ) -> None:
        options = ClientOptions(endpoint, **arguments)
        audience = resource_at(options.host) if resource is None else resource
        secret = ApplicationSecret(options.issuer, client_id, client_secret, audience, scope, token_endpoint)
        self._begin(options, secret)

    def _begin(self, options: ClientOptions, credentials: Credentials, *, passing: bool = False) -> None:
        from authing.core.awaiting import AwaitingRunner, shared_transport, transport_for

        self.options = options
        transport = shared_transport(options) if passing else transport_for(options)
        super().__init__(AwaitingRunner(options, request_headers(options.lang), credentials, transport))

    def with_response(
        self, operation: Callable[P, Coroutine[Any, Any, T]], *args: P.args, **kwargs: P.kwargs
    ) -> Coroutine[Any, Any, Response[T]]:
        """Perform an operation, and tell the HTTP status and headers of the answer along with the result.

            response = await client.with_response(client.users.get, "…")
            response.value, response.status, response.headers["logto-core-request-id"]

        Args:
            operation: The operation, one of a single request.
            args: What it takes.
            kwargs: What it takes by name.

        Raises:
            ArgumentError: It is no operation of this client, or one of several requests.
        """
        from authing.core.response import responding

        response: Coroutine[Any, Any, Response[T]] = self._runner.run(responding(self, operation, *args, **kwargs))
        return response


def __getattr__(name: str) -> object:
    if name not in ("AuthenticatedClient", "Client"):  # which logto-admin has in its module of this name
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from . import authenticated_client

    return getattr(authenticated_client, name)
