"""Passwords on the wire: how they are sealed, and with which key."""

from __future__ import annotations

import base64
import threading
from functools import cache
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st
from v2_kit import USER, Platform, drive, envelope, perform, refusal, reply

from authing import (
    ArgumentError,
    AsyncAuthenticationClient,
    AsyncManagementClient,
    AuthenticationClient,
    Invalid,
    ManagementClient,
    ServerError,
    UnexpectedAnswer,
)
from authing.core.binding import describe
from authing.core.options import InsecureTransportWarning
from authing.v2.encryption import PUBLIC_CLOUD_KEY, encrypted

WELL_KNOWN = "GET /api/v2/.well-known"
USER_CLIENTS = pytest.mark.parametrize("make", [AuthenticationClient, AsyncAuthenticationClient])


@cache
def private_key(size: int, number: int = 0) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=size)


def pem(key: Any) -> str:
    text: str = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    return text


def body(key: Any) -> str:
    return "".join(pem(key).splitlines()[1:-1])


def opened(sealed: str, key: rsa.RSAPrivateKey) -> str:
    return key.decrypt(base64.b64decode(sealed, validate=True), padding.PKCS1v15()).decode()


SIZES = pytest.mark.parametrize("size", [1024, 2048])


@SIZES
@pytest.mark.parametrize(
    "form",
    [
        pem,
        body,
        lambda key: pem(key).replace("\n", "\r\n"),
        lambda key: f"\n  {pem(key)}\n\n",
        lambda key: "\n".join(pem(key).splitlines()[1:-1]),
        lambda key: pem(key).replace("\n", ""),
    ],
    ids=["pem", "body", "crlf", "padded", "lines", "one line"],
)
def test_a_key_may_come_in_any_of_these_forms(size: int, form: Any) -> None:
    key = private_key(size)
    assert opened(encrypted("s3cret", form(key)), key) == "s3cret"


@SIZES
@given(password=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=29))
def test_every_text_arrives_as_it_is(size: int, password: str) -> None:
    assert opened(encrypted(password, pem(private_key(size))), private_key(size)) == password


def test_the_result_is_one_block_of_standard_base64() -> None:
    sealed = encrypted("\N{KEY}" * 20, pem(private_key(2048)))
    assert len(base64.b64decode(sealed, validate=True)) == 256
    assert "\n" not in sealed
    assert sealed != encrypted("\N{KEY}" * 20, pem(private_key(2048)))


