"""What every operation of `client.applications` sends."""

from __future__ import annotations

from typing import Any

import pytest
from described import Row, check, rows_that_miss, sent, shown, unused_arguments

from authing import ArgumentError, AsyncManagementClient, ManagementClient
from authing.core.binding import describe
from authing.v2.management.applications import Applications
from authing.v2.models import ApplicationType, DefaultStrategy, ResourceType, TargetType

ALL = "/api/v2/applications"
ONE = f"{ALL}/app"
ACCESS = f"{ONE}/authorization"
AGREEMENTS = f"{ONE}/agreements"
PAGE = {"page": 1, "limit": 10}
SECOND = {"page": 2, "limit": 5}
EACH = {"page": 1, "limit": 50}
NS = {"namespace": "app"}
USERS = {"targetType": "USER", "targetIdentifiers": ["u", "v"], "namespace": "app"}
NODE = {"targetType": "ORG", "targetIdentifiers": ["n"], "namespace": "app", "inheritByChildren": True}
ACTIONS = [{"name": "book:read", "description": "Read"}]


def get(name: str, path: str, args: tuple[Any, ...], params: Any = None, **kwargs: Any) -> Row:
    return Row(name, args, kwargs, method="GET", path=path, params=params, safe=True)


def decisions(name: str, what: str) -> list[Row]:
    where = f"{ACCESS}/{what}"
    return [
        Row(name, ("app", "USER", ["u", "v"]), path=where, body=USERS),
        Row(name, ("app", TargetType.ORG, ("n",), True), path=where, body=NODE),
    ]


REGISTRY = [
    get("list", ALL, (), PAGE),
    get("list", ALL, (2, 5), SECOND),
    get("iterate", ALL, (), EACH),
    get("iterate", ALL, (), {"page": 1, "limit": 3}, limit=3),
    Row(
        "create",
        ("Shop", "shop", ["https://shop.test/back"]),
        path=ALL,
        body={"name": "Shop", "identifier": "shop", "redirectUris": ["https://shop.test/back"]},
    ),
    Row(
        "create",
        ("Shop", "shop", (), "https://shop.test/logo.png"),
        path=ALL,
        body={"name": "Shop", "identifier": "shop", "redirectUris": [], "logo": "https://shop.test/logo.png"},
    ),
    Row("delete", ("a/b",), method="DELETE", path=f"{ALL}/a%2Fb", safe=True),
    get("find_by_id", ONE, ("app",)),
    Row("change_application_type", ("app", "Tenant"), path=ONE, body={"appType": "Tenant"}),
    Row("change_application_type", ("app", ApplicationType.BOTH), path=ONE, body={"appType": "BOTH"}),
    Row("refresh_application_secret", ("app",), method="PATCH", path="/api/v2/application/app/refresh-secret"),
    get("active_users", f"{ONE}/active-users", ("app",), PAGE),
    get("active_users", f"{ONE}/active-users", ("app", 2, 5), SECOND),
    get("iterate_active_users", f"{ONE}/active-users", ("app",), EACH),
    get("iterate_active_users", f"{ONE}/active-users", ("app",), {"page": 1, "limit": 3}, limit=3),
    get("application_tenants", "/api/v2/application/app/tenants", ("app",)),
]

AGREED = [
    Row(
        "create_agreement",
        ("app", "Terms"),
        path=AGREEMENTS,
        body={"title": "Terms", "required": True, "lang": "zh-CN"},
    ),
    Row(
        "create_agreement",
        ("app", "Terms", False, "en-US"),
        path=AGREEMENTS,
        body={"title": "Terms", "required": False, "lang": "en-US"},
    ),
    get("list_agreement", AGREEMENTS, ("app",)),
    Row(
        "modify_agreement",
        ("app", 7, "Terms", False, "en-US"),
        method="PUT",
        path=f"{AGREEMENTS}/7",
        body={"title": "Terms", "required": False, "lang": "en-US"},
        safe=True,
    ),
    Row("delete_agreement", ("app", 7), method="DELETE", path=f"{AGREEMENTS}/7", safe=True),
    Row("sort_agreement", ("app", [3, 1, 2]), path=f"{AGREEMENTS}/sort", body={"ids": [3, 1, 2]}),
]

