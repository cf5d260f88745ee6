"""Second factors of users."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from authing.core.model import Model

__all__ = ["MfaStatus", "MfaType", "TotpAuthenticator"]


class MfaType(str, Enum):
    """A kind of second factor."""

    OTP = "OTP"
    FACE = "FACE"


class MfaStatus(Model):
    """Which second factors a user has bound: one-time passwords, a face."""

    _wire = {"otp": "OTP", "face": "FACE"}

    otp: bool = False
    face: bool = False


class TotpAuthenticator(Model):
    """The authenticator of a user: a secret that one-time passwords are made from, and a code for when it is lost."""

    id: str
    user_id: str
    enable: bool = False
    authenticator_type: str | None = None
    secret: str | None = None
    recovery_code: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
