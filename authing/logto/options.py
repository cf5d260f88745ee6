"""What the clients of Logto are made with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from authing.core.errors import ArgumentError
from authing.core.options import Options

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from authing.core.options import ConnectionArguments

    class ClientArguments(ConnectionArguments, total=False):
        """The keyword arguments that every client takes."""

        timeout: float
        lang: str | None


__all__ = ["ClientOptions"]


class ClientOptions(Options):
    """How to reach one Logto.

    Args:
        endpoint: Its URL: `https://logto.example.com`; one that ends with `/api` or `/oidc` means the same.
        arguments: `timeout`, `verify`, `proxy`, `headers`, `hooks`, … as `authing.core.options.Options` takes them.

    Raises:
        ArgumentError: A value is not usable.
    """

    host_argument = "endpoint"
    idle_limit = 4.0  # the server announces five seconds, and closes what was idle for six

    def __init__(self, endpoint: str, **arguments: Unpack[ClientArguments]) -> None:
        if not isinstance(endpoint, str):
            raise ArgumentError(
                f"endpoint must be a URL such as https://logto.example.com, not {type(endpoint).__name__}"
            )
        plain = endpoint.strip().rstrip("/").removesuffix("/api").removesuffix("/oidc")
        super().__init__(host=plain if "://" in plain or not plain else f"https://{plain}", **arguments)

    @property
    def issuer(self) -> str:
        """What this Logto calls itself in tokens."""
        return f"{self.host}/oidc"
