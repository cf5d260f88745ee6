"""What every operation of `client.tenants` sends, and `client.users.list_tenants`."""

from __future__ import annotations

from typing import Any

import pytest
from described import Row, check, rows_that_miss, sent, shown, unused_arguments

from authing import ArgumentError, AsyncManagementClient, ManagementClient
from authing.core.binding import describe
from authing.v2.management.tenants import Tenants
from authing.v2.management.users.tenants import Tenants as TenantsOfUsers

ONE, PAGE = {"limit": 10, "page": 1}, {"page": 2, "limit": 5}
FIELDS = {"clientID": "c"}
CONNECTION = {"type": "oidc", "identifier": "one", "displayName": "One", "fields": FIELDS}

TABLE = [
    Row("list", method="GET", path="/api/v2/tenants", params=ONE, safe=True),
    Row("list", (2, 5), method="GET", path="/api/v2/tenants", params=PAGE, safe=True),
    Row("iterate", method="GET", path="/api/v2/tenants", params={"page": 1, "limit": 50}, safe=True),
    Row("iterate", (), {"limit": 7}, method="GET", path="/api/v2/tenants", params={"page": 1, "limit": 7}, safe=True),
    Row("detail", ("t/1",), method="GET", path="/api/v2/tenant/t%2F1", safe=True),
    Row("create", ("Acme", ["a", "b"]), path="/api/v2/tenant", body={"name": "Acme", "appIds": "a,b"}),
    Row(
        "create",
        ("Acme", ["a"]),
        {"logo": "l", "description": ""},
        path="/api/v2/tenant",
        body={"name": "Acme", "appIds": "a", "logo": "l", "description": ""},
    ),
    Row("update", ("t",), {"name": "Acme"}, path="/api/v2/tenant/t", body={"name": "Acme"}),
    Row(
        "update",
        ("t",),
        {"app_ids": ["a", "b"], "logo": "", "description": "d"},
        path="/api/v2/tenant/t",
        body={"appIds": "a,b", "logo": "", "description": "d"},
    ),
    Row("config", ("t",), {"css": ""}, path="/api/v2/tenant/t", body={"css": ""}),
    Row(
        "config",
        ("t",),
        {"sso_page_customization_settings": {"hideIdp": True}},
        path="/api/v2/tenant/t",
        body={"ssoPageCustomizationSettings": {"hideIdp": True}},
    ),
    Row("delete", ("t",), method="DELETE", path="/api/v2/tenant/t", safe=True),
    Row("members", ("t",), method="GET", path="/api/v2/tenant/t/users", params=ONE, safe=True),
    Row("members", ("t", 2, 5), method="GET", path="/api/v2/tenant/t/users", params=PAGE, safe=True),
    Row(
        "iterate_members",
        ("t",),
        {"limit": 7},
        method="GET",
        path="/api/v2/tenant/t/users",
        params={"page": 1, "limit": 7},
        safe=True,
    ),
    Row("add_members", ("t", ["u", "v"]), path="/api/v2/tenant/t/user", body={"userIds": ["u", "v"]}),
    Row("remove_member", ("t", "u"), method="DELETE", path="/api/v2/tenant/t/user", params={"userId": "u"}, safe=True),
    Row(
        "update_member",
        ("t", "u", False),
        method="PUT",
        path="/api/v2/tenant/t/u",
        body={"isEnabled": False},
        safe=True,
    ),
    Row("set_admin", ("t", ("u",)), method="PUT", path="/api/v2/tenant/t/admin", body={"userIds": ["u"]}, safe=True),
    Row("delete_admin", ("t", "u"), method="DELETE", path="/api/v2/tenant/t/admin/u", safe=True),
    Row("list_ext_idp", method="GET", path="/api/v2/extIdp", safe=True),
    Row("list_ext_idp", ("t",), method="GET", path="/api/v2/extIdp", params={"tenantId": "t"}, safe=True),
    Row("ext_idp_detail", ("i",), method="GET", path="/api/v2/extIdp/i", safe=True),
    Row(
        "create_ext_idp",
        ("Lark", "lark"),
        path="/api/v2/extIdp",
        body={"name": "Lark", "type": "lark", "connections": []},
    ),
    Row(
        "create_ext_idp",
        ("Lark", "lark", [CONNECTION]),
        {"tenant_id": "t"},
        path="/api/v2/extIdp",
        body={"name": "Lark", "type": "lark", "connections": [CONNECTION], "tenantId": "t"},
    ),
    Row("update_ext_idp", ("i", "Lark"), method="PUT", path="/api/v2/extIdp/i", body={"name": "Lark"}, safe=True),
    Row("delete_ext_idp", ("i",), method="DELETE", path="/api/v2/extIdp/i", safe=True),
    Row(
        "create_ext_idp_connection",
        ("i", "oidc", "one", "One", FIELDS),
        path="/api/v2/extIdpConn",
        body={"extIdpId": "i", **CONNECTION},
    ),
    Row(
        "create_ext_idp_connection",
        ("i", "oidc", "one", "One", {}),
        {"user_match_fields": ["email"], "logo": "l"},
        path="/api/v2/extIdpConn",
        body={"extIdpId": "i", **CONNECTION, "fields": {}, "userMatchFields": ["email"], "logo": "l"},
    ),
    Row(
        "update_ext_idp_connection",
        ("c", "One", FIELDS),
        method="PUT",
        path="/api/v2/extIdpConn/c",
        body={"displayName": "One", "fields": FIELDS},
        safe=True,
    ),
    Row(
        "update_ext_idp_connection",
        ("c", "One", FIELDS),
        {"user_match_fields": [], "logo": ""},
        method="PUT",
        path="/api/v2/extIdpConn/c",
        body={"displayName": "One", "fields": FIELDS, "userMatchFields": [], "logo": ""},
        safe=True,
    ),
    Row("delete_ext_idp_connection", ("c",), method="DELETE", path="/api/v2/extIdpConn/c", safe=True),
    Row(
        "check_ext_idp_connection_identifier_unique",
        ("one",),
        path="/api/v2/check/extIdpConn/identifier",
        body={"identifier": "one"},
        safe=True,
    ),
    Row(
        "change_ext_idp_connection_state",
        ("c", True),
        {"tenant_id": "t"},
        method="PUT",
        path="/api/v2/extIdpConn/c/state",
        body={"enabled": True, "tenantId": "t"},
        safe=True,
    ),
    Row(
        "change_ext_idp_connection_state",
        ("c", False),
        {"app_id": "a"},
        method="PUT",
        path="/api/v2/extIdpConn/c/state",
        body={"enabled": False, "appId": "a"},
        safe=True,
    ),
    Row(
        "batch_change_ext_idp_connection_state",
        ("i", True),
        {"app_id": "a", "tenant_id": "t"},
        method="PUT",
        path="/api/v2/extIdp/i/connState",
        body={"enabled": True, "appId": "a", "tenantId": "t"},
        safe=True,
    ),
]

