"""Both kinds of client behind one face, so that a test is written once and runs blocking and awaited."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from authing import AsyncAuthenticationClient, AsyncManagementClient, AuthenticationClient, ManagementClient
from authing.core.binding import Resource
from authing.server import LocalServer

MODES = ("blocking", "awaited")


SUCCEEDED: set[tuple[str, str]] = set()
"""The operations that succeeded in this run of the tests: mode, and name such as `users.list` or `authentication.login_by_email`."""


class Face:
    """A client or sub-client whose operations are noted as they succeed, and run in one event loop if they are awaited."""

    def __init__(self, inner: Any, mode: str, loop: asyncio.AbstractEventLoop | None, path: str = "") -> None:
        self._inner, self._mode, self._loop, self._path = inner, mode, loop, path

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        path = f"{self._path}.{name}" if self._path else name
        if isinstance(found, Resource):
            return Face(found, self._mode, self._loop, path)
        if not callable(found):
            return found

        def call(*args: Any, **kwargs: Any) -> Any:
            result = self.finished(found(*args, **kwargs))
            SUCCEEDED.add((self._mode, path))
            return result

        return call

    def finished(self, result: Any) -> Any:
        """What an operation comes to in the end."""
        if self._loop is not None and inspect.isawaitable(result):
            return self._loop.run_until_complete(result)
        return self._collected(result) if isinstance(result, AsyncIterator) else result

    def _collected(self, items: AsyncIterator[Any]) -> list[Any]:
        assert self._loop is not None

        async def collect() -> list[Any]:
            return [item async for item in items]

        return self._loop.run_until_complete(collect())


class Clients:
    """Makes clients of one mode for one server."""

    def __init__(self, mode: str, server: LocalServer) -> None:
        self.server, self._mode = server, mode
        self._loop = asyncio.new_event_loop() if mode == "awaited" else None
        self._owned: list[Any] = []

    def management(self, **arguments: Any) -> Any:
        server = self.server
        given = {"user_pool_id": server.user_pool_id, "secret": server.secret, "host": server.host, **arguments}
        kind: Any = ManagementClient if self._loop is None else AsyncManagementClient
        client = Face(kind(**given), self._mode, self._loop)
        self._owned.append(client)
        return client

    def authentication(self, **arguments: Any) -> Any:
        given = {"app_id": self.server.app_id, "host": self.server.host, **arguments}
        kind: Any = AuthenticationClient if self._loop is None else AsyncAuthenticationClient
        return Face(kind(**given), self._mode, self._loop, "authentication")

    def close(self) -> None:
        for client in self._owned:
            client.close()
        if self._loop is not None:
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.close()


def each_raises(kind: type[Exception] | tuple[type[Exception], ...], *attempts: Callable[[], object]) -> None:
    """Each of the attempts is refused, with an error of this kind."""
    for attempt in attempts:
        with pytest.raises(kind):
            attempt()
