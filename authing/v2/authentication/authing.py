"""The import path of authing 4 for the client."""

from .client import AuthenticationClient

__all__ = ["AuthenticationClient"]
