"""Both clients of ZITADEL, so that a test is written once and holds blocking and awaited."""

from __future__ import annotations

import asyncio
import inspect
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

from connect_server import ConnectServer

from authing.zitadel import AsyncZitadel, Zitadel

MODES = ("blocking", "awaited")
GET_USER = "/zitadel.user.v2.UserService/GetUserByID"
DELETE_USER = "/zitadel.user.v2.UserService/DeleteUser"


class Mode:
    """Makes clients of one mode, and brings their operations to an end."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.kind: Any = Zitadel if name == "blocking" else AsyncZitadel
        self._loop = asyncio.new_event_loop() if name == "awaited" else None
        self._clients: list[Any] = []

    def by_token(self, server: ConnectServer, token: str = "a-token", /, **arguments: Any) -> Any:
        """A client with a token that the server accepts."""
        return self.kept(self.kind.with_access_token(server.host, server.allow(token), **arguments))

    def by_key(self, server: ConnectServer, **arguments: Any) -> Any:
        """A client with the key of a service user that the server knows."""
        return self.kept(self.kind.with_private_key(server.host, server.add_service_user("u1"), **arguments))

    def by_secret(self, server: ConnectServer, client_id: str = "bot", secret: str = "hush", **arguments: Any) -> Any:
        """A client with a client id and secret that the server knows."""
        server.add_service_user("u1", client_id=client_id, secret=secret)
        return self.kept(self.kind.with_client_credentials(server.host, client_id, secret, **arguments))

    def kept(self, client: Any) -> Any:
        """The client, which is closed at the end."""
        self._clients.append(client)
        return client

    def run(self, result: Any) -> Any:
        """What an operation comes to in the end."""
        if self._loop is None:
            return result
        if isinstance(result, AsyncIterator):
            return self._loop.run_until_complete(_listed(result))
        return self._loop.run_until_complete(result) if inspect.isawaitable(result) else result

    def pause(self, seconds: float) -> None:
        """Let time pass; the event loop looks at its connections meanwhile."""
        if self._loop is None:
            time.sleep(seconds)
        else:
            self._loop.run_until_complete(asyncio.sleep(seconds))

    def reader(self, read: Callable[[], Any]) -> Callable[[], Any]:
        """A function as `wait_until` of this mode wants it."""

        async def awaited() -> Any:
            return read()

        return read if self._loop is None else awaited

    def close(self) -> None:
        for client in self._clients:
            self.run(client.close())
        if self._loop is not None:
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.run_until_complete(self._loop.shutdown_default_executor())
            self._loop.close()


async def _listed(items: AsyncIterator[Any]) -> list[Any]:
    return [item async for item in items]
