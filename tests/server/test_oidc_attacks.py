"""The OpenID provider and known attacks: one test for each, named after it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from urllib.parse import quote

import jwt
import pytest
import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm
from raw_browser import BACK
from raw_client import PASSWORD, RawClient
from relying_party import LEFT, OFFLINE, PKCE, VERIFIER, RelyingParty, error_of, good, manage

MINE = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
def rp(app_api: RawClient) -> Iterator[RelyingParty]:
    made = RelyingParty(app_api)
    yield made
    made.close()


@pytest.fixture
def other(rp: RelyingParty) -> RelyingParty:
    """Another application of the same pool, with the same redirect URI."""
    made = manage(rp.client, "POST", "/api/v2/applications", name="Other", identifier="other", redirectUris=[BACK])
    found = RelyingParty.__new__(RelyingParty)
    found.__dict__.update({**rp.__dict__, "id": made["id"], "secret": made["secret"]})
    return found


# -- forged tokens --------------------------------------------------------------------------------


def parts(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    return jwt.get_unverified_header(token), jwt.decode(token, options={"verify_signature": False})


def encoded(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def assert_worthless(rp: RelyingParty, token: str) -> None:
    """No door takes a token."""
    assert rp.client.me(token)["code"] == 2020
    assert rp.client.status(token)["status"] is False
    assert rp.me(token).status_code == 401
    assert rp.validated(id_token=token).json()["code"] == 400
    assert rp.validated(access_token=token).json()["code"] == 400
    assert not rp.is_active(token)
    answer = rp.authorize(rp.browser(), id_token_hint=token, prompt="none")
    assert answer["error"] in ("login_required", "invalid_request")


@pytest.fixture(params=["HS256", "RS256"])
def issued(rp: RelyingParty, request: pytest.FixtureRequest) -> str:
    """A good id_token, by both algorithms."""
    rp.set_up(oidcConfig={"id_token_signed_response_alg": request.param})
    token: str = rp.tokens()["id_token"]
    return token


def test_algorithm_none(rp: RelyingParty, issued: str) -> None:
    _, claims = parts(issued)
    for name in ("none", "None", "NONE", "nOnE"):
        assert_worthless(rp, f"{encoded({'alg': name, 'typ': 'JWT'})}.{encoded(claims)}.")
    head, body, _ = issued.split(".")
    assert_worthless(rp, f"{head}.{body}.")


def test_public_key_as_a_secret(rp: RelyingParty, issued: str) -> None:
    """HS256 with the published key, in all forms in which a careless server would read it."""
    _, claims = parts(issued)
    jwk = rp.published()[0]
    public = jwt.PyJWK(jwk).key
    forms = [
        public.public_bytes(encoding, serialization.PublicFormat.SubjectPublicKeyInfo)
        for encoding in (serialization.Encoding.PEM, serialization.Encoding.DER)
    ]
    for secret in (*forms, json.dumps(jwk).encode(), jwk["n"].encode(), b""):
        signed = f"{encoded({'alg': 'HS256', 'typ': 'JWT', 'kid': jwk['kid']})}.{encoded(claims)}"
        mac = hmac.new(secret, signed.encode(), hashlib.sha256).digest()
        assert_worthless(rp, f"{signed}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}")


def test_keys_in_the_header(rp: RelyingParty, issued: str) -> None:
    _, claims = parts(issued)
    mine = {**RSAAlgorithm.to_jwk(MINE.public_key(), as_dict=True), "kid": "mine"}
    real = rp.published()[0]["kid"]
    address = "http://127.0.0.1:9/jwks"
    for header in ({"jwk": mine}, {"jku": address}, {"x5u": address}, {"x5c": ["MIIB"]}, {"jwk": mine, "kid": "mine"}):
        assert_worthless(rp, jwt.encode(claims, MINE, "RS256", {"kid": real, **header}))
    for kid in ("mine", "../../dev/null", "' OR 1=1 --", "x" * 5000):
        assert_worthless(rp, jwt.encode(claims, MINE, "RS256", {"kid": kid}))


def test_unknown_critical_extension(rp: RelyingParty) -> None:
    """Signed with the application's own secret: whoever knows that can sign, but not what the server did not issue."""
    _, claims = parts(rp.tokens()["id_token"])
    assert_worthless(rp, jwt.encode(claims, rp.secret, "HS256", {"crit": ["x"], "x": 1}))


