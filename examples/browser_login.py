"""A login through the browser by OpenID Connect, and an API that verifies the tokens which come of it."""

from __future__ import annotations

import html
import re
from urllib.parse import urljoin

import requests

from authing import AuthenticationClient, NotLoggedIn
from authing.server import LocalServer, Settings

CALLBACK = "http://127.0.0.1:8000/callback"
SEED = {
    "application": {"name": "Shop", "redirectUris": [CALLBACK]},
    "users": [{"username": "alice", "password": "Alice-in-2026", "email": "alice@example.com"}],
}


def main(server: LocalServer) -> None:
    """Do what a web application does, and then what an API does that gets its tokens."""
    client = AuthenticationClient(
        app_id=server.app_id, secret=server.app_secret, host=server.host, redirect_uri=CALLBACK
    )
    begun = client.start_login()
    kept = dict(begun)  # all of it goes into the session of the browser, as JSON
    callback = play_the_browser(begun.url)

    login = client.finish_login(kept, callback)
    print("logged in:", login.claims.subject, login.claims["email"])
    print("the client is this user's now:", client.get_current_user().username)

    api = AuthenticationClient(app_id=server.app_id, host=server.host)
    claims = api.verify_access_token(login.access_token)
    print("the API is called by", claims.subject, "who may", *sorted(claims.scopes))
    try:
        api.verify_access_token(login.access_token + "x")
    except NotLoggedIn as error:
        print("and by somebody else:", error.code)


def play_the_browser(url: str) -> str:
    """What the user and the browser do: fill in the form of the login page, and follow where it leads, to the callback."""
    browser = requests.Session()
    page = browser.get(url, timeout=10)
    form = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text))
    form |= {"account": "alice", "password": "Alice-in-2026"}
    page = browser.post(urljoin(page.url, "/login"), form, timeout=10)

    leads_to = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', page.text)
    assert leads_to, "the login was refused"
    answer = browser.get(urljoin(page.url, html.unescape(leads_to[1])), allow_redirects=False, timeout=10)
    return answer.headers["Location"]


if __name__ == "__main__":
    with LocalServer(Settings(seed=SEED)) as server:
        main(server)
