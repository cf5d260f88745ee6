"""The import path of authing 4 for the client."""

from .client import ManagementClient

__all__ = ["ManagementClient"]
