"""`Client` and `AuthenticatedClient`: the settings of a client, as programs of logto-admin make them.

    from authing.logto import AuthenticatedClient
    from authing.logto.api.users import get_api_users

    with AuthenticatedClient(base_url="https://logto.example.com/api", token="…") as client:
        users = get_api_users.sync(client=client)
        same = client.logto.users.list(page=1, page_size=20)        # the client that performs it

What differs from logto-admin is told in `authing.logto.api`.
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from copy import copy
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Any

from authing.core.caller import warn_caller
from authing.core.credentials import Credentials
from authing.core.errors import ArgumentError, MissingExtra
from authing.core.options import warn_unverified

from .client import AsyncLogto, Logto
from .credentials import token_from
from .options import ClientOptions

if TYPE_CHECKING:
    import httpx
    from typing_extensions import Self

    from .token_manager import TokenManager

__all__ = ["AuthenticatedClient", "Client"]

_MADE = ("logto", "async_logto")  # made of the settings, and anew when those change


class Client:
    """The settings of a client that sends no token: for the operations that need none.

    It may be made for each piece of work: the connections stay open for the next one that is made with the same
    settings. Those of httpx, where that is used, end with the `with` block.

    Args:
        base_url: Logto's URL, with or without `/api`.
        cookies: Cookies of every call.
        headers: Headers of every call.
        timeout: Seconds that one attempt may take, or an `httpx.Timeout`; by default 30.
        verify_ssl: True to verify TLS certificates, a path to verify them against this bundle, or an `ssl.SSLContext`;
            False (with a warning) not to.
        follow_redirects: True is refused with a warning: a token does not go where an answer says.
        httpx_args: What to make the `httpx.Client` or `httpx.AsyncClient` with that sends the calls; None to send them
            without httpx.
        raise_on_unexpected_status: Makes no difference: errors always raise.

    Attributes:
        logto: The client that performs blocking calls.
        async_logto: The client that performs awaited calls.
    """

    def __init__(
        self,
        base_url: str,
        *,
        cookies: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | httpx.Timeout | None = None,
        verify_ssl: bool | str | ssl.SSLContext = True,
        follow_redirects: bool = False,
        httpx_args: Mapping[str, Any] | None = None,
        raise_on_unexpected_status: bool = False,
    ) -> None:
        if follow_redirects:
            warn_caller("redirects are not followed: a token does not go where an answer says", UserWarning)
        self.raise_on_unexpected_status = raise_on_unexpected_status
        self._base_url = base_url
        self._verify_ssl: Any = verify_ssl
        self._cookies, self._headers = dict(cookies or {}), dict(headers or {})
        self._timeout, self._httpx_args = timeout, dict(httpx_args or {})
        self._client: httpx.Client | None = None
        self._async_client: httpx.AsyncClient | None = None

    # -- settings -------------------------------------------------------------------------------------

    def with_headers(self, headers: Mapping[str, str]) -> Self:
        """The same client with these headers besides."""
        return self._with(_headers={**self._headers, **headers})

    def with_cookies(self, cookies: Mapping[str, str]) -> Self:
        """The same client with these cookies besides."""
        return self._with(_cookies={**self._cookies, **cookies})

    def with_timeout(self, timeout: float | httpx.Timeout) -> Self:
        """The same client with another time that one attempt may take, in seconds."""
        return self._with(_timeout=timeout)

    def set_httpx_client(self, client: httpx.Client) -> Self:
        """Send blocking calls through this client, whose own settings rule TLS, proxy and pool."""
        self._client = client
        self.__dict__.pop("logto", None)
        return self

    def set_async_httpx_client(self, async_client: httpx.AsyncClient) -> Self:
        """Send awaited calls through this client, whose own settings rule TLS, proxy and pool."""
        self._async_client = async_client
        self.__dict__.pop("async_logto", None)
        return self

    def get_httpx_client(self) -> httpx.Client:
        """The `httpx.Client` that blocking calls are sent through from now on.

        Raises:
            MissingExtra: httpx is not installed.
        """
        if self._client is None:
            self.set_httpx_client(_httpx().Client(**self._httpx_settings()))
        return self._client  # type: ignore[return-value]  # set above

    def get_async_httpx_client(self) -> httpx.AsyncClient:
        """The `httpx.AsyncClient` that awaited calls are sent through from now on.

        Raises:
            MissingExtra: httpx is not installed.
        """
        if self._async_client is None:
            self.set_async_httpx_client(_httpx().AsyncClient(**self._httpx_settings()))
        return self._async_client  # type: ignore[return-value]  # set above

    # -- what performs the calls ----------------------------------------------------------------------

    @cached_property
    def logto(self) -> Logto:
        """The client that performs blocking calls."""
        http_client = self.get_httpx_client() if self._needs_httpx else self._client
        return Logto._made(*self._made_with(http_client), passing=True)

    @cached_property
    def async_logto(self) -> AsyncLogto:
        """The client that performs awaited calls."""
        http_client = self.get_async_httpx_client() if self._needs_httpx else self._async_client
        return AsyncLogto._made(*self._made_with(http_client), passing=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.__dict__.pop("logto", None)
        if self._client is not None:
            self._client.close()
            self._client = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.__dict__.pop("async_logto", None)
        if self._async_client is not None:
            await self._async_client.aclose()
            self._async_client = None

    def __repr__(self) -> str:
        return f"<{type(self).__name__} for {str(self._base_url).rpartition('@')[2]}>"  # never a password in the URL

    # -- how it is made -------------------------------------------------------------------------------

    @property
    def _needs_httpx(self) -> bool:
        return bool(self._httpx_args) or isinstance(self._verify_ssl, ssl.SSLContext)

    def _with(self, **changes: Any) -> Self:
        other = copy(self)  # not made anew: a class of the program's own may be made with other arguments
        other.__dict__.update(changes)
        for made in _MADE:
            other.__dict__.pop(made, None)
        return other

    def _made_with(self, http_client: Any) -> tuple[ClientOptions, Credentials]:
        given = {} if http_client is None else http_client.headers
        own = {"cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())} if self._cookies else {}
        credentials, proof = self._proof(given)
        arguments: dict[str, Any] = {"headers": {**self._headers, **own, **proof}, **_seconds(self._timeout)}
        if http_client is None:
            return ClientOptions(self._base_url, verify=self._verify_ssl, **arguments), credentials
        where = str(http_client.base_url) or self._base_url
        return ClientOptions(where, http_client=http_client, **arguments), credentials

    def _proof(self, given: Mapping[str, str]) -> tuple[Credentials, Mapping[str, str]]:
        """Where the token comes from, and headers in its place; `given` are those of the user's own httpx client."""
        return _Nobody(), {}

    def _httpx_settings(self) -> dict[str, Any]:
        settings = {"base_url": self._base_url, "verify": self._verify_ssl, **self._httpx_args}
        if settings["verify"] is False:
            warn_unverified(self._base_url)
        if isinstance(settings["verify"], str):  # newer releases of httpx want it so
            settings["verify"] = ssl.create_default_context(cafile=settings["verify"])
        return settings


