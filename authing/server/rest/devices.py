"""Endpoints about devices and events."""

# ruff: noqa: D103 - what an endpoint does is told by its path in the table

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from authing.server.rest.envelope import moment, text
from authing.server.rest.values import maybe_text, number, part
from authing.server.rules import devices, events
from authing.server.rules.devices import Status
from authing.server.rules.refusal import Code, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from authing.server.rest.envelope import Answer, Endpoint
    from authing.server.rules.service import Context
    from authing.server.storage.accounts import Page
    from authing.server.storage.tables.tenants import Device, DeviceUser

MODEL = "device"


def _device(device: Device, now: datetime) -> dict[str, Any]:
    return {
        **device.details,
        "id": device.id,
        "deviceUniqueId": device.unique_id,
        "name": device.name,
        "type": device.type,
        "createdAt": moment(device.created_at),
        **_state(device, now),
    }


def _of_user(row: DeviceUser, now: datetime) -> dict[str, Any]:
    """A device as one user has it: whether it is in use is told for this user."""
    return _device(row.device, now) | {"userId": row.account_id, **_state(row, now)}


def _state(row: Device | DeviceUser, now: datetime) -> dict[str, Any]:
    state = devices.status(row, now)
    ends = row.suspended_until if state is Status.SUSPENDED else None
    return {"status": state.value, "endTime": ends and moment(ends), "updatedAt": moment(row.updated_at)}


def _links(context: Context, page: Page[DeviceUser]) -> dict[str, Any]:
    now = context.service.now()
    return {"totalCount": page.total, "list": [_of_user(row, now) for row in page.rows]}


def _require_model(values: dict[str, Any]) -> None:
    if text(values, "modelId") != MODEL:
        raise Refusal(Code.NOT_FOUND, f"the only model here is {MODEL}")


def list_devices(context: Context, values: dict[str, Any]) -> Answer:
    _require_model(values)
    page, now = devices.page(context, part(values)), context.service.now()
    return {"totalCount": page.total, "list": [_device(row, now) for row in page.rows]}, "ok"


def device(context: Context, values: dict[str, Any]) -> Answer:
    _require_model(values)
    return _device(devices.get(context, text(values, "rowId")), context.service.now()), "ok"


def device_status(context: Context, values: dict[str, Any]) -> Answer:
    found, now = devices.get(context, text(values, "id")), context.service.now()
    state = devices.status(found, now)
    answer: dict[str, Any] = {"status": state.value}
    if state is Status.SUSPENDED and found.suspended_until:
        answer["diffTime"] = (found.suspended_until - now).total_seconds()
    return answer, "ok"


def devices_of_user(context: Context, values: dict[str, Any]) -> Answer:
    return _links(context, devices.of_user(context, text(values, "userId"), part(values))), "ok"


def _which(values: dict[str, Any], *, by_user: bool) -> tuple[str, str | None]:
    return text(values, "id"), text(values, "userId") if by_user else None


def _putting(state: Status, *, by_user: bool) -> Callable[[Context, dict[str, Any]], Answer]:
    def put(context: Context, values: dict[str, Any]) -> Answer:
        until = devices.moment(number(values, "endTime")) if state is Status.SUSPENDED else None
        devices.put(context, *_which(values, by_user=by_user), state, until)
        return None, state.value

    return put


def _deleting(*, by_user: bool) -> Callable[[Context, dict[str, Any]], Answer]:
    def delete(context: Context, values: dict[str, Any]) -> Answer:
        devices.delete(context, *_which(values, by_user=by_user))
        return None, "deleted"

    return delete


def create_device(context: Context, values: dict[str, Any]) -> Answer:
    known = ("deviceUniqueId", "name", "type")
    details = {name: value for name, value in values.items() if name not in known}
    found = devices.create(
        context, text(values, "deviceUniqueId"), maybe_text(values, "name"), maybe_text(values, "type"), details
    )
    return _device(found, context.service.now()), "ok"


def my_devices(context: Context, values: dict[str, Any]) -> Answer:
    return _links(context, devices.mine(context, part(values))), "ok"


def unbind_device(context: Context, values: dict[str, Any]) -> Answer:
    devices.unbind(context, text(values, "deviceId"))
    return None, "unbound"


def log_out_on_device(context: Context, values: dict[str, Any]) -> Answer:
    devices.log_out(context, text(values, "deviceId"))
    return None, "logged out"


def publish_event(context: Context, values: dict[str, Any]) -> Answer:
    events.publish(context, text(values, "eventType"), maybe_text(values, "source"), values.get("eventData"))
    return None, "published"


def publish_user_event(context: Context, values: dict[str, Any]) -> Answer:
    events.publish_as_user(context, text(values, "eventType"), maybe_text(values, "source"), values.get("eventData"))
    return None, "published"


TABLE: list[Endpoint] = [
    ("POST", "/api/v3/metadata/filter", list_devices),
    ("GET", "/api/v3/metadata/get-row", device),
    ("POST", "/api/v3/device-status", device_status),
    ("POST", "/api/v3/delete-device", _deleting(by_user=False)),
    ("POST", "/api/v3/disable-device", _putting(Status.DEACTIVATED, by_user=False)),
    ("POST", "/api/v3/enable-device", _putting(Status.ACTIVATED, by_user=False)),
    ("POST", "/api/v3/suspend-device", _putting(Status.SUSPENDED, by_user=False)),
    ("POST", "/api/v3/get-user-devices", devices_of_user),
    ("POST", "/api/v3/delete-device-by-user", _deleting(by_user=True)),
    ("POST", "/api/v3/disable-device-by-user", _putting(Status.DEACTIVATED, by_user=True)),
    ("POST", "/api/v3/enable-device-by-user", _putting(Status.ACTIVATED, by_user=True)),
    ("POST", "/api/v3/suspend-device-by-user", _putting(Status.SUSPENDED, by_user=True)),
    ("POST", "/api/v3/create-device", create_device),
    ("GET", "/api/v3/mydevices/list", my_devices),
    ("POST", "/api/v3/mydevices/unbind", unbind_device),
    ("POST", "/api/v3/mydevices/revoke-session", log_out_on_device),
    ("POST", "/api/v3/pub-event", publish_event),
    ("POST", "/api/v3/pub-userEvent", publish_user_event),
]
