"""Policies through the administrator's clients, blocking and awaited, against the local server."""

from __future__ import annotations

from typing import Any

import pytest
from modes import Clients, each_raises

from authing import Conflict, Forbidden, Invalid, NotFound, NotLoggedIn
from authing.v2.models import Effect, Policy, PolicyAssignment, TargetType
from authing.v2.models.user import User

NOBODY = "0" * 24
READ = {"resource": "books:*", "actions": ["books:read"]}
DENY = {"resource": "books:1", "actions": ["*"], "effect": "DENY"}


@pytest.fixture
def client(clients: Clients) -> Any:
    return clients.management()


@pytest.fixture
def policies(client: Any) -> Any:
    return client.policies


@pytest.fixture
def bob(client: Any) -> User:
    user: User = client.users.create({"username": "bob"})
    return user


def own(policies: Any, **options: Any) -> list[str]:
    return [policy.code for policy in policies.iterate(exclude_default=True, **options)]


def may(client: Any, user: User, resource: str = "books:1", action: str = "books:read") -> bool:
    allowed: bool = client.acl.is_allowed(user.id, action, resource, "default")
    return allowed


def test_a_policy_comes_changes_and_goes(policies: Any) -> None:
    made = policies.create("readers", [READ, DENY], "May read")
    assert (made.code, made.namespace, made.description, made.is_default) == ("readers", "default", "May read", False)
    assert made.assignments_count == 0
    first, second = made.statements
    assert (first.resource, list(first.actions), first.effect) == ("books:*", ["books:read"], Effect.ALLOW)
    assert (second.effect, list(second.condition)) == (Effect.DENY, [])
    assert "condition" in first
    assert made.created_at.tzinfo is not None
    assert policies.detail("readers") == made

    changed = policies.update("readers", [DENY])
    assert ([each.resource for each in changed.statements], changed.description) == (["books:1"], "May read")
    renamed = policies.update("readers", None, "Nobody", new_code="nobody")
    assert (renamed.code, renamed.description, len(renamed.statements)) == ("nobody", "Nobody", 1)
    assert policies.detail("readers") is None

    assert policies.delete("nobody").code == 200
    assert policies.detail("nobody") is None


def test_statements_that_were_read_can_be_written(policies: Any) -> None:
    made = policies.create("readers", [READ, DENY])
    assert policies.create("copy", made.statements).statements == made.statements


def test_conditions_are_kept(policies: Any) -> None:
    condition = {"param": "AppId", "operator": "StringEquals", "value": NOBODY}
    made = policies.create("readers", [{**READ, "condition": [condition]}])
    (kept,) = policies.detail("readers").statements[0].condition
    assert (kept.param, kept.operator, kept.value) == ("AppId", "StringEquals", NOBODY)
    assert made.statements[0].condition == [kept]


def test_a_code_is_unique_within_its_namespace(client: Any, policies: Any) -> None:
    client.acl.create_namespace("shop", "Shop")
    policies.create("readers", [READ])
    with pytest.raises(Conflict):
        policies.create("readers", [READ])
    assert policies.create("readers", [READ], namespace="shop").namespace == "shop"
    policies.create("writers", [READ])
    with pytest.raises(Conflict):
        policies.update("writers", None, new_code="readers")
    assert own(policies, namespace="shop") == ["readers"]
    assert own(policies) == ["writers", "readers"]
    assert policies.update("readers", None, "Shop's", namespace="shop").description == "Shop's"
    assert policies.detail("readers", namespace="shop").description == "Shop's"
    assert policies.detail("readers").description is None
    policies.delete("readers", namespace="shop")
    assert policies.detail("readers") is not None
    with pytest.raises(NotFound):
        policies.create("readers", [READ], namespace="nowhere")


