"""Who a client of ZITADEL is, and where its instance is: what `Zitadel(authenticator)` is made with.

    ClientCredentialsAuthenticator     a service user's client id and secret
    WebTokenAuthenticator              a private key of a service user or an application
    PersonalAccessTokenAuthenticator   a token that is used as it is
    NoAuthAuthenticator                nobody
    Authenticator                      for a class of your own: headers from wherever `get_auth_headers` takes them

`Zitadel.with_…` makes the first three of them. They have the names and the methods that zitadel_client gives them;
making one does no I/O. A builder collects what its `build` then makes an authenticator with.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, timezone
from functools import cached_property
from time import time
from typing import TYPE_CHECKING

from authing.core.assertions import BACKDATED, LIFETIME
from authing.core.call import Flow, Once
from authing.core.credentials import Credentials, Grant, StaticToken, checked_token
from authing.core.end_user import maybe_text
from authing.core.errors import ArgumentError
from authing.core.grants import ClientCredentials, ProviderGrant
from authing.core.options import Frozen

from . import wire
from .credentials import ServiceKey, scope_of
from .key_file import KeyFile
from .options import ClientOptions, TransportOptions

if TYPE_CHECKING:
    from typing_extensions import Self, Unpack

    from authing.core.blocking import BlockingRunner

    from .key_file import KeySource
    from .options import ClientArguments

__all__ = [
    "Authenticator",
    "ClientCredentialsAuthenticator",
    "ClientCredentialsAuthenticatorBuilder",
    "NoAuthAuthenticator",
    "OAuthAuthenticator",
    "OAuthAuthenticatorBuilder",
    "PersonalAccessTokenAuthenticator",
    "Token",
    "WebTokenAuthenticator",
    "WebTokenAuthenticatorBuilder",
]


class Token(Frozen):
    """An access token, and when it ends.

    Args:
        access_token: The token.
        expires_at: Its end; without a zone it is UTC.
    """

    access_token: str
    expires_at: datetime

    def __init__(self, access_token: str, expires_at: datetime) -> None:
        moment = expires_at if expires_at.tzinfo else expires_at.replace(tzinfo=timezone.utc)
        self.__dict__.update(access_token=access_token, expires_at=moment)

    def is_expired(self) -> bool:
        """True once its end has come."""
        return self.expires_at <= datetime.now(timezone.utc)


class Authenticator:
    """Who a client is, and where its instance is.

    A class of your own overrides `get_auth_headers`. It is asked before each call, in the thread that makes the call, so
    where it has to wait for a token it should keep it; and what it raises, the call raises.

    Args:
        host: The instance: `https://example.us1.zitadel.cloud`.
        transport_options: How to reach the host, in the words of zitadel_client.
        arguments: The same in the project's own words: `timeout`, `verify`, `proxy`, `headers`, `hooks`, …

    Raises:
        ArgumentError: A value is not usable.
    """

    options: ClientOptions
    credentials: Credentials

    def __init__(
        self, host: str, transport_options: TransportOptions | None = None, **arguments: Unpack[ClientArguments]
    ) -> None:
        self.options = ClientOptions(host, transport_options, **arguments)
        self.credentials = _Asked(self)

    @property
    def host(self) -> str:
        """The instance's URL."""
        return self.options.host

    def get_host(self) -> str:
        """The instance's URL."""
        return self.options.host

    def get_auth_headers(self) -> dict[str, str]:
        """The headers that tell ZITADEL who calls: `Authorization` with a bearer token, or none."""
        raise NotImplementedError(f"{type(self).__name__} has to define get_auth_headers")

    def __repr__(self) -> str:
        return f"<{type(self).__name__} at {self.options.host}>"


class NoAuthAuthenticator(Authenticator):
    """Nobody: calls go out without a token."""

    def __init__(
        self,
        host: str = "http://localhost",
        transport_options: TransportOptions | None = None,
        **arguments: Unpack[ClientArguments],
    ) -> None:
        super().__init__(host, transport_options, **arguments)

    def get_auth_headers(self) -> dict[str, str]:
        """No headers."""
        return {}


