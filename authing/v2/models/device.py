"""Devices that users log in with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import Enum

from authing.core.model import Model

__all__ = ["Device", "DevicePage", "DeviceState", "DeviceStatus"]


class DeviceStatus(str, Enum):
    """Whether a device is in use."""

    ACTIVATED = "activated"
    SUSPENDED = "suspended"
    DEACTIVATED = "deactivated"


class Device(Model):
    """A device; in the list of one user's devices, `status` and `end_time` are those for this user.

    What else the device told about itself is in `raw`.
    """

    id: str
    device_unique_id: str | None = None
    name: str | None = None
    type: str | None = None
    user_id: str | None = None
    status: DeviceStatus | str | None = None
    end_time: datetime | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


class DevicePage(Model):
    """One page of devices, and how many there are on all pages."""

    total_count: int
    list: Sequence[Device]


class DeviceState(Model):
    """Whether a device is in use; of a suspended one `diff_time` tells the seconds that are left."""

    status: DeviceStatus | str
    diff_time: float | None = None
