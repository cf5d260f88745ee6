"""What every operation of `client.users` sends."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest
from described import Row, Sealed, check, public_key, rows_that_miss, sent, shown, unused_arguments

from authing import ArgumentError, AsyncManagementClient, ManagementClient
from authing.core.binding import describe
from authing.core.plan import encoded_json
from authing.v2.compat import OLD_NAMES
from authing.v2.management.users import Users
from authing.v2.management.users.accounts import Accounts
from authing.v2.models.user import User, UserStatus

ID = "5f0c8b2e1d3a4f6b7c8d9e0f"
NAIVE = datetime(2001, 2, 3)  # noqa: DTZ001 - custom data takes it for UTC, all else refuses it
IDENTITY = {"provider": "wechat", "userIdInIdp": "w1"}
BIRTH = datetime(2001, 2, 3, 4, 5, 6, tzinfo=timezone.utc)
EVERY_DEPARTMENT = [{"departmentId": "d1", "includeChildrenDepartments": True}]

TABLE = [
    Row("list", field="users", variables={"page": 1, "limit": 10}, safe=True),
    Row("list", (2, 50), field="users", variables={"page": 2, "limit": 50}, safe=True),
    Row("list", (), {"limit": 1, "page": 9}, field="users", variables={"page": 9, "limit": 1}, safe=True),
    Row("iterate", field="users", variables={"page": 1, "limit": 50}, safe=True),
    Row("list", (2, 50, True), field="users", variables={"page": 2, "limit": 50}, safe=True),
    Row(
        "list",
        (),
        {"exclude_users_in_org": True},
        field="users",
        variables={"page": 1, "limit": 10, "excludeUsersInOrg": True},
        safe=True,
    ),
    Row("iterate", (), {"limit": 7}, field="users", variables={"page": 1, "limit": 7}, safe=True),
    Row(
        "iterate",
        (),
        {"with_custom_data": True, "exclude_users_in_org": True},
        field="users",
        variables={"page": 1, "limit": 50, "excludeUsersInOrg": True},
        safe=True,
    ),
    Row(
        "create",
        ({"username": "bob", "password": "s3cret"},),
        field="createUser",
        variables={"userInfo": {"username": "bob", "password": Sealed("s3cret")}},
    ),
    Row(
        "create",
        ({"email": "bob@example.com"}, True, {"age": 3, "since": BIRTH, "naive": NAIVE}),
        {"reset_password_on_first_login": True, "identity": IDENTITY},
        field="createUser",
        variables={
            "userInfo": {"email": "bob@example.com"},
            "keepPassword": True,
            "params": '[{"key":"age","value":3},{"key":"since","value":"2001-02-03T04:05:06Z"},'
            '{"key":"naive","value":"2001-02-03T00:00:00"}]',
            "resetPasswordOnFirstLogin": True,
            "identity": IDENTITY,
        },
    ),
    Row(
        "create",
        (),
        {"user_info": User.of({"username": "bob", "givenName": "Robert"}), "keep_password": False, "custom_data": {}},
        field="createUser",
        variables={"userInfo": {"username": "bob", "givenName": "Robert"}, "params": "[]"},
    ),
    Row(
        "update",
        (ID, {"nickname": "Bobby", "emailVerified": True}),
        field="updateUser",
        variables={"id": ID, "input": {"nickname": "Bobby", "emailVerified": True}},
    ),
    Row(
        "update",
        (),
        {"user_id": ID, "updates": {"password": "päss\N{KEY}", "email": None}},
        field="updateUser",
        variables={"id": ID, "input": {"password": Sealed("päss\N{KEY}"), "email": None}},
    ),
    Row("update", (ID, {}), field="updateUser", variables={"id": ID, "input": {}}),
    Row("detail", (ID,), method="GET", path=f"/api/v2/users/{ID}", params={"with_custom_data": 0}, safe=True),
    Row(
        "detail",
        (),
        {"user_id": "a/b?c=d#é"},
        method="GET",
        path="/api/v2/users/a%2Fb%3Fc%3Dd%23%C3%A9",
        params={"with_custom_data": 0},
        safe=True,
    ),
    Row("detail", (ID, True), method="GET", path=f"/api/v2/users/{ID}", params={"with_custom_data": 1}, safe=True),
    Row("find", (None, "bob", None, None, True), field="findUser", variables={"username": "bob"}, safe=True),
    Row("find", (), {"identity": IDENTITY}, field="findUser", variables={"identity": IDENTITY}, safe=True),
    Row(
        "find",
        ("b@x",),
        {"identity": IDENTITY, "with_custom_data": True},
        field="findUser",
        variables={"email": "b@x", "identity": IDENTITY},
        safe=True,
    ),
    Row("find", ("bob@example.com",), field="findUser", variables={"email": "bob@example.com"}, safe=True),
    Row("find", (None, "bob"), field="findUser", variables={"username": "bob"}, safe=True),
    Row("find", (None, None, "188"), field="findUser", variables={"phone": "188"}, safe=True),
    Row("find", (None, None, None, "x1"), field="findUser", variables={"externalId": "x1"}, safe=True),
    Row(
        "find",
        (),
        {"email": "b@x", "username": "bob", "phone": "188", "external_id": "x1"},
        field="findUser",
        variables={"email": "b@x", "username": "bob", "phone": "188", "externalId": "x1"},
        safe=True,
    ),
    Row("search", ("bo",), field="searchUser", variables={"query": "bo", "page": 1, "limit": 10}, safe=True),
    Row(
        "search",
        ("bo", 1, 10, None, None, None, True),
        field="searchUser",
        variables={"query": "bo", "page": 1, "limit": 10},
        safe=True,
    ),
    Row("search", ("",), field="searchUser", variables={"query": "", "page": 1, "limit": 10}, safe=True),
    Row(
        "search",
        ("bo", 2, 20, EVERY_DEPARTMENT, [{"code": "g"}], [{"code": "r", "namespace": "n"}]),
        {"fields": ["username", "email"]},
        field="searchUser",
        variables={
            "query": "bo",
            "page": 2,
            "limit": 20,
            "departmentOpts": EVERY_DEPARTMENT,
            "groupOpts": [{"code": "g"}],
            "roleOpts": [{"code": "r", "namespace": "n"}],
            "fields": ["username", "email"],
        },
        safe=True,
    ),
    Row("iterate_found", ("bo",), field="searchUser", variables={"query": "bo", "page": 1, "limit": 50}, safe=True),
    Row(
        "iterate_found",
        ("bo",),
        {
            "department_opts": EVERY_DEPARTMENT,
            "group_opts": [{"code": "g"}],
            "role_opts": [{"code": "r"}],
            "fields": ["email"],
            "with_custom_data": True,
            "limit": 7,
        },
        field="searchUser",
        variables={
            "query": "bo",
            "page": 1,
            "limit": 7,
            "departmentOpts": EVERY_DEPARTMENT,
            "groupOpts": [{"code": "g"}],
            "roleOpts": [{"code": "r"}],
            "fields": ["email"],
        },
        safe=True,
    ),
    Row("batch_get", (["a", "b"],), field="userBatch", variables={"ids": ["a", "b"], "type": "id"}, safe=True),
    Row(
        "batch_get",
        (["x1"], "externalId"),
        field="userBatch",
        variables={"ids": ["x1"], "type": "externalId"},
        safe=True,
    ),
    Row(
        "batch_get",
        (),
        {"identifiers": (str(number) for number in range(80)), "query_field": "username"},
        field="userBatch",
        variables={"ids": [str(number) for number in range(80)], "type": "username"},
        safe=True,
    ),
    Row("batch_get", (["a"], "id", True), field="userBatch", variables={"ids": ["a"], "type": "id"}, safe=True),
    Row("exists", ("bob",), field="isUserExists", variables={"username": "bob"}, safe=True),
    Row("exists", (None, "b@x"), field="isUserExists", variables={"email": "b@x"}, safe=True),
    Row("exists", (None, None, "188"), field="isUserExists", variables={"phone": "188"}, safe=True),
    Row("exists", (), {"external_id": "x1"}, field="isUserExists", variables={"externalId": "x1"}, safe=True),
    Row(
        "exists",
        ("bob", "b@x", "188", "x1"),
        field="isUserExists",
        variables={"username": "bob", "email": "b@x", "phone": "188", "externalId": "x1"},
        safe=True,
    ),
    Row("delete", (ID,), field="deleteUser", variables={"id": ID}),
    Row("delete_many", (["a", "b"],), field="deleteUsers", variables={"ids": ["a", "b"]}),
    Row("delete_many", (), {"user_ids": ("a",)}, field="deleteUsers", variables={"ids": ["a"]}),
    Row("list_roles", (ID,), field="user", variables={"id": ID}, safe=True),
    Row("list_roles", (ID, "ns"), field="user", variables={"id": ID, "namespace": "ns"}, safe=True),
    Row("add_roles", (ID, ["r"]), field="assignRole", variables={"userIds": [ID], "roleCodes": ["r"]}),
    Row(
        "add_roles",
        (ID, ["r", "s"], "ns"),
        field="assignRole",
        variables={"userIds": [ID], "roleCodes": ["r", "s"], "namespace": "ns"},
    ),
    Row("remove_roles", (ID, ["r"]), field="revokeRole", variables={"userIds": [ID], "roleCodes": ["r"]}),
    Row(
        "remove_roles",
        (),
        {"user_id": ID, "roles": ["r"], "namespace": "ns"},
        field="revokeRole",
        variables={"userIds": [ID], "roleCodes": ["r"], "namespace": "ns"},
    ),
    Row("refresh_token", (ID,), field="refreshToken", variables={"id": ID}),
]

BLOCKING = ManagementClient(user_pool_id="pool", secret="secret", host="http://idp.test", enc_public_key=public_key())
AWAITED = AsyncManagementClient(
    user_pool_id="pool", secret="secret", host="http://idp.test", enc_public_key=public_key()
)
users: Any = BLOCKING.users


@pytest.mark.parametrize("client", [BLOCKING, AWAITED], ids=["blocking", "awaited"])
@pytest.mark.parametrize("row", TABLE, ids=shown)
def test_what_is_sent(client: Any, row: Row) -> None:
    if row.name == "batch_get" and "identifiers" in row.kwargs:  # a generator is used up by its first use
        row = row._replace(kwargs={**row.kwargs, "identifiers": (str(number) for number in range(80))})
    check(sent(getattr(client.users, row.name), row), row)


def test_every_operation_has_a_row() -> None:
    assert rows_that_miss(Accounts, TABLE) == OLD_NAMES["management.users.accounts"].methods.keys()


def test_every_argument_is_in_a_row() -> None:
    assert unused_arguments(Users, TABLE) == set()


WITH_CUSTOM_DATA = [
    ("list", (), {"with_custom_data": True}),
    ("iterate", (), {"with_custom_data": True}),
    ("find", ("b@x",), {"with_custom_data": True}),
    ("search", ("bo",), {"with_custom_data": True}),
    ("iterate_found", ("bo",), {"with_custom_data": True}),
    ("batch_get", (["a"],), {"with_custom_data": True}),
    ("create", ({"username": "bob"},), {"custom_data": {"age": 3}}),
]


@pytest.mark.parametrize(("name", "args", "kwargs"), WITH_CUSTOM_DATA, ids=[name for name, _, _ in WITH_CUSTOM_DATA])
def test_custom_data_is_asked_for_only_on_demand(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    asked = "customData { key dataType value label }"
    assert asked in sent(getattr(users, name), Row(name, args, kwargs)).json["query"]
    assert "customData" not in sent(getattr(users, name), Row(name, args)).json["query"]


@pytest.mark.parametrize("identity", ["wechat", 5, ["wechat"]], ids=repr)
def test_an_identity_is_a_mapping(identity: Any) -> None:
    for name, args in (("create", ({"username": "bob"},)), ("find", ("b@x",))):
        with pytest.raises(ArgumentError):
            sent(getattr(users, name), Row(name, args, {"identity": identity}))


def test_iterate_asks_for_page_after_page() -> None:
    book = describe(users.iterate, limit=2)
    pages = [next(iter(book.page(number))).json["variables"] for number in (1, 2, 3)]
    assert pages == [{"page": number, "limit": 2} for number in (1, 2, 3)]


def test_the_callers_mapping_is_left_as_it_is() -> None:
    info = {"username": "bob", "password": "s3cret"}
    sent(users.create, Row("create", (info,)))
    sent(users.update, Row("update", (ID, info)))
    assert info == {"username": "bob", "password": "s3cret"}


def test_enums_and_moments_have_their_wire_form() -> None:
    call = sent(users.update, Row("update", (ID, {"status": UserStatus.SUSPENDED, "tokenExpiredAt": BIRTH})))
    assert b'"input":{"status":"Suspended","tokenExpiredAt":"2001-02-03T04:05:06Z"}' in encoded_json(call.json)


NO_IDS: list[Any] = [[], "abc", b"abc", None, 5, [""], [None], [ID, 5], {"a": "b"}, iter(())]
NO_ID: list[Any] = ["", None, 5, b"abc", ["a"]]
NO_PAGE: list[Any] = [0, -1, "1", 1.0, True, None]
NO_MAPPING: list[Any] = [None, "bob", 5, [("username", "bob")], ["username"]]
NO_OPTS: list[Any] = ["abc", {"code": "g"}, ["g"], [None], 5]

REFUSED: list[tuple[str, tuple[Any, ...]]] = [
    *[("list", (page, 10)) for page in NO_PAGE],
    *[("list", (1, limit)) for limit in NO_PAGE],
    *[("search", ("q", page)) for page in NO_PAGE],
    *[("create", (info,)) for info in NO_MAPPING],
    *[("create", ({"username": "bob"}, False, data)) for data in NO_MAPPING if data is not None],
    *[("create", ({"password": password},)) for password in ("", 5, b"abc", "\ud800", "x" * 246)],
    ("create", ({}, False, {"since": None})),
    ("create", ({}, False, {"odd": object()})),
    ("create", ({}, False, {"odd": float("nan")})),
    ("create", ({}, False, {"odd": "\ud800"})),
    *[("update", (ID, updates)) for updates in NO_MAPPING],
    *[(name, (user_id,)) for user_id in NO_ID for name in ("detail", "delete", "list_roles", "refresh_token")],
    *[(name, (user_id, ["r"])) for user_id in NO_ID for name in ("add_roles", "remove_roles")],
    *[("update", (user_id, {})) for user_id in NO_ID],
    ("detail", (".",)),
    ("detail", ("..",)),
    ("detail", ("\ud800",)),
    ("find", ()),
    ("find", (None, None, None, None)),
    ("find", (5,)),
    ("find", (None, None, None, None, True)),
    ("exists", ()),
    ("exists", (["bob"],)),
    ("search", (None,)),
    ("search", (5,)),
    *[("search", ("q", 1, 10, opts)) for opts in NO_OPTS],
    *[("search", ("q", 1, 10, None, opts)) for opts in NO_OPTS],
    *[("search", ("q", 1, 10, None, None, opts)) for opts in NO_OPTS],
    *[("batch_get", (ids,)) for ids in NO_IDS if ids and isinstance(ids, (list, str, bytes, dict))],
    ("batch_get", ([str(number) for number in range(81)],)),
    ("batch_get", (["a"], "nickname")),
    ("batch_get", (["a"], None)),
    *[("delete_many", (ids,)) for ids in NO_IDS],
    *[("add_roles", (ID, roles)) for roles in NO_IDS],
    *[("remove_roles", (ID, roles)) for roles in NO_IDS],
]  # fmt: skip


@pytest.mark.parametrize(("name", "args"), REFUSED, ids=[shown(Row(name, args)) for name, args in REFUSED])
def test_what_is_refused_before_anything_is_sent(name: str, args: tuple[Any, ...]) -> None:
    with pytest.raises(ArgumentError):
        sent(getattr(users, name), Row(name, args))


@pytest.mark.parametrize("fields", [[], "username", [""], [5], ()], ids=repr)
def test_search_refuses_fields_that_are_no_list_of_texts(fields: Any) -> None:
    with pytest.raises(ArgumentError):
        describe(users.search, "q", fields=fields)


@pytest.mark.parametrize("limit", NO_PAGE, ids=repr)
def test_iterate_refuses_the_limit_when_it_starts(limit: Any) -> None:
    with pytest.raises(ArgumentError):
        next(users.iterate(limit=limit))


@pytest.mark.parametrize(
    "value", [NAIVE, "\ud800", float("inf"), object(), {"deep": [NAIVE]}], ids=["naive", "surrogate", "inf", "object", "deep"]
)  # fmt: skip
def test_what_cannot_be_said_in_json_is_refused(value: Any) -> None:
    for row in (Row("create", ({"birthdate": value},)), Row("update", (ID, {"birthdate": value}))):
        call = sent(getattr(users, row.name), row)
        with pytest.raises(ArgumentError):
            encoded_json(call.json)


def test_a_call_does_not_show_what_it_carries() -> None:
    call = sent(users.create, Row("create", ({"username": "bob", "password": "s3cret"},)))
    assert repr(call) == "<Call POST /graphql/v2 createUser>"