def test_a_hint_with_an_unknown_critical_extension(rp: RelyingParty) -> None:
    browser = rp.browser()
    token = rp.tokens(browser)["id_token"]
    _, claims = parts(token)
    assert "code" in rp.authorize(browser, id_token_hint=token, prompt="none")
    critical = jwt.encode(claims, rp.secret, "HS256", {"crit": ["x"], "x": 1})
    assert rp.authorize(browser, id_token_hint=critical, prompt="none")["error"] == "invalid_request"


def test_token_substitution(rp: RelyingParty, other: RelyingParty) -> None:
    """No kind of token does the work of another one, and none that of another application."""
    rp.set_up(oidcConfig={"id_token_signed_response_alg": "RS256"})
    told = rp.tokens(**OFFLINE)
    access, refresh, login = (told[kind] for kind in ("access_token", "refresh_token", "id_token"))
    assert jwt.get_unverified_header(access)["typ"] == "at+jwt"
    assert rp.client.me(access)["code"] == 2020
    assert rp.validated(id_token=access).json()["code"] == 400
    assert rp.validated(access_token=login).json()["code"] == 400
    for wrong in (refresh, login):
        assert error_of(rp.me(wrong), 401) == "invalid_token"
    for wrong in (access, login):
        assert error_of(rp.refresh(wrong)) == "invalid_grant"
        assert error_of(rp.redeem(wrong)) == "invalid_grant"
    assert not other.is_active(access)
    assert error_of(other.post("token/revocation", token=access)) == "invalid_grant"
    assert rp.is_active(access)
    browser = rp.browser()
    rp.authorize(browser)
    assert rp.authorize(browser, id_token_hint=access, prompt="none")["error"] == "invalid_request"
    grant = "http://authing.cn/oidc/grant_type/authing_token"
    other.set_up(oidcConfig={"grant_types": [grant]})
    assert error_of(other.post("token", secret=None, grant_type=grant, token=login)) == "invalid_grant"


# -- codes ----------------------------------------------------------------------------------------


def test_replayed_code(rp: RelyingParty) -> None:
    code = rp.code(**OFFLINE)
    told = good(rp.redeem(code))
    assert error_of(rp.redeem(code)) == "invalid_grant"
    # RFC 6749, section 4.1.2: what was issued for it is revoked.
    assert error_of(rp.me(told["access_token"]), 401) == "invalid_token"
    assert error_of(rp.refresh(told["refresh_token"])) == "invalid_grant"
    assert rp.client.status(told["id_token"])["status"] is False


def test_two_redemptions_at_once(rp: RelyingParty) -> None:
    code, start = rp.code(), Barrier(4)

    def redeem() -> int:
        start.wait()
        form = {"client_id": rp.id, "client_secret": rp.secret, "code": code, "redirect_uri": BACK}
        form["grant_type"] = "authorization_code"
        return requests.post(f"{rp.client.host}/oidc/token", form, timeout=20).status_code

    with ThreadPoolExecutor(4) as threads:
        found = sorted(each.result() for each in [threads.submit(redeem) for _ in range(4)])
    assert found == [200, 400, 400, 400]


def test_code_of_another_client(rp: RelyingParty, other: RelyingParty) -> None:
    code = rp.code()
    assert error_of(other.redeem(code)) == "invalid_grant"
    assert "id_token" in good(rp.redeem(code))


def test_code_of_the_other_protocol(rp: RelyingParty) -> None:
    rp.set_up(oauthProviderEnabled=True)
    code = rp.code()
    rp.protocol = "oauth"
    assert error_of(rp.redeem(code)) == "invalid_grant"


def test_expired_code(rp: RelyingParty) -> None:
    code = rp.code()
    rp.client.post("/_local/clock", json={"seconds": 601})
    assert error_of(rp.redeem(code)) == "invalid_grant"


