"""The two faces of the end user's client."""

from __future__ import annotations

from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING

from authing.core.binding import Async, Mode, Sync
from authing.core.credentials import StaticToken
from authing.v2.options import AuthenticationClientOptions, settled
from authing.v2.wire import request_headers

from .addresses import Addresses
from .belongings import Belongings
from .cas import Cas
from .codes import Codes
from .credentials import Credentials
from .custom_fields import CustomFields
from .linking import Linking
from .mfa import SecondFactors
from .oidc import Oidc
from .password_resets import PasswordResets
from .passwords import Passwords
from .profile import Profile
from .sessions import Sessions

if TYPE_CHECKING:
    from typing_extensions import Self, Unpack

    from authing.v2.options import AuthenticationArguments, PlatformArguments

    from .devices import OwnDevices
    from .enterprise import Enterprise
    from .events import OwnEvents
    from .principal import OwnPrincipal
    from .qr_codes import QrCodes
    from .social import Social

__all__ = ["AsyncAuthenticationClient", "AuthenticationClient"]


class _Authentication(
    Passwords[Mode],
    PasswordResets[Mode],
    Credentials[Mode],
    Codes[Mode],
    Addresses[Mode],
    Profile[Mode],
    CustomFields[Mode],
    Belongings[Mode],
    Linking[Mode],
    SecondFactors[Mode],
    Oidc[Mode],
    Cas[Mode],
    Sessions[Mode],
):
    """Everything that an end user can do; the sub-clients are imported when they are first used."""

    @cached_property
    def principal(self) -> OwnPrincipal[Mode]:
        """Which person or enterprise the user is."""
        from .principal import OwnPrincipal

        return OwnPrincipal(self._runner)

    @cached_property
    def social(self) -> Social[Mode]:
        """Social providers, and the user's accounts there."""
        from .social import Social

        return Social(self._runner, self.options, self.get_token)

    @cached_property
    def enterprise(self) -> Enterprise[Mode]:
        """Identity providers of enterprises."""
        from .enterprise import Enterprise

        return Enterprise(self._runner, self.options)

    @cached_property
    def qrcode(self) -> QrCodes[Mode]:
        """Logging in by a code that another device scans."""
        from .qr_codes import QrCodes

        return QrCodes(self._runner, self._becomes)

    @cached_property
    def devices(self) -> OwnDevices[Mode]:
        """The user's own devices."""
        from .devices import OwnDevices

        return OwnDevices(self._runner)

    @cached_property
    def events(self) -> OwnEvents[Mode]:
        """Events that the user publishes."""
        from .events import OwnEvents

        return OwnEvents(self._runner)

    def __repr__(self) -> str:
        who = self.options.app_id or self.options.user_pool_id or "a token"
        return f"<{type(self).__name__} for {who} at {self.options.host}>"


class AuthenticationClient(_Authentication[Sync]):
    """The end user's client, blocking. Make one per request: that costs microseconds, and connections are shared.

        client = AuthenticationClient(app_id="…")
        user = client.login_by_username("bob", password)
        client.update_profile({"nickname": "Bobby"})

    Args:
        options: All settings in one object; or give them as keyword arguments, by the same names.
        arguments: See `AuthenticationClientOptions`. With `token=` the user is logged in already.

    Raises:
        ArgumentError: A setting is missing or not usable.
    """

    def __init__(
        self, options: AuthenticationClientOptions | None = None, **arguments: Unpack[AuthenticationArguments]
    ) -> None:
        from authing.core.blocking import BlockingRunner, shared_transport

        options = settled(AuthenticationClientOptions, options, arguments)
        token = StaticToken(options.token)
        super().__init__(options, BlockingRunner(options, _headers(options), token, shared_transport(options)), token)

    @classmethod
    def from_env(cls, *, token: str | None = None, **more: Unpack[PlatformArguments]) -> Self:
        """Make a client from AUTHING_HOST, AUTHING_APP_ID, AUTHING_APP_SECRET and AUTHING_USERPOOL_ID."""
        return cls(AuthenticationClientOptions.from_env(token=token, **more))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.clear_current_user()


class AsyncAuthenticationClient(_Authentication[Async]):
    """The end user's client, awaited. Make one per request: that costs microseconds, and connections are shared.

        client = AsyncAuthenticationClient(app_id="…")
        user = await client.login_by_username("bob", password)
        await client.update_profile({"nickname": "Bobby"})

    Args:
        options: All settings in one object; or give them as keyword arguments, by the same names.
        arguments: See `AuthenticationClientOptions`. With `token=` the user is logged in already.

    Raises:
        ArgumentError: A setting is missing or not usable.
        MissingExtra: aiohttp is not installed.
    """

    def __init__(
        self, options: AuthenticationClientOptions | None = None, **arguments: Unpack[AuthenticationArguments]
    ) -> None:
        from authing.core.awaiting import AwaitingRunner, shared_transport

        options = settled(AuthenticationClientOptions, options, arguments)
        token = StaticToken(options.token)
        super().__init__(options, AwaitingRunner(options, _headers(options), token, shared_transport(options)), token)

    @classmethod
    def from_env(cls, *, token: str | None = None, **more: Unpack[PlatformArguments]) -> Self:
        """Make a client from AUTHING_HOST, AUTHING_APP_ID, AUTHING_APP_SECRET and AUTHING_USERPOOL_ID."""
        return cls(AuthenticationClientOptions.from_env(token=token, **more))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.clear_current_user()


def _headers(options: AuthenticationClientOptions) -> dict[str, str]:
    return request_headers(user_pool_id=options.user_pool_id, app_id=options.app_id, lang=options.lang)
