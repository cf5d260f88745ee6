"""What the two clients of Authing are made with."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from authing.core.credentials import checked_token
from authing.core.errors import ArgumentError, AuthingException
from authing.core.options import Hooks, Options

if TYPE_CHECKING:
    from typing_extensions import Required, Self, Unpack

    from authing.core.options import ConnectionArguments

    ErrorHandler = Callable[[Any, str], object]

    class PlatformArguments(ConnectionArguments, total=False):
        """The keyword arguments that both clients take."""

        host: str | None
        enc_public_key: str | None
        on_error: ErrorHandler | None
        timeout: float
        lang: str | None
        use_unverified_ssl: bool

    class ManagementArguments(PlatformArguments, total=False):
        """The keyword arguments of `ManagementClient`."""

        user_pool_id: Required[str]
        secret: Required[str]

    class ManagementTokenArguments(PlatformArguments, total=False):
        """The keyword arguments of a `ManagementClient` that has a token in place of the pool's secret."""

        user_pool_id: Required[str]
        access_token: Required[str]

    class AuthenticationArguments(PlatformArguments, total=False):
        """The keyword arguments of `AuthenticationClient`."""

        app_id: str | None
        app_host: str | None
        user_pool_id: str | None
        token: str | None
        websocket_host: str | None
        protocol: str | None
        secret: str | None
        token_endpoint_auth_method: str | None
        introspection_endpoint_auth_method: str | None
        revocation_endpoint_auth_method: str | None
        redirect_uri: str | None


__all__ = ["AuthenticationClientOptions", "ManagementClientOptions"]

Given = TypeVar("Given", bound="PlatformOptions")

PUBLIC_CLOUD = "https://core.authing.cn"
_PROTOCOLS = ("oidc", "oauth", "saml", "cas")
_CLIENT_AUTH_METHODS = (None, "client_secret_post", "client_secret_basic", "none")


class PlatformOptions(Options):
    """What both clients have in common."""

    enc_public_key: str | None

    def __init__(
        self,
        *,
        host: str | None,
        enc_public_key: str | None,
        on_error: ErrorHandler | None,
        timeout: float,
        lang: str | None,
        use_unverified_ssl: bool,
        **connection: Unpack[ConnectionArguments],
    ) -> None:
        if use_unverified_ssl and connection.setdefault("verify", False) is not False:
            raise ArgumentError("use_unverified_ssl is the old name of verify=False: give verify alone")
        if on_error is not None:
            connection["hooks"] = _with_error_handler(connection.get("hooks"), on_error)
        super().__init__(host=host or PUBLIC_CLOUD, timeout=timeout, lang=lang, **connection)
        self._set(enc_public_key=enc_public_key)


class ManagementClientOptions(PlatformOptions):
    """What a `ManagementClient` is made with.

    Args:
        user_pool_id: The id of the user pool.
        secret: Its secret; needed unless there is an access token.
        host: The URL of a private deployment; by default Authing's public cloud.
        enc_public_key: The key that passwords are encrypted with, as PEM or its base64 body; by default the one that
            the host publishes.
        on_error: Called with code and message of each error before it is raised.
        timeout: Seconds that one attempt may take, from the connection to the last byte of the answer.
        lang: The language of messages, such as `en-US`.
        use_unverified_ssl: The old name of `verify=False`.
        access_token: A management token from elsewhere, for programs that must not have the secret. It is used as
            it is, and not renewed.
        connection: Everything else that `authing.core.options.Options` takes: `verify`, `proxy`, `hooks`, …

    Raises:
        ArgumentError: A value is missing or not usable.
    """

    user_pool_id: str
    secret: str | None
    access_token: str | None

    def __init__(
        self,
        user_pool_id: str,
        secret: str | None = None,
        host: str | None = None,
        enc_public_key: str | None = None,
        on_error: ErrorHandler | None = None,
        timeout: float = 30.0,
        lang: str | None = None,
        use_unverified_ssl: bool = False,
        *,
        access_token: str | None = None,
        **connection: Unpack[ConnectionArguments],
    ) -> None:
        super().__init__(
            host=host,
            enc_public_key=enc_public_key,
            on_error=on_error,
            timeout=timeout,
            lang=lang,
            use_unverified_ssl=use_unverified_ssl,
            **connection,
        )
        if not user_pool_id or bool(secret) == bool(access_token):
            raise ArgumentError(
                "a management client needs user_pool_id and secret, or access_token in place of the secret"
            )
        self._set(user_pool_id=user_pool_id, secret=secret, access_token=access_token)

    @classmethod
    def from_env(cls, **more: Unpack[PlatformArguments]) -> Self:
        """Read AUTHING_HOST, AUTHING_USERPOOL_ID and AUTHING_USERPOOL_SECRET.

        Raises:
            ArgumentError: One of the last two is not set.
        """
        more.setdefault("host", os.environ.get("AUTHING_HOST"))
        return cls(_variable("AUTHING_USERPOOL_ID"), _variable("AUTHING_USERPOOL_SECRET"), **more)


