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
| `Response` | what `client.with_response` returns |
| `InvalidInput`, `Issue` | the error that names the fields of an input (all others are in `authing`), and one of its lines |
| `AuthenticatedClient`, `Client`, `api`, `models`, `types`, `errors` | for programs that were written for logto-admin: see `api` |

Importing this package imports nothing else: every name is fetched when it is first used.
"""

TYPE_CHECKING = False  # type checkers read it as True; importing `typing` for it would cost milliseconds

if TYPE_CHECKING:
    from authing.core.assertions import PrivateKey as PrivateKey
    from authing.core.response import Response as Response

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
    from .exceptions import InvalidInput as InvalidInput
    from .exceptions import Issue as Issue
    from .search import Search as Search
    from .search import contains as contains
    from .search import ends_with as ends_with
    from .search import starts_with as starts_with
    from .token_manager import TokenManager as TokenManager

_PLACES = {
    "AsyncAuthenticationClient": "authentication.AsyncAuthenticationClient",
    "AsyncLogto": "client.AsyncLogto",
    "AsyncManagementClient": "client.AsyncLogto",
    "AuthenticatedClient": "authenticated_client.AuthenticatedClient",
    "AuthenticationClient": "authentication.AuthenticationClient",
    "Client": "authenticated_client.Client",
    "InvalidInput": "exceptions.InvalidInput",
    "Issue": "exceptions.Issue",
    "Logto": "client.Logto",
    "ManagementClient": "client.Logto",
    "PrivateKey": ".core.assertions.PrivateKey",
    "Response": ".core.response.Response",
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
    "InvalidInput",
    "Issue",
    "Logto",
    "ManagementClient",
    "PrivateKey",
    "Response",
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


if not TYPE_CHECKING:  # checkers would take any name for an object

    def __getattr__(name: str) -> object:
        from authing.core.front_door import fetched

        return fetched(__name__, name, _PLACES.get(name))


def __dir__() -> list[str]:
    return __all__
