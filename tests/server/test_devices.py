"""Devices and events over the wire: what users do with theirs, who may, what is odd."""

from __future__ import annotations

from typing import Any

import pytest
from raw_client import RawClient
from test_devices_clients import is_logged_in, on_device, v3

NOBODY = "0" * 24
MODEL = {"modelId": "device"}

MANAGED: list[tuple[str, str, dict[str, Any]]] = [
    ("POST", "/api/v3/device-status", {}),
    ("POST", "/api/v3/disable-device", {}),
    ("POST", "/api/v3/enable-device", {}),
    ("POST", "/api/v3/suspend-device", {"endTime": 4_000_000_000_000}),
    ("POST", "/api/v3/disable-device-by-user", {}),
    ("POST", "/api/v3/enable-device-by-user", {}),
    ("POST", "/api/v3/suspend-device-by-user", {"endTime": "4000000000000"}),
    ("POST", "/api/v3/get-user-devices", {}),
    ("POST", "/api/v3/delete-device-by-user", {}),
    ("POST", "/api/v3/delete-device", {}),
]


def code(answer: dict[str, Any]) -> int:
    """The platform's own code, or else that of the envelope."""
    found: int = answer.get("apiCode", answer["statusCode"])
    return found


def mine(api: RawClient, user: Any, **query: Any) -> list[str]:
    answer = v3(api, "GET", "/api/v3/mydevices/list", user["token"], params=query)
    assert answer["statusCode"] == 200
    return [device["deviceUniqueId"] for device in answer["data"]["list"]]


@pytest.mark.parametrize(("method", "path", "more"), MANAGED)
def test_only_the_pools_management_may(
    api: RawClient, neighbour: RawClient, method: str, path: str, more: dict[str, Any]
) -> None:
    user = api.signed_in()
    device = on_device(api, user["token"], "d")["id"]
    body = {"id": device, "userId": user["id"], **more}
    assert code(v3(api, method, path, None, json=body)) == 2020
    assert code(v3(api, method, path, user["token"], json=body)) == 1001
    assert code(v3(neighbour, method, path, neighbour.management_token, json=body)) in (404, 2004)
    assert is_logged_in(api, user)
    assert v3(api, method, path, api.management_token, json=body)["statusCode"] == 200


def test_rows_of_devices(api: RawClient, neighbour: RawClient) -> None:
    user = api.signed_in()
    device = on_device(api, user["token"], "d", name="Phone")["id"]
    where, row = "/api/v3/metadata/filter", "/api/v3/metadata/get-row"
    for client, token, expected in ((api, None, 2020), (api, user["token"], 1001)):
        assert code(v3(client, "POST", where, token, json=MODEL)) == expected
        assert code(v3(client, "GET", row, token, params={**MODEL, "rowId": device})) == expected
    token = neighbour.management_token
    assert v3(neighbour, "POST", where, token, json=MODEL)["data"] == {"totalCount": 0, "list": []}
    assert code(v3(neighbour, "GET", row, token, params={**MODEL, "rowId": device})) == 404
    token = api.management_token
    assert code(v3(api, "POST", where, token, json={"modelId": "user"})) == 404
    assert code(v3(api, "POST", where, token, json={})) == 2231
    assert code(v3(api, "POST", where, token, json={**MODEL, "page": 0})) == 400
    assert code(v3(api, "GET", row, token, params=MODEL)) == 2231
    assert v3(api, "GET", row, token, params={**MODEL, "rowId": device})["data"]["name"] == "Phone"


def test_users_have_devices(api: RawClient) -> None:
    bob, eve = api.signed_in(), api.signed_in("eve")
    first = on_device(api, bob["token"], "one", name="Bob's", browser={"name": "Firefox"}, id=NOBODY)
    assert (first["name"], first["browser"], first["id"] == NOBODY) == ("Bob's", {"name": "Firefox"}, False)
    again = on_device(api, eve["token"], "one", name="Eve's")
    assert (again["id"], again["name"]) == (first["id"], "Bob's")
    on_device(api, bob["token"], "two")
    on_device(api, bob["token"], "two")
    assert mine(api, bob) == ["two", "one"]
    assert mine(api, bob, page=2, limit=1) == ["one"]
    assert mine(api, eve) == ["one"]
    assert code(v3(api, "GET", "/api/v3/mydevices/list", api.management_token)) == 2020