def test_lists_come_in_pages(policies: Any) -> None:
    for number in range(5):
        policies.create(f"p{number}", [READ])
    page = policies.list(1, 2, exclude_default=True)
    assert (page.total_count, [policy.code for policy in page.list]) == (5, ["p4", "p3"])
    assert isinstance(page.list[0], Policy)
    assert own(policies, limit=2) == ["p4", "p3", "p2", "p1", "p0"]
    assert policies.list().total_count >= 5
    assert list(policies.list(9, exclude_default=True).list) == []


def test_what_comes_with_the_platform_stays(policies: Any) -> None:
    given = [policy for policy in policies.iterate(namespace="system") if policy["code"] not in own(policies)]
    given += [policy for policy in policies.iterate() if policy.code not in own(policies)]
    for policy in given:
        assert policies.detail(policy.code, namespace=policy.namespace).is_default
        with pytest.raises(Forbidden):
            policies.delete(policy.code, namespace=policy.namespace)
        with pytest.raises(Forbidden):
            policies.update(policy.code, [READ], namespace=policy.namespace)


def test_unknown_policies(policies: Any) -> None:
    policies.create("one", [READ])
    each_raises(
        NotFound,
        lambda: policies.update("none", [READ]),
        lambda: policies.delete("none"),
        lambda: policies.delete_many(["one", "none"]),
    )
    assert policies.detail("none") is None
    assert own(policies) == ["one"]


def test_several_are_deleted_at_once(policies: Any) -> None:
    for code in ("one", "two", "three"):
        policies.create(code, [READ])
    assert policies.delete_many(["one", "three"]).code == 200
    assert own(policies) == ["two"]


def test_odd_codes_are_refused(policies: Any) -> None:
    for code in (" ", "x" * 101, "a\x00"):
        with pytest.raises(Invalid):
            policies.create(code, [READ])
    assert own(policies) == []


def test_an_assignment_permits_and_is_listed(client: Any, policies: Any, bob: User) -> None:
    policies.create("readers", [READ])
    client.roles.create("clerk")
    client.roles.add_users("clerk", [bob.id])
    assert not may(client, bob)
    assert policies.add_assignments(["readers"], "ROLE", ["clerk"]).code == 200
    policies.add_assignments(["readers"], TargetType.ROLE, ["clerk"])
    assert may(client, bob)
    assert not may(client, bob, action="books:write")
    policies.add_assignments(["readers"], "USER", [bob.id])
    page = policies.list_assignments("readers")
    assert page.total_count == 2
    assert {(each.code, each.target_type, each.target_identifier) for each in page.list} == {
        ("readers", TargetType.ROLE, "clerk"),
        ("readers", TargetType.USER, bob.id),
    }
    assert policies.detail("readers").assignments_count == 2
    assert policies.remove_assignments(["readers"], "ROLE", ["clerk"]).code == 200
    assert may(client, bob)
    policies.remove_assignments(["readers"], "USER", [bob.id])
    assert not may(client, bob)
    assert policies.list_assignments("readers").total_count == 0


def test_assignments_come_in_pages(client: Any, policies: Any) -> None:
    policies.create("readers", [READ])
    users = [client.users.create({"username": f"u{number}"}).id for number in range(5)]
    policies.add_assignments(["readers"], "USER", users)
    assert len(policies.list_assignments("readers", 1, 2).list) == 2
    assert len(policies.list_assignments("readers", 3, 2).list) == 1
    walked = list(policies.iterate_assignments("readers", limit=2))
    assert sorted(each.target_identifier for each in walked) == sorted(users)
    assert all(isinstance(each, PolicyAssignment) for each in walked)


def test_a_suspended_assignment_is_without_force(client: Any, policies: Any, bob: User) -> None:
    policies.create("readers", [READ])
    policies.add_assignments(["readers"], "USER", [bob.id])
    assert policies.disable_assignment("readers", "USER", bob.id).code == 200
    assert not may(client, bob)
    assert policies.list_assignments("readers").total_count == 1
    assert policies.enable_assignment("readers", TargetType.USER, bob.id, "default").code == 200
    assert may(client, bob)
    with pytest.raises(NotFound):
        policies.enable_assignment("readers", "ROLE", "none")


