"""What Authing answers, a domain per module."""

from .answer import CommonMessage, LoginStatus, LoginStatusUser, PasswordStrength, RefreshedToken
from .role import Role, RolePage
from .user import Identity, User, UserPage, UserStatus

__all__ = [
    "CommonMessage",
    "Identity",
    "LoginStatus",
    "LoginStatusUser",
    "PasswordStrength",
    "RefreshedToken",
    "Role",
    "RolePage",
    "User",
    "UserPage",
    "UserStatus",
]
