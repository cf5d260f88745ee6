"""A real Chromium, an application that logs its users in at a local server, and a folder for pictures of what was seen."""

from __future__ import annotations

import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from raw_client import RawClient
from visits import Open, Visit, configure

from authing.server import Argon2Costs, LocalServer, Settings

NAMES = ("chromium", "chromium-browser", "google-chrome")
PATIENCE = 15_000
"""Milliseconds."""


# For a module and not for all of them: as long as Playwright runs, its event loop is the one of this thread.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        pytest.fail("the tests of this folder need a Chromium: `apt-get install chromium`", pytrace=False)
    # Its sandbox does not work for root, whom there is nobody to protect from.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def _server() -> Iterator[LocalServer]:
    with LocalServer(Settings(argon2=Argon2Costs(memory_kib=64, iterations=1))) as running:
        yield running


@pytest.fixture
def server(_server: LocalServer) -> LocalServer:
    """A running server, put back to its beginning."""
    _server.reset()
    return _server


@pytest.fixture
def api(server: LocalServer, application: str) -> Iterator[RawClient]:
    """A client of the server's application, which has been registered with it; its pool has the user ann."""
    client = RawClient(server, **{"x-authing-app-id": server.app_id})
    with client.session:
        configure(
            client, name="Book shop", redirectUris=[f"{application}/back"], logoutRedirectUris=[f"{application}/bye"]
        )
        client.register(username="ann", profile={"email": "ann@example.com", "phone": "13800000000"})
        yield client


@pytest.fixture(scope="module")
def application() -> Iterator[str]:
    """The address of an application, which says what it was sent: another site than the server, by its name."""
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), _Application)
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    yield f"http://localhost:{httpd.server_port}"
    httpd.shutdown()
    httpd.server_close()


class _Application(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        # As many do: the address that a user comes back to sends on to another one.
        if self.path.startswith("/back") and self.headers["Host"].startswith("localhost"):
            self.send_response(302)
            self.send_header("Location", f"http://{self.headers['Host'].replace('localhost', '127.0.0.1')}{self.path}")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self._say(b"<!doctype html><title>Shop</title><link rel=icon href=data:,><h1>Welcome to the shop</h1>")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self._say(b"<!doctype html><title>Shop</title><link rel=icon href=data:,><h1>Posted</h1><p>" + body)

    def _say(self, html: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(html)))
        self.end_headers()
        self.wfile.write(html)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Where pictures are kept: below AUTHING_TEST_ARTIFACTS, or else among the temporary files of the test."""
    given = os.environ.get("AUTHING_TEST_ARTIFACTS")
    found = Path(given) / re.sub(r"\W+", "-", request.node.name).strip("-") if given else tmp_path
    found.mkdir(parents=True, exist_ok=True)
    return found


@pytest.fixture
def visit(chromium: Browser, folder: Path) -> Iterator[Open]:
    """Opens pages in browsers of their own; none of them may have broken a policy or a script at the end."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(**options: Any) -> Visit:
        context = chromium.new_context(**options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return Visit(page, complaints, folder)

    yield open_page
    for context in contexts:
        context.close()
    # A refused form is answered with an HTTP status, which the console tells, too.
    assert [each for each in complaints if not each.startswith("Failed to load resource")] == []


@pytest.fixture
def outbox(server: LocalServer) -> Callable[[], str]:
    """Tells the code of the latest message."""

    def latest() -> str:
        response = requests.get(f"{server.host}/_local/outbox", timeout=10)
        found: str = response.json()[0]["code"]
        return found

    return latest