class PersonalAccessTokenAuthenticator(Authenticator):
    """A token that is used as it is; the arguments are those of `Zitadel.with_access_token`."""

    def __init__(
        self,
        host: str,
        token: str,
        transport_options: TransportOptions | None = None,
        **arguments: Unpack[ClientArguments],
    ) -> None:
        super().__init__(host, transport_options, **arguments)
        self.credentials = StaticToken(checked_token(token))

    def get_auth_headers(self) -> dict[str, str]:
        """`Authorization` with the token."""
        return {"Authorization": f"Bearer {self.credentials.fresh(time())}"}


class OAuthAuthenticator(Authenticator):
    """A token that the instance grants, kept until shortly before its end: the same one for a client made with it."""

    _granted: ProviderGrant  # the credentials, which every kind of these sets

    def get_auth_token(self) -> str:
        """The present token, or a new one if there is none (POST /oauth/v2/token).

        It waits for the answer, once for all threads that ask meanwhile. Calls of a client need no help of it; it is for
        other programs that speak to the instance.

        Raises:
            AuthingException: The instance granted none, or could not be reached.
        """
        return self._runner.run(Once(self, self._present()))

    def get_auth_headers(self) -> dict[str, str]:
        """`Authorization` with the present token."""
        return {"Authorization": f"Bearer {self.get_auth_token()}"}

    def refresh_token(self) -> Token:
        """Take a new token, even if the present one is still good (POST /oauth/v2/token).

        Raises:
            AuthingException: The instance granted none, or could not be reached; the present one stays.
        """
        grant = self._runner.run(self._renewed())
        return Token(grant.token, datetime.now(timezone.utc) + timedelta(seconds=grant.lifetime or 0.0))

    @cached_property
    def _runner(self) -> BlockingRunner:
        from authing.core.blocking import BlockingRunner, shared_transport

        headers = wire.request_headers(self.options.lang)
        return BlockingRunner(self.options, headers, self.credentials, shared_transport(self.options))

    def _present(self) -> Flow[str]:
        return self._granted.fresh(time()) or (yield from self._renewed()).token

    def _renewed(self) -> Flow[Grant]:
        asked_at = time()
        grant = yield from self._granted.renewal()
        self._granted.keep(grant, asked_at)
        return grant


class ClientCredentialsAuthenticator(OAuthAuthenticator):
    """A service user's client id and secret; the arguments are those of `Zitadel.with_client_credentials`."""

    def __init__(
        self,
        host: str,
        client_id: str,
        client_secret: str,
        transport_options: TransportOptions | None = None,
        *,
        scopes: Iterable[str] | None = None,
        audience: str | None = None,
        **arguments: Unpack[ClientArguments],
    ) -> None:
        super().__init__(host, transport_options, **arguments)
        maybe_text("audience", audience)
        origin = self.options.issuer
        self.credentials = self._granted = ClientCredentials(
            audience or origin, client_id, client_secret, scope_of(scopes), host=origin
        )

    @staticmethod
    def builder(
        host: str, client_id: str, client_secret: str, transport_options: TransportOptions | None = None
    ) -> ClientCredentialsAuthenticatorBuilder:
        """Collect what to make one with, call by call."""
        return ClientCredentialsAuthenticatorBuilder(host, client_id, client_secret, transport_options)


class WebTokenAuthenticator(OAuthAuthenticator):
    """A private key of a service user or an application, which signs an assertion for each token (RFC 7523).

    The arguments are those of `Zitadel.with_private_key`.
    """

    def __init__(
        self,
        host: str,
        key_file: KeySource,
        transport_options: TransportOptions | None = None,
        *,
        scopes: Iterable[str] | None = None,
        audience: str | None = None,
        leeway: float = BACKDATED,
        token_lifetime: float = LIFETIME,
        **arguments: Unpack[ClientArguments],
    ) -> None:
        super().__init__(host, transport_options, **arguments)
        maybe_text("audience", audience)
        key = KeyFile(key_file, lifetime=token_lifetime, leeway=leeway)
        self.credentials = self._granted = ServiceKey(self.options.issuer, key, scope_of(scopes), audience)

    @classmethod
    def from_json(cls, host: str, json_path: KeySource, transport_options: TransportOptions | None = None) -> Self:
        """Make one of a key file."""
        return cls(host, json_path, transport_options)

    @staticmethod
    def builder(
        host: str, user_id: str, private_key: str, transport_options: TransportOptions | None = None
    ) -> WebTokenAuthenticatorBuilder:
        """Collect what to make one with, call by call; `private_key` is the key as PEM."""
        return WebTokenAuthenticatorBuilder(
            host, user_id, user_id, None, private_key, transport_options=transport_options
        )


