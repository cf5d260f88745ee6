"""ZITADEL v2: the administrator's side and the end user's, each blocking or awaited.

    from authing.zitadel import Zitadel

    client = Zitadel.with_private_key("https://example.us1.zitadel.cloud", "key.json")
    user = client.users.get_user_by_id(user_id="…").user

Importing this package imports nothing else: every name is fetched when it is first used.
"""

TYPE_CHECKING = False  # type checkers read it as True; importing `typing` for it would cost milliseconds

if TYPE_CHECKING:
    from .authentication.client import AsyncAuthenticationClient as AsyncAuthenticationClient
    from .authentication.client import AuthenticationClient as AuthenticationClient
    from .client import AsyncZitadel as AsyncManagementClient
    from .client import AsyncZitadel as AsyncZitadel
    from .client import Zitadel as ManagementClient
    from .client import Zitadel as Zitadel
    from .configuration import Configuration as Configuration
    from .exceptions import ApiError as ApiError
    from .exceptions import ZitadelError as ZitadelError
    from .models import *  # noqa: F403 - the names that zitadel_client has here
    from .options import TransportOptions as TransportOptions

_PLACES = {
    "ApiError": "exceptions.ApiError",
    "AsyncAuthenticationClient": "authentication.AsyncAuthenticationClient",
    "AsyncManagementClient": "client.AsyncZitadel",
    "AsyncZitadel": "client.AsyncZitadel",
    "AuthenticationClient": "authentication.AuthenticationClient",
    "Configuration": "configuration.Configuration",
    "ManagementClient": "client.Zitadel",
    "TransportOptions": "options.TransportOptions",
    "Zitadel": "client.Zitadel",
    "ZitadelError": "exceptions.ZitadelError",
}

__all__ = [
    "ApiError",
    "AsyncAuthenticationClient",
    "AsyncManagementClient",
    "AsyncZitadel",
    "AuthenticationClient",
    "Configuration",
    "ManagementClient",
    "TransportOptions",
    "Zitadel",
    "ZitadelError",
]


if not TYPE_CHECKING:  # checkers would take any name for an object

    def __getattr__(name: str) -> object:
        from authing.core.front_door import fetched

        return fetched(__name__, name, _PLACES.get(name, f"models.{name}") if name[0].isupper() else None)


def __dir__() -> list[str]:
    return __all__