class AuthenticatedClient(Client):
    """The settings of a client that sends a token.

    Args:
        base_url: Logto's URL, with or without `/api`.
        token: The token, or a `TokenManager`, which knows a new one when it is time. Another text can be assigned to it later.
        prefix: What stands before the token: `Bearer`, or empty.
        auth_header_name: The header that it stands in.
        settings: As `Client` takes them.
    """

    def __init__(
        self,
        base_url: str,
        token: str | TokenManager,
        prefix: str = "Bearer",
        auth_header_name: str = "Authorization",
        **settings: Any,
    ) -> None:
        super().__init__(base_url, **settings)
        self.token, self.prefix, self.auth_header_name = token, prefix, auth_header_name

    @property
    def token(self) -> str | TokenManager:
        """The token, or what knows it. What is assigned counts from the next call on."""
        return self._token

    @token.setter
    def token(self, token: str | TokenManager) -> None:
        """Send another one from now on."""
        self._token = token
        for made in _MADE:
            self.__dict__.pop(made, None)

    def _proof(self, given: Mapping[str, str]) -> tuple[Credentials, Mapping[str, str]]:
        if self.auth_header_name in given:
            return _Nobody(), {}  # the user's httpx client brings its own
        manager = getattr(self.token, "manager", self.token)
        if isinstance(manager, Credentials):
            return manager, {}
        if self.auth_header_name.lower() == "authorization" and self.prefix.lower() in ("", "bearer"):
            # Where the prefix is empty, programs have it in the token.
            return token_from(lambda: str(self.token).removeprefix("Bearer ")), {}
        return _Nobody(), {self.auth_header_name: f"{self.prefix} {self.token}".strip()}


class _Nobody(Credentials):
    """No token is sent."""

    def fresh(self, now: float) -> str | None:
        """Empty: none is sent."""
        return ""


def _seconds(timeout: Any) -> dict[str, float]:
    """What a timeout in httpx's words is in ours."""
    if timeout is None:
        return {}
    if isinstance(timeout, (int, float)):
        return {"timeout": timeout}
    parts = {name: getattr(timeout, name, None) for name in ("connect", "read")}
    if not any(hasattr(timeout, name) for name in parts):
        raise ArgumentError(f"timeout is seconds, or an httpx.Timeout, not a {type(timeout).__name__}")
    known = {name: seconds for name, seconds in parts.items() if seconds is not None}
    whole = {"timeout": sum(known.values())} if "read" in known else {}
    return {**whole, **({"connect_timeout": known["connect"]} if "connect" in known else {})}


def _httpx() -> Any:
    try:
        import httpx
    except ImportError:
        raise MissingExtra(
            "httpx_args, verify_ssl=SSLContext and get_httpx_client need httpx: pip install httpx"
        ) from None
    return httpx
