"""What an `AuthenticationClient` of ZITADEL is made with."""

from __future__ import annotations

import json
import os
from collections.abc import Hashable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from authing.core.credentials import checked_token
from authing.core.end_user import maybe_text
from authing.core.errors import ArgumentError
from authing.core.scopes import scope_of
from authing.core.sharing import Shelf, in_every_child
from authing.zitadel.key_file import KeyFile
from authing.zitadel.options import ClientOptions, TransportOptions

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from authing.zitadel.key_file import KeySource
    from authing.zitadel.options import ClientArguments

    class AuthenticationArguments(ClientArguments, total=False):
        """The keyword arguments that both clients take."""

        private_key: KeySource | None
        auth_method: str | None
        redirect_uri: str | None
        scopes: Iterable[str] | str | None
        token: str | None
        project_id: str | None
        issuer: str | None
        transport_options: TransportOptions | None


__all__ = ["AuthenticationClientOptions"]

SCOPE = "openid profile email"
"""What a login asks for where nothing else is told."""

_BY_SECRET = ("client_secret_basic", "client_secret_post")


class AuthenticationClientOptions(ClientOptions):
    """What an `AuthenticationClient` is made with.

    Args:
        host: The instance: `https://example.us1.zitadel.cloud`.
        client_id: The application's client id; it may be left out where it is in the key file.
        client_secret: Its secret. Without one, and without a key, it is a public client, which has PKCE alone.
        private_key: The application's key file: its path, its text, or what is in it as a dict. It is read when the
            first client is made with it, and again when the file has changed.
        auth_method: How the secret is sent: `client_secret_basic` (the default) or `client_secret_post`.
        redirect_uri: Where users come back to after a login in the browser.
        scopes: What a login asks for: by default `openid profile email`.
        token: The access token of a user who is logged in already.
        project_id: The application's project: access tokens for it are accepted too.
        issuer: What the instance calls itself, if that is not its host.
        transport_options: How to reach the host, in the words of zitadel_client.
        arguments: The same in the project's own words: `timeout`, `verify`, `proxy`, `headers`, `hooks`, …

    Raises:
        ArgumentError: A value is missing or not usable.
    """

    client_id: str
    client_secret: str | None
    key: KeyFile | None
    auth_method: str
    redirect_uri: str | None
    scope: str
    token: str | None
    project_id: str | None
    told_issuer: str | None

    def __init__(
        self,
        host: str,
        client_id: str | None = None,
        client_secret: str | None = None,
        *,
        private_key: KeySource | None = None,
        auth_method: str | None = None,
        redirect_uri: str | None = None,
        scopes: Iterable[str] | str | None = None,
        token: str | None = None,
        project_id: str | None = None,
        issuer: str | None = None,
        transport_options: TransportOptions | None = None,
        **arguments: Unpack[ClientArguments],
    ) -> None:
        super().__init__(host, transport_options, **arguments)
        texts = {
            "client_id": client_id,
            "client_secret": client_secret,
            "redirect_uri": redirect_uri,
            "project_id": project_id,
            "issuer": issuer,
        }
        for name, value in texts.items():
            maybe_text(name, value)
        key = None if private_key is None else _application_key(private_key)
        if key is not None:
            if client_secret is not None:
                raise ArgumentError("an application has a client_secret or a private_key, not both")
            if client_id not in (None, key.subject):
                raise ArgumentError(f"the private_key is of {key.subject}, not of client_id {client_id}")
            client_id = key.subject
        if client_id is None:
            raise ArgumentError("client_id must be given, or a private_key that tells it")
        if auth_method is not None and (auth_method not in _BY_SECRET or client_secret is None):
            raise ArgumentError(f"auth_method is for a client_secret, and one of {', '.join(_BY_SECRET)}")
        by_secret = auth_method or (_BY_SECRET[0] if client_secret else "none")
        self._set(
            client_id=client_id,
            client_secret=client_secret,
            key=key,
            auth_method="private_key_jwt" if key else by_secret,
            redirect_uri=redirect_uri,
            scope=SCOPE if scopes is None else scope_of(scopes),
            token=None if token is None else checked_token(token),
            project_id=project_id,
            told_issuer=issuer,
        )

    @property
    def issuer(self) -> str:
        """What the instance calls itself in tokens."""
        return self.told_issuer or self.origin

    @property
    def origin(self) -> str:
        """Where the instance tells its endpoints: scheme and authority of its host."""
        return super().issuer


def _application_key(source: KeySource) -> KeyFile:
    """The key; clients are made per request, and to read it each time would take longer than all of the rest."""
    version = _version(source)
    key = KeyFile(source) if version is None else _keys.take(version, lambda: KeyFile(source))
    if key.kind != "application":
        raise ArgumentError("private_key must be the key of an application; this one is a service user's")
    return key


def _version(source: Any) -> Hashable:
    if isinstance(source, str) and source.lstrip().startswith("{"):
        return source
    try:
        if isinstance(source, Mapping):
            return json.dumps(dict(source), sort_keys=True, default=str)
        found = Path(source).stat()
    except (OSError, TypeError, ValueError, RecursionError):
        return None  # what is wrong with it shows when it is read
    # A file that takes the place of another can have its time and size, but not its inode as well.
    return os.fspath(source), found.st_mtime_ns, found.st_size, found.st_ino


_keys: Shelf[KeyFile] = Shelf()
in_every_child(_keys.after_fork)
