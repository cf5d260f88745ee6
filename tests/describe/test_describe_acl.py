"""What the operations of `client.acl` about namespaces, resources and permissions send."""

from __future__ import annotations

from typing import Any

import pytest
from described import Row, check, rows_that_miss, sent, shown, unused_arguments

from authing import ArgumentError, AsyncManagementClient, ManagementClient
from authing.core.binding import describe
from authing.v2.management.acl.grants import Grants
from authing.v2.management.acl.namespaces import Namespaces
from authing.v2.management.acl.resources import Resources
from authing.v2.models import AuthorizedTarget, ResourceAction, ResourceType, TargetType

NAMESPACES = "/api/v2/resource-namespace/pool"
RESOURCES = "/api/v2/resources"
ACTIONS = [{"name": "books:read", "description": "Read"}, {"name": "books:write"}]
BOOKS = {"namespace": "ns", "code": "books", "type": "DATA", "actions": ACTIONS}
PAGE: dict[str, Any] = {"namespace": "ns", "page": 1, "limit": 10}
FILTERED: dict[str, Any] = {"namespace": "ns", "type": "API", "page": 2, "limit": 5}
WHO = {"targetType": "USER", "targetIdentifier": "u"}
BUNDLE = {
    "targetType": "ROLE",
    "targetIdentifiers": ["r", "s"],
    "resources": [{"code": "books:1", "actions": ["books:read"], "resourceType": "DATA"}, {"code": "menu"}],
}
ASKED = {"userId": "u", "action": "books:read", "resource": "books:1"}

