"""The programs of the pages about logging in through the browser, with a browser: an application for each framework."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from acme import HOME, PASSWORD, Acme
from pages import ROOT, blocks, run
from raw_browser import RawBrowser
from tenant import Tenant

from authing.server import Argon2Costs, LocalServer, Settings


class Answer(NamedTuple):
    """What an application answers."""

    status: int
    text: str
    location: str | None


Get = Callable[[str], Answer]
"""Asks an application for a path, with the cookies of one browser."""


class Site(NamedTuple):
    """A platform where alice logs in to the applications of a page.

    Attributes:
        page: The page.
        values: What the placeholders stand for.
        alice: The id of the user, who is called ada at Logto.
        log_in: What a browser does with a URL in which she logs in: the URL that it comes back to.
    """

    page: Path
    values: dict[str, str]
    alice: str
    log_in: Callable[[str], str]


@pytest.fixture(scope="module")
def authing() -> Iterator[Site]:
    seed = {
        "application": {"redirectUris": [f"{HOME}/callback"]},
        "users": [{"id": "a" * 24, "username": "alice", "password": PASSWORD}],
    }
    with LocalServer(Settings(seed=seed, argon2=Argon2Costs(8, 1))) as server:

        def log_in(url: str) -> str:
            browser = RawBrowser(server)
            with browser.session:
                browser.go(url).log_in("alice", PASSWORD)
            return browser.sent_to or ""

        values = {
            '"APP_ID"': repr(server.app_id),
            '"APP_SECRET"': repr(server.app_secret),
            "https://id.example.com": server.host,
        }
        yield Site(ROOT / "docs" / "authentication" / "oidc.md", values, "a" * 24, log_in)


@pytest.fixture(scope="module")
def zitadel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with Acme.running(tmp_path_factory.mktemp("keys")) as (acme, host, key_file):
        values = acme.values(host, key_file)
        yield Site(ROOT / "docs" / "zitadel" / "login.md", values, acme.alice, acme.provider.browse)


@pytest.fixture(scope="module")
def logto() -> Iterator[Site]:
    with Tenant.running() as tenant:
        page = ROOT / "docs" / "logto" / "sign-in.md"
        yield Site(page, tenant.values, tenant.ada, tenant.logins.browse)


@contextmanager
def fastapi(defined: dict[str, Any]) -> Iterator[Get]:
    loop = asyncio.new_event_loop()
    client = httpx.AsyncClient(transport=httpx.ASGITransport(defined["app"]), base_url=HOME)

    def get(path: str) -> Answer:
        answer = loop.run_until_complete(client.get(path))
        return Answer(answer.status_code, answer.text, answer.headers.get("location"))

    yield get
    loop.run_until_complete(client.aclose())
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.close()


@contextmanager
def flask(defined: dict[str, Any]) -> Iterator[Get]:
    client = defined["app"].test_client()

    def get(path: str) -> Answer:
        answer = client.get(path, base_url=HOME)
        return Answer(answer.status_code, answer.text, answer.headers.get("location"))

    yield get


@contextmanager
def django(defined: dict[str, Any]) -> Iterator[Get]:
    from django.conf import settings

    urls = ModuleType("urls_of_the_page")
    urls.__dict__["urlpatterns"] = defined["urlpatterns"]
    sys.modules[urls.__name__] = urls
    if not settings.configured:
        settings.configure(
            SECRET_KEY="of a test",
            ROOT_URLCONF=urls.__name__,
            ALLOWED_HOSTS=["app.example.com"],
            MIDDLEWARE=["django.contrib.sessions.middleware.SessionMiddleware"],
            SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
            SESSION_COOKIE_SECURE=True,
        )
    from django.test import Client
    from django.urls import clear_url_caches

    client = Client(SERVER_NAME="app.example.com")

    def get(path: str) -> Answer:
        answer: Any = client.get(path, secure=True)
        return Answer(answer.status_code, answer.content.decode(), answer.headers.get("location"))

    yield get
    del sys.modules[urls.__name__]
    clear_url_caches()


@pytest.fixture
def site(platform: str, request: pytest.FixtureRequest) -> Site:
    found: Site = request.getfixturevalue(platform)
    return found


@pytest.fixture
def get(framework: Callable[[dict[str, Any]], AbstractContextManager[Get]], site: Site) -> Iterator[Get]:
    (block,) = [block for block in blocks(site.page) if f"from {framework.__name__}" in block.code]
    with framework(run([block], site.values)) as made:
        yield made


def came_back(site: Site, url: str) -> str:
    """Where the browser arrives after alice has logged in, without the application's host."""
    arrived = site.log_in(url)
    assert arrived.startswith(f"{HOME}/callback?")
    return arrived.removeprefix(HOME)


of_each_page = pytest.mark.parametrize(
    ("platform", "framework"),
    [
        ("authing", fastapi),
        ("authing", flask),
        ("authing", django),
        ("zitadel", fastapi),
        ("zitadel", flask),
        ("logto", fastapi),
    ],
)


@of_each_page
def test_alice_logs_in(get: Get, site: Site) -> None:
    assert get("/").text == "nobody"
    begun = get("/login")
    assert begun.status in (302, 307)
    callback = came_back(site, begun.location or "")
    assert get(callback)[::2] == (get("/login").status, "/")
    assert get("/").text == site.alice


@of_each_page
def test_a_callback_is_good_once_and_in_its_own_browser(get: Get, site: Site) -> None:
    others = came_back(site, get("/login").location or "")
    get("/login")
    assert get(others).status == 400
    assert get(others).status == 400
    assert get("/").text == "nobody"


@of_each_page
def test_what_the_user_refuses_is_no_login(get: Get) -> None:
    (state,) = parse_qs(urlsplit(get("/login").location or "").query)["state"]
    assert get(f"/callback?error=access_denied&state={state}").status == 400
    assert get("/").text == "nobody"
