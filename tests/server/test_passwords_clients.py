"""Logging in by password in all ways, and passwords that have to be chosen first, with the clients of both modes."""

from __future__ import annotations

from typing import Any

import pytest
from modes import Clients, each_raises
from raw_client import RawClient

from authing import AuthingException, Forbidden, Invalid, MfaRequired, NotLoggedIn, ResetRequired, ServerError
from authing.server import LocalServer

PASSWORD, NEXT, LAST = "Passw0rd!", "Chosen-in-2026", "Chosen-in-2027"
BOB = {"connection": "PASSWORD", "passwordPayload": {"username": "bob", "password": PASSWORD}}


@pytest.fixture
def client(clients: Clients) -> Any:
    return clients.authentication()


@pytest.fixture
def bob(clients: Clients) -> Any:
    """A client that bob has registered with and is logged in to."""
    made = clients.authentication()
    made.register_by_username("bob", PASSWORD, force_login=True)
    return made


def configure(api: RawClient, **values: Any) -> None:
    """Change settings of the application."""
    answer = api.rest("POST", f"/api/v2/applications/{api.app_id}", api.management_token, json=values)
    assert answer["code"] == 200, answer


# -- passwords that are owed ----------------------------------------------------------------------


def test_the_first_login_goes_on_with_a_password_of_ones_own(clients: Clients, client: Any) -> None:
    made = clients.management().users.create(
        {"username": "bob", "password": PASSWORD}, reset_password_on_first_login=True
    )
    with pytest.raises(ResetRequired) as step:
        client.login_by_username("bob", PASSWORD)
    assert step.value.code == 1639
    done = client.reset_password_by_first_token(step.value.token, NEXT)
    assert (done.code, done["code"]) == (200, 200)
    assert client.login_by_username("bob", NEXT).id == made.id
    each_raises(NotLoggedIn, lambda: client.reset_password_by_first_token(step.value.token, LAST))


def test_a_password_that_is_too_old_is_changed_with_the_old_one(clients: Clients, client: Any, bob: Any) -> None:
    management = clients.management()
    management.user_pool.update({"passwordUpdatePolicy": {"enabled": True, "forcedCycle": 30}})
    clients.server.move_clock(seconds=31 * 24 * 3600)
    with pytest.raises(ResetRequired) as step:
        client.login_by_username("bob", PASSWORD)
    assert step.value.code == 2058
    each_raises(Invalid, lambda: client.reset_password_with_force_reset(step.value.token, "wrong one", NEXT))
    assert client.reset_password_with_force_reset(step.value.token, PASSWORD, NEXT).code == 200
    assert client.login_by_username("bob", NEXT).username == "bob"


def test_a_policy_that_this_server_does_not_have_is_refused(clients: Clients) -> None:
    with pytest.raises(AuthingException) as refused:
        clients.management().user_pool.update({"passwordUpdatePolicy": {"enabled": True, "differenceCycle": 3}})
    assert refused.value.code == 501


def test_a_new_password_ends_the_other_logins(clients: Clients, bob: Any) -> None:
    other = clients.authentication()
    other.login_by_username("bob", PASSWORD)
    bob.update_password(NEXT, PASSWORD)
    assert bob.check_logged_in().username == "bob"
    assert other.check_login_status().status is False
    users = clients.management().users
    users.update(bob.user.id, {"password": LAST})
    assert bob.check_login_status().status is False


# -- who a client is ------------------------------------------------------------------------------


def test_the_user_of_a_client(clients: Clients, bob: Any) -> None:
    user = bob.get_current_user()
    assert bob.check_logged_in().id == user.id
    other = clients.authentication()
    each_raises(NotLoggedIn, other.check_logged_in)
    other.set_current_user(user)
    assert (other.check_logged_in().id, other.get_token()) == (user.id, bob.get_token())
    other.set_current_user()
    assert other.get_token() is None
    other.set_token(bob.get_token())
    assert other.get_current_user().id == user.id
    other.clear_current_user()
    assert other.get_token() is None
    each_raises(NotLoggedIn, other.check_logged_in)
    assert bob.check_logged_in().id == user.id


def test_how_strong_a_password_is_is_computed_here(client: Any) -> None:
    levels = [client.compute_password_security_level(password) for password in (PASSWORD, "Passw0rd-2026", "x")]
    assert levels == [2, 3, 1]


# -- limits ---------------------------------------------------------------------------------------


def test_a_captcha_is_answered(clients: Clients, client: Any, bob: Any, server: LocalServer) -> None:
    check = {"enabled": True, "limit": 1, "timeInterval": 60}
    clients.management().user_pool.update({"loginFailCheck": check})
    each_raises(NotLoggedIn, lambda: client.login_by_username("bob", "wrong one"))
    with pytest.raises(Forbidden) as refused:
        client.login_by_username("bob", PASSWORD)
    assert refused.value.code == 2000
    clients.management().user_pool.update({"loginFailStrategy": "lock"})
    with pytest.raises(Forbidden) as locked:
        client.login_by_username("bob", PASSWORD)
    assert locked.value.code == 2005


