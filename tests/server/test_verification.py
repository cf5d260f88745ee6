"""The link that verifies an e-mail address."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from raw_client import PASSWORD, RawClient, code_of

from authing.server import LocalServer
from authing.server.rules.codes import LINK_LIFE
from authing.server.rules.mail import LINKS

MAIL = "bob@example.com"
SEND = "mutation($email: String!, $scene: EmailScene!) { sendEmail(email: $email, scene: $scene) { code } }"


def link(api: RawClient, scene: str = "VERIFY_EMAIL", email: str = MAIL) -> str:
    api.run(SEND, email=email, scene=scene)
    found: str = api.session.get(f"{api.host}/_local/outbox", params={"to": email}, timeout=20).json()[0]["link"]
    return found


def press(api: RawClient, url: str) -> requests.Response:
    """The button of the page behind a link."""
    return api.session.post(f"{api.host}/verify-email", {"token": url.partition("token=")[2]}, timeout=20)


def is_verified(api: RawClient, user: dict[str, Any]) -> bool:
    found: bool = api.manage("query($id: String!) { user(id: $id) { emailVerified } }", id=user["id"])["emailVerified"]
    return found


@pytest.fixture
def bob(api: RawClient) -> Any:
    return api.create(email=MAIL, password=api.sealed(PASSWORD))


@pytest.mark.parametrize("scene", LINKS)
def test_a_link_verifies_the_address_once(api: RawClient, bob: Any, scene: str) -> None:
    url = link(api, scene)
    assert press(api, url).status_code == 200
    assert is_verified(api, bob)
    assert press(api, url).status_code == 400


def test_opening_the_link_does_nothing(api: RawClient, bob: Any) -> None:
    url = link(api)
    for _ in range(2):
        page = api.session.get(url, timeout=20)
        assert page.status_code == 200
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert (page.headers["referrer-policy"], page.headers["cache-control"]) == ("no-referrer", "no-store")
        assert f'value="{url.partition("token=")[2]}"' in page.text
    assert not is_verified(api, bob)
    assert press(api, url).status_code == 200


def test_a_link_opens_the_login_that_needs_it(api: RawClient, bob: Any) -> None:
    api.manage("mutation { updateUserpool(input: {loginRequireEmailVerified: true}) { id } }")
    assert code_of(api.login, "Email", email=MAIL) == 1001
    press(api, link(api))
    assert api.login("Email", email=MAIL)["token"]


def test_a_link_expires(api: RawClient, bob: Any, server: LocalServer) -> None:
    url = link(api)
    server.move_clock(seconds=LINK_LIFE.total_seconds())
    assert press(api, url).status_code == 400
    server.move_clock(seconds=-LINK_LIFE.total_seconds())
    assert not is_verified(api, bob)


def test_a_newer_link_replaces_the_older_one(api: RawClient, bob: Any) -> None:
    old, new = link(api), link(api)
    assert (press(api, old).status_code, press(api, new).status_code) == (400, 200)


def test_a_link_is_for_the_address_that_it_was_sent_to(api: RawClient, bob: Any, neighbour: RawClient) -> None:
    url = link(api)
    api.update(api.management_token, bob["id"], email="new@example.com")
    assert press(api, url).status_code == 200
    assert not is_verified(api, bob)
    assert press(api, link(neighbour, email="new@example.com")).status_code == 200
    assert not is_verified(api, bob)


def test_an_address_that_nobody_has(api: RawClient) -> None:
    assert press(api, link(api)).status_code == 200
    assert api.create(email=MAIL)["emailVerified"] is False


@pytest.mark.parametrize("token", ["", "x", "\N{KEY}", '"><script>', "\x00", "x" * 50_000])
def test_what_is_no_token(api: RawClient, bob: Any, token: str) -> None:
    assert api.session.post(f"{api.host}/verify-email", {"token": token}, timeout=20).status_code == 400
    page = api.session.get(f"{api.host}/verify-email", params={"token": token[:1000]}, timeout=20)
    assert page.status_code == 200
    assert "<script>" not in page.text


def test_the_token_of_a_link_is_no_code(api: RawClient, bob: Any) -> None:
    token = link(api).partition("token=")[2]
    answer = api.rest("POST", "/api/v2/login/email-code", json={"email": MAIL, "code": token})
    assert answer["code"] == 2001


def test_it_is_in_the_log(api: RawClient, bob: Any) -> None:
    press(api, link(api))
    lines = api.rest("GET", "/api/v2/analysis/user-action", api.management_token)["data"]["list"]
    assert lines[0]["operation_name"] == "verifyEmail"
