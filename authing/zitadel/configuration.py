"""What `mutate_config` may change of a client, in the words of zitadel_client.

    def behind_a_proxy(configuration):
        configuration.proxy_url = "http://proxy:3128"

    Zitadel(authenticator, mutate_config=behind_a_proxy)

It is there for programs that have such a function; `TransportOptions` and the project's own options tell more.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from authing.core.errors import ArgumentError

from . import wire
from .options import ClientOptions

if TYPE_CHECKING:
    from .authenticators import Authenticator

__all__ = ["Configuration", "changed_options"]

_ELSEWHERE = {
    "debug": "use the loggers under `authing`, which show no secrets",
    "logger_file": "give the loggers under `authing` a handler",
    "ca_cert_data": "write it to a file, for ssl_ca_cert",
    **dict.fromkeys(
        ("assert_hostname", "socket_options", "tls_server_name"),
        "give the authenticator an http_client: a requests.Session that is set up so",
    ),
}
"""What zitadel_client lets be set here and this package does not, and what to do."""


class Configuration:
    """How a client reaches its host.

    Attributes:
        verify_ssl: False not to verify TLS certificates (with a warning).
        ssl_ca_cert: A PEM file to verify them with.
        cert_file: A client certificate.
        key_file: Its key, where it is in a file of its own.
        proxy_url: The proxy.
        default_headers: Headers of every call.
        user_agent: What the client calls itself.
        retries: How often a call is tried again where that is harmless.
        connection_pool_maxsize: Connections kept open when idle.
    """

    verify_ssl: bool
    ssl_ca_cert: str | None
    cert_file: str | None
    key_file: str | None
    proxy_url: str | None
    default_headers: dict[str, str]
    user_agent: str
    retries: int
    connection_pool_maxsize: int

    def __init__(self, authenticator: Authenticator) -> None:
        options = authenticator.options
        cert, key = options.cert if isinstance(options.cert, tuple) else (options.cert, None)
        self.verify_ssl = options.verify is not False
        self.ssl_ca_cert = options.verify if isinstance(options.verify, str) else None
        self.cert_file, self.key_file = cert, key
        self.proxy_url = options.proxy
        self.default_headers = dict(options.headers)
        self.user_agent = wire.request_headers(None)["user-agent"]
        self.retries = options.retries
        self.connection_pool_maxsize = options.pool_size

    def __setattr__(self, name: str, value: Any) -> None:
        if name not in Configuration.__annotations__:
            advice = f": {_ELSEWHERE[name]}" if name in _ELSEWHERE else ""
            raise ArgumentError(f"{name} is no setting that mutate_config can change{advice}")
        super().__setattr__(name, value)


def changed_options(authenticator: Authenticator, change: Callable[[Configuration], object]) -> ClientOptions:
    """The options of an authenticator, changed as `mutate_config` does it.

    Raises:
        ArgumentError: A value is not usable.
    """
    told = Configuration(authenticator)
    change(told)
    if told.key_file and not told.cert_file:
        raise ArgumentError("key_file is the key of a cert_file, which is missing")
    if told.ssl_ca_cert and not told.verify_ssl:
        raise ArgumentError("ssl_ca_cert is of no use without verify_ssl")
    settings: dict[str, Any] = {
        **vars(authenticator.options),
        "verify": (told.ssl_ca_cert or True) if told.verify_ssl else False,
        "cert": (told.cert_file, told.key_file) if told.cert_file and told.key_file else told.cert_file,
        "proxy": told.proxy_url,
        "headers": {"user-agent": told.user_agent, **told.default_headers},
        "retries": told.retries,
        "pool_size": told.connection_pool_maxsize,
    }
    return ClientOptions(**settings)
