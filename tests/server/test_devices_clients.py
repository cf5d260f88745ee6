"""Devices and events through the administrator's clients, blocking and awaited."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from modes import Clients
from raw_client import RawClient

from authing import Invalid, NotFound
from authing.v2.models.device import DeviceStatus

NOBODY = "0" * 24


def v3(api: RawClient, method: str, path: str, token: str | None, **options: Any) -> dict[str, Any]:
    """The answer of an endpoint of version 3."""
    headers = {**api.headers, **({"Authorization": f"Bearer {token}"} if token else {})}
    response = api.session.request(method, api.host + path, headers=headers, timeout=20, **options)
    answer: dict[str, Any] = response.json()
    assert {"statusCode", "message", "data"} <= set(answer)
    return answer


def on_device(api: RawClient, token: str, unique_id: str, **told: Any) -> dict[str, Any]:
    """Tell the server that a user's session is on a device."""
    answer = v3(api, "POST", "/api/v3/create-device", token, json={"deviceUniqueId": unique_id, **told})
    assert answer["statusCode"] == 200
    device: dict[str, Any] = answer["data"]
    return device


@pytest.fixture
def client(clients: Clients) -> Any:
    return clients.management()


@pytest.fixture
def devices(client: Any) -> Any:
    return client.devices


@pytest.fixture
def bob(api: RawClient) -> Any:
    return api.signed_in()


def is_logged_in(api: RawClient, user: Any) -> bool:
    return bool(api.me(user["token"])["code"] == 200)


def test_devices_are_listed(api: RawClient, devices: Any, bob: Any) -> None:
    names = [f"d{number}" for number in range(5)]
    for name in names:
        on_device(api, bob["token"], name, name=name.upper(), type="Browser", screen=[800, 600])
    page = devices.list(1, 2)
    assert (page.total_count, [device.device_unique_id for device in page.list]) == (5, ["d4", "d3"])
    assert [device.device_unique_id for device in devices.iterate(limit=2)] == names[::-1]
    found = devices.detail(page.list[0].id)
    assert (found.name, found.type, found.status, found.end_time) == ("D4", "Browser", DeviceStatus.ACTIVATED, None)
    assert found["screen"] == [800, 600]
    assert devices.list_for_user(bob["id"], 1, 2).total_count == 5
    assert [device.user_id for device in devices.iterate_for_user(bob["id"], limit=2)] == [bob["id"]] * 5


def test_a_device_out_of_use_has_no_sessions(api: RawClient, devices: Any, bob: Any) -> None:
    elsewhere = api.login(username="bob")
    device = on_device(api, bob["token"], "d")
    assert devices.disable(device["id"]) is True
    assert (is_logged_in(api, bob), is_logged_in(api, elsewhere)) == (False, True)
    assert devices.get_status(device["id"]).status is DeviceStatus.DEACTIVATED
    answer = v3(api, "POST", "/api/v3/create-device", elsewhere["token"], json={"deviceUniqueId": "d"})
    assert (answer["statusCode"], answer["apiCode"]) == (499, 1001)
    assert devices.enable(device["id"]) is True
    assert devices.get_status(device["id"]).status is DeviceStatus.ACTIVATED
    assert on_device(api, elsewhere["token"], "d")["id"] == device["id"]
    assert devices.delete(device["id"]) is True
    assert is_logged_in(api, elsewhere) is False
    with pytest.raises(NotFound):
        devices.detail(device["id"])


def test_a_suspension_ends_by_itself(api: RawClient, devices: Any, bob: Any) -> None:
    device = on_device(api, bob["token"], "d")
    until = datetime.now(timezone.utc) + timedelta(hours=1)
    assert devices.suspend(device["id"], until) is True
    state = devices.get_status(device["id"])
    assert state.status is DeviceStatus.SUSPENDED
    assert 3500 < state.diff_time <= 3600
    assert abs(devices.detail(device["id"]).end_time - until) < timedelta(seconds=1)
    with pytest.raises(Invalid):
        devices.suspend(device["id"], datetime.now(timezone.utc) - timedelta(hours=1))
    soon = datetime.now(timezone.utc) + timedelta(seconds=0.3)
    devices.suspend(device["id"], soon)
    while devices.get_status(device["id"]).status is DeviceStatus.SUSPENDED:
        assert datetime.now(timezone.utc) < soon + timedelta(seconds=5)
    assert devices.get_status(device["id"]).diff_time is None


def test_a_device_out_of_use_for_one_user(api: RawClient, devices: Any, bob: Any) -> None:
    eve = api.signed_in("eve")
    for user in (bob, eve):
        device = on_device(api, user["token"], "shared")["id"]
    assert devices.list().total_count == 1
    assert devices.disable_for_user(device, bob["id"]) is True
    assert (is_logged_in(api, bob), is_logged_in(api, eve)) == (False, True)
    (row,) = devices.list_for_user(bob["id"]).list
    assert (row.id, row.status) == (device, DeviceStatus.DEACTIVATED)
    assert devices.get_status(device).status is DeviceStatus.ACTIVATED
    assert devices.enable_for_user(device, bob["id"]) is True
    until = datetime.now(timezone.utc) + timedelta(minutes=1)
    assert devices.suspend_for_user(device, bob["id"], until) is True
    (row,) = devices.list_for_user(bob["id"]).list
    assert (row.status, abs(row.end_time - until) < timedelta(seconds=1)) == (DeviceStatus.SUSPENDED, True)
    assert devices.delete_for_user(device, bob["id"]) is True
    assert devices.list_for_user(bob["id"]).total_count == 0
    assert devices.list_for_user(eve["id"]).total_count == 1
    with pytest.raises(NotFound):
        devices.delete_for_user(device, bob["id"])


def test_unknown_devices_and_users(api: RawClient, devices: Any, bob: Any) -> None:
    later = datetime.now(timezone.utc) + timedelta(hours=1)
    for name in ("detail", "get_status", "delete", "disable", "enable"):
        with pytest.raises(NotFound):
            getattr(devices, name)(NOBODY)
    with pytest.raises(NotFound):
        devices.suspend(NOBODY, later)
    device = on_device(api, bob["token"], "d")["id"]
    for device_id, user_id in ((NOBODY, bob["id"]), (device, NOBODY)):
        for name in ("delete_for_user", "disable_for_user", "enable_for_user"):
            with pytest.raises(NotFound):
                getattr(devices, name)(device_id, user_id)
        with pytest.raises(NotFound):
            devices.suspend_for_user(device_id, user_id, later)
    with pytest.raises(NotFound):
        devices.list_for_user(NOBODY)


def test_an_event_is_a_line_of_the_log(client: Any) -> None:
    assert client.events.publish("invoice.paid", {"number": 7, "lines": ["a", None]}, source="billing") is True
    kinds = [row.event_type for row in client.statistics.list_audit_logs().list]
    assert "event:invoice.paid" in kinds
    with pytest.raises(Invalid):
        client.events.publish("e" * 101, {})
    with pytest.raises(Invalid):
        client.events.publish("large", {"text": "x" * 20_000})