def test_code_with_another_redirect_uri(rp: RelyingParty) -> None:
    rp.set_up(redirectUris=[BACK, BACK + "2"])
    code = rp.code()
    for uri in (BACK + "2", None, BACK + "/"):
        assert error_of(rp.redeem(code, redirect_uri=uri)) == "invalid_grant"


def test_pkce_downgrade(rp: RelyingParty) -> None:
    """A challenge that was taken out on the way, and one whose verifier does not come."""
    assert error_of(rp.redeem(rp.code(), code_verifier=VERIFIER)) == "invalid_request"
    assert error_of(rp.redeem(rp.code(**PKCE))) == "invalid_request"
    # With the method taken out, the challenge itself would be the verifier of nothing that the client knows.
    code = rp.code(code_challenge=PKCE["code_challenge"])
    assert error_of(rp.redeem(code, code_verifier=VERIFIER)) == "invalid_grant"


def test_wrong_verifier(rp: RelyingParty) -> None:
    code = rp.code(**PKCE)
    for verifier in (VERIFIER[::-1], PKCE["code_challenge"]):
        assert error_of(rp.redeem(code, code_verifier=verifier)) == "invalid_grant"
    for verifier in ("short", VERIFIER + "é", "x" * 129):
        assert error_of(rp.redeem(code, code_verifier=verifier)) == "invalid_request"
    assert rp.authorize(code_challenge="short")["error"] == "invalid_request"
    assert rp.authorize(**{**PKCE, "code_challenge_method": "S512"})["error"] == "invalid_request"
    assert rp.authorize(code_challenge_method="S256")["error"] == "invalid_request"


@pytest.mark.parametrize("change", [{"blocked": True}, {"status": "Deactivated"}])
def test_a_user_who_is_locked_between_code_and_token(rp: RelyingParty, change: dict[str, Any]) -> None:
    code, told = rp.code(**OFFLINE), rp.tokens(**OFFLINE)
    if "blocked" in change:
        rp.client.update(rp.client.management_token, rp.user["id"], **change)
    else:
        headers = {"Authorization": f"Bearer {rp.client.management_token}"}
        answer = rp.client.post("/api/v3/resign-user", json={"userId": rp.user["id"]}, headers=headers)
        assert answer.json()["statusCode"] == 200
    assert error_of(rp.redeem(code)) == "invalid_grant"
    assert error_of(rp.refresh(told["refresh_token"])) == "invalid_grant"
    assert error_of(rp.me(told["access_token"]), 401) == "invalid_token"


def test_a_user_who_is_deleted_between_code_and_token(rp: RelyingParty) -> None:
    code = rp.code()
    rp.client.manage("mutation($id: String!) { deleteUser(id: $id) { code } }", id=rp.user["id"])
    assert error_of(rp.redeem(code)) == "invalid_grant"


# -- refresh tokens -------------------------------------------------------------------------------


def test_refresh_reuse(rp: RelyingParty) -> None:
    first = rp.tokens(**OFFLINE)
    second = good(rp.refresh(first["refresh_token"]))
    assert error_of(rp.refresh(first["refresh_token"])) == "invalid_grant"
    assert error_of(rp.refresh(second["refresh_token"])) == "invalid_grant"
    for told in (first, second):
        assert error_of(rp.me(told["access_token"]), 401) == "invalid_token"
        assert rp.client.status(told["id_token"])["status"] is False


def test_refresh_by_another_client(rp: RelyingParty, other: RelyingParty) -> None:
    told = rp.tokens(**OFFLINE)
    assert error_of(other.refresh(told["refresh_token"])) == "invalid_grant"
    assert "refresh_token" in good(rp.refresh(told["refresh_token"]))


def test_refresh_for_more(rp: RelyingParty) -> None:
    told = rp.tokens(**OFFLINE)
    assert error_of(rp.refresh(told["refresh_token"], scope="openid email")) == "invalid_scope"


# -- addresses ------------------------------------------------------------------------------------

