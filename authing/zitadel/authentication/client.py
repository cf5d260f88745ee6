"""The end user's side of ZITADEL: `AuthenticationClient` and `AsyncAuthenticationClient`.

    from authing.zitadel import AuthenticationClient

    client = AuthenticationClient("https://example.us1.zitadel.cloud", "CLIENT_ID", "CLIENT_SECRET", redirect_uri="…")

Make one per request: that costs microseconds and sends nothing; connections, the instance's endpoints and its keys are
shared by all clients of the process. A client of an application proves itself by `client_secret`, by `private_key` (the
application's key file), or, with neither, not at all: then PKCE alone protects its logins.

| login in the browser | |
| --- | --- |
| `start_login(redirect_uri, scopes=, prompt=, login_hint=, ui_locales=, max_age=, organization_id=, …)` | a `LoginRequest`: its `url`, and what to keep |
| `finish_login(request, callback)` | a `Login`: tokens, and `claims` of the verified id_token |
| `get_new_access_token_by_refresh_token(refresh_token, scopes=)` | a `TokenSet` |
| `build_logout_url(redirect_uri, id_token, state)` | where to send the browser to end its session at ZITADEL |

| tokens | |
| --- | --- |
| `verify_access_token(token, audience=, leeway=, clock=)` | `Claims`: a JWT by the instance's keys, an opaque one by introspection |
| `verify_id_token(token, nonce=, access_token=, max_age=, leeway=, clock=)` | `Claims` |
| `introspect_token(token)` | an `Introspection` |
| `get_user_info_by_access_token(access_token, subject=)` | a `UserInfo` |
| `revoke_token(token)` | True |
| `get_token()`, `set_token(token)`, `clear_current_user()` | the access token of this client's user |

`Claims`, `Introspection` and `UserInfo` have `roles(project_id, organization_id=)`, `role_grants`, `resource_owner_id`,
`resource_owner_name`, `resource_owner_domain` and `metadata` (see `claims.py`). What a login can ask for is in
`authing.zitadel.scopes`. A login with pages of your own is another thing: see `SessionLogins` in `sessions.py`.

Of these `start_login` and `build_logout_url` are awaited too in the awaited client: the first of them asks the instance
for its endpoints.
"""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Any

from authing.core.binding import Async, Mode, Sync
from authing.core.credentials import StaticToken
from authing.zitadel.wire import request_headers

from .login import BrowserLogin
from .options import AuthenticationClientOptions

if TYPE_CHECKING:
    from typing_extensions import Self, Unpack

    from authing.core.awaiting import AwaitingRunner
    from authing.core.blocking import BlockingRunner

    from .options import AuthenticationArguments

__all__ = ["AsyncAuthenticationClient", "AuthenticationClient"]


class _Authentication(BrowserLogin[Mode]):
    """Everything that an end user's client can do."""

    def __init__(
        self,
        host: str,
        client_id: str | None = None,
        client_secret: str | None = None,
        **arguments: Unpack[AuthenticationArguments],
    ) -> None:
        options = AuthenticationClientOptions(host, client_id, client_secret, **arguments)
        token = StaticToken(options.token)
        super().__init__(options, self._runner_with(options, token), token)

    @staticmethod
    def _runner_with(options: AuthenticationClientOptions, token: StaticToken) -> Any:
        raise NotImplementedError

    def __repr__(self) -> str:
        return f"<{type(self).__name__} for {self.options.client_id} at {self.options.host}>"


class AuthenticationClient(_Authentication[Sync]):
    """The end user's client, blocking. Make one per request: that costs microseconds, and connections are shared.

        client = AuthenticationClient("https://example.us1.zitadel.cloud", "CLIENT_ID", "CLIENT_SECRET")
        request = client.start_login("https://app.example/callback")
        ...                                                         # the browser goes to request.url, and comes back
        login = client.finish_login(request, callback)

    Args:
        host: The instance.
        client_id: The application's client id; it may be left out where it is in the key file.
        client_secret: Its secret, if it has one.
        arguments: See `AuthenticationClientOptions`.

    Raises:
        ArgumentError: A setting is missing or not usable.
    """

    @staticmethod
    def _runner_with(options: AuthenticationClientOptions, token: StaticToken) -> BlockingRunner:
        from authing.core.blocking import BlockingRunner, shared_transport

        return BlockingRunner(options, request_headers(options.lang), token, shared_transport(options))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.clear_current_user()


class AsyncAuthenticationClient(_Authentication[Async]):
    """The end user's client, awaited. Make one per request: that costs microseconds, and connections are shared.

        client = AsyncAuthenticationClient("https://example.us1.zitadel.cloud", "CLIENT_ID", "CLIENT_SECRET")
        request = await client.start_login("https://app.example/callback")
        ...                                                         # the browser goes to request.url, and comes back
        login = await client.finish_login(request, callback)

    Args:
        host: The instance.
        client_id: The application's client id; it may be left out where it is in the key file.
        client_secret: Its secret, if it has one.
        arguments: See `AuthenticationClientOptions`.

    Raises:
        ArgumentError: A setting is missing or not usable.
        MissingExtra: aiohttp is not installed.
    """

    @staticmethod
    def _runner_with(options: AuthenticationClientOptions, token: StaticToken) -> AwaitingRunner:
        from authing.core.awaiting import AwaitingRunner, shared_transport

        return AwaitingRunner(options, request_headers(options.lang), token, shared_transport(options))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.clear_current_user()
