"""What every operation of `client.devices`, `client.mfa` and `client.events` sends."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from described import Row, check, rows_that_miss, sent, shown, unused_arguments

from authing import ArgumentError, AsyncManagementClient, ManagementClient
from authing.core.binding import describe
from authing.v2.management.devices import Devices
from authing.v2.management.events import Events
from authing.v2.management.mfa import Mfa
from authing.v2.models.mfa import MfaType

FILTER, OF_USER = "/api/v3/metadata/filter", "/api/v3/get-user-devices"
ALL = {"modelId": "device", "showFieldId": False, "previewRelation": True}
LINKS = {**ALL, "modelId": "device_rely"}
UNTIL = datetime(2030, 1, 2, 4, 0, 0, 500_000, tzinfo=timezone(timedelta(hours=1)))
MILLISECONDS = "1893553200500"

DEVICES = [
    Row("list", path=FILTER, body={**ALL, "page": 1, "limit": 10}, safe=True),
    Row("list", (2, 5), path=FILTER, body={**ALL, "page": 2, "limit": 5}, safe=True),
    Row("iterate", path=FILTER, body={**ALL, "page": 1, "limit": 50}, safe=True),
    Row("iterate", (), {"limit": 7}, path=FILTER, body={**ALL, "page": 1, "limit": 7}, safe=True),
    Row(
        "detail",
        ("d",),
        method="GET",
        path="/api/v3/metadata/get-row",
        params={"modelId": "device", "rowId": "d", "showFieldId": "false"},
        safe=True,
    ),
    Row("get_status", ("d",), path="/api/v3/device-status", body={"id": "d"}, safe=True),
    Row("delete", ("d",), path="/api/v3/delete-device", body={"id": "d"}),
    Row("disable", ("d",), path="/api/v3/disable-device", body={"id": "d"}),
    Row("enable", ("d",), path="/api/v3/enable-device", body={"id": "d"}),
    Row("suspend", ("d", UNTIL), path="/api/v3/suspend-device", body={"id": "d", "endTime": MILLISECONDS}),
    Row(
        "list_for_user", ("u",), path=OF_USER, params={"userId": "u"}, body={**LINKS, "page": 1, "limit": 10}, safe=True
    ),
    Row(
        "list_for_user",
        ("u", 2, 5),
        path=OF_USER,
        params={"userId": "u"},
        body={**LINKS, "page": 2, "limit": 5},
        safe=True,
    ),
    Row(
        "iterate_for_user",
        ("u",),
        {"limit": 7},
        path=OF_USER,
        params={"userId": "u"},
        body={**LINKS, "page": 1, "limit": 7},
        safe=True,
    ),
    Row("delete_for_user", ("d", "u"), path="/api/v3/delete-device-by-user", body={"id": "d", "userId": "u"}),
    Row("disable_for_user", ("d", "u"), path="/api/v3/disable-device-by-user", body={"id": "d", "userId": "u"}),
    Row("enable_for_user", ("d", "u"), path="/api/v3/enable-device-by-user", body={"id": "d", "userId": "u"}),
    Row(
        "suspend_for_user",
        ("d", "u", UNTIL),
        path="/api/v3/suspend-device-by-user",
        body={"id": "d", "userId": "u", "endTime": MILLISECONDS},
    ),
]
MFA = [
    Row("get_status", ("u",), method="GET", path="/api/v2/users/u/mfa-bound", safe=True),
    Row(
        "unassociate",
        ("u", "FACE"),
        method="DELETE",
        path="/api/v2/users/u/mfa-bound",
        params={"type": "FACE"},
        safe=True,
    ),
    Row(
        "unassociate",
        ("u", MfaType.OTP),
        method="DELETE",
        path="/api/v2/users/u/mfa-bound",
        params={"type": "OTP"},
        safe=True,
    ),
    Row("import_totp", ("u", "S"), path="/api/v2/mfa/totp/import", body={"userId": "u", "secret": "S"}),
    Row(
        "import_totp",
        ("u", "S", "r"),
        path="/api/v2/mfa/totp/import",
        body={"userId": "u", "secret": "S", "recoveryCode": "r"},
    ),
]
EVENTS = [
    Row(
        "publish",
        ("paid", {"n": 1}),
        path="/api/v3/pub-event",
        body={"eventType": "paid", "source": "sdk", "eventData": {"n": 1}},
    ),
    Row(
        "publish",
        ("paid", {}),
        {"source": "billing"},
        path="/api/v3/pub-event",
        body={"eventType": "paid", "source": "billing", "eventData": {}},
    ),
]
TABLES: dict[str, tuple[type[Any], list[Row]]] = {
    "devices": (Devices, DEVICES),
    "mfa": (Mfa, MFA),
    "events": (Events, EVENTS),
}

BLOCKING = ManagementClient(user_pool_id="pool", secret="secret", host="http://idp.test")
AWAITED = AsyncManagementClient(user_pool_id="pool", secret="secret", host="http://idp.test")


@pytest.mark.parametrize("client", [BLOCKING, AWAITED], ids=["blocking", "awaited"])
@pytest.mark.parametrize(("name", "row"), [(name, row) for name, (_, table) in TABLES.items() for row in table], ids=[f"{name}.{shown(row)}" for name, (_, table) in TABLES.items() for row in table])  # fmt: skip
def test_what_is_sent(client: Any, name: str, row: Row) -> None:
    check(sent(getattr(getattr(client, name), row.name), row), row)


@pytest.mark.parametrize("name", TABLES)
def test_every_operation_and_every_argument_is_in_a_row(name: str) -> None:
    assert rows_that_miss(*TABLES[name]) == set()
    assert unused_arguments(*TABLES[name]) == set()


NO_TEXT: list[Any] = ["", None, 5, b"t", ["t"]]
NO_PAGE: list[Any] = [0, -1, "1", 1.5, True, None]
NO_TIME: list[Any] = [None, 5, "2030-01-01", UNTIL.replace(tzinfo=None)]
BY_DEVICE = ("detail", "get_status", "delete", "disable", "enable")
BY_USER = ("delete_for_user", "disable_for_user", "enable_for_user")

REFUSED: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = [
    *[("devices.list", page, {}) for bad in NO_PAGE for page in ((bad,), (1, bad))],
    *[("devices.iterate", (), {"limit": bad}) for bad in NO_PAGE],
    *[("devices.list_for_user", ("u", *page), {}) for bad in NO_PAGE for page in ((bad,), (1, bad))],
    *[("devices.iterate_for_user", ("u",), {"limit": bad}) for bad in NO_PAGE],
    *[(f"devices.{name}", (bad,), {}) for bad in NO_TEXT for name in (*BY_DEVICE, "list_for_user", "iterate_for_user")],
    *[(f"devices.{name}", ids, {}) for bad in NO_TEXT for name in BY_USER for ids in ((bad, "u"), ("d", bad))],
    *[("devices.suspend", (bad, UNTIL), {}) for bad in NO_TEXT],
    *[("devices.suspend_for_user", (*ids, UNTIL), {}) for bad in NO_TEXT for ids in ((bad, "u"), ("d", bad))],
    *[("devices.suspend", ("d", bad), {}) for bad in NO_TIME],
    *[("devices.suspend_for_user", ("d", "u", bad), {}) for bad in NO_TIME],
    *[("mfa.get_status", (bad,), {}) for bad in [*NO_TEXT, ".."]],
    *[("mfa.unassociate", (bad, "OTP"), {}) for bad in NO_TEXT],
    *[("mfa.unassociate", ("u", bad), {}) for bad in [*NO_TEXT, "otp", "SMS"]],
    *[("mfa.import_totp", values, {}) for bad in NO_TEXT for values in ((bad, "S"), ("u", bad))],
    *[("mfa.import_totp", ("u", "S", bad), {}) for bad in ("", 5)],
    *[("events.publish", (bad, {}), {}) for bad in NO_TEXT],
    *[("events.publish", ("x", bad), {}) for bad in (None, "x", [1])],
    *[("events.publish", ("x", {}), {"source": bad}) for bad in NO_TEXT],
]


@pytest.mark.parametrize(("name", "args", "kwargs"), REFUSED)
def test_what_is_refused_before_anything_is_sent(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    sub_client, _, operation = name.partition(".")
    with pytest.raises(ArgumentError):
        describe(getattr(getattr(BLOCKING, sub_client), operation), *args, **kwargs)