TRICKS = [
    "http://127.0.0.1:9/back/",
    "http://127.0.0.1:9/backdoor",
    "http://127.0.0.1:9/back?x=1",
    "http://127.0.0.1:9/back#x",
    "http://127.0.0.1:9/back/../other",
    "http://127.0.0.1:9/Back",
    "http://127.0.0.1:9/b%61ck",
    "HTTP://127.0.0.1:9/back",
    "http://127.0.0.1:10/back",
    "http://127.0.0.1/back",
    "http://127.0.0.1:9@evil.example/back",
    "http://evil.example@127.0.0.1:9/back",
    "http://evil.example\\@127.0.0.1:9/back",
    "http://127.0.0.1:9.evil.example/back",
    "http://localhost:9/back",
    "https://127.0.0.1:9/back",
    "//127.0.0.1:9/back",
    "javascript:alert(1)",
    " http://127.0.0.1:9/back",
    "http://127.0.0.1:9/back\n",
    "*",
]


@pytest.mark.parametrize("uri", [*TRICKS, None])
def test_redirect_uri_tricks(rp: RelyingParty, uri: str | None) -> None:
    """Nobody is sent to an address that is not registered letter by letter, not even with an error."""
    for params in ({}, {"response_type": "nonsense"}, {"prompt": "none"}):
        browser = rp.browser().go(rp.address(redirect_uri=uri, **params))
        assert browser.sent_to is None
        assert browser.answer.status_code == 400
        assert "redirect_uri" in browser.page.text


@pytest.mark.parametrize("client_id", ["x", "0" * 24, None])
def test_unknown_client(rp: RelyingParty, client_id: str | None) -> None:
    browser = rp.browser().go(rp.address(client_id=client_id))
    assert (browser.sent_to, browser.answer.status_code) == (None, 400)


@pytest.mark.parametrize("name", ["redirect_uri", "client_id", "state", "scope", "x"])
def test_duplicated_parameter(rp: RelyingParty, name: str) -> None:
    browser = rp.browser().go(rp.address(state="a", x="y") + f"&{name}=b")
    assert (browser.sent_to, browser.answer.status_code) == (None, 400)
    body = f"grant_type=authorization_code&code=a&client_id={rp.id}&{name}=1&{name}=2"
    headers = {"content-type": "application/x-www-form-urlencoded"}
    assert error_of(rp.client.post("/oidc/token", data=body, headers=headers)) == "invalid_request"


def test_mix_up(rp: RelyingParty) -> None:
    """Who uses several providers sees which one answers, errors included (RFC 9207)."""
    issuer = f"{rp.client.host}/oidc"
    browser = rp.browser()
    rp.set_up(oidcConfig={"response_types": ["code", "id_token"]})
    assert rp.authorize(browser)["iss"] == issuer
    assert rp.authorize(browser, response_type="id_token", nonce="n")["iss"] == issuer
    assert rp.authorize(browser, prompt="nonsense", state="s") == {
        "error": "invalid_request",
        "error_description": "prompt must be of none, login, consent, select_account",
        "state": "s",
        "iss": issuer,
    }


def test_a_login_that_somebody_else_began(rp: RelyingParty) -> None:
    """The address of a login under way leads no other browser into it (session fixation, login CSRF)."""
    attacker = rp.browser().go(rp.address())
    address = attacker.answer.url
    victim = rp.browser().go(address)
    assert victim.answer.status_code == 404
    waiting = attacker.page.form["interaction"]
    assert rp.browser().go(f"/oidc/auth/{waiting}").answer.status_code == 404
    attacker.log_in("ann", PASSWORD)
    assert "code" in attacker.sent_with
    # It is answered once.
    assert attacker.go(f"/oidc/auth/{waiting}").answer.status_code == 404


def test_a_user_who_is_not_the_expected_one(rp: RelyingParty) -> None:
    browser = rp.browser()
    hint = rp.tokens(browser)["id_token"]
    rp.client.create(username="eve", password=rp.client.sealed(PASSWORD))
    browser = rp.browser().go(rp.address(id_token_hint=hint)).log_in("eve", PASSWORD)
    assert browser.sent_with["error"] == "login_required"


