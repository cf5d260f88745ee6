"""The login page, as a browser without any script sees it, and those who try to misuse it."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import Any
from urllib.parse import urlencode

import pytest
from login_page import Browsers, browsers, code_in_outbox, configure, login_url, manage, page_api  # noqa: F401
from pyotp.totp import TOTP
from raw_browser import RawBrowser
from raw_client import PASSWORD, RawClient

from authing.server import LocalServer
from authing.server.web import login, texts

# ruff: noqa: F811 - fixtures are imported

ODD = "\"><script>alert(1)</script><img src=x onerror=alert(1)>{{111*1111}}'"


def at_login(api: RawClient, browser: RawBrowser) -> RawBrowser:
    return browser.go(login_url(api.app_id))


def update_pool(api: RawClient, **input: Any) -> None:
    api.manage("mutation($input: UpdateUserpoolInput!) { updateUserpool(input: $input) { id } }", input=input)


# -- ways to log in -------------------------------------------------------------------------------


@pytest.mark.parametrize("account", ["ann", "ANN@example.com", "138 0000-0000", " ann "])
def test_one_field_takes_every_kind_of_name(page_api: RawClient, browsers: Browsers, account: str) -> None:
    browser = at_login(page_api, browsers()).log_in(account, PASSWORD)
    assert browser.sent_with["ticket"].startswith("ST-")


def test_only_what_the_application_offers_is_taken(page_api: RawClient, browsers: Browsers) -> None:
    configure(
        page_api, loginTabs=["password", "app-qrcode"], passwordTabConfig={"enabledLoginMethods": ["email-password"]}
    )
    browser = at_login(page_api, browsers()).log_in("ann", PASSWORD)
    assert browser.answer.status_code == 403
    assert "Code by SMS" not in browser.page.links
    assert browser.log_in("ann@example.com", PASSWORD).sent_to


def test_a_wrong_password_and_an_unknown_name_look_alike(page_api: RawClient, browsers: Browsers) -> None:
    pages = []
    for account in ("ann", "nobody"):
        browser = at_login(page_api, browsers()).log_in(account, "wrong")
        assert browser.answer.status_code == 400
        assert browser.page.form["account"] == account
        assert browser.page.form["password"] == ""
        pages.append(browser.page.alert)
    assert pages[0] == pages[1]
    assert "password is wrong" in pages[0]


def test_a_wrong_field_is_told_to_who_does_not_see_it(page_api: RawClient, browsers: Browsers) -> None:
    browser = at_login(page_api, browsers()).log_in("ann", "wrong")
    field = next(field for field in browser.page.fields if field["name"] == "password")
    assert (field["aria-invalid"], field["aria-describedby"]) == ("true", "error")
    assert 'id="error"' in browser.answer.text
    assert "<title>Error: " in browser.answer.text


def test_a_code_by_sms_makes_an_account(page_api: RawClient, browsers: Browsers) -> None:
    browser = at_login(page_api, browsers()).follow("Code by SMS").send(address="139 1111 1111")
    assert browser.send(code="0" * 12).answer.status_code == 400
    assert browser.send(code=code_in_outbox(page_api)).sent_to


def test_a_code_by_mail_can_be_sent_again(page_api: RawClient, browsers: Browsers) -> None:
    browser = at_login(page_api, browsers()).follow("Code by e-mail").send(address="ann@example.com")
    first = code_in_outbox(page_api)
    browser.send(resend="1")
    second = code_in_outbox(page_api)
    if first != second:
        assert browser.send(code=first).sent_to is None
    assert browser.send(code=second).sent_to
    assert browser.go("/cas/session").answer.json()["userInfo"]["username"] == "ann"


@pytest.mark.parametrize("address", ["", "no phone", ODD])
def test_a_bad_number_gets_no_code(page_api: RawClient, browsers: Browsers, address: str) -> None:
    browser = at_login(page_api, browsers()).follow("Code by SMS").send(address=address)
    assert browser.answer.status_code == 400
    assert browser.page.alert.strip()


def test_registration(page_api: RawClient, browsers: Browsers) -> None:
    browser = at_login(page_api, browsers()).follow("Create an account")
    browser.send(account="new@example.com", new=PASSWORD, again="another")
    assert "not the same" in browser.page.alert
    assert browser.send(account="new@example.com", new="a", again="a").answer.status_code == 400
    assert "exists already" in browser.send(account="ann", new=PASSWORD, again=PASSWORD).page.alert
    assert browser.send(account="new@example.com", new=PASSWORD, again=PASSWORD).sent_to
    assert browser.go("/cas/session").answer.json()["userInfo"]["email"] == "new@example.com"


def test_registration_can_be_switched_off(page_api: RawClient, browsers: Browsers) -> None:
    browser = at_login(page_api, browsers()).follow("Create an account")
    configure(page_api, registerDisabled=True)
    assert "registration is disabled" in browser.send(account="new", new=PASSWORD, again=PASSWORD).page.alert
    assert "Create an account" not in at_login(page_api, browsers()).page.links


def test_a_forgotten_password(page_api: RawClient, browsers: Browsers) -> None:
    browser = at_login(page_api, browsers()).follow("Forgot the password?")
    known = browser.send(address="ann@example.com").page.text.replace("ann@", "…@")
    code = code_in_outbox(page_api)
    unknown = at_login(page_api, browsers()).follow("Forgot the password?").send(address="bob@example.com")
    assert unknown.page.text.replace("bob@", "…@") == known
    assert browser.send(code="0" * 12, new="N3w-password", again="N3w-password").answer.status_code == 400
    assert browser.send(code=code, new="N3w-password", again="N3w-password").sent_to
    assert at_login(page_api, browsers()).log_in("ann", PASSWORD).sent_to is None
    assert at_login(page_api, browsers()).log_in("ann", "N3w-password").sent_to


# -- steps after a right password -----------------------------------------------------------------


def test_the_first_password_is_chosen_by_its_user(page_api: RawClient, browsers: Browsers) -> None:
    page_api.manage(
        "mutation($i: CreateUserInput!) { createUser(userInfo: $i, resetPasswordOnFirstLogin: true) { id } }",
        i={"username": "kim", "password": page_api.sealed(PASSWORD)},
    )
    browser = at_login(page_api, browsers()).log_in("kim", PASSWORD)
    assert "first login" in browser.page.text
    assert browser.send(new=PASSWORD, again=PASSWORD).answer.status_code == 400
    assert browser.send(new="0wn-password", again="0wn-password").sent_to


def test_a_worn_password_is_replaced(server: LocalServer, page_api: RawClient, browsers: Browsers) -> None:
    update_pool(page_api, passwordUpdatePolicy={"enabled": True, "forcedCycle": 30})
    server.move_clock(seconds=31 * 24 * 3600)
    browser = at_login(page_api, browsers()).log_in("ann", PASSWORD)
    assert "too old" in browser.page.text
    assert browser.send(old="wrong", new="0wn-password", again="0wn-password").answer.status_code == 400
    assert browser.send(old=PASSWORD, new="0wn-password", again="0wn-password").sent_to


KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
RECOVERY = "11aa-22bb-33cc-44dd-55ee-66ff"


@pytest.fixture
def with_totp(page_api: RawClient) -> RawClient:
    user = page_api.manage('query { user: findUser(username: "ann") { id } }')
    manage(page_api, "POST", "/api/v2/mfa/totp/import", userId=user["id"], secret=KEY, recoveryCode=RECOVERY)
    return page_api


def test_the_second_factor(with_totp: RawClient, browsers: Browsers) -> None:
    browser = at_login(with_totp, browsers()).log_in("ann", PASSWORD)
    assert "Second step" in browser.page.text
    assert browser.go("/cas/session").answer.json() is None
    browser = at_login(with_totp, browsers()).log_in("ann", PASSWORD)
    assert browser.send(code="000000").answer.status_code == 400
    assert "mfaToken" not in browser.answer.text
    assert "eyJ" not in browser.answer.text
    assert browser.send(code=TOTP(KEY).now()).sent_to


def test_a_used_recovery_code_is_replaced_by_another_one(with_totp: RawClient, browsers: Browsers) -> None:
    browser = at_login(with_totp, browsers()).log_in("ann", PASSWORD).follow("Use a recovery code")
    browser.send(code=RECOVERY)
    assert "Your new recovery code" in browser.page.text
    assert browser.follow("I have kept it, continue").sent_to
    browser = at_login(with_totp, browsers()).log_in("ann", PASSWORD).follow("Use a recovery code")
    assert browser.send(code=RECOVERY).answer.status_code == 400


def test_a_step_does_not_wait_for_ever(server: LocalServer, with_totp: RawClient, browsers: Browsers) -> None:
    browser = at_login(with_totp, browsers()).log_in("ann", PASSWORD)
    server.move_clock(seconds=601)
    browser.send(code=TOTP(KEY).now())
    assert "too long" in browser.page.alert
    assert "password" in browser.page.form


@pytest.mark.parametrize(("policy", "link", "shown"), [("SMS", "", "…000"), ("EMAIL", "", "an…@example.com")])
def test_a_second_factor_that_the_application_asks_for(
    page_api: RawClient, browsers: Browsers, policy: str, link: str, shown: str
) -> None:
    configure(page_api, applicationMfa=[{"mfaPolicy": policy, "status": 1}])
    browser = at_login(page_api, browsers()).log_in("ann", PASSWORD)
    assert shown in browser.page.text
    assert "13800000000" not in browser.answer.text
    browser.send()
    assert browser.send(code="0" * 12).answer.status_code == 400
    assert browser.send(code=code_in_outbox(page_api)).sent_to


def test_who_has_no_phone_binds_one(page_api: RawClient, browsers: Browsers) -> None:
    page_api.register(username="kim")
    configure(page_api, applicationMfa=[{"mfaPolicy": "SMS", "status": 1}])
    browser = at_login(page_api, browsers()).log_in("kim", PASSWORD).send(address="139-1111-1111")
    assert browser.send(code=code_in_outbox(page_api)).sent_to
    assert browser.go("/cas/session").answer.json()["userInfo"]["phone"] == "13911111111"


def test_a_second_factor_that_the_page_cannot_give(page_api: RawClient, browsers: Browsers) -> None:
    configure(page_api, applicationMfa=[{"mfaPolicy": "OTP", "status": 1}])
    browser = at_login(page_api, browsers()).log_in("ann", PASSWORD)
    assert "you have none yet" in browser.page.text
    assert browser.page.action is None
    assert "password" in browser.follow("Log in as somebody else").page.form


def test_a_form_of_a_step_that_is_not_due(page_api: RawClient, browsers: Browsers) -> None:
    for view in ("factor", "first-password", "new-password"):
        given = {"view": view, "factor": "totp", "code": "123456", "old": "x", "new": "y" * 8, "again": "y" * 8}
        browser = at_login(page_api, browsers()).send(**given)
        assert (browser.answer.status_code, browser.sent_to) == (404, None)


def test_factors_that_there_are_not(with_totp: RawClient, browsers: Browsers) -> None:
    browser = at_login(with_totp, browsers()).log_in("ann", PASSWORD)
    for factor in ("face", "sms", "email"):
        assert browser.send(factor=factor, code="1", sent="1").answer.status_code in (400, 403)
    browser.go(f"/login?interaction={browser.page.form['interaction']}&factor=face")
    assert browser.page.form["factor"] == "totp"


def test_going_back_after_the_login_leads_on(page_api: RawClient, browsers: Browsers) -> None:
    browser = at_login(page_api, browsers())
    address, form = browser.answer.url, browser.page.form
    data = {**form, "account": "ann", "password": PASSWORD}
    browser.session.post(f"{browser.host}/login", data=data, allow_redirects=False, timeout=20)
    assert browser.go(address).sent_to


def test_too_many_failures_ask_for_the_letters_of_a_picture(page_api: RawClient, browsers: Browsers) -> None:
    update_pool(page_api, loginFailCheck={"enabled": True, "limit": 1, "timeInterval": 300})
    browser = at_login(page_api, browsers())
    for _ in range(2):
        browser.log_in("ann", "wrong")
    assert 'src="data:image/svg+xml;base64,' in browser.answer.text
    assert browser.send(account="ann", password=PASSWORD, captcha_code="WRONG").sent_to is None
    assert browser.send(account="ann", password=PASSWORD, captcha_code=code_in_outbox(page_api)).sent_to


def test_a_locked_user_is_told(page_api: RawClient, browsers: Browsers) -> None:
    user = page_api.manage('query { findUser(username: "ann") { id } }')
    page_api.update(page_api.management_token, user["id"], blocked=True)
    assert "locked" in at_login(page_api, browsers()).log_in("ann", PASSWORD).page.alert


# -- what browsers are told -----------------------------------------------------------------------


def test_headers_let_a_browser_do_nothing_else(page_api: RawClient, browsers: Browsers) -> None:
    browser = browsers()
    for address in (login_url(page_api.app_id), "/login", "/login/profile/logout", "/cas-idp/x/login"):
        headers = browser.go(address).answer.headers
        policy = headers["content-security-policy"]
        for part in ("default-src 'none'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'"):
            assert part in policy
        assert "unsafe" not in policy
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"
        for gone in ("<script", "style=", "onclick"):
            assert gone not in browser.answer.text


def test_the_style_is_served(page_api: RawClient, browsers: Browsers) -> None:
    answer = browsers().go("/login/style.css").answer
    assert answer.headers["content-type"].startswith("text/css")
    assert "prefers-color-scheme" in answer.text


@pytest.mark.parametrize(
    ("asked", "lang", "said"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh", "登录"),
        ("de-DE,de;q=0.9,en;q=0.5,zh;q=0.3", "en", "Log in"),
        ("en;q=0.1,zh;q=0.2", "zh", "登录"),
        ("zh;q=0", "en", "Log in"),
        ("zh;q=..,x;q=1;q=2,,;", "zh", "登录"),
        ("", "en", "Log in"),
    ],
)
def test_the_language_is_that_of_the_browser(
    page_api: RawClient, browsers: Browsers, asked: str, lang: str, said: str
) -> None:
    browser = at_login(page_api, browsers(**{"Accept-Language": asked}))
    assert f'<html lang="{lang}">' in browser.answer.text
    assert said in browser.page.text


def test_every_word_of_the_pages_is_there_in_chinese() -> None:
    templates = files("authing.server.web").joinpath("templates").iterdir()
    said = {text for page in templates for _, text in re.findall(r"\bt\(([\"'])(.+?)\1", page.read_text("utf-8"))}
    said |= {*login.NAMES.values(), *login.FACTORS.values(), *login.REASONS.values(), *texts.SCOPES.values()}
    assert said - texts.CHINESE.keys() == set()


# -- those who try --------------------------------------------------------------------------------


def test_cross_site_request_forgery(page_api: RawClient, browsers: Browsers) -> None:
    browser = at_login(page_api, browsers())
    for proof in ("", "0" * 64, "ü"):
        at_login(page_api, browser).send(account="ann", password=PASSWORD, proof=proof)
        assert browser.answer.status_code == 403
    assert browser.cookie("authing-session-") is None


def test_login_csrf_with_the_interaction_of_another_browser(page_api: RawClient, browsers: Browsers) -> None:
    mallory, victim = at_login(page_api, browsers()), browsers()
    for _ in range(2):
        victim.go(mallory.answer.url)
        assert victim.answer.status_code == 404
        form = dict(mallory.page.form)
        response = victim.session.post(
            f"{victim.host}/login", data={**form, "account": "ann", "password": PASSWORD}, timeout=20
        )
        assert response.status_code == 404
        # With a cookie of its own, it is still another browser.
        at_login(page_api, victim)
    assert victim.cookie("authing-session-") is None
    mallory.log_in("ann", PASSWORD)
    finished = mallory.answer.url
    assert victim.go(finished).sent_to is None
    assert victim.answer.status_code == 404


def test_the_answer_to_a_login_is_given_once(page_api: RawClient, browsers: Browsers) -> None:
    browser = at_login(page_api, browsers()).log_in("ann", PASSWORD)
    assert browser.sent_to
    assert browser.go(browser.answer.url).answer.status_code == 404


def test_a_login_under_way_expires(server: LocalServer, page_api: RawClient, browsers: Browsers) -> None:
    browser = at_login(page_api, browsers())
    server.move_clock(seconds=31 * 60)
    assert browser.log_in("ann", PASSWORD).answer.status_code == 404


def test_session_fixation(page_api: RawClient, browsers: Browsers) -> None:
    browser = browsers()
    name = f"authing-session-{page_api.app_id}"
    browser.session.cookies.set(name, "planted" * 6 + "x", domain="127.0.0.1", path="/")
    at_login(page_api, browser).log_in("ann", PASSWORD)
    first = browser.session.cookies.get(name)
    assert first not in (None, "planted" * 6 + "x")
    browser.go(login_url(page_api.app_id, renew="true")).log_in("ann", PASSWORD)
    second = browser.session.cookies.get(name)
    assert second != first
    thief = browsers()
    thief.session.cookies.set(name, str(first), domain="127.0.0.1", path="/")
    assert thief.go("/cas/session").answer.json() is None


def test_cookies_are_out_of_reach(page_api: RawClient, browsers: Browsers) -> None:
    browser = at_login(page_api, browsers())
    assert browser.cookie("authing-browser")
    browser.log_in("ann", PASSWORD)
    cookies = [cookie for cookie in browser.session.cookies if cookie.name.startswith("authing-")]
    assert len(cookies) == 2
    for cookie in cookies:
        assert cookie.has_nonstandard_attr("HttpOnly")
        assert str(cookie.get_nonstandard_attr("SameSite")).lower() == "lax"
        assert cookie.path == "/"
        assert not cookie.domain_specified


def test_by_tls_cookies_are_secure_and_of_this_host(page_api: RawClient, browsers: Browsers) -> None:
    browser = browsers(**{"X-Forwarded-Proto": "https"})
    answer = browser.session.get(browser.host + login_url(page_api.app_id), allow_redirects=False, timeout=20)
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-authing-browser=")
    assert "Secure" in cookie
    # One without the prefix may have been planted by somebody on the network.
    value = cookie.partition("=")[2].partition(";")[0]
    planted = browser.session.get(
        browser.host + answer.headers["location"], headers={"Cookie": f"authing-browser={value}"}, timeout=20
    )
    assert planted.status_code == 404


@pytest.mark.parametrize("view", ["password", "phone-code", "email-code", "forgotten", "register", "factor", "x"])
def test_nothing_that_is_given_becomes_part_of_the_page(page_api: RawClient, browsers: Browsers, view: str) -> None:
    given = {"view": view, "account": "x", "password": "x", "address": "x@x", "new": "a" * 8, "again": "b" * 8}
    browser = at_login(page_api, browsers())
    interaction = browser.page.form["interaction"]
    for name in ("account", "address", "view", "factor", "code", "captcha_code", "sent"):
        at_login(page_api, browser).send(**{**given, name: ODD})
        assert browser.answer.status_code == 400
        for text in ("<script", "<img src=x", "123321"):
            assert text not in browser.answer.text
        browser.go(f"/login?{urlencode({'interaction': interaction, 'view': view, name: ODD})}")
        assert browser.answer.status_code == 200
        assert "<script" not in browser.answer.text
    for path in ("/login", "/login/continue", "/login/consent"):
        browser.go(f"{path}?{urlencode({'interaction': ODD})}")
        assert browser.answer.status_code == 404
        assert "<script" not in browser.answer.text


def test_names_of_applications_and_users_are_only_text(page_api: RawClient, browsers: Browsers) -> None:
    configure(page_api, name=ODD[:90])
    browser = at_login(page_api, browsers())
    assert "<script>" not in browser.answer.text
    assert ODD[:40] in browser.page.text


def test_a_form_with_a_field_twice_or_of_another_kind(page_api: RawClient, browsers: Browsers) -> None:
    browser = at_login(page_api, browsers())
    form = browser.page.form
    twice = [*form.items(), ("account", "ann"), ("account", "bob"), ("password", PASSWORD)]
    bad: list[dict[str, Any]] = [
        {"data": twice},
        {"json": form},
        {"data": b"\xff=\xff"},
        {"data": {"a": "b" * 70_000}},
    ]
    for options in bad:
        answer = browser.session.post(f"{browser.host}/login", timeout=20, **options)
        assert answer.status_code in (400, 404, 413)
        assert answer.headers["content-type"].startswith("text/html")
