"""Texts that nobody can guess, and their challenge: state, nonce and PKCE. From `secrets` only."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import sha256
from secrets import choice, token_urlsafe
from string import ascii_letters, digits

from .errors import ArgumentError

__all__ = ["code_challenge", "code_verifier", "unguessable"]

SHORTEST, LONGEST = 43, 128
"""Letters of a code verifier (RFC 7636, section 4.1)."""

_UNRESERVED = ascii_letters + digits + "-._~"


def unguessable() -> str:
    """A new text of 256 random bits, safe in a URL: for `state` and `nonce`."""
    return token_urlsafe(32)


def code_verifier(length: int = SHORTEST) -> str:
    """A new secret for one login, of at least 256 random bits (RFC 7636, section 4.1).

    Raises:
        ArgumentError: The length is not between 43 and 128.
    """
    if type(length) is not int or not SHORTEST <= length <= LONGEST:
        raise ArgumentError(f"a code verifier has {SHORTEST} to {LONGEST} letters, not {length!r}")
    return "".join([choice(_UNRESERVED) for _ in range(length)])


def code_challenge(verifier: str, method: str = "S256") -> str:
    """What is shown of a verifier when the login begins (RFC 7636, section 4.2).

    Raises:
        ArgumentError: The verifier is none, or the method is neither S256 nor plain.
    """
    if not isinstance(verifier, str) or not SHORTEST <= len(verifier) <= LONGEST or set(verifier) - set(_UNRESERVED):
        raise ArgumentError(f"a code verifier has {SHORTEST} to {LONGEST} letters, digits and -._~")
    if method == "plain":
        return verifier
    if method != "S256":
        raise ArgumentError(f"the method of a code challenge is S256 or plain, not {method!r}")
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
