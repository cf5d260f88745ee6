"""The end user's clients, blocking and awaited, against the local server."""

from __future__ import annotations

from typing import Any

import pytest
from modes import Clients

from authing import AuthingException, Conflict, Forbidden, Invalid, NotFound, NotLoggedIn
from authing.server import LocalServer

PASSWORD = "Passw0rd!"


@pytest.fixture
def client(clients: Clients) -> Any:
    return clients.authentication()


@pytest.fixture
def bob(client: Any) -> Any:
    """A client that bob has registered with and is logged in to."""
    client.register_by_username("bob", PASSWORD, {"nickname": "Bob"}, force_login=True)
    return client


def test_registering_gives_a_token_only_if_asked(clients: Clients) -> None:
    client = clients.authentication()
    plain = client.register_by_email("Ann@Example.com", PASSWORD)
    assert (plain.email, plain.token, client.get_token()) == ("ann@example.com", None, None)
    token_only = clients.authentication().register_by_username("bob", PASSWORD, generate_token=True)
    assert token_only.token
    assert token_only.logins_count == 0
    logged_in = clients.authentication().register_by_username("cid", PASSWORD, force_login=True)
    assert logged_in.token
    assert logged_in.logins_count == 1


def test_what_cannot_be_registered(clients: Clients, bob: Any) -> None:
    client = clients.authentication()
    with pytest.raises(Conflict) as taken:
        client.register_by_username("bob", PASSWORD)
    with pytest.raises(Invalid) as malformed:
        client.register_by_email("no address", PASSWORD)
    with pytest.raises(Invalid) as short:
        client.register_by_username("dan", "12345")
    assert [refused.value.code for refused in (taken, malformed, short)] == [2026, 2003, 2029]
    assert bob.get_current_user().username == "bob"


def test_the_same_account_logs_in_by_each_identifier(clients: Clients) -> None:
    users = clients.management().users
    made = users.create({"username": "bob", "email": "bob@example.com", "phone": "13800000000", "password": PASSWORD})
    client = clients.authentication()
    logins = [(client.login_by_username, "bob"), (client.login_by_email, "BOB@example.com")]
    logins.append((client.login_by_phone_password, "13800000000"))
    for number, (login, identifier) in enumerate(logins, 1):
        user = login(identifier, PASSWORD)
        assert (user.id, user.logins_count, user.token) == (made.id, number, client.get_token())
        assert user.last_login is not None
        assert user.last_ip == "127.0.0.1"


def test_an_unknown_user_and_a_wrong_password_look_the_same(client: Any, bob: Any) -> None:
    told = []
    for name in ("nobody", "bob"):
        with pytest.raises(AuthingException) as refused:
            client.login_by_username(name, "wrong password")
        told.append((type(refused.value), refused.value.code, refused.value.message))
    assert told[0] == told[1]
    assert told[0][:2] == (NotLoggedIn, 2333)
    assert isinstance(told[0][2], str)
    assert told[0][2]


def test_a_failed_login_leaves_the_present_user(bob: Any) -> None:
    token = bob.get_token()
    with pytest.raises(NotLoggedIn):
        bob.login_by_username("nobody", PASSWORD)
    assert bob.get_token() == token


def test_auto_register_makes_the_account(clients: Clients) -> None:
    client = clients.authentication()
    user = client.login_by_username("new", PASSWORD, auto_register=True)
    assert clients.authentication().login_by_username("new", PASSWORD).id == user.id


def test_a_blocked_user_stays_out_and_is_thrown_out(clients: Clients, bob: Any) -> None:
    users = clients.management().users
    users.update(bob.get_current_user().id, {"blocked": True})
    with pytest.raises(Forbidden) as blocked:
        clients.authentication().login_by_username("bob", PASSWORD)
    assert blocked.value.code == 2005
    with pytest.raises(NotLoggedIn):
        bob.get_current_user()


