"""The OpenID provider: what an application gets when all is well."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jwt
import pytest
from raw_client import PASSWORD, RawClient
from relying_party import OFFLINE, PKCE, VERIFIER, RelyingParty, error_of, good, manage
from sqlalchemy import func, select

from authing.server import LocalServer
from authing.server.rules.entrance import TIDIES_EVERY
from authing.server.storage.tables.accounts import LoginSession
from authing.server.storage.tables.oidc import IssuedToken


@pytest.fixture
def rp(app_api: RawClient) -> Iterator[RelyingParty]:
    made = RelyingParty(app_api)
    yield made
    made.close()


def test_the_code_flow(rp: RelyingParty) -> None:
    browser = rp.browser()
    answer = rp.authorize(browser, state="s t&1", nonce="n", **PKCE)
    assert answer == {"code": answer["code"], "state": "s t&1", "iss": f"{rp.client.host}/oidc"}
    response = rp.redeem(answer["code"], code_verifier=VERIFIER)
    assert response.headers["cache-control"] == "no-store"
    told = good(response)
    assert set(told) == {"access_token", "expires_in", "id_token", "scope", "token_type"}
    assert (told["token_type"], told["scope"], told["expires_in"]) == ("Bearer", "openid", 1209600)
    id_claims = rp.verified(told["id_token"])
    assert (id_claims["sub"], id_claims["nonce"], id_claims["amr"]) == (rp.user["id"], "n", ["pwd"])
    assert id_claims["auth_time"] <= id_claims["iat"]
    assert rp.verified(told["access_token"])["scope"] == "openid"
    assert good(rp.me(told["access_token"])) == {"sub": rp.user["id"]}


def test_the_id_token_is_a_login(rp: RelyingParty) -> None:
    token = rp.tokens()["id_token"]
    assert rp.client.me(token)["data"]["id"] == rp.user["id"]
    assert rp.client.status(token)["status"] is True


def test_claims_of_scopes(rp: RelyingParty) -> None:
    rp.client.update(rp.client.management_token, rp.user["id"], nickname="Ann", phone="13800000000", country="CN")
    told = rp.tokens(scope="openid profile email phone address username roles nonsense")
    assert told["scope"] == "openid profile email phone address username roles"
    said = good(rp.me(told["access_token"]))
    assert (said["nickname"], said["email"], said["phone_number"]) == ("Ann", "ann@example.com", "13800000000")
    assert (said["username"], said["address"]["country"], said["roles"]) == ("ann", "CN", [])
    # What is not known is not there (OpenID Connect Core, section 5.3.2).
    assert "birthdate" not in said
    in_token = rp.verified(told["id_token"])
    assert said.items() <= in_token.items()
    assert set(good(rp.me(rp.tokens(rp.browser())["access_token"]))) == {"sub"}


@pytest.mark.parametrize("place", ["header", "query", "body"])
def test_places_of_an_access_token(rp: RelyingParty, place: str) -> None:
    token, url = rp.tokens()["access_token"], f"{rp.client.host}/oidc/me"
    session = rp.client.session
    sent = {
        "header": lambda: rp.me(token, "POST"),
        "query": lambda: session.get(url, params={"access_token": token}, timeout=20),
        "body": lambda: session.post(url, data={"access_token": token}, timeout=20),
    }[place]()
    assert good(sent)["sub"] == rp.user["id"]


def test_bad_access_tokens(rp: RelyingParty) -> None:
    for token in ("x", "a.b.c", "", rp.tokens()["id_token"]):
        response = rp.me(token)
        assert response.status_code == 401
        assert response.headers["www-authenticate"].startswith("Bearer")
    good_one = rp.tokens()["access_token"]
    assert error_of(rp.me(good_one, params={"access_token": good_one})) == "invalid_request"
    assert error_of(rp.me(rp.tokens(scope="email")["access_token"]), 403) == "insufficient_scope"


def test_client_authentication_by_basic(rp: RelyingParty) -> None:
    rp.set_up(oidcConfig={"token_endpoint_auth_method": "client_secret_basic"})
    code = rp.code()
    assert "id_token" in good(rp.redeem(code, basic=True))


def test_a_public_client(rp: RelyingParty) -> None:
    rp.set_up(oidcConfig={"token_endpoint_auth_method": "none"})
    assert rp.authorize()["error"] == "invalid_request"
    code = rp.code(**PKCE)
    assert "id_token" in good(rp.redeem(code, secret=None, code_verifier=VERIFIER))


def test_pkce_plain(rp: RelyingParty) -> None:
    code = rp.code(code_challenge=VERIFIER, code_challenge_method="plain")
    assert "id_token" in good(rp.redeem(code, code_verifier=VERIFIER))
    code = rp.code(code_challenge=VERIFIER)
    assert "id_token" in good(rp.redeem(code, code_verifier=VERIFIER))


RESPONSES = {
    "token": {"access_token", "token_type", "expires_in", "scope"},
    "id_token": {"id_token"},
    "id_token token": {"id_token", "access_token", "token_type", "expires_in", "scope"},
    "code id_token": {"code", "id_token"},
    "code token": {"code", "access_token", "token_type", "expires_in", "scope"},
    "code id_token token": {"code", "id_token", "access_token", "token_type", "expires_in", "scope"},
}


@pytest.mark.parametrize("response_type", RESPONSES)
def test_implicit_and_hybrid_flows(rp: RelyingParty, response_type: str) -> None:
    assert rp.authorize(response_type=response_type, nonce="n")["error"] == "unauthorized_client"
    rp.set_up(oidcConfig={"response_types": [response_type]})
    browser = rp.browser()
    told = rp.authorize(browser, response_type=response_type, nonce="n", state="s")
    assert "#" in (browser.sent_to or "")
    assert set(told) == {*RESPONSES[response_type], "state", "iss"}
    if "id_token" in told:
        said = rp.verified(told["id_token"])
        assert said["nonce"] == "n"
        assert ("at_hash" in said, "c_hash" in said, "s_hash" in said) == (
            "access_token" in told,
            "code" in told,
            "code" in told,
        )
    if "code" in told:
        assert "access_token" in good(rp.redeem(told["code"]))


def test_tokens_do_not_come_in_a_query(rp: RelyingParty) -> None:
    rp.set_up(oidcConfig={"response_types": ["id_token"]})
    assert rp.authorize(response_type="id_token", nonce="n", response_mode="query")["error"] == "invalid_request"
    assert rp.authorize(response_type="id_token")["error"] == "invalid_request"  # no nonce
    assert rp.authorize(response_type="id_token", nonce="n", scope="email")["error"] == "invalid_scope"


def test_form_post(rp: RelyingParty) -> None:
    browser = rp.browser()
    rp.authorize(browser)
    browser.go(rp.address(response_mode="form_post", state='"><script>alert(1)</script>'))
    assert browser.sent_to is None
    assert browser.page.action == "http://127.0.0.1:9/back"
    assert browser.page.form["state"] == '"><script>alert(1)</script>'
    assert "id_token" in good(rp.redeem(browser.page.form["code"]))
    assert "default-src 'none'" in browser.answer.headers["content-security-policy"]


def test_a_request_that_is_posted(rp: RelyingParty) -> None:
    browser = rp.browser()
    path, _, query = rp.address(state="s").partition("?")
    browser.go(path, "POST", data=query, headers={"content-type": "application/x-www-form-urlencoded"})
    browser.log_in("ann", PASSWORD)
    assert browser.sent_with["state"] == "s"


def test_prompts(rp: RelyingParty) -> None:
    browser = rp.browser()
    assert rp.authorize(browser, prompt="none")["error"] == "login_required"
    first = rp.verified(rp.tokens(browser)["id_token"])
    again = rp.verified(rp.tokens(browser, prompt="none")["id_token"])
    assert again["sid"] == first["sid"]
    for prompt in ("login", "select_account"):
        browser.go(rp.address(prompt=prompt))
        assert browser.sent_to is None
        browser.log_in("ann", PASSWORD)
        assert "code" in browser.sent_with
    assert rp.authorize(browser, prompt="none login")["error"] == "invalid_request"
    assert rp.authorize(browser, prompt="create")["error"] == "invalid_request"


def test_max_age(rp: RelyingParty) -> None:
    browser = rp.browser()
    rp.authorize(browser)
    assert "code" in rp.authorize(browser, max_age="3600", prompt="none")
    rp.client.post("/_local/clock", json={"seconds": 4000})
    assert rp.authorize(browser, max_age="3600", prompt="none")["error"] == "login_required"
    assert "code" in rp.authorize(browser, max_age="3600")
    assert rp.authorize(browser, max_age="soon")["error"] == "invalid_request"


def test_consent(rp: RelyingParty) -> None:
    rp.set_up(oidcConfig={"skip_consent": False})
    browser = rp.browser()
    browser.go(rp.address()).log_in("ann", PASSWORD)
    assert browser.sent_to is None
    browser.send(answer="deny")
    assert browser.sent_with["error"] == "access_denied"
    assert rp.authorize(browser, prompt="none")["error"] == "consent_required"
    browser.go(rp.address()).send(answer="allow")
    assert "code" in browser.sent_with
    assert "code" in rp.authorize(browser, prompt="none")
    # More than was agreed to, or the wish of the application: the user is asked again.
    assert rp.authorize(browser, prompt="none", scope="openid email")["error"] == "consent_required"
    assert browser.go(rp.address(prompt="consent")).sent_to is None


def test_refreshing(rp: RelyingParty) -> None:
    assert "refresh_token" not in rp.tokens(scope="openid offline_access")  # no prompt=consent
    first = rp.tokens(**OFFLINE)
    second = good(rp.refresh(first["refresh_token"]))
    assert rp.verified(second["id_token"])["sub"] == rp.user["id"]
    assert "nonce" not in rp.verified(second["id_token"])
    assert second["refresh_token"] != first["refresh_token"]
    assert good(rp.me(first["access_token"])) == good(rp.me(second["access_token"]))
    narrow = good(rp.refresh(second["refresh_token"], scope="openid"))
    assert narrow["scope"] == "openid"
    assert error_of(rp.refresh(narrow["refresh_token"], scope="openid email")) == "invalid_scope"
    assert "offline_access" in good(rp.refresh(narrow["refresh_token"]))["scope"]


def test_refreshing_does_not_pile_up_tokens(server: LocalServer, rp: RelyingParty) -> None:
    rp.set_up(oidcConfig={"access_token_expire": 600, "id_token_expire": 600, "refresh_token_expire": 3600})
    token = rp.tokens(**OFFLINE)["refresh_token"]
    for _ in range(6):
        server.move_clock(seconds=1800)
        token = good(rp.refresh(token))["refresh_token"]
    assert server._service is not None
    with server._service.database.reading() as db:
        # The last tokens, and the refresh token before them, whose use again would be noticed.
        kinds = db.execute(select(IssuedToken.kind, func.count()).group_by(IssuedToken.kind))
        assert {row[0]: row[1] for row in kinds} == {
            "access": 1,
            "id": 1,
            "refresh": 2,
        }
        assert db.scalar(select(func.count()).select_from(LoginSession)) == 1


def test_logins_do_not_pile_up_sessions(server: LocalServer, rp: RelyingParty) -> None:
    rp.set_up(oidcConfig={"id_token_expire": 600})
    for _ in range(2 * TIDIES_EVERY):
        server.move_clock(seconds=601)
        rp.client.login(username="ann")
    assert server._service is not None
    with server._service.database.reading() as db:
        assert (db.scalar(select(func.count()).select_from(LoginSession)) or 0) < TIDIES_EVERY


@pytest.mark.parametrize("named", [{"username": "ann"}, {"email": "ann@example.com"}])
def test_the_password_grant(rp: RelyingParty, named: dict[str, Any]) -> None:
    told = good(rp.post("token", grant_type="password", password=PASSWORD, scope="openid email", **named))
    assert rp.verified(told["id_token"])["email"] == "ann@example.com"
    assert rp.client.me(told["id_token"])["data"]["loginsCount"] == 1
    wrong = rp.post("token", grant_type="password", password="wrong", **named)
    assert error_of(wrong) == "invalid_grant"
    assert wrong.json()["error_description"] == "invalid credentials provided"
    assert error_of(rp.post("token", grant_type="password", password=PASSWORD)) == "invalid_request"
    rp.client.update(rp.client.management_token, rp.user["id"], blocked=True)
    assert error_of(rp.post("token", grant_type="password", password=PASSWORD, **named)) == "invalid_grant"


def test_tokens_for_a_login_token(rp: RelyingParty) -> None:
    grant = "http://authing.cn/oidc/grant_type/authing_token"
    login = rp.client.login(username="ann")["token"]
    form: dict[str, Any] = {"secret": None, "grant_type": grant, "token": login, "scope": "openid"}
    assert error_of(rp.post("token", **form)) == "unauthorized_client"
    rp.set_up(oidcConfig={"grant_types": [grant]})
    told = good(rp.post("token", **form))
    assert good(rp.me(told["access_token"]))["sub"] == rp.user["id"]
    assert error_of(rp.post("token", **{**form, "token": "nonsense"})) == "invalid_grant"
    assert error_of(rp.post("token", **{**form, "redirect_uri": "http://127.0.0.1:9/other"})) == "invalid_grant"


def test_client_credentials(rp: RelyingParty) -> None:
    accounts = f"/api/v2/applications/{rp.id}/programmatic-access-accounts"
    program = manage(rp.client, "POST", accounts, tokenLifetime=60)
    actions = [{"name": "read"}, {"name": "book:write"}]
    manage(rp.client, "POST", "/api/v2/resources", code="book", type="DATA", actions=actions)
    key: dict[str, Any] = {"client_id": program["id"], "secret": program["secret"], "grant_type": "client_credentials"}
    good_ones = "book:1:read book:*:read book:read book:write book:*:* book:* book *:*:* *:* *"
    bad_ones = "car book:burn car:* book:1:read:x book: *:read"
    told = good(rp.post("token", **key, scope=f"{good_ones} {bad_ones}"))
    assert (told["scope"], told["rejected_scope"]) == (good_ones, bad_ones)
    assert told["expires_in"] == 60
    said = jwt.decode(told["access_token"], options={"verify_signature": False})
    assert (said["aud"], said["sub"], said["scope"]) == (program["id"], program["id"], told["scope"])
    assert rp.is_active(told["access_token"])
    # It stands for nobody: there is no userinfo.
    assert error_of(rp.me(told["access_token"]), 401) == "invalid_token"
    assert error_of(rp.post("token", **{**key, "secret": "x" * 32}), 401) == "invalid_client"
    switch = "/api/v2/applications/programmatic-access-accounts"
    manage(rp.client, "PATCH", switch, id=program["id"], enabled=False)
    assert error_of(rp.post("token", **key), 401) == "invalid_client"
    assert not rp.is_active(told["access_token"])


def test_introspection_and_revocation(rp: RelyingParty) -> None:
    told = rp.tokens(**OFFLINE)
    said = good(rp.post("token/introspection", token=told["access_token"]))
    assert (said["active"], said["sub"], said["client_id"]) == (True, rp.user["id"], rp.id)
    assert (said["token_type"], said["scope"]) == ("Bearer", told["scope"])
    assert good(rp.post("token/revocation", token=told["access_token"])) == {}
    assert good(rp.post("token/introspection", token=told["access_token"])) == {"active": False}
    assert rp.is_active(told["refresh_token"])
    assert rp.is_active(told["id_token"])
    assert good(rp.post("token/revocation", token=told["refresh_token"])) == {}
    assert not any(rp.is_active(told[kind]) for kind in ("refresh_token", "id_token"))
    assert rp.client.status(told["id_token"])["status"] is False
    # Section 2.2 of RFC 7009: "invalid tokens do not cause an error response".
    assert good(rp.post("token/revocation", token="nonsense")) == {}
    assert error_of(rp.post("token/revocation")) == "invalid_request"
    assert error_of(rp.post("token/introspection", token="x", secret="wrong"), 401) == "invalid_client"


def test_validation(rp: RelyingParty) -> None:
    told = rp.tokens()
    assert good(rp.validated(id_token=told["id_token"]))["sub"] == rp.user["id"]
    assert good(rp.validated(access_token=told["access_token"]))["scope"] == "openid"
    for name in ("id_token", "access_token"):
        for value, reason in (("nonsense", "malformed"), (told["id_token"][:-4] + "AAAA", "not legitimate")):
            found = rp.validated(**{name: value}).json()
            assert (found["code"], found["message"]) == (400, f"{name} is {reason}")
    assert rp.validated().json()["code"] == 400
    rp.client.rest("POST", "/api/v2/users/kick", rp.client.management_token, json={"userIds": [rp.user["id"]]})
    assert rp.validated(id_token=told["id_token"]).json()["code"] == 400


def test_a_kicked_user_has_nothing_left(rp: RelyingParty) -> None:
    browser = rp.browser()
    told = rp.tokens(browser, **OFFLINE)
    rp.client.rest("POST", "/api/v2/users/kick", rp.client.management_token, json={"userIds": [rp.user["id"]]})
    assert error_of(rp.me(told["access_token"]), 401) == "invalid_token"
    assert error_of(rp.refresh(told["refresh_token"])) == "invalid_grant"
    assert rp.client.status(told["id_token"])["status"] is False
    assert rp.authorize(browser, prompt="none")["error"] == "login_required"


def test_a_logout_by_token_ends_all_of_its_grant(rp: RelyingParty) -> None:
    told = rp.tokens(**OFFLINE)
    newer = good(rp.refresh(told["refresh_token"]))
    assert rp.client.rest("GET", "/api/v2/logout", newer["id_token"], params={"app_id": rp.id})["code"] == 200
    assert rp.client.status(told["id_token"])["status"] is False
    assert error_of(rp.refresh(newer["refresh_token"])) == "invalid_grant"


def test_rs256(rp: RelyingParty) -> None:
    rp.set_up(oidcConfig={"id_token_signed_response_alg": "RS256"})
    token = rp.tokens(nonce="n")["id_token"]
    assert jwt.get_unverified_header(token)["alg"] == "RS256"
    assert rp.verified(token)["nonce"] == "n"
    login = rp.client.login(username="ann")["token"]
    for each in (token, login):
        assert rp.verified(each)["sub"] == rp.user["id"]
        assert rp.client.me(each)["data"]["id"] == rp.user["id"]
        assert good(rp.validated(id_token=each))


def test_discovery(rp: RelyingParty) -> None:
    issuer = f"{rp.client.host}/oidc"
    answer = rp.client.session.get(f"{issuer}/.well-known/openid-configuration", timeout=20)
    found = good(answer)
    assert found["issuer"] == issuer
    assert answer.headers["access-control-allow-origin"] == "*"
    for name, method in (("token", "post"), ("userinfo", "post"), ("introspection", "post"), ("revocation", "post")):
        url = found[f"{name}_endpoint"]
        assert getattr(rp.client.session, method)(url, timeout=20).status_code in (400, 401), url
    for name in ("authorization", "end_session"):
        assert (
            rp.client.session.get(found[f"{name}_endpoint"], timeout=20).headers["content-type"].startswith("text/html")
        )
    assert set(rp.published()[0]) == {"kty", "n", "e", "kid", "use", "alg"}


def test_an_application_that_does_not_let_the_user_in(rp: RelyingParty) -> None:
    browser = rp.browser()
    told = rp.tokens(browser, **OFFLINE)
    rp.set_up(permissionStrategy={"defaultStrategy": "DENY_ALL"})
    assert rp.authorize(browser)["error"] == "access_denied"
    assert error_of(rp.refresh(told["refresh_token"])) == "invalid_grant"
    password = rp.post("token", grant_type="password", username="ann", password=PASSWORD)
    assert error_of(password) == "invalid_grant"


def test_a_user_whom_an_application_does_not_let_in_makes_room_for_another(rp: RelyingParty) -> None:
    browser = rp.browser()
    rp.authorize(browser)
    rp.client.create(username="bob", password=rp.client.sealed(PASSWORD))
    rp.set_up(permissionStrategy={"defaultStrategy": "DENY_ALL"})
    assert rp.authorize(browser, prompt="none")["error"] == "access_denied"
    for prompt in ("login", "select_account"):
        browser.go(rp.address(prompt=prompt))
        assert "account" in browser.page.form
        rp.set_up(permissionStrategy={"defaultStrategy": "ALLOW_ALL"})
        assert "code" in browser.log_in("bob", PASSWORD).sent_with
        rp.set_up(permissionStrategy={"defaultStrategy": "DENY_ALL"})


def test_a_user_who_owes_a_password_comes_by_a_code(rp: RelyingParty) -> None:
    rp.set_up(loginTabs=["password", "phone-code"])
    document = "mutation($i: CreateUserInput!) { createUser(userInfo: $i, resetPasswordOnFirstLogin: true) { id } }"
    rp.client.manage(document, i={"phone": "13800000000", "password": rp.client.sealed(PASSWORD)})
    browser = rp.browser().go(rp.address()).follow("Code by SMS").send(address="13800000000")
    code = rp.client.session.get(f"{rp.client.host}/_local/outbox", timeout=20).json()[0]["code"]
    assert "code" in browser.send(code=code).sent_with
    browser.go(rp.address(prompt="login")).log_in("13800000000", PASSWORD)
    assert "first login" in browser.page.text
    browser.close()


def test_a_logout_ends_what_came_of_a_session_that_is_not_good_any_more(rp: RelyingParty) -> None:
    browser = rp.browser()
    told = rp.tokens(browser, **OFFLINE)
    body = {"userId": rp.user["id"], "secret": "JBSWY3DPEHPK3PXP"}
    manage(rp.client, "POST", "/api/v2/mfa/totp/import", **body)
    assert browser.go("/cas/session").answer.json() is None
    assert rp.is_active(told["refresh_token"])
    browser.go("/login/profile/logout")
    assert not rp.is_active(told["refresh_token"])


def test_oauth(app_api: RawClient) -> None:
    rp = RelyingParty(app_api, "oauth")
    try:
        browser = rp.browser().go(rp.address())
        assert "oauthProviderEnabled" in browser.page.text
        assert error_of(rp.redeem("x")) == "unauthorized_client"
        rp.set_up(oauthProviderEnabled=True)
        told = rp.tokens()
        assert set(told) == {"access_token", "token_type", "expires_in", "refresh_token", "scope"}
        assert (len(told["access_token"]), told["scope"]) == (40, "user")
        assert good(rp.me(told["access_token"]))["sub"] == rp.user["id"]
        assert good(rp.refresh(told["refresh_token"]))["scope"] == "user"
        assert rp.is_active(told["access_token"])
        assert rp.authorize(response_type="token")["error"] == "unauthorized_client"
        rp.set_up(oauthConfig={"grants": ["implicit"]})
        assert "access_token" in rp.authorize(response_type="token")
        assert rp.validated(access_token=told["access_token"]).json()["code"] == 400
    finally:
        rp.close()
