"""Devices that users log in with: `client.devices`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from authing.core.binding import Mode, Resource, operation, pages
from authing.core.call import Call
from authing.core.errors import ArgumentError
from authing.core.paging import Book, by_number
from authing.v2.arguments import page_arguments, text
from authing.v2.models.answer import done
from authing.v2.models.device import Device, DevicePage, DeviceState
from authing.v2.models.page import contents_of
from authing.v2.wire import rest

__all__ = ["Devices"]

_FILTER, _OF_USER = "/api/v3/metadata/filter", "/api/v3/get-user-devices"
_ALL = {"modelId": "device", "showFieldId": False, "previewRelation": True}
_LINKS = {"modelId": "device_rely", "showFieldId": False, "previewRelation": True}


class Devices(Resource[Mode]):
    """Devices that users log in with. The methods that end in `_for_user` are about one user of a device only."""

    @operation
    def list(self, page: int = 1, limit: int = 10) -> Call[DevicePage]:
        """List one page of the devices (POST /api/v3/metadata/filter).

        Args:
            page: Counted from 1.
            limit: Devices per page.
        """
        return rest("POST", _FILTER, DevicePage.of, json={**_ALL, **page_arguments(page, limit)}, safe=True)

    @pages
    def iterate(self, *, limit: int = 50) -> Book[Device]:
        """Iterate over all devices, fetched page by page (POST /api/v3/metadata/filter).

        Args:
            limit: Devices per request.
        """
        read = contents_of(Device)
        return by_number(
            lambda page: rest("POST", _FILTER, read, json={**_ALL, **page_arguments(page, limit)}, safe=True)
        )

    @operation
    def detail(self, device_id: str) -> Call[Device]:
        """Read a device (GET /api/v3/metadata/get-row).

        Raises:
            NotFound: No device has this id.
        """
        params = {"modelId": "device", "rowId": text("device_id", device_id), "showFieldId": "false"}
        return rest("GET", "/api/v3/metadata/get-row", Device.of, params=params)

    @operation
    def get_status(self, device_id: str) -> Call[DeviceState]:
        """Tell whether a device is in use (POST /api/v3/device-status).

        Raises:
            NotFound: No device has this id.
        """
        body = {"id": text("device_id", device_id)}
        return rest("POST", "/api/v3/device-status", DeviceState.of, json=body, safe=True)

    @operation
    def delete(self, device_id: str) -> Call[bool]:
        """Forget a device and log all users out there (POST /api/v3/delete-device).

        Raises:
            NotFound: No device has this id.
        """
        return _change("delete-device", device_id)

    @operation
    def disable(self, device_id: str) -> Call[bool]:
        """Take a device out of use and log all users out there (POST /api/v3/disable-device).

        Raises:
            NotFound: No device has this id.
        """
        return _change("disable-device", device_id)

    @operation
    def enable(self, device_id: str) -> Call[bool]:
        """Take a device into use again (POST /api/v3/enable-device).

        Raises:
            NotFound: No device has this id.
        """
        return _change("enable-device", device_id)

    @operation
    def suspend(self, device_id: str, end_time: datetime) -> Call[bool]:
        """Take a device out of use for some time and log all users out there (POST /api/v3/suspend-device).

        Args:
            device_id: The device.
            end_time: Until when, with a time zone.

        Raises:
            NotFound: No device has this id.
            Invalid: The time is past.
        """
        return _change("suspend-device", device_id, endTime=_milliseconds(end_time))

    @operation
    def list_for_user(self, user_id: str, page: int = 1, limit: int = 10) -> Call[DevicePage]:
        """List one page of the devices of a user (POST /api/v3/get-user-devices).

        Args:
            user_id: The user.
            page: Counted from 1.
            limit: Devices per page.

        Raises:
            NotFound: No user has this id.
        """
        return rest("POST", _OF_USER, DevicePage.of, **_of_user(user_id, page_arguments(page, limit)))

    @pages
    def iterate_for_user(self, user_id: str, *, limit: int = 50) -> Book[Device]:
        """Iterate over all devices of a user, fetched page by page (POST /api/v3/get-user-devices).

        Args:
            user_id: The user.
            limit: Devices per request.
        """
        read = contents_of(Device)
        return by_number(lambda page: rest("POST", _OF_USER, read, **_of_user(user_id, page_arguments(page, limit))))

    @operation
    def delete_for_user(self, device_id: str, user_id: str) -> Call[bool]:
        """Forget that a user has a device, and log the user out there (POST /api/v3/delete-device-by-user).

        Raises:
            NotFound: The device or the user does not exist, or the user does not have the device.
        """
        return _change("delete-device-by-user", device_id, userId=text("user_id", user_id))

    @operation
    def disable_for_user(self, device_id: str, user_id: str) -> Call[bool]:
        """Take a device out of use for one user, who is logged out there (POST /api/v3/disable-device-by-user).

        Raises:
            NotFound: The device or the user does not exist, or the user does not have the device.
        """
        return _change("disable-device-by-user", device_id, userId=text("user_id", user_id))

    @operation
    def enable_for_user(self, device_id: str, user_id: str) -> Call[bool]:
        """Take a device into use again for one user (POST /api/v3/enable-device-by-user).

        Raises:
            NotFound: The device or the user does not exist, or the user does not have the device.
        """
        return _change("enable-device-by-user", device_id, userId=text("user_id", user_id))

    @operation
    def suspend_for_user(self, device_id: str, user_id: str, end_time: datetime) -> Call[bool]:
        """Take a device out of use for one user and for some time (POST /api/v3/suspend-device-by-user).

        Args:
            device_id: The device.
            user_id: The user, who is logged out there.
            end_time: Until when, with a time zone.

        Raises:
            NotFound: The device or the user does not exist, or the user does not have the device.
            Invalid: The time is past.
        """
        until = _milliseconds(end_time)
        return _change("suspend-device-by-user", device_id, userId=text("user_id", user_id), endTime=until)


def _change(what: str, device_id: str, **more: str) -> Call[bool]:
    return rest("POST", f"/api/v3/{what}", done, json={"id": text("device_id", device_id), **more})


def _of_user(user_id: str, page: Mapping[str, Any]) -> dict[str, Any]:
    return {"params": {"userId": text("user_id", user_id)}, "json": {**_LINKS, **page}, "safe": True}


def _milliseconds(end_time: datetime) -> str:
    if not isinstance(end_time, datetime) or end_time.tzinfo is None:
        raise ArgumentError("end_time must be a datetime with a time zone")
    return str(int(end_time.timestamp() * 1000))
