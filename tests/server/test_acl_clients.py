"""Namespaces, resources and permissions through the administrator's clients, blocking and awaited."""

from __future__ import annotations

from typing import Any

import pytest
from modes import Clients, each_raises

from authing import Conflict, Forbidden, Invalid, NotFound, NotLoggedIn
from authing.v2.models import AclResource, Namespace, ResourceType, TargetType
from authing.v2.models.user import User

NOBODY = "0" * 24
ACTIONS = [{"name": "books:read", "description": "Read"}, {"name": "books:write"}]


@pytest.fixture
def client(clients: Clients) -> Any:
    return clients.management()


@pytest.fixture
def acl(client: Any) -> Any:
    return client.acl


@pytest.fixture
def bob(client: Any) -> User:
    user: User = client.users.create({"username": "bob"})
    return user


@pytest.fixture
def clerk(client: Any) -> str:
    client.roles.create("clerk")
    return "clerk"


def to(kind: str, who: str, *actions: str) -> dict[str, Any]:
    return {"targetType": kind, "targetIdentifier": who, **({"actions": list(actions)} if actions else {})}


def granted(acl: Any, kind: str, who: str, namespace: str = "default") -> dict[str, list[str] | None]:
    return {each.code: each.actions for each in acl.list_authorized_resources(namespace, kind, who).list}


# -- namespaces -----------------------------------------------------------------------------------


def test_a_namespace_comes_changes_and_goes(acl: Any) -> None:
    made = acl.create_namespace("shop", "Shop", "Goods")
    assert isinstance(made, Namespace)
    assert (made.code, made.name, made.description, made.status, made.app_id) == ("shop", "Shop", "Goods", 1, None)
    assert acl.update_namespace(made.id, "Store").name == "Store"
    assert acl.update_namespace(str(made.id), code="store", description="").code == "store"
    assert acl.update_namespace_by_code("store", new_code="market", name="M").id == made.id
    assert acl.delete_namespace(made.id) is True
    assert acl.create_namespace("shop", "Shop").description is None
    assert acl.delete_namespace_by_code("shop") is True
    assert "shop" not in [namespace.code for namespace in acl.iterate_namespaces()]


def test_namespaces_tell_their_total_by_both_names(clients: Clients, acl: Any) -> None:
    for number in range(4):
        acl.create_namespace(f"n{number}", "N")
    page = acl.list_namespaces(1, 3)
    assert (page.total, page.total_count, page["total"]) == (7, 7, 7)
    assert [namespace.code for namespace in page.list] == ["system", "default", clients.server.app_id]
    assert [namespace.code for namespace in acl.iterate_namespaces(limit=2)][3:] == ["n0", "n1", "n2", "n3"]


def test_namespaces_that_are_not_there_or_must_stay(acl: Any) -> None:
    with pytest.raises(NotFound) as updated:
        acl.update_namespace(999999, "Name")
    with pytest.raises(NotFound) as deleted:
        acl.delete_namespace(999999)
    assert (updated.value.code, deleted.value.code) == (3005, 3003)
    with pytest.raises(NotFound):
        acl.update_namespace_by_code("none", "Name")
    with pytest.raises(NotFound):
        acl.delete_namespace_by_code("none")
    acl.create_namespace("shop", "Shop")
    with pytest.raises(Conflict):
        acl.create_namespace("shop", "Another")
    for namespace in acl.list_namespaces(limit=3).list:
        with pytest.raises(Forbidden):
            acl.delete_namespace(namespace.id)
        with pytest.raises(Forbidden):
            acl.update_namespace_by_code(namespace.code, new_code="renamed")


def test_a_deleted_namespace_takes_permissions_along(acl: Any, bob: User) -> None:
    acl.create_namespace("shop", "Shop")
    acl.allow("books:1", "read", "shop", user_id=bob.id)
    assert acl.is_allowed(bob.id, "read", "books:1", "shop")
    acl.delete_namespace_by_code("shop")
    acl.create_namespace("shop", "Shop")
    assert not acl.is_allowed(bob.id, "read", "books:1", "shop")


# -- resources ------------------------------------------------------------------------------------


