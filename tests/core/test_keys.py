"""Which keys of a published set are used, and for what."""

from __future__ import annotations

import json
import logging
from base64 import urlsafe_b64encode
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import RSAAlgorithm
from token_kit import SECRET, ec_key, ed_key, jwk, rsa_key

from authing.core.keys import LONGEST_KEY_ID, published_keys, secret_keys

RSA = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"}


def names(*keys: Any) -> set[tuple[str | None, str]]:
    return set(published_keys({"keys": list(keys)}))


def named(kid: str, algorithms: set[str]) -> set[tuple[str | None, str]]:
    return {(each, algorithm) for each in (kid, None) for algorithm in algorithms}


def test_a_key_is_for_the_algorithms_of_its_kind() -> None:
    assert names(jwk()) == named("one", RSA)
    assert names(jwk(ec_key())) == named("one", {"ES256"})
    assert names(jwk(ec_key(ec.SECP384R1))) == named("one", {"ES384"})
    assert names(jwk(ed_key())) == named("one", {"EdDSA"})


def test_a_key_that_names_its_algorithm_is_for_no_other() -> None:
    assert names(jwk(alg="PS256", use="sig")) == named("one", {"PS256"})
    assert names(jwk(alg="RS256", key_ops=["verify"])) == named("one", {"RS256"})


def test_a_key_without_id_is_found_without_one() -> None:
    assert names(jwk(kid=None, alg="RS256")) == {(None, "RS256")}


@pytest.mark.parametrize(
    "bad",
    [
        jwk(use="enc"),
        jwk(use=["sig"]),
        jwk(key_ops=["encrypt"]),
        jwk(key_ops=1),
        jwk(alg="HS256"),
        jwk(alg="none"),
        jwk(alg="ES256"),
        jwk(alg="RSA-OAEP"),
        jwk(alg=["RS256"]),
        jwk(kid="x" * (LONGEST_KEY_ID + 1)),
        {**jwk(), "kid": 1},
        {**jwk(), "kid": ["one"]},
        {**jwk(), "kty": "rsa"},
        {**jwk(), "kty": None},
        {**jwk(), "n": "!"},
        {**jwk(), "n": 5},
        {**jwk(), "e": "AQ"},
        {name: value for name, value in jwk().items() if name != "n"},
        {**jwk(ec_key()), "crv": "P-999"},
        {**jwk(ec_key()), "crv": ["P-256"]},
        {**jwk(ec_key()), "crv": "P-384"},
        {**jwk(ec_key()), "x": jwk(ec_key())["y"]},
        {**jwk(ed_key()), "crv": "X25519"},
        "a key",
        None,
        [],
    ],
)
def test_a_key_that_cannot_be_used_is_left_out_and_takes_nothing_from_the_others(
    bad: Any, caplog: pytest.LogCaptureFixture
) -> None:
    good = jwk(rsa_key(which=1), "good", alg="RS256")
    with caplog.at_level(logging.WARNING, "authing.token"):
        assert names(bad, good) == named("good", {"RS256"})
    assert "not used" in caplog.text
    assert good["n"] not in caplog.text
    assert jwk()["n"] not in caplog.text


@pytest.mark.parametrize("bits", [1024, 2047])
def test_attack_weak_rsa_key(bits: int) -> None:
    assert names(jwk(rsa_key(bits))) == set()


def test_attack_shared_secret_in_a_published_set() -> None:
    oct_key = {"kty": "oct", "k": urlsafe_b64encode(SECRET.encode()).decode(), "kid": "one", "alg": "HS256"}
    assert names(oct_key) == set()


def test_attack_private_key_in_a_published_set() -> None:
    private = json.loads(RSAAlgorithm.to_jwk(rsa_key()))
    assert names({**private, "kid": "one", "key_ops": ["verify"]}) == set()


def test_attack_two_keys_of_one_id() -> None:
    twice = names(jwk(alg="RS256"), jwk(rsa_key(which=1), alg="RS256"), jwk(ec_key()))
    assert twice == named("one", {"ES256"})  # what they do not share is still told apart


def test_attack_set_of_very_many_keys() -> None:
    many = [jwk(ed_key(), str(number)) for number in range(300)]
    assert len(published_keys({"keys": many})) == 100


@pytest.mark.parametrize("jwks", [None, [], "keys", {}, {"keys": None}, {"keys": {"one": jwk()}}])
def test_what_is_no_key_set_is_an_error(jwks: Any) -> None:
    with pytest.raises((TypeError, LookupError)):
        published_keys(jwks)


def test_a_secret_is_made_ready_once() -> None:
    assert secret_keys(SECRET) is secret_keys(SECRET)
    assert set(secret_keys(SECRET)) == {"HS256"}
    assert SECRET not in repr(secret_keys(SECRET))
