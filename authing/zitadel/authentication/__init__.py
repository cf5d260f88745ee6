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

_PLACES = {
    "AsyncAuthenticationClient": "client.AsyncAuthenticationClient",
    "AuthenticationClient": "client.AuthenticationClient",
    "AuthenticationClientOptions": "options.AuthenticationClientOptions",
    "Claims": "claims.Claims",
    "Introspection": "claims.Introspection",
    "Login": "claims.Login",
    "OtpChallenge": "user_session.OtpChallenge",
    "PasskeyChallenge": "user_session.PasskeyChallenge",
    "RoleGrant": "claims.RoleGrant",
    "SessionLogins": "sessions.SessionLogins",
    "UserInfo": "claims.UserInfo",
    "UserSession": "user_session.UserSession",
    "WrongCredential": "user_session.WrongCredential",
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


if not TYPE_CHECKING:  # checkers would take any name for an object

    def __getattr__(name: str) -> object:
        from authing.core.front_door import fetched

        return fetched(__name__, name, _PLACES.get(name))


def __dir__() -> list[str]:
    return __all__
