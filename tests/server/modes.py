"""Both kinds of client behind one face, so that a test is written once and runs blocking and awaited."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncIterator
from typing import Any

from authing import AsyncAuthenticationClient, AsyncManagementClient, AuthenticationClient, ManagementClient
from authing.core.binding import Resource
from authing.server import LocalServer

MODES = ("blocking", "awaited")


class Face:
    """An awaited client or sub-client whose operations are run to their end in one event loop."""

    def __init__(self, inner: Any, loop: asyncio.AbstractEventLoop) -> None:
        self._inner, self._loop = inner, loop

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        if isinstance(found, Resource):
            return Face(found, self._loop)
        if not callable(found):
            return found

        def call(*args: Any, **kwargs: Any) -> Any:
            result = found(*args, **kwargs)
            if inspect.isawaitable(result):
                return self._loop.run_until_complete(result)
            return self._collected(result) if isinstance(result, AsyncIterator) else result

        return call

    def _collected(self, items: AsyncIterator[Any]) -> list[Any]:
        async def collect() -> list[Any]:
            return [item async for item in items]

        return self._loop.run_until_complete(collect())


class Clients:
    """Makes clients of one mode for one server."""

    def __init__(self, mode: str, server: LocalServer) -> None:
        self.server = server
        self._loop = asyncio.new_event_loop() if mode == "awaited" else None
        self._owned: list[Any] = []

    def management(self, **arguments: Any) -> Any:
        server = self.server
        given = {"user_pool_id": server.user_pool_id, "secret": server.secret, "host": server.host, **arguments}
        if self._loop is None:
            client: Any = ManagementClient(**given)
        else:
            client = Face(AsyncManagementClient(**given), self._loop)
        self._owned.append(client)
        return client

    def authentication(self, **arguments: Any) -> Any:
        given = {"app_id": self.server.app_id, "host": self.server.host, **arguments}
        if self._loop is None:
            return AuthenticationClient(**given)
        return Face(AsyncAuthenticationClient(**given), self._loop)

    def close(self) -> None:
        for client in self._owned:
            client.close()
        if self._loop is not None:
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.close()
