"""Queries about devices, who has them, and the sessions on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, or_, select

from authing.server.storage.accounts import Page, Slice, page_of
from authing.server.storage.bulk import add_missing
from authing.server.storage.tables.accounts import LoginSession
from authing.server.storage.tables.base import Base
from authing.server.storage.tables.tenants import Device, DeviceSession, DeviceUser

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

DEVICES = Base.metadata.tables["devices"]
USERS = Base.metadata.tables["device_users"]
SESSIONS = Base.metadata.tables["device_sessions"]


def page(db: Session, pool_id: str, part: Slice) -> Page[Device]:
    """A page of the devices of a pool."""
    return page_of(db, Device, select(Device).where(Device.pool_id == pool_id), part)


def get(db: Session, pool_id: str, device_id: str, *, lock: bool = False) -> Device | None:
    """The device of a pool with this id; with `lock`, nobody else changes it until the transaction ends."""
    statement = select(Device).where(Device.pool_id == pool_id, Device.id == device_id)
    return db.scalar(statement.with_for_update() if lock else statement)


def known(db: Session, values: dict[str, Any]) -> Device:
    """The device of this pool and unique id, locked; inserted with these values if it is new."""
    add_missing(db, DEVICES, [values])
    statement = select(Device).where(Device.pool_id == values["pool_id"], Device.unique_id == values["unique_id"])
    return db.scalars(statement.with_for_update()).one()


def of_account(db: Session, account_id: str, part: Slice) -> Page[DeviceUser]:
    """A page of the devices that a user has."""
    return page_of(db, DeviceUser, select(DeviceUser).where(DeviceUser.account_id == account_id), part)


def link(db: Session, account_id: str, device: str) -> DeviceUser | None:
    """That a user has a device, which is named by its id or by what it calls itself."""
    statement = select(DeviceUser).join(Device, Device.id == DeviceUser.device_id)
    named = or_(Device.id == device, Device.unique_id == device)
    return db.scalar(statement.where(DeviceUser.account_id == account_id, named).order_by(DeviceUser.id).limit(1))


def add_link(db: Session, values: dict[str, Any]) -> None:
    """Give a user a device, unless it has it already."""
    add_missing(db, USERS, [values])


def remove(db: Session, row: Device | DeviceUser) -> None:
    """Delete a device, or that a user has it."""
    kind: Any = type(row)
    db.execute(delete(kind).where(kind.id == row.id))


def open_on(db: Session, token_digest: str, device_id: str) -> None:
    """Remember that a session is on a device."""
    add_missing(db, SESSIONS, [{"token_digest": token_digest, "device_id": device_id}])


def end_sessions(db: Session, device_id: str, account_id: str | None = None) -> None:
    """End the sessions on a device, or those of one user."""
    on_device = select(DeviceSession.token_digest).where(DeviceSession.device_id == device_id)
    statement = delete(LoginSession).where(LoginSession.token_digest.in_(on_device))
    db.execute(statement if account_id is None else statement.where(LoginSession.account_id == account_id))