# -- logout ---------------------------------------------------------------------------------------


def end(rp: RelyingParty, **params: str) -> str:
    return "/oidc/session/end?" + "&".join(f"{name}={quote(value, safe='')}" for name, value in params.items())


def test_logout(rp: RelyingParty) -> None:
    browser = rp.browser()
    told = rp.tokens(browser, **OFFLINE)
    browser.go(end(rp, id_token_hint=told["id_token"], post_logout_redirect_uri=LEFT, state="s&t"))
    assert browser.sent_to == f"{LEFT}?state=s%26t"
    assert rp.authorize(browser, prompt="none")["error"] == "login_required"
    assert error_of(rp.refresh(told["refresh_token"])) == "invalid_grant"
    assert rp.client.status(told["id_token"])["status"] is False


@pytest.mark.parametrize("uri", [LEFT + "/", LEFT + "?x=1", BACK, "http://evil.example/", "//evil.example"])
def test_open_redirect_at_logout(rp: RelyingParty, uri: str) -> None:
    browser = rp.browser()
    hint = rp.tokens(browser)["id_token"]
    for params in ({"id_token_hint": hint}, {"client_id": rp.id}, {}):
        browser.go(end(rp, **params, post_logout_redirect_uri=uri))
        assert (browser.sent_to, browser.answer.status_code) == (None, 400)
    assert "code" in rp.authorize(browser, prompt="none")


@pytest.mark.parametrize("hint", [None, "None", "a.b.c"])
def test_logout_by_another_site(rp: RelyingParty, hint: str | None) -> None:
    """Without a token of the user, the user is asked."""
    browser = rp.browser()
    rp.authorize(browser)
    hinted = {} if hint is None else {"id_token_hint": hint}
    address = end(rp, **hinted, client_id=rp.id, post_logout_redirect_uri=LEFT)
    assert browser.go(address).sent_to is None
    assert "code" in rp.authorize(browser, prompt="none")
    # A form that another site sends here comes without cookies, and so ends nothing.
    assert rp.browser().go("/oidc/session/end", "POST", data={"confirmed": "yes"}).sent_to is None
    assert "code" in rp.authorize(browser, prompt="none")
    browser.go(address).send()
    assert browser.sent_to == LEFT
    assert rp.authorize(browser, prompt="none")["error"] == "login_required"


def test_logout_with_the_token_of_somebody_else(rp: RelyingParty) -> None:
    browser = rp.browser()
    rp.authorize(browser)
    rp.client.create(username="eve", password=rp.client.sealed(PASSWORD))
    hint = rp.client.login(username="eve")["token"]
    browser.go(end(rp, id_token_hint=hint))
    assert browser.page.action == "/oidc/session/end"
    assert "code" in rp.authorize(browser, prompt="none")
    assert rp.client.status(hint)["status"] is True


# -- clients and input ----------------------------------------------------------------------------


def test_client_authentication_mismatch(rp: RelyingParty) -> None:
    """A client proves itself in the way that it is set up for, and in no other one."""
    ways: dict[str, Callable[[str], requests.Response]] = {
        "client_secret_post": lambda code: rp.redeem(code),
        "client_secret_basic": lambda code: rp.redeem(code, basic=True),
        "none": lambda code: rp.redeem(code, secret=None),
    }
    code = rp.code(**PKCE)
    for configured in ways:
        rp.set_up(oidcConfig={"token_endpoint_auth_method": configured})
        for used, redeem in ways.items():
            if used != configured:
                response = redeem(code)
                assert error_of(response, 401) == "invalid_client"
                assert response.headers["www-authenticate"].startswith("Basic")
    rp.set_up(oidcConfig={"token_endpoint_auth_method": "client_secret_post"})
    for wrong in ("x" * 32, rp.secret + "x", rp.secret[:-1], "\x00", "é"):
        assert error_of(rp.redeem(code, secret=wrong), 401) == "invalid_client"
    assert "id_token" in good(rp.redeem(code, code_verifier=VERIFIER))


