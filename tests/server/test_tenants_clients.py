"""Tenants and identity providers through the administrator's clients, blocking and awaited."""

from __future__ import annotations

from typing import Any

import pytest
from modes import Clients

from authing import ArgumentError, Conflict, Forbidden, Invalid, NotFound

NOBODY = "0" * 24
FIELDS = {"clientID": "cli_1", "clientSecret": "s3cret", "scopes": ["openid"]}


@pytest.fixture
def client(clients: Clients) -> Any:
    return clients.management()


@pytest.fixture
def tenants(client: Any) -> Any:
    return client.tenants


@pytest.fixture
def acme(clients: Clients, tenants: Any) -> Any:
    return tenants.create(
        "Acme", [clients.server.app_id], logo="https://acme.example/logo.png", description="A customer"
    )


@pytest.fixture
def users(client: Any) -> list[Any]:
    return [client.users.create({"username": name}) for name in ("ann", "bob", "cid")]


def test_a_tenant_is_made_read_changed_and_deleted(clients: Clients, tenants: Any, acme: Any) -> None:
    assert (acme.name, acme.description, acme.user_pool_id) == ("Acme", "A customer", clients.server.user_pool_id)
    assert [app.id for app in acme.apps] == [clients.server.app_id]
    assert acme.created_at.tzinfo is not None
    assert tenants.detail(acme.id) == acme
    assert tenants.update(acme.id, name="Acme Inc.", logo="") is True
    changed = tenants.detail(acme.id)
    assert (changed.name, changed.logo, changed.description) == ("Acme Inc.", "", "A customer")
    assert [app.id for app in changed.apps] == [clients.server.app_id]
    assert changed.updated_at >= acme.updated_at
    assert tenants.delete(acme.id) is True
    with pytest.raises(NotFound):
        tenants.detail(acme.id)


def test_lists_give_pages_newest_first(tenants: Any, acme: Any, clients: Clients) -> None:
    ids = [tenants.create(f"T{number}", [clients.server.app_id]).id for number in range(4)]
    page = tenants.list(page=1, limit=2)
    assert (page.total_count, [tenant.id for tenant in page.list]) == (5, [ids[3], ids[2]])
    assert [tenant.id for tenant in tenants.iterate(limit=2)] == [*ids[::-1], acme.id]
    assert list(tenants.list(page=9).list) == []


def test_config_sets_what_is_given(tenants: Any, acme: Any) -> None:
    assert acme.sso_page_customization_settings is None
    tenants.config(acme.id, css="a { color: red }", sso_page_customization_settings={"hideIdp": True})
    tenants.config(acme.id, sso_page_customization_settings={"hideSocialLogin": False})
    found = tenants.detail(acme.id)
    assert found.css == "a { color: red }"
    assert found.sso_page_customization_settings == {"hideIdp": True, "hideSocialLogin": False}
    for settings in ({"hideAll": True}, {"hideIdp": "yes"}):
        with pytest.raises(Invalid):
            tenants.config(acme.id, sso_page_customization_settings=settings)


def test_applications_must_exist(tenants: Any, acme: Any) -> None:
    with pytest.raises(NotFound) as unknown:
        tenants.create("Other", [NOBODY])
    assert unknown.value.code == 2011
    assert tenants.list().total_count == 1
    with pytest.raises(NotFound):
        tenants.update(acme.id, app_ids=[NOBODY])
    assert len(tenants.detail(acme.id).apps) == 1


def test_members(client: Any, tenants: Any, acme: Any, users: list[Any]) -> None:
    ids = [user.id for user in users]
    assert tenants.add_members(acme.id, [*ids, ids[0]]) is True
    assert tenants.add_members(acme.id, ids[:1]) is True
    page = tenants.members(acme.id, 1, 2)
    assert (page.total_count, len(page.list)) == (3, 2)
    members = list(tenants.iterate_members(acme.id, limit=2))
    assert {member.user.username for member in members} == {"ann", "bob", "cid"}
    assert {(member.tenant_id, member.is_enabled, member.is_tenant_admin) for member in members} == {
        (acme.id, True, False)
    }
    assert [tenant.name for tenant in client.users.list_tenants(ids[0])] == ["Acme"]
    assert tenants.remove_member(acme.id, ids[0]) is True
    assert list(client.users.list_tenants(ids[0])) == []
    with pytest.raises(NotFound):
        tenants.remove_member(acme.id, ids[0])
    client.users.delete(ids[1])
    assert [member.user.username for member in tenants.members(acme.id).list] == ["cid"]


