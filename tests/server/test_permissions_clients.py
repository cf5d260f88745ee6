"""What users and roles may do, through the administrator's clients, blocking and awaited."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from modes import Clients, each_raises

from authing import Invalid, NotFound
from authing.v2.models import AuthorizedResource, PolicyAssignment, ResourceType, TargetType
from authing.v2.models.user import User

NOBODY = "0" * 24
READ = [{"resource": "books:*", "actions": ["books:read"]}]


@pytest.fixture
def client(clients: Clients) -> Any:
    return clients.management()


@pytest.fixture
def bob(client: Any) -> User:
    user: User = client.users.create({"username": "bob"})
    return user


def codes(page: Any) -> list[str]:
    assert page.total_count == len(page.list)
    return [each.code for each in page.list]


def grant(client: Any, resource: str, *actions: str, namespace: str = "default", **target: str) -> None:
    ((kind, who),) = target.items()
    given = {"targetType": kind.upper(), "targetIdentifier": who}
    client.acl.authorize_resource(namespace, resource, [{**given, **({"actions": list(actions)} if actions else {})}])


def test_policies_of_a_user(client: Any, bob: User) -> None:
    for code in ("one", "two", "three"):
        client.policies.create(code, READ)
    assert client.users.list_policies(bob.id).total_count == 0
    assert client.users.add_policies(bob.id, ["one", "two", "three"]).code == 200
    client.users.add_policies(bob.id, ["one"])
    page = client.users.list_policies(bob.id, 1, 2)
    assert (page.total_count, len(page.list)) == (3, 2)
    walked = list(client.users.iterate_policies(bob.id, limit=2))
    assert {each.code for each in walked} == {"one", "two", "three"}
    assert all(isinstance(each, PolicyAssignment) for each in walked)
    assert {(each.target_type, each.target_identifier) for each in walked} == {(TargetType.USER, bob.id)}
    assert client.acl.is_allowed(bob.id, "books:read", "books:7", "default")
    assert client.users.remove_policies(bob.id, ["one", "two"]).code == 200
    assert codes(client.users.list_policies(bob.id)) == ["three"]
    each_raises(
        NotFound,
        lambda: client.users.add_policies(bob.id, ["none"]),
        lambda: client.users.add_policies(NOBODY, ["one"]),
    )
    assert codes(client.users.list_policies(bob.id)) == ["three"]


def test_policies_of_a_role(client: Any, bob: User) -> None:
    client.roles.create("clerk")
    client.roles.add_users("clerk", [bob.id])
    for code in ("one", "two"):
        client.policies.create(code, READ)
    assert client.roles.add_policies("clerk", ["one", "two"]).code == 200
    assert client.acl.is_allowed(bob.id, "books:read", "books:7", "default")
    assert client.roles.list_policies("clerk", 2, 1).total_count == 2
    walked = list(client.roles.iterate_policies("clerk", limit=1))
    assert {(each.code, each.target_type, each.target_identifier) for each in walked} == {
        ("one", TargetType.ROLE, "clerk"),
        ("two", TargetType.ROLE, "clerk"),
    }
    assert client.users.list_policies(bob.id).total_count == 0
    assert client.roles.remove_policies("clerk", ["one", "two"]).code == 200
    assert not client.acl.is_allowed(bob.id, "books:read", "books:7", "default")
    with pytest.raises(NotFound):
        client.roles.add_policies("none", ["one"])


def test_policies_in_a_namespace(client: Any, bob: User) -> None:
    client.acl.create_namespace("shop", "Shop")
    client.roles.create("clerk", namespace="shop")
    client.policies.create("one", READ, namespace="shop")
    client.roles.add_policies("clerk", ["one"], namespace="shop")
    client.users.add_policies(bob.id, ["one"], namespace="shop")
    assert codes(client.roles.list_policies("clerk", namespace="shop")) == ["one"]
    assert codes(client.users.list_policies(bob.id, namespace="shop")) == ["one"]
    assert [each.code for each in client.roles.iterate_policies("clerk", namespace="shop")] == ["one"]
    assert [each.code for each in client.users.iterate_policies(bob.id, namespace="shop")] == ["one"]
    client.roles.remove_policies("clerk", ["one"], namespace="shop")
    client.users.remove_policies(bob.id, ["one"], namespace="shop")
    assert client.policies.list_assignments("one", namespace="shop").total_count == 0


def test_resources_of_a_user_come_from_roles_too(client: Any, bob: User) -> None:
    client.roles.create("clerk")
    client.roles.add_users("clerk", [bob.id])
    client.acl.allow("books:1", "books:read", "default", user_id=bob.id)
    client.acl.allow("books:1", "books:write", "default", role="clerk")
    client.acl.allow("books:*", "books:list", "default", role="clerk")
    page = client.users.list_authorized_resources(bob.id)
    assert codes(page) == ["books:1", "books:*"]
    first = page.list[0]
    assert isinstance(first, AuthorizedResource)
    assert (first.type, set(first.actions or ())) == (ResourceType.DATA, {"books:read", "books:write"})
    assert codes(client.roles.list_authorized_resources("clerk", "default")) == ["books:1", "books:*"]
    assert list(client.roles.list_authorized_resources("clerk", None).list[0].actions) == ["books:write"]
    assert codes(client.users.list_authorized_resources(bob.id, "system")) == []
    with pytest.raises(NotFound) as nobody:
        client.users.list_authorized_resources(NOBODY)
    assert nobody.value.code == 2004
    with pytest.raises(NotFound):
        client.roles.list_authorized_resources("none", "default")


def test_resources_by_type(client: Any, bob: User) -> None:
    client.roles.create("clerk")
    client.roles.add_users("clerk", [bob.id])
    client.acl.create_resource("default", "orders", "MENU", [])
    grant(client, "orders", role="clerk")
    grant(client, "books:1", "books:read", role="clerk")
    for asked in (
        partial(client.users.list_authorized_resources, bob.id, "default"),
        partial(client.roles.list_authorized_resources, "clerk", "default"),
        partial(client.acl.list_authorized_resources, "default", "ROLE", "clerk"),
    ):
        (menu,) = asked("MENU").list
        assert (menu.code, menu.type) == ("orders", ResourceType.MENU)
        assert codes(asked(ResourceType.DATA)) == ["books:1"]
        assert codes(asked("API")) == []


def test_a_batch_of_questions(client: Any, bob: User) -> None:
    grant(client, "books:1", "books:read", user=bob.id)
    grant(client, "films:*", "films:see", user=bob.id)

    def asked(*resources: str) -> list[tuple[str, list[str]]]:
        found = client.users.check_resource_permission_batch(bob.id, "default", resources)
        return [(each.code, list(each.actions)) for each in found]

    assert asked("films:9", "books:2", "books:1", "films:*", "books:*") == [
        ("films:9", ["films:see"]),
        ("books:1", ["books:read"]),
        ("films:*", ["films:see"]),
    ]
    assert asked("music:1") == []


def test_resources_of_one_kind_in_the_order_of_granting(client: Any, bob: User) -> None:
    for resource in ("books:2", "films:1", "books:1"):
        grant(client, resource, "read", user=bob.id)

    def of(kind: str) -> list[str]:
        return [each.code for each in client.users.list_authorized_resources_of_resource_kind(bob.id, "default", kind)]

    assert of("books") == ["books:2", "books:1"]
    assert of("book") == []
    assert of("films") == ["films:1"]


def test_unknown_users_have_no_permissions(client: Any) -> None:
    each_raises(
        NotFound,
        lambda: client.users.check_resource_permission_batch(NOBODY, "default", ["books:1"]),
        lambda: client.users.list_authorized_resources_of_resource_kind(NOBODY, "default", "books"),
    )


def test_the_longest_batch(client: Any, bob: User) -> None:
    with pytest.raises(Invalid):
        client.users.check_resource_permission_batch(bob.id, "default", [f"books:{number}" for number in range(1001)])