def test_a_deleted_user_is_logged_out(clients: Clients, bob: Any) -> None:
    clients.management().users.delete(bob.get_current_user().id)
    with pytest.raises(NotLoggedIn):
        bob.get_current_user()


def test_the_profile_changes_and_the_token_stays(bob: Any) -> None:
    token = bob.get_token()
    assert bob.update_profile({"nickname": "Nick"}).nickname == "Nick"
    assert bob.get_current_user().nickname == "Nick"
    assert bob.get_token() == token


def test_a_token_alone_is_enough(clients: Clients, bob: Any) -> None:
    other = clients.authentication(app_id=None, token=bob.get_token())
    assert other.update_profile({"nickname": "Nick"}).nickname == "Nick"
    assert bob.get_current_user().nickname == "Nick"


@pytest.mark.parametrize(("field", "code"), [("email", 2225), ("phone", 2226), ("blocked", 2018)])
def test_what_users_may_not_change_of_themselves(bob: Any, field: str, code: int) -> None:
    value = {"email": "new@example.com", "phone": "13800000001", "blocked": False}[field]
    with pytest.raises(AuthingException) as refused:
        bob.update_profile({field: value})
    assert refused.value.code == code


def test_the_password_changes_with_the_old_one_only(clients: Clients, bob: Any) -> None:
    with pytest.raises(Invalid) as wrong:
        bob.update_password("An0ther-one", "wrong")
    with pytest.raises(Invalid) as missing:
        bob.update_password("An0ther-one")
    with pytest.raises(Invalid) as short:
        bob.update_password("12345", PASSWORD)
    assert [refused.value.code for refused in (wrong, missing, short)] == [2203, 2201, 2029]
    bob.update_password("An0ther-one", PASSWORD)
    assert clients.authentication().login_by_username("bob", "An0ther-one")
    with pytest.raises(NotLoggedIn):
        clients.authentication().login_by_username("bob", PASSWORD)


def test_the_login_status_is_an_answer(client: Any, bob: Any) -> None:
    status = bob.check_login_status()
    assert (status.code, status.status, status.data.id) == (200, True, bob.get_current_user().id)
    assert status.exp - status.iat == 1209600
    bad = client.check_login_status("nonsense")
    assert (bad.code, bad.status, bad.exp, bad.data) == (2207, False, None, None)


def test_a_refreshed_token_replaces_the_clients(bob: Any) -> None:
    old = bob.get_token()
    refreshed = bob.refresh_token()
    assert bob.get_token() == refreshed.token != old
    assert bob.get_current_user().username == "bob"


def test_logout_ends_the_token(clients: Clients, bob: Any) -> None:
    token = bob.get_token()
    assert bob.logout() is True
    assert bob.get_token() is None
    assert clients.authentication().check_login_status(token).status is False
    with pytest.raises(NotLoggedIn) as gone:
        clients.authentication(token=token).get_current_user()
    assert gone.value.code == 2020
    with pytest.raises(NotLoggedIn):
        bob.logout()


def test_password_strength_is_advice(client: Any) -> None:
    assert client.check_password_strength("asdas21asd").valid is False
    assert client.check_password_strength("Passw0rd!").valid is True


def test_an_unknown_application_is_told(clients: Clients) -> None:
    with pytest.raises(NotFound) as unknown:
        clients.authentication(app_id="f" * 24).login_by_username("bob", PASSWORD)
    assert unknown.value.code == 2011


def test_a_pool_is_enough_to_log_in_to(clients: Clients, server: LocalServer, bob: Any) -> None:
    pool_client = clients.authentication(app_id=None, user_pool_id=server.user_pool_id)
    user = pool_client.login_by_username("bob", PASSWORD)
    status = pool_client.check_login_status()
    assert (user.username, status.exp - status.iat) == ("bob", 1296000)


def test_two_clients_do_not_share_a_user(clients: Clients, bob: Any) -> None:
    ann = clients.authentication()
    ann.register_by_username("ann", PASSWORD, force_login=True)
    assert (bob.get_current_user().username, ann.get_current_user().username) == ("bob", "ann")
