"""What a token must be to be believed, and one test for each known way to forge one."""

from __future__ import annotations

import hashlib
import pickle
from base64 import urlsafe_b64encode
from datetime import datetime, timezone
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import HMACAlgorithm
from token_kit import CLIENT, ISSUER, NOW, SECRET, Bench, claims, ec_key, ed_key, jwk, part, published, rsa_key, token

from authing.core.errors import ArgumentError, NotLoggedIn
from authing.core.oidc_answers import Introspection
from authing.core.tokens import EXPIRED, INVALID, LONGEST, Verifier


def refused(bench: Bench, text: str, *answers: Any, **expected: Any) -> str:
    """Why an id_token is refused; nothing of it is in the reason."""
    with pytest.raises(NotLoggedIn) as caught:
        bench.id_token(text, *answers, **expected)
    shown = str(caught.value) + repr(caught.value) + repr(caught.value.__cause__)
    assert not [piece for piece in text.split(".") if len(piece) > 3 and piece in shown]
    return f"{caught.value.code}: {caught.value.message}"


def test_a_good_id_token_tells_who_it_is_about() -> None:
    told = Bench().id_token(token(claims(nonce="n", jti="t", auth_time=NOW - 20, email="bob@example.com")), nonce="n")
    assert (told.issuer, told.subject, told.audience, told.token_id) == (ISSUER, "user", (CLIENT,), "t")
    assert told.expires_at == datetime.fromtimestamp(NOW + 600, timezone.utc)
    assert told.issued_at == datetime.fromtimestamp(NOW - 10, timezone.utc)
    assert told.authenticated_at == datetime.fromtimestamp(NOW - 20, timezone.utc)
    assert told["email"] == "bob@example.com"
    assert told.scopes == frozenset()


def test_what_a_token_does_not_tell_is_none() -> None:
    told = Bench().id_token(token())
    assert (told.token_id, told.authorized_party, told.nonce, told.authenticated_at) == (None, None, None, None)


def test_claims_can_be_kept_and_read_again() -> None:
    told = Bench().id_token(token())
    assert pickle.loads(pickle.dumps(told)) == told == dict(told)


@pytest.mark.parametrize("kind", [None, "at+jwt", "application/at+jwt", "AT+JWT", "JWT"])
def test_a_good_access_token_tells_what_it_is_good_for(kind: str | None) -> None:
    told = Bench().access_token(
        token(claims(aud=["https://api.example", "x"], scope="read write"), typ=kind), audience=["y", "x"]
    )
    assert told.scopes == {"read", "write"}
    assert told.audience == ("https://api.example", "x")
    odd = Bench().access_token(token(claims(aud="x", scope=["read"]), typ=kind or "at+jwt"), audience="x")
    assert odd.scopes == frozenset()


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [
        (None, "RS256"),
        (None, "RS384"),
        (None, "RS512"),
        (None, "PS256"),
        (None, "PS384"),
        (None, "PS512"),
        (ec_key(), "ES256"),
        (ec_key(ec.SECP384R1), "ES384"),
        (ec_key(ec.SECP521R1), "ES512"),
        (ec_key(ec.SECP256K1), "ES256K"),
        (ed_key(), "EdDSA"),
    ],
)
def test_a_key_verifies_by_the_algorithms_of_its_kind(key: Any, algorithm: str) -> None:
    bench = Bench(jwk(key, alg=algorithm))
    digest = {"256": hashlib.sha256, "56K": hashlib.sha256, "384": hashlib.sha384}.get(algorithm[-3:], hashlib.sha512)
    whole = digest(b"access").digest()
    half = urlsafe_b64encode(whole[: len(whole) // 2]).rstrip(b"=").decode()
    text = token(claims(at_hash=half), key, algorithm)
    assert bench.id_token(text, access_token="access").subject == "user"
    assert "at_hash" in refused(bench, text, access_token="another")


def test_a_secret_verifies_by_the_algorithms_that_it_is_long_enough_for() -> None:
    bench = Bench(secret=SECRET)
    assert bench.id_token(token(None, SECRET.encode(), "HS256", kid=None)).subject == "user"
    assert "long enough for HS512" in refused(bench, token(None, SECRET.encode(), "HS512"))
    assert "long enough for HS256" in refused(Bench(secret="short"), token(None, b"short" * 7, "HS256"))
    assert Bench(secret=SECRET * 2).id_token(token(None, (SECRET * 2).encode(), "HS512")).subject == "user"


def test_a_client_without_a_secret_takes_no_token_signed_by_one() -> None:
    assert "signed by a secret" in refused(Bench(), token(None, SECRET.encode(), "HS256"))


def test_a_token_without_key_id_is_of_the_only_key_of_its_algorithm() -> None:
    assert Bench(jwk(), jwk(ec_key(), "two")).id_token(token(kid=None)).subject == "user"
    several = Bench(jwk(), jwk(rsa_key(which=1), "two"))
    assert "publishes no key" in refused(several, token(kid=None), published(jwk(), jwk(rsa_key(which=1), "two")))


# -- attacks --------------------------------------------------------------------------------------


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "nOnE", "", "HS1", "RS1", "unknown"])
def test_attack_no_signature(algorithm: str) -> None:
    bench = Bench(secret=SECRET)
    unsigned = (part({"alg": algorithm, "kid": "one"}) + b"." + part(claims()) + b".").decode()
    assert "not signed by an algorithm that can be trusted" in refused(bench, unsigned)
    assert "not signed by an algorithm that can be trusted" in refused(bench, token(alg=algorithm))


