"""Sessions of browsers: for which applications they count, and what ends them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from login_page import (  # noqa: F401
    Browsers,
    browsers,
    code_in_outbox,
    configure,
    login_url,
    manage,
    page_api,
    second_application,
)
from raw_browser import RawBrowser
from raw_client import PASSWORD, RawClient

from authing.server import LocalServer

# ruff: noqa: F811 - fixtures are imported

SHARE = "mutation($on: Boolean) { updateUserpool(input: {appSsoEnabled: $on}) { id } }"


def logged_in(api: RawClient, browser: RawBrowser) -> RawBrowser:
    browser.go(login_url(api.app_id)).log_in("ann", PASSWORD)
    assert browser.sent_to
    return browser


def who(browser: RawBrowser) -> str | None:
    found = browser.go("/cas/session").answer.json()
    return str(found["userInfo"]["username"]) if found else None


def ann(api: RawClient) -> str:
    found: str = api.manage('query { findUser(username: "ann") { id } }')["id"]
    return found


# -- single sign-on -------------------------------------------------------------------------------


def test_an_application_shares_nothing_unless_it_is_said(page_api: RawClient, browsers: Browsers) -> None:
    second = second_application(page_api)
    browser = logged_in(page_api, browsers())
    assert browser.go(login_url(page_api.app_id)).sent_to
    assert browser.go(login_url(second)).sent_to is None
    assert browser.log_in("ann", PASSWORD).sent_to
    assert browser.go(login_url(page_api.app_id)).sent_to


def test_all_applications_of_a_pool_share_a_session(page_api: RawClient, browsers: Browsers) -> None:
    second = second_application(page_api)
    page_api.manage(SHARE, on=True)
    browser = logged_in(page_api, browsers())
    assert browser.go(login_url(second)).sent_to
    page_api.manage(SHARE, on=False)
    assert browser.go(login_url(second)).sent_to is None


def test_some_applications_of_a_pool_share_a_session(page_api: RawClient, browsers: Browsers) -> None:
    configure(page_api, ssoEnabled=True)
    second = second_application(page_api, ssoEnabled=True)
    browser = logged_in(page_api, browsers())
    assert browser.go(login_url(second)).sent_to
    manage(page_api, "POST", f"/api/v2/applications/{second}", ssoEnabled=False)
    assert browser.go(login_url(second)).sent_to is None


def test_a_session_opens_no_application_that_keeps_its_user_out(page_api: RawClient, browsers: Browsers) -> None:
    page_api.manage(SHARE, on=True)
    second = second_application(page_api, permissionStrategy={"defaultStrategy": "DENY_ALL"})
    browser = logged_in(page_api, browsers())
    browser.go(login_url(second))
    assert (browser.sent_to, browser.answer.status_code) == (None, 403)
    browser = browsers()
    browser.go(login_url(second)).log_in("ann", PASSWORD)
    assert (browser.sent_to, browser.answer.status_code) == (None, 403)
    assert who(browser) is None


def test_a_session_does_not_stand_in_for_a_second_factor(page_api: RawClient, browsers: Browsers) -> None:
    page_api.manage(SHARE, on=True)
    second = second_application(page_api, applicationMfa=[{"mfaPolicy": "EMAIL", "status": 1}])
    browser = logged_in(page_api, browsers())
    assert browser.go(login_url(second)).sent_to is None


def test_a_second_factor_of_one_application_does_not_stand_in_for_that_of_another(
    page_api: RawClient, browsers: Browsers
) -> None:
    page_api.manage(SHARE, on=True)
    configure(page_api, applicationMfa=[{"mfaPolicy": "EMAIL", "status": 1}])
    of_sms = second_application(page_api, applicationMfa=[{"mfaPolicy": "SMS", "status": 1}])
    browser = browsers().go(login_url(page_api.app_id)).log_in("ann", PASSWORD).send()
    assert browser.send(code=code_in_outbox(page_api)).sent_to
    assert browser.go(login_url(of_sms)).sent_to is None
    assert browser.go(login_url(page_api.app_id)).sent_to
    browser.go(login_url(of_sms)).log_in("ann", PASSWORD).send()
    assert browser.send(code=code_in_outbox(page_api)).sent_to
    assert browser.go(login_url(of_sms)).sent_to


def test_pools_share_nothing(
    server: LocalServer, page_api: RawClient, neighbour: RawClient, browsers: Browsers
) -> None:
    configure(neighbour, casProviderEnabled=True, redirectUris=["http://127.0.0.1:9/back"])
    for api in (page_api, neighbour):
        api.manage(SHARE, on=True)
    browser = logged_in(page_api, browsers())
    assert browser.go(login_url(neighbour.app_id)).sent_to is None
    stolen = browser.cookie("authing-session-")
    assert stolen
    thief = browsers()
    thief.session.cookies.set(f"authing-session-{neighbour.pool_id}", stolen, domain="127.0.0.1", path="/")
    assert thief.go(login_url(neighbour.app_id)).sent_to is None
    assert who(thief) is None


# -- the end --------------------------------------------------------------------------------------


def _block(api: RawClient) -> None:
    api.update(api.management_token, ann(api), blocked=True)


def _block_for_a_moment(api: RawClient) -> None:
    _block(api)
    api.update(api.management_token, ann(api), blocked=False)


def _expire(api: RawClient) -> None:
    api.update(api.management_token, ann(api), tokenExpiredAt="2020-01-01T00:00:00.000Z")


def _kick(api: RawClient) -> None:
    manage(api, "POST", "/api/v2/users/kick", userIds=[ann(api)])


def _log_out_by_manager(api: RawClient) -> None:
    answer = api.rest("GET", f"/logout?userId={ann(api)}", api.management_token)
    assert answer["code"] == 200


def _log_out_of_application(api: RawClient) -> None:
    answer = api.rest("GET", f"/logout?userId={ann(api)}&appId={api.app_id}", api.management_token)
    assert answer["code"] == 200


def _delete(api: RawClient) -> None:
    api.manage("mutation($id: String!) { deleteUser(id: $id) { code } }", id=ann(api))


def _resign(api: RawClient) -> None:
    headers = api._headers(api.management_token)
    response = api.post("/api/v3/resign-user", json={"userId": ann(api)}, headers=headers)
    assert response.json()["statusCode"] == 200


def _change_password_as_manager(api: RawClient) -> None:
    api.update(api.management_token, ann(api), password=api.sealed("An0ther-one"))


def _change_password(api: RawClient) -> None:
    token = api.login(username="ann")["token"]
    document = "mutation($n: String!, $o: String) { updatePassword(newPassword: $n, oldPassword: $o) { id } }"
    api.run(document, token, n=api.sealed("An0ther-one"), o=api.sealed(PASSWORD))


def _bind_a_second_factor(api: RawClient) -> None:
    key = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    manage(api, "POST", "/api/v2/mfa/totp/import", userId=ann(api), secret=key)


ENDS = [
    _block,
    _block_for_a_moment,
    _expire,
    _kick,
    _log_out_by_manager,
    _log_out_of_application,
    _delete,
    _resign,
    _change_password_as_manager,
    _change_password,
    _bind_a_second_factor,
]


@pytest.mark.parametrize("end", ENDS, ids=lambda end: end.__name__.strip("_"))
def test_a_session_ends(page_api: RawClient, browsers: Browsers, end: Callable[[RawClient], Any]) -> None:
    browser = logged_in(page_api, browsers())
    assert who(browser) == "ann"
    end(page_api)
    assert who(browser) is None
    assert browser.go(login_url(page_api.app_id)).sent_to is None


def test_a_session_expires(server: LocalServer, page_api: RawClient, browsers: Browsers) -> None:
    configure(page_api, oidcConfig={"id_token_expire": 600})
    browser = logged_in(page_api, browsers())
    server.move_clock(seconds=599)
    assert who(browser) == "ann"
    server.move_clock(seconds=2)
    assert who(browser) is None


def test_the_logout_of_one_browser_is_none_of_another(page_api: RawClient, browsers: Browsers) -> None:
    first, second = logged_in(page_api, browsers()), logged_in(page_api, browsers())
    first.go("/login/profile/logout")
    assert "logged out" in first.page.text
    assert first.cookie("authing-session-") is None
    assert (who(first), who(second)) == (None, "ann")


def test_the_session_is_gone_at_the_server_too(page_api: RawClient, browsers: Browsers) -> None:
    browser = logged_in(page_api, browsers())
    kept = [(cookie.name, str(cookie.value)) for cookie in browser.session.cookies]
    browser.go("/login/profile/logout")
    for name, value in kept:
        browser.session.cookies.set(name, value, domain="127.0.0.1", path="/")
    assert who(browser) is None


@pytest.mark.parametrize("query", ["", "&app_id={app}"])
def test_logout_sends_only_where_an_application_says(page_api: RawClient, browsers: Browsers, query: str) -> None:
    configure(page_api, logoutRedirectUris=["https://example.com/bye"])
    query = query.format(app=page_api.app_id)
    targets = ["https://example.com/bye", "https://example.com/bye/", "https://example.com.evil.org", "//evil.org", ""]
    for is_logged_in in (True, False):
        for target in targets:
            browser = logged_in(page_api, browsers()) if is_logged_in else browsers()
            browser.go(f"/login/profile/logout?redirect_uri={target}{query}")
            assert browser.sent_to == (target if target == targets[0] else None)
            assert who(browser) is None


@pytest.mark.parametrize(
    "path", ["/api/v2/logout?app_id={app}", "/logout?appId={app}&deviceId=current", "/logout?deviceId=current"]
)
def test_a_program_in_the_browser_logs_out(page_api: RawClient, browsers: Browsers, path: str) -> None:
    browser = logged_in(page_api, browsers())
    path = path.format(app=page_api.app_id)
    assert browser.go(path).answer.json()["code"] == 200
    assert who(browser) is None
    assert browser.go(path).answer.json()["code"] == 2020


def test_a_program_logs_out_with_its_token(page_api: RawClient) -> None:
    token = page_api.login(username="ann")["token"]
    assert page_api.rest("GET", "/logout?deviceId=current", token)["code"] == 200
    assert page_api.me(token)["code"] != 200
    assert page_api.rest("GET", "/logout", token)["code"] in (1001, 2231)


def test_a_login_with_a_browser_counts_and_is_in_the_log(page_api: RawClient, browsers: Browsers) -> None:
    before = page_api.manage('query { findUser(username: "ann") { loginsCount } }')["loginsCount"]
    browser = logged_in(page_api, browsers())
    found = page_api.manage('query { findUser(username: "ann") { loginsCount lastLogin lastIP } }')
    assert found["loginsCount"] == before + 1
    assert found["lastIP"] == "127.0.0.1"
    browser.go(login_url(page_api.app_id))
    assert page_api.manage('query { findUser(username: "ann") { loginsCount } }')["loginsCount"] == before + 1
