"""Proofs signed by a private key, and keys that are none."""

from __future__ import annotations

import time
from base64 import b64encode
from functools import cache
from traceback import format_exception
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from authing.core.assertions import BACKDATED, LIFETIME, PrivateKey
from authing.core.errors import ArgumentError

OPEN = serialization.NoEncryption()
AUDIENCE = "https://issuer.example"


@cache
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def pem(form: Any = serialization.PrivateFormat.TraditionalOpenSSL, of: Any = None, lock: Any = OPEN) -> str:
    told: bytes = (of or key()).private_bytes(serialization.Encoding.PEM, form, lock)
    return told.decode()


def public_key() -> rsa.RSAPublicKey:
    return key().public_key()


def test_an_assertion_says_who_made_it_for_whom_and_until_when() -> None:
    before = int(time.time() - BACKDATED)
    assertion = PrivateKey(pem(), "k1").assertion("me", AUDIENCE)
    told = jwt.decode(assertion, public_key(), ["RS256"], audience=AUDIENCE)
    assert told["iss"] == told["sub"] == "me"
    assert before <= told["iat"] <= time.time() - BACKDATED
    assert told["exp"] - told["iat"] == LIFETIME
    assert jwt.get_unverified_header(assertion) == {"alg": "RS256", "typ": "JWT", "kid": "k1"}


def test_no_two_of_them_are_the_same() -> None:
    by = PrivateKey(pem())
    ids = {jwt.decode(by.assertion("me", AUDIENCE), options={"verify_signature": False})["jti"] for _ in range(20)}
    assert len(ids) == 20


def test_it_may_be_about_somebody_else_and_say_more() -> None:
    by = PrivateKey(pem(), lifetime=60, backdated=0)
    assertion = by.assertion("me", AUDIENCE, subject="you", role="admin", jti="mine")
    told = jwt.decode(assertion, public_key(), ["RS256"], audience=AUDIENCE)
    assert (told["iss"], told["sub"], told["role"], told["jti"]) == ("me", "you", "admin", "mine")
    assert told["exp"] - told["iat"] == 60
    assert "kid" not in jwt.get_unverified_header(assertion)
    assert (by.lifetime, by.backdated) == (60, 0)


ALGORITHMS: dict[str, Any] = {
    "RS256": key,
    "RS384": key,
    "RS512": key,
    "PS256": key,
    "PS384": key,
    "PS512": key,
    "ES256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "ES384": lambda: ec.generate_private_key(ec.SECP384R1()),
    "ES512": lambda: ec.generate_private_key(ec.SECP521R1()),
    "EdDSA": ed25519.Ed25519PrivateKey.generate,
}


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_every_algorithm_signs(algorithm: str) -> None:
    own = ALGORITHMS[algorithm]()
    by = PrivateKey(pem(serialization.PrivateFormat.PKCS8, own).encode(), algorithm=algorithm)
    told = jwt.decode(by.assertion("me", AUDIENCE), own.public_key(), [algorithm], audience=AUDIENCE)
    assert told["iss"] == "me"
    assert repr(by) == f"<PrivateKey without id, {algorithm}>"


@pytest.mark.parametrize("form", [serialization.PrivateFormat.PKCS8, serialization.PrivateFormat.TraditionalOpenSSL])
def test_a_key_may_be_of_either_form(form: Any) -> None:
    assert PrivateKey(pem(form)).assertion("me", AUDIENCE)


@pytest.mark.parametrize("algorithm", ["none", "HS256", "rs256", "", None])
def test_an_algorithm_that_is_no_signature_is_refused(algorithm: Any) -> None:
    with pytest.raises(ArgumentError, match="RS256"):
        PrivateKey(pem(), algorithm=algorithm)


@pytest.mark.parametrize(
    "times",
    [
        {"lifetime": 0},
        {"lifetime": 60},
        {"lifetime": 86401},
        {"lifetime": "60"},
        {"lifetime": True},
        {"lifetime": float("nan")},
        {"backdated": -1},
        {"backdated": None},
        {"backdated": 3600},
    ],
)
def test_times_that_make_no_sense_are_refused(times: Any) -> None:
    with pytest.raises(ArgumentError, match="seconds"):
        PrivateKey(pem(), **times)


def _public() -> str:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return public_key().public_bytes(serialization.Encoding.PEM, form).decode()


def _of_an_unknown_curve() -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    der = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).replace(bytes.fromhex("2a8648ce3d030107"), bytes.fromhex("2a8648ce3d030106"))
    return f"-----BEGIN PRIVATE KEY-----\n{b64encode(der).decode()}\n-----END PRIVATE KEY-----\n"


NO_KEYS: dict[str, Any] = {
    "nothing": lambda: "",
    "None": lambda: None,
    "a number": lambda: 5,
    "words": lambda: "s3cret words",
    "bytes": lambda: b"\xff\x00",
    "half a key": lambda: pem()[:400],
    "a public key": _public,
    "a key of another kind": lambda: pem(serialization.PrivateFormat.PKCS8, ec.generate_private_key(ec.SECP256R1())),
    "a key of a curve that no library knows": _of_an_unknown_curve,
    "a key with a password": lambda: pem(lock=serialization.BestAvailableEncryption(b"pw")),
}


@pytest.mark.parametrize("case", NO_KEYS)
def test_what_is_no_key_is_refused_without_its_text(case: str) -> None:
    given = NO_KEYS[case]()
    with pytest.raises(ArgumentError, match="private key") as caught:
        PrivateKey(given)
    shown = "".join(format_exception(caught.value))
    assert "s3cret words" not in shown
    assert all(line not in shown for line in pem().splitlines()[1:-1])


def test_a_key_shows_nothing_of_itself_and_cannot_be_changed() -> None:
    by = PrivateKey(pem(), "k1")
    assert repr(by) == "<PrivateKey k1, RS256>"
    with pytest.raises(AttributeError):
        by.key_id = "k2"
