"""A program on a user's own machine logs the user in at ZITADEL: its browser opens, and comes back to the program.

It needs an instance: ZITADEL_HOST is its URL, ZITADEL_CLIENT_ID a native application's client id. The application must
know ZITADEL_REDIRECT_URI, which is http://127.0.0.1:8787/callback unless it is set.
"""

from __future__ import annotations

import os
import webbrowser
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import urlsplit

from authing.zitadel import AuthenticationClient, scopes


class Callback(HTTPServer):
    """Waits for the browser to come back."""

    came_back = ""

    def wait(self) -> str:
        """The URL that the browser came back to."""
        while not self.came_back:  # browsers ask for other things too, such as an icon
            self.handle_request()
        return self.came_back


class Page(BaseHTTPRequestHandler):
    """What the browser then shows."""

    server: Callback  # pyright: ignore[reportIncompatibleVariableOverride]  # it is one

    def do_GET(self) -> None:
        """Take the callback."""
        is_callback = urlsplit(self.path).path == "/callback"
        if is_callback:
            self.server.came_back = self.path
        self.send_response(200 if is_callback else 404)
        self.end_headers()
        self.wfile.write(b"You can close this window.")

    def log_message(self, format: str, *args: object) -> None:
        """Tell nothing: the path holds the code of the login."""


def main(client: AuthenticationClient, redirect_uri: str) -> None:
    """Do what a program does whose user logs in."""
    begun = client.start_login(
        redirect_uri, scopes=["openid", "profile", "email", "offline_access", scopes.PROJECTS_ROLES]
    )
    with Callback(("127.0.0.1", urlsplit(redirect_uri).port or 80), Page) as callback, ThreadPoolExecutor(1) as thread:
        waiting = thread.submit(callback.wait)  # some browsers come to an end before `open` does
        webbrowser.open(begun.url)
        login = client.finish_login(begun, waiting.result())
    print("logged in:", login.claims.subject, "until", login.expires_at)

    user = client.get_user_info_by_access_token(subject=login.claims.subject)
    print("who is", user.name, user.email, "with the roles", sorted(user.roles()))

    assert login.refresh_token, "offline_access asks for one"
    tokens = client.get_new_access_token_by_refresh_token(login.refresh_token)
    print("and goes on with a new token:", tokens.access_token != login.access_token)
    client.revoke_token(tokens.refresh_token)


if __name__ == "__main__":
    main(
        AuthenticationClient(os.environ["ZITADEL_HOST"], os.environ["ZITADEL_CLIENT_ID"]),
        os.environ.get("ZITADEL_REDIRECT_URI", "http://127.0.0.1:8787/callback"),
    )
