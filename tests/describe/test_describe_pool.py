"""What every operation about the pool itself sends: settings, white lists, logs, principals, and the client's own."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from described import Row, check, rows_that_miss, sent, shown, unused_arguments

from authing import ArgumentError, AsyncManagementClient, ManagementClient
from authing.core.binding import describe
from authing.v2.management.audit_log import AuditLog
from authing.v2.management.principal_auth import PrincipalAuth
from authing.v2.management.root import Root
from authing.v2.management.statistics import Statistics
from authing.v2.management.user_pool import UserPool
from authing.v2.management.users.sessions import Sessions
from authing.v2.management.white_list import WhiteList
from authing.v2.models.pool import EmailScene, WhiteListType
from authing.v2.models.record import PrincipalType

MOMENT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone(timedelta(hours=8)))
WIRE_MOMENT = "2026-01-01T19:04:05Z"
LATER = MOMENT + timedelta(days=1)
WIRE_LATER = "2026-01-02T19:04:05Z"

ROOT = [
    Row("check_login_status", ("t",), field="checkLoginStatus", variables={"token": "t"}, auth=False, safe=True),
    Row(
        "send_email",
        ("bob@example.com", "VERIFY_EMAIL"),
        field="sendEmail",
        variables={"email": "bob@example.com", "scene": "VERIFY_EMAIL"},
        auth=False,
    ),
    Row(
        "send_email",
        ("bob@example.com", EmailScene.RESET_PASSWORD),
        field="sendEmail",
        variables={"email": "bob@example.com", "scene": "RESET_PASSWORD"},
        auth=False,
    ),
    Row("is_password_valid", ("secret",), path="/api/v2/password/check", body={"password": "secret"}, safe=True),
    Row("is_password_valid", ("",), path="/api/v2/password/check", body={"password": ""}, safe=True),
]
USER_POOL = [
    Row("detail", method="GET", path="/api/v2/userpools/detail", safe=True),
    Row("update", ({"name": "New"},), field="updateUserpool", variables={"input": {"name": "New"}}),
    Row("list_env", method="GET", path="/api/v2/env", safe=True),
    Row("add_env", ("key", "value"), path="/api/v2/env", body={"key": "key", "value": "value"}),
    Row("add_env", ("key", ""), path="/api/v2/env", body={"key": "key", "value": ""}),
    Row("remove_env", ("a/b",), method="DELETE", path="/api/v2/env/a%2Fb", safe=True),
]
WHITE_LIST = [
    Row("list", ("USERNAME",), field="whitelist", variables={"type": "USERNAME"}, safe=True),
    Row("list", (WhiteListType.PHONE,), field="whitelist", variables={"type": "PHONE"}, safe=True),
    Row("list", ("Email",), field="whitelist", variables={"type": "EMAIL"}, safe=True),
    Row("add", ("Phone", ["1"]), field="addWhitelist", variables={"type": "PHONE", "list": ["1"]}),
    Row("remove", ("EMAIL", ("a", "b")), field="removeWhitelist", variables={"type": "EMAIL", "list": ["a", "b"]}),
    Row(
        "enable_white_list",
        ("Email",),
        field="updateUserpool",
        variables={"input": {"whitelist": {"emailEnabled": True}}},
    ),
    Row(
        "disable_white_list",
        (WhiteListType.USERNAME,),
        field="updateUserpool",
        variables={"input": {"whitelist": {"usernameEnabled": False}}},
    ),
]
AUDIT = "/api/v2/analysis/audit"
AUDIT_FILTERS = {
    "clientip": "::1",
    "operation_name[]": ["login", "register"],
    "operator_arn[]": ["arn:cn:authing:pool:user:u"],
    "app_id[]": ["a"],
}
AUDIT_LOG = [
    Row("list_audit_logs", method="GET", path=AUDIT, params={"page": 1, "limit": 10}, safe=True),
    Row(
        "list_audit_logs",
        ("::1", ["login", "register"], ["u"], ["a"], 2, 5),
        method="GET",
        path=AUDIT,
        params={**AUDIT_FILTERS, "page": 2, "limit": 5},
        safe=True,
    ),
    Row("iterate", method="GET", path=AUDIT, params={"page": 1, "limit": 50}, safe=True),
    Row(
        "iterate",
        (),
        {
            "client_ip": "::1",
            "operation_names": ["login", "register"],
            "user_ids": ["u"],
            "app_ids": ["a"],
            "limit": 3,
        },
        method="GET",
        path=AUDIT,
        params={**AUDIT_FILTERS, "page": 1, "limit": 3},
        safe=True,
    ),
]
ACTIONS = "/api/v2/analysis/user-action"
NEWER: dict[str, Any] = {
    "client_ip": "::1",
    "event_type": "login",
    "user_id": "u",
    "app_id": "a",
    "start": MOMENT,
    "end": LATER,
}
NEWER_WIRE = {
    "clientip": "::1",
    "eventType": "login",
    "userId": "u",
    "app_id": "a",
    "start": WIRE_MOMENT,
    "end": WIRE_LATER,
}
STATISTICS = [
    row
    for path, name in ((ACTIONS, "user_actions"), (AUDIT, "audit_logs"))
    for row in (
        Row(f"list_{name}", method="GET", path=path, params={"page": 1, "limit": 10}, safe=True),
        Row(
            f"list_{name}",
            (),
            {**NEWER, "page": 2, "limit": 5},
            method="GET",
            path=path,
            params={**NEWER_WIRE, "page": 2, "limit": 5},
            safe=True,
        ),
        Row(
            f"iterate_{name}",
            (),
            {**NEWER, "limit": 3},
            method="GET",
            path=path,
            params={**NEWER_WIRE, "page": 1, "limit": 3},
            safe=True,
        ),
    )
]
PRINCIPAL = "/api/v2/users/u/management/principal_authentication"
PRINCIPAL_AUTH = [
    Row("detail", ("u",), method="GET", path=PRINCIPAL, safe=True),
    Row(
        "authenticate",
        ("u", "P", "Bob", "110", "6222"),
        path=PRINCIPAL,
        body={"type": "P", "name": "Bob", "idCard": "110", "ext": "6222"},
    ),
    Row(
        "authenticate",
        ("u", PrincipalType.ENTERPRISE, "Bob & Co", "9111", ""),
        path=PRINCIPAL,
        body={"type": "E", "name": "Bob & Co", "idCard": "9111", "ext": ""},
    ),
]
OLDER: dict[str, Any] = {
    "client_ip": "::1",
    "operation_names": ["login"],
    "user_ids": ["u", "v"],
    "app_ids": ["a"],
    "exclude_non_app_records": True,
    "start": MOMENT,
    "end": LATER,
}
OLDER_WIRE = {
    "clientip": "::1",
    "operation_name[]": ["login"],
    "operator_arn[]": ["arn:cn:authing:pool:user:u", "arn:cn:authing:pool:user:v"],
    "app_id[]": ["a"],
    "exclude_non_app_records": 1,
    "start": WIRE_MOMENT,
    "end": WIRE_LATER,
}
SESSIONS = [
    Row("kick", (["u"],), path="/api/v2/users/kick", body={"userIds": ["u"]}),
    Row("logout", ("u",), method="GET", path="/logout", params={"userId": "u"}),
    Row("logout", ("u", "a"), method="GET", path="/logout", params={"userId": "u", "appId": "a"}),
    Row(
        "check_login_status", ("u",), method="GET", path="/api/v2/users/login-status", params={"userId": "u"}, safe=True
    ),
    Row(
        "check_login_status",
        ("u", "a", "d"),
        method="GET",
        path="/api/v2/users/login-status",
        params={"userId": "u", "appId": "a", "deviceId": "d"},
        safe=True,
    ),
    Row(
        "send_first_login_verify_email",
        ("a", "u"),
        field="sendFirstLoginVerifyEmail",
        variables={"userId": "u", "appId": "a"},
    ),
    Row("list_user_actions", method="GET", path=ACTIONS, params={"page": 1, "limit": 10}, safe=True),
    Row(
        "list_user_actions",
        (2, 5, "::1", "login", "arn:cn:authing:pool:user:u"),
        method="GET",
        path=ACTIONS,
        params={
            "page": 2,
            "limit": 5,
            "clientip": "::1",
            "operation_name": "login",
            "operator_arn": "arn:cn:authing:pool:user:u",
        },
        safe=True,
    ),
    Row(
        "list_user_actions",
        (),
        OLDER,
        method="GET",
        path=ACTIONS,
        params={**OLDER_WIRE, "page": 1, "limit": 10},
        safe=True,
    ),
    Row(
        "iterate_user_actions",
        (),
        {**OLDER, "limit": 3},
        method="GET",
        path=ACTIONS,
        params={**OLDER_WIRE, "page": 1, "limit": 3},
        safe=True,
    ),
    Row(
        "get_application_login_user_num",
        ("a",),
        method="GET",
        path="/api/v2/analysis/total-login-count",
        params={"appId": "a"},
        safe=True,
    ),
]

TABLES: dict[str, tuple[type[Any], list[Row]]] = {
    "": (Root, ROOT),
    "user_pool": (UserPool, USER_POOL),
    "white_list": (WhiteList, WHITE_LIST),
    "audit_log": (AuditLog, AUDIT_LOG),
    "statistics": (Statistics, STATISTICS),
    "principal_auth": (PrincipalAuth, PRINCIPAL_AUTH),
    "users": (Sessions, SESSIONS),
}
"""The sub-clients of this page, and what their operations send."""

CLIENTS: list[Any] = [
    ManagementClient(user_pool_id="pool", secret="secret", host="http://idp.test"),
    AsyncManagementClient(user_pool_id="pool", secret="secret", host="http://idp.test"),
]
ROWS = [(name, row) for name, (_, table) in TABLES.items() for row in table]


def sub_client(client: Any, name: str) -> Any:
    return getattr(client, name) if name else client


@pytest.mark.parametrize("client", CLIENTS, ids=["blocking", "awaited"])
@pytest.mark.parametrize(("name", "row"), ROWS, ids=[f"{name}.{shown(row)}" for name, row in ROWS])
def test_what_is_sent(client: Any, name: str, row: Row) -> None:
    bound = sub_client(client, name)
    check(sent(getattr(bound, row.name), row), row)


@pytest.mark.parametrize("name", TABLES)
def test_every_operation_has_a_row_and_every_argument_is_in_one(name: str) -> None:
    owner, table = TABLES[name]
    assert rows_that_miss(owner, table) == set()
    assert unused_arguments(owner, table) == set()


NO_TEXT: list[Any] = ["", None, 5, ["a"], b"text"]
NO_TEXTS: list[Any] = [[], "abc", b"abc", 5, [""], [None], {"a": "b"}]
NO_MOMENT: list[Any] = ["2026-01-01", 5, datetime(2026, 1, 1), MOMENT.date()]  # noqa: DTZ001 - what is refused
NO_PAGE: list[Any] = [0, -1, "1", 1.5, True]
LOGS = [
    ("users", "list_user_actions"),
    ("users", "iterate_user_actions"),
    ("statistics", "list_user_actions"),
    ("statistics", "iterate_user_actions"),
    ("statistics", "list_audit_logs"),
    ("statistics", "iterate_audit_logs"),
]

REFUSED: list[tuple[str, str, tuple[Any, ...], dict[str, Any]]] = [
    *[("", "check_login_status", (token,), {}) for token in NO_TEXT],
    *[("", "send_email", (email, "VERIFY_EMAIL"), {}) for email in NO_TEXT],
    *[("", "send_email", ("bob@example.com", scene), {}) for scene in ("verify_email", *NO_TEXT)],
    *[("", "is_password_valid", (password,), {}) for password in NO_TEXT[1:]],
    *[("user_pool", "update", (updates,), {}) for updates in (None, "name", [("name", "x")], 5)],
    *[("user_pool", "add_env", (key, "value"), {}) for key in NO_TEXT],
    *[("user_pool", "add_env", ("key", value), {}) for value in NO_TEXT[1:]],
    *[("user_pool", "remove_env", (key,), {}) for key in (*NO_TEXT, "..")],
    *[
        ("white_list", name, (kind, ["a"])[: 2 if name in ("add", "remove") else 1], {})
        for name in ("list", "add", "remove", "enable_white_list", "disable_white_list")
        for kind in ("email", "NICKNAME", *NO_TEXT)
    ],
    *[("white_list", name, ("EMAIL", values), {}) for name in ("add", "remove") for values in (*NO_TEXTS, None)],
    *[("audit_log", "list_audit_logs", (), {"page": page}) for page in NO_PAGE],
    *[("audit_log", "list_audit_logs", (), {"limit": limit}) for limit in NO_PAGE],
    *[("audit_log", name, (), {"client_ip": ip}) for name in ("list_audit_logs", "iterate") for ip in ("", 5)],
    *[
        ("audit_log", name, (), {argument: values})
        for name in ("list_audit_logs", "iterate")
        for argument in ("operation_names", "user_ids", "app_ids")
        for values in NO_TEXTS
    ],
    *[(owner, name, (), {"limit": limit}) for owner, name in LOGS for limit in NO_PAGE],
    *[(owner, name, (), {"client_ip": ip}) for owner, name in LOGS for ip in ("", 5)],
    *[(owner, name, (), {edge: moment}) for owner, name in LOGS for edge in ("start", "end") for moment in NO_MOMENT],
    *[
        ("users", name, (), {argument: values})
        for name in ("list_user_actions", "iterate_user_actions")
        for argument in ("operation_names", "user_ids", "app_ids")
        for values in NO_TEXTS
    ],
    *[("statistics", "list_user_actions", (), {name: ""}) for name in ("event_type", "user_id", "app_id")],
    *[("users", "kick", (ids,), {}) for ids in (*NO_TEXTS, None)],
    *[("users", name, (user,), {}) for name in ("logout", "check_login_status") for user in NO_TEXT],
    *[("users", name, ("u", app), {}) for name in ("logout", "check_login_status") for app in ("", 5)],
    *[("users", "check_login_status", ("u", None, device), {}) for device in ("", 5)],
    *[("users", "send_first_login_verify_email", (app, "u"), {}) for app in NO_TEXT],
    *[("users", "send_first_login_verify_email", ("a", user), {}) for user in NO_TEXT],
    *[("users", "get_application_login_user_num", (app,), {}) for app in NO_TEXT],
    *[("principal_auth", "detail", (user,), {}) for user in (*NO_TEXT, "..")],
    *[("principal_auth", "authenticate", (user, "P", "Bob", "110", ""), {}) for user in NO_TEXT],
    *[("principal_auth", "authenticate", ("u", kind, "Bob", "110", ""), {}) for kind in ("X", "p", "", None)],
    *[("principal_auth", "authenticate", ("u", "P", name, "110", ""), {}) for name in NO_TEXT],
    *[("principal_auth", "authenticate", ("u", "P", "Bob", card, ""), {}) for card in NO_TEXT],
    *[("principal_auth", "authenticate", ("u", "P", "Bob", "110", ext), {}) for ext in NO_TEXT[1:]],
]


@pytest.mark.parametrize(
    ("owner", "name", "args", "kwargs"), REFUSED, ids=[f"{each[0]}.{each[1]}{each[2:]!r}"[:80] for each in REFUSED]
)
def test_what_is_refused_before_anything_is_sent(
    owner: str, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> None:
    with pytest.raises(ArgumentError):
        describe(getattr(sub_client(CLIENTS[0], owner), name), *args, **kwargs)
