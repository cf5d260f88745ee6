"""Namespaces and the resources that are described in them, over the wire."""

from __future__ import annotations

from typing import Any

import pytest
from raw_client import RawClient

CREATE_ROLE = "mutation($c: String!, $n: String) { createRole(code: $c, namespace: $n) { id } }"
RESOURCES = "/api/v2/resources"


def spaces(api: RawClient) -> str:
    return f"/api/v2/resource-namespace/{api.pool_id}"


def asked(api: RawClient, method: str, path: str, **options: Any) -> dict[str, Any]:
    return api.rest(method, path, api.management_token, **options)


def done(api: RawClient, method: str, path: str, **options: Any) -> Any:
    answer = asked(api, method, path, **options)
    assert answer["code"] == 200, answer
    return answer["data"]


def code(api: RawClient, method: str, path: str, **options: Any) -> int:
    answer = asked(api, method, path, **options)
    assert answer["data"] is None
    refused: int = answer["code"]
    return refused


def made(api: RawClient, code: str = "shop", **more: Any) -> Any:
    return done(api, "POST", spaces(api), json={"code": code, "name": code.title(), **more})


def test_a_pool_begins_with_its_own_namespaces_and_those_of_its_applications(api: RawClient) -> None:
    found = done(api, "GET", spaces(api))
    assert set(found) == {"total", "list"}
    assert found["total"] == 3
    assert [each["code"] for each in found["list"]] == ["system", "default", api.app_id]
    numbers = [each["id"] for each in found["list"]]
    assert numbers == sorted(numbers)
    assert all(type(number) is int for number in numbers)
    of_application = found["list"][2]
    assert (of_application["appId"], of_application["status"]) == (api.app_id, 1)
    assert of_application["appName"]
    assert found["list"][0] == {
        "id": numbers[0],
        "name": "system",
        "code": "system",
        "description": None,
        "status": 1,
        "appId": None,
        "appName": None,
    }


def test_a_namespace_comes_changes_and_goes(api: RawClient) -> None:
    namespace = made(api, description="Goods")
    assert {**namespace, "id": 0} == {
        "id": 0,
        "name": "Shop",
        "code": "shop",
        "description": "Goods",
        "status": 1,
        "appId": None,
        "appName": None,
    }
    path = f"{spaces(api)}/{namespace['id']}"
    assert done(api, "PUT", path, json={"name": "Store"}) == {**namespace, "name": "Store"}
    assert done(api, "PUT", path, json={"code": "store", "description": ""})["code"] == "store"
    by_code = f"{spaces(api)}/code/store"
    assert done(api, "PUT", by_code, json={"code": "market", "name": "M"})["code"] == "market"
    assert done(api, "GET", spaces(api))["list"][-1] == {
        **namespace, "code": "market", "name": "M", "description": ""
    }  # fmt: skip
    assert done(api, "DELETE", path) is None
    assert done(api, "GET", spaces(api))["total"] == 3


def test_namespaces_come_in_pages_the_oldest_first(api: RawClient) -> None:
    for number in range(3):
        made(api, f"n{number}")
    page = done(api, "GET", spaces(api), params={"page": 2, "limit": 4})
    assert (page["total"], [each["code"] for each in page["list"]]) == (6, ["n1", "n2"])
    assert done(api, "GET", spaces(api), params={"page": 9}) == {"total": 6, "list": []}
    for wrong in ({"page": "0"}, {"limit": "0"}, {"limit": "1001"}, {"page": "x"}, {"page": "-1"}):
        assert code(api, "GET", spaces(api), params=wrong) == 400


@pytest.mark.parametrize("body", [{}, {"code": "x"}, {"name": "X"}, {"code": None, "name": "X"}])
def test_a_namespace_needs_a_code_and_a_name(api: RawClient, body: dict[str, Any]) -> None:
    assert code(api, "POST", spaces(api), json=body) == 2231


@pytest.mark.parametrize(
    "body",
    [
        {"code": "", "name": "X"},
        {"code": "a b", "name": "X"},
        {"code": 5, "name": "X"},
        {"code": "x" * 101, "name": "X"},
        {"code": "x", "name": " "},
        {"code": "x", "name": ["X"]},
        {"code": "x", "name": "X" * 101},
        {"code": "x", "name": "X\x00"},
        {"code": "x", "name": "X", "description": 5},
    ],
)
def test_odd_namespaces(api: RawClient, body: dict[str, Any]) -> None:
    assert code(api, "POST", spaces(api), json=body) == 400
    assert done(api, "GET", spaces(api))["total"] == 3


