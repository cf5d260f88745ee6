"""Clients that are made once and keep connections of their own: `with` closes them at its end."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING

from .binding import Async, Resource, Sync

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["AsyncClosing", "Closing"]


class Closing(Resource[Sync]):
    """A blocking client that can be closed, by `with` too."""

    def close(self) -> None:
        """Close the connections; a later call opens new ones."""
        self._runner.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class AsyncClosing(Resource[Async]):
    """An awaited client that can be closed, by `async with` too."""

    async def close(self) -> None:
        """Close the connections of the running event loop; a later call opens new ones."""
        await self._runner.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()