class OAuthAuthenticatorBuilder:
    """What both builders have in common."""

    def __init__(self, host: str, transport_options: TransportOptions | None = None) -> None:
        self._host, self._transport_options = host, transport_options
        self._scopes: tuple[str, ...] | None = None

    def scopes(self, *auth_scopes: str) -> Self:
        """Ask for tokens with these scopes, in place of those that ZITADEL's interface needs."""
        self._scopes = auth_scopes
        return self


class ClientCredentialsAuthenticatorBuilder(OAuthAuthenticatorBuilder):
    """Collects what a `ClientCredentialsAuthenticator` is made with."""

    def __init__(
        self, host: str, client_id: str, client_secret: str, transport_options: TransportOptions | None = None
    ) -> None:
        super().__init__(host, transport_options)
        self._client = client_id, client_secret

    def build(self) -> ClientCredentialsAuthenticator:
        """Make the authenticator."""
        return ClientCredentialsAuthenticator(self._host, *self._client, self._transport_options, scopes=self._scopes)


class WebTokenAuthenticatorBuilder(OAuthAuthenticatorBuilder):
    """Collects what a `WebTokenAuthenticator` is made with.

    Args:
        host: The instance.
        jwt_issuer: Who makes the assertions: the id of the user.
        jwt_subject: Whom they are about: the same, ZITADEL accepts no other.
        jwt_audience: Whom they are for; None for the instance, by its host.
        private_key: The key as PEM.
        key_id: What ZITADEL calls the key.
        transport_options: How to reach the host.

    Raises:
        ArgumentError: Issuer and subject differ.
    """

    def __init__(
        self,
        host: str,
        jwt_issuer: str,
        jwt_subject: str,
        jwt_audience: str | None,
        private_key: str,
        key_id: str | None = None,
        transport_options: TransportOptions | None = None,
    ) -> None:
        super().__init__(host, transport_options)
        if jwt_issuer != jwt_subject:
            raise ArgumentError("jwt_issuer and jwt_subject must be the same: the id of the user that the key is of")
        self._user_id, self._audience, self._private_key, self._key_id = jwt_issuer, jwt_audience, private_key, key_id
        self._lifetime: float = LIFETIME

    def token_lifetime_seconds(self, seconds: float) -> Self:
        """Let an assertion be good for so many seconds.

        Raises:
            ArgumentError: These are no seconds.
        """
        if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or not seconds > 0:
            raise ArgumentError("token_lifetime_seconds are seconds, more than 0")
        self._lifetime = seconds
        return self

    def key_identifier(self, key_id: str | None) -> Self:
        """Tell what ZITADEL calls the key."""
        self._key_id = key_id
        return self

    def build(self) -> WebTokenAuthenticator:
        """Make the authenticator.

        Raises:
            ArgumentError: A value is not usable, or there is no key identifier: ZITADEL finds the key by it.
        """
        if not self._key_id:
            raise ArgumentError("key_identifier is missing: ZITADEL finds the key by it")
        return WebTokenAuthenticator(
            self._host,
            {"userId": self._user_id, "keyId": self._key_id, "key": self._private_key},
            self._transport_options,
            scopes=self._scopes,
            audience=self._audience,
            leeway=min(BACKDATED, self._lifetime / 2),
            token_lifetime=self._lifetime,
        )


class _Asked(Credentials):
    """The token that an authenticator's `get_auth_headers` gives, asked for before each call."""

    def __init__(self, authenticator: Authenticator) -> None:
        self._authenticator = authenticator

    def fresh(self, now: float) -> str:
        """The token to send, empty to send none.

        Raises:
            ArgumentError: The headers are not those of a bearer token.
        """
        given: object = self._authenticator.get_auth_headers()
        match [(str(name).lower(), value) for name, value in given.items()] if isinstance(given, Mapping) else None:
            case []:
                return ""
            case [("authorization", str(value))] if value[:7].lower() == "bearer ":
                return checked_token(value[7:])
        raise ArgumentError(
            "get_auth_headers may give Authorization with a bearer token, or nothing:"
            " other headers of every call are default_headers of the transport options"
        )
