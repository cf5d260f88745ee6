"""What every operation of `client.org` sends, and those of `client.users` about departments."""

from __future__ import annotations

from typing import Any

import pytest
from described import Row, check, rows_that_miss, sent, shown, unused_arguments

from authing import ArgumentError, AsyncManagementClient, ManagementClient
from authing.core.binding import describe
from authing.v2.management.organisations import Organisations
from authing.v2.management.users.departments import Departments
from authing.v2.models import ResourceType, SyncProvider

ORGS = "/api/v2/orgs"
TREE = {"name": "Acme", "children": [{"name": "Sales"}]}

TABLE = [
    Row("list", field="orgs", variables={"page": 1, "limit": 10}, safe=True),
    Row("list", (2, 5, True), field="orgs", variables={"page": 2, "limit": 5}, safe=True),
    Row("iterate", field="orgs", variables={"page": 1, "limit": 10}, safe=True),
    Row("iterate", (), {"limit": 3}, field="orgs", variables={"page": 1, "limit": 3}, safe=True),
    Row("create", ("Acme",), field="createOrg", variables={"name": "Acme"}),
    Row(
        "create",
        ("Acme", "acme", "Anvils"),
        {"tenant_id": "t"},
        field="createOrg",
        variables={"name": "Acme", "code": "acme", "description": "Anvils", "tenantId": "t"},
    ),
    Row("create_org", ("Acme",), field="createOrg", variables={"name": "Acme"}),
    Row(
        "create_org",
        ("Acme", "acme", "Anvils"),
        field="createOrg",
        variables={"name": "Acme", "code": "acme", "description": "Anvils"},
    ),
    Row("find_by_id", ("o",), field="org", variables={"id": "o"}, safe=True),
    Row("find_by_id", ("o", True), field="org", variables={"id": "o"}, safe=True),
    Row("delete_by_id", (), {"id": "o"}, field="deleteOrg", variables={"id": "o"}),
    Row("get_all_orgs", method="GET", path=f"{ORGS}/count", safe=True),
    Row("get_all_orgs", (2, 5), method="GET", path=f"{ORGS}/count", safe=True),
    Row("iterate_all_orgs", (), {"limit": 5}, method="GET", path=ORGS, params={"page": 1, "limit": 5}, safe=True),
    Row(
        "get_org_by_tenant_id",
        ("t",),
        method="GET",
        path=f"{ORGS}/by-tenant",
        params={"tenant_id": "t"},
        safe=True,
    ),
    Row("add_node", ("o", "Sales", None), field="addNode", variables={"orgId": "o", "name": "Sales"}),
    Row(
        "add_node",
        ("o", "Sales", "p", "sales", "Sell", 0, "{}", "[]"),
        field="addNode",
        variables={
            "orgId": "o",
            "name": "Sales",
            "parentNodeId": "p",
            "code": "sales",
            "description": "Sell",
            "order": 0,
            "nameI18n": "{}",
            "descriptionI18n": "[]",
        },
    ),
    Row(
        "create_node",
        ("Sales", "o", "p"),
        field="addNodeV2",
        variables={"orgId": "o", "name": "Sales", "parentNodeId": "p"},
    ),
    Row(
        "create_node",
        ("Sales", "o", "p", "sales"),
        field="addNodeV2",
        variables={"orgId": "o", "name": "Sales", "parentNodeId": "p", "code": "sales"},
    ),
    Row("get_node_by_id", ("..",), field="nodeById", variables={"id": ".."}, safe=True),
    Row("get_node_by_code", ("o", "c"), field="nodeByCode", variables={"orgId": "o", "code": "c"}, safe=True),
    Row("root_node", ("o",), field="rootNode", variables={"orgId": "o"}, safe=True),
    Row("is_root_node", ("o", "n"), field="isRootNode", variables={"orgId": "o", "nodeId": "n"}, safe=True),
    Row("list_children", ("n",), field="childrenNodes", variables={"nodeId": "n"}, safe=True),
    Row("search_nodes", ("sal",), field="searchNodes", variables={"keyword": "sal"}, safe=True),
    Row("update_node", ("n",), field="updateNode", variables={"id": "n"}),
    Row(
        "update_node",
        ("n", "Sale", "sale", ""),
        field="updateNode",
        variables={"id": "n", "name": "Sale", "code": "sale", "description": ""},
    ),
    *[
        Row(
            "move_node",
            ("o", "n", "t", *treeify),
            field="moveNode",
            variables={"orgId": "o", "nodeId": "n", "targetParentId": "t"},
        )
        for treeify in ((), (True,))
    ],
    Row("delete_node", ("o", "n"), field="deleteNode", variables={"orgId": "o", "nodeId": "n"}),
    Row("list_roles", ("n",), field="nodeById", variables={"id": "n"}, safe=True),
    Row("list_roles", ("n", "ns"), field="nodeById", variables={"id": "n", "namespace": "ns"}, safe=True),
    Row("add_roles", ("n", ["r"]), field="assignRole", variables={"nodeCodes": ["n"], "roleCodes": ["r"]}),
    Row(
        "add_roles",
        ("n", ("r", "s"), "ns"),
        field="assignRole",
        variables={"nodeCodes": ["n"], "roleCodes": ["r", "s"], "namespace": "ns"},
    ),
    Row(
        "remove_roles",
        ("n", ["r"], "ns"),
        field="revokeRole",
        variables={"nodeCodes": ["n"], "roleCodes": ["r"], "namespace": "ns"},
    ),
    Row("list_authorized_resources", ("n",), field="nodeById", variables={"id": "n"}, safe=True),
    Row(
        "list_authorized_resources",
        ("n", "ns", "DATA"),
        field="nodeById",
        variables={"id": "n", "namespace": "ns", "resourceType": "DATA"},
        safe=True,
    ),
    Row(
        "list_authorized_resources_by_code",
        ("o", "c", "ns", ResourceType.MENU),
        field="nodeByCode",
        variables={"orgId": "o", "code": "c", "namespace": "ns", "resourceType": "MENU"},
        safe=True,
    ),
    Row("list_members", ("n",), field="nodeById", variables={"id": "n", "page": 1, "limit": 10}, safe=True),
    Row(
        "list_members",
        ("n", 2, 5, True),
        field="nodeById",
        variables={"id": "n", "page": 2, "limit": 5, "includeChildrenNodes": True},
        safe=True,
    ),
    Row("iterate_members", ("n",), field="nodeById", variables={"id": "n", "page": 1, "limit": 50}, safe=True),
    Row(
        "iterate_members",
        ("n",),
        {"include_children_nodes": True, "limit": 5},
        field="nodeById",
        variables={"id": "n", "page": 1, "limit": 5, "includeChildrenNodes": True},
        safe=True,
    ),
    Row("add_members", ("n", ["u"]), field="addMember", variables={"nodeId": "n", "userIds": ["u"]}),
    Row(
        "add_members",
        ("n", ["u"]),
        {"is_leader": False},
        field="addMember",
        variables={"nodeId": "n", "userIds": ["u"], "isLeader": False},
    ),
    Row("delete_members", ("n", ["u"]), field="removeMember", variables={"nodeId": "n", "userIds": ["u"]}),
    Row(
        "move_members",
        (["u"], "to", "from"),
        field="moveMembers",
        variables={"userIds": ["u"], "targetNodeId": "to", "sourceNodeId": "from"},
    ),
    Row("set_main_department", ("u", "n"), field="setMainDepartment", variables={"userId": "u", "departmentId": "n"}),
    Row("set_main_department", ("u", None), field="setMainDepartment", variables={"userId": "u"}),
    *[
        Row("import_by_json", (tree,), path=f"{ORGS}/import", body={"filetype": "json", "file": tree})
        for tree in (TREE, '{"name": "Acme"}')
    ],
    Row("export_all", method="GET", path=f"{ORGS}/export", safe=True),
    Row("export_by_org_id", ("o",), method="GET", path=f"{ORGS}/export", params={"org_id": "o"}, safe=True),
    *[
        Row("start_sync", (provider,), path=f"/connections/enterprise/{name}/start-sync", body={})
        for provider, name in ((SyncProvider.DINGTALK, "dingtalk"), ("wechatwork", "wechatwork"))
    ],
    Row("start_sync", ("ad", "c"), path="/api/v2/ad/sync", body={"connectionId": "c"}),
]