def test_an_application_chooses_what_one_logs_in_with(api: RawClient, client: Any, bob: Any) -> None:
    configure(api, passwordTabConfig={"enabledLoginMethods": ["email-password"]})
    with pytest.raises(Forbidden) as refused:
        client.login_by_username("bob", PASSWORD)
    assert refused.value.code == 1001
    each_raises(NotLoggedIn, lambda: client.login_by_email("bob@example.com", PASSWORD))
    each_raises(Forbidden, lambda: client.login_by_phone_password("1", PASSWORD))
    configure(api, passwordTabConfig={"enabledLoginMethods": ["username-password", "email-password", "phone-password"]})
    assert client.login_by_username("bob", PASSWORD).username == "bob"


# -- sub-accounts and directories -----------------------------------------------------------------


def test_a_sub_account_logs_in_where_the_application_takes_it(api: RawClient, clients: Clients, client: Any) -> None:
    users = clients.management().users
    made = users.create({"username": "bob", "email": "bob@example.com", "password": PASSWORD, "emailVerified": True})
    with pytest.raises(Forbidden) as refused:
        client.login_by_sub_account("bob", PASSWORD)
    assert refused.value.code == 1001
    configure(api, enableSubAccount=True)
    for number, account in enumerate(("bob", "Bob@example.com"), 1):
        user = client.login_by_sub_account(account, PASSWORD)
        assert (user.id, user.logins_count, client.get_token()) == (made.id, number, user.token)
    each_raises(NotLoggedIn, lambda: client.login_by_sub_account("bob", "wrong one"))
    pool_client = clients.authentication(app_id=None, user_pool_id=clients.server.user_pool_id)
    each_raises(Forbidden, lambda: pool_client.login_by_sub_account("bob", PASSWORD))


def test_directories_are_not_configured(clients: Clients, server: LocalServer, client: Any) -> None:
    ad = clients.authentication(websocket_host=server.host)
    for log_in in (client.login_by_ldap, client.login_by_ad, ad.login_by_ad):
        with pytest.raises(ServerError, match="not configured") as refused:
            log_in("bob", PASSWORD)
        assert refused.value.code == 501
    for connection in ("LDAP", "AD"):
        payload = {f"{connection.lower()}Payload": BOB["passwordPayload"]}
        with pytest.raises(ServerError, match="not configured"):
            client.signin_by_credentials({"connection": connection, **payload})


# -- one request for tokens -----------------------------------------------------------------------


def test_tokens_for_a_password(clients: Clients, client: Any, bob: Any) -> None:
    options = {"scope": "openid profile offline_access", "state": "kept"}
    found = client.signin_by_credentials({**BOB, "options": options})
    assert (found.token_type, found.scope, found.state, found.code) == ("Bearer", options["scope"], "kept", None)
    assert (found.expires_in, found["expire_in"]) == (1209600, 1209600)
    assert client.get_user_info_by_access_token(found.access_token).sub == bob.user.id
    assert found.id_token
    assert found.refresh_token
    assert client.get_token() is None
    clear = {**BOB, "options": {"passwordEncryptType": "none"}}
    assert client.signin_by_credentials(clear).access_token


def test_a_code_for_a_password(api: RawClient, clients: Clients, server: LocalServer, bob: Any) -> None:
    back = "https://app.example.com/back"
    configure(api, redirectUris=[back])
    client = clients.authentication(
        secret=server.app_secret, redirect_uri=back, token_endpoint_auth_method="client_secret_post"
    )
    params = {**BOB, "options": {"responseType": "code", "redirectUri": back}}
    found = client.signin_by_credentials(params)
    assert (found.access_token, bool(found.code)) == (None, True)
    assert client.get_access_token_by_code(found.code).access_token
    elsewhere = {**BOB, "options": {"responseType": "code", "redirectUri": f"{back}/x"}}
    each_raises(Invalid, lambda: client.signin_by_credentials(elsewhere))


def test_tokens_for_a_code(api: RawClient, client: Any) -> None:
    client.send_email("new@example.com", "LOGIN_VERIFY_CODE")
    code = api.session.get(f"{api.host}/_local/outbox", timeout=20).json()[0]["code"]
    payload = {"connection": "PASSCODE", "passCodePayload": {"email": "new@example.com", "passCode": code}}
    found = client.signin_by_credentials({**payload, "options": {"scope": "openid email"}})
    assert client.get_user_info_by_access_token(found.access_token).email == "new@example.com"
    with pytest.raises(Invalid) as used:
        client.signin_by_credentials(payload)
    assert used.value.code == 2001


def test_a_login_for_tokens_keeps_all_rules_of_logins(clients: Clients, client: Any, bob: Any) -> None:
    wrong = {"connection": "PASSWORD", "passwordPayload": {"username": "bob", "password": "wrong one"}}
    with pytest.raises(NotLoggedIn) as refused:
        client.signin_by_credentials(wrong)
    assert refused.value.code == 2333
    new = {"connection": "PASSWORD", "passwordPayload": {"account": "ann@example.com", "password": PASSWORD}}
    each_raises(NotLoggedIn, lambda: client.signin_by_credentials(new))
    assert client.signin_by_credentials({**new, "options": {"autoRegister": True}}).access_token
    users = clients.management().users
    assert users.find(email="ann@example.com").logins_count == 1
    clients.management().mfa.import_totp(bob.user.id, "JBSWY3DPEHPK3PXP" * 2)
    with pytest.raises(MfaRequired) as step:
        client.signin_by_credentials(BOB)
    assert step.value.mfa_token
    other = clients.authentication(secret="0" * 32)
    each_raises(Forbidden, lambda: other.signin_by_credentials(new))
