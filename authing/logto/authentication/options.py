"""What an `AuthenticationClient` of Logto is made with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from authing.core.assertions import PrivateKey
from authing.core.credentials import checked_token
from authing.core.end_user import maybe_text, text, texts
from authing.core.errors import ArgumentError
from authing.core.scopes import scope_of
from authing.logto.options import ClientOptions

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from authing.logto.options import ClientArguments

    class AuthenticationArguments(ClientArguments, total=False):
        """The keyword arguments that both clients take."""

        private_key: PrivateKey | None
        auth_method: str | None
        redirect_uri: str | None
        scopes: Iterable[str] | str | None
        resources: Iterable[str] | str | None
        token: str | None
        issuer: str | None


__all__ = ["AuthenticationClientOptions"]

SCOPE = "openid profile email"
"""What a login asks for where nothing else is told."""

_BY_SECRET = ("client_secret_basic", "client_secret_post")


class AuthenticationClientOptions(ClientOptions):
    """What an `AuthenticationClient` is made with.

    Args:
        endpoint: Logto's URL: `https://logto.example.com`.
        client_id: The application's id.
        client_secret: Its secret. Without one, and without a key, it is a public client, which has PKCE alone.
        private_key: What the application proves itself by in place of a secret.
        auth_method: How the secret is sent: `client_secret_basic` (the default) or `client_secret_post`.
        redirect_uri: Where users come back to after a login in the browser.
        scopes: What a login asks for: by default `openid profile email`.
        resources: The API resources that a login asks to open, by their indicators; access tokens for them are accepted.
        token: The access token of a user who is logged in already.
        issuer: What this Logto calls itself, if that is not its endpoint with `/oidc`.
        arguments: `timeout`, `verify`, `proxy`, `headers`, `hooks`, … as every client takes them.

    Raises:
        ArgumentError: A value is missing or not usable.
    """

    client_id: str
    client_secret: str | None
    private_key: PrivateKey | None
    auth_method: str
    redirect_uri: str | None
    scope: str
    resources: tuple[str, ...]
    token: str | None
    provider_issuer: str

    def __init__(
        self,
        endpoint: str,
        client_id: str,
        client_secret: str | None = None,
        *,
        private_key: PrivateKey | None = None,
        auth_method: str | None = None,
        redirect_uri: str | None = None,
        scopes: Iterable[str] | str | None = None,
        resources: Iterable[str] | str | None = None,
        token: str | None = None,
        issuer: str | None = None,
        **arguments: Unpack[ClientArguments],
    ) -> None:
        super().__init__(endpoint, **arguments)
        if private_key is not None and not isinstance(private_key, PrivateKey):
            raise ArgumentError(f"private_key must be a PrivateKey, not a {type(private_key).__name__}")
        if private_key is not None and client_secret is not None:
            raise ArgumentError("an application has a client_secret or a private_key, not both")
        if auth_method is not None and (auth_method not in _BY_SECRET or client_secret is None):
            raise ArgumentError(f"auth_method is for a client_secret, and one of {', '.join(_BY_SECRET)}")
        by_secret = auth_method or (_BY_SECRET[0] if client_secret else "none")
        self._set(
            client_id=text("client_id", client_id),
            client_secret=maybe_text("client_secret", client_secret),
            private_key=private_key,
            auth_method="private_key_jwt" if private_key else by_secret,
            redirect_uri=maybe_text("redirect_uri", redirect_uri),
            scope=SCOPE if scopes is None else scope_of(scopes),
            resources=() if resources is None else texts("resources", resources),
            token=None if token is None else checked_token(token),
            provider_issuer=maybe_text("issuer", issuer) or self.issuer,
        )
