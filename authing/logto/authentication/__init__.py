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

_PLACES = {
    "AsyncAuthenticationClient": "client.AsyncAuthenticationClient",
    "AuthenticationClient": "client.AuthenticationClient",
    "AuthenticationClientOptions": "options.AuthenticationClientOptions",
    "Claims": "claims.Claims",
    "Login": "claims.Login",
    "PrivateKey": "..core.assertions.PrivateKey",
    "UserInfo": "claims.UserInfo",
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


if not TYPE_CHECKING:  # checkers would take any name for an object

    def __getattr__(name: str) -> object:
        from authing.core.front_door import fetched

        return fetched(__name__, name, _PLACES.get(name))


def __dir__() -> list[str]:
    return __all__
