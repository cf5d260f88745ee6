"""The users of a pool: `client.users`."""

from __future__ import annotations

from authing.core.binding import Mode, Runner
from authing.v2.encryption import PasswordKey

from .accounts import Accounts
from .departments import Departments
from .directory import Directory
from .fields import Fields
from .memberships import Memberships
from .permissions import Permissions
from .sessions import Sessions
from .tenants import Tenants

__all__ = ["Users"]


class Users(
    Accounts[Mode],
    Directory[Mode],
    Memberships[Mode],
    Departments[Mode],
    Permissions[Mode],
    Fields[Mode],
    Sessions[Mode],
    Tenants[Mode],
):
    """The users of a pool."""

    def __init__(self, runner: Runner[Mode], key: PasswordKey, user_pool_id: str) -> None:
        self._runner, self._key, self._user_pool_id = runner, key, user_pool_id