TABLE = [
    Row("create_namespace", ("ns", "Name"), path=NAMESPACES, body={"code": "ns", "name": "Name"}),
    Row(
        "create_namespace",
        ("ns", "Name", ""),
        path=NAMESPACES,
        body={"code": "ns", "name": "Name", "description": ""},
    ),
    Row("list_namespaces", method="GET", path=NAMESPACES, params={"page": 1, "limit": 10}, safe=True),
    Row("list_namespaces", (2, 5), method="GET", path=NAMESPACES, params={"page": 2, "limit": 5}, safe=True),
    Row("iterate_namespaces", method="GET", path=NAMESPACES, params={"page": 1, "limit": 50}, safe=True),
    Row(
        "iterate_namespaces", (), {"limit": 3}, method="GET", path=NAMESPACES, params={"page": 1, "limit": 3}, safe=True
    ),
    Row("update_namespace", (7, "Name"), method="PUT", path=f"{NAMESPACES}/7", body={"name": "Name"}, safe=True),
    Row(
        "update_namespace",
        ("7", None, "code", "words"),
        method="PUT",
        path=f"{NAMESPACES}/7",
        body={"code": "code", "description": "words"},
        safe=True,
    ),
    Row(
        "update_namespace_by_code",
        ("n/s", "Name", "new", ""),
        method="PUT",
        path=f"{NAMESPACES}/code/n%2Fs",
        body={"code": "new", "name": "Name", "description": ""},
        safe=True,
    ),
    Row("delete_namespace", (7,), method="DELETE", path=f"{NAMESPACES}/7", safe=True),
    Row("delete_namespace_by_code", ("ns",), method="DELETE", path=f"{NAMESPACES}/code/ns", safe=True),
    Row("create_resource", ("ns", "books", "DATA", ACTIONS), path=RESOURCES, body=BOOKS),
    Row(
        "create_resource",
        ("ns", "books", ResourceType.API, [ResourceAction.of(ACTIONS[0])], "words", "/books"),
        path=RESOURCES,
        body={**BOOKS, "type": "API", "actions": ACTIONS[:1], "description": "words", "apiIdentifier": "/books"},
    ),
    Row("create_resource", ("ns", "books", "UI", []), path=RESOURCES, body={**BOOKS, "type": "UI", "actions": []}),
    Row(
        "create_resources",
        ([BOOKS, {**BOOKS, "code": "m", "type": ResourceType.MENU, "description": None}],),
        path=f"{RESOURCES}/bulk",
        body={"bulk": [BOOKS, {**BOOKS, "code": "m", "type": "MENU"}]},
    ),
    Row("update_resource", ("ns", "books"), path=f"{RESOURCES}/books", body={"namespace": "ns"}),
    Row(
        "update_resource",
        ("ns", "books:1/2", "API", ACTIONS, "", "/books"),
        path=f"{RESOURCES}/books%3A1%2F2",
        body={"namespace": "ns", "type": "API", "actions": ACTIONS, "description": "", "apiIdentifier": "/books"},
    ),
    Row("list_resources", ("ns",), method="GET", path=RESOURCES, params=PAGE, safe=True),
    Row("list_resources", ("ns", ResourceType.API, 2, 5), method="GET", path=RESOURCES, params=FILTERED, safe=True),
    Row("get_resources", ("ns", "API", 2, 5), method="GET", path=RESOURCES, params=FILTERED, safe=True),
    Row(
        "iterate_resources",
        ("ns",),
        {"resource_type": "API", "limit": 5},
        method="GET",
        path=RESOURCES,
        params={**FILTERED, "page": 1},
        safe=True,
    ),
    Row("get_resource_by_id", ("..",), method="GET", path=f"{RESOURCES}/detail", params={"id": ".."}, safe=True),
    Row(
        "get_resource_by_code",
        ("ns", "books"),
        method="GET",
        path=f"{RESOURCES}/detail",
        params={"namespace": "ns", "code": "books"},
        safe=True,
    ),
    Row(
        "delete_resource",
        ("ns", "books"),
        method="DELETE",
        path=f"{RESOURCES}/books",
        params={"namespace": "ns"},
        safe=True,
    ),
    Row(
        "allow",
        ("books:1", "books:read", None, "r"),
        field="allow",
        variables={"resource": "books:1", "action": "books:read", "roleCode": "r"},
    ),
    Row(
        "allow",
        ("*", "*", "ns"),
        {"user_id": "u"},
        field="allow",
        variables={"resource": "*", "action": "*", "namespace": "ns", "userId": "u"},
    ),
    Row(
        "allow",
        ("books:*", "read", "ns", "r", "u"),
        field="allow",
        variables={"resource": "books:*", "action": "read", "namespace": "ns", "roleCode": "r", "userId": "u"},
    ),
    Row("is_allowed", ("u", "books:read", "books:1", None), field="isActionAllowed", variables=ASKED, safe=True),
    Row(
        "is_allowed",
        ("u", "books:read", "books:1", "ns"),
        field="isActionAllowed",
        variables={**ASKED, "namespace": "ns"},
        safe=True,
    ),
    Row(
        "is_allowed",
        ("u", "books:read", "books:1", "ns"),
        {"tenant_id": "t"},
        path="/api/v2/acl/is-allowed",
        body={**ASKED, "namespace": "ns", "tenantId": "t"},
        safe=True,
    ),
    Row("list_authorized_resources", ("ns", "USER", "u"), field="authorizedResources", variables={**WHO, "namespace": "ns"}, safe=True),
    Row(
        "list_authorized_resources",
        (None, TargetType.USER, "u", "BUTTON"),
        field="authorizedResources",
        variables={**WHO, "resourceType": "BUTTON"},
        safe=True,
    ),
    Row(
        "list_authorized_resources_batch",
        ("ns", [WHO]),
        path="/api/v2/acl/list-authorized-resources-batch",
        body={"namespace": "ns", "targets": [WHO]},
        safe=True,
    ),
    Row(
        "list_authorized_resources_batch",
        ("ns", [{**WHO, "targetType": TargetType.GROUP}], ResourceType.DATA),
        {"tenant_id": "t"},
        path="/api/v2/acl/list-authorized-resources-batch",
        body={"namespace": "ns", "targets": [{**WHO, "targetType": "GROUP"}], "resourceType": "DATA", "tenantId": "t"},
        safe=True,
    ),
    Row(
        "authorize_resource",
        ("ns", "books:1", [{**WHO, "actions": ("books:read",)}, {**WHO, "actions": None}, AuthorizedTarget.of(WHO)]),
        field="authorizeResource",
        variables={"namespace": "ns", "resource": "books:1", "opts": [{**WHO, "actions": ["books:read"]}, WHO, WHO]},
    ),
    Row(
        "authorize_resource",
        ("ns", "menu", [WHO]),
        {"resource_type": "MENU"},
        field="authorizeResource",
        variables={"namespace": "ns", "resource": "menu", "opts": [WHO], "resourceType": "MENU"},
    ),
    Row(
        "authorize_resources",
        ("ns", [BUNDLE]),
        path="/api/v2/acl/authorize-resources",
        body={"namespace": "ns", "opts": [BUNDLE]},
    ),
    Row(
        "authorize_resources",
        ("ns", [{**BUNDLE, "targetType": TargetType.ROLE}]),
        {"tenant_id": "t"},
        path="/api/v2/acl/authorize-resources",
        body={"namespace": "ns", "opts": [BUNDLE], "tenantId": "t"},
    ),
    Row(
        "revoke_resource",
        ("ns", "books", [WHO]),
        path="/api/v2/acl/revoke-resource",
        body={"namespace": "ns", "resource": "books", "opts": [WHO]},
    ),
    Row(
        "revoke_resources",
        ("ns", [BUNDLE]),
        {"tenant_id": "t"},
        path="/api/v2/acl/revoke-resources",
        body={"namespace": "ns", "opts": [BUNDLE], "tenantId": "t"},
    ),
    Row(
        "get_authorized_targets",
        ("ns", "DATA", "books:1"),
        field="authorizedTargets",
        variables={"namespace": "ns", "resourceType": "DATA", "resource": "books:1"},
        safe=True,
    ),
    Row(
        "get_authorized_targets",
        ("ns", ResourceType.DATA, "books:1", {"op": "OR", "list": ("read", "write")}, "ORG"),
        field="authorizedTargets",
        variables={
            "namespace": "ns",
            "resourceType": "DATA",
            "resource": "books:1",
            "actions": {"op": "OR", "list": ["read", "write"]},
            "targetType": "ORG",
        },
        safe=True,
    ),
    Row(
        "get_policies_assignments_condition",
        ("ns", "p", "ROLE"),
        method="GET",
        path="/api/v2/policies/assignments/by-target",
        params={"namespace": "ns", "policy_code": "p", "target_type": "ROLE"},
        safe=True,
    ),
]  # fmt: skip

