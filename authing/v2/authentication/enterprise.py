"""Logging in by an identity provider of an enterprise: `client.enterprise`."""

from __future__ import annotations

from collections.abc import Mapping

from authing.core.binding import Mode, Resource, Runner, operation
from authing.core.call import Call, Flow, path
from authing.core.entropy import unguessable
from authing.v2.arguments import text
from authing.v2.models.application import Application
from authing.v2.options import AuthenticationClientOptions
from authing.v2.wire import rest

__all__ = ["Enterprise"]


class Enterprise(Resource[Mode]):
    """Identity providers of enterprises."""

    def __init__(self, runner: Runner[Mode], options: AuthenticationClientOptions) -> None:
        self._runner = runner
        self._options = options

    @operation
    def get_public_config(self) -> Call[Application]:
        """Read what everybody may know of the application (GET /api/v2/applications/{id}/public-config).

        Raises:
            ArgumentError: The client was made without `app_id`.
            NotFound: There is no such application.
        """
        return self._public_config()

    @operation
    def start_interaction(
        self, identifier: str, protocol: str = "oidc", *, state: str | None = None, referer: str = ""
    ) -> Flow[str]:
        """Tell that a login by a provider begins (POST /api/v2/connections/oidc/start-interaction).

        Args:
            identifier: The connection to the provider.
            protocol: What the connection speaks.
            state: What tells this login from all others; by default a new text that nobody can guess.
            referer: The page that it begins at.

        Returns:
            The state: keep it with the browser's session.

        Raises:
            ArgumentError: The client was made without `app_id`.
            NotFound: The pool has no such connection.
        """
        connection = {"providerIentifier": text("identifier", identifier)}  # the platform misspells it
        body = {
            "state": unguessable() if state is None else text("state", state),
            "protocol": text("protocol", protocol),
            "referer": text("referer", referer, or_empty=True),
            "connection": connection,
        }
        return self._start(self._public_config(), body)

    def _start(self, config: Call[Application], body: Mapping[str, object]) -> Flow[str]:
        application = yield from config
        whole = {**body, "appId": application.id, "userPoolId": application.user_pool_id}
        return (
            yield from rest(
                "POST",
                "/api/v2/connections/oidc/start-interaction",
                lambda _: str(body["state"]),
                json=whole,
                auth=False,
            )
        )

    def _public_config(self) -> Call[Application]:
        app_id = text("the app_id of the client", self._options.app_id or "")
        return rest("GET", path("/api/v2/applications/{}/public-config", app_id), Application.of, auth=False)