def test_adding_members_is_all_or_nothing(client: Any, tenants: Any, acme: Any, users: list[Any]) -> None:
    with pytest.raises(NotFound) as unknown:
        tenants.add_members(acme.id, [users[0].id, NOBODY])
    assert unknown.value.code == 2004
    assert tenants.members(acme.id).total_count == 0
    with pytest.raises(NotFound):
        tenants.add_members(NOBODY, [users[0].id])
    with pytest.raises(NotFound):
        client.users.list_tenants(NOBODY)


def test_members_are_disabled_and_made_administrators(tenants: Any, acme: Any, users: list[Any]) -> None:
    ann, bob = users[0].id, users[1].id
    tenants.add_members(acme.id, [ann, bob])

    def state(user_id: str) -> tuple[bool, bool]:
        (found,) = [member for member in tenants.members(acme.id).list if member.user.id == user_id]
        return found.is_enabled, found.is_tenant_admin

    assert tenants.update_member(acme.id, ann, False) is True
    assert tenants.set_admin(acme.id, [ann]) is True
    assert (state(ann), state(bob)) == ((False, True), (True, False))
    assert tenants.update_member(acme.id, ann, True) is True
    assert tenants.delete_admin(acme.id, ann) is True
    assert state(ann) == (True, False)
    calls: list[Any] = [
        lambda: tenants.set_admin(acme.id, [bob, users[2].id]),
        lambda: tenants.update_member(acme.id, users[2].id, False),
        lambda: tenants.delete_admin(acme.id, users[2].id),
    ]
    for call in calls:
        with pytest.raises(NotFound):
            call()
    assert state(bob) == (True, False)


def connection(identifier: str, **more: Any) -> dict[str, Any]:
    return {"type": "oidc", "identifier": identifier, "displayName": identifier.title(), "fields": FIELDS, **more}


def test_an_identity_provider_with_connections(tenants: Any, acme: Any) -> None:
    made = tenants.create_ext_idp(
        "Lark", "lark", [connection("one", userMatchFields=["email"]), connection("two")], tenant_id=acme.id
    )
    assert (made.name, made.type, made.tenant_id) == ("Lark", "lark", acme.id)
    found = tenants.ext_idp_detail(made.id)
    by_name = {each.identifier: each for each in found.connections}
    assert set(by_name) == {"one", "two"}
    assert by_name["one"].fields == FIELDS
    assert list(by_name["one"].user_match_fields) == ["email"]
    (listed,) = tenants.list_ext_idp(acme.id)
    assert (listed.id, {each.enabled for each in listed.connections}) == (made.id, {False})
    assert [each.fields for each in listed.connections] == [None, None]
    assert list(tenants.list_ext_idp()) == []
    assert tenants.update_ext_idp(made.id, "Feishu") is True
    assert tenants.ext_idp_detail(made.id).name == "Feishu"
    assert tenants.delete_ext_idp(made.id) is True
    for gone in (tenants.ext_idp_detail, tenants.delete_ext_idp):
        with pytest.raises(NotFound):
            gone(made.id)
    with pytest.raises(NotFound):
        tenants.update_ext_idp(made.id, "x")
    assert tenants.check_ext_idp_connection_identifier_unique("one") is True


def test_an_identity_provider_goes_with_its_tenant(tenants: Any, acme: Any) -> None:
    own = tenants.create_ext_idp("Lark", "lark", tenant_id=acme.id)
    shared = tenants.create_ext_idp("Google", "google")
    assert [each.id for each in tenants.list_ext_idp()] == [shared.id]
    tenants.delete(acme.id)
    with pytest.raises(NotFound):
        tenants.ext_idp_detail(own.id)
    assert tenants.ext_idp_detail(shared.id).tenant_id is None
    with pytest.raises(NotFound):
        tenants.create_ext_idp("Lark", "lark", tenant_id=acme.id)


