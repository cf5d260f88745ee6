"""The two faces of the administrator's client."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, overload

from authing.core.binding import Async, Mode, Sync
from authing.core.credentials import Credentials, StaticToken
from authing.core.lifetime import AsyncClosing, Closing
from authing.v2.compat import with_old_names
from authing.v2.credentials import PoolSecret
from authing.v2.encryption import PasswordKey
from authing.v2.options import ManagementClientOptions, settled
from authing.v2.wire import request_headers

from .own_requests import OwnRequests
from .parts import Parts
from .root import Root

if TYPE_CHECKING:
    from typing_extensions import Self, Unpack

    from authing.v2.options import ManagementArguments, ManagementTokenArguments, PlatformArguments

    from .acl import Acl
    from .applications import Applications
    from .audit_log import AuditLog
    from .devices import Devices
    from .events import Events
    from .groups import Groups
    from .mfa import Mfa
    from .organisations import Organisations
    from .policies import Policies
    from .principal_auth import PrincipalAuth
    from .roles import Roles
    from .statistics import Statistics
    from .tenants import Tenants
    from .udf import Udf
    from .user_pool import UserPool
    from .users import Users
    from .white_list import WhiteList

__all__ = ["AsyncManagementClient", "ManagementClient"]


@with_old_names
class _Management(Root[Mode], OwnRequests[Mode]):
    """The sub-clients, each imported when it is first used."""

    options: ManagementClientOptions

    @cached_property
    def users(self) -> Users[Mode]:
        """The users of the pool."""
        from .users import Users

        return Users(self._runner, PasswordKey(self.options), self.options.user_pool_id)

    @cached_property
    def roles(self) -> Roles[Mode]:
        """Roles, and who has them."""
        from .roles import Roles

        return Roles(self._runner)

    @cached_property
    def policies(self) -> Policies[Mode]:
        """Policies, and who has them."""
        from .policies import Policies

        return Policies(self._runner)

    @cached_property
    def acl(self) -> Acl[Mode]:
        """Namespaces, resources and permissions."""
        from .acl import Acl

        return Acl(self._runner, self.options.user_pool_id)

    @cached_property
    def udf(self) -> Udf[Mode]:
        """Definitions of user-defined fields."""
        from .udf import Udf

        return Udf(self._runner)

    @cached_property
    def groups(self) -> Groups[Mode]:
        """Groups of users."""
        from .groups import Groups

        return Groups(self._runner)

    @cached_property
    def org(self) -> Organisations[Mode]:
        """Organisations: trees of departments."""
        from .organisations import Organisations

        return Organisations(self._runner)

    @property
    def orgs(self) -> Organisations[Mode]:
        """The same as `org`."""
        return self.org

    @cached_property
    def applications(self) -> Applications[Mode]:
        """The applications of the pool."""
        from .applications import Applications

        return Applications(self._runner)

    @cached_property
    def user_pool(self) -> UserPool[Mode]:
        """The settings and variables of the pool."""
        from .user_pool import UserPool

        return UserPool(self._runner)

    @cached_property
    def white_list(self) -> WhiteList[Mode]:
        """White lists: who may register."""
        from .white_list import WhiteList

        return WhiteList(self._runner)

    @cached_property
    def audit_log(self) -> AuditLog[Mode]:
        """What administrators did."""
        from .audit_log import AuditLog

        return AuditLog(self._runner, self.options.user_pool_id)

    @cached_property
    def statistics(self) -> Statistics[Mode]:
        """What users and administrators did."""
        from .statistics import Statistics

        return Statistics(self._runner)

    @cached_property
    def principal_auth(self) -> PrincipalAuth[Mode]:
        """Proofs that users are who they say."""
        from .principal_auth import PrincipalAuth

        return PrincipalAuth(self._runner)

    @cached_property
    def mfa(self) -> Mfa[Mode]:
        """Second factors of users."""
        from .mfa import Mfa

        return Mfa(self._runner)

    @cached_property
    def tenants(self) -> Tenants[Mode]:
        """Tenants: customers within the pool."""
        from .tenants import Tenants

        return Tenants(self._runner)

    @cached_property
    def devices(self) -> Devices[Mode]:
        """Devices that users log in with."""
        from .devices import Devices

        return Devices(self._runner)

    @cached_property
    def events(self) -> Events[Mode]:
        """Publishing events."""
        from .events import Events

        return Events(self._runner)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.options.user_pool_id} at {self.options.host}>"


class ManagementClient(Closing, Parts, _Management[Sync]):
    """The administrator's client, blocking. Make one per process and use it from any thread.

        with ManagementClient(user_pool_id="…", secret="…") as client:
            for user in client.users.iterate():
                ...

    Args:
        options: All settings in one object; or give them as keyword arguments, by the same names.
        arguments: See `ManagementClientOptions`.

    Raises:
        ArgumentError: A setting is missing or not usable.
    """

    @overload
    def __init__(self, options: ManagementClientOptions) -> None: ...
    @overload
    def __init__(self, **arguments: Unpack[ManagementArguments]) -> None: ...
    @overload
    def __init__(self, **arguments: Unpack[ManagementTokenArguments]) -> None: ...
    def __init__(self, options: ManagementClientOptions | None = None, **arguments: Any) -> None:
        from authing.core.blocking import BlockingRunner, transport_for

        self.options = options = settled(ManagementClientOptions, options, arguments, ("user_pool_id",))
        self._runner = BlockingRunner(options, _headers(options), _credentials(options), transport_for(options))

    @classmethod
    def from_env(cls, **more: Unpack[PlatformArguments]) -> Self:
        """Make a client from AUTHING_HOST, AUTHING_USERPOOL_ID and AUTHING_USERPOOL_SECRET."""
        return cls(ManagementClientOptions.from_env(**more))


class AsyncManagementClient(AsyncClosing, _Management[Async]):
    """The administrator's client, awaited. Make one per process; it works in any number of event loops.

        async with AsyncManagementClient(user_pool_id="…", secret="…") as client:
            async for user in client.users.iterate():
                ...

    Args:
        options: All settings in one object; or give them as keyword arguments, by the same names.
        arguments: See `ManagementClientOptions`.

    Raises:
        ArgumentError: A setting is missing or not usable.
        MissingExtra: aiohttp is not installed.
    """

    @overload
    def __init__(self, options: ManagementClientOptions) -> None: ...
    @overload
    def __init__(self, **arguments: Unpack[ManagementArguments]) -> None: ...
    @overload
    def __init__(self, **arguments: Unpack[ManagementTokenArguments]) -> None: ...
    def __init__(self, options: ManagementClientOptions | None = None, **arguments: Any) -> None:
        from authing.core.awaiting import AwaitingRunner, transport_for

        self.options = options = settled(ManagementClientOptions, options, arguments, ("user_pool_id",))
        self._runner = AwaitingRunner(options, _headers(options), _credentials(options), transport_for(options))

    @classmethod
    def from_env(cls, **more: Unpack[PlatformArguments]) -> Self:
        """Make a client from AUTHING_HOST, AUTHING_USERPOOL_ID and AUTHING_USERPOOL_SECRET."""
        return cls(ManagementClientOptions.from_env(**more))


def _headers(options: ManagementClientOptions) -> dict[str, str]:
    return request_headers(user_pool_id=options.user_pool_id, lang=options.lang)


def _credentials(options: ManagementClientOptions) -> Credentials:
    if options.secret:
        return PoolSecret(options.user_pool_id, options.secret)
    return StaticToken(options.access_token)