def test_a_code_is_unique_in_the_pool_only(api: RawClient, neighbour: RawClient) -> None:
    namespace = made(api)
    assert code(api, "POST", spaces(api), json={"code": "shop", "name": "Another"}) == 409
    other = made(api, "other")
    assert code(api, "PUT", f"{spaces(api)}/{other['id']}", json={"code": "shop"}) == 409
    assert done(api, "PUT", f"{spaces(api)}/{namespace['id']}", json={"code": "shop"})["code"] == "shop"
    assert made(neighbour)["id"] != namespace["id"]


@pytest.mark.parametrize("which", ["999999", "0", "abc", "9999999999", "9" * 30, "code/none", "code/%00", "١"])
def test_unknown_namespaces(api: RawClient, which: str) -> None:
    path = f"{spaces(api)}/{which}"
    expected = 400 if "%00" in which else None
    assert code(api, "PUT", path, json={"name": "X"}) == (expected or 3005)
    assert code(api, "DELETE", path) == (expected or 3003)


def test_the_namespaces_that_others_rely_on_stay(api: RawClient) -> None:
    for namespace in done(api, "GET", spaces(api))["list"]:
        for path in (f"{spaces(api)}/{namespace['id']}", f"{spaces(api)}/code/{namespace['code']}"):
            assert code(api, "DELETE", path) == 1001
            assert code(api, "PUT", path, json={"code": "renamed", "name": "Renamed"}) == 1001
        assert done(api, "PUT", path, json={"description": "Mine", "code": namespace["code"]})["description"] == "Mine"
    assert [each["name"] for each in done(api, "GET", spaces(api))["list"]][:2] == ["system", "default"]


def test_with_a_namespace_goes_all_that_is_in_it(api: RawClient) -> None:
    namespace = made(api)
    user = api.create(username="bob")
    api.manage(CREATE_ROLE, c="clerk", n="shop")
    document = 'mutation($u: [String!]) { assignRole(roleCodes: ["clerk"], userIds: $u, namespace: "shop") { code } }'
    api.manage(document, u=[user["id"]])
    done(api, "POST", RESOURCES, json={"code": "books", "type": "DATA", "actions": [], "namespace": "shop"})
    statements = [{"resource": "books:*", "actions": ["*"]}]
    document = (
        'mutation($s: [PolicyStatementInput!]!) { createPolicy(code: "p", statements: $s, namespace: "shop") { code } }'
    )
    api.manage(document, s=statements)
    document = (
        'mutation($u: String) { allow(resource: "books:1", action: "*", userId: $u, namespace: "shop") { code } }'
    )
    api.manage(document, u=user["id"])
    done(api, "DELETE", f"{spaces(api)}/{namespace['id']}")
    assert api.manage('{ role(code: "clerk", namespace: "shop") { id } }') is None
    assert api.manage('{ policy(code: "p", namespace: "shop") { code } }') is None
    assert done(api, "GET", RESOURCES, params={"namespace": "shop"}) == {"totalCount": 0, "list": []}
    made(api)
    assert done(api, "GET", RESOURCES, params={"namespace": "shop"})["totalCount"] == 0


def books(api: RawClient, code: str = "books", **more: Any) -> Any:
    body = {"code": code, "type": "DATA", "actions": [{"name": "books:read", "description": "Read"}], **more}
    return done(api, "POST", RESOURCES, json={"namespace": "default", **body})


