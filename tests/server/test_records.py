"""The log: what each operation leaves behind, and how it is filtered."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from raw_client import PASSWORD, RawClient, Refused, code_of

from authing.server import LocalServer

ACTIONS, AUDIT = "/api/v2/analysis/user-action", "/api/v2/analysis/audit"
ROW = {
    "operator_arn",
    "@timestamp",
    "timestamp",
    "userpool_id",
    "app_id",
    "operation_name",
    "operation_desc",
    "clientip",
    "geoip",
    "user_agent",
    "request_id",
    "path",
    "message",
    "result_code",
    "user",
    "app",
}


def log(api: RawClient, path: str = ACTIONS, **params: Any) -> dict[str, Any]:
    answer = api.rest("GET", path, api.management_token, params={"limit": 100, **params})
    assert answer["code"] == 200, answer
    found: dict[str, Any] = answer["data"]
    assert found["totalCount"] >= len(found["list"])
    return found


def names(found: dict[str, Any]) -> list[str]:
    return [row.get("operation_name") or row["eventType"] for row in found["list"]]


def test_what_a_login_leaves_behind(app_api: RawClient) -> None:
    bob = app_api.register(username="bob", profile={"nickname": "Bobby"}, clientIp="10.1.2.3")
    row = log(app_api)["list"][0]
    assert set(row) == ROW
    assert (row["operation_name"], row["operation_desc"], row["message"]) == ("register", "register", "ok")
    assert row["operator_arn"] == bob["arn"]
    assert row["user"] == {
        "id": bob["id"],
        "userPoolId": app_api.pool_id,
        "displayName": "Bobby",
        "photo": bob["photo"],
    }
    assert row["app"] == {"id": app_api.app_id, "name": "Default application"}
    assert (row["clientip"], row["geoip"], row["path"]) == ("10.1.2.3", {"ip": "10.1.2.3"}, "/graphql/v2")
    assert row["user_agent"].startswith("python-requests/")
    assert row["timestamp"] == row["@timestamp"]
    assert len(row["request_id"]) == 16


def test_every_write_of_a_user_leaves_its_name(app_api: RawClient) -> None:
    user = app_api.signed_in()
    app_api.login(username="bob")
    app_api.update(user["token"], None, nickname="Bobby")
    document = "mutation($n: String!, $o: String) { updatePassword(newPassword: $n, oldPassword: $o) { id } }"
    app_api.run(document, user["token"], n=app_api.sealed("another one"), o=app_api.sealed(PASSWORD))
    app_api.run("mutation { refreshToken { token } }", user["token"])
    app_api.me(user["token"])
    app_api.status(user["token"])
    app_api.rest("GET", "/api/v2/logout", user["token"])
    assert names(log(app_api)) == ["logout", "refreshToken", "updatePassword", "updateUserinfo", "login", "register"]
    assert {row["user"]["id"] for row in log(app_api)["list"]} == {user["id"]}
    assert log(app_api, AUDIT)["totalCount"] == 0


def test_every_write_of_a_manager_leaves_its_name(api: RawClient) -> None:
    bob = api.create(username="bob")
    api.update(api.management_token, bob["id"], nickname="Bobby")
    api.manage("mutation($id: String!) { refreshToken(id: $id) { token } }", id=bob["id"])
    api.manage('mutation { addWhitelist(type: EMAIL, list: ["a@b.cd"]) { value } }')
    api.rest("POST", "/api/v2/env", api.management_token, json={"key": "a", "value": "secret value"})
    api.rest("DELETE", "/api/v2/env/a", api.management_token)
    api.rest("POST", "/api/v2/users/kick", api.management_token, json={"userIds": [bob["id"]]})
    api.rest("GET", "/logout", api.management_token, params={"userId": bob["id"]})
    api.manage("mutation($ids: [String!]!) { deleteUsers(ids: $ids) { code } }", ids=[bob["id"]])
    found = log(api, AUDIT)
    assert names(found)[::-1] == [
        "createUser",
        "updateUserinfo",
        "refreshToken",
        "addWhitelist",
        "POST /api/v2/env",
        "DELETE /api/v2/env/{key}",
        "POST /api/v2/users/kick",
        "logout",
        "deleteUsers",
    ]
    assert "secret value" not in str(found)
    assert {row["userId"] for row in found["list"]} == {api.manage("{ userpool { ownerId } }")["ownerId"]}
    assert log(api)["totalCount"] == 0


def test_what_is_refused_leaves_nothing(api: RawClient) -> None:
    api.create(username="bob")
    before = log(api, AUDIT)["totalCount"]
    assert code_of(api.create, username="bob") == 2034
    assert code_of(api.manage, 'mutation { deleteUser(id: "none") { code } }') == 2210
    assert code_of(api.register, username="bob") == 2026
    assert api.rest("DELETE", "/api/v2/env/none", api.management_token)["code"] == 404
    assert (log(api, AUDIT)["totalCount"], log(api)["totalCount"]) == (before, 0)


def test_a_failed_login_is_there_with_its_code(api: RawClient) -> None:
    bob = api.register(username="bob")
    assert code_of(api.login, username="bob", password="not it") == 2333
    assert code_of(api.login, username="nobody") == 2333
    api.update(api.management_token, bob["id"], blocked=True)
    assert code_of(api.login, username="bob") == 2005
    rows = log(api, operation_name="login")["list"]
    assert [(row["result_code"], row["operator_arn"]) for row in rows] == [
        (2005, bob["arn"]),
        (2333, None),
        (2333, bob["arn"]),
    ]
    assert rows[1]["user"] is None
    assert rows[0]["message"] == "the user is locked"


def test_each_field_of_a_document_has_a_line_of_its_own(api: RawClient) -> None:
    api.answer('mutation { a: createRole(code: "a") { code } b: createRole(code: "b") { code } }', api.management_token)
    found = log(api, AUDIT)
    assert names(found) == ["createRole", "createRole"]
    assert len({row["requestId"] for row in found["list"]}) == 1


def test_registering_on_the_way_is_a_registration(api: RawClient) -> None:
    api.login(username="bob", autoRegister=True)
    assert names(log(api)) == ["register"]


def test_a_deleted_user_is_still_in_the_log(api: RawClient) -> None:
    bob = api.register(username="bob")
    api.manage("mutation($id: String!) { deleteUser(id: $id) { code } }", id=bob["id"])
    assert log(api)["list"][0]["user"]["displayName"] == "bob"


def test_filters(app_api: RawClient, api: RawClient) -> None:
    bob = app_api.register(username="bob")
    eve = api.register(username="eve", clientIp="10.0.0.1")
    app_api.login(username="bob")
    everything = {"operation_name": "", "operator_arn": "", "clientip": "", "app_id": "", "start": "", "end": ""}
    assert log(api, **everything)["totalCount"] == 3
    cases: list[tuple[dict[str, Any], list[str]]] = [
        ({"operation_name": "login"}, ["login"]),
        ({"eventType": "register"}, ["register", "register"]),
        ({"operation_name[]": ["login", "register"]}, ["login", "register", "register"]),
        ({"operation_name": "Login"}, []),
        ({"operator_arn": bob["arn"]}, ["login", "register"]),
        ({"operator_arn": f"arn:cn:authing:user:{eve['id']}"}, ["register"]),
        ({"operator_arn[]": [bob["arn"], eve["arn"]], "operation_name": "register"}, ["register", "register"]),
        ({"userId": eve["id"]}, ["register"]),
        ({"clientip": "10.0.0.1"}, ["register"]),
        ({"clientip": "10.0.0"}, []),
        ({"app_id": api.app_id}, ["login", "register"]),
        ({"app_id[]": [api.app_id]}, ["login", "register"]),
        ({"app_id": "f" * 24}, []),
        ({"exclude_non_app_records": "1"}, ["login", "register"]),
        ({"exclude_non_app_records": "0"}, ["login", "register", "register"]),
    ]
    for given, expected in cases:
        assert names(log(api, **given)) == expected, given
    assert log(api, page=2, limit=2)["totalCount"] == 3
    assert names(log(api, page=2, limit=2)) == ["register"]
    assert log(api, page=9)["list"] == []


def test_a_range_of_time(api: RawClient) -> None:
    api.register(username="bob")
    between = datetime.now(timezone.utc)
    api.register(username="eve")

    def displayed(**params: Any) -> list[str]:
        return [row["user"]["displayName"] for row in log(api, **params)["list"]]

    for moment in (
        between.isoformat(),
        between.astimezone(timezone(timedelta(hours=8))).isoformat(),
        between.isoformat().replace("+00:00", "Z"),
    ):
        assert displayed(start=moment) == ["eve"]
        assert displayed(end=moment) == ["bob"]
    milliseconds = int(between.timestamp() * 1000)
    assert displayed(start=str(milliseconds - 60_000), end=str(milliseconds + 60_000)) == ["eve", "bob"]
    assert displayed(start=str(milliseconds + 60_000)) == []
    assert displayed(start=between.isoformat(), end=between.isoformat()) == []


@pytest.mark.parametrize(
    "params",
    [
        {"page": "0"},
        {"limit": "1001"},
        {"limit": "x"},
        {"start": "yesterday"},
        {"end": "9" * 30},
        {"userId": "x" * 25},
        {"operation_name": "a\x00"},
        {"operation_name[]": ["a"] * 1001},
        {"clientip[]": ["::1"]},
    ],
)
def test_filters_that_are_none(api: RawClient, params: dict[str, Any]) -> None:
    for path in (ACTIONS, AUDIT):
        assert api.rest("GET", path, api.management_token, params=params)["code"] == 400


@pytest.mark.parametrize("name", ["clientip", "operation_name", "operator_arn", "app_id", "eventType", "userId"])
@pytest.mark.parametrize("text", ["' OR 1=1 --", "%", "_", '") OR ("', "\\"])
def test_a_filter_is_a_value_and_no_sql(api: RawClient, name: str, text: str) -> None:
    api.register(username="bob")
    for path in (ACTIONS, AUDIT):
        assert log(api, path, **{name: text})["totalCount"] == 0
        if name != "clientip":
            listed: dict[str, Any] = {f"{name}[]": [text]}
            assert log(api, path, **listed)["totalCount"] == 0


def test_another_pool_sees_nothing(api: RawClient, neighbour: RawClient) -> None:
    bob = api.register(username="bob")
    api.create(username="eve")
    for path in (ACTIONS, AUDIT):
        assert log(neighbour, path)["totalCount"] == 0
        assert log(neighbour, path, operator_arn=bob["arn"])["totalCount"] == 0
    neighbour.login(username="neighbour")
    assert names(log(neighbour)) == ["login"]
    assert names(log(api)) == ["register"]


def test_logins_at_once_are_all_in_the_log(api: RawClient, server: LocalServer) -> None:
    api.register(username="bob")
    sealed = api.sealed(PASSWORD)
    document = "mutation($i: LoginByUsernameInput!) { loginByUsername(input: $i) { id } }"
    failures: list[Refused] = []

    def log_in() -> None:
        client = RawClient(server)
        with client.session:
            try:
                client.run(document, i={"username": "bob", "password": sealed})
            except Refused as error:
                failures.append(error)

    threads = [threading.Thread(target=log_in) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert log(api, operation_name="login")["totalCount"] == 8


def test_a_reset_empties_the_log(api: RawClient, server: LocalServer) -> None:
    api.create(username="bob")
    server.reset()
    assert log(api, AUDIT)["totalCount"] == 0
