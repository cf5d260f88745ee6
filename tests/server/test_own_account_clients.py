"""The user's own account by the clients, blocking and awaited: data, memberships, accounts elsewhere, devices, QR codes."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest
import requests
from modes import Clients

from authing import ArgumentError, AuthingException, Conflict, Forbidden, Invalid, MfaRequired, NotFound, NotLoggedIn
from authing.v2.models import QrCodeStatus

PASSWORD = "Passw0rd!"


@pytest.fixture
def bob(clients: Clients) -> Any:
    """A client that bob is logged in to."""
    client = clients.authentication()
    client.register_by_username("bob", PASSWORD, {"nickname": "Bob"}, force_login=True)
    return client


@pytest.fixture
def manager(clients: Clients) -> Any:
    return clients.management()


def by_token(clients: Clients, bob: Any, **more: Any) -> Any:
    """A client that knows nothing but bob's token."""
    return clients.authentication(token=bob.get_token(), **more)


# -- values of user-defined fields ----------------------------------------------------------------


@pytest.fixture
def fields(manager: Any) -> None:
    for key, kind in {"age": "NUMBER", "since": "DATETIME", "likes": "OBJECT", "name": "STRING"}.items():
        manager.udf.set("USER", key, kind, key.title())


@pytest.mark.usefixtures("fields")
def test_own_values_in_their_types(clients: Clients, bob: Any) -> None:
    since = datetime(2026, 1, 2, tzinfo=timezone.utc)
    values = {"age": 22, "since": since, "likes": {"tea": True}, "name": "Böb"}
    assert bob.set_udf_value(values) is True
    assert bob.get_udf_value() == values
    assert by_token(clients, bob).get_udf_value() == values
    assert {each.key: each.value for each in bob.list_udv()} == values
    assert {each.key: each.value for each in bob.set_udv("age", 23)}["age"] == 23
    assert "age" not in {each.key for each in bob.remove_udv("age")}
    assert bob.remove_udf_value("likes") is True
    assert set(bob.get_udf_value()) == {"since", "name"}


@pytest.mark.usefixtures("fields")
def test_values_that_do_not_fit(bob: Any) -> None:
    with pytest.raises(Invalid):
        bob.set_udv("age", "old")
    with pytest.raises(NotFound):
        bob.set_udf_value({"age": 1, "unknown": 2})
    with pytest.raises(ArgumentError):
        bob.set_udf_value({})
    assert bob.get_udf_value() == {}


# -- what the user belongs to ---------------------------------------------------------------------


def test_roles_resources_and_departments(clients: Clients, manager: Any, bob: Any) -> None:
    user_id = bob.get_current_user().id
    manager.acl.create_namespace("shop", "Shop")
    manager.roles.create("clerk", namespace="shop")
    manager.users.add_roles(user_id, ["clerk"], "shop")
    org = manager.org.create("Acme")
    sales = manager.org.create_node("Sales", org.id, org.root_node.id)
    manager.org.add_members(sales.id, [user_id])
    manager.acl.allow("books:1", "read", None, user_id=user_id)
    for client in (bob, by_token(clients, bob)):
        assert client.list_roles().total_count == 0
        assert [role.code for role in client.list_roles("shop").list] == ["clerk"]
        assert [client.has_role("clerk", "shop"), client.has_role("clerk"), client.has_role("boss", "shop")] == [
            True,
            False,
            False,
        ]
        assert [seat.department.name for seat in client.list_departments().list] == ["Sales"]
        assert client.list_departments(org_id=org.id).total_count == 1
        assert [[step.type for step in path] for path in client.list_orgs()] == [["org", "node", "node"]]
        found = client.list_authorized_resources("default", "DATA")
        assert [(each.code, each.actions) for each in found.list] == [("books:1", ["read"])]
        assert client.list_authorized_resources("default", "API").total_count == 0


def test_departments_under_their_old_key(bob: Any) -> None:
    departments = bob.list_departments()
    with pytest.warns(DeprecationWarning, match=r'list_departments\(\)\["departments"\] is list_departments\(\) now'):
        assert departments["departments"]["totalCount"] == 0


def test_applications(clients: Clients, bob: Any) -> None:
    page = bob.list_applications()
    assert [each.id for each in page.list] == [clients.server.app_id]
    assert bob.list_applications(2, 1).list == []
    assert [each.id for each in bob.iterate_applications(limit=1)] == [clients.server.app_id]


# -- the account itself ---------------------------------------------------------------------------


