"""The users of a pool: `client.users`."""

from __future__ import annotations

from authing.core.binding import Mode

from .accounts import Accounts
from .departments import Departments
from .directory import Directory
from .fields import Fields
from .memberships import Memberships
from .permissions import Permissions
from .sessions import Sessions

__all__ = ["Users"]


class Users(
    Accounts[Mode],
    Directory[Mode],
    Memberships[Mode],
    Departments[Mode],
    Permissions[Mode],
    Fields[Mode],
    Sessions[Mode],
):
    """The users of a pool."""
