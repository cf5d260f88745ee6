"""What every operation of `client.roles` sends."""

from __future__ import annotations

from typing import Any

import pytest
from described import Row, check, rows_that_miss, sent, shown, unused_arguments

from authing import ArgumentError, AsyncManagementClient, ManagementClient
from authing.core.binding import describe
from authing.core.plan import encoded_json
from authing.v2.management.roles.catalogue import Catalogue

FOUND = "/api/v2/roles/roleUsers"
TABLE = [
    Row("list", field="roles", variables={"page": 1, "limit": 10}, safe=True),
    Row("list", (2, 5, "ns"), field="roles", variables={"page": 2, "limit": 5, "namespace": "ns"}, safe=True),
    Row("iterate", field="roles", variables={"page": 1, "limit": 50}, safe=True),
    Row(
        "iterate",
        (),
        {"namespace": "ns", "limit": 3},
        field="roles",
        variables={"page": 1, "limit": 3, "namespace": "ns"},
        safe=True,
    ),
    Row("create", ("admin",), field="createRole", variables={"code": "admin"}),
    Row(
        "create",
        ("admin", "may all", "root", "ns"),
        field="createRole",
        variables={"code": "admin", "description": "may all", "parent": "root", "namespace": "ns"},
    ),
    Row("create", ("admin", ""), field="createRole", variables={"code": "admin", "description": ""}),
    Row("detail", ("admin",), field="role", variables={"code": "admin"}, safe=True),
    Row("detail", ("admin", "ns"), field="role", variables={"code": "admin", "namespace": "ns"}, safe=True),
    Row("find_by_code", ("..",), field="role", variables={"code": ".."}, safe=True),
    Row("find_by_code", ("admin", "ns"), field="role", variables={"code": "admin", "namespace": "ns"}, safe=True),
    Row("update", ("admin",), field="updateRole", variables={"code": "admin"}),
    Row(
        "update",
        ("admin", "may less", "clerk", "ns"),
        field="updateRole",
        variables={"code": "admin", "description": "may less", "newCode": "clerk", "namespace": "ns"},
    ),
    Row("delete", ("admin",), field="deleteRole", variables={"code": "admin"}),
    Row("delete", ("admin", "ns"), field="deleteRole", variables={"code": "admin", "namespace": "ns"}),
    Row("delete_many", (["a", "b"],), field="deleteRoles", variables={"codeList": ["a", "b"]}),
    Row("delete_many", (("a",), "ns"), field="deleteRoles", variables={"codeList": ["a"], "namespace": "ns"}),
    Row("list_users", ("admin",), field="role", variables={"code": "admin", "page": 1, "limit": 10}, safe=True),
    Row(
        "list_users",
        ("admin", 2, 5, "ns"),
        field="role",
        variables={"code": "admin", "page": 2, "limit": 5, "namespace": "ns"},
        safe=True,
    ),
    Row(
        "list_users",
        ("admin", 1, 10, None, True),
        field="role",
        variables={"code": "admin", "page": 1, "limit": 10},
        safe=True,
    ),
    Row("iterate_users", ("admin",), field="role", variables={"code": "admin", "page": 1, "limit": 50}, safe=True),
    Row(
        "iterate_users",
        ("admin",),
        {"namespace": "ns", "with_custom_data": True, "limit": 3},
        field="role",
        variables={"code": "admin", "page": 1, "limit": 3, "namespace": "ns"},
        safe=True,
    ),
    Row("find_users", ("admin",), path=FOUND, body={"code": "admin", "search": "", "page": 1, "limit": 10}, safe=True),
    Row(
        "find_users",
        ("admin", "ns", "bob", 2, 5),
        path=FOUND,
        body={"code": "admin", "namespace": "ns", "search": "bob", "page": 2, "limit": 5},
        safe=True,
    ),
    Row(
        "iterate_found_users",
        ("admin",),
        {"namespace": "ns", "search": "bob", "limit": 3},
        path=FOUND,
        body={"code": "admin", "namespace": "ns", "search": "bob", "page": 1, "limit": 3},
        safe=True,
    ),
    Row("add_users", ("admin", ["u"]), field="assignRole", variables={"roleCodes": ["admin"], "userIds": ["u"]}),
    Row(
        "add_users",
        ("admin", ["u", "v"], "ns"),
        field="assignRole",
        variables={"roleCodes": ["admin"], "userIds": ["u", "v"], "namespace": "ns"},
    ),
    Row("remove_users", ("admin", ["u"]), field="revokeRole", variables={"roleCodes": ["admin"], "userIds": ["u"]}),
    Row(
        "remove_users",
        (),
        {"code": "admin", "user_ids": ["u"], "namespace": "ns"},
        field="revokeRole",
        variables={"roleCodes": ["admin"], "userIds": ["u"], "namespace": "ns"},
    ),
]

BLOCKING = ManagementClient(user_pool_id="pool", secret="secret", host="http://idp.test")
AWAITED = AsyncManagementClient(user_pool_id="pool", secret="secret", host="http://idp.test")
roles: Any = BLOCKING.roles


@pytest.mark.parametrize("client", [BLOCKING, AWAITED], ids=["blocking", "awaited"])
@pytest.mark.parametrize("row", TABLE, ids=shown)
def test_what_is_sent(client: Any, row: Row) -> None:
    check(sent(getattr(client.roles, row.name), row), row)


def test_every_operation_has_a_row() -> None:
    assert rows_that_miss(Catalogue, TABLE) == set()


def test_every_argument_is_in_a_row() -> None:
    assert unused_arguments(Catalogue, TABLE) == set()


NO_TEXTS: list[Any] = [[], "abc", b"abc", None, 5, [""], [None], ["a", 5], {"a": "b"}]
NO_CODE: list[Any] = ["", None, 5, ["a"], b"admin"]
NO_PAGE: list[Any] = [0, -1, "1", 1.5, False, None]

REFUSED: list[tuple[str, tuple[Any, ...]]] = [
    *[("list", (page,)) for page in NO_PAGE],
    *[("list", (1, limit)) for limit in NO_PAGE],
    *[("list_users", ("admin", page)) for page in NO_PAGE],
    *[("list_users", ("admin", 1, limit)) for limit in NO_PAGE],
    *[(name, (code,)) for code in NO_CODE for name in ("create", "detail", "find_by_code", "update", "delete", "list_users")],
    *[(name, (code, ["u"])) for code in NO_CODE for name in ("add_users", "remove_users")],
    *[("delete_many", (codes,)) for codes in NO_TEXTS],
    *[(name, (code,)) for code in NO_CODE for name in ("find_users", "iterate_users", "iterate_found_users")],
    *[("find_users", ("admin", namespace)) for namespace in ("", 5)],
    *[("find_users", ("admin", None, search)) for search in (None, 5)],
    *[("find_users", ("admin", None, "", page)) for page in NO_PAGE],
    *[(name, ("admin", ids)) for ids in NO_TEXTS for name in ("add_users", "remove_users")],
]  # fmt: skip


@pytest.mark.parametrize(("name", "args"), REFUSED, ids=[f"{name}{args!r}"[:60] for name, args in REFUSED])
def test_what_is_refused_before_anything_is_sent(name: str, args: tuple[Any, ...]) -> None:
    with pytest.raises(ArgumentError):
        describe(getattr(roles, name), *args)


def test_half_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(ArgumentError):
        encoded_json(sent(roles.create, Row("create", ("admin", "\ud800"))).json)