def test_assigning_is_all_or_nothing(client: Any, policies: Any, bob: User) -> None:
    policies.create("readers", [READ])
    client.roles.create("clerk")
    for codes, kind, names in (
        (["readers", "none"], "USER", [bob.id]),
        (["readers"], "USER", [bob.id, NOBODY]),
        (["readers"], "ROLE", ["clerk", "none"]),
        (["readers"], "GROUP", ["none"]),
        (["readers"], "ORG", [NOBODY]),
    ):
        with pytest.raises(NotFound):
            policies.add_assignments(codes, kind, names)
    assert policies.list_assignments("readers").total_count == 0


def test_a_department_hands_its_policies_down_where_that_is_asked_for(client: Any, policies: Any, bob: User) -> None:
    policies.create("readers", [READ])
    org = client.org.create_org("Company")
    below = client.org.create_node("Sales", org.id, org.root_node.id)
    client.org.add_members(below.id, [bob.id])
    policies.add_assignments(["readers"], "ORG", [org.root_node.id])
    assert not may(client, bob)
    policies.remove_assignments(["readers"], "ORG", [org.root_node.id])
    policies.add_assignments(["readers"], "ORG", [org.root_node.id], inherit_by_children=True)
    assert may(client, bob)


def test_a_group_has_policies_for_its_members(client: Any, policies: Any, bob: User) -> None:
    policies.create("readers", [READ])
    client.groups.create("staff", "Staff")
    client.groups.add_users("staff", [bob.id])
    policies.add_assignments(["readers"], "GROUP", ["staff"])
    assert may(client, bob)


def test_what_is_denied_is_not_allowed_by_another(client: Any, policies: Any, bob: User) -> None:
    policies.create("readers", [READ])
    policies.create("never", [DENY])
    policies.add_assignments(["readers", "never"], "USER", [bob.id])
    assert not may(client, bob)
    assert may(client, bob, "books:2")


def test_a_policy_goes_with_its_assignments(client: Any, policies: Any, bob: User) -> None:
    policies.create("readers", [READ])
    policies.add_assignments(["readers"], "USER", [bob.id])
    policies.delete("readers")
    assert not may(client, bob)
    policies.create("readers", [READ])
    assert policies.list_assignments("readers").total_count == 0
    assert not may(client, bob)


def test_assignments_in_a_namespace(client: Any, policies: Any, bob: User) -> None:
    client.acl.create_namespace("shop", "Shop")
    policies.create("readers", [READ], namespace="shop")
    client.roles.create("clerk", namespace="shop")
    client.roles.add_users("clerk", [bob.id], "shop")
    policies.add_assignments(["readers"], "ROLE", ["clerk"], namespace="shop")
    assert client.acl.is_allowed(bob.id, "books:read", "books:1", "shop")
    assert not may(client, bob)
    assert policies.list_assignments("readers", namespace="shop").total_count == 1
    assert [each.target_identifier for each in policies.iterate_assignments("readers", namespace="shop")] == ["clerk"]
    policies.remove_assignments(["readers"], "ROLE", ["clerk"], namespace="shop")
    assert not client.acl.is_allowed(bob.id, "books:read", "books:1", "shop")


def test_users_manage_nothing(clients: Clients, client: Any, policies: Any) -> None:
    policies.create("readers", [READ])
    token = clients.authentication().register_by_username("eve", "Passw0rd!", force_login=True).token
    stranger = clients.management(secret=None, access_token=token).policies
    each_raises(
        (Forbidden, NotLoggedIn),
        stranger.list,
        lambda: stranger.detail("readers"),
        lambda: stranger.create("more", [READ]),
        lambda: stranger.delete("readers"),
        lambda: stranger.list_assignments("readers"),
        lambda: stranger.add_assignments(["readers"], "USER", [NOBODY]),
    )
    assert own(policies) == ["readers"]
