"""The programs of the page about logging in through the browser, with a browser: one application for each framework."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from pages import ROOT, blocks, run
from raw_browser import RawBrowser

from authing.server import Argon2Costs, LocalServer, Settings

HOME = "https://app.example.com"
PASSWORD = "Alice-in-2026"
PAGE = ROOT / "docs" / "authentication" / "oidc.md"


class Answer(NamedTuple):
    """What an application answers."""

    status: int
    text: str
    location: str | None


Get = Callable[[str], Answer]
"""Asks an application for a path, with the cookies of one browser."""


@pytest.fixture(scope="module")
def provider() -> Iterator[LocalServer]:
    seed = {
        "application": {"redirectUris": [f"{HOME}/callback"]},
        "users": [{"id": "a" * 24, "username": "alice", "password": PASSWORD}],
    }
    with LocalServer(Settings(seed=seed, argon2=Argon2Costs(8, 1))) as server:
        yield server


def program(framework: str, provider: LocalServer) -> dict[str, Any]:
    """What the page's program for a framework defines."""
    values = {
        '"APP_ID"': repr(provider.app_id),
        '"APP_SECRET"': repr(provider.app_secret),
        "https://id.example.com": provider.host,
    }
    (block,) = [block for block in blocks(PAGE) if f"from {framework}" in block.code]
    return run([block], values)


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


@pytest.fixture(params=[fastapi, flask, django], ids=lambda make: str(make.__name__))
def get(request: pytest.FixtureRequest, provider: LocalServer) -> Iterator[Get]:
    with request.param(program(request.param.__name__, provider)) as made:
        yield made


def came_back(provider: LocalServer, url: str) -> str:
    """Where the browser arrives after alice has logged in, without the application's host."""
    browser = RawBrowser(provider)
    with browser.session:
        browser.go(url).log_in("alice", PASSWORD)
    assert browser.sent_to
    assert browser.sent_to.startswith(f"{HOME}/callback?")
    return browser.sent_to.removeprefix(HOME)


def test_alice_logs_in(get: Get, provider: LocalServer) -> None:
    assert get("/").text == "nobody"
    begun = get("/login")
    assert begun.status in (302, 307)
    callback = came_back(provider, begun.location or "")
    assert get(callback)[::2] == (get("/login").status, "/")
    assert get("/").text == "a" * 24


def test_a_callback_is_good_once_and_in_its_own_browser(get: Get, provider: LocalServer) -> None:
    others = came_back(provider, get("/login").location or "")
    get("/login")
    assert get(others).status == 400
    assert get(others).status == 400
    assert get("/").text == "nobody"


def test_what_the_user_refuses_is_no_login(get: Get) -> None:
    (state,) = parse_qs(urlsplit(get("/login").location or "").query)["state"]
    assert get(f"/callback?error=access_denied&state={state}").status == 400
    assert get("/").text == "nobody"