@pytest.mark.parametrize(
    "header", ["Basic", "Basic !!!", "Basic eA==", "Basic /w==", "Bearer x", "Digest x", "Basic " + "eDp5" * 2000]
)
def test_odd_authorization_headers(rp: RelyingParty, header: str) -> None:
    form = {"grant_type": "authorization_code", "code": "x", "redirect_uri": BACK}
    response = rp.client.post("/oidc/token", data=form, headers={"Authorization": header})
    assert error_of(response, 401) == "invalid_client"


def test_two_authentications_at_once(rp: RelyingParty) -> None:
    pair = base64.b64encode(f"{rp.id}:{rp.secret}".encode()).decode()
    form = {"grant_type": "authorization_code", "code": "x", "client_secret": rp.secret}
    response = rp.client.post("/oidc/token", data=form, headers={"Authorization": f"Basic {pair}"})
    assert error_of(response) == "invalid_request"


def test_oversized_input(rp: RelyingParty) -> None:
    assert error_of(rp.redeem("x" * 5000)) == "invalid_request"
    assert error_of(rp.redeem("x" * 200_000)) == "invalid_request"
    assert error_of(rp.refresh("x" * 20_000)) == "invalid_request"
    assert error_of(rp.post("token/introspection", token="x" * 20_000)) == "invalid_request"
    assert rp.validated(id_token="x" * 20_000).json()["code"] == 400
    for name in ("state", "nonce", "scope", "id_token_hint"):
        browser = rp.browser().go(rp.address(**{name: "x" * 17_000}))
        assert (browser.sent_to, browser.answer.status_code) == (None, 400)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"{}", "application/json"),
        (b"grant_type=%ff%fe", "application/x-www-form-urlencoded"),
        (b"\xff", "application/x-www-form-urlencoded"),
        (b"grant_type=authorization_code&code=%00", "application/x-www-form-urlencoded"),
        (b"&".join(b"x%d=1" % number for number in range(200)), "application/x-www-form-urlencoded"),
        (b"", "application/x-www-form-urlencoded"),
        (b"grant_type=", "application/x-www-form-urlencoded"),
    ],
)
def test_odd_forms(rp: RelyingParty, body: bytes, kind: str) -> None:
    for path in ("token", "token/introspection", "token/revocation"):
        response = rp.client.post(f"/oidc/{path}", data=body, headers={"content-type": kind})
        assert response.status_code in (400, 401)
        assert response.json()["error"] in ("invalid_request", "invalid_client")


def test_grants_that_the_application_does_not_have(rp: RelyingParty) -> None:
    rp.set_up(oidcConfig={"grant_types": ["refresh_token"]})
    assert error_of(rp.redeem(rp.code())) == "unauthorized_client"
    assert error_of(rp.post("token", grant_type="password", username="ann", password=PASSWORD)) == "unauthorized_client"
    for kind in ("implicit", "nonsense", "urn:ietf:params:oauth:grant-type:device_code"):
        assert error_of(rp.post("token", grant_type=kind)) == "unsupported_grant_type"


def test_a_login_elsewhere_does_not_stand_in_for_the_second_factor_of_an_application(rp: RelyingParty) -> None:
    grant = "http://authing.cn/oidc/grant_type/authing_token"
    rp.set_up(oidcConfig={"grant_types": [grant]}, applicationMfa=[{"mfaPolicy": "SMS", "status": 1}])
    to_the_pool = RawClient.__new__(RawClient)
    to_the_pool.__dict__.update({**rp.client.__dict__, "headers": {"x-authing-userpool-id": rp.client.pool_id}})
    login = to_the_pool.login(username="ann")["token"]
    form: dict[str, Any] = {"secret": None, "grant_type": grant, "token": login, "scope": "openid"}
    assert error_of(rp.post("token", **form)) == "invalid_grant"
    rp.set_up(applicationMfa=[])
    assert "id_token" in good(rp.post("token", **form))


@pytest.mark.parametrize("name", ["request", "request_uri", "registration"])
def test_request_objects(rp: RelyingParty, name: str) -> None:
    assert rp.authorize(None, **{name: "x"})["error"] == f"{name}_not_supported"
