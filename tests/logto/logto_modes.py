"""Both clients of Logto, so that a test is written once and holds blocking and awaited."""

from __future__ import annotations

import asyncio
import inspect
import time
from collections.abc import AsyncIterator
from typing import Any

from logto_server import LogtoServer

from authing.logto import AsyncLogto, Logto

MODES = ("blocking", "awaited")


class Mode:
    """Makes clients of one mode, and brings their operations to an end."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.kind: Any = Logto if name == "blocking" else AsyncLogto
        self._loop = asyncio.new_event_loop() if name == "awaited" else None
        self._clients: list[Any] = []

    def client(self, server: LogtoServer, **arguments: Any) -> Any:
        """A client with an application that the server knows."""
        server.add_application("m2m", "hush")
        return self.kept(self.kind(server.endpoint, "m2m", "hush", **arguments))

    def by_token(self, server: LogtoServer, token: Any = None, **arguments: Any) -> Any:
        """A client with a token, by default one that the server accepts."""
        token = server.issuer.issue("m2m") if token is None else token
        return self.kept(self.kind.with_token(server.endpoint, token, **arguments))

    def kept(self, client: Any) -> Any:
        """The client, which is closed at the end."""
        self._clients.append(client)
        return client

    def run(self, result: Any) -> Any:
        """What an operation comes to in the end; of an iterator all items."""
        if self._loop is None:
            return list(result) if inspect.isgenerator(result) else result
        if isinstance(result, AsyncIterator):
            return self._loop.run_until_complete(_listed(result))
        return self._loop.run_until_complete(result) if inspect.isawaitable(result) else result

    def together(self, *results: Any) -> list[Any]:
        """What awaited operations come to that are under way at once."""
        assert self._loop is not None

        async def gathered() -> list[Any]:
            return list(await asyncio.gather(*results))

        return self._loop.run_until_complete(gathered())

    def pause(self, seconds: float) -> None:
        """Let time pass; the event loop looks at its connections meanwhile."""
        if self._loop is None:
            time.sleep(seconds)
        else:
            self._loop.run_until_complete(asyncio.sleep(seconds))

    def close(self) -> None:
        for client in self._clients:
            self.run(client.close())
        if self._loop is not None:
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.run_until_complete(self._loop.shutdown_default_executor())
            self._loop.close()


async def _listed(items: AsyncIterator[Any]) -> list[Any]:
    return [item async for item in items]
