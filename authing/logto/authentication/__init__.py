"""The end user's side: `AuthenticationClient`, made per request.

Importing this package imports nothing else: every name is fetched when it is first used.
"""

TYPE_CHECKING = False  # as in `authing.logto`

if TYPE_CHECKING:
    from authing.core.assertions import PrivateKey as PrivateKey

    from .claims import Claims as Claims
    from .claims import Login as Login
    from .claims import UserInfo as UserInfo
    from .client import AsyncAuthenticationClient as AsyncAuthenticationClient
    from .client import AuthenticationClient as AuthenticationClient
    from .options import AuthenticationClientOptions as AuthenticationClientOptions

_ROOM_OF = {
    "AsyncAuthenticationClient": "client",
    "AuthenticationClient": "client",
    "AuthenticationClientOptions": "options",
    "Claims": "claims",
    "Login": "claims",
    "PrivateKey": "options",
    "UserInfo": "claims",
}

__all__ = [
    "AsyncAuthenticationClient",
    "AuthenticationClient",
    "AuthenticationClientOptions",
    "Claims",
    "Login",
    "PrivateKey",
    "UserInfo",
]


def __getattr__(name: str) -> object:
    if name not in _ROOM_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value: object = getattr(import_module(f"{__name__}.{_ROOM_OF[name]}"), name)
    globals()[name] = value  # from now on without this function
    return value


def __dir__() -> list[str]:
    return __all__