def test_a_resource_comes_changes_and_goes(acl: Any) -> None:
    made = acl.create_resource("default", "books", "DATA", ACTIONS, "Printed")
    assert isinstance(made, AclResource)
    assert (made.code, made.type, made.description, made.api_identifier) == (
        "books",
        ResourceType.DATA,
        "Printed",
        None,
    )
    assert [(action.name, action.description) for action in made.actions] == [
        ("books:read", "Read"),
        ("books:write", None),
    ]
    assert made.created_at is not None
    assert made.created_at.tzinfo is not None
    changed = acl.update_resource("default", "books", ResourceType.API, ACTIONS[:1], api_identifier="/books")
    assert (changed.type, len(changed.actions), changed.api_identifier) == (ResourceType.API, 1, "/books")
    assert changed.description == "Printed"
    assert acl.get_resource_by_id(made.id) == acl.get_resource_by_code("default", "books") == changed
    assert acl.delete_resource("default", "books") is True
    assert acl.get_resource_by_id(made.id) is None
    assert acl.get_resource_by_code("default", "books") is None
    with pytest.raises(NotFound):
        acl.update_resource("default", "books", "API")
    with pytest.raises(NotFound):
        acl.delete_resource("default", "books")


def test_resources_come_in_pages_and_by_type(acl: Any) -> None:
    told = {"namespace": "default", "actions": ACTIONS}
    kinds = ("DATA", "API", "MENU", "UI", "BUTTON")
    assert acl.create_resources([{**told, "code": kind.lower(), "type": kind} for kind in kinds]) is True
    page = acl.list_resources("default", page=1, limit=2)
    assert (page.total_count, len(page.list), page.list[0].namespace) == (5, 2, "default")
    assert sorted(each.code for each in acl.iterate_resources("default", limit=2)) == sorted(map(str.lower, kinds))
    assert [each.code for each in acl.iterate_resources("default", resource_type="UI")] == ["ui"]
    assert acl.get_resources("default", ResourceType.MENU) == acl.list_resources("default", "MENU")
    assert acl.list_resources("system").total_count == 0
    with pytest.raises(Conflict):
        acl.create_resources([{**told, "code": code, "type": "UI"} for code in ("new", "ui")])
    assert acl.list_resources("default").total_count == 5
    with pytest.raises(NotFound):
        acl.create_resource("nowhere", "books", "DATA", [])


def test_the_code_of_a_resource_may_hold_anything(acl: Any) -> None:
    for code in ("books:1", "a/b", "ä b%", "detail", "bulk"):
        acl.create_resource("default", code, "UI", [])
        assert acl.get_resource_by_code("default", code).code == code
        assert acl.delete_resource("default", code) is True
    assert acl.list_resources("default").total_count == 0


# -- permissions ----------------------------------------------------------------------------------


def test_what_is_allowed_is_allowed(client: Any, acl: Any, bob: User, clerk: str) -> None:
    assert acl.is_allowed(bob.id, "books:read", "books:1", "default") is False
    assert acl.allow("books:1", "books:read", "default", user_id=bob.id).code == 200
    assert acl.is_allowed(bob.id, "books:read", "books:1", "default") is True
    assert acl.is_allowed(bob.id, "books:write", "books:1", None) is False
    assert acl.is_allowed(bob.id, "books:read", "books:2", None) is False
    assert acl.is_allowed(bob.id, "books:read", "books:*", None) is False
    acl.allow("books:*", "books:write", None, clerk)
    assert acl.is_allowed(bob.id, "books:write", "books:2", None) is False
    client.roles.add_users(clerk, [bob.id])
    for resource in ("books:2", "books:*"):
        assert acl.is_allowed(bob.id, "books:write", resource, None) is True
    assert acl.is_allowed(bob.id, "books:write", "films:2", None) is False
    acl.allow("*", "*", "system", user_id=bob.id)
    assert acl.is_allowed(bob.id, "anything", "films:2", "system") is True
    assert acl.is_allowed(bob.id, "anything", "films:2", "default") is False


def test_the_question_with_a_tenant_has_the_same_answer(acl: Any, bob: User) -> None:
    acl.allow("books:1", "read", "default", user_id=bob.id)
    assert acl.is_allowed(bob.id, "read", "books:1", "default", tenant_id="t") is True
    assert acl.is_allowed(bob.id, "write", "books:1", "default", tenant_id="t") is False


