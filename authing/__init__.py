"""One identity SDK for Authing, ZITADEL and Logto.

    from authing import ManagementClient, AuthenticationClient

Importing this package imports nothing else: every name is fetched when it is first used.
"""

TYPE_CHECKING = False  # type checkers read it as True; importing `typing` for it would cost milliseconds

if TYPE_CHECKING:
    from .core.binding import describe as describe
    from .core.errors import ArgumentError as ArgumentError
    from .core.errors import AuthingException as AuthingException
    from .core.errors import Conflict as Conflict
    from .core.errors import Forbidden as Forbidden
    from .core.errors import Invalid as Invalid
    from .core.errors import MfaRequired as MfaRequired
    from .core.errors import MissingExtra as MissingExtra
    from .core.errors import NetworkError as NetworkError
    from .core.errors import NotFound as NotFound
    from .core.errors import NotLoggedIn as NotLoggedIn
    from .core.errors import RateLimited as RateLimited
    from .core.errors import ResetRequired as ResetRequired
    from .core.errors import ServerError as ServerError
    from .core.errors import Timeout as Timeout
    from .core.errors import UnexpectedAnswer as UnexpectedAnswer
    from .core.options import Hooks as Hooks
    from .core.options import InsecureTransportWarning as InsecureTransportWarning
    from .core.options import RequestEvent as RequestEvent
    from .core.options import ResponseEvent as ResponseEvent
    from .v2.authentication.client import AsyncAuthenticationClient as AsyncAuthenticationClient
    from .v2.authentication.client import AuthenticationClient as AuthenticationClient
    from .v2.management.client import AsyncManagementClient as AsyncManagementClient
    from .v2.management.client import ManagementClient as ManagementClient
    from .v2.options import AuthenticationClientOptions as AuthenticationClientOptions
    from .v2.options import ManagementClientOptions as ManagementClientOptions
    from .version import __version__ as __version__

_ROOMS = {
    "core.binding": ("describe",),
    "core.errors": (
        "ArgumentError",
        "AuthingException",
        "Conflict",
        "Forbidden",
        "Invalid",
        "MfaRequired",
        "MissingExtra",
        "NetworkError",
        "NotFound",
        "NotLoggedIn",
        "RateLimited",
        "ResetRequired",
        "ServerError",
        "Timeout",
        "UnexpectedAnswer",
    ),
    "core.options": ("Hooks", "InsecureTransportWarning", "RequestEvent", "ResponseEvent"),
    "v2.authentication.client": ("AsyncAuthenticationClient", "AuthenticationClient"),
    "v2.management.client": ("AsyncManagementClient", "ManagementClient"),
    "v2.options": ("AuthenticationClientOptions", "ManagementClientOptions"),
    "version": ("__version__",),
}
_PLACES = {name: f"{room}.{name}" for room, names in _ROOMS.items() for name in names}

__all__ = [
    "ArgumentError",
    "AsyncAuthenticationClient",
    "AsyncManagementClient",
    "AuthenticationClient",
    "AuthenticationClientOptions",
    "AuthingException",
    "Conflict",
    "Forbidden",
    "Hooks",
    "InsecureTransportWarning",
    "Invalid",
    "ManagementClient",
    "ManagementClientOptions",
    "MfaRequired",
    "MissingExtra",
    "NetworkError",
    "NotFound",
    "NotLoggedIn",
    "RateLimited",
    "RequestEvent",
    "ResetRequired",
    "ResponseEvent",
    "ServerError",
    "Timeout",
    "UnexpectedAnswer",
    "__version__",
    "describe",
]


if not TYPE_CHECKING:  # checkers would take any name for an object

    def __getattr__(name: str) -> object:
        from authing.core.front_door import fetched

        return fetched(__name__, name, _PLACES.get(name))


def __dir__() -> list[str]:
    return __all__
