"""The RSA key that clients encrypt passwords with on their way here."""

from __future__ import annotations

import base64
import binascii

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from authing.server.rules.refusal import Code, Refusal

BITS = 2048
MOST_LOST = 3
"""How many leading zero bytes a ciphertext may have lost; more happens to one of 2**32."""


def new_key() -> str:
    """A new private key, as PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


class TransportKey:
    """A private key in use: it opens passwords and publishes its public half."""

    def __init__(self, pem: str) -> None:
        key = serialization.load_pem_private_key(pem.encode(), password=None)
        if not isinstance(key, rsa.RSAPrivateKey):
            raise TypeError("the transport key must be an RSA key")
        self._key = key
        self._size = key.key_size // 8
        self.public_pem = (
            key.public_key()
            .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
            .decode()
        )

    def decrypt(self, encrypted: str) -> str:
        """The password inside a base64 text (PKCS#1 v1.5).

        RFC 8017 section 7.2.2 note: "it is important that an opponent not be able to distinguish" a padding error from another
        one. OpenSSL answers wrong padding with other, repeatable bytes; where it raises instead, and where the bytes are no
        text, the refusal is the same.
        """
        try:
            # Some clients drop a leading zero byte of the ciphertext.
            block = base64.b64decode(encrypted, validate=True)
            if len(block) < self._size - MOST_LOST:
                raise ValueError("the ciphertext is too short")
            return self._key.decrypt(block.rjust(self._size, b"\x00"), padding.PKCS1v15()).decode()
        except (ValueError, binascii.Error):
            raise Refusal(Code.PASSWORD_UNDECRYPTABLE) from None
