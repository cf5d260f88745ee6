"""Keys that verify signatures: those that an issuer publishes (RFC 7517), and secrets that a client shares with it.

A key comes with its algorithms, and a token can choose neither: what is looked up is the pair of the two, so that a
public key never becomes the secret of an HMAC (RFC 8725, section 3.1).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from logging import getLogger
from typing import TYPE_CHECKING, Any

from .errors import ArgumentError

if TYPE_CHECKING:
    from typing import TypeAlias

    KeyName: TypeAlias = tuple[str | None, str]

__all__ = ["LONGEST_KEY_ID", "PUBLISHED_ALGORITHMS", "SECRET_ALGORITHMS", "Key", "published_keys", "secret_keys"]

SECRET_ALGORITHMS = {"HS256": 32, "HS384": 48, "HS512": 64}
"""Algorithms with a shared secret, and the bytes that the secret must have (RFC 7518, section 3.2)."""

_RSA = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512")
_CURVES = {"P-256": "ES256", "P-384": "ES384", "P-521": "ES512", "secp256k1": "ES256K"}
PUBLISHED_ALGORITHMS = frozenset({*_RSA, *_CURVES.values(), "EdDSA"})
"""Algorithms with a key pair. `none` is in neither table."""

LONGEST_KEY_ID = 256
"""Characters."""

SHORTEST_RSA = 2048
"""Bits (RFC 7518, section 3.3)."""

_MOST_KEYS = 100
_PRIVATE = frozenset({"d", "p", "q", "dp", "dq", "qi", "k"})
_log = getLogger("authing.token")


class Key:
    """One key, ready to verify by one algorithm.

    Args:
        algorithm: PyJWT's implementation of the algorithm.
        material: What it verifies with.
    """

    __slots__ = ("_material", "_verify")

    def __init__(self, algorithm: Any, material: Any) -> None:
        self._verify, self._material = algorithm.verify, material

    def verifies(self, signed: bytes, signature: bytes) -> bool:
        """True if the signature is of this key."""
        return bool(self._verify(signed, self._material, signature))


@lru_cache(maxsize=64)
def secret_keys(secret: str) -> Mapping[str, Key]:
    """The keys that a shared secret is long enough for, by their algorithm.

    Raises:
        ArgumentError: It is the text of a public key, which is no secret.
    """
    from jwt.algorithms import get_default_algorithms
    from jwt.exceptions import InvalidKeyError

    found, material = get_default_algorithms(), secret.encode()
    try:
        return {
            name: Key(found[name], found[name].prepare_key(material))
            for name, least in SECRET_ALGORITHMS.items()
            if len(material) >= least
        }
    except InvalidKeyError:
        raise ArgumentError("the secret that tokens are signed with is a public key: anybody may know it") from None


def published_keys(jwks: Any) -> dict[KeyName, Key]:
    """The usable keys of a JWK set by key id and algorithm; under the key id None the only one of its algorithm.

    A key that cannot be used takes nothing from the others: it is left out, and logged.

    Raises:
        TypeError: It is no JWK set.
    """
    raw = jwks["keys"]
    if not isinstance(raw, list):
        raise TypeError("keys is no list")
    found: dict[KeyName, list[Key]] = {}
    for jwk in raw[:_MOST_KEYS]:
        try:
            for kid, algorithm, key in _read(jwk):
                found.setdefault((kid, algorithm), []).append(key)
                if kid is not None:
                    found.setdefault((None, algorithm), []).append(key)
        except (ValueError, TypeError) as problem:
            _log.warning("a published key is not used: %s", problem)
    # RFC 7517, section 4.5: different keys have different ids. A token that may be of either of two is of neither.
    return {name: keys[0] for name, keys in found.items() if len(keys) == 1}


def _read(jwk: Any) -> Iterable[tuple[str | None, str, Key]]:
    """A key under its id, once for each of its algorithms. The texts of errors are logged: nothing of the key is in them."""
    import jwt
    from cryptography.exceptions import UnsupportedAlgorithm

    if not isinstance(jwk, dict):
        raise TypeError("it is no object")
    kid, kind = jwk.get("kid"), jwk.get("kty")
    if kid is not None and (not isinstance(kid, str) or len(kid) > LONGEST_KEY_ID):
        raise ValueError("its id is no text, or too long")
    if kind == "oct" or not _PRIVATE.isdisjoint(jwk):
        raise ValueError("it is secret: whoever can read it could sign with it")
    if jwk.get("use", "sig") != "sig" or "verify" not in jwk.get("key_ops", ("verify",)):
        raise ValueError("it is for another use than verifying")
    possible = _algorithms(kind, jwk.get("crv"))
    # RFC 8725, section 3.1: a key is for one algorithm if it says so.
    algorithms = [name for name in possible if jwk.get("alg") in (None, name)]
    if not algorithms:
        raise ValueError("its kind or its algorithm is not supported")
    try:
        made = [(name, jwt.PyJWK(jwk, name)) for name in algorithms]
    except (jwt.PyJWTError, UnsupportedAlgorithm) as problem:  # its text may hold the whole key
        raise ValueError(type(problem).__name__) from None
    if kind == "RSA" and made[0][1].key.key_size < SHORTEST_RSA:
        raise ValueError(f"it has less than {SHORTEST_RSA} bits")
    return [(kid, name, Key(key.Algorithm, key.key)) for name, key in made]


def _algorithms(kind: Any, curve: Any) -> Iterable[str]:
    if kind == "RSA":
        return _RSA
    if kind == "EC" and isinstance(curve, str):
        return [_CURVES[curve]] if curve in _CURVES else ()
    return ["EdDSA"] if (kind, curve) == ("OKP", "Ed25519") else ()
