"""People with a browser: login, second factor, consent, single sign-on and logout, in a real Chromium."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
import requests
from playwright.sync_api import expect
from pyotp.totp import TOTP
from raw_client import PASSWORD, RawClient
from visits import Open, Visit, configure

KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
VERIFIER = secrets.token_urlsafe(32)
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()


def asked(api: RawClient, application: str, app_id: str | None = None, **more: str) -> str:
    """The address to which an application sends its users."""
    query = {
        "client_id": app_id or api.app_id,
        "redirect_uri": f"{application}/back",
        "response_type": "code",
        "scope": "openid profile email",
        "state": "a state",
        "nonce": "a nonce",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    }
    return f"{api.host}/oidc/auth?{urlencode({**query, **more})}"


def welcomed(visit: Visit) -> dict[str, str]:
    """What the application was sent, once the browser is there."""
    expect(visit.page.get_by_role("heading", name="Welcome to the shop")).to_be_visible()
    return {name: values[0] for name, values in parse_qs(urlsplit(visit.page.url).query).items()}


def tokens(api: RawClient, application: str, code: str, secret: str | None = None, app_id: str | None = None) -> Any:
    """What an application gets for a code."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": f"{application}/back",
        "code_verifier": VERIFIER,
        "client_id": app_id or api.app_id,
    }
    response = requests.post(
        f"{api.host}/oidc/token", data={**form, "client_secret": secret or _secret(api, app_id)}, timeout=10
    )
    assert response.status_code == 200, response.text
    return response.json()


def _secret(api: RawClient, app_id: str | None) -> str:
    path = f"/api/v2/applications/{app_id or api.app_id}"
    found: str = api.rest("GET", path, api.management_token)["data"]["secret"]
    return found


def test_a_whole_code_flow_with_a_password(api: RawClient, application: str, visit: Open) -> None:
    at = visit()
    at.page.goto(asked(api, application))
    expect(at.page.get_by_role("heading", name="Log in to Book shop")).to_be_visible()
    expect(at.page.get_by_label("User name, e-mail or phone")).to_be_focused()
    at.picture("login")
    at.log_in("ann", "wrong")
    expect(at.page.get_by_role("alert")).to_have_text("the account does not exist or the password is wrong")
    expect(at.page.get_by_label("Password")).to_be_focused()
    at.picture("wrong-password")
    at.fill(password=PASSWORD)
    at.press("Log in")
    back = welcomed(at)
    assert back["state"] == "a state"
    found = tokens(api, application, back["code"])
    claims = jwt.decode(found["id_token"], options={"verify_signature": False})
    assert (claims["nonce"], claims["email"], claims["amr"]) == ("a nonce", "ann@example.com", ["pwd"])
    me = requests.get(f"{api.host}/oidc/me", headers={"Authorization": f"Bearer {found['access_token']}"}, timeout=10)
    assert me.json()["sub"] == claims["sub"]


def test_without_any_script(api: RawClient, application: str, visit: Open, outbox: Callable[[], str]) -> None:
    at = visit(java_script_enabled=False)
    at.page.goto(asked(api, application))
    at.page.get_by_role("link", name="Code by SMS").click()
    at.fill(address="139 1111 1111")
    at.press("Send a code")
    at.picture("code-sent")
    at.fill(code=outbox())
    at.page.keyboard.press("Enter")
    assert "code" in welcomed(at)


def test_a_code_by_mail_on_a_phone(api: RawClient, application: str, visit: Open, outbox: Callable[[], str]) -> None:
    configure(api, loginTabs=["email-code", "phone-code", "password"], defaultLoginTab="email-code")
    at = visit(viewport={"width": 320, "height": 640}, is_mobile=True, color_scheme="dark", locale="zh-CN")
    at.page.goto(asked(api, application))
    expect(at.page.get_by_role("heading", name="登录 Book shop")).to_be_visible()
    width = at.page.evaluate("document.documentElement.scrollWidth")
    assert width <= 320
    at.fill(address="ann@example.com")
    at.press("发送验证码")
    at.picture("mail-code-dark")
    at.fill(code=outbox())
    at.press("登录")
    assert "code" in welcomed(at)