def test_users_end_their_own_sessions_only(api: RawClient) -> None:
    bob, eve = api.signed_in(), api.signed_in("eve")
    here, there = api.login(username="bob"), api.login(username="bob")
    for user in (here, eve):
        on_device(api, user["token"], "one")
    on_device(api, there["token"], "two")
    answer = v3(api, "POST", "/api/v3/mydevices/revoke-session", bob["token"], json={"deviceId": "one"})
    assert answer["statusCode"] == 200
    assert [is_logged_in(api, user) for user in (bob, here, there, eve)] == [True, False, True, True]
    assert mine(api, bob) == ["two", "one"]
    (two,) = [each["id"] for each in _listed(api) if each["deviceUniqueId"] == "two"]
    assert code(v3(api, "POST", "/api/v3/mydevices/unbind", eve["token"], json={"deviceId": two})) == 404
    assert v3(api, "POST", "/api/v3/mydevices/unbind", bob["token"], json={"deviceId": two})["statusCode"] == 200
    assert [is_logged_in(api, user) for user in (bob, there)] == [True, False]
    assert mine(api, bob) == ["one"]


def _listed(api: RawClient) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = v3(api, "POST", "/api/v3/metadata/filter", api.management_token, json=MODEL)["data"][
        "list"
    ]
    return rows


def test_a_device_is_known_in_its_pool_only(api: RawClient, neighbour: RawClient) -> None:
    user, other = api.signed_in(), neighbour.signed_in()
    first = on_device(api, user["token"], "one")
    assert on_device(neighbour, other["token"], "one")["id"] != first["id"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, 2231),
        ({"deviceUniqueId": ""}, 2231),
        ({"deviceUniqueId": 5}, 400),
        ({"deviceUniqueId": "x" * 201}, 400),
        ({"deviceUniqueId": "x", "name": ["x"]}, 400),
        ({"deviceUniqueId": "x", "canvas": "y" * 16_001}, 400),
    ],
)
def test_odd_devices(api: RawClient, body: dict[str, Any], expected: int) -> None:
    user = api.signed_in()
    assert code(v3(api, "POST", "/api/v3/create-device", user["token"], json=body)) == expected
    assert mine(api, user) == []


@pytest.mark.parametrize("end", [None, "", "soon", -1, 1.5, True, 0, 10**15 - 1, "1e12", [1]])
def test_odd_ends_of_suspensions(api: RawClient, end: Any) -> None:
    user = api.signed_in()
    device = on_device(api, user["token"], "d")["id"]
    answer = v3(api, "POST", "/api/v3/suspend-device", api.management_token, json={"id": device, "endTime": end})
    assert code(answer) in (400, 2231)
    assert is_logged_in(api, user)


def test_events(api: RawClient, neighbour: RawClient) -> None:
    user = api.signed_in()
    event = {"eventType": "invoice.paid", "source": "billing", "eventData": {"number": 7}}
    by_manager, by_user = "/api/v3/pub-event", "/api/v3/pub-userEvent"
    assert v3(api, "POST", by_manager, api.management_token, json=event)["statusCode"] == 200
    assert v3(api, "POST", by_user, user["token"], json=event)["statusCode"] == 200
    assert code(v3(api, "POST", by_manager, user["token"], json=event)) == 1001
    assert code(v3(api, "POST", by_manager, None, json=event)) == 2020
    assert code(v3(api, "POST", by_user, None, json=event)) == 2020
    assert code(v3(api, "POST", by_user, neighbour.management_token, json=event)) == 2020
    for change, expected in (
        ({"eventType": ""}, 2231),
        ({"eventType": None}, 2231),
        ({"eventData": None}, 2231),
        ({"eventType": ["x"]}, 400),
        ({"eventType": "x" * 101}, 400),
        ({"source": "x" * 101}, 400),
        ({"eventData": "x" * 16_001}, 400),
    ):
        assert code(v3(api, "POST", by_manager, api.management_token, json={**event, **change})) == expected
