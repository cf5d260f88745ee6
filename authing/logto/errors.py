"""What programs of logto-admin import from its module of this name."""

from __future__ import annotations

from authing.core.errors import AuthingException

__all__ = ["UnexpectedStatus"]

UnexpectedStatus = AuthingException
"""The root of all errors: logto-admin knew no other. `status` is the HTTP status, `code` Logto's own word."""
