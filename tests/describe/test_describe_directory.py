"""What the operations of `client.users` send that are about groups, roles, bulk, conditions and accounts elsewhere."""

from __future__ import annotations

from typing import Any

import pytest
from described import Row, check, rows_that_miss, sent, shown, unused_arguments

from authing import ArgumentError, AsyncManagementClient, ManagementClient
from authing.core.binding import describe
from authing.v2.management.users.directory import Directory
from authing.v2.management.users.memberships import Memberships

BATCH = "/api/v2/users/batch"
FILTER = "/api/v2/users/filter"
CONDITION = {"field": "username", "operator": "contains", "value": "bob"}
GITHUB = {"identifier": "github", "ext_idp_id": "e", "is_social": True}
GITHUB_SENT = {"userId": "u", "identifier": "github", "extIdpId": "e", "isSocial": True}

TABLE = [
    Row("batch_read", (["u", "v"],), path=BATCH, body={"ids": ["u", "v"], "type": "id", "withCustomData": False}, safe=True),
    Row("batch_read", ([],), path=BATCH, body={"ids": [], "type": "id", "withCustomData": False}, safe=True),
    Row(
        "batch_read",
        (["a@example.com"],),
        {"query_field": "email", "with_custom_data": True},
        path=BATCH,
        body={"ids": ["a@example.com"], "type": "email", "withCustomData": True},
        safe=True,
    ),
    Row("filter", path=FILTER, body={"page": 1, "limit": 10, "filter": []}, safe=True),
    Row("filter", (2, 5, [CONDITION]), path=FILTER, body={"page": 2, "limit": 5, "filter": [CONDITION]}, safe=True),
    Row("iterate_filtered", path=FILTER, body={"page": 1, "limit": 50, "filter": []}, safe=True),
    Row(
        "iterate_filtered",
        (),
        {"filters": (CONDITION,), "limit": 3},
        path=FILTER,
        body={"page": 1, "limit": 3, "filter": [CONDITION]},
        safe=True,
    ),
    Row("list_archived_users", field="archivedUsers", variables={"page": 1, "limit": 10}, safe=True),
    Row("list_archived_users", (3, 5), field="archivedUsers", variables={"page": 3, "limit": 5}, safe=True),
    Row("iterate_archived_users", field="archivedUsers", variables={"page": 1, "limit": 50}, safe=True),
    Row(
        "iterate_archived_users", (), {"limit": 7}, field="archivedUsers", variables={"page": 1, "limit": 7}, safe=True
    ),
    Row(
        "link_identity",
        ("u",),
        {"user_id_in_idp": "octocat", **GITHUB},
        path="/api/v2/users/identity/link",
        body={**GITHUB_SENT, "userIdInIdp": "octocat"},
    ),
    Row(
        "link_identity",
        ("u",),
        {"user_id_in_idp": "octocat", **GITHUB, "is_social": False, "type": "oidc"},
        path="/api/v2/users/identity/link",
        body={**GITHUB_SENT, "userIdInIdp": "octocat", "isSocial": False, "type": "oidc"},
    ),
    Row("unlink_identity", ("u",), GITHUB, path="/api/v2/users/identity/unlink", body=GITHUB_SENT),
    Row(
        "unlink_identity",
        ("u",),
        {**GITHUB, "type": "oidc"},
        path="/api/v2/users/identity/unlink",
        body={**GITHUB_SENT, "type": "oidc"},
    ),
    Row("resign", ("u",), path="/api/v3/resign-user", body={"userId": "u"}),
    Row("resign_batch", (["u", "v"],), path="/api/v3/resign-user-batch", body={"userIds": ["u", "v"]}),
]  # fmt: skip