ENTERED = [
    get("get_access_policies", f"{ACCESS}/records", ("app",), PAGE),
    get("get_access_policies", f"{ACCESS}/records", ("app", 2, 5), SECOND),
    get("iterate_access_policies", f"{ACCESS}/records", ("app",), {"page": 1, "limit": 3}, limit=3),
    *decisions("allow_access", "allow"),
    *decisions("deny_access", "deny"),
    *decisions("enable_access_policy", "enable-effect"),
    *decisions("disable_access_policy", "disable-effect"),
    *decisions("delete_access_policy", "revoke"),
    *[
        Row(
            "update_default_access_policy",
            ("app", strategy),
            path=ONE,
            body={"permissionStrategy": {"defaultStrategy": "DENY_ALL"}},
        )
        for strategy in ("DENY_ALL", DefaultStrategy.DENY_ALL)
    ],
]

ROLES = [
    Row("get_roles", ("app", 2, 5), field="roles", variables={**SECOND, **NS}, safe=True),
    Row("iterate_roles", ("app",), {"limit": 3}, field="roles", variables={"page": 1, "limit": 3, **NS}, safe=True),
    Row(
        "create_role",
        ("app", "editor", "Edits", "staff"),
        field="createRole",
        variables={"code": "editor", "description": "Edits", "parent": "staff", **NS},
    ),
    Row("find_role", ("app", "editor"), field="role", variables={"code": "editor", **NS}, safe=True),
    Row(
        "update_role",
        ("app", "editor", "Edits", "writer"),
        field="updateRole",
        variables={"code": "editor", "description": "Edits", "newCode": "writer", **NS},
    ),
    Row("delete_role", ("app", "editor"), field="deleteRole", variables={"code": "editor", **NS}),
    Row("delete_roles", ("app", ["a", "b"]), field="deleteRoles", variables={"codeList": ["a", "b"], **NS}),
    Row(
        "get_users_by_role_code",
        ("app", "editor", 2, 5),
        field="role",
        variables={"code": "editor", **SECOND, **NS},
        safe=True,
    ),
    Row(
        "iterate_users_by_role_code",
        ("app", "editor"),
        {"limit": 3},
        field="role",
        variables={"code": "editor", "page": 1, "limit": 3, **NS},
        safe=True,
    ),
    Row(
        "add_users_to_role",
        ("app", "editor", ["u"]),
        field="assignRole",
        variables={"roleCodes": ["editor"], "userIds": ["u"], **NS},
    ),
    Row(
        "remove_users_from_role",
        ("app", "editor", ["u"]),
        field="revokeRole",
        variables={"roleCodes": ["editor"], "userIds": ["u"], **NS},
    ),
    Row(
        "list_authorized_resources_by_role",
        ("app", "editor", ResourceType.API),
        field="role",
        variables={"code": "editor", "resourceType": "API", **NS},
        safe=True,
    ),
]

RESOURCES = [
    get("list_resources", "/api/v2/resources", ("app",), {**PAGE, **NS}),
    get("list_resources", "/api/v2/resources", ("app", 2, 5, "API"), {**SECOND, **NS, "type": "API"}),
    get(
        "iterate_resources",
        "/api/v2/resources",
        ("app",),
        {"page": 1, "limit": 3, **NS, "type": "API"},
        limit=3,
        resource_type="API",
    ),
    Row(
        "create_resource",
        ("app", "book", ResourceType.DATA, ACTIONS, "Books"),
        path="/api/v2/resources",
        body={"code": "book", "type": "DATA", "actions": ACTIONS, "description": "Books", **NS},
    ),
    Row("update_resource", ("app", "book"), path="/api/v2/resources/book", body=NS),
    Row(
        "update_resource",
        ("app", "book", "DATA", ACTIONS, "Books"),
        path="/api/v2/resources/book",
        body={"type": "DATA", "actions": ACTIONS, "description": "Books", **NS},
    ),
    Row("delete_resource", ("app", "book"), method="DELETE", path="/api/v2/resources/book", params=NS, safe=True),
]

TABLE = [*REGISTRY, *AGREED, *ENTERED, *ROLES, *RESOURCES]

BLOCKING = ManagementClient(user_pool_id="pool", secret="secret", host="http://idp.test")
AWAITED = AsyncManagementClient(user_pool_id="pool", secret="secret", host="http://idp.test")


