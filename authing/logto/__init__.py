"""Logto: the Management API and the end user's side, each blocking or awaited.

    from authing.logto import Logto

    client = Logto(endpoint="https://logto.example.com", client_id="…", client_secret="…")
    user = client.users.get("…")

| | |
| --- | --- |
| `Logto`, `AsyncLogto` | the Management API, for administrators |
| `AuthenticationClient`, `AsyncAuthenticationClient` | logins in the browser and their tokens, for end users |
| `webhooks` | `webhooks.verify`: whether what arrived is from Logto |
| `scopes` | what a login can ask for |
| `Search`, `contains`, `starts_with`, `ends_with` | what lists are searched for |
| `PrivateKey` | what an application proves itself by in place of a secret |
| `TokenManager` | one token for many clients |
| `AuthenticatedClient`, `Client`, `api`, `models`, `types`, `errors` | for programs that were written for logto-admin: see `api` |

Importing this package imports nothing else: every name is fetched when it is first used.
"""

TYPE_CHECKING = False  # type checkers read it as True; importing `typing` for it would cost milliseconds

if TYPE_CHECKING:
    from authing.core.assertions import PrivateKey as PrivateKey

    from . import api as api
    from . import errors as errors
    from . import models as models
    from . import scopes as scopes
    from . import types as types
    from . import webhooks as webhooks
    from .authenticated_client import AuthenticatedClient as AuthenticatedClient
    from .authenticated_client import Client as Client
    from .authentication import AsyncAuthenticationClient as AsyncAuthenticationClient
    from .authentication import AuthenticationClient as AuthenticationClient
    from .client import AsyncLogto as AsyncLogto
    from .client import AsyncLogto as AsyncManagementClient
    from .client import Logto as Logto
    from .client import Logto as ManagementClient
    from .search import Search as Search
    from .search import contains as contains
    from .search import ends_with as ends_with
    from .search import starts_with as starts_with
    from .token_manager import TokenManager as TokenManager

_ROOM_OF = {
    "AsyncAuthenticationClient": "authentication.AsyncAuthenticationClient",
    "AsyncLogto": "client.AsyncLogto",
    "AsyncManagementClient": "client.AsyncLogto",
    "AuthenticatedClient": "authenticated_client.AuthenticatedClient",
    "AuthenticationClient": "authentication.AuthenticationClient",
    "Client": "authenticated_client.Client",
    "Logto": "client.Logto",
    "ManagementClient": "client.Logto",
    "PrivateKey": "authentication.PrivateKey",
    "Search": "search.Search",
    "TokenManager": "token_manager.TokenManager",
    "api": "api",
    "contains": "search.contains",
    "ends_with": "search.ends_with",
    "errors": "errors",
    "models": "models",
    "scopes": "scopes",
    "starts_with": "search.starts_with",
    "types": "types",
    "webhooks": "webhooks",
}

__all__ = [
    "AsyncAuthenticationClient",
    "AsyncLogto",
    "AsyncManagementClient",
    "AuthenticatedClient",
    "AuthenticationClient",
    "Client",
    "Logto",
    "ManagementClient",
    "PrivateKey",
    "Search",
    "TokenManager",
    "api",
    "contains",
    "ends_with",
    "errors",
    "models",
    "scopes",
    "starts_with",
    "types",
    "webhooks",
]


def __getattr__(name: str) -> object:
    if name not in _ROOM_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    room, _, own_name = _ROOM_OF[name].partition(".")
    module = import_module(f"{__name__}.{room}")
    value: object = getattr(module, own_name) if own_name else module
    globals()[name] = value  # from now on without this function
    return value


def __dir__() -> list[str]:
    return __all__
