"""Secrets that the server must be able to read again: sealed before they reach the database.

The key is in the database as well, with the server's other keys: a table that leaks alone tells no secret.
"""

from __future__ import annotations

import base64
import secrets

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12
"""Bytes; random ones are good for 2**32 seals with one key (NIST SP 800-38D, section 8.3)."""


def new_key() -> str:
    """A new key, as base64."""
    return base64.b64encode(AESGCM.generate_key(256)).decode()


class Vault:
    """Seals texts by AES-256-GCM, each for one owner: moved to another row, a sealed text does not open."""

    def __init__(self, key: str) -> None:
        self._cipher = AESGCM(base64.b64decode(key))

    def seal(self, text: str, owner: str) -> str:
        """The text as the database may hold it; `owner` is the id of its row."""
        nonce = secrets.token_bytes(NONCE)
        return base64.b64encode(nonce + self._cipher.encrypt(nonce, text.encode(), owner.encode())).decode()

    def unseal(self, sealed: str, owner: str) -> str:
        """The text again.

        Raises:
            InvalidTag: It was sealed with another key, for another owner, or changed since.
        """
        raw = base64.b64decode(sealed)
        return self._cipher.decrypt(raw[:NONCE], raw[NONCE:], owner.encode()).decode()
