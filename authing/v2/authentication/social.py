"""Social providers: logging in by one in a browser, and the accounts there that are the user's: `client.social`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from authing.core.binding import Mode, Resource, Runner, operation
from authing.core.call import Call, path
from authing.core.entropy import unguessable
from authing.core.oidc import url_with
from authing.v2.arguments import fields, flag, json_text, maybe_text, pairs_text, text
from authing.v2.models.answer import LinkUrl, done
from authing.v2.models.user import Identity
from authing.v2.options import AuthenticationClientOptions
from authing.v2.wire import rest
from authing.version import __version__

__all__ = ["Social", "SocialLogin"]


class SocialLogin(NamedTuple):
    """A login by a social provider that is about to begin.

    Attributes:
        url: Where to send the browser.
        uuid: What tells this login from all others; keep it with the browser's session.
    """

    url: str
    uuid: str

    def __repr__(self) -> str:
        return "<SocialLogin>"  # who knows the uuid can take the browser's place


class Social(Resource[Mode]):
    """Social providers, such as GitHub."""

    def __init__(
        self, runner: Runner[Mode], options: AuthenticationClientOptions, token: Callable[[], str | None]
    ) -> None:
        self._runner = runner
        self._options, self._token = options, token

    def build_authorize_url(
        self,
        provider: str,
        *,
        uuid: str | None = None,
        target_url: str | None = None,
        authorization_params: Mapping[str, Any] | None = None,
        with_identities: bool = False,
        with_custom_data: bool = False,
        protocol: str | None = None,
        relay_method: str = "web_message",
        context: Mapping[str, Any] | None = None,
        custom_data: Mapping[str, Any] | None = None,
        tenant_id: str | None = None,
    ) -> SocialLogin:
        """The URL at which a login by a social provider begins (GET /connections/social/{provider}). Sends nothing.

        Args:
            provider: The connection, such as `github`.
            uuid: What tells this login from all others; by default a new text that nobody can guess.
            target_url: Where the browser goes in the end.
            authorization_params: Handed on to the provider.
            with_identities: Whether the user comes with its accounts elsewhere.
            with_custom_data: Whether the user comes with its values of user-defined fields.
            protocol: What the application speaks; by default what the client was made with.
            relay_method: How the result comes back: `web_message` (to the window that opened this one), `query`, `form_post`.
            context: Handed to the pipelines of the platform.
            custom_data: Values of user-defined fields that the user is given.
            tenant_id: The tenant that the user logs in to.

        Raises:
            ArgumentError: An argument is not usable, or the client was made without `app_id`.
        """
        uuid = unguessable() if uuid is None else text("uuid", uuid)
        query = {
            "from_guard": "1",
            "app_id": text("the app_id of the client", self._options.app_id or ""),
            "authorization_params": json_text(fields("authorization_params", authorization_params or {})),
            "with_identities": int(flag("with_identities", with_identities)),
            "with_custom_data": int(flag("with_custom_data", with_custom_data)),
            "protocol": maybe_text("protocol", protocol) or self._options.protocol,
            "uuid": uuid,
            "target_url": maybe_text("target_url", target_url),
            "relay_method": text("relay_method", relay_method),
            "guard_version": f"python:{__version__}",
            "context": None if context is None else json_text(fields("context", context)),
            "tenant_id": maybe_text("tenant_id", tenant_id),
            "custom_data": pairs_text(custom_data),
        }
        return SocialLogin(url_with(self._options.host + path("/connections/social/{}", provider), query), uuid)

    @operation
    def generate_link_ext_idp_url(self, ext_idp_conn_identifier: str, id_token: str | None = None) -> Call[LinkUrl]:
        """Ask where a user begins to link an account elsewhere (GET /api/v3/generate-link-extidp-url).

        Args:
            ext_idp_conn_identifier: The connection to the provider.
            id_token: The token of the user; by default the client's.

        Raises:
            ArgumentError: Nobody is logged in and no token is given, or the client was made without `app_id`.
            NotFound: There is no such connection.
        """
        token = text("id_token", (self._token() or "") if id_token is None else id_token)
        params = {
            "ext_idp_conn_identifier": text("ext_idp_conn_identifier", ext_idp_conn_identifier),
            "id_token": token,
            "app_id": text("the app_id of the client", self._options.app_id or ""),
        }
        return rest("GET", "/api/v3/generate-link-extidp-url", LinkUrl.of, params=params, auth=token)

    @operation
    def unlink_ext_idp(self, ext_idp_id: str) -> Call[bool]:
        """Take the accounts at a provider from the user (POST /api/v3/unlink-extidp); the answer is True.

        Args:
            ext_idp_id: The provider, by its id.

        Raises:
            NotFound: The user has no account there (2216).
            Conflict: The user could not log in any more without it (2217).
        """
        return rest("POST", "/api/v3/unlink-extidp", done, json={"extIdpId": text("ext_idp_id", ext_idp_id)})

    @operation
    def get_identities(self) -> Call[Sequence[Identity]]:
        """List the user's accounts elsewhere (GET /api/v3/get-identities)."""
        return rest("GET", "/api/v3/get-identities", Identity.many)