def test_the_second_factor(api: RawClient, application: str, visit: Open) -> None:
    user = api.manage('query { findUser(username: "ann") { id } }')
    body = {"userId": user["id"], "secret": KEY}
    assert api.rest("POST", "/api/v2/mfa/totp/import", api.management_token, json=body)["code"] == 200
    at = visit()
    at.page.goto(asked(api, application))
    at.log_in("ann", PASSWORD)
    expect(at.page.get_by_role("heading", name="Second step")).to_be_visible()
    at.picture("second-factor")
    at.fill(code="000000")
    at.press("Continue")
    expect(at.page.get_by_role("alert")).not_to_be_empty()
    at.fill(code=TOTP(KEY).now())
    at.press("Continue")
    claims = jwt.decode(tokens(api, application, welcomed(at)["code"])["id_token"], options={"verify_signature": False})
    assert set(claims["amr"]) >= {"pwd", "otp", "mfa"}


def test_consent_is_asked_once_and_can_be_denied(api: RawClient, application: str, visit: Open) -> None:
    configure(api, oidcConfig={"skip_consent": False})
    at = visit()
    at.page.goto(asked(api, application))
    at.log_in("ann", PASSWORD)
    expect(at.page.get_by_role("heading", name="Allow Book shop?")).to_be_visible()
    expect(at.page.get_by_role("listitem").filter(has_text="see your e-mail address")).to_be_visible()
    at.picture("consent")
    at.press("Deny")
    assert welcomed(at)["error"] == "access_denied"
    at.page.goto(asked(api, application))
    at.press("Allow")
    assert "code" in welcomed(at)
    at.page.goto(asked(api, application))
    assert "code" in welcomed(at)
    at.page.goto(asked(api, application, scope="openid phone"))
    expect(at.page.get_by_role("listitem").filter(has_text="see your phone number")).to_be_visible()


def test_single_sign_on_and_logout(api: RawClient, application: str, visit: Open) -> None:
    api.manage("mutation { updateUserpool(input: {appSsoEnabled: true}) { id } }")
    described = {"name": "Library", "identifier": "library", "redirectUris": [f"{application}/back"]}
    second = api.rest("POST", "/api/v2/applications", api.management_token, json=described)["data"]["id"]
    at = visit()
    at.page.goto(asked(api, application))
    at.log_in("ann", PASSWORD)
    first = tokens(api, application, welcomed(at)["code"])
    at.page.goto(asked(api, application, second))
    found = tokens(api, application, welcomed(at)["code"], app_id=second)
    claims = [jwt.decode(each["id_token"], options={"verify_signature": False}) for each in (first, found)]
    assert claims[0]["sub"] == claims[1]["sub"]
    at.page.goto(f"{api.host}/login/profile/logout?{urlencode({'redirect_uri': f'{application}/bye'})}")
    expect(at.page.get_by_role("heading", name="Welcome to the shop")).to_be_visible()
    for app_id in (api.app_id, second):
        at.page.goto(asked(api, application, app_id))
        expect(at.page.get_by_label("Password")).to_be_visible()
    at.page.goto(asked(api, application, prompt="none"))
    assert welcomed(at)["error"] == "login_required"


def test_the_question_before_a_logout(api: RawClient, application: str, visit: Open) -> None:
    at = visit()
    at.page.goto(asked(api, application))
    at.log_in("ann", PASSWORD)
    welcomed(at)
    query = {"client_id": api.app_id, "post_logout_redirect_uri": f"{application}/bye"}
    at.page.goto(f"{api.host}/oidc/session/end?{urlencode(query)}")
    expect(at.page.get_by_text("You are logged in as")).to_be_visible()
    at.picture("log-out")
    at.press("Log out")
    expect(at.page.get_by_role("heading", name="Welcome to the shop")).to_be_visible()
    at.page.goto(asked(api, application))
    expect(at.page.get_by_label("Password")).to_be_visible()