BLOCKING = ManagementClient(user_pool_id="pool", secret="secret", host="http://idp.test")
AWAITED = AsyncManagementClient(user_pool_id="pool", secret="secret", host="http://idp.test")
acl: Any = BLOCKING.acl


@pytest.mark.parametrize("client", [BLOCKING, AWAITED], ids=["blocking", "awaited"])
@pytest.mark.parametrize("row", TABLE, ids=shown)
def test_what_is_sent(client: Any, row: Row) -> None:
    check(sent(getattr(client.acl, row.name), row), row)


@pytest.mark.parametrize("owner", [Namespaces, Resources, Grants])
def test_every_operation_has_a_row(owner: type[Any]) -> None:
    assert rows_that_miss(owner, TABLE) == set()


@pytest.mark.parametrize("owner", [Namespaces, Resources, Grants])
def test_every_argument_is_in_a_row(owner: type[Any]) -> None:
    own = [row for row in TABLE if hasattr(owner, row.name)]
    assert unused_arguments(owner, own) == set()


def test_the_callers_lists_are_left_as_they_are() -> None:
    bundle = {**BUNDLE, "resources": [{"code": "books:1", "actions": ("books:read",), "resourceType": None}]}
    target = {**WHO, "actions": None}
    sent(acl.authorize_resources, Row("", ("ns", [bundle])))
    sent(acl.authorize_resource, Row("", ("ns", "books:1", [target])))
    assert bundle["resources"] == [{"code": "books:1", "actions": ("books:read",), "resourceType": None}]
    assert target == {**WHO, "actions": None}