def test_allowing_whom_or_where_there_is_nobody(acl: Any, bob: User) -> None:
    each_raises(
        NotFound,
        lambda: acl.allow("books:1", "read", "default", user_id=NOBODY),
        lambda: acl.allow("books:1", "read", "default", "none"),
        lambda: acl.allow("books:1", "read", "default", "none", bob.id),
        lambda: acl.allow("books:1", "read", "nowhere", user_id=bob.id),
        lambda: acl.authorize_resource("default", "books:1", [to("USER", bob.id), to("USER", NOBODY)]),
        lambda: acl.authorize_resource("nowhere", "books:1", [to("USER", bob.id)]),
        lambda: acl.is_allowed(NOBODY, "read", "books:1", "default"),
    )
    assert granted(acl, "USER", bob.id) == {}


def test_granting_and_revoking_a_resource(acl: Any, bob: User, clerk: str) -> None:
    opts = [to("USER", bob.id, "read", "write"), to("ROLE", clerk, "read")]
    assert acl.authorize_resource("default", "books:1", opts) is True
    assert acl.is_allowed(bob.id, "write", "books:1", "default")
    assert granted(acl, "USER", bob.id) == {"books:1": ["read", "write"]}
    assert granted(acl, "ROLE", clerk) == {"books:1": ["read"]}
    assert acl.revoke_resource("default", "books:1", [to("USER", bob.id)]) is True
    assert granted(acl, "USER", bob.id) == {}
    assert granted(acl, "ROLE", clerk) == {"books:1": ["read"]}
    assert not acl.is_allowed(bob.id, "write", "books:1", "default")
    assert acl.revoke_resource("default", "books:1", [to("USER", bob.id)]) is True


def test_a_bare_kind_is_all_of_it(acl: Any, bob: User) -> None:
    for resource in ("books", "films:1", "films:2"):
        acl.authorize_resource("default", resource, [to("USER", bob.id, "read")])
    assert acl.is_allowed(bob.id, "read", "books:9", "default")
    assert acl.list_authorized_resources("default", "USER", bob.id).total_count == 3
    acl.revoke_resource("default", "films:1", [to("USER", bob.id)])
    assert not acl.is_allowed(bob.id, "read", "films:1", "default")
    assert acl.is_allowed(bob.id, "read", "films:2", "default")
    acl.authorize_resource("default", "films:1", [to("USER", bob.id, "read")])
    acl.revoke_resource("default", "films", [to("USER", bob.id)])
    assert not acl.is_allowed(bob.id, "read", "films:2", "default")
    acl.revoke_resource("default", "books:9", [to("USER", bob.id)])
    assert acl.is_allowed(bob.id, "read", "books:9", "default")


def test_a_grant_without_actions_is_for_all_of_them(acl: Any, bob: User) -> None:
    acl.authorize_resource("default", "books:1", [to("USER", bob.id)])
    assert acl.is_allowed(bob.id, "burn", "books:1", "default")


def test_the_type_of_a_resource_that_is_not_in_the_catalogue(acl: Any, bob: User) -> None:
    acl.authorize_resource("default", "orders", [to("USER", bob.id)], resource_type="MENU")
    (menu,) = acl.list_authorized_resources("default", TargetType.USER, bob.id, "MENU").list
    assert (menu.code, menu.type) == ("orders", ResourceType.MENU)


def test_many_grants_at_once(acl: Any, bob: User, clerk: str) -> None:
    bundle = {
        "targetType": "USER",
        "targetIdentifiers": [bob.id],
        "resources": [{"code": "books:1", "actions": ["read"], "resourceType": "DATA"}, {"code": "films:1"}],
    }
    second = {**bundle, "targetType": TargetType.ROLE, "targetIdentifiers": [clerk]}
    assert acl.authorize_resources("default", [bundle, second]) is True
    assert acl.is_allowed(bob.id, "see", "films:1", "default")
    both = acl.list_authorized_resources_batch("default", [to("ROLE", clerk), to("USER", bob.id)])
    assert [page.total_count for page in both] == [2, 2]
    assert [each.code for each in both[0].list] == ["books:1", "films:1"]
    (page,) = acl.list_authorized_resources_batch("default", [to("USER", bob.id)], "MENU")
    assert page.total_count == 0
    assert acl.revoke_resources("default", [second]) is True
    assert granted(acl, "ROLE", clerk) == {}
    assert len(granted(acl, "USER", bob.id)) == 2
    with pytest.raises(NotFound):
        acl.authorize_resources("default", [second, {**bundle, "targetIdentifiers": [NOBODY]}])
    assert granted(acl, "ROLE", clerk) == {}


