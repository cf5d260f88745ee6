"""The two faces of the client for ZITADEL's services: blocking and awaited."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from types import NoneType
from typing import TYPE_CHECKING, Any, TypeVar

from authing.core.assertions import BACKDATED, LIFETIME
from authing.core.binding import Async, Mode, Sync, operation
from authing.core.call import Call
from authing.core.credentials import Credentials
from authing.core.errors import ArgumentError
from authing.core.lifetime import AsyncClosing, Closing
from authing.core.model import Model
from authing.core.waiting import pauses

from . import wire
from .authenticators import (
    Authenticator,
    ClientCredentialsAuthenticator,
    PersonalAccessTokenAuthenticator,
    WebTokenAuthenticator,
)
from .options import ClientOptions, TransportOptions
from .services import Services

if TYPE_CHECKING:
    from typing_extensions import Self, Unpack

    from authing.core.awaiting import AwaitingRunner
    from authing.core.blocking import BlockingRunner

    from .configuration import Configuration
    from .key_file import KeySource
    from .options import ClientArguments
    from .versioning import Support

__all__ = ["AsyncZitadel", "Zitadel"]

T = TypeVar("T")

_PATH = re.compile(r"/[A-Za-z][A-Za-z0-9_.]*/[A-Za-z0-9_]+")


class _Client(Services[Mode]):
    """All services, and what both clients have in common."""

    options: ClientOptions

    def __init__(
        self, authenticator: Authenticator, mutate_config: Callable[[Configuration], object] | None = None
    ) -> None:
        if not isinstance(authenticator, Authenticator):
            raise ArgumentError(
                f"authenticator must be an Authenticator, not a {type(authenticator).__name__}: for a client of a host,"
                " see with_private_key, with_client_credentials and with_access_token"
            )
        if mutate_config is None:
            self.options = authenticator.options
        else:
            from .configuration import changed_options

            self.options = changed_options(authenticator, mutate_config)
        headers = wire.request_headers(self.options.lang)
        super().__init__(self._runner_with(self.options, headers, authenticator.credentials))

    @staticmethod
    def _runner_with(options: ClientOptions, headers: Mapping[str, str], credentials: Credentials) -> Any:
        raise NotImplementedError

    @classmethod
    def with_access_token(
        cls,
        host: str,
        access_token: str,
        *,
        transport_options: TransportOptions | None = None,
        **arguments: Unpack[ClientArguments],
    ) -> Self:
        """Make a client with a token that is used as it is, such as a personal access token of a service user.

        Args:
            host: The instance: `https://example.us1.zitadel.cloud`.
            access_token: The token.
            transport_options: How to reach the host, in the words of zitadel_client.
            arguments: The same in the project's own words: `timeout`, `verify`, `proxy`, `headers`, `hooks`, …

        Raises:
            ArgumentError: A value is not usable.
        """
        return cls(PersonalAccessTokenAuthenticator(host, access_token, transport_options, **arguments))

    @classmethod
    def with_client_credentials(
        cls,
        host: str,
        client_id: str,
        client_secret: str,
        *,
        transport_options: TransportOptions | None = None,
        scopes: Iterable[str] | None = None,
        audience: str | None = None,
        **arguments: Unpack[ClientArguments],
    ) -> Self:
        """Make a client of a service user that has a client id and a secret (POST /oauth/v2/token).

        Args:
            host: The instance.
            client_id: The id; of a service user it is the user name.
            client_secret: The secret.
            transport_options: How to reach the host, in the words of zitadel_client.
            scopes: What a token is asked for with, in place of `openid` and the audience of ZITADEL's interface.
            audience: What the instance calls itself, if that is not its host.
            arguments: The same in the project's own words.

        Raises:
            ArgumentError: A value is not usable.
        """
        return cls(
            ClientCredentialsAuthenticator(
                host, client_id, client_secret, transport_options, scopes=scopes, audience=audience, **arguments
            )
        )

    @classmethod
    def with_private_key(
        cls,
        host: str,
        key_file: KeySource,
        *,
        transport_options: TransportOptions | None = None,
        scopes: Iterable[str] | None = None,
        audience: str | None = None,
        leeway: float = BACKDATED,
        token_lifetime: float = LIFETIME,
        **arguments: Unpack[ClientArguments],
    ) -> Self:
        """Make a client of a service user or an application that has a private key (POST /oauth/v2/token).

        Args:
            host: The instance.
            key_file: The path of the key file, its text, or what is in it as a dict.
            transport_options: How to reach the host, in the words of zitadel_client.
            scopes: What a token is asked for with, in place of `openid` and the audience of ZITADEL's interface.
            audience: What the instance calls itself, if that is not its host: assertions are for that.
            leeway: Seconds by which the clock of this machine may be ahead of ZITADEL's.
            token_lifetime: Seconds that an assertion is good for; how long a token lives is ZITADEL's to say.
            arguments: The options in the project's own words.

        Raises:
            ArgumentError: A value is not usable, or the file is no key file.
        """
        return cls(
            WebTokenAuthenticator(
                host,
                key_file,
                transport_options,
                scopes=scopes,
                audience=audience,
                leeway=leeway,
                token_lifetime=token_lifetime,
                **arguments,
            )
        )

    @operation
    def call(self, path: str, message: Mapping[str, Any] | None = None, *, safe: bool = False) -> Call[dict[str, Any]]:
        """Call an operation that this package does not know yet.

        Args:
            path: Its service and name: `/zitadel.user.v2.UserService/GetUserByID`.
            message: The request, as JSON has it.
            safe: True if it may be sent again.

        Raises:
            ArgumentError: The path is none, or the message is no mapping.
        """
        if not isinstance(path, str) or not _PATH.fullmatch(path):
            raise ArgumentError("path must be that of an operation: '/zitadel.user.v2.UserService/GetUserByID'")
        if not isinstance(message, (Mapping, Model, NoneType)):
            raise ArgumentError(f"message must be a mapping, not a {type(message).__name__}")
        return wire.call("POST", path, dict, dict(message or {}), {}, safe=safe)

    def check_version(self, server_version: str) -> Support:
        """Look up how far this package supports a version of ZITADEL, and warn once for this host if it does not.

        ZITADEL tells its version in no answer of the services, so the caller has to: from the deployment, or from the
        console. Nothing is sent.

        Args:
            server_version: The version: `v4.11.0`.

        Returns:
            The support, `authing.zitadel.versioning.Support`.

        Raises:
            ArgumentError: It is no version.
        """
        from .versioning import check_version

        return check_version(server_version, self.options.host)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} at {self.options.host}>"


class Zitadel(Closing, _Client[Sync]):
    """The administrator's client, blocking. Make one per process and use it from any thread.

        with Zitadel.with_private_key("https://example.us1.zitadel.cloud", "key.json") as client:
            user = client.users.get_user_by_id(user_id="…").user

    Args:
        authenticator: Who the client is, and where its instance is.
        mutate_config: Called with a `Configuration`, to change how the host is reached; as zitadel_client has it.
    """

    @staticmethod
    def _runner_with(options: ClientOptions, headers: Mapping[str, str], credentials: Credentials) -> BlockingRunner:
        from authing.core.blocking import BlockingRunner, transport_for

        return BlockingRunner(options, headers, credentials, transport_for(options))

    def wait_until(
        self, read: Callable[[], T], until: Callable[[T], bool], *, timeout: float = 10.0, interval: float = 0.1
    ) -> T:
        """Read again and again until the answer is as it should be: what ZITADEL shows lags behind what was written.

            client.wait_until(lambda: client.users.get_user_by_id(user_id=new), lambda answer: True)

        Args:
            read: Reads; while it raises `NotFound`, it is not there yet.
            until: Tells whether the answer is as it should be.
            timeout: Seconds to wait altogether; a read that is under way then comes to its end, by its own limits.
            interval: Seconds between the first two reads; the pauses grow, to two seconds.

        Returns:
            The answer that is as it should be.

        Raises:
            Timeout: It did not come in time.
        """
        found: T = self._runner.poll(read, until, pauses(timeout, interval))
        return found


class AsyncZitadel(AsyncClosing, _Client[Async]):
    """The administrator's client, awaited. Make one per process; it works in any number of event loops.

        async with AsyncZitadel.with_private_key("https://example.us1.zitadel.cloud", "key.json") as client:
            user = (await client.users.get_user_by_id(user_id="…")).user

    Args:
        authenticator: Who the client is, and where its instance is.
        mutate_config: Called with a `Configuration`, to change how the host is reached; as zitadel_client has it.

    Raises:
        MissingExtra: aiohttp is not installed.
    """

    @staticmethod
    def _runner_with(options: ClientOptions, headers: Mapping[str, str], credentials: Credentials) -> AwaitingRunner:
        from authing.core.awaiting import AwaitingRunner, transport_for

        return AwaitingRunner(options, headers, credentials, transport_for(options))

    async def wait_until(
        self,
        read: Callable[[], Awaitable[T]],
        until: Callable[[T], bool],
        *,
        timeout: float = 10.0,
        interval: float = 0.1,
    ) -> T:
        """Read again and again until the answer is as it should be: what ZITADEL shows lags behind what was written.

            await client.wait_until(lambda: client.users.get_user_by_id(user_id=new), lambda answer: True)

        Args:
            read: Reads; while it raises `NotFound`, it is not there yet.
            until: Tells whether the answer is as it should be.
            timeout: Seconds to wait altogether; a read that is under way then comes to its end, by its own limits.
            interval: Seconds between the first two reads; the pauses grow, to two seconds.

        Returns:
            The answer that is as it should be.

        Raises:
            Timeout: It did not come in time.
        """
        found: T = await self._runner.poll(read, until, pauses(timeout, interval))
        return found
