"""The administrator's side: `ManagementClient`, made once per process."""

from __future__ import annotations

from authing.v2.options import ManagementClientOptions

from .client import AsyncManagementClient, ManagementClient

__all__ = ["AsyncManagementClient", "ManagementClient", "ManagementClientOptions"]