class AuthenticationClientOptions(PlatformOptions):
    """What an `AuthenticationClient` is made with: at least an application, a user pool or a token.

    Args:
        app_id: The id of the application that users log in to.
        app_host: Its own URL, where it has one; the client then talks to it.
        user_pool_id: The id of the user pool; needed only without `app_id`.
        token: The access token of a user who is logged in already.
        host: The URL of a private deployment; by default Authing's public cloud.
        enc_public_key: The key that passwords are encrypted with, as PEM or its base64 body; by default the one that
            the host publishes.
        on_error: Called with code and message of each error before it is raised.
        timeout: Seconds that one attempt may take, from the connection to the last byte of the answer.
        lang: The language of messages, such as `en-US`.
        websocket_host: The URL for Active Directory logins, where it differs.
        protocol: What the application speaks: oidc (default), oauth, saml or cas.
        secret: The application's secret.
        token_endpoint_auth_method: How the application proves itself: client_secret_post, client_secret_basic, none.
        introspection_endpoint_auth_method: The same, for introspection.
        revocation_endpoint_auth_method: The same, for revocation.
        redirect_uri: Where users come back to after a login in the browser.
        use_unverified_ssl: The old name of `verify=False`.
        connection: Everything else that `authing.core.options.Options` takes: `verify`, `proxy`, `hooks`, …

    Raises:
        ArgumentError: A value is missing or not usable.
    """

    app_id: str | None
    app_host: str | None
    user_pool_id: str | None
    token: str | None
    websocket_host: str | None
    protocol: str
    secret: str | None
    token_endpoint_auth_method: str | None
    introspection_endpoint_auth_method: str | None
    revocation_endpoint_auth_method: str | None
    redirect_uri: str | None

    def __init__(
        self,
        app_id: str | None = None,
        app_host: str | None = None,
        user_pool_id: str | None = None,
        token: str | None = None,
        host: str | None = None,
        enc_public_key: str | None = None,
        on_error: ErrorHandler | None = None,
        timeout: float = 30.0,
        lang: str | None = None,
        websocket_host: str | None = None,
        protocol: str | None = None,
        secret: str | None = None,
        token_endpoint_auth_method: str | None = None,
        introspection_endpoint_auth_method: str | None = None,
        revocation_endpoint_auth_method: str | None = None,
        redirect_uri: str | None = None,
        use_unverified_ssl: bool = False,
        **connection: Unpack[ConnectionArguments],
    ) -> None:
        super().__init__(
            host=app_host or host,
            enc_public_key=enc_public_key,
            on_error=on_error,
            timeout=timeout,
            lang=lang,
            use_unverified_ssl=use_unverified_ssl,
            **connection,
        )
        if not (app_id or user_pool_id or token):
            raise ArgumentError("an authentication client needs app_id, user_pool_id or the token of a user")
        if protocol is not None and protocol not in _PROTOCOLS:
            raise ArgumentError(f"protocol must be one of {', '.join(_PROTOCOLS)}")
        for method in (
            token_endpoint_auth_method,
            introspection_endpoint_auth_method,
            revocation_endpoint_auth_method,
        ):
            if method not in _CLIENT_AUTH_METHODS:
                raise ArgumentError(f"an endpoint's auth method must be one of {', '.join(_CLIENT_AUTH_METHODS[1:])}")
        self._set(
            app_id=app_id,
            app_host=app_host,
            user_pool_id=user_pool_id,
            token=None if token is None else checked_token(token),
            websocket_host=websocket_host,
            protocol=protocol or "oidc",
            secret=secret,
            token_endpoint_auth_method=token_endpoint_auth_method,
            introspection_endpoint_auth_method=introspection_endpoint_auth_method,
            revocation_endpoint_auth_method=revocation_endpoint_auth_method,
            redirect_uri=redirect_uri,
        )

    @classmethod
    def from_env(cls, *, token: str | None = None, **more: Unpack[PlatformArguments]) -> Self:
        """Read AUTHING_HOST, AUTHING_APP_ID, and AUTHING_APP_SECRET and AUTHING_USERPOOL_ID where they are set.

        Raises:
            ArgumentError: AUTHING_APP_ID is not set.
        """
        more.setdefault("host", os.environ.get("AUTHING_HOST"))
        return cls(
            app_id=_variable("AUTHING_APP_ID"),
            secret=os.environ.get("AUTHING_APP_SECRET"),
            user_pool_id=os.environ.get("AUTHING_USERPOOL_ID"),
            token=token,
            **more,
        )


def settled(kind: type[Given], options: Given | None, arguments: Any, needed: tuple[str, ...] = ()) -> Given:
    """The options that a client was given, as one object or as keyword arguments.

    Raises:
        ArgumentError: Neither is complete.
    """
    if options is not None:
        if arguments:
            raise TypeError(f"give options or keyword arguments, not both: {', '.join(arguments)}")
        return options
    if missing := [name for name in needed if name not in arguments]:
        raise ArgumentError(f"{' and '.join(missing)} must be given")
    return kind(**arguments)


def is_public_cloud(host: str) -> bool:
    """True for Authing's own hosts, whose key for passwords is known."""
    name = (urlsplit(host).hostname or "").removesuffix(".")
    return name == "authing.cn" or name.endswith(".authing.cn")


def _with_error_handler(hooks: Hooks | None, handler: ErrorHandler) -> Hooks:
    hooks = hooks or Hooks()
    also = hooks.on_error

    def tell(error: AuthingException) -> None:
        handler(error.code, error.message)
        if also is not None:
            also(error)

    return hooks._replace(on_error=tell)


def _variable(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        raise ArgumentError(f"the environment variable {name} is not set")
    return value
