"""The user's own devices: `client.devices`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from authing.core.binding import Mode, Resource, operation, pages
from authing.core.call import Call
from authing.core.paging import Book, by_number
from authing.v2.arguments import fields, given, maybe_text, page_arguments, text
from authing.v2.models.answer import done
from authing.v2.models.device import Device, DevicePage
from authing.v2.models.page import contents_of
from authing.v2.wire import rest

__all__ = ["OwnDevices"]

_MINE = "/api/v3/mydevices/list"


class OwnDevices(Resource[Mode]):
    """Devices that the user logs in with."""

    @operation
    def create(
        self,
        device_unique_id: str,
        name: str | None = None,
        *,
        type: str | None = None,
        details: Mapping[str, Any] | None = None,
    ) -> Call[Device]:
        """Tell on which device the user is logged in (POST /api/v3/create-device).

        Args:
            device_unique_id: What the device calls itself; one that is known already is the same device.
            name: What people call it.
            type: What kind of device it is.
            details: What else there is to tell about it, such as `{"os": "Linux"}`.

        Raises:
            Forbidden: The device is out of use.
        """
        body = {
            **({} if details is None else fields("details", details)),
            "deviceUniqueId": text("device_unique_id", device_unique_id),
            **given(name=maybe_text("name", name), type=maybe_text("type", type)),
        }
        return rest("POST", "/api/v3/create-device", Device.of, json=body)

    @operation
    def list(self, page: int = 1, limit: int = 10) -> Call[DevicePage]:
        """List one page of the user's devices (GET /api/v3/mydevices/list).

        Args:
            page: Counted from 1.
            limit: Devices per page.
        """
        return rest("GET", _MINE, DevicePage.of, params=page_arguments(page, limit))

    @pages
    def iterate(self, *, limit: int = 50) -> Book[Device]:
        """Iterate over all devices of the user, fetched page by page (GET /api/v3/mydevices/list).

        Args:
            limit: Devices per request.
        """
        read = contents_of(Device)
        return by_number(lambda page: rest("GET", _MINE, read, params=page_arguments(page, limit)))

    @operation
    def unbind(self, device_id: str) -> Call[bool]:
        """Forget a device and log the user out there (POST /api/v3/mydevices/unbind); the answer is True.

        Raises:
            NotFound: The user has no such device.
        """
        return rest("POST", "/api/v3/mydevices/unbind", done, json={"deviceId": text("device_id", device_id)})

    @operation
    def log_out(self, device_id: str) -> Call[bool]:
        """Log the user out on a device (POST /api/v3/mydevices/revoke-session); the answer is True.

        Raises:
            NotFound: The user has no such device.
        """
        return rest("POST", "/api/v3/mydevices/revoke-session", done, json={"deviceId": text("device_id", device_id)})
