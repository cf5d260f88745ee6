"""Groups through the administrator's clients, blocking and awaited, against the local server."""

from __future__ import annotations

from typing import Any

import pytest
from modes import Clients

from authing import Conflict, Invalid, NotFound

NOBODY = "0" * 24
THEIRS = "e" * 24


@pytest.fixture
def client(clients: Clients) -> Any:
    return clients.management()


def created(client: Any, *names: str) -> list[str]:
    return [client.users.create({"username": name}).id for name in names]


def test_a_group_is_made_read_changed_and_deleted(client: Any) -> None:
    staff = client.groups.create("staff", "Staff", "All of us")
    assert (staff.code, staff.name, staff.description) == ("staff", "Staff", "All of us")
    assert staff.created_at == staff.updated_at
    assert client.groups.detail("staff") == staff
    assert client.groups.detail("nobody") is None
    crew = client.groups.update("staff", "crew", "Crew")
    assert (crew.code, crew.name, crew.description) == ("crew", "Crew", "All of us")
    assert client.groups.update("crew", description="").description == ""
    assert client.groups.detail("staff") is None
    assert client.groups.delete("crew").code == 200
    assert client.groups.list().total_count == 0


def test_a_code_is_there_once(client: Any) -> None:
    client.groups.create("staff", "Staff")
    client.groups.create("crew", "Crew")
    with pytest.raises(Conflict):
        client.groups.create("staff", "Others")
    with pytest.raises(Conflict):
        client.groups.update("crew", "staff")
    with pytest.raises(Invalid):
        client.groups.create("a b", "Others")
    with pytest.raises(NotFound):
        client.groups.update("nobody", name="Nobody")


def test_groups_come_in_pages_newest_first(client: Any) -> None:
    codes = [f"group{number}" for number in range(5)]
    for code in codes:
        client.groups.create(code, code)
    page = client.groups.list(2, 2)
    assert (page.total_count, [group.code for group in page.list]) == (5, ["group2", "group1"])
    assert [group.code for group in client.groups.iterate(limit=2)] == codes[::-1]


def test_groups_are_deleted_all_or_none(client: Any) -> None:
    for code in ("one", "two", "three"):
        client.groups.create(code, code)
    with pytest.raises(NotFound):
        client.groups.delete_many(["one", "nobody"])
    with pytest.raises(NotFound):
        client.groups.delete("nobody")
    assert client.groups.list().total_count == 3
    assert client.groups.delete_many(["one", "two"]).code == 200
    assert [group.code for group in client.groups.list().list] == ["three"]


def test_members_come_and_go(client: Any) -> None:
    ann, bob, eve = created(client, "ann", "bob", "eve")
    client.groups.create("staff", "Staff")
    assert client.groups.add_users("staff", [ann, bob, eve, ann]).code == 200
    assert client.groups.add_users("staff", [ann]).code == 200
    page = client.groups.list_users("staff", 1, 2)
    assert (page.total_count, [user.id for user in page.list]) == (3, [eve, bob])
    assert [user.id for user in client.groups.iterate_users("staff", limit=1)] == [eve, bob, ann]
    client.groups.remove_users("staff", [bob, NOBODY])
    client.groups.remove_users("nobody", [bob])
    assert [user.id for user in client.groups.list_users("staff").list] == [eve, ann]
    with pytest.raises(NotFound):
        client.groups.list_users("nobody")
    client.users.delete(eve)
    assert [user.id for user in client.groups.list_users("staff").list] == [ann]


def test_joining_is_all_or_nothing(client: Any) -> None:
    (ann,) = created(client, "ann")
    client.groups.create("staff", "Staff")
    for code, ids, told in (("staff", [ann, NOBODY], 2004), ("staff", [ann, THEIRS], 2004), ("nobody", [ann], 404)):
        with pytest.raises(NotFound) as unknown:
            client.groups.add_users(code, ids)
        assert unknown.value.code == told
    assert client.groups.list_users("staff").total_count == 0


def test_the_groups_of_a_user(client: Any) -> None:
    ann, bob = created(client, "ann", "bob")
    for code in ("staff", "crew"):
        client.groups.create(code, code.title())
        assert client.users.add_group(ann, code).code == 200
    assert [group.name for group in client.users.list_groups(ann).list] == ["Crew", "Staff"]
    assert client.users.list_groups(bob).total_count == 0
    assert client.users.remove_group(ann, "crew").code == 200
    assert client.users.remove_group(ann, "nobody").code == 200
    assert [group.code for group in client.users.list_groups(ann).list] == ["staff"]
    with pytest.raises(NotFound):
        client.users.list_groups(NOBODY)
    with pytest.raises(NotFound):
        client.users.add_group(ann, "nobody")
    client.groups.delete("staff")
    assert client.users.list_groups(ann).total_count == 0


def test_a_search_among_the_members_of_groups(client: Any) -> None:
    ann, anna, _ = created(client, "ann", "anna", "annika")
    for code, member in (("staff", ann), ("crew", anna)):
        client.groups.create(code, code)
        client.groups.add_users(code, [member])

    def found(*codes: str) -> set[str]:
        return {user.id for user in client.users.search("ann", group_opts=[{"code": code} for code in codes]).list}

    assert found("staff") == {ann}
    assert found("staff", "crew", "nobody") == {ann, anna}
    assert found("nobody") == set()
    assert client.users.search("ann", group_opts=[]).total_count == 3


def test_the_resources_of_a_group(client: Any) -> None:
    client.groups.create("staff", "Staff")
    for namespace, code in (("default", "books:1"), ("system", "films:*")):
        target = {"targetType": "GROUP", "targetIdentifier": "staff", "actions": ["read"]}
        client.acl.authorize_resource(namespace, code, [target])
    everywhere = client.groups.list_authorized_resources("staff")
    assert {resource.code for resource in everywhere.list} == {"books:1", "films:*"}
    (book,) = client.groups.list_authorized_resources("staff", "default", "DATA").list
    assert (book.code, book.actions) == ("books:1", ["read"])
    with pytest.raises(NotFound):
        client.groups.list_authorized_resources("nobody")


def test_a_pool_does_not_see_its_neighbours_groups(clients: Clients, client: Any) -> None:
    theirs = clients.management(user_pool_id="c" * 24, secret="3" * 32)
    theirs.groups.create("staff", "Theirs")
    theirs.groups.add_users("staff", [THEIRS])
    assert client.groups.detail("staff") is None
    assert client.groups.list().total_count == 0
    assert client.users.search("neighbour", group_opts=[{"code": "staff"}]).total_count == 0
    with pytest.raises(NotFound):
        client.groups.delete("staff")
    client.groups.create("staff", "Ours")
    assert client.groups.list_users("staff").total_count == 0
    assert theirs.groups.list_users("staff").total_count == 1