def test_the_security_level(manager: Any, bob: Any) -> None:
    told = bob.get_security_level()
    assert (told.password, told.email, told.password_security_level) == (True, False, 2)
    manager.users.update(bob.get_current_user().id, {"email": "bob@example.com"})
    better = bob.get_security_level()
    assert (better.email, better.score > told.score) == (True, True)


def test_who_exists(clients: Clients, bob: Any) -> None:
    stranger = clients.authentication()
    assert [client.is_user_exists(user_name="bob") for client in (bob, stranger)] == [True, True]
    assert stranger.is_user_exists("bob", email="bob@example.com") is False
    assert stranger.is_user_exists(phone="13800000000") is False
    assert stranger.is_user_exists(external_id="x") is False


def test_an_avatar_is_refused_as_not_available(bob: Any) -> None:
    photo = bob.get_current_user().photo
    with pytest.raises(AuthingException, match="image upload is not available") as refused:
        bob.update_avatar(b"\x89PNG")
    assert refused.value.code == 501
    assert bob.get_current_user().photo == photo


def test_proving_who_one_is(bob: Any) -> None:
    assert bob.principal.detail() is None
    assert bob.principal.authenticate("E", "Acme", "91-1", "Ann") is True
    proved = bob.principal.detail()
    assert (proved.principal_type, proved.principal_name, proved.principal_code) == ("E", "Acme", "91-1")


# -- accounts elsewhere ---------------------------------------------------------------------------


def elsewhere(manager: Any, user_id: str, provider: str = "github") -> None:
    manager.users.link_identity(
        user_id, user_id_in_idp=f"{user_id} there", identifier=provider, ext_idp_id=f"id of {provider}", is_social=True
    )


def test_linking_and_unlinking(clients: Clients, manager: Any, bob: Any) -> None:
    other = clients.authentication()
    second = other.register_by_username("bob2", PASSWORD, force_login=True)
    elsewhere(manager, second.id)
    elsewhere(manager, second.id, "qq")
    with pytest.raises(Conflict) as same:
        bob.link_account(bob.get_token(), bob.get_token())
    assert same.value.code == 2213
    assert bob.link_account(bob.get_token(), other.get_token()) is True
    with pytest.raises(NotLoggedIn):
        other.get_current_user()
    assert [identity.provider for identity in bob.social.get_identities()] == ["github", "qq"]
    assert bob.unlink_account(bob.get_token(), "github") is True
    assert bob.social.unlink_ext_idp("id of qq") is True
    assert bob.social.get_identities() == []
    with pytest.raises(NotFound) as gone:
        bob.unlink_account(bob.get_token(), "github")
    assert gone.value.code == 2216


def test_the_last_way_in_stays(clients: Clients, manager: Any) -> None:
    user = manager.users.create({"externalId": "e1"})
    elsewhere(manager, user.id)
    client = clients.authentication(token=manager.users.refresh_token(user.id).token)
    with pytest.raises(Conflict) as last:
        client.social.unlink_ext_idp("id of github")
    assert last.value.code == 2217


def test_providers_are_not_configured(clients: Clients, bob: Any) -> None:
    wechat = clients.authentication(user_pool_id=clients.server.user_pool_id)
    with pytest.raises(AuthingException, match="wechat:mobile is not configured"):
        wechat.wechat_login("code")
    assert wechat.get_token() is None
    with pytest.raises(NotFound):
        bob.social.generate_link_ext_idp_url("github")
    with pytest.raises(AuthingException, match="connection acme is not configured"):
        bob.enterprise.start_interaction("acme")


def test_the_url_of_a_social_login_leads_to_the_server(clients: Clients, bob: Any) -> None:
    begun = bob.social.build_authorize_url("github")
    answer = requests.get(begun.url, timeout=20, allow_redirects=False).json()
    assert answer["message"] == "the social provider github is not configured in the local server"


def test_a_login_by_an_enterprise_begins(manager: Any, bob: Any) -> None:
    config = bob.enterprise.get_public_config()
    connection = {"type": "oidc", "identifier": "acme", "displayName": "Acme", "fields": {}}
    provider = manager.tenants.create_ext_idp("Acme", "oidc", [connection])
    manager.tenants.batch_change_ext_idp_connection_state(provider.id, app_id=config.id, enabled=True)
    assert bob.enterprise.start_interaction("acme", state="mine") == "mine"
    assert len(bob.enterprise.start_interaction("acme")) >= 43


# -- devices and events ---------------------------------------------------------------------------