def test_connections(tenants: Any) -> None:
    provider = tenants.create_ext_idp("Google", "google")
    made = tenants.create_ext_idp_connection(
        provider.id, "oidc", "google-1", "Google", FIELDS, user_match_fields=["email"], logo="https://g.example/g.png"
    )
    assert (made.identifier, made.fields, made.logo) == ("google-1", FIELDS, "https://g.example/g.png")
    assert tenants.update_ext_idp_connection(made.id, "Sign in", {"clientID": "cli_2"}) is True
    (found,) = tenants.ext_idp_detail(provider.id).connections
    assert (found.display_name, found.fields, list(found.user_match_fields)) == (
        "Sign in",
        {"clientID": "cli_2"},
        ["email"],
    )
    assert tenants.update_ext_idp_connection(made.id, "Sign in", {}, user_match_fields=[], logo="") is True
    (found,) = tenants.ext_idp_detail(provider.id).connections
    assert (list(found.user_match_fields), found.logo, found.fields) == ([], "", {})
    assert tenants.delete_ext_idp_connection(made.id) is True
    assert list(tenants.ext_idp_detail(provider.id).connections) == []
    with pytest.raises(NotFound):
        tenants.delete_ext_idp_connection(made.id)
    with pytest.raises(NotFound):
        tenants.update_ext_idp_connection(made.id, "x", {})
    with pytest.raises(NotFound):
        tenants.create_ext_idp_connection(NOBODY, "oidc", "x", "x", {})


def test_an_identifier_is_unique_in_the_pool(tenants: Any) -> None:
    assert tenants.check_ext_idp_connection_identifier_unique("one") is True
    provider = tenants.create_ext_idp("Google", "google", [connection("one")])
    assert tenants.check_ext_idp_connection_identifier_unique("one") is False
    with pytest.raises(Conflict):
        tenants.create_ext_idp_connection(provider.id, "oidc", "one", "One", {})
    with pytest.raises(Conflict):
        tenants.create_ext_idp("Other", "google", [connection("two"), connection("one")])
    assert [each.name for each in tenants.list_ext_idp()] == ["Google"]


def test_connections_are_switched_on_and_off(clients: Clients, tenants: Any, acme: Any) -> None:
    provider = tenants.create_ext_idp("Lark", "lark", [connection("one"), connection("two")], tenant_id=acme.id)
    one, two = (each.id for each in provider.connections)

    def enabled() -> dict[str, bool]:
        (found,) = tenants.list_ext_idp(acme.id)
        return {each.id: each.enabled for each in found.connections}

    assert tenants.change_ext_idp_connection_state(one, True, tenant_id=acme.id) is True
    assert enabled() == {one: True, two: False}
    assert tenants.batch_change_ext_idp_connection_state(provider.id, True, tenant_id=acme.id) is True
    assert enabled() == {one: True, two: True}
    assert tenants.change_ext_idp_connection_state(one, False, tenant_id=acme.id) is True
    assert enabled() == {one: False, two: True}
    app_id = clients.server.app_id
    assert tenants.batch_change_ext_idp_connection_state(provider.id, True, app_id=app_id) is True
    assert tenants.change_ext_idp_connection_state(two, False, app_id=app_id) is True
    found = {each.id: each["appIds"] for each in tenants.ext_idp_detail(provider.id).connections}
    assert found == {one: [app_id], two: []}
    other = tenants.create("Other", [app_id])
    with pytest.raises(Forbidden):
        tenants.change_ext_idp_connection_state(one, True, tenant_id=other.id)
    for target in ({"tenant_id": NOBODY}, {"app_id": NOBODY}):
        with pytest.raises(NotFound):
            tenants.change_ext_idp_connection_state(one, True, **target)
        with pytest.raises(NotFound):
            tenants.batch_change_ext_idp_connection_state(provider.id, True, **target)
    with pytest.raises(NotFound):
        tenants.change_ext_idp_connection_state(NOBODY, True, app_id=app_id)
    with pytest.raises(ArgumentError):
        tenants.change_ext_idp_connection_state(one, True)