def test_a_resource_comes_changes_and_goes(api: RawClient) -> None:
    resource = books(api, description="Printed")
    assert set(resource) == {
        "id", "createdAt", "updatedAt", "userPoolId", "code", "actions", "type", "description", "namespaceId", "apiIdentifier",
    }  # fmt: skip
    assert resource["createdAt"] == resource["updatedAt"]
    assert resource["createdAt"].endswith("Z")
    assert (resource["userPoolId"], resource["code"], resource["type"]) == (api.pool_id, "books", "DATA")
    assert resource["actions"] == [{"name": "books:read", "description": "Read"}]
    changed = done(
        api,
        "POST",
        f"{RESOURCES}/books",
        json={
            "namespace": "default",
            "type": "API",
            "actions": [{"name": "get"}],
            "apiIdentifier": "/books",
            "code": "x",
        },
    )
    assert (changed["type"], changed["apiIdentifier"], changed["description"]) == ("API", "/books", "Printed")
    assert (changed["actions"], changed["code"]) == ([{"name": "get", "description": None}], "books")
    listed = done(api, "GET", RESOURCES, params={"namespace": "default"})
    assert listed == {"totalCount": 1, "list": [{**changed, "namespace": "default"}]}
    for wanted in ({"id": changed["id"]}, {"namespace": "default", "code": "books"}, {"code": "books"}):
        answer = asked(api, "GET", f"{RESOURCES}/detail", params=wanted)
        assert (answer["data"], answer["message"]) == (changed, "")
    assert done(api, "DELETE", f"{RESOURCES}/books", params={"namespace": "default"}) is None
    assert done(api, "GET", f"{RESOURCES}/detail", params={"id": changed["id"]}) is None
    assert done(api, "GET", RESOURCES)["totalCount"] == 0


def test_resources_come_in_pages_and_by_type(api: RawClient) -> None:
    for number, kind in enumerate(("DATA", "API", "MENU", "UI", "BUTTON")):
        books(api, f"r{number}", type=kind)
    page = done(api, "GET", RESOURCES, params={"namespace": "default", "page": 2, "limit": 2})
    assert (page["totalCount"], [each["code"] for each in page["list"]]) == (5, ["r2", "r1"])
    menus = done(api, "GET", RESOURCES, params={"namespace": "default", "type": "MENU"})
    assert (menus["totalCount"], [each["code"] for each in menus["list"]]) == (1, ["r2"])
    assert done(api, "GET", RESOURCES, params={"namespace": "system"})["totalCount"] == 0
    assert done(api, "GET", RESOURCES, params={"namespace": "nowhere"})["totalCount"] == 0
    assert code(api, "GET", RESOURCES, params={"namespace": "default", "type": "FILE"}) == 400
    assert code(api, "GET", RESOURCES, params={"namespace": "default", "limit": "x"}) == 400


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        ({"type": "DATA"}, 2231),
        ({"code": "x"}, 2231),
        ({"code": "x", "type": "data"}, 400),
        ({"code": " ", "type": "DATA"}, 400),
        ({"code": "x" * 201, "type": "DATA"}, 400),
        ({"code": "x", "type": "DATA", "actions": "read"}, 400),
        ({"code": "x", "type": "DATA", "actions": ["read"]}, 400),
        ({"code": "x", "type": "DATA", "actions": [{}]}, 2231),
        ({"code": "x", "type": "DATA", "actions": [{"name": 5}]}, 400),
        ({"code": "x", "type": "DATA", "actions": [{"name": "a"}] * 1001}, 400),
        ({"code": "x", "type": "DATA", "description": 5}, 400),
        ({"code": "x", "type": "DATA", "namespace": "nowhere"}, 404),
        ({"code": "x", "type": "DATA", "namespace": 5}, 400),
    ],
)
def test_odd_resources(api: RawClient, body: dict[str, Any], refusal: int) -> None:
    assert code(api, "POST", RESOURCES, json=body) == refusal
    assert code(api, "POST", f"{RESOURCES}/bulk", json={"bulk": [{"code": "good", "type": "UI"}, body]}) == refusal
    assert done(api, "GET", RESOURCES)["totalCount"] == 0


def test_a_resources_code_is_unique_in_its_namespace(api: RawClient) -> None:
    books(api)
    books(api, namespace="system")
    assert code(api, "POST", RESOURCES, json={"code": "books", "type": "UI", "namespace": "default"}) == 409
    bulk = [{"code": "new", "type": "UI", "namespace": "default"}, {"code": "books", "type": "UI"}]
    assert code(api, "POST", f"{RESOURCES}/bulk", json={"bulk": bulk}) == 409
    twice = [{"code": "new", "type": "UI"}] * 2
    assert code(api, "POST", f"{RESOURCES}/bulk", json={"bulk": twice}) == 409
    assert done(api, "GET", RESOURCES)["totalCount"] == 1


