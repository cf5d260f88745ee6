"""The end user's side: `AuthenticationClient`, made per request, and logins with pages of your own.

Importing this package imports nothing else: every name is fetched when it is first used.
"""

TYPE_CHECKING = False  # as in `authing.zitadel`

if TYPE_CHECKING:
    from .claims import Claims as Claims
    from .claims import Introspection as Introspection
    from .claims import Login as Login
    from .claims import RoleGrant as RoleGrant
    from .claims import UserInfo as UserInfo
    from .client import AsyncAuthenticationClient as AsyncAuthenticationClient
    from .client import AuthenticationClient as AuthenticationClient
    from .options import AuthenticationClientOptions as AuthenticationClientOptions
    from .sessions import SessionLogins as SessionLogins
    from .user_session import OtpChallenge as OtpChallenge
    from .user_session import PasskeyChallenge as PasskeyChallenge
    from .user_session import UserSession as UserSession
    from .user_session import WrongCredential as WrongCredential

_ROOM_OF = {
    "AsyncAuthenticationClient": "client",
    "AuthenticationClient": "client",
    "AuthenticationClientOptions": "options",
    "Claims": "claims",
    "Introspection": "claims",
    "Login": "claims",
    "OtpChallenge": "user_session",
    "PasskeyChallenge": "user_session",
    "RoleGrant": "claims",
    "SessionLogins": "sessions",
    "UserInfo": "claims",
    "UserSession": "user_session",
    "WrongCredential": "user_session",
}

__all__ = [
    "AsyncAuthenticationClient",
    "AuthenticationClient",
    "AuthenticationClientOptions",
    "Claims",
    "Introspection",
    "Login",
    "OtpChallenge",
    "PasskeyChallenge",
    "RoleGrant",
    "SessionLogins",
    "UserInfo",
    "UserSession",
    "WrongCredential",
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