def test_attack_signature_removed() -> None:
    good = token()
    assert "signature is wrong" in refused(Bench(), good.rpartition(".")[0] + ".")
    assert "malformed" in refused(Bench(), good.rpartition(".")[0])


def test_attack_payload_replaced() -> None:
    head, _, signature = token().split(".")
    assert "signature is wrong" in refused(Bench(), f"{head}.{part(claims(sub='admin')).decode()}.{signature}")


def test_attack_public_key_as_the_secret_of_an_hmac() -> None:
    public = rsa_key().public_key()
    for encoding, form in ((Encoding.PEM, PublicFormat.SubjectPublicKeyInfo), (Encoding.DER, PublicFormat.PKCS1)):
        forged = HMACAlgorithm(hashlib.sha256)
        head = part({"alg": "HS256", "kid": "one"}) + b"." + part(claims(sub="admin"))
        signature = forged.sign(head, public.public_bytes(encoding, form))
        text = (head + b"." + part(signature)).decode()
        assert "signed by a secret" in refused(Bench(), text)
        assert "signature is wrong" in refused(Bench(secret=SECRET), text)


def test_attack_public_key_given_as_the_secret() -> None:
    pem = rsa_key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    with pytest.raises(ArgumentError, match="public key"):
        Bench(secret=pem).id_token(token(None, b"x" * 32, "HS256"))


def test_attack_key_of_one_kind_used_by_the_algorithm_of_another() -> None:
    bench = Bench(jwk(alg="RS256"))
    assert "publishes no key" in refused(bench, token(algorithm="PS256"), published(jwk(alg="RS256")))
    assert "publishes no key" in refused(bench, token(key=ec_key(), algorithm="ES256"))


def test_attack_key_in_the_header() -> None:
    mallory = rsa_key(which=1)
    assert "signature is wrong" in refused(Bench(), token(key=mallory, jwk=jwk(mallory)))
    assert "publishes no key" in refused(Bench(), token(key=mallory, jwk=jwk(mallory), kid="mallory"), published())


@pytest.mark.parametrize("name", ["jku", "x5u"])
def test_attack_url_of_keys_in_the_header(name: str) -> None:
    bench = Bench()
    before = len(bench.desk.sent)
    mallory = rsa_key(which=1)
    at_mallorys: dict[str, Any] = {name: "https://mallory.example/keys"}
    assert "signature is wrong" in refused(bench, token(key=mallory, **at_mallorys))
    forged = token(key=mallory, kid="mallory", **at_mallorys)
    assert "publishes no key" in refused(bench, forged, published())
    assert [request.url for request in bench.desk.requests[before:]] == [f"{ISSUER}/jwks"]


def test_attack_certificate_in_the_header() -> None:
    certificate: dict[str, Any] = {"x5c": ["MIIB"], "x5t#S256": "abc"}
    assert "signature is wrong" in refused(Bench(), token(key=rsa_key(which=1), **certificate))