@pytest.mark.parametrize(("size", "room"), [(1024, 117), (2048, 245)])
@pytest.mark.parametrize(("letter", "width"), [("x", 1), ("é", 2), ("密", 3), ("\N{KEY}", 4)])
def test_what_does_not_fit_into_a_block_is_refused(size: int, room: int, letter: str, width: int) -> None:
    longest = letter * (room // width)
    assert opened(encrypted(longest, pem(private_key(size))), private_key(size)) == longest
    with pytest.raises(ArgumentError, match=f"{room} bytes") as caught:
        encrypted(longest + letter, pem(private_key(size)))
    assert letter * 3 not in str(caught.value)


@pytest.mark.parametrize("password", ["", None, 5, b"bytes", "\ud83d"], ids=repr)
def test_what_is_no_password_is_refused(password: Any) -> None:
    with pytest.raises(ArgumentError):
        encrypted(password, pem(private_key(1024)))


ELLIPTIC = ec.generate_private_key(ec.SECP256R1())


@pytest.mark.parametrize(
    "key",
    [
        pem(ELLIPTIC),
        body(ELLIPTIC),
        "no key",
        "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----",
        "AAAA",
        body(private_key(1024))[:-8],
        pem(private_key(1024)).replace("PUBLIC KEY", "CERTIFICATE"),
        "ключ",
    ],
    ids=["elliptic", "elliptic body", "words", "empty", "base64", "cut", "label", "not ASCII"],
)
def test_what_is_no_rsa_key_is_refused(key: str) -> None:
    with pytest.raises(ArgumentError, match="key"):
        encrypted("s3cret", key)


def test_the_built_in_key_is_one() -> None:
    assert len(base64.b64decode(encrypted("s3cret", PUBLIC_CLOUD_KEY))) == 128


# -- which key ------------------------------------------------------------------------------------


def login(client: Any) -> Any:
    return describe(client.login_by_username, "bob", "s3cret")


LOGGED_IN = reply({"data": {"loginByUsername": USER}})
NOT_DECRYPTABLE = refusal(2016, "cannot be decrypted")


def published(key: Any) -> Any:
    return envelope({"publicKey": pem(key)})


def password_in(call: Any) -> str:
    sealed: str = call.json["variables"]["input"]["password"]
    return sealed


def paths(calls: Any) -> list[str]:
    return [f"{call.method} {call.path}" for call in calls]


GRAPHQL = "POST /graphql/v2"


@pytest.mark.parametrize("host", [None, "https://core.authing.cn", "https://my-app.authing.cn"])
def test_authings_own_cloud_is_not_asked_for_its_key(host: str | None) -> None:
    for kind, path in ((AuthenticationClient, "app_host"), (AuthenticationClient, "host")):
        given: Any = {path: host}
        calls, _ = drive(login(kind(app_id="app", **given)), LOGGED_IN)
        assert paths(calls) == [GRAPHQL]
        assert len(base64.b64decode(password_in(calls[0]))) == 128


def test_a_given_key_is_used() -> None:
    key = private_key(1024)
    client = AuthenticationClient(app_id="app", host="http://given.test", enc_public_key=body(key))
    calls, _ = drive(login(client), LOGGED_IN)
    assert paths(calls) == [GRAPHQL]
    assert opened(password_in(calls[0]), key) == "s3cret"


def test_a_given_key_is_not_replaced_after_2016() -> None:
    client = AuthenticationClient(app_id="app", host="http://given.test", enc_public_key=pem(private_key(1024)))
    with pytest.raises(Invalid, match="2016"):
        drive(login(client), NOT_DECRYPTABLE)


def test_nor_is_the_built_in_key() -> None:
    with pytest.raises(Invalid, match="2016"):
        drive(login(AuthenticationClient(app_id="app")), NOT_DECRYPTABLE)


def test_a_given_key_that_is_none_is_refused() -> None:
    client = AuthenticationClient(app_id="app", host="http://given.test", enc_public_key="no key")
    with pytest.raises(ArgumentError, match="enc_public_key"):
        next(iter(login(client)))


def test_the_published_key_is_fetched_once_for_all_clients_of_a_host() -> None:
    key, host = private_key(2048), "http://published-once.test"
    calls, _ = drive(login(AuthenticationClient(app_id="app", host=host)), published(key), LOGGED_IN)
    assert paths(calls) == [WELL_KNOWN, GRAPHQL]
    assert (calls[0].auth, calls[0].safe) == (False, True)
    assert opened(password_in(calls[1]), key) == "s3cret"

    for client in (
        AuthenticationClient(app_id="app", host=host),
        AuthenticationClient(app_id="other", host=f"{host}/"),
        AsyncAuthenticationClient(app_id="app", app_host=host),
    ):
        calls, _ = drive(login(client), LOGGED_IN)
        assert paths(calls) == [GRAPHQL]
        assert opened(password_in(calls[0]), key) == "s3cret"

    for administrator in (
        ManagementClient(user_pool_id="pool", secret="secret", host=host),
        AsyncManagementClient(user_pool_id="pool", secret="secret", host=host),
    ):
        described: Any = describe(administrator.users.create, {"username": "bob", "password": "s3cret"})
        calls, _ = drive(described, reply({"data": {"createUser": USER}}))
        assert opened(calls[0].json["variables"]["userInfo"]["password"], key) == "s3cret"


def test_each_host_has_its_own_key() -> None:
    for number in (0, 1):
        key = private_key(1024, number)
        client = AuthenticationClient(app_id="app", host=f"http://own-key-{number}.test")
        calls, _ = drive(login(client), published(key), LOGGED_IN)
        assert opened(password_in(calls[1]), key) == "s3cret"


def test_a_key_that_came_unverified_serves_nobody_who_verifies() -> None:
    host = "https://unverified.test"
    with pytest.warns(InsecureTransportWarning):
        careless = AuthenticationClient(app_id="app", host=host, verify=False)
    drive(login(careless), published(private_key(1024, 0)), LOGGED_IN)
    careful = AuthenticationClient(app_id="app", host=host)
    calls, _ = drive(login(careful), published(private_key(1024, 1)), LOGGED_IN)
    assert paths(calls) == [WELL_KNOWN, GRAPHQL]
    assert opened(password_in(calls[1]), private_key(1024, 1)) == "s3cret"


def test_after_2016_the_key_is_read_anew_and_the_password_sent_again() -> None:
    old, new, host = private_key(1024, 0), private_key(1024, 1), "http://new-key.test"
    client = AuthenticationClient(app_id="app", host=host)
    drive(login(client), published(old), LOGGED_IN)
    calls, (user,) = drive(login(client), NOT_DECRYPTABLE, published(new), LOGGED_IN)
    assert paths(calls) == [GRAPHQL, WELL_KNOWN, GRAPHQL]
    assert opened(password_in(calls[0]), old) == "s3cret"
    assert opened(password_in(calls[2]), new) == "s3cret"
    assert user.id == "u1"
    calls, _ = drive(login(AuthenticationClient(app_id="app", host=host)), LOGGED_IN)
    assert opened(password_in(calls[0]), new) == "s3cret"


def test_only_once() -> None:
    client = AuthenticationClient(app_id="app", host="http://never-decrypts.test")
    with pytest.raises(Invalid, match="2016"):
        drive(
            login(client), published(private_key(1024)), NOT_DECRYPTABLE, published(private_key(1024)), NOT_DECRYPTABLE
        )


def test_other_refusals_do_not_fetch_the_key_again() -> None:
    client = AuthenticationClient(app_id="app", host="http://refuses.test")
    with pytest.raises(Invalid, match="2003"):
        drive(login(client), published(private_key(1024)), refusal(2003, "e-mail format wrong"))


def test_both_passwords_of_a_change_are_sealed_anew() -> None:
    key = private_key(2048)
    client = AuthenticationClient(token="t", host="http://two-passwords.test")
    calls, _ = drive(
        describe(client.update_password, "new", "old"),
        published(private_key(1024)),
        NOT_DECRYPTABLE,
        published(key),
        reply({"data": {"updatePassword": USER}}),
    )
    variables = calls[-1].json["variables"]
    assert {name: opened(sealed, key) for name, sealed in variables.items()} == {
        "newPassword": "new",
        "oldPassword": "old",
    }


@pytest.mark.parametrize("answer", [reply(b"<html>", 404), envelope(None, 404, "no such path"), reply({}, 404)])
def test_a_host_that_publishes_none_has_the_well_known_key(answer: Any) -> None:
    host = f"http://older-{id(answer)}.test"
    calls, _ = drive(login(AuthenticationClient(app_id="app", host=host)), answer, LOGGED_IN)
    assert paths(calls) == [WELL_KNOWN, GRAPHQL]
    assert len(base64.b64decode(password_in(calls[1]))) == 128
    # It is remembered: no second look at every login. What remembers wrongly is corrected by 2016.
    client = AuthenticationClient(app_id="app", host=host)
    calls, _ = drive(login(client), NOT_DECRYPTABLE, published(private_key(2048)), LOGGED_IN)
    assert opened(password_in(calls[2]), private_key(2048)) == "s3cret"


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (reply(b"down", 502), ServerError),
        (reply(b"<html>"), UnexpectedAnswer),
        (envelope(None), UnexpectedAnswer),
        (envelope({}), UnexpectedAnswer),
        (envelope({"publicKey": None}), UnexpectedAnswer),
        (envelope({"publicKey": "no key"}), UnexpectedAnswer),
        (envelope({"publicKey": pem(ELLIPTIC)}), UnexpectedAnswer),
    ],
    ids=["502", "html", "null", "lacks it", "null key", "no key", "elliptic"],
)
def test_what_is_no_key_is_told_and_not_kept(answer: Any, kind: type[Exception]) -> None:
    client = AuthenticationClient(app_id="app", host="http://odd-key.test")
    with pytest.raises(kind):
        drive(login(client), answer)
    calls = iter(login(client))
    assert next(calls).path == "/api/v2/.well-known"


