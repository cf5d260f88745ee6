"""One-time passwords by time (RFC 6238): six digits, a new one every thirty seconds, HMAC-SHA-1."""

from __future__ import annotations

import base64
import hmac
import re
import secrets
from typing import TYPE_CHECKING

import segno
from pyotp.totp import TOTP

from authing.server.rules.refusal import Code, Refusal

if TYPE_CHECKING:
    from datetime import datetime

DIGITS = re.compile(r"[0-9]{6}\Z")
SECRET = re.compile(r"[A-Z2-7]{16,64}\Z")
# RFC 4226, section 4: "This document RECOMMENDs a shared secret length of 160 bits."
SECRET_BYTES = 20
NO_BYTES = (1, 3, 6)
"""How many characters no last group of base32 has (RFC 4648, section 6)."""

# RFC 6238, section 5.2: "We RECOMMEND that at most one time step is allowed as the network delay."
WINDOW = (0, -1, 1)


class Generator(TOTP):
    """The library's generator, for shorter secrets as well: those of the platform, which users bring along, have 80 bits."""

    def byte_secret(self) -> bytes:
        """The secret as bytes."""
        return base64.b32decode(self.secret + "=" * (-len(self.secret) % 8))


def new_secret() -> str:
    """A new secret, as base32."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def checked_secret(secret: str) -> str:
    """The secret in capital letters, if it is 16 to 64 characters of base32 without padding.

    Raises:
        Refusal: MALFORMED.
    """
    secret = secret.upper()
    if not SECRET.match(secret) or len(secret) % 8 in NO_BYTES:
        raise Refusal(Code.MALFORMED, "the secret must be 16 to 64 characters of base32 (RFC 4648)")
    return secret


def matching_step(secret: str, password: str, now: datetime) -> int | None:
    """The number of the time step that a password belongs to: the present one, or one beside it."""
    if not DIGITS.match(password):
        return None
    generator = Generator(secret)
    present = generator.timecode(now)
    steps = [present + by for by in WINDOW if hmac.compare_digest(generator.generate_otp(present + by), password)]
    return steps[0] if steps else None


def uri(secret: str, account: str, issuer: str) -> str:
    """What an authenticator app reads: `otpauth://totp/issuer:account?secret=…&issuer=…`."""
    return Generator(secret).provisioning_uri(name=account, issuer_name=issuer)


def picture(content: str) -> str:
    """A text as a QR code, in a `data:` URL."""
    return segno.make_qr(content).png_data_uri(scale=4)