MEMBERSHIPS = [
    Row("list_roles", ("u", "ns"), field="user", variables={"id": "u", "namespace": "ns"}, safe=True),
    Row(
        "add_roles",
        ("u", ["r"], "ns"),
        field="assignRole",
        variables={"userIds": ["u"], "roleCodes": ["r"], "namespace": "ns"},
    ),
    Row(
        "remove_roles",
        ("u", ["r"], "ns"),
        field="revokeRole",
        variables={"userIds": ["u"], "roleCodes": ["r"], "namespace": "ns"},
    ),
    Row("list_groups", ("u",), field="user", variables={"id": "u"}, safe=True),
    Row("add_group", ("u", "staff"), field="addUserToGroup", variables={"userIds": ["u"], "code": "staff"}),
    Row("remove_group", ("u", "staff"), field="removeUserFromGroup", variables={"userIds": ["u"], "code": "staff"}),
    Row("has_role", ("u", "r"), method="GET", path="/api/v2/users/u/has-role", params={"code": "r"}, safe=True),
    Row(
        "has_role",
        ("a/b", "r", "ns"),
        method="GET",
        path="/api/v2/users/a%2Fb/has-role",
        params={"code": "r", "namespace": "ns"},
        safe=True,
    ),
]

BLOCKING = ManagementClient(user_pool_id="pool", secret="secret", host="http://idp.test")
AWAITED = AsyncManagementClient(user_pool_id="pool", secret="secret", host="http://idp.test")
users: Any = BLOCKING.users


@pytest.mark.parametrize("client", [BLOCKING, AWAITED], ids=["blocking", "awaited"])
@pytest.mark.parametrize("row", TABLE + MEMBERSHIPS, ids=shown)
def test_what_is_sent(client: Any, row: Row) -> None:
    check(sent(getattr(client.users, row.name), row), row)


@pytest.mark.parametrize(("owner", "table"), [(Directory, TABLE), (Memberships, MEMBERSHIPS)])
def test_every_operation_and_every_argument_has_a_row(owner: type, table: list[Row]) -> None:
    assert rows_that_miss(owner, table) == set()
    assert unused_arguments(owner, table) == set()


NO_TEXT: list[Any] = ["", None, 5, ["a"], b"u"]
NO_TEXTS: list[Any] = ["abc", None, 5, [""], [None], {"a": "b"}]
LINK: dict[str, Any] = {"user_id": "u", "user_id_in_idp": "octocat", **GITHUB}

REFUSED: list[tuple[str, dict[str, Any]]] = [
    *[("batch_read", {"ids": ids}) for ids in [*NO_TEXTS, ["u"] * 81]],
    ("batch_read", {"ids": ["u"], "query_field": "nickname"}),
    *[("filter", {"filters": filters}) for filters in ("x", 5, [5], {"field": "username"})],
    *[(name, {"limit": 0}) for name in ("filter", "iterate_filtered", "list_archived_users", "iterate_archived_users")],
    *[("link_identity", {**LINK, name: value}) for name in ("user_id", "user_id_in_idp", "identifier", "ext_idp_id") for value in NO_TEXT],
    *[("link_identity", {**LINK, "is_social": value}) for value in (None, "yes", 1)],
    ("link_identity", {**LINK, "type": ""}),
    *[("unlink_identity", {"user_id": value, **GITHUB}) for value in NO_TEXT],
    *[("resign", {"user_id": value}) for value in NO_TEXT],
    *[("resign_batch", {"user_ids": value}) for value in [*NO_TEXTS, []]],
    *[(name, {"user_id": value, "group": "staff"}) for name in ("add_group", "remove_group") for value in NO_TEXT],
    *[(name, {"user_id": "u", "group": value}) for name in ("add_group", "remove_group") for value in NO_TEXT],
    *[("list_groups", {"user_id": value}) for value in NO_TEXT],
    *[("has_role", {"user_id": value, "role_code": "r"}) for value in NO_TEXT],
    *[("has_role", {"user_id": "u", "role_code": value}) for value in NO_TEXT],
]  # fmt: skip


@pytest.mark.parametrize(("name", "given"), REFUSED, ids=[f"{name}{given!r}"[:60] for name, given in REFUSED])
def test_what_is_refused_before_anything_is_sent(name: str, given: dict[str, Any]) -> None:
    with pytest.raises(ArgumentError):
        describe(getattr(users, name), **given)
