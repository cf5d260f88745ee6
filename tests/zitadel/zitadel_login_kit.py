"""An instance with applications, and clients of one mode for them."""

from __future__ import annotations

from functools import cached_property
from typing import Any
from uuid import uuid4

from connect_server import ConnectServer
from login_provider import LoginProvider
from zitadel_modes import Mode

from authing.zitadel import AsyncAuthenticationClient, AuthenticationClient
from authing.zitadel.authentication import Login

BACK = "https://app.example/callback"
SECRET = "hush: +/%ü"
KINDS = {"basic": "shop", "post": "posting", "key": "signing", "public": "public", "api": "api"}
"""How each application proves itself, and its client id."""


class Desk:
    """Applications `shop`, `posting`, `signing`, `public` (with tokens that are JWTs) and `api`, all of one project."""

    def __init__(self, server: ConnectServer, mode: Mode) -> None:
        self.server, self.mode, self.provider = server, mode, LoginProvider(server)
        self.provider.add_application("shop", secret=SECRET)
        self.provider.add_application("posting", secret=SECRET)
        self.provider.add_application("public", with_jwt=True)
        self.provider.add_application("api", secret=SECRET)
        self._here = {"x-test": uuid4().hex}  # what was fetched for another test is not shared with this one

    @cached_property
    def key_file(self) -> dict[str, str]:
        """The key of `signing`."""
        file = self.server.add_service_user("signing", kind="application")
        self.provider.add_application("signing", key_file=file)
        return file

    def client(self, client_id: str | None = "shop", client_secret: str | None = SECRET, **arguments: Any) -> Any:
        kind: Any = AuthenticationClient if self.mode.name == "blocking" else AsyncAuthenticationClient
        return kind(self.server.host, client_id, client_secret, headers=self._here, **arguments)

    def of_kind(self, kind: str, **arguments: Any) -> Any:
        if kind == "key":
            return self.client(None, None, **{"private_key": self.key_file, **arguments})
        if kind == "post":
            arguments["auth_method"] = "client_secret_post"
        return self.client(KINDS[kind], None if kind == "public" else SECRET, **arguments)

    def run(self, result: Any) -> Any:
        return self.mode.run(result)

    def browse(self, url: str) -> str:
        return self.provider.browse(url)

    def logged_in(self, client: Any, **asked: Any) -> Login:
        request = self.run(client.start_login(BACK, **asked))
        login: Login = self.run(client.finish_login(request, self.browse(request.url)))
        return login
