"""What every operation of `client.groups` sends."""

from __future__ import annotations

from typing import Any

import pytest
from described import Row, check, rows_that_miss, sent, shown, unused_arguments

from authing import ArgumentError, AsyncManagementClient, ManagementClient
from authing.core.binding import describe
from authing.v2.management.groups import Groups

TABLE = [
    Row("list", field="groups", variables={"page": 1, "limit": 10}, safe=True),
    Row("list", (2, 5), field="groups", variables={"page": 2, "limit": 5}, safe=True),
    Row("iterate", field="groups", variables={"page": 1, "limit": 50}, safe=True),
    Row("iterate", (), {"limit": 3}, field="groups", variables={"page": 1, "limit": 3}, safe=True),
    Row("create", ("staff", "Staff"), field="createGroup", variables={"code": "staff", "name": "Staff"}),
    Row(
        "create",
        ("staff", "Staff", "all of us"),
        field="createGroup",
        variables={"code": "staff", "name": "Staff", "description": "all of us"},
    ),
    Row("detail", ("staff",), field="group", variables={"code": "staff"}, safe=True),
    Row("update", ("staff",), field="updateGroup", variables={"code": "staff"}),
    Row(
        "update",
        ("staff", "crew", "Crew", ""),
        field="updateGroup",
        variables={"code": "staff", "newCode": "crew", "name": "Crew", "description": ""},
    ),
    Row("delete", ("staff",), field="deleteGroups", variables={"codeList": ["staff"]}),
    Row("delete_many", (("a", "b"),), field="deleteGroups", variables={"codeList": ["a", "b"]}),
    Row("list_users", ("staff",), field="group", variables={"code": "staff", "page": 1, "limit": 10}, safe=True),
    Row(
        "list_users",
        ("staff", 2, 5, True),
        field="group",
        variables={"code": "staff", "page": 2, "limit": 5},
        safe=True,
    ),
    Row("iterate_users", ("staff",), field="group", variables={"code": "staff", "page": 1, "limit": 50}, safe=True),
    Row(
        "iterate_users",
        ("staff",),
        {"with_custom_data": True, "limit": 3},
        field="group",
        variables={"code": "staff", "page": 1, "limit": 3},
        safe=True,
    ),
    Row(
        "add_users",
        ("staff", ["u", "v"]),
        field="addUserToGroup",
        variables={"code": "staff", "userIds": ["u", "v"]},
    ),
    Row(
        "remove_users",
        ("staff", ("u",)),
        field="removeUserFromGroup",
        variables={"code": "staff", "userIds": ["u"]},
    ),
    Row("list_authorized_resources", ("staff",), field="group", variables={"code": "staff"}, safe=True),
    Row(
        "list_authorized_resources",
        ("staff", "ns", "DATA"),
        field="group",
        variables={"code": "staff", "namespace": "ns", "resourceType": "DATA"},
        safe=True,
    ),
]

BLOCKING = ManagementClient(user_pool_id="pool", secret="secret", host="http://idp.test")
AWAITED = AsyncManagementClient(user_pool_id="pool", secret="secret", host="http://idp.test")
groups: Any = BLOCKING.groups


@pytest.mark.parametrize("client", [BLOCKING, AWAITED], ids=["blocking", "awaited"])
@pytest.mark.parametrize("row", TABLE, ids=shown)
def test_what_is_sent(client: Any, row: Row) -> None:
    check(sent(getattr(client.groups, row.name), row), row)


@pytest.mark.parametrize("name", ["list_users", "iterate_users"])
def test_custom_data_is_asked_for_only_when_it_is_wanted(name: str) -> None:
    for wanted in (True, False):
        call = sent(getattr(groups, name), Row(name, ("staff",), {"with_custom_data": wanted}))
        assert ("customData" in call.json["query"]) == wanted


def test_every_operation_has_a_row() -> None:
    assert rows_that_miss(Groups, TABLE) == set()


def test_every_argument_is_in_a_row() -> None:
    assert unused_arguments(Groups, TABLE) == set()


NO_TEXTS: list[Any] = [[], "abc", None, 5, [""], [None], {"a": "b"}]
NO_CODE: list[Any] = ["", None, 5, ["a"], b"staff"]
NO_PAGE: list[Any] = [0, -1, "1", 1.5, False, None]

REFUSED: list[tuple[str, tuple[Any, ...]]] = [
    *[("list", (page,)) for page in NO_PAGE],
    *[("list", (1, limit)) for limit in NO_PAGE],
    *[("list_users", ("staff", page)) for page in NO_PAGE],
    *[(name, (code,)) for code in NO_CODE for name in ("detail", "update", "delete", "list_users", "iterate_users")],
    *[("list_authorized_resources", (code,)) for code in NO_CODE],
    *[(name, (code, ["u"])) for code in NO_CODE for name in ("add_users", "remove_users")],
    *[(name, ("staff", ids)) for ids in NO_TEXTS for name in ("add_users", "remove_users")],
    *[("create", (code, "Staff")) for code in NO_CODE],
    *[("create", ("staff", name)) for name in NO_CODE],
    *[("delete_many", (codes,)) for codes in NO_TEXTS],
    ("list_authorized_resources", ("staff", None, "SHOE")),
]


@pytest.mark.parametrize(("name", "args"), REFUSED, ids=[f"{name}{args!r}"[:60] for name, args in REFUSED])
def test_what_is_refused_before_anything_is_sent(name: str, args: tuple[Any, ...]) -> None:
    with pytest.raises(ArgumentError):
        describe(getattr(groups, name), *args)


def test_the_limit_of_an_iteration_is_looked_at_before_the_first_page() -> None:
    for name in ("iterate", "iterate_users"):
        with pytest.raises(ArgumentError):
            describe(getattr(groups, name), *(["staff"] if name == "iterate_users" else []), limit=0)
