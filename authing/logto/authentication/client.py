"""The end user's side of Logto: `AuthenticationClient` and `AsyncAuthenticationClient`.

    from authing.logto import AuthenticationClient

    client = AuthenticationClient("https://logto.example.com", "APP_ID", "APP_SECRET", redirect_uri="…")

Make one per request: that costs microseconds and sends nothing; connections, Logto's endpoints and its keys are shared by
all clients of the process. A client of an application proves itself by `client_secret`, by `private_key`
(`authing.logto.PrivateKey`), or, with neither, not at all: then PKCE alone protects its logins.

| login in the browser | |
| --- | --- |
| `start_login(redirect_uri, scopes=, resources=, prompt=, first_screen=, direct_sign_in=, …)` | a `LoginRequest`: its `url`, and what to keep |
| `finish_login(request, callback)` | a `Login`: tokens, and `claims` of the verified id_token |
| `build_logout_url(redirect_uri, id_token, state)` | where to send the browser to end its session at Logto |

| access tokens, each a `TokenSet` | |
| --- | --- |
| `get_new_access_token_by_refresh_token(refresh_token, resource=, organization_id=, scopes=)` | a new one, or one for a resource or an organization |
| `get_access_token_by_client_credentials(resource=, organization_id=, scopes=)` | for the application itself |
| `get_access_token_by_personal_access_token(personal_access_token, resource=, organization_id=, scopes=)` | for a user's script |
| `get_access_token_by_subject_token(subject_token, actor_token=, resource=, organization_id=, scopes=)` | to act as a user |

| whose a token is | |
| --- | --- |
| `verify_access_token(token, audience=, organization_id=, scopes=, leeway=, clock=)` | `Claims` of a JWT, by Logto's keys |
| `verify_id_token(token, nonce=, access_token=, max_age=, leeway=, clock=)` | `Claims` |
| `introspect_token(token)` | an `Introspection` of an opaque one |
| `get_user_info_by_access_token(access_token, subject=)` | a `UserInfo` |
| `revoke_token(token)` | True |
| `get_token()`, `set_token(token)`, `clear_current_user()` | the access token of this client's user |

`Claims` and `UserInfo` have `username`, `roles`, `organizations`, `organization_roles`, `roles_in(organization_id)`,
`custom_data`, `identities`, `created_at` and `updated_at` (see `claims.py`). What a login can ask for is in
`authing.logto.scopes`.

Of these `start_login` and `build_logout_url` are awaited too in the awaited client: the first of them asks Logto for its
endpoints.
"""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Any

from authing.core.binding import Async, Mode, Sync
from authing.core.credentials import StaticToken
from authing.logto.wire import request_headers

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
        endpoint: str,
        client_id: str,
        client_secret: str | None = None,
        **arguments: Unpack[AuthenticationArguments],
    ) -> None:
        options = AuthenticationClientOptions(endpoint, client_id, client_secret, **arguments)
        token = StaticToken(options.token)
        super().__init__(options, self._runner_with(options, token), token)

    @staticmethod
    def _runner_with(options: AuthenticationClientOptions, token: StaticToken) -> Any:
        raise NotImplementedError

    def __repr__(self) -> str:
        return f"<{type(self).__name__} for {self.options.client_id} at {self.options.host}>"


class AuthenticationClient(_Authentication[Sync]):
    """The end user's client, blocking. Make one per request: that costs microseconds, and connections are shared.

        client = AuthenticationClient("https://logto.example.com", "APP_ID", "APP_SECRET")
        request = client.start_login("https://app.example/callback")
        ...                                                         # the browser goes to request.url, and comes back
        login = client.finish_login(request, callback)

    Args:
        endpoint: Logto's URL.
        client_id: The application's id.
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

        client = AsyncAuthenticationClient("https://logto.example.com", "APP_ID", "APP_SECRET")
        request = await client.start_login("https://app.example/callback")
        ...                                                         # the browser goes to request.url, and comes back
        login = await client.finish_login(request, callback)

    Args:
        endpoint: Logto's URL.
        client_id: The application's id.
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