def test_own_devices(clients: Clients, bob: Any) -> None:
    phone = bob.devices.create("phone-1", "Phone", type="mobile", details={"os": "Linux"})
    assert (phone.device_unique_id, phone.name, phone["os"]) == ("phone-1", "Phone", "Linux")
    tablet = clients.authentication()
    tablet.login_by_username("bob", PASSWORD)
    other = tablet.devices.create("tablet-1")
    assert {device.id for device in bob.devices.list().list} == {phone.id, other.id}
    assert [device.id for device in bob.devices.list(2, 1).list] == [phone.id]
    assert {device.id for device in bob.devices.iterate(limit=1)} == {phone.id, other.id}
    assert bob.devices.log_out(other.id) is True
    with pytest.raises(NotLoggedIn):
        tablet.get_current_user()
    assert bob.devices.unbind(other.id) is True
    with pytest.raises(NotFound):
        bob.devices.log_out(other.id)
    assert bob.devices.list().total_count == 1


def test_a_device_out_of_use(manager: Any, bob: Any) -> None:
    phone = bob.devices.create("phone-1")
    manager.devices.disable(phone.id)
    bob.login_by_username("bob", PASSWORD)
    with pytest.raises(Forbidden):
        bob.devices.create("phone-1")


def test_own_events(manager: Any, bob: Any) -> None:
    assert bob.events.publish("paid", {"amount": 3}, source="shop") is True
    assert "event:paid" in {action.operation_name for action in manager.users.list_user_actions().list}


# -- QR codes -------------------------------------------------------------------------------------


def decide(clients: Clients, bob: Any, random: str, *decisions: str) -> None:
    """What the app does with a code that it has scanned."""
    for decision in decisions:
        answer = requests.post(
            f"{clients.server.host}/api/v2/qrcode/{decision}",
            json={"random": random},
            headers={"authorization": f"Bearer {bob.get_token()}"},
            timeout=20,
        ).json()
        assert answer["code"] == 200


def test_logging_in_by_a_qr_code(clients: Clients, manager: Any, bob: Any) -> None:
    manager.udf.set("USER", "age", "NUMBER", "Age")
    browser = clients.authentication()
    code = browser.qrcode.generate(custom_data={"age": 22}, with_custom_data=True)
    assert code.url.startswith("data:image/png;base64,")
    assert browser.qrcode.check_status(code.random).status is QrCodeStatus.UNUSED
    decide(clients, bob, code.random, "scanned")
    seen = browser.qrcode.check_status(code.random)
    assert (seen.status, seen.user_info.nickname, seen.ticket) == (QrCodeStatus.SCANNED, "Bob", None)
    decide(clients, bob, code.random, "confirm")
    state = browser.qrcode.poll(code.random)
    assert state.status is QrCodeStatus.AUTHORIZED
    user = browser.qrcode.exchange_user_info(state.ticket)
    assert (user.username, user.custom_data) == ("bob", {"age": 22})
    assert browser.get_token() == user.token != bob.get_token()
    assert browser.user == user
    with pytest.raises(NotLoggedIn):
        clients.authentication().qrcode.exchange_user_info(state.ticket)


def test_polling_ends_when_the_code_is_cancelled(clients: Clients, bob: Any) -> None:
    browser = clients.authentication(deadline=1)
    random = browser.qrcode.generate().random
    with pytest.raises(AuthingException, match="no time is left"):
        browser.qrcode.poll(random, 0.4)
    decide(clients, bob, random, "scanned", "cancel")
    assert browser.qrcode.poll(random).status is QrCodeStatus.CANCELLED
    with pytest.raises(NotFound) as unknown:
        browser.qrcode.poll("unknown")
    assert unknown.value.code == 2241


def test_a_qr_code_is_no_second_factor(clients: Clients, manager: Any, bob: Any) -> None:
    manager.mfa.import_totp(bob.get_current_user().id, "JBSWY3DPEHPK3PXP")
    browser = clients.authentication()
    random = browser.qrcode.generate().random
    decide(clients, bob, random, "scanned", "confirm")
    with pytest.raises(MfaRequired) as needed:
        browser.qrcode.exchange_user_info(browser.qrcode.poll(random).ticket)
    assert needed.value.mfa_token
    assert browser.get_token() is None


@pytest.mark.parametrize("scene", ["WXAPP_AUTH", "WECHATMP_AUTH"])
def test_wechat_is_not_configured(clients: Clients, scene: str) -> None:
    with pytest.raises(AuthingException, match="is not configured"):
        clients.authentication().qrcode.generate(scene)