NO_TEXT: list[Any] = ["", None, 5, ["a"], b"ns"]
NO_PAGE: list[Any] = [0, -1, "1", 1.5, False, None]
NO_ID: list[Any] = ["", None, "abc", "-7", -7, 1.5, True, [7], "code/ns", ".."]
NO_TYPE: list[Any] = ["", "data", "FILE", 5, ["DATA"]]
NO_TARGET: list[Any] = ["", "user", "NODE", 5, ["USER"]]
NO_ACTIONS: list[Any] = [
    "abc",
    5,
    ["read"],
    [{}],
    [{"name": ""}],
    [{"name": 5}],
    [{"description": "Read"}],
    {"name": "r"},
]
NO_OPTS: list[Any] = [
    [], None, "abc", WHO, ["u"], [None], [{}], [{"targetType": "USER"}], [{"targetIdentifier": "u"}],
    [{**WHO, "targetType": "user"}], [{**WHO, "targetIdentifier": ""}], [{**WHO, "targetIdentifier": 5}],
]  # fmt: skip
NO_BUNDLES: list[Any] = [
    [], None, "abc", BUNDLE, [{}], [{**BUNDLE, "targetType": "NOBODY"}], [{**BUNDLE, "targetIdentifiers": []}],
    [{**BUNDLE, "targetIdentifiers": "r"}], [{**BUNDLE, "resources": []}], [{**BUNDLE, "resources": ["books:1"]}],
    [{**BUNDLE, "resources": [{"actions": ["read"]}]}], [{**BUNDLE, "resources": [{"code": "b", "actions": "read"}]}],
    [{**BUNDLE, "resources": [{"code": "b", "resourceType": "FILE"}]}],
]  # fmt: skip
NO_RESOURCES: list[Any] = [[], None, BOOKS, "abc", [{}], [{**BOOKS, "type": "FILE"}], [{**BOOKS, "code": ""}]]
NO_QUESTION: list[Any] = [
    "AND",
    [],
    {},
    {"op": "AND"},
    {"op": "XOR", "list": ["r"]},
    {"op": "AND", "list": []},
    {"op": "OR", "list": "r"},
]
NO_RESOURCE: list[Any] = [*NO_TEXT, "books", "books:", ":1", ":", "books*"]

REFUSED: list[tuple[str, tuple[Any, ...]]] = [
    *[("create_namespace", (code, "Name")) for code in NO_TEXT],
    *[("create_namespace", ("ns", name)) for name in NO_TEXT],
    *[("create_namespace", ("ns", "Name", 5))],
    *[("list_namespaces", (page,)) for page in NO_PAGE],
    *[("list_namespaces", (1, limit)) for limit in NO_PAGE],
    *[(name, (which,)) for which in NO_ID for name in ("update_namespace", "delete_namespace")],
    *[("update_namespace", (7, "")), ("update_namespace", (7, None, "")), ("update_namespace", (7, 5))],
    *[(name, (code,)) for code in [*NO_TEXT, "..", "."] for name in ("update_namespace_by_code", "delete_namespace_by_code")],
    *[("create_resource", (where, "books", "DATA", ACTIONS)) for where in NO_TEXT],
    *[("create_resource", ("ns", code, "DATA", ACTIONS)) for code in NO_TEXT],
    *[("create_resource", ("ns", "books", kind, ACTIONS)) for kind in [*NO_TYPE, None]],
    *[("create_resource", ("ns", "books", "DATA", actions)) for actions in [*NO_ACTIONS, None]],
    *[("create_resources", (resources,)) for resources in NO_RESOURCES],
    *[("update_resource", (where, "books")) for where in NO_TEXT],
    *[(name, ("ns", code)) for code in NO_TEXT for name in ("update_resource", "delete_resource", "get_resource_by_code")],
    *[(name, ("ns", code)) for code in (".", "..") for name in ("update_resource", "delete_resource")],
    *[("update_resource", ("ns", "books", kind)) for kind in NO_TYPE],
    *[("update_resource", ("ns", "books", None, actions)) for actions in NO_ACTIONS],
    *[(name, (where,)) for where in NO_TEXT for name in ("list_resources", "get_resources", "iterate_resources")],
    *[(name, ("ns", kind)) for kind in NO_TYPE for name in ("list_resources", "get_resources")],
    *[("list_resources", ("ns", None, page)) for page in NO_PAGE],
    *[("list_resources", ("ns", None, 1, limit)) for limit in NO_PAGE],
    *[("get_resource_by_id", (which,)) for which in NO_TEXT],
    *[(name, (where, "books")) for where in NO_TEXT for name in ("delete_resource", "get_resource_by_code")],
    *[("allow", (resource, "read", "ns", "r")) for resource in NO_RESOURCE],
    *[("allow", ("books:1", action, "ns", "r")) for action in NO_TEXT],
    *[("allow", ("books:1", "read", "ns")), ("allow", ("books:1", "read", "ns", 5)), ("allow", ("books:1", "read", "ns", None, 5))],
    *[("is_allowed", (who, "read", "books:1", "ns")) for who in NO_TEXT],
    *[("is_allowed", ("u", action, "books:1", "ns")) for action in NO_TEXT],
    *[("is_allowed", ("u", "read", resource, "ns")) for resource in NO_TEXT],
    *[("list_authorized_resources", ("ns", kind, "u")) for kind in [*NO_TARGET, None]],
    *[("list_authorized_resources", ("ns", "USER", who)) for who in NO_TEXT],
    *[("list_authorized_resources", ("ns", "USER", "u", kind)) for kind in NO_TYPE],
    *[("list_authorized_resources_batch", (where, [WHO])) for where in NO_TEXT],
    *[("list_authorized_resources_batch", ("ns", targets)) for targets in NO_OPTS],
    *[("list_authorized_resources_batch", ("ns", [WHO], kind)) for kind in NO_TYPE],
    *[(name, (where, "books:1", [WHO])) for where in NO_TEXT for name in ("authorize_resource", "revoke_resource")],
    *[(name, ("ns", resource, [WHO])) for resource in NO_TEXT for name in ("authorize_resource", "revoke_resource")],
    *[(name, ("ns", "books:1", opts)) for opts in NO_OPTS for name in ("authorize_resource", "revoke_resource")],
    *[("authorize_resource", ("ns", "books:1", [{**WHO, "actions": actions}])) for actions in ("read", [], [5])],
    *[(name, (where, [BUNDLE])) for where in NO_TEXT for name in ("authorize_resources", "revoke_resources")],
    *[(name, ("ns", opts)) for opts in NO_BUNDLES for name in ("authorize_resources", "revoke_resources")],
    *[("get_authorized_targets", (where, "DATA", "books:1")) for where in NO_TEXT],
    *[("get_authorized_targets", ("ns", kind, "books:1")) for kind in [*NO_TYPE, None]],
    *[("get_authorized_targets", ("ns", "DATA", resource)) for resource in NO_TEXT],
    *[("get_authorized_targets", ("ns", "DATA", "books:1", actions)) for actions in NO_QUESTION],
    *[("get_authorized_targets", ("ns", "DATA", "books:1", None, kind)) for kind in NO_TARGET],
    *[("get_policies_assignments_condition", (where, "p", "USER")) for where in NO_TEXT],
    *[("get_policies_assignments_condition", ("ns", code, "USER")) for code in NO_TEXT],
    *[("get_policies_assignments_condition", ("ns", "p", kind)) for kind in [*NO_TARGET, None]],
]  # fmt: skip