@pytest.mark.parametrize("critical", [["exp"], ["b64"], [], "b64", None, ["http://example.com/UNDEFINED"]])
def test_attack_critical_header_that_is_not_understood(critical: Any) -> None:
    text = token()
    if critical is None:
        head = part(b'{"alg":"RS256","kid":"one","crit":null}')
        text = head.decode() + text[text.index(".") :]
    else:
        text = token(crit=critical, b64=False)
    assert "crit" in refused(Bench(), text)


@pytest.mark.parametrize("issuer", [None, "", f"{ISSUER}/", ISSUER.upper(), "https://mallory.example", [ISSUER], 1])
def test_attack_token_of_another_issuer(issuer: Any) -> None:
    assert "another issuer" in refused(Bench(), token(claims(iss=issuer)))


@pytest.mark.parametrize("audience", [None, "", "other", "apple", ["other"], [], {CLIENT: 1}, 1, [[CLIENT]], True])
def test_attack_token_for_another_audience(audience: Any) -> None:
    assert "another audience" in refused(Bench(), token(claims(aud=audience)))


def test_attack_audience_of_odd_things() -> None:
    assert "audience is malformed" in refused(Bench(), token(claims(aud=[CLIENT, 1])))


@pytest.mark.parametrize("nonce", [None, "", "other", "N", 1, ["n"], "\ud800"])
def test_attack_token_of_another_login(nonce: Any) -> None:
    assert "nonce" in refused(Bench(), token(claims(nonce=nonce)), nonce="n")


def test_attack_token_made_for_another_party() -> None:
    assert "azp" in refused(Bench(), token(claims(azp="other")))
    assert "azp" in refused(Bench(), token(claims(aud=[CLIENT, "other"])))
    assert "azp" in refused(Bench(), token(claims(aud=[CLIENT, "other"], azp="other")))
    assert Bench().id_token(token(claims(aud=[CLIENT, "other"], azp=CLIENT))).authorized_party == CLIENT


def test_attack_access_token_as_id_token() -> None:
    for kind in ("at+jwt", "application/at+jwt", "logout+jwt", "secevent+jwt", "dpop+jwt"):
        assert "typ" in refused(Bench(), token(typ=kind))
    assert "scope" in refused(Bench(), token(claims(scope="openid")))


def test_attack_id_token_as_access_token() -> None:
    with pytest.raises(NotLoggedIn, match="none of client_id, scope"):
        Bench().access_token(token())
    with pytest.raises(NotLoggedIn, match="typ"):
        Bench().access_token(token(claims(scope="read"), typ="logout+jwt"))
    for mark in ("at_hash", "c_hash"):
        for kind in ("JWT", "at+jwt"):
            with pytest.raises(NotLoggedIn, match="it is an id_token"):
                Bench().access_token(token(claims(client_id="app", **{mark: "x"}), typ=kind))


def test_an_issuer_may_mark_its_access_tokens_otherwise() -> None:
    bench, marks = Bench(), frozenset({"jti"})
    marked = bench.desk.run(bench.verifier.access_token(token(claims(jti="1")), CLIENT, marks=marks))
    assert marked.token_id == "1"
    with pytest.raises(NotLoggedIn, match="none of jti"):
        bench.desk.run(bench.verifier.access_token(token(claims(client_id="app")), CLIENT, marks=marks))
    assert bench.desk.run(bench.verifier.access_token(token(typ="at+jwt"), CLIENT, marks=marks)).subject == "user"


# -- tokens that the issuer was asked about -------------------------------------------------------


def told(**changes: Any) -> Introspection:
    return Introspection.of({"active": True, **claims(**changes)})


def test_a_token_that_its_issuer_vouches_for() -> None:
    verifier = Bench().verifier
    found = verifier.introspected(told(scope="read write"))
    assert (found.subject, found.audience) == ("user", (CLIENT,))
    assert found.scopes == {"read", "write"}
    assert verifier.introspected(told(aud=["a", "b"]), ["b", "c"]).audience == ("a", "b")
    assert verifier.introspected(told(aud=None)).audience == ()


