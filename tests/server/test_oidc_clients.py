"""OpenID Connect, OAuth 2.0 and CAS through the SDK, at the local server and its login page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from modes import Clients
from raw_browser import BACK, RawBrowser
from raw_client import PASSWORD, RawClient

from authing import Forbidden, Invalid, NotLoggedIn
from authing.v2.models.oidc import Login, LoginRequest

TOKEN_GRANT = "http://authing.cn/oidc/grant_type/authing_token"
ALL = "openid profile email phone address offline_access"


@pytest.fixture
def bob(app_api: RawClient) -> Any:
    """A user of an application that logs in by all protocols."""
    settings = {
        "redirectUris": [BACK],
        "logoutRedirectUris": [BACK],
        "casProviderEnabled": True,
        "oauthProviderEnabled": True,
        "oidcConfig": {"grant_types": ["authorization_code", "refresh_token", TOKEN_GRANT]},
    }
    where = f"/api/v2/applications/{app_api.app_id}"
    assert app_api.rest("POST", where, app_api.management_token, json=settings)["code"] == 200
    return app_api.register(username="bob", profile={"email": "bob@example.com", "nickname": "Bobby"})


@pytest.fixture
def browser(app_api: RawClient) -> Iterator[RawBrowser]:
    made = RawBrowser(app_api.host)
    yield made
    made.close()


def application(clients: Clients, **options: Any) -> Any:
    server = clients.server
    return clients.authentication(secret=server.app_secret, redirect_uri=BACK, **options)


def log_in(browser: RawBrowser, url: str) -> str:
    """Where the browser arrives once bob has logged in, and allowed what he is asked."""
    browser.go(url)
    while browser.sent_to is None:
        assert browser.answer.status_code == 200, browser.page.text
        if "password" in browser.page.form:
            browser.log_in("bob", PASSWORD)
        else:
            browser.send(answer="allow")
    return browser.sent_to


def logged_in(client: Any, browser: RawBrowser, **asked: Any) -> Login:
    request = client.start_login(**asked)
    login: Login = client.finish_login(request, log_in(browser, request.url))
    return login


def test_a_user_logs_in_through_the_browser(clients: Clients, bob: Any, browser: RawBrowser) -> None:
    client = application(clients)
    request = client.start_login(scope=ALL)
    callback = log_in(browser, request.url)
    login = client.finish_login(dict(request), callback)
    assert login.claims.subject == bob["id"]
    assert (login.claims.issuer, login.claims.nonce) == (f"{clients.server.host}/oidc", request.nonce)
    assert login.claims["email"] == "bob@example.com"
    assert set(login.scope.split()) == set(ALL.split())
    # The id_token is a login token too.
    assert client.get_current_user().id == bob["id"]
    told = client.get_user_info_by_access_token(login.access_token, subject=login.claims.subject)
    assert (told.sub, told.nickname, told.email) == (bob["id"], "Bobby", "bob@example.com")
    for method, place in (("GET", "query"), ("GET", "header"), ("POST", "body")):
        assert client.get_user_info_by_access_token(login.access_token, method=method, token_place=place) == told
    with pytest.raises(NotLoggedIn) as caught:  # the code is used up
        client.finish_login(request, callback)
    assert caught.value.code == "invalid_grant"


def test_the_login_of_one_client_is_no_login_of_another(clients: Clients, bob: Any, browser: RawBrowser) -> None:
    client, other = application(clients), application(clients)
    logged_in(client, browser)
    assert client.get_token()
    assert other.get_token() is None


def test_what_is_asked_for_twice_is_asked_by_the_session(clients: Clients, bob: Any, browser: RawBrowser) -> None:
    client = application(clients)
    first = logged_in(client, browser)
    silent = client.start_login(prompt="none")
    again = client.finish_login(silent, browser.go(silent.url).sent_to)
    assert again.claims.subject == first.claims.subject == bob["id"]


def test_without_a_session_none_is_made_up(clients: Clients, bob: Any, browser: RawBrowser) -> None:
    client = application(clients)
    silent = client.start_login(prompt="none")
    with pytest.raises(NotLoggedIn) as caught:
        client.finish_login(silent, browser.go(silent.url).sent_to)
    assert caught.value.code == "login_required"
    assert client.get_token() is None


def test_the_single_steps_as_4_5_had_them(clients: Clients, bob: Any, browser: RawBrowser) -> None:
    client = application(clients)
    verifier = client.generate_code_challenge()
    url = client.build_authorize_url(
        scope=ALL,
        state="mine",
        nonce="once",
        code_challenge=client.generate_code_challenge_digest(verifier),
        code_challenge_method="S256",
    )
    log_in(browser, url)
    assert browser.sent_with["state"] == "mine"
    tokens = client.get_access_token_by_code(browser.sent_with["code"], code_verifier=verifier)
    assert client.verify_id_token(tokens.id_token, nonce="once").subject == bob["id"]
    assert client.validate_token(id_token=tokens.id_token).sub == bob["id"]
    assert client.validate_token(access_token=tokens.access_token).aud == clients.server.app_id
    for token in (tokens.id_token[:-6], "nonsense"):
        with pytest.raises(Invalid) as caught:
            client.validate_token(id_token=token)
        assert caught.value.code == 400


def test_refresh_introspect_and_revoke(clients: Clients, bob: Any, browser: RawBrowser) -> None:
    client = application(clients)
    login = logged_in(client, browser, scope=ALL)
    assert login.refresh_token
    renewed = client.get_new_access_token_by_refresh_token(login.refresh_token)
    assert client.verify_access_token(renewed.access_token).subject == bob["id"]
    found = client.introspect_token(renewed.access_token)
    assert (found.active, found.sub, found.client_id) == (True, bob["id"], clients.server.app_id)
    assert client.revoke_token(renewed.refresh_token or login.refresh_token) is True
    with pytest.raises(NotLoggedIn) as caught:
        client.get_new_access_token_by_refresh_token(renewed.refresh_token or login.refresh_token)
    assert caught.value.code == "invalid_grant"
    assert client.introspect_token("nonsense").active is False
    assert client.revoke_token("nonsense") is True


def test_the_token_of_a_login_is_good_for_an_access_token(clients: Clients, bob: Any) -> None:
    client = application(clients)
    user = client.login_by_username("bob", PASSWORD)
    tokens = client.get_access_token_by_id_token(user.token)
    assert client.get_user_info_by_access_token(tokens.access_token).sub == bob["id"]
    with pytest.raises(NotLoggedIn):
        client.get_access_token_by_id_token("nonsense")


def test_a_program_obtains_a_token(clients: Clients, bob: Any) -> None:
    management = clients.management()
    account = management.acl.create_programmatic_access_account(clients.server.app_id)
    client = application(clients)
    key, secret = account["id"], account["secret"]
    tokens = client.get_access_token_by_client_credentials("book:read", key, secret)
    assert client.verify_access_token(tokens.access_token, audience=key).subject
    with pytest.raises(Forbidden) as caught:
        client.get_access_token_by_client_credentials("book:read", key, "guessed")
    assert caught.value.code == "invalid_client"
    assert "guessed" not in f"{caught.value!r}"


def test_an_oauth_login(clients: Clients, bob: Any, browser: RawBrowser) -> None:
    client = application(clients, protocol="oauth")
    login = logged_in(client, browser)
    assert (login.get("claims"), login.id_token) == (None, None)
    assert client.get_user_info_by_access_token(login.access_token).sub == bob["id"]
    assert client.introspect_token(login.access_token).active is True
    assert client.get_token() is None


@pytest.mark.parametrize("protocol", ["oidc", "oauth"])
def test_a_wrong_secret_is_the_programs_fault(clients: Clients, bob: Any, browser: RawBrowser, protocol: str) -> None:
    client = clients.authentication(secret="g" * 32, redirect_uri=BACK, protocol=protocol)
    with pytest.raises(Forbidden) as caught:
        logged_in(client, browser)
    assert caught.value.code == "invalid_client"


def test_a_login_that_another_browser_began(clients: Clients, bob: Any, browser: RawBrowser) -> None:
    client = application(clients)
    of_the_attacker, of_the_victim = client.start_login(), client.start_login()
    callback = log_in(browser, of_the_attacker.url)
    with pytest.raises(NotLoggedIn, match="does not belong"):
        client.finish_login(of_the_victim, callback)
    stolen = callback.replace(of_the_attacker.state, of_the_victim.state)
    with pytest.raises(NotLoggedIn) as caught:  # the verifier is another
        client.finish_login(of_the_victim, stolen)
    assert caught.value.code == "invalid_grant"
    with pytest.raises(NotLoggedIn, match="another provider"):
        client.finish_login(of_the_victim, stolen.replace(clients.server.host.rpartition(":")[2], "1"))
    forgotten: LoginRequest | None = None
    with pytest.raises(NotLoggedIn, match="no login was begun"):
        client.finish_login(forgotten, callback)
    assert client.get_token() is None


def test_the_session_ends(clients: Clients, bob: Any, browser: RawBrowser) -> None:
    client = application(clients)
    login = logged_in(client, browser)
    browser.go(client.build_logout_url(expert=True, redirect_uri=BACK, id_token=login.id_token))
    assert browser.sent_to is not None
    assert browser.sent_to.startswith(BACK)
    silent = client.start_login(prompt="none")
    with pytest.raises(NotLoggedIn):
        client.finish_login(silent, browser.go(silent.url).sent_to)
    logged_in(client, browser)
    browser.go(client.build_logout_url(redirect_uri=BACK))
    assert browser.sent_to == BACK


def test_the_login_of_this_device_ends(clients: Clients, bob: Any) -> None:
    client = application(clients)
    token = client.login_by_username("bob", PASSWORD).token
    assert client.logout_current() is True
    assert client.get_token() is None
    assert client.check_login_status(token).status is False


def test_cas(clients: Clients, bob: Any, browser: RawBrowser) -> None:
    client = application(clients, protocol="cas")
    service = f"{BACK}?a=1&b=ü"
    for kind in ("XML", "JSON"):
        log_in(browser, client.build_authorize_url(service=service))
        ticket = browser.sent_with["ticket"]
        found = client.validate_ticket_v2(ticket, service, kind)
        assert (found.valid, found.user, found.attributes["email"]) == (True, "bob", "bob@example.com")
        found = client.validate_ticket_v2(ticket, service, kind)
        assert (found.valid, found.user, found.code) == (False, None, "INVALID_TICKET")
        assert found.message
    log_in(browser, client.build_authorize_url(service=service))
    ticket = browser.sent_with["ticket"]
    assert client.validate_ticket_v1(ticket, service).username == "bob"
    found = client.validate_ticket_v1(ticket, service)
    assert (found.valid, found.username) == (False, None)


def test_the_session_of_a_browser(clients: Clients, bob: Any, browser: RawBrowser) -> None:
    client = application(clients, protocol="cas")
    assert client.track_session().session is None
    log_in(browser, client.build_authorize_url(service=BACK))
    cookie = "; ".join(f"{each.name}={each.value}" for each in browser.session.cookies)
    found = application(clients, headers={"cookie": cookie}).track_session()
    assert found.session["userId"] == found.user_info["id"] == bob["id"]
    assert browser.go(client.build_logout_url(redirect_uri=BACK)).sent_to == BACK
    assert application(clients, headers={"cookie": cookie}).track_session().session is None