OF_USERS = [
    Row("list_org", ("a/b",), method="GET", path="/api/v2/users/a%2Fb/orgs", safe=True),
    Row("list_department", ("u",), field="user", variables={"id": "u"}, safe=True),
    Row("list_department", ("u",), {"org_id": "o"}, field="user", variables={"id": "u", "orgId": "o"}, safe=True),
]

BLOCKING = ManagementClient(user_pool_id="pool", secret="secret", host="http://idp.test")
AWAITED = AsyncManagementClient(user_pool_id="pool", secret="secret", host="http://idp.test")
CASES = [("org", row) for row in TABLE] + [("users", row) for row in OF_USERS]


@pytest.mark.parametrize("client", [BLOCKING, AWAITED], ids=["blocking", "awaited"])
@pytest.mark.parametrize(("part", "row"), CASES, ids=[shown(row) for _, row in CASES])
def test_what_is_sent(client: Any, part: str, row: Row) -> None:
    check(sent(getattr(getattr(client, part), row.name), row), row)


def test_the_page_that_is_asked_for_follows_the_count() -> None:
    flow = iter(describe(BLOCKING.org.get_all_orgs, 2, 5))
    next(flow)
    second = flow.send(7)
    assert (second.method, second.path, second.params) == ("GET", ORGS, {"page": 2, "limit": 5})
    with pytest.raises(StopIteration) as end:
        flow.send([])
    assert (end.value.value.total_count, list(end.value.value.list)) == (7, [])


