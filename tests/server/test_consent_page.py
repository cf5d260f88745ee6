"""The question for consent, and those who try to answer it for somebody else."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from login_page import Browsers, browsers, configure, page_api  # noqa: F401
from raw_browser import BACK, RawBrowser
from raw_client import PASSWORD, RawClient

# ruff: noqa: F811 - fixtures are imported


@pytest.fixture
def asking(page_api: RawClient) -> RawClient:
    """A client of an application whose users are asked."""
    configure(page_api, oidcConfig={"skip_consent": False})
    return page_api


def asked(api: RawClient, **more: str) -> str:
    query = {"client_id": api.app_id, "redirect_uri": BACK, "response_type": "code", "scope": "openid email"}
    return f"/oidc/auth?{urlencode({**query, **more})}"


def at_question(api: RawClient, browser: RawBrowser, account: str = "ann", **more: str) -> RawBrowser:
    browser.go(asked(api, **more))
    if "password" in browser.page.form:
        browser.log_in(account, PASSWORD)
    assert browser.page.action == "/login/consent"
    return browser


def test_the_question_is_about_what_is_asked_for(asking: RawClient, browsers: Browsers) -> None:
    browser = at_question(asking, browsers(), scope="openid phone phone something <b>")
    assert browser.page.text.count("see your phone number") == 1
    assert "something" not in browser.page.text
    assert "You are logged in as ann" in browser.page.text


def test_yes_and_no(asking: RawClient, browsers: Browsers) -> None:
    browser = at_question(asking, browsers()).send(answer="deny")
    assert browser.sent_with["error"] == "access_denied"
    assert "code" in at_question(asking, browser).send(answer="allow").sent_with
    assert "code" in browser.go(asked(asking)).sent_with


@pytest.mark.parametrize(
    "forged",
    [{"proof": "0" * 64}, {"proof": ""}, {"session": "0" * 24}, {"session": ""}, {"answer": "perhaps"}, {"answer": ""}],
)
def test_a_forged_answer_is_none(asking: RawClient, browsers: Browsers, forged: dict[str, str]) -> None:
    browser = at_question(asking, browsers())
    address = browser.answer.url
    browser.send(**{"answer": "allow", **forged})
    assert browser.sent_to is None
    assert browser.answer.status_code in (400, 403)
    assert browser.go(address).page.action == "/login/consent"


def test_nobody_answers_in_another_browser(asking: RawClient, browsers: Browsers) -> None:
    mallory, victim = at_question(asking, browsers()), at_question(asking, browsers())
    form = {**mallory.page.form, "session": victim.page.form["session"], "answer": "allow"}
    answer = victim.session.post(f"{victim.host}/login/consent", data=form, allow_redirects=False, timeout=20)
    assert answer.status_code == 404


def test_an_answer_is_that_of_the_user_who_was_asked(asking: RawClient, browsers: Browsers) -> None:
    asking.register(username="bob")
    browser = at_question(asking, browsers())
    page = browser.page
    browser.follow("Log in as somebody else").log_in("bob", PASSWORD)
    assert "You are logged in as bob" in browser.page.text
    browser.page = page
    assert browser.send(answer="allow").answer.status_code == 403


def test_the_question_is_for_users_who_are_logged_in(asking: RawClient, browsers: Browsers) -> None:
    browser = at_question(asking, browsers())
    address = browser.answer.url
    browser.go("/login/profile/logout")
    browser.go(address)
    assert "password" in browser.page.form


def test_the_name_that_the_application_expects_is_filled_in(asking: RawClient, browsers: Browsers) -> None:
    browser = browsers().go(asked(asking, login_hint='ann"><script>'))
    assert browser.page.form["account"] == 'ann"><script>'
    assert "<script" not in browser.answer.text


def test_a_new_login_is_a_new_one(asking: RawClient, browsers: Browsers) -> None:
    configure(asking, oidcConfig={"skip_consent": True})
    browser = browsers().go(asked(asking)).log_in("ann", PASSWORD)
    assert "code" in browser.sent_with
    assert "code" in browser.go(asked(asking)).sent_with
    for more in ({"prompt": "login"}, {"max_age": "0"}):
        browser.go(asked(asking, **more))
        assert "password" in browser.page.form
        assert "code" in browser.log_in("ann", PASSWORD).sent_with