def test_an_answer_that_is_posted(api: RawClient, application: str, visit: Open) -> None:
    at = visit()
    at.page.goto(asked(api, application, response_mode="form_post"))
    at.log_in("ann", PASSWORD)
    expect(at.page.get_by_role("heading", name="Posted")).to_be_visible()
    assert "code=" in at.page.inner_text("p")


def test_cas(api: RawClient, application: str, visit: Open) -> None:
    configure(api, casProviderEnabled=True)
    at = visit()
    service = f"{application}/back?page=1"
    at.page.goto(f"{api.host}/cas-idp/{api.app_id}/login?{urlencode({'service': service})}")
    at.log_in("ann", PASSWORD)
    found = welcomed(at)
    query = {"service": service, "ticket": found["ticket"], "format": "JSON"}
    response = requests.get(f"{api.host}/cas-idp/{api.app_id}/serviceValidate", params=query, timeout=10)
    assert response.json()["serviceResponse"]["authenticationSuccess"]["user"] == "ann"


def test_registration_and_a_letter_picture(
    api: RawClient, application: str, visit: Open, outbox: Callable[[], str]
) -> None:
    check = "{enabled: true, limit: 1, timeInterval: 300}"
    api.manage(f"mutation {{ updateUserpool(input: {{loginFailCheck: {check}}}) {{ id }} }}")
    at = visit()
    at.page.goto(asked(api, application))
    at.page.get_by_role("link", name="Create an account").click()
    at.fill(account="new@example.com", new=PASSWORD, again=PASSWORD)
    at.picture("register")
    at.press("Create an account")
    welcomed(at)
    at = visit()
    at.page.goto(asked(api, application))
    for _ in range(2):
        at.log_in("new@example.com", "wrong")
        expect(at.page.get_by_role("alert")).not_to_be_empty()
    picture = at.page.locator("img.captcha")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.naturalWidth") > 0
    at.picture("letters")
    at.fill(password=PASSWORD, captcha_code=outbox())
    at.press("Log in")
    welcomed(at)


def test_another_site_cannot_frame_the_page(api: RawClient, application: str, visit: Open) -> None:
    at = visit()
    at.page.goto(f"{application}/bye")
    at.page.set_content(f'<iframe src="{asked(api, application)}"></iframe>')
    at.page.wait_for_timeout(500)
    frame = at.page.frames[1]
    assert frame.locator("input").count() == 0
    assert any("frame-ancestors" in each for each in at.complaints)
    at.complaints.clear()


def test_keyboard_alone_is_enough(api: RawClient, application: str, visit: Open) -> None:
    at = visit()
    at.page.goto(asked(api, application))
    expect(at.page.locator("input[autofocus]")).to_be_focused()  # before that, keys go nowhere
    at.page.keyboard.type("ann")
    at.page.keyboard.press("Tab")
    at.page.keyboard.type(PASSWORD)
    at.page.keyboard.press("Tab")
    expect(at.page.get_by_role("button", name="Log in")).to_be_focused()
    at.page.keyboard.press("Enter")
    welcomed(at)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_texts_can_be_read(api: RawClient, application: str, visit: Open, scheme: str) -> None:
    """WCAG 2.2, success criterion 1.4.3: a contrast of at least 4.5 to 1."""
    at = visit(color_scheme=scheme)
    at.page.goto(asked(api, application))
    at.log_in("ann", "wrong")
    expect(at.page.locator("#error")).to_be_visible()
    assert at.page.evaluate(TOO_FAINT) == []


TOO_FAINT = """() => {
  const channels = color => color.match(/[0-9.]+/g).map(Number);
  const linear = value => value <= 10.31475 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const ground = element => {
    for (; element; element = element.parentElement) {
      const found = channels(getComputedStyle(element).backgroundColor);
      if (found.length === 3 || found[3] === 1) return found;
    }
    return [255, 255, 255];
  };
  const contrast = element => {
    const [one, two] = [light(channels(getComputedStyle(element).color)), light(ground(element))];
    return (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
  };
  return [...document.querySelectorAll('main *')]
    .filter(element => element.innerText && contrast(element) < 4.5)
    .map(element => element.outerHTML);
}"""