@pytest.mark.parametrize(
    ("answer", "audience", "words"),
    [
        (Introspection.of({"active": False}), None, "does not know it"),
        (Introspection.of({"active": True}), None, "another issuer"),
        (told(iss="https://mallory.example"), None, "another issuer"),
        (told(sub=None), None, "sub"),
        (told(exp=NOW), None, "expired"),
        (told(exp=None), None, "its time"),
        (told(nbf=NOW + 1), None, "not good yet"),
        (told(), ["other"], "another audience"),
        (told(aud=None), [CLIENT], "another audience"),
    ],
)
def test_attack_what_an_issuer_does_not_vouch_for(answer: Introspection, audience: Any, words: str) -> None:
    with pytest.raises(NotLoggedIn, match=words):
        Bench().verifier.introspected(answer, audience)


@pytest.mark.parametrize("kind", [1, ["JWT"], {}])
def test_attack_kind_that_is_no_text(kind: Any) -> None:
    assert "typ" in refused(Bench(), token(typ=kind))


def test_attack_expired_token() -> None:
    bench = Bench()
    assert refused(bench, token(claims(exp=NOW))) == f"{EXPIRED}: the token has expired"
    assert refused(bench, token(claims(exp=0))).startswith(EXPIRED)
    bench.desk.pass_time(599)
    assert bench.id_token(token())
    bench.desk.pass_time(1)
    assert refused(bench, token(), published()).startswith(EXPIRED)


def test_attack_token_that_is_not_good_yet() -> None:
    assert refused(Bench(), token(claims(nbf=NOW + 1))).startswith(INVALID)
    assert "not good yet" in refused(Bench(), token(claims(iat=NOW + 1)))
    assert Bench().id_token(token(claims(nbf=NOW, iat=NOW)))


def test_clocks_may_differ_by_the_leeway_and_no_more() -> None:
    bench = Bench(leeway=30)
    assert bench.id_token(token(claims(exp=NOW - 29, iat=NOW + 30, nbf=NOW + 30)))
    assert refused(bench, token(claims(exp=NOW - 30))).startswith(EXPIRED)
    assert "not good yet" in refused(bench, token(claims(nbf=NOW + 31)))


@pytest.mark.parametrize("leeway", [-1, 301, float("nan"), float("inf"), "5", None, True])
def test_a_leeway_that_would_take_the_sense_from_time_is_refused(leeway: Any) -> None:
    with pytest.raises(ArgumentError, match="leeway"):
        Verifier(Bench().keys, leeway=leeway)


def test_what_is_no_clock_is_refused() -> None:
    with pytest.raises(ArgumentError, match="clock"):
        Verifier(Bench().keys, clock=NOW)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["exp", "iat", "nbf"])
@pytest.mark.parametrize("value", ["1800000100", True, [], -1, 1e12, float("nan"), float("inf"), 10**400])
def test_attack_time_that_is_none(name: str, value: Any) -> None:
    assert f"its {name} is no time" in refused(Bench(), token(claims(**{name: value})))


@pytest.mark.parametrize("name", ["exp", "iat"])
def test_attack_token_without_end(name: str) -> None:
    assert "does not tell its time" in refused(Bench(), token(claims(**{name: None})))


@pytest.mark.parametrize("subject", [None, "", 1, ["user"]])
def test_attack_token_about_nobody(subject: Any) -> None:
    assert "sub" in refused(Bench(), token(claims(sub=subject)))


def test_attack_huge_token() -> None:
    assert f"more than {LONGEST} characters" in refused(Bench(), token(claims(name="x" * LONGEST)))


def test_attack_deep_json() -> None:
    deep = b"[" * 5000 + b"]" * 5000
    assert "payload is malformed" in refused(Bench(), token(deep))
    assert "header is malformed" in refused(Bench(), f"{part(deep).decode()}.e30.e30")


def test_attack_number_of_many_digits() -> None:
    assert "payload is malformed" in refused(Bench(), token(b'{"exp":' + b"9" * 5000 + b"}"))


@pytest.mark.parametrize("payload", [b"", b"null", b"[]", b'"x"', b"{", b"\xff\xfe{}", b'\xef\xbb\xbf{"a":1}', b"{}{}"])
def test_attack_payload_that_is_no_object(payload: bytes) -> None:
    assert "payload is malformed" in refused(Bench(), token(payload))


