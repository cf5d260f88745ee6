"""A relying party of others at our provider: `openid-client`, which is certified, through our login page."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from raw_browser import RawBrowser
from raw_client import PASSWORD, RawClient
from relying_party import manage

from authing.server import Argon2Costs, LocalServer, Settings

LEFT = "http://127.0.0.1:9/left"
METHODS = ("client_secret_post", "client_secret_basic", "none")
Start = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalServer]:
    database = str(tmp_path_factory.mktemp("interop") / "authing.db")
    with LocalServer(Settings(database=database, argon2=Argon2Costs(memory_kib=64, iterations=1))) as running:
        yield running


@pytest.fixture(scope="module")
def api(server: LocalServer) -> Iterator[RawClient]:
    client = RawClient(server)
    with client.session:
        yield client


@pytest.fixture(scope="module")
def user(api: RawClient) -> Any:
    return api.create(username="ann", email="ann@example.com", password=api.sealed(PASSWORD))


@pytest.fixture(scope="module")
def relying_party(api: RawClient, user: Any, node: Start) -> str:
    """The URL of the relying party, where each way to authenticate is an application."""
    applications = {}
    for method in METHODS:
        named = {"name": method, "identifier": method.replace("_", "-")}
        made = manage(api, "POST", "/api/v2/applications", **named)
        applications[method] = {"id": made["id"], "secret": made["secret"], "method": method}
    url: str = node("relying_party.mjs", f"{api.host}/oidc", LEFT, json.dumps(applications))["url"]
    for method, known in applications.items():
        settings = {
            "token_endpoint_auth_method": method,
            "introspection_endpoint_auth_method": method,
            "revocation_endpoint_auth_method": method,
            "id_token_signed_response_alg": "RS256",
            "grant_types": ["authorization_code", "refresh_token"],
            "response_types": ["code"],
            "skip_consent": False,
        }
        where = {"redirectUris": [f"{url}/callback"], "logoutRedirectUris": [LEFT], "oidcConfig": settings}
        manage(api, "POST", f"/api/v2/applications/{known['id']}", **where)
    return url


@pytest.fixture
def browser(server: LocalServer) -> Iterator[RawBrowser]:
    made = RawBrowser(server)
    yield made
    made.close()


def begun(relying_party: str, browser: RawBrowser, method: str) -> RawBrowser:
    """The browser at the provider, where the relying party sent it."""
    answer = requests.get(f"{relying_party}/login", params={"as": method}, allow_redirects=False, timeout=20)
    assert answer.status_code == 302, answer.text
    return browser.go(answer.headers["location"])


def came_back(browser: RawBrowser) -> str:
    """Where the browser is sent once the user has logged in, and allowed what is asked."""
    while browser.sent_to is None:
        assert browser.answer.status_code == 200, browser.page.text
        if "password" in browser.page.form:
            browser.log_in("ann", PASSWORD)
        else:
            browser.send(answer="allow")
    return browser.sent_to


def told(url: str) -> dict[str, Any]:
    """What the relying party made of the callback."""
    answer = requests.get(url, timeout=20)
    found: dict[str, Any] = answer.json()
    assert answer.status_code == 200, found
    return found


@pytest.mark.parametrize("method", METHODS)
def test_a_certified_relying_party_logs_in(
    server: LocalServer, relying_party: str, browser: RawBrowser, user: Any, method: str
) -> None:
    callback = came_back(begun(relying_party, browser, method))
    assert parse_qs(urlsplit(callback).query)["iss"] == [f"{server.host}/oidc"]
    found = told(callback)
    assert found["claims"]["iss"] == f"{server.host}/oidc"
    assert found["claims"]["sub"] == found["userinfo"]["sub"] == user["id"]
    assert found["userinfo"]["email"] == "ann@example.com"
    assert set(found["scope"].split()) == {"openid", "profile", "email", "offline_access"}
    assert found["again"] == "invalid_grant"


@pytest.mark.parametrize("method", METHODS)
def test_its_tokens_are_refreshed_introspected_and_revoked(
    server: LocalServer, relying_party: str, browser: RawBrowser, user: Any, method: str
) -> None:
    found = told(came_back(begun(relying_party, browser, method)))
    assert found["another"] is True
    assert found["refreshed"] is None or found["refreshed"]["sub"] == user["id"]
    introspection = found["introspection"]
    assert (introspection["active"], introspection["sub"]) == (True, user["id"])
    assert introspection["iss"] == f"{server.host}/oidc"
    assert found["active"] == [False, False]


def test_it_logs_the_user_out(relying_party: str, browser: RawBrowser) -> None:
    found = told(came_back(begun(relying_party, browser, "client_secret_post")))
    browser.go(found["logout"])
    if browser.sent_to is None:
        browser.send(answer="yes")
    assert browser.sent_to == f"{LEFT}?state=bye"
    begun(relying_party, browser, "client_secret_post")
    assert "password" in browser.page.form  # there is no session any more


def test_what_the_user_refuses_is_told_to_it(relying_party: str, browser: RawBrowser) -> None:
    begun(relying_party, browser, "client_secret_basic").log_in("ann", PASSWORD).send(answer="deny")
    answer = requests.get(browser.sent_to or "", timeout=20)
    assert answer.status_code == 500
    assert answer.json()["error"] == "access_denied"


def test_it_notices_a_forged_callback(relying_party: str, browser: RawBrowser) -> None:
    callback = came_back(begun(relying_party, browser, "client_secret_post"))
    answer = requests.get(callback.replace("%2Foidc", "%2Fmallory"), timeout=20)
    assert answer.status_code == 500
    assert 'unexpected "iss"' in answer.json()["cause"]