def test_who_may_use_a_resource(acl: Any, bob: User, clerk: str) -> None:
    acl.authorize_resource("default", "books:1", [to("USER", bob.id, "read", "write"), to("ROLE", clerk, "read")])

    def who(*args: Any) -> dict[str, set[str]]:
        page = acl.get_authorized_targets("default", "DATA", "books:1", *args)
        assert page.total_count == len(page.list)
        return {each.target_identifier: set(each.actions) for each in page.list}

    assert who() == {bob.id: {"read", "write"}, clerk: {"read"}}
    assert set(who({"op": "AND", "list": ["read", "write"]})) == {bob.id}
    assert set(who({"op": "OR", "list": ["read", "write"]})) == {bob.id, clerk}
    assert set(who(None, "ROLE")) == {clerk}
    assert set(who({"op": "OR", "list": ["burn"]}, TargetType.USER)) == set()
    assert acl.get_authorized_targets("system", "DATA", "books:1").total_count == 0


def test_a_policy_and_who_has_it(client: Any, acl: Any, bob: User, clerk: str) -> None:
    condition = {"param": "AppId", "operator": "StringEquals", "value": NOBODY}
    client.policies.create("readers", [{"resource": "books:*", "actions": ["read"], "condition": [condition]}])
    client.policies.add_assignments(["readers"], "ROLE", [clerk])
    found = acl.get_policies_assignments_condition("default", "readers", "ROLE")
    assert (found.code, found.policy.code, found.target_type, found.namespace) == (
        "readers", "readers", TargetType.ROLE, "default",
    )  # fmt: skip
    assert found.policy.statements[0].condition[0].value == NOBODY
    assert len(found.targets) == 1
    assert list(acl.get_policies_assignments_condition("default", "readers", "USER").targets) == []
    with pytest.raises(NotFound):
        acl.get_policies_assignments_condition("default", "none", "ROLE")


def test_odd_resources_are_refused(acl: Any, bob: User) -> None:
    for resource in ("books:1\x00", "x" * 1000):
        with pytest.raises(Invalid):
            acl.authorize_resource("default", resource, [to("USER", bob.id)])
    assert granted(acl, "USER", bob.id) == {}


def test_users_manage_nothing(clients: Clients, acl: Any) -> None:
    token = clients.authentication().register_by_username("eve", "Passw0rd!", force_login=True).token
    stranger = clients.management(secret=None, access_token=token).acl
    each_raises(
        (Forbidden, NotLoggedIn),
        stranger.list_namespaces,
        lambda: stranger.create_namespace("x", "X"),
        lambda: stranger.list_resources("default"),
        lambda: stranger.create_resource("default", "x", "UI", []),
        lambda: stranger.allow("books:1", "read", None, user_id=NOBODY),
        lambda: stranger.authorize_resource("default", "books:1", [to("USER", NOBODY)]),
        lambda: stranger.get_authorized_targets("default", "DATA", "books:1"),
        lambda: stranger.is_allowed(NOBODY, "read", "books:1", "default"),
    )
    assert acl.list_namespaces().total == 3


def test_another_pool_is_out_of_reach(clients: Clients, acl: Any, bob: User) -> None:
    acl.create_namespace("shop", "Shop")
    made = acl.create_resource("default", "books", "DATA", [])
    acl.allow("books:1", "read", "default", user_id=bob.id)
    other = clients.management(user_pool_id="c" * 24, secret="3" * 32).acl
    assert other.get_resource_by_id(made.id) is None
    assert [namespace.code for namespace in other.iterate_namespaces()] == ["system", "default", "d" * 24]
    each_raises(
        NotFound,
        lambda: other.delete_namespace_by_code("shop"),
        lambda: other.delete_resource("default", "books"),
        lambda: other.allow("books:1", "read", "default", user_id=bob.id),
        lambda: other.authorize_resource("default", "books:1", [to("USER", bob.id)]),
    )
    assert other.get_authorized_targets("default", "DATA", "books:1").total_count == 0
    assert acl.get_authorized_targets("default", "DATA", "books:1").total_count == 1
