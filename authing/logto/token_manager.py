"""One token of the Management API for many clients, in the words of logto-admin.

    manager = TokenManager(logto_endpoint="https://logto.example.com", m2m_app_id="…", m2m_app_secret="…")

    client = AuthenticatedClient(base_url=manager.logto_endpoint, token=manager)       # as many as you like
    client = Logto.with_token(manager.logto_endpoint, manager)

Each client asks the manager for the token of each of its calls; the manager takes a new one shortly before the present one
ends, or when Logto no longer accepts it. Nothing has to run beside the program: `refresh_token_periodically` is there for
programs that send `get_auth_header` with requests of their own, so that they never wait for a token.

`token_info["access_token"]` is a text that remembers its manager: a client that is made with it gets the manager's
tokens too, and not that one alone.
"""

from __future__ import annotations

from functools import cached_property
from logging import getLogger
from time import time
from typing import TYPE_CHECKING, Any

from authing.core.call import Flow
from authing.core.credentials import PATIENCE, StaticToken
from authing.core.errors import AuthingException, Forbidden, Invalid

from .credentials import SCOPE, ApplicationSecret, resource_at
from .options import ClientOptions
from .wire import request_headers

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from authing.core.awaiting import AwaitingRunner
    from authing.core.blocking import BlockingRunner

    from .options import ClientArguments

__all__ = ["ManagedToken", "TokenManager"]

_log = getLogger("authing.token")


class ManagedToken(str):
    """The present token, as a text that remembers where the next one comes from."""

    __slots__ = ("manager",)

    manager: TokenManager

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        return str, (str(self),)  # what is stored elsewhere is the token, and not the manager with its secret


class TokenManager(ApplicationSecret):
    """The token of a machine-to-machine application, for any number of clients and threads.

    Args:
        logto_endpoint: Logto's URL.
        m2m_app_id: The id of an application that has a role with the scope `all` of the Management API.
        m2m_app_secret: Its secret.
        resource: What the Management API is called in tokens: by default what it is called at this endpoint, which for a
            custom domain of Logto Cloud cannot be known.
        arguments: `timeout`, `verify`, `proxy`, … for the token endpoint, as every client takes them.

    Raises:
        ArgumentError: A value is not usable.
    """

    def __init__(
        self,
        logto_endpoint: str,
        m2m_app_id: str,
        m2m_app_secret: str,
        *,
        resource: str | None = None,
        **arguments: Unpack[ClientArguments],
    ) -> None:
        self._options = options = ClientOptions(logto_endpoint, **arguments)
        audience = resource_at(options.host) if resource is None else resource
        super().__init__(options.issuer, m2m_app_id, m2m_app_secret, audience, SCOPE)
        self.logto_endpoint, self.m2m_app_id = options.host, m2m_app_id

    @property
    def token_info(self) -> dict[str, str]:
        """The kind of the token, and the present token; its text is empty as long as there is none."""
        token = ManagedToken(self.usable(time()) or "")
        token.manager = self
        return {"token_type": "Bearer", "access_token": token}

    async def fetch_token_info(self) -> dict[str, Any]:
        """Take a new token, even if the present one is still good (POST /oidc/token).

        Returns:
            The answer: `access_token`, `token_type`, `expires_in` in seconds, and `scope`.

        Raises:
            Forbidden: The application is not known by this secret, or has no role that opens the Management API.
            NetworkError: Logto was not reached.
        """
        return await self._awaiting.run(self._fetched())

    async def refresh_token_periodically(self) -> None:
        """Take a new token shortly before the present one ends, again and again; it ends when it is cancelled.

        Raises:
            Forbidden: The application is not known by this secret, or has no role that opens the Management API.
            Invalid: Logto does not know the resource.
        """
        from asyncio import sleep

        while True:
            try:
                await self.fetch_token_info()
                pause = self._kept.renew_at - time()
            except (Forbidden, Invalid):
                raise  # the settings are wrong, and stay so
            except AuthingException as error:
                _log.warning("the token could not be renewed, it is tried again: %s", type(error).__name__)
                pause = PATIENCE
            await sleep(max(pause, 1.0))

    def get_auth_header(self) -> str:
        """`Bearer` and the present token, for the header of a request of your own.

        Where there is none that is good, it is waited for; in an event loop await `fetch_token_info` before.

        Raises:
            Forbidden: The application is not known by this secret, or has no role that opens the Management API.
            NetworkError: Logto was not reached.
        """
        token = self.usable(time()) or self._blocking.run(self._fetched())["access_token"]
        return f"Bearer {token}"

    def _fetched(self) -> Flow[dict[str, Any]]:
        asked = time()
        grant = yield from self.renewal()
        self.keep(grant, asked)
        return {
            "access_token": grant.token,
            "token_type": "Bearer",
            "expires_in": int(grant.lifetime or 0),
            "scope": self.scope,
        }

    @cached_property
    def _blocking(self) -> BlockingRunner:
        from authing.core.blocking import BlockingRunner, shared_transport

        options = self._options
        return BlockingRunner(options, request_headers(options.lang), StaticToken(), shared_transport(options))

    @cached_property
    def _awaiting(self) -> AwaitingRunner:
        from authing.core.awaiting import AwaitingRunner, shared_transport

        options = self._options
        return AwaitingRunner(options, request_headers(options.lang), StaticToken(), shared_transport(options))