@pytest.mark.parametrize(("owner", "table"), [(Organisations, TABLE), (Departments, OF_USERS)])
def test_every_operation_and_every_argument_has_a_row(owner: type[Any], table: list[Row]) -> None:
    assert rows_that_miss(owner, table) == set()
    assert unused_arguments(owner, table) == set()


NO_TEXTS: list[Any] = [[], "abc", None, [""], [None], {"a": "b"}]
NO_ID: list[Any] = ["", None, 5, ["a"]]
NO_PAGE: list[Any] = [0, "1", 1.5, False]
FIRST_IS_AN_ID = {
    "find_by_id": (),
    "delete_by_id": (),
    "get_org_by_tenant_id": (),
    "create": (),
    "create_org": (),
    "add_node": ("Sales", "p"),
    "create_node": ("o", "p"),
    "get_node_by_id": (),
    "get_node_by_code": ("c",),
    "root_node": (),
    "is_root_node": ("n",),
    "list_children": (),
    "search_nodes": (),
    "update_node": (),
    "move_node": ("n", "t"),
    "delete_node": ("n",),
    "list_roles": (),
    "add_roles": (["r"],),
    "remove_roles": (["r"],),
    "list_authorized_resources": (),
    "list_authorized_resources_by_code": ("c",),
    "list_members": (),
    "iterate_members": (),
    "add_members": (["u"],),
    "delete_members": (["u"],),
    "set_main_department": ("n",),
    "export_by_org_id": (),
}

REFUSED: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = [
    *[(name, (bad, *others), {}) for name, others in FIRST_IS_AN_ID.items() for bad in NO_ID],
    *[(name, (page,), {}) for page in [*NO_PAGE, None] for name in ("list", "get_all_orgs")],
    *[(name, (1, limit), {}) for limit in [*NO_PAGE, None] for name in ("list", "get_all_orgs")],
    *[(name, (), {"limit": limit}) for limit in NO_PAGE for name in ("iterate", "iterate_all_orgs")],
    *[("iterate_members", ("n",), {"limit": limit}) for limit in NO_PAGE],
    *[("list_members", ("n", *pages), {}) for bad in NO_PAGE for pages in ((bad,), (1, bad))],
    *[(name, ("n", bad), {}) for bad in NO_TEXTS for name in ("add_roles", "remove_roles", "add_members", "delete_members")],
    *[("move_members", (bad, "to", "from"), {}) for bad in NO_TEXTS],
    *[("move_members", (["u"], *ids), {}) for bad in NO_ID for ids in ((bad, "from"), ("to", bad))],
    *[("add_node", ("o", bad, "p"), {}) for bad in NO_ID],
    *[("add_node", ("o", "Sales", bad), {}) for bad in ("", 5)],
    *[("add_node", ("o", "Sales", "p"), {"order": bad}) for bad in ("1", 1.5, True)],
    *[("create_node", ("Sales", *ids), {}) for bad in NO_ID for ids in ((bad, "p"), ("o", bad))],
    *[(name, ("o", bad), {}) for bad in NO_ID for name in ("is_root_node", "delete_node", "get_node_by_code")],
    *[("move_node", ("o", *ids), {}) for bad in NO_ID for ids in ((bad, "t"), ("n", bad))],
    *[("list_authorized_resources_by_code", ("o", bad), {}) for bad in NO_ID],
    ("list_authorized_resources", ("n", None, "NONE"), {}),
    ("list_authorized_resources_by_code", ("o", "c", None, "data"), {}),
    *[("set_main_department", ("u", bad), {}) for bad in ("", 5)],
    *[("import_by_json", (bad,), {}) for bad in ("", None, 5, ["a"], b"{}")],
    *[("start_sync", args, {}) for args in (("lark",), ("",), (None,), ("ad",), ("ad", ""), ("dingtalk", "c"))],
]  # fmt: skip


@pytest.mark.parametrize(("name", "args", "kwargs"), REFUSED, ids=[f"{case[0]}{case[1]!r}"[:60] for case in REFUSED])
def test_what_is_refused_before_anything_is_sent(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    with pytest.raises(ArgumentError):
        list(describe(getattr(BLOCKING.org, name), *args, **kwargs))


@pytest.mark.parametrize("user_id", ["", ".", "..", None, 5])
def test_what_is_no_user_is_refused(user_id: Any) -> None:
    with pytest.raises(ArgumentError):
        describe(BLOCKING.users.list_org, user_id)
    if user_id not in (".", ".."):
        with pytest.raises(ArgumentError):
            describe(BLOCKING.users.list_department, user_id)
