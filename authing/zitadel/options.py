"""How a client reaches ZITADEL: the project's own options, or those of zitadel_client."""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike
from types import MappingProxyType, NoneType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from authing.core.errors import ArgumentError
from authing.core.options import Frozen, Options, check_headers

if TYPE_CHECKING:
    from typing_extensions import Self, Unpack

    from authing.core.options import ConnectionArguments, Hooks

    class ClientArguments(ConnectionArguments, total=False):
        """The keyword arguments that every client takes."""

        timeout: float
        lang: str | None


__all__ = ["ClientOptions", "TransportOptions"]

_DEFAULT_PORTS = {"http": ":80", "https": ":443"}
_OWN_NAMES = {
    "ca_cert_path": "verify='ca.pem'",
    "insecure": "verify=False",
    "proxy_url": "proxy",
    "default_headers": "headers",
}
"""What the arguments of `TransportOptions` are called elsewhere."""


class TransportOptions(Frozen):
    """How to reach the host, in the words of zitadel_client.

    Args:
        default_headers: Headers of every request, those for tokens and discovery too.
        ca_cert_path: A PEM file to verify TLS certificates with, in place of the system's.
        insecure: True not to verify them (with a warning).
        proxy_url: The proxy, with its user and password if it wants them.
        timeout: Seconds that one attempt may take.
        connect_timeout: Seconds to wait for a connection.
        retries: How often a call is tried again where that is harmless.
        hooks: Functions to call on requests, answers and errors.

    Raises:
        ArgumentError: A value is not usable.
    """

    default_headers: Mapping[str, str]
    ca_cert_path: str | PathLike[str] | None
    insecure: bool
    proxy_url: str | None

    def __init__(
        self,
        default_headers: Mapping[str, str] | None = None,
        ca_cert_path: str | PathLike[str] | None = None,
        insecure: bool = False,
        proxy_url: str | None = None,
        *,
        timeout: float = 30.0,
        connect_timeout: float = 5.0,
        retries: int = 2,
        hooks: Hooks | None = None,
    ) -> None:
        check_headers(default_headers or {})
        if not isinstance(insecure, bool):
            raise ArgumentError("insecure is True or False")
        if not isinstance(proxy_url, (str, NoneType)):
            raise ArgumentError(f"proxy_url must be a URL, not a {type(proxy_url).__name__}")
        self.__dict__.update(
            default_headers=MappingProxyType(dict(default_headers or {})),
            ca_cert_path=ca_cert_path,
            insecure=insecure,
            proxy_url=proxy_url,
            timeout=timeout,
            connect_timeout=connect_timeout,
            retries=retries,
            hooks=hooks,
        )

    @classmethod
    def defaults(cls) -> Self:
        """Options that change nothing."""
        return cls()

    def arguments(self) -> ClientArguments:
        """The same in the words of the project's own options."""
        given: dict[str, Any] = self.__dict__
        kept = {name: given[name] for name in ("timeout", "connect_timeout", "retries", "hooks")}
        verify = False if self.insecure else True if self.ca_cert_path is None else self.ca_cert_path
        return {**kept, "headers": self.default_headers, "verify": verify, "proxy": self.proxy_url}  # type: ignore[typeddict-item]


class ClientOptions(Options):
    """What a client of ZITADEL is made with.

    Args:
        host: The instance: `https://example.us1.zitadel.cloud`. Without a scheme it is https; a path is kept as a prefix.
        transport_options: In the words of zitadel_client; or give the arguments of `authing.core.options.Options`,
            which win over it.
        arguments: `timeout`, `verify`, `proxy`, `headers`, `hooks`, …

    Raises:
        ArgumentError: A value is not usable.
    """

    def __init__(
        self,
        host: str,
        transport_options: TransportOptions | None = None,
        **arguments: Unpack[ClientArguments],
    ) -> None:
        if transport_options is not None:
            if not isinstance(transport_options, TransportOptions):
                raise ArgumentError(
                    f"transport_options must be TransportOptions, not {type(transport_options).__name__}"
                )
            arguments = {**transport_options.arguments(), **arguments}
        for name in _OWN_NAMES.keys() & arguments.keys():
            raise ArgumentError(f"{name} is an argument of TransportOptions; here, give {_OWN_NAMES[name]}")
        super().__init__(host=_with_scheme(host), **arguments)

    @property
    def issuer(self) -> str:
        """What the instance calls itself in tokens: scheme and authority, without a path or a usual port."""
        parts = urlsplit(self.host)
        return f"{parts.scheme}://{parts.netloc.lower().removesuffix(_DEFAULT_PORTS[parts.scheme])}"


def _with_scheme(host: str) -> str:
    if not isinstance(host, str):
        raise ArgumentError(
            f"host must be a URL such as https://example.us1.zitadel.cloud, not a {type(host).__name__}"
        )
    plain = host.strip()
    return plain if "://" in plain or not plain else f"https://{plain}"
