"""Proofs signed by a private key: a program tells who it is without sending a secret (RFC 7523)."""

from __future__ import annotations

from time import time
from typing import Any

from .entropy import unguessable
from .errors import ArgumentError
from .options import Frozen

__all__ = ["ASSERTION_TYPE", "JWT_BEARER", "PrivateKey"]

JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
"""The grant of a token for an assertion (RFC 7523, section 2.1)."""

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
"""What a client that proves itself by an assertion says it is (RFC 7523, section 2.2)."""

LIFETIME = 3600.0
"""Seconds an assertion is good for."""

BACKDATED = 60.0
"""Seconds that an assertion is dated back by: the clock of this machine may be ahead of the provider's by as much."""

_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")


class PrivateKey(Frozen):
    """A key that a program proves itself by.

    Args:
        pem: The key as PEM (PKCS#1, PKCS#8 or SEC 1, without a password).
        key_id: What the provider calls it (`kid`).
        algorithm: What it signs by.
        lifetime: Seconds that an assertion is good for.
        backdated: Seconds that an assertion is dated back by, at most `lifetime`.

    Raises:
        ArgumentError: It is no key for this algorithm; its text is not told.
    """

    key_id: str | None
    algorithm: str
    lifetime: float
    backdated: float

    def __init__(
        self,
        pem: str | bytes,
        key_id: str | None = None,
        *,
        algorithm: str = "RS256",
        lifetime: float = LIFETIME,
        backdated: float = BACKDATED,
    ) -> None:
        if algorithm not in _ALGORITHMS:
            raise ArgumentError(f"a private key signs by one of {', '.join(_ALGORITHMS)}")
        for seconds in (lifetime, backdated):
            if isinstance(seconds, bool) or not isinstance(seconds, (int, float)):
                raise ArgumentError("lifetime and backdated are seconds")
        if not 0 <= backdated < lifetime <= 86400:
            raise ArgumentError("an assertion lives for seconds, at most a day, and more than it is dated back by")
        self.__dict__.update(key_id=key_id, algorithm=algorithm, lifetime=lifetime, backdated=backdated)
        self.__dict__["_key"] = _loaded(pem, algorithm)

    def assertion(self, issuer: str, audience: str, *, subject: str | None = None, **claims: Any) -> str:
        """A signed assertion (RFC 7523, section 3), a new one each time.

        Args:
            issuer: Who makes it: the program's id at the provider.
            audience: Whom it is for.
            subject: Whom it is about; by default the issuer.
            claims: What else it says.
        """
        from jwt import encode

        issued = int(time() - self.backdated)
        told = {
            "iss": issuer,
            "sub": subject or issuer,
            "aud": audience,
            "iat": issued,
            "exp": issued + int(self.lifetime),
            "jti": unguessable(),  # a provider that remembers it takes each assertion once
            **claims,
        }
        headers = {"kid": self.key_id} if self.key_id else None
        return encode(told, self.__dict__["_key"], algorithm=self.algorithm, headers=headers)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.key_id or 'without id'}, {self.algorithm}>"


def _loaded(pem: str | bytes, algorithm: str) -> Any:
    import jwt  # with all of its cryptography: only for who signs
    from cryptography.exceptions import UnsupportedAlgorithm

    if not isinstance(pem, (str, bytes)) or not pem:
        raise ArgumentError(f"a private key must be a PEM text, not a {type(pem).__name__}")
    try:
        key = jwt.get_algorithm_by_name(algorithm).prepare_key(pem)
        jwt.encode({}, key, algorithm=algorithm)  # a public key would fail here, and not at the first call
    except (ValueError, TypeError, AttributeError, UnsupportedAlgorithm, jwt.PyJWTError):
        raise ArgumentError(
            f"this is no private key for {algorithm}: it must be PEM that begins with -----BEGIN, without a password"
        ) from None
    return key
