"""Where users are logged in, and how administrators end that, through their clients."""

from __future__ import annotations

from typing import Any

import pytest
from modes import Clients

from authing import AuthingException, NotFound
from authing.v2.models.user import User

PASSWORD = "Passw0rd!"
NOBODY = "0" * 24


@pytest.fixture
def management(clients: Clients) -> Any:
    return clients.management()


def registered(clients: Clients, name: str) -> User:
    """A user who is logged in to the server's application."""
    user: User = clients.authentication().register_by_username(name, PASSWORD, force_login=True)
    return user


def logged_in_to_the_pool(clients: Clients, name: str) -> User:
    """The same user, logged in without an application."""
    client = clients.authentication(app_id=None, user_pool_id=clients.server.user_pool_id)
    user: User = client.login_by_username(name, PASSWORD)
    return user


def good(management: Any, *users: User) -> list[bool]:
    return [management.check_login_status(user.token).status for user in users]


def test_where_a_user_is_logged_in(clients: Clients, management: Any) -> None:
    bob, app = registered(clients, "bob"), clients.server.app_id
    state = management.users.check_login_status(bob.id)
    assert (state.is_login, state.user.username) == (True, "bob")
    assert [each.id for each in state.application] == [app]
    assert state.application[0].name == "Default application"
    assert management.users.check_login_status(bob.id, app).is_login is True
    assert management.users.check_login_status(bob.id, NOBODY).is_login is False
    clients.authentication().login_by_username("bob", PASSWORD)
    assert len(management.users.check_login_status(bob.id).application) == 1


def test_who_is_logged_in_nowhere(clients: Clients, management: Any) -> None:
    bob = management.users.create({"username": "bob", "password": PASSWORD})
    state = management.users.check_login_status(bob.id)
    assert (state.is_login, state.user, list(state.application)) == (False, None, [])
    logged_in_to_the_pool(clients, "bob")
    state = management.users.check_login_status(bob.id)
    assert (state.is_login, state.user.id, list(state.application)) == (True, bob.id, [])


def test_a_token_that_has_expired_is_no_login(clients: Clients, management: Any) -> None:
    bob = registered(clients, "bob")
    management.users.update(bob.id, {"tokenExpiredAt": "2020-01-01T00:00:00Z"})
    assert management.users.check_login_status(bob.id).is_login is False


def test_kicking_ends_all_logins(clients: Clients, management: Any) -> None:
    bob, eve, ada = (registered(clients, name) for name in ("bob", "eve", "ada"))
    elsewhere = logged_in_to_the_pool(clients, "bob")
    assert management.users.kick([bob.id, eve.id, NOBODY]) is True
    assert good(management, bob, elsewhere, eve, ada) == [False, False, False, True]


def test_logging_a_user_out(clients: Clients, management: Any) -> None:
    bob = registered(clients, "bob")
    elsewhere = logged_in_to_the_pool(clients, "bob")
    assert management.users.logout(bob.id, clients.server.app_id).code == 200
    assert good(management, bob, elsewhere) == [False, True]
    assert management.users.logout(bob.id).code == 200
    assert good(management, elsewhere) == [False]


def test_unknown_users(clients: Clients, management: Any) -> None:
    for unknown in (NOBODY, "e" * 24):
        for call in (management.users.check_login_status, management.users.logout):
            with pytest.raises(NotFound) as refused:
                call(unknown)
            assert refused.value.code == 2004


def test_the_users_of_another_pool_stay_logged_in(clients: Clients) -> None:
    bob = registered(clients, "bob")
    theirs = clients.management(user_pool_id="c" * 24, secret="3" * 32)
    assert theirs.users.kick([bob.id]) is True
    assert good(clients.management(), bob) == [True]


def test_devices_are_not_told_apart(clients: Clients, management: Any) -> None:
    bob = registered(clients, "bob")
    with pytest.raises(AuthingException, match="deviceId is not available") as refused:
        management.users.check_login_status(bob.id, device_id="phone")
    assert refused.value.code == 501
