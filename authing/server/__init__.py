"""A local identity server that speaks Authing's v2 protocol, for development and tests.

It keeps its users in SQLite or PostgreSQL, hashes their passwords and signs its tokens; it sends no mail and is not meant for
the open internet. For tests, run one on a free port of the loopback interface:

    with LocalServer() as server:
        client = ManagementClient(host=server.host, user_pool_id=server.user_pool_id, secret=server.secret)

From the command line it is `authing serve`. Needs `pip install 'authing[server]'`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from authing.server.app import create_app
    from authing.server.running import LocalServer
    from authing.server.settings import Argon2Costs, Settings

__all__ = ["Argon2Costs", "LocalServer", "Settings", "create_app"]

_HOMES = {
    "Argon2Costs": "authing.server.settings",
    "LocalServer": "authing.server.running",
    "Settings": "authing.server.settings",
    "create_app": "authing.server.app",
}


if not TYPE_CHECKING:  # checkers would take any name for an object

    def __getattr__(name: str) -> object:
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value: object = getattr(import_module(_HOMES[name]), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
