"""The pool itself, its white lists and who users have proved to be, through the administrator's clients."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from modes import Clients

from authing import Forbidden, Invalid, ManagementClient, NotFound, NotLoggedIn, RateLimited
from authing.v2.models.pool import EmailScene, WhiteListType
from authing.v2.models.record import PrincipalType

NOBODY = "0" * 24
PASSWORD = "Passw0rd!"


@pytest.fixture
def management(clients: Clients) -> Any:
    return clients.management()


def test_the_pool_tells_its_settings(clients: Clients, management: Any) -> None:
    pool = management.user_pool.detail()
    assert (pool.id, pool.secret) == (clients.server.user_pool_id, clients.server.secret)
    assert (pool.register_disabled, pool.email_verified_default, pool.send_welcome_email) == (False, False, True)
    assert (pool.frequent_register_check.time_interval, pool.frequent_register_check.limit) == (300, 50)
    assert pool.whitelist == {"phoneEnabled": False, "emailEnabled": False, "usernameEnabled": False}
    assert (pool.verify_code_length, pool.login_fail_strategy, pool.password_strength) == (4, "captcha", 3)
    assert pool.qrcode_login_strategy.ticket_expires_after == 300
    assert isinstance(pool.default_namespace_id, int)
    assert pool.user_id == pool.owner_id


def test_an_update_changes_what_is_named_only(management: Any) -> None:
    before = management.user_pool.detail()
    check = {"frequentRegisterCheck": {"limit": 2}, "name": "New", "userpoolTypes": ["web"], "verifyCodeLength": 6}
    changed = management.user_pool.update(check)
    assert (changed.name, changed.domain, changed.verify_code_length) == ("New", before.domain, 6)
    assert changed.frequent_register_check == {"timeInterval": 300, "limit": 2, "enabled": False}
    assert [each.code for each in changed.userpool_types] == ["web"]
    again = management.user_pool.update({"frequentRegisterCheck": {"enabled": True}})
    assert again.frequent_register_check == {"timeInterval": 300, "limit": 2, "enabled": True}
    after = management.user_pool.detail()
    assert [each.code for each in after.userpool_types] == ["web"]
    assert after.frequent_register_check == again.frequent_register_check
    assert after.updated_at > before.updated_at


def test_settings_that_are_none(management: Any) -> None:
    for wrong in (
        {"tokenExpiresAfter": 0},
        {"verifyCodeLength": 0},
        {"frequentRegisterCheck": {"limit": -1}},
        {"name": ""},
        {"noSuchSetting": True},
        {"registerDisabled": "perhaps"},
    ):
        with pytest.raises(Invalid):
            management.user_pool.update(wrong)


def test_variables_are_set_listed_and_removed(management: Any) -> None:
    pool = management.user_pool
    first = pool.add_env("host", "a.example")
    pool.add_env("a/b c", "")
    assert (first.key, first.value, first.user_pool_id) == ("host", "a.example", pool.detail().id)
    assert pool.add_env("host", "b.example").id == first.id
    assert [(each.key, each.value) for each in pool.list_env()] == [("a/b c", ""), ("host", "b.example")]
    assert pool.remove_env("a/b c").code == 200
    with pytest.raises(NotFound):
        pool.remove_env("a/b c")
    assert [each.key for each in pool.list_env()] == ["host"]


@pytest.mark.parametrize("kind", ["USERNAME", "Email", WhiteListType.PHONE])
def test_white_lists_hold_values(management: Any, kind: Any) -> None:
    white_list = management.white_list
    added = white_list.add(kind, ["One", "two", "One"])
    kept = ["one" if kind == "Email" else "One", "two"]
    assert [entry.value for entry in added] == kept
    assert [entry.value for entry in white_list.add(kind, ["two"])] == ["two"]
    assert sorted(entry.value for entry in white_list.list(kind)) == sorted(kept)
    assert all(entry.created_at.tzinfo for entry in white_list.list(kind))
    assert [entry.value for entry in white_list.remove(kind, ["One", "three"])] == kept[:1]
    assert [entry.value for entry in white_list.list(kind)] == ["two"]


def test_only_who_is_on_a_white_list_may_register_where_it_is_enabled(clients: Clients, management: Any) -> None:
    white_list, somebody = management.white_list, clients.authentication()
    switched = white_list.enable_white_list("Email")
    assert (switched.whitelist.email_enabled, switched.whitelist.username_enabled) == (True, False)
    white_list.add("EMAIL", ["Bob@Example.com"])
    assert somebody.register_by_email("bob@example.COM", PASSWORD).email == "bob@example.com"
    with pytest.raises(Forbidden) as refused:
        somebody.register_by_email("eve@example.com", PASSWORD)
    assert refused.value.code == 2031
    assert somebody.register_by_username("anybody", PASSWORD).username == "anybody"
    assert management.users.create({"email": "eve@example.com"}).email == "eve@example.com"
    white_list.disable_white_list("EMAIL")
    assert somebody.register_by_email("ada@example.com", PASSWORD).email == "ada@example.com"


def test_too_many_registrations_from_one_address_are_refused(clients: Clients, management: Any) -> None:
    management.user_pool.update({"frequentRegisterCheck": {"enabled": True, "limit": 2}})
    somebody = clients.authentication()
    somebody.register_by_username("one", PASSWORD)
    somebody.login_by_username("two", PASSWORD, auto_register=True)
    with pytest.raises(RateLimited) as refused:
        somebody.register_by_username("three", PASSWORD)
    assert refused.value.code == 2100
    assert somebody.register_by_username("four", PASSWORD, client_ip="10.0.0.1").username == "four"
    assert somebody.login_by_username("one", PASSWORD).username == "one"


def test_settings_act_on_registration_and_login(clients: Clients, management: Any) -> None:
    somebody = clients.authentication()
    somebody.register_by_email("bob@example.com", PASSWORD)
    management.user_pool.update({"loginRequireEmailVerified": True, "registerDisabled": True})
    with pytest.raises(Forbidden):
        somebody.login_by_email("bob@example.com", PASSWORD)
    with pytest.raises(NotLoggedIn):
        somebody.login_by_email("bob@example.com", "not " + PASSWORD)
    with pytest.raises(Forbidden):
        somebody.register_by_username("eve", PASSWORD)
    management.users.update(management.users.find(email="bob@example.com").id, {"emailVerified": True})
    assert somebody.login_by_email("bob@example.com", PASSWORD).email == "bob@example.com"
    management.user_pool.update({"registerDisabled": False, "emailVerifiedDefault": True})
    assert somebody.register_by_email("ada@example.com", PASSWORD).email_verified is True


def test_how_long_a_users_token_lasts_is_a_setting_of_the_pool(clients: Clients, management: Any) -> None:
    management.user_pool.update({"tokenExpiresAfter": 60})
    somebody = clients.authentication(app_id=None, user_pool_id=clients.server.user_pool_id)
    token = somebody.register_by_username("bob", PASSWORD, force_login=True).token
    status = management.check_login_status(token)
    assert (status.status, status.exp - status.iat) == (True, 60)
    assert status.data.user_pool_id == clients.server.user_pool_id


def test_passwords_are_judged_by_the_rule_of_the_pool(management: Any) -> None:
    assert [each.valid for each in management.is_password_valid(PASSWORD)] == [True]
    assert [each.valid for each in management.is_password_valid("")] == [False]


def test_a_bad_token_is_an_answer(management: Any) -> None:
    status = management.check_login_status("nonsense")
    assert (status.status, status.code, status.data) == (False, 2207, None)


def test_mails_are_sent_to_the_outbox(clients: Clients, management: Any) -> None:
    app_id = clients.server.app_id
    bob = management.users.create({"username": "bob", "email": "bob@example.com"})
    for sent in (
        management.send_email("bob@example.com", EmailScene.VERIFY_CODE),
        management.users.send_first_login_verify_email(app_id, bob.id),
    ):
        assert (sent.code, sent.message) == (200, "发送成功")
    outbox = requests.get(f"{clients.server.host}/_local/outbox", timeout=5).json()
    assert [(mail["to"], mail["scene"]) for mail in outbox] == [
        ("bob@example.com", "FIRST_EMAIL_LOGIN_VERIFY"),
        ("bob@example.com", "VERIFY_CODE"),
    ]
    with pytest.raises(Invalid) as refused:
        management.send_email("bob", EmailScene.VERIFY_CODE)
    assert refused.value.code == 2204
    with pytest.raises(NotFound):
        management.users.send_first_login_verify_email(NOBODY, bob.id)
    with pytest.raises(NotFound):
        management.users.send_first_login_verify_email(app_id, NOBODY)


def test_who_a_user_has_proved_to_be(clients: Clients, management: Any) -> None:
    proofs = management.principal_auth
    bob = management.users.create({"username": "bob"})
    assert proofs.detail(bob.id) is None
    assert proofs.authenticate(bob.id, "P", "Bob", "110101", "6222").code == 200
    found = proofs.detail(bob.id)
    assert (found.user_id, found.principal_type, found.principal_name) == (bob.id, PrincipalType.PERSON, "Bob")
    assert (found.principal_code, found.user_pool_id) == ("110101", clients.server.user_pool_id)
    assert proofs.authenticate(bob.id, PrincipalType.ENTERPRISE, "Bob & Co", "91110", "Bob").code == 200
    again = proofs.detail(bob.id)
    assert (again.id, again.principal_type, again.principal_name) == (found.id, PrincipalType.ENTERPRISE, "Bob & Co")
    for unknown in (NOBODY, "e" * 24):
        with pytest.raises(NotFound):
            proofs.detail(unknown)
        with pytest.raises(NotFound):
            proofs.authenticate(unknown, "P", "Eve", "1", "")


def test_a_pool_does_not_see_another_ones(clients: Clients, management: Any) -> None:
    management.user_pool.add_env("secret", "ours")
    management.white_list.add("EMAIL", ["ours@example.com"])
    theirs: ManagementClient = clients.management(user_pool_id="c" * 24, secret="3" * 32)
    assert theirs.user_pool.detail().name == "Neighbour"
    assert list(theirs.user_pool.list_env()) == []
    assert list(theirs.white_list.list("EMAIL")) == []
    assert list(theirs.white_list.remove("EMAIL", ["ours@example.com"])) == []
    with pytest.raises(NotFound):
        theirs.user_pool.remove_env("secret")
    assert len(management.white_list.list("EMAIL")) == 1