@pytest.mark.parametrize(("name", "args"), REFUSED, ids=[f"{name}{args!r}"[:70] for name, args in REFUSED])
def test_what_is_refused_before_anything_is_sent(name: str, args: tuple[Any, ...]) -> None:
    with pytest.raises(ArgumentError):
        describe(getattr(acl, name), *args)


@pytest.mark.parametrize(
    ("name", "args", "text"),
    [
        (
            "authorize_resource",
            ("ns", "books:1", [{"target_type": "USER", "targetIdentifier": "u"}]),
            "targetType is missing; there is only target_type, targetIdentifier",
        ),
        ("revoke_resource", ("ns", "books:1", [{}]), "targetType is missing; there is only an empty mapping"),
        (
            "authorize_resources",
            ("ns", [{"targetType": "USER", "targetIdentifiers": ["u"], "resources": [{"name": "books:1"}]}]),
            "code is missing; there is only name",
        ),
        (
            "get_authorized_targets",
            ("ns", "DATA", "books:1", {"op": "AND", "actions": ["read"]}),
            "list is missing; there is only op, actions",
        ),
    ],
)
def test_what_is_missing_is_named(name: str, args: tuple[Any, ...], text: str) -> None:
    with pytest.raises(ArgumentError, match=f"^{text}$"):
        describe(getattr(acl, name), *args)


@pytest.mark.parametrize("tenant", ["", 5])
def test_a_tenant_is_a_text(tenant: Any) -> None:
    with pytest.raises(ArgumentError):
        describe(acl.is_allowed, "u", "read", "books:1", "ns", tenant_id=tenant)
    with pytest.raises(ArgumentError):
        describe(acl.revoke_resources, "ns", [BUNDLE], tenant_id=tenant)