BLOCKING = ManagementClient(user_pool_id="pool", secret="secret", host="http://idp.test")
AWAITED = AsyncManagementClient(user_pool_id="pool", secret="secret", host="http://idp.test")
tenants: Any = BLOCKING.tenants


@pytest.mark.parametrize("client", [BLOCKING, AWAITED], ids=["blocking", "awaited"])
@pytest.mark.parametrize("row", TABLE, ids=shown)
def test_what_is_sent(client: Any, row: Row) -> None:
    check(sent(getattr(client.tenants, row.name), row), row)


def test_every_operation_has_a_row() -> None:
    assert rows_that_miss(Tenants, TABLE) == set()


def test_every_argument_is_in_a_row() -> None:
    assert unused_arguments(Tenants, TABLE) == set()


OF_USERS = [Row("list_tenants", ("u",), method="GET", path="/api/v2/users/u/tenants", safe=True)]


@pytest.mark.parametrize("client", [BLOCKING, AWAITED], ids=["blocking", "awaited"])
def test_the_tenants_of_a_user(client: Any) -> None:
    assert rows_that_miss(TenantsOfUsers, OF_USERS) == unused_arguments(TenantsOfUsers, OF_USERS) == set()
    for row in OF_USERS:
        check(sent(getattr(client.users, row.name), row), row)


