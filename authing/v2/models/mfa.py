"""Second factors of users."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Any

from authing.core.model import Model

from .answer import CommonMessage, truth
from .user import User

__all__ = ["Bindable", "MfaSource", "MfaStatus", "MfaType", "RecoveredUser", "TotpAssociation", "TotpAuthenticator"]


class MfaType(str, Enum):
    """A kind of second factor."""

    OTP = "OTP"
    FACE = "FACE"


class MfaSource(str, Enum):
    """Who wants an authenticator: the user, or the application that the user logs in to."""

    SELF = "SELF"
    APPLICATION = "APPLICATION"


class MfaStatus(Model):
    """Which second factors a user has bound: one-time passwords, a face."""

    _wire = {"otp": "OTP", "face": "FACE"}

    otp: bool = False
    face: bool = False


class TotpAuthenticator(Model):
    """The authenticator of a user; its secret and its recovery code are told when it is made, and mostly not again."""

    id: str
    user_id: str
    enable: bool = False
    authenticator_type: str | None = None
    source: MfaSource | str | None = None
    secret: str | None = None
    recovery_code: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


class TotpAssociation(Model):
    """A new authenticator to be set up: what to show to the user, once.

    Attributes:
        secret: The secret as base32, to be typed in.
        qrcode_uri: All of it as an authenticator app reads it: `otpauth://totp/…`.
        qrcode_data_url: The picture of it to scan, as a `data:` URL.
        recovery_code: What lets the user in when the authenticator is lost; to be written down.
    """

    _wire = {name: name for name in ("authenticator_type", "secret", "qrcode_uri", "qrcode_data_url", "recovery_code")}
    _secret = frozenset({"qrcode_uri", "qrcode_data_url"})

    secret: str
    qrcode_uri: str
    qrcode_data_url: str
    recovery_code: str
    authenticator_type: str | None = None


class RecoveredUser(User):
    """A user who came in by the recovery code; `recovery_code` is the new one, to be written down."""

    recovery_code: str | None = None


class Bindable(CommonMessage):
    """Whether a phone or an address can be bound; true or false by itself, and `data` of the platform's envelope."""

    data: bool

    @classmethod
    def answered(cls, envelope: dict[str, Any]) -> Bindable:
        """Read the envelope.

        Raises:
            TypeError: Its `data` is neither true nor false.
        """
        truth(envelope.get("data"))
        return cls.of(envelope)

    def __bool__(self) -> bool:
        return self.data
