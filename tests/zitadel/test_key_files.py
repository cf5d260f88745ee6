"""Key files as they are given, and as they should not be: one clear error each, with nothing of the key in it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from traceback import format_exception
from typing import Any

import pytest
from connect_server import ConnectServer, rsa_key
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from zitadel_modes import Mode

from authing.core.errors import ArgumentError, NotLoggedIn
from authing.zitadel import AsyncZitadel, Zitadel
from authing.zitadel.key_file import KeyFile

PEM, PKCS8, TRADITIONAL = (
    serialization.Encoding.PEM,
    serialization.PrivateFormat.PKCS8,
    serialization.PrivateFormat.TraditionalOpenSSL,
)
OPEN = serialization.NoEncryption()
FILE: dict[str, Any] = {"type": "serviceaccount", "keyId": "k1", "key": rsa_key(), "userId": "u1"}


def key() -> rsa.RSAPrivateKey:
    loaded = serialization.load_pem_private_key(rsa_key().encode(), None)
    assert isinstance(loaded, rsa.RSAPrivateKey)
    return loaded


def text(value: bytes) -> str:
    return value.decode("ascii")


def refused(source: Any) -> str:
    """What is told of it; both clients tell the same, and nothing of the key."""
    with pytest.raises(ArgumentError) as caught:
        KeyFile(source)
    for kind in (Zitadel, AsyncZitadel):
        with pytest.raises(ArgumentError) as again:
            kind.with_private_key("https://id.example.com", source)
        assert str(again.value) == str(caught.value)
    shown = "".join(format_exception(caught.value))
    for line in rsa_key().splitlines()[1:-1]:
        assert line not in shown
    assert caught.value.__cause__ is None
    return str(caught.value)


# -- as they are given --------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["path", "text of a path", "text", "text with room", "mapping", "its own path class"])
def test_a_key_file_may_be_given_in_many_forms(form: str, mode: Mode, connect: ConnectServer, tmp_path: Path) -> None:
    class Where(os.PathLike[str]):
        def __fspath__(self) -> str:
            return str(path)

    file = connect.add_service_user("u1")
    path = tmp_path / "key.json"
    path.write_text(json.dumps(file))
    forms: dict[str, Any] = {
        "path": path,
        "text of a path": str(path),
        "text": json.dumps(file),
        "text with room": f"\n  {json.dumps(file, indent=2)}\n",
        "mapping": file,
        "its own path class": Where(),
    }
    client = mode.kept(mode.kind.with_private_key(connect.host, forms[form]))
    assert mode.run(client.users.get_user_by_id(user_id="1")).user is not None


def test_what_a_key_file_tells() -> None:
    file = KeyFile({**FILE, "expirationDate": "2099-12-31T23:59:59Z", "unknown": 1})
    assert (file.kind, file.subject, file.key_id) == ("serviceaccount", "u1", "k1")
    assert file.expires_at == datetime(2099, 12, 31, 23, 59, 59, tzinfo=timezone.utc)
    assert repr(file) == "<KeyFile serviceaccount u1, key k1>"
    assert repr(file.private_key) == "<PrivateKey k1, RS256>"
    with pytest.raises(AttributeError):
        file.subject = "u2"
    application = KeyFile({"type": "application", "keyId": "k2", "key": rsa_key(), "appId": "a1", "clientId": "c1"})
    assert (application.kind, application.subject) == ("application", "c1")
    assert application.expires_at is None
    assert KeyFile({name: value for name, value in FILE.items() if name != "type"}).kind == "serviceaccount"


@pytest.mark.parametrize("form", [PKCS8, TRADITIONAL])
def test_a_key_may_be_of_either_form(form: Any) -> None:
    pem = text(key().private_bytes(PEM, form, OPEN))
    assert KeyFile({**FILE, "key": pem}).private_key.assertion("u1", "https://id.example.com").count(".") == 2


def test_the_time_of_a_key_is_looked_at_when_it_is_used() -> None:
    now = datetime.now(timezone.utc)
    KeyFile(FILE).check_time()
    KeyFile({**FILE, "expirationDate": (now + timedelta(minutes=1)).isoformat()}).check_time()
    over = KeyFile({**FILE, "expirationDate": (now - timedelta(minutes=1)).isoformat()})
    with pytest.raises(NotLoggedIn, match="key k1 ended") as caught:
        over.check_time()
    assert caught.value.code == "key_expired"


# -- as they should not be ----------------------------------------------------------------------------


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    told = refused(tmp_path / "key.json")
    assert "key.json" in told
    assert "No such file" in told


def test_a_folder(tmp_path: Path) -> None:
    assert "directory" in refused(tmp_path)


def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    loop = tmp_path / "loop.json"
    loop.symlink_to(loop)
    assert "loop.json" in refused(loop)


@pytest.mark.parametrize("content", [b"", b"not JSON", b"[]", b'"text"', b"null", b"[" * 60_000, rsa_key().encode()])
def test_a_file_with_something_else_in_it(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "key.json"
    path.write_bytes(content)
    assert "no JSON object" in refused(path)


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "key.json"
    path.write_bytes(b"\xff\xfe{}")
    assert "no text" in refused(path)


def test_a_file_that_begins_with_a_mark_of_its_order(tmp_path: Path) -> None:
    path = tmp_path / "key.json"
    path.write_text(json.dumps(FILE), encoding="utf-8-sig")  # as some editors write it
    assert KeyFile(path).key_id == "k1"


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "key.json"
    path.write_text(json.dumps({**FILE, "more": "x" * 100_000}))
    assert "too large" in refused(path)


@pytest.mark.parametrize("content", ['{"key": ', "{", "{'key': 1}"])
def test_a_text_that_is_no_json(content: str) -> None:
    assert "no JSON object" in refused(content)


def test_a_key_alone() -> None:
    told = refused(rsa_key())
    assert told.endswith("take the file as ZITADEL gave it, not the PEM key alone")


def test_a_text_that_is_no_path() -> None:
    assert refused("").endswith("not an empty text")
    assert "cannot be read" in refused("a\0b")
    assert "cannot be read" in refused("x" * 5000)


@pytest.mark.parametrize("source", [None, 5, b"{}", b"key.json", [FILE], "", ["key.json"], object()])
def test_what_is_neither_a_path_nor_a_text_nor_a_mapping(source: Any) -> None:
    assert "a path, a JSON text or a dict" in refused(source)


@pytest.mark.parametrize("kind", ["user", "", None, 5, ["serviceaccount"]])
def test_a_file_of_another_type(kind: Any) -> None:
    told = refused({**FILE, "type": kind})
    assert "'serviceaccount' or 'application'" in told


@pytest.mark.parametrize("name", ["userId", "keyId", "key"])
@pytest.mark.parametrize("spoil", [lambda _: None, lambda _: "", lambda _: 5, lambda _: ["x"]])
def test_a_file_without_what_is_needed(name: str, spoil: Callable[[Any], Any]) -> None:
    assert f"has no {name}" in refused({**FILE, name: spoil(None)})
    assert f"has no {name}" in refused({other: value for other, value in FILE.items() if other != name})


def test_an_application_without_a_client_id() -> None:
    assert "has no clientId" in refused({**FILE, "type": "application"})


@pytest.mark.parametrize("when", ["tomorrow", 5, [], "2026-13-01T00:00:00Z", True, ""])
def test_a_file_whose_end_is_no_time(when: Any) -> None:
    assert "expirationDate" in refused({**FILE, "expirationDate": when})


def keys() -> dict[str, str]:
    elliptic = ec.generate_private_key(ec.SECP256R1())
    return {
        "no PEM": "secret words",
        "a PEM of nothing": "-----BEGIN RSA PRIVATE KEY-----\n-----END RSA PRIVATE KEY-----\n",
        "half of one": rsa_key()[: len(rsa_key()) // 2],
        "a public key": text(key().public_key().public_bytes(PEM, serialization.PublicFormat.SubjectPublicKeyInfo)),
        "a key of another kind": text(elliptic.private_bytes(PEM, PKCS8, OPEN)),
        "a key with a password": text(key().private_bytes(PEM, PKCS8, serialization.BestAvailableEncryption(b"pw"))),
        "an old key with a password": text(
            key().private_bytes(PEM, TRADITIONAL, serialization.BestAvailableEncryption(b"pw"))
        ),
        "a public key of SSH": text(
            key().public_key().public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH)
        ),
        "no ASCII": "schlüssel",
    }


@pytest.mark.parametrize("case", keys())
def test_a_file_whose_key_is_none(case: str) -> None:
    pem = keys()[case]
    with pytest.raises(ArgumentError, match="no private key for RS256") as caught:
        KeyFile({**FILE, "key": pem})
    shown = "".join(format_exception(caught.value))
    assert all(line not in shown for line in pem.splitlines() if len(line) > 40)
    assert "private key" in refused({**FILE, "key": pem})
