"""An issuer in memory: its keys, what it publishes, and tokens of any shape, good and forged."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm, get_default_algorithms
from plan_driver import HOST, WALL, Answer, Desk, reply

from authing.core.call import Reply
from authing.core.jwks import KeySet
from authing.core.tokens import Claims, Verifier

ISSUER = f"{HOST}/oidc"
CLIENT = "app"
SECRET = "0123456789abcdef0123456789abcdef"
NOW = int(WALL)


@cache
def rsa_key(bits: int = 2048, which: int = 0) -> rsa.RSAPrivateKey:
    """One of several keys, each made once."""
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


@cache
def ec_key(curve: type[ec.EllipticCurve] = ec.SECP256R1) -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(curve())


@cache
def ed_key() -> ed25519.Ed25519PrivateKey:
    return ed25519.Ed25519PrivateKey.generate()


def jwk(key: Any = None, kid: str | None = "one", **members: Any) -> dict[str, Any]:
    """The public half of a key as an issuer publishes it; a member that is None is left out."""
    key = rsa_key() if key is None else key
    writer: Any = RSAAlgorithm
    if isinstance(key, ec.EllipticCurvePrivateKey):
        writer = ECAlgorithm
    elif isinstance(key, ed25519.Ed25519PrivateKey):
        writer = OKPAlgorithm
    raw = writer.to_jwk(key.public_key(), as_dict=True)
    raw.pop("key_ops", None)
    return {name: value for name, value in {**raw, "kid": kid, **members}.items() if value is not None}


def claims(**changes: Any) -> dict[str, Any]:
    """The claims of a good id_token; one that is None is left out."""
    good = {"iss": ISSUER, "aud": CLIENT, "sub": "user", "iat": NOW - 10, "exp": NOW + 600}
    return {name: value for name, value in {**good, **changes}.items() if value is not None}


def part(value: Any) -> bytes:
    """A part of a token: JSON, or bytes as they are, in base64url."""
    text = value if isinstance(value, bytes) else json.dumps(value).encode()
    return urlsafe_b64encode(text).rstrip(b"=")


def token(
    payload: Mapping[str, Any] | bytes | None = None,
    key: Any = None,
    algorithm: str = "RS256",
    **header: Any,
) -> str:
    """A token that is really signed, whatever its header says; a header that is None is left out."""
    told = {"alg": algorithm, "typ": "JWT", "kid": "one", **header}
    head = part({name: value for name, value in told.items() if value is not None})
    signed = head + b"." + part(claims() if payload is None else payload)
    signature = get_default_algorithms()[algorithm].sign(signed, rsa_key() if key is None else key)
    return (signed + b"." + part(signature)).decode()


def discovery(**changes: Any) -> Reply:
    """The issuer's discovery document."""
    return reply(200, {"issuer": ISSUER, "jwks_uri": f"{ISSUER}/jwks", **changes})


def published(*keys: Any) -> Reply:
    """The issuer's key set; one key where none is given."""
    return reply(200, {"keys": list(keys) or [jwk()]})


class Bench:
    """A verifier at a desk, whose clocks only the test moves; the issuer's keys have been fetched."""

    def __init__(self, *keys: Any, secret: str | None = None, leeway: float = 0.0) -> None:
        self.desk = Desk()
        self.keys = KeySet(ISSUER, clock=lambda: self.desk.monotonic)
        self.verifier = Verifier(self.keys, secret, leeway=leeway, clock=lambda: self.desk.wall)
        shown = keys or (jwk(),)
        name = shown[0].get("kid"), shown[0].get("alg", "RS256")
        self.desk.run(self.keys.find(*name), discovery(), published(*shown))

    def id_token(self, text: str, *answers: Answer, client_id: str = CLIENT, **expected: Any) -> Claims:
        return self.desk.run(self.verifier.id_token(text, client_id, **expected), *answers)

    def access_token(self, text: str, *answers: Answer, audience: Any = CLIENT) -> Claims:
        return self.desk.run(self.verifier.access_token(text, audience), *answers)
