"""Who a client of ZITADEL is, and where its instance is: what `Zitadel(authenticator)` is made with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from authing.core.assertions import BACKDATED, LIFETIME
from authing.core.credentials import Credentials, StaticToken

from .credentials import ServiceKey, ServiceSecret, scope_of
from .key_file import KeyFile
from .options import ClientOptions, TransportOptions

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from .key_file import KeySource
    from .options import ClientArguments

__all__ = ["Authenticator", "by_access_token", "by_client_credentials", "by_private_key"]


class Authenticator:
    """Options and credentials of a client."""

    def __init__(self, options: ClientOptions, credentials: Credentials) -> None:
        self.options, self.credentials = options, credentials

    def get_host(self) -> str:
        """The instance's URL."""
        return self.options.host


def by_access_token(
    host: str,
    access_token: str,
    transport_options: TransportOptions | None = None,
    **arguments: Unpack[ClientArguments],
) -> Authenticator:
    """A token that is used as it is: a personal access token of a service user, or one from elsewhere."""
    return Authenticator(ClientOptions(host, transport_options, **arguments), StaticToken(access_token))


def by_client_credentials(
    host: str,
    client_id: str,
    client_secret: str,
    transport_options: TransportOptions | None = None,
    *,
    scopes: Iterable[str] | None = None,
    **arguments: Unpack[ClientArguments],
) -> Authenticator:
    """A service user's client id and secret."""
    options = ClientOptions(host, transport_options, **arguments)
    return Authenticator(options, ServiceSecret(options.issuer, client_id, client_secret, scope_of(scopes)))


def by_private_key(
    host: str,
    key_file: KeySource,
    transport_options: TransportOptions | None = None,
    *,
    scopes: Iterable[str] | None = None,
    audience: str | None = None,
    leeway: float = BACKDATED,
    token_lifetime: float = LIFETIME,
    **arguments: Unpack[ClientArguments],
) -> Authenticator:
    """A private key of a service user or an application."""
    options = ClientOptions(host, transport_options, **arguments)
    key = KeyFile(key_file, lifetime=token_lifetime, leeway=leeway)
    return Authenticator(options, ServiceKey(options.issuer, key, scope_of(scopes), audience))
