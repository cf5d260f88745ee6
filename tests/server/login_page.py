"""What the tests of the pages share: an application that logs users in by CAS, and browsers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from raw_browser import BACK, RawBrowser
from raw_client import RawClient

from authing.server import LocalServer

Browsers = Callable[..., RawBrowser]

TABS = ["password", "phone-code", "email-code"]


def manage(client: RawClient, method: str, path: str, **body: Any) -> Any:
    answer = client.rest(method, path, client.management_token, json=body)
    assert answer["code"] == 200, answer
    return answer["data"]


def configure(client: RawClient, **settings: Any) -> None:
    manage(client, "POST", f"/api/v2/applications/{client.app_id}", **settings)


def second_application(client: RawClient, **settings: Any) -> str:
    described = {"name": "Second", "identifier": "second", "casProviderEnabled": True, "redirectUris": [BACK]}
    found: str = manage(client, "POST", "/api/v2/applications", **described, **settings)["id"]
    return found


def login_url(app_id: str, service: str | None = BACK, **query: str) -> str:
    given = query if service is None else {"service": service, **query}
    return f"/cas-idp/{app_id}/login?{urlencode(given)}"


def code_in_outbox(client: RawClient) -> str:
    """The code of the latest message."""
    response = client.session.get(f"{client.host}/_local/outbox", timeout=20)
    found: str = response.json()[0]["code"]
    return found


@pytest.fixture
def page_api(server: LocalServer, app_api: RawClient) -> RawClient:
    """A client of an application with all tabs, whose pool has the user ann."""
    app_api.register(username="ann", profile={"email": "ann@example.com", "phone": "13800000000"})
    configure(app_api, casProviderEnabled=True, redirectUris=[BACK], loginTabs=TABS)
    return app_api


@pytest.fixture
def browsers(server: LocalServer) -> Iterator[Browsers]:
    """Makes browsers."""
    made: list[RawBrowser] = []

    def new(**headers: str) -> RawBrowser:
        made.append(RawBrowser(server, **headers))
        return made[-1]

    yield new
    for browser in made:
        browser.close()