def test_many_resources_at_once(api: RawClient) -> None:
    bulk = [{"code": f"r{number}", "type": "UI", "namespace": "default"} for number in range(50)]
    assert done(api, "POST", f"{RESOURCES}/bulk", json={"bulk": bulk}) is None
    assert done(api, "GET", RESOURCES)["totalCount"] == 50
    odd: list[Any] = [None, "r", ["r"], {}]
    for bulk_of_none in odd:
        assert code(api, "POST", f"{RESOURCES}/bulk", json={"bulk": bulk_of_none}) == 400
    too_many = [{"code": f"s{number}", "type": "UI"} for number in range(1001)]
    assert code(api, "POST", f"{RESOURCES}/bulk", json={"bulk": too_many}) == 400


def test_unknown_resources(api: RawClient) -> None:
    assert code(api, "POST", f"{RESOURCES}/none", json={"namespace": "default", "description": "x"}) == 404
    assert code(api, "DELETE", f"{RESOURCES}/none", params={"namespace": "default"}) == 404
    assert done(api, "GET", f"{RESOURCES}/detail", params={"id": "0" * 24}) is None
    assert done(api, "GET", f"{RESOURCES}/detail", params={"namespace": "nowhere", "code": "books"}) is None
    assert code(api, "GET", f"{RESOURCES}/detail") == 2231


def test_a_code_with_slashes_is_one_segment(api: RawClient) -> None:
    books(api, "a/b:1")
    assert done(api, "POST", f"{RESOURCES}/a%2Fb%3A1", json={"description": "Odd"})["description"] == "Odd"
    assert done(api, "DELETE", f"{RESOURCES}/a%2Fb%3A1") is None


def endpoints(api: RawClient, namespace: Any) -> list[tuple[str, str]]:
    return [
        ("GET", spaces(api)),
        ("POST", spaces(api)),
        ("PUT", f"{spaces(api)}/{namespace['id']}"),
        ("DELETE", f"{spaces(api)}/{namespace['id']}"),
        ("PUT", f"{spaces(api)}/code/shop"),
        ("DELETE", f"{spaces(api)}/code/shop"),
        ("GET", RESOURCES),
        ("POST", RESOURCES),
        ("GET", f"{RESOURCES}/detail"),
        ("POST", f"{RESOURCES}/bulk"),
        ("POST", f"{RESOURCES}/books"),
        ("DELETE", f"{RESOURCES}/books"),
    ]


def test_only_managers_may(api: RawClient) -> None:
    namespace = made(api)
    books(api)
    token = api.signed_in()["token"]
    body = {"code": "x", "name": "X", "type": "UI", "bulk": []}
    for method, path in endpoints(api, namespace):
        sent: Any = {"params": {"code": "books"}, "json": None if method in ("GET", "DELETE") else body}
        assert api.rest(method, path, **sent)["code"] == 2020, path
        assert api.rest(method, path, token, **sent)["code"] == 1001, path
    assert done(api, "GET", spaces(api))["total"] == 4
    assert done(api, "GET", RESOURCES)["totalCount"] == 1


def test_another_pool_is_out_of_reach(api: RawClient, neighbour: RawClient) -> None:
    namespace, resource = made(api), books(api)
    for method, path in endpoints(api, namespace)[:6]:
        sent = {} if method in ("GET", "DELETE") else {"json": {"code": "x", "name": "X"}}
        assert code(neighbour, method, path, **sent) == 1001
    own = f"{spaces(neighbour)}/{namespace['id']}"
    assert code(neighbour, "PUT", own, json={"name": "Stolen"}) == 3005
    assert code(neighbour, "DELETE", own) == 3003
    assert code(neighbour, "DELETE", f"{spaces(neighbour)}/code/shop") == 3003
    assert done(neighbour, "GET", f"{RESOURCES}/detail", params={"id": resource["id"]}) is None
    assert code(neighbour, "POST", f"{RESOURCES}/books", json={"description": "Stolen"}) == 404
    assert code(neighbour, "DELETE", f"{RESOURCES}/books") == 404
    assert code(neighbour, "POST", RESOURCES, json={"code": "x", "type": "UI", "namespace": "shop"}) == 404
    assert done(neighbour, "GET", RESOURCES)["totalCount"] == 0
    assert done(api, "GET", spaces(api))["list"][-1]["name"] == "Shop"