def test_a_password_too_long_for_the_published_key_is_not_sent() -> None:
    client = AuthenticationClient(app_id="app", host="http://short-key.test")
    with pytest.raises(ArgumentError, match="117 bytes"):
        drive(describe(client.login_by_email, "b@x", "x" * 118), published(private_key(1024)))


@USER_CLIENTS
def test_over_a_socket(make: Any) -> None:
    key = private_key(2048)
    with Platform({WELL_KNOWN: {"publicKey": pem(key)}, "loginByUsername": USER}) as platform:
        for _ in range(3):
            perform(make(app_id="app", host=platform.host).login_by_username("bob", "s3cret"))
    assert platform.names == [WELL_KNOWN, *["loginByUsername"] * 3]
    assert all(opened(seen.variables["input"]["password"], key) == "s3cret" for seen in platform.seen[1:])
    assert all(seen.token is None for seen in platform.seen)


def test_many_threads_share_the_key() -> None:
    key = private_key(2048)
    with Platform({WELL_KNOWN: {"publicKey": pem(key)}, "loginByUsername": USER}) as platform:

        def enter() -> None:
            AuthenticationClient(app_id="app", host=platform.host).login_by_username("bob", "s3cret")

        enter()
        threads = [threading.Thread(target=enter) for _ in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert platform.names.count(WELL_KNOWN) == 1
    assert platform.names.count("loginByUsername") == 17


def test_keys_of_very_many_hosts_are_not_kept_for_ever() -> None:
    key = published(private_key(1024))
    first = AuthenticationClient(app_id="app", host="http://first-of-many.test")
    drive(login(first), key, LOGGED_IN)
    for number in range(300):
        drive(login(AuthenticationClient(app_id="app", host=f"http://many-{number}.test")), key, LOGGED_IN)
    assert len(drive(login(first), key, LOGGED_IN).calls) == 2