def test_attack_one_token_written_in_two_ways() -> None:
    good = token()
    head, payload, signature = good.split(".")
    for forged in (
        f"{head}.{payload}.{signature}==",
        f"{head}.{payload}.{signature[:5]}!{signature[5:]}",
        f"{head}.{payload}.{signature}\n",
        f" {good}",
        f"{head}.{payload}.{signature[:-1]}{chr(ord(signature[-1]) + 1)}",  # the last letter has bits that do not count
        good.replace("-", "+").replace("_", "/") + "+",
    ):
        assert "malformed" in refused(Bench(), forged)


@pytest.mark.parametrize(
    "text", ["", ".", "..", "a.b", "x", "a.b.c", "....", "." * 10_000, "é.é.é", "Bearer a.b.c", "\ud800"]
)
def test_attack_text_that_is_no_token(text: str) -> None:
    with pytest.raises(NotLoggedIn, match=r"malformed|encrypted"):
        Bench().id_token(text)


def test_an_encrypted_token_is_told_as_such() -> None:
    assert "encrypted" in refused(Bench(), "aaaa.bbbb.cccc.dddd.eeee")


@pytest.mark.parametrize("algorithm", [None, 1, ["RS256"], {"RS256": 1}])
def test_attack_algorithm_that_is_no_text(algorithm: Any) -> None:
    assert "alg" in refused(Bench(), token(alg=algorithm))


@pytest.mark.parametrize(
    "kid", ["../../../dev/null", "one' OR '1'='1", "one\x00", "ONE", "x" * 256, "", "file:///etc/passwd"]
)
def test_attack_key_id_that_leads_elsewhere(kid: str) -> None:
    bench = Bench()
    assert "publishes no key" in refused(bench, token(kid=kid), published())
    assert bench.desk.requests[-1].url == f"{ISSUER}/jwks"


@pytest.mark.parametrize("kid", [1, ["one"], {"one": 1}, True, "x" * 257])
def test_attack_key_id_that_is_no_text(kid: Any) -> None:
    assert "kid" in refused(Bench(), token(kid=kid))


def test_attack_psychic_signature() -> None:
    bench = Bench(jwk(ec_key(), alg="ES256"))  # CVE-2022-21449
    forged = token(key=ec_key(), algorithm="ES256").rpartition(".")[0] + "." + part(bytes(64)).decode()
    assert "signature is wrong" in refused(bench, forged)


def test_attack_another_users_access_token() -> None:
    text = token(claims(at_hash=1))
    assert "at_hash" in refused(Bench(), text, access_token="access")
    assert Bench().id_token(text).subject == "user"
    assert Bench().id_token(token(), access_token="access").subject == "user"  # the code flow may leave it out


def test_attack_login_of_long_ago() -> None:
    bench = Bench(leeway=5)
    assert bench.id_token(token(claims(auth_time=NOW - 65)), max_age=60)
    assert "auth_time" in refused(bench, token(claims(auth_time=NOW - 66)), max_age=60)
    assert "auth_time" in refused(bench, token(), max_age=60)
    assert "auth_time" in refused(bench, token(claims(auth_time="yesterday")), max_age=60)


@pytest.mark.parametrize(
    "wrong",
    [
        {"nonce": ""},
        {"nonce": 1},
        {"access_token": ""},
        {"access_token": b"x"},
        {"max_age": -1},
        {"max_age": "1"},
        {"max_age": True},
        {"max_age": float("nan")},
    ],
)
def test_an_expectation_that_would_expect_nothing_is_a_mistake(wrong: dict[str, Any]) -> None:
    with pytest.raises(ArgumentError, match=next(iter(wrong))):
        Bench().verifier.id_token(token(), CLIENT, **wrong)


def test_half_a_letter_is_compared_like_any_other() -> None:
    assert "nonce" in refused(Bench(), token(claims(nonce="n")), nonce="\ud800")
    assert "at_hash" in refused(Bench(), token(claims(at_hash="h")), access_token="\ud800")


@pytest.mark.parametrize("wrong", [None, b"a.b.c", 1])
def test_what_is_no_text_is_a_mistake(wrong: Any) -> None:
    verifier = Bench().verifier
    with pytest.raises(ArgumentError, match="a token is a text"):
        verifier.id_token(wrong, CLIENT)
    with pytest.raises(ArgumentError, match="a token is a text"):
        verifier.access_token(wrong, CLIENT)
