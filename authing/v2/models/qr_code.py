"""Logging in by a code that another device scans."""

from __future__ import annotations

from enum import Enum, IntEnum

from authing.core.model import Model

from .user import User

__all__ = ["QrCode", "QrCodeScene", "QrCodeState", "QrCodeStatus"]


class QrCodeScene(str, Enum):
    """What scans the code: an app of one's own, a WeChat mini program, or a WeChat official account."""

    APP = "APP_AUTH"
    MINI_PROGRAM = "WXAPP_AUTH"
    OFFICIAL_ACCOUNT = "WECHATMP_AUTH"


class QrCodeStatus(IntEnum):
    """What became of a code."""

    EXPIRED = -1
    UNUSED = 0
    SCANNED = 1
    AUTHORIZED = 2
    CANCELLED = 3
    MFA_NEEDED = 4
    FAILED = 5


class QrCode(Model):
    """A code to show: `url` is that of its picture. Whoever knows `random` learns who logs in, and can log in as this user."""

    _secret = frozenset({"random", "url"})

    random: str
    url: str
    custom_logo: str | None = None


class QrCodeState(Model):
    """What became of a code: who scanned it, and the ticket once the login was confirmed."""

    _secret = frozenset({"random"})

    random: str
    status: QrCodeStatus | int
    ticket: str | None = None
    user_info: User | None = None
    scanned_result: str | None = None

    @property
    def is_final(self) -> bool:
        """Whether nothing more will become of it."""
        return self.status not in (QrCodeStatus.UNUSED, QrCodeStatus.SCANNED)
