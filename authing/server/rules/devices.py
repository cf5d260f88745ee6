"""Devices that users log in with. One that is out of use, for all or for one user, has no sessions."""

from __future__ import annotations

from datetime import datetime, timezone
from enum import Enum
from typing import TYPE_CHECKING, Any

from authing.server.rules import access, tokens
from authing.server.rules.accounts import require_users
from authing.server.rules.json_values import json_text
from authing.server.rules.refusal import Code, Refusal
from authing.server.storage import accounts, devices

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from authing.server.rules.service import Context
    from authing.server.storage.accounts import Page, Slice
    from authing.server.storage.tables.tenants import Device, DeviceUser

LONGEST_DETAILS = 16_000
"""Characters of JSON."""

LATEST = datetime(9999, 12, 31, tzinfo=timezone.utc)


class Status(str, Enum):
    """Whether a device is in use."""

    ACTIVATED = "activated"
    SUSPENDED = "suspended"
    DEACTIVATED = "deactivated"


def status(row: Device | DeviceUser, now: datetime) -> Status:
    """Whether a device is in use at this moment: a suspension ends by itself."""
    if row.suspended_until is not None and row.suspended_until <= now:
        return Status.ACTIVATED
    return Status(row.status)


def moment(milliseconds: int) -> datetime:
    """A point in time, by milliseconds since 1970.

    Raises:
        Refusal: MALFORMED for one after the year 9999.
    """
    if milliseconds > LATEST.timestamp() * 1000:
        raise Refusal(Code.MALFORMED, "endTime must be milliseconds since 1970")
    return datetime.fromtimestamp(milliseconds / 1000, timezone.utc)


def page(context: Context, part: Slice) -> Page[Device]:
    """A page of the pool's devices."""
    with context.reading() as db:
        return devices.page(db, access.manager(db, context).id, part)


def get(context: Context, device_id: str) -> Device:
    """A device of the pool that the caller manages."""
    with context.reading() as db:
        return _require(db, access.manager(db, context).id, device_id)


def of_user(context: Context, account_id: str, part: Slice) -> Page[DeviceUser]:
    """A page of the devices of a user of the pool."""
    with context.reading() as db:
        require_users(db, access.manager(db, context).id, [account_id])
        return devices.of_account(db, account_id, part)


def put(context: Context, device_id: str, account_id: str | None, state: Status, until: datetime | None = None) -> None:
    """Take a device into use or out of it, until some time if it is suspended; for one user if one is named."""
    now = context.service.now()
    if state is Status.SUSPENDED and (until is None or until <= now):
        raise Refusal(Code.MALFORMED, "endTime must be in the future")
    with context.writing() as db:
        row = _managed(db, context, device_id, account_id)
        row.status, row.suspended_until, row.updated_at = state.value, until, now
        if state is not Status.ACTIVATED:
            devices.end_sessions(db, device_id, account_id)


def delete(context: Context, device_id: str, account_id: str | None) -> None:
    """Forget a device, or that one user has it, and end the sessions on it."""
    with context.writing() as db:
        row = _managed(db, context, device_id, account_id)
        devices.end_sessions(db, device_id, account_id)
        devices.remove(db, row)


def _managed(db: Session, context: Context, device_id: str, account_id: str | None) -> Device | DeviceUser:
    pool = access.manager(db, context)
    device = _require(db, pool.id, device_id, lock=True)
    if account_id is None:
        return device
    require_users(db, pool.id, [account_id])
    return _require_link(db, account_id, device.id)


def _require(db: Session, pool_id: str, device_id: str, *, lock: bool = False) -> Device:
    found = devices.get(db, pool_id, device_id, lock=lock)
    if found is None:
        raise Refusal(Code.NOT_FOUND, f"there is no device {device_id}")
    return found


def _require_link(db: Session, account_id: str, device: str) -> DeviceUser:
    found = devices.link(db, account_id, device)
    if found is None:
        raise Refusal(Code.NOT_FOUND, f"the user has no device {device}")
    return found


def create(context: Context, unique_id: str, name: str | None, kind: str | None, details: Mapping[str, Any]) -> Device:
    """Note that the calling user's session is on a device, which is made if the pool does not know it yet.

    What is known about a device stays as the first one told it.
    """
    if not unique_id:
        raise Refusal(Code.INCOMPLETE, "deviceUniqueId is empty")
    json_text("the description of the device", details, LONGEST_DETAILS)
    now = context.service.now()
    fresh = {"status": Status.ACTIVATED.value, "suspended_until": None, "created_at": now, "updated_at": now}
    told = {"unique_id": unique_id, "name": name, "type": kind, "details": dict(details)}
    with context.writing() as db:
        caller = access.signed_in(db, context)
        # Locked: one who is deleted at this moment must not get a device.
        if accounts.get(db, caller.pool.id, caller.account.id, lock=True) is None:
            raise Refusal(Code.NOT_LOGGED_IN)
        device = devices.known(db, {"id": tokens.new_id(), "pool_id": caller.pool.id, **told, **fresh})
        owner = {"device_id": device.id, "account_id": caller.account.id}
        devices.add_link(db, {"id": tokens.new_id(), **owner, **fresh})
        link = _require_link(db, caller.account.id, device.id)
        if status(device, now) is not Status.ACTIVATED or status(link, now) is not Status.ACTIVATED:
            raise Refusal(Code.FORBIDDEN, "the device is out of use")
        devices.open_on(db, tokens.digest(caller.token), device.id)
        return device


def mine(context: Context, part: Slice) -> Page[DeviceUser]:
    """A page of the calling user's devices."""
    with context.reading() as db:
        return devices.of_account(db, access.signed_in(db, context).account.id, part)


def unbind(context: Context, device: str) -> None:
    """Forget that the calling user has a device, and end its sessions there."""
    with context.writing() as db:
        link = _own(db, context, device)
        devices.end_sessions(db, link.device_id, link.account_id)
        devices.remove(db, link)


def log_out(context: Context, device: str) -> None:
    """End the calling user's sessions on a device."""
    with context.writing() as db:
        link = _own(db, context, device)
        devices.end_sessions(db, link.device_id, link.account_id)


def _own(db: Session, context: Context, device: str) -> DeviceUser:
    return _require_link(db, access.signed_in(db, context).account.id, device)