@pytest.mark.parametrize("client", [BLOCKING, AWAITED], ids=["blocking", "awaited"])
@pytest.mark.parametrize("row", TABLE, ids=shown)
def test_what_is_sent(client: Any, row: Row) -> None:
    check(sent(getattr(client.applications, row.name), row), row)


def test_every_operation_has_a_row() -> None:
    assert rows_that_miss(Applications, TABLE) == set()


def test_every_argument_is_in_a_row() -> None:
    assert unused_arguments(Applications, TABLE) == set()


NO_ID: list[Any] = ["", None, 5, ["app"], b"app"]
NO_PATH: list[Any] = [*NO_ID, ".", ".."]
NO_TEXTS: list[Any] = [[], "abc", b"abc", None, 5, [""], [None], ["a", 5], {"a": "b"}]
NO_PAGE: list[Any] = [0, -1, "1", 1.5, False, None]
NO_NUMBER: list[Any] = [0, -1, "7", 1.5, True, None]
NO_MEMBER: list[Any] = ["", None, "user", 5, ["USER"]]
BY_PATH = [
    "delete",
    "find_by_id",
    "refresh_application_secret",
    "active_users",
    "iterate_active_users",
    "application_tenants",
    "list_agreement",
    "get_access_policies",
    "iterate_access_policies",
]
BY_NAMESPACE = ["get_roles", "iterate_roles", "list_resources", "iterate_resources"]
DECISIONS = ["allow_access", "deny_access", "enable_access_policy", "disable_access_policy", "delete_access_policy"]

REFUSED: list[tuple[str, tuple[Any, ...]]] = [
    *[(name, (app_id,)) for app_id in NO_PATH for name in BY_PATH],
    *[(name, (app_id,)) for app_id in NO_ID for name in BY_NAMESPACE],
    *[(name, (app_id, "code")) for app_id in NO_ID for name in ("create_role", "find_role", "delete_role", "delete_resource")],
    *[("list", (page,)) for page in NO_PAGE],
    *[(name, ("app", 1, limit)) for limit in NO_PAGE for name in ("active_users", "get_access_policies", "get_roles")],
    *[("create", (name, "shop", [])) for name in NO_ID],
    *[("create", ("Shop", name, [])) for name in NO_ID],
    *[("create", ("Shop", "shop", uris)) for uris in NO_TEXTS[1:]],
    ("create", ("Shop", "shop", [], 5)),
    *[("change_application_type", ("app", kind)) for kind in NO_MEMBER],
    *[("update_default_access_policy", ("app", strategy)) for strategy in NO_MEMBER],
    *[(name, ("app", kind, ["u"])) for kind in [*NO_MEMBER, "AK_SK"] for name in DECISIONS],
    *[(name, ("app", "USER", ids)) for ids in NO_TEXTS for name in DECISIONS],
    *[(name, (app_id, "USER", ["u"])) for app_id in NO_PATH for name in DECISIONS],
    *[(name, ("app", "ORG", ["n"], inherit)) for inherit in ("yes", 1, 0) for name in DECISIONS],
    *[("create_agreement", ("app", title)) for title in NO_ID],
    *[("create_agreement", ("app", "Terms", required)) for required in ("yes", None, 1)],
    *[("create_agreement", ("app", "Terms", True, lang)) for lang in NO_ID],
    *[("modify_agreement", ("app", number, "Terms")) for number in NO_NUMBER],
    *[("delete_agreement", ("app", number)) for number in NO_NUMBER],
    *[("sort_agreement", ("app", order)) for order in ([], None, "12", [1, "2"], [0], [True], {1: 2}, 5)],
    *[("delete_roles", ("app", codes)) for codes in NO_TEXTS],
    *[("create_resource", ("app", "book", kind, ACTIONS)) for kind in NO_MEMBER],
    *[("update_resource", ("app", "book", "nonsense"))],
]  # fmt: skip


@pytest.mark.parametrize(("name", "args"), REFUSED, ids=[f"{name}{args!r}"[:60] for name, args in REFUSED])
def test_what_is_refused_before_anything_is_sent(name: str, args: tuple[Any, ...]) -> None:
    applications: Any = BLOCKING.applications
    with pytest.raises(ArgumentError):
        describe(getattr(applications, name), *args)