NO_TEXT: list[Any] = ["", None, 5, b"t", ["t"]]
NO_TEXTS: list[Any] = [[], "abc", None, 5, [""], [None], {"a": "b"}]
NO_PAGE: list[Any] = [0, -1, "1", 1.5, True, None]
NO_FLAG: list[Any] = [None, 0, 1, "true"]
BY_ID = ("detail", "update", "config", "delete", "members", "iterate_members", "ext_idp_detail", "delete_ext_idp", "delete_ext_idp_connection")  # fmt: skip

NO_STATE: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
    (("c", True), {}),
    (("c", True), {"app_id": ""}),
    (("c", True), {"tenant_id": 5}),
    (("..", True), {"app_id": "a"}),
    *[(("c", bad), {"app_id": "a"}) for bad in NO_FLAG],
]
NEEDED: dict[str, dict[str, Any]] = {"config": {"css": "x"}, "update": {"name": "x"}}

REFUSED: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = [
    *[("list", page, {}) for bad in NO_PAGE for page in ((bad,), (1, bad))],
    *[("iterate", (), {"limit": bad}) for bad in NO_PAGE],
    *[("members", ("t", *page), {}) for bad in NO_PAGE for page in ((bad,), (1, bad))],
    *[("iterate_members", ("t",), {"limit": bad}) for bad in NO_PAGE],
    *[(name, (bad,), NEEDED.get(name, {})) for bad in [*NO_TEXT, ".."] for name in BY_ID],
    *[("create", (bad, ["a"]), {}) for bad in NO_TEXT],
    *[("create", ("x", bad), {}) for bad in [*NO_TEXTS, ["a,b"]]],
    *[("create", ("x", ["a"]), {name: 5}) for name in ("logo", "description")],
    *[("update", ("t",), {"app_ids": bad}) for bad in NO_TEXTS if bad is not None],
    *[("update", ("t",), {"name": bad}) for bad in ("", 5)],
    ("update", ("t",), {"description": 5}),
    ("config", ("t",), {}),
    ("config", ("t",), {"css": 5}),
    ("config", ("t",), {"sso_page_customization_settings": ["hideIdp"]}),
    *[(name, ("t", bad), {}) for bad in NO_TEXTS for name in ("add_members", "set_admin")],
    *[(name, ("t", bad), {}) for bad in NO_TEXT for name in ("remove_member", "delete_admin")],
    *[("update_member", ("t", bad, True), {}) for bad in NO_TEXT],
    *[("update_member", ("t", "u", bad), {}) for bad in NO_FLAG],
    *[("list_ext_idp", (bad,), {}) for bad in NO_TEXT if bad is not None],
    *[("create_ext_idp", names, {}) for bad in NO_TEXT for names in ((bad, "x"), ("x", bad))],
    *[("create_ext_idp", ("x", "x", bad), {}) for bad in ("x", ["x"], 5, {"type": "x"})],
    ("create_ext_idp", ("x", "x"), {"tenant_id": ""}),
    *[("update_ext_idp", ("i", bad), {}) for bad in NO_TEXT],
    *[
        ("create_ext_idp_connection", (*("x",) * at, bad, *("x",) * (3 - at), {}), {})
        for bad in NO_TEXT
        for at in range(4)
    ],
    *[(name, (*start, bad), {}) for bad in (None, "x", [1]) for name, start in (("create_ext_idp_connection", ("x",) * 4), ("update_ext_idp_connection", ("x", "x")))],
    *[("update_ext_idp_connection", ("c", "x", {}), {"user_match_fields": bad}) for bad in ("x", [5], [""])],
    ("update_ext_idp_connection", ("c", "x", {}), {"logo": 5}),
    *[("update_ext_idp_connection", ("c", bad, {}), {}) for bad in NO_TEXT],
    *[("check_ext_idp_connection_identifier_unique", (bad,), {}) for bad in NO_TEXT],
    *[
        (name, given, target)
        for name in ("change_ext_idp_connection_state", "batch_change_ext_idp_connection_state")
        for given, target in NO_STATE
    ],
]  # fmt: skip


@pytest.mark.parametrize(("name", "args", "kwargs"), REFUSED)
def test_what_is_refused_before_anything_is_sent(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    with pytest.raises(ArgumentError):
        describe(getattr(tenants, name), *args, **kwargs)
