"""What the operations send that log in by other credentials, and choose the passwords that a login asks for."""

from __future__ import annotations

from typing import Any

import pytest
from described import Row, Sealed, check, public_key, rows_that_miss, sent, shown, unused_arguments

from authing import ArgumentError, AsyncAuthenticationClient, AuthenticationClient
from authing.core.binding import describe
from authing.v2.authentication.credentials import Credentials
from authing.v2.authentication.password_resets import PasswordResets

LDAP, AD, SIGN_IN = "/api/v2/ldap/verify-user", "http://ws.test/api/v2/ad/verify-user", "/api/v3/signin"
WHO = {"username": "bob", "password": "s3cret"}
CLIENT = {"client_id": "app", "client_secret": "kept"}
EVERYWHERE: dict[str, Any] = {"client_ip": "192.0.2.1", "with_custom_data": True}
BY_PASSWORD = {"connection": "PASSWORD", "passwordPayload": WHO}
BY_CODE = {"connection": "PASSCODE", "passCodePayload": {"email": "b@example.com", "passCode": "1234"}}
SUB_ACCOUNT = {"account": "bob", "password": Sealed("s3cret")}

TABLE = [
    *[
        row
        for name, path in (("login_by_ldap", LDAP), ("login_by_ad", AD))
        for row in (
            Row(name, ("bob", "s3cret"), path=path, body=WHO, auth=False),
            Row(
                name,
                ("bob", "s3cret"),
                EVERYWHERE,
                path=path,
                body={**WHO, "clientIp": "192.0.2.1", "withCustomData": True},
                auth=False,
            ),
        )
    ],
    Row("login_by_sub_account", ("bob", "s3cret"), field="loginBySubAccount", variables=SUB_ACCOUNT, auth=False),
    Row(
        "login_by_sub_account",
        ("bob", "s3cret", "x7Qb", "192.0.2.1"),
        field="loginBySubAccount",
        variables={**SUB_ACCOUNT, "captchaCode": "x7Qb", "clientIp": "192.0.2.1"},
        auth=False,
    ),
    Row(
        "signin_by_credentials",
        (BY_PASSWORD,),
        path=SIGN_IN,
        body={
            **CLIENT,
            "connection": "PASSWORD",
            "passwordPayload": {"username": "bob", "password": Sealed("s3cret")},
            "options": {"passwordEncryptType": "rsa"},
        },
        auth=False,
    ),
    Row(
        "signin_by_credentials",
        ({**BY_PASSWORD, "options": {"passwordEncryptType": "none", "scope": "openid"}, "client_id": "other"},),
        path=SIGN_IN,
        body={
            **CLIENT,
            **BY_PASSWORD,
            "client_id": "other",
            "options": {"passwordEncryptType": "none", "scope": "openid"},
        },
        auth=False,
    ),
    Row("signin_by_credentials", (BY_CODE,), path=SIGN_IN, body={**CLIENT, **BY_CODE}, auth=False),
    Row(
        "signin_by_credentials",
        ({"connection": "LDAP", "ldapPayload": WHO},),
        path=SIGN_IN,
        body={**CLIENT, "connection": "LDAP", "ldapPayload": WHO},
        auth=False,
    ),
    Row(
        "reset_password_by_first_token",
        ("step", "n3w"),
        field="resetPasswordByFirstLoginToken",
        variables={"token": "step", "password": Sealed("n3w")},
        auth=False,
    ),
    Row(
        "reset_password_with_force_reset",
        ("step", "old", "n3w"),
        field="resetPasswordByForceResetToken",
        variables={"token": "step", "oldPassword": Sealed("old"), "newPassword": Sealed("n3w")},
        auth=False,
    ),
]


def options(**more: Any) -> dict[str, Any]:
    given = {"app_id": "app", "secret": "kept", "host": "http://idp.test", "websocket_host": "http://ws.test/"}
    return {**given, "enc_public_key": public_key(), **more}


BLOCKING = AuthenticationClient(**options())
AWAITED = AsyncAuthenticationClient(**options())


@pytest.mark.parametrize("client", [BLOCKING, AWAITED], ids=["blocking", "awaited"])
@pytest.mark.parametrize("row", TABLE, ids=shown)
def test_what_is_sent(client: Any, row: Row) -> None:
    check(sent(getattr(client, row.name), row), row)


@pytest.mark.parametrize("owner", [Credentials, PasswordResets])
def test_every_operation_has_a_row(owner: type[Any]) -> None:
    base = {name for name in dir(owner.__mro__[1]) if hasattr(getattr(owner, name), "__description__")}
    assert rows_that_miss(owner, TABLE) - base == set()


def test_every_argument_is_in_a_row() -> None:
    assert unused_arguments(AuthenticationClient, TABLE) == set()


@pytest.mark.parametrize(
    ("host", "asked"),
    [
        ("https://core.authing.cn", "https://ws.authing.cn"),
        ("https://id.corp.example.com:8443", "https://ws.corp.example.com"),
        ("https://example.com", "https://ws.example.com"),
        ("http://localhost:8000", "https://ws.localhost"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_where_active_directories_are_asked_by_default(host: str, asked: str) -> None:
    client = AuthenticationClient(**options(host=host, websocket_host=None))
    call = sent(client.login_by_ad, Row("login_by_ad", ("bob", "s3cret")))
    assert call.path == f"{asked}/api/v2/ad/verify-user"


def test_what_is_given_is_left_as_it_is() -> None:
    given: dict[str, Any] = {"connection": "PASSWORD", "passwordPayload": dict(WHO), "options": {"scope": "openid"}}
    sent(BLOCKING.signin_by_credentials, Row("signin_by_credentials", (given,)))
    assert given == {"connection": "PASSWORD", "passwordPayload": WHO, "options": {"scope": "openid"}}


NO_TEXT: tuple[Any, ...] = ("", None, 5, b"bob")
NO_PARAMS: tuple[Any, ...] = (
    None,
    [],
    {},
    {"connection": "FACE"},
    {"connection": "PASSWORD"},
    {"connection": "PASSWORD", "passwordPayload": "bob"},
    {"connection": "PASSWORD", "passwordPayload": {"username": "bob"}},
    {"connection": "PASSWORD", "passwordPayload": {"username": "bob", "password": ""}},
    {"connection": "PASSCODE", "passwordPayload": WHO},
    {**BY_PASSWORD, "options": "scope"},
)
REFUSED: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = [
    *[
        (name, args, {})
        for name in ("login_by_ldap", "login_by_ad", "login_by_sub_account", "reset_password_by_first_token")
        for bad in NO_TEXT
        for args in ((bad, "s3cret"), ("bob", bad))
    ],
    *[
        ("reset_password_with_force_reset", args, {})
        for bad in NO_TEXT
        for args in ((bad, "old", "new"), ("step", bad, "new"), ("step", "old", bad))
    ],
    *[
        (name, ("bob", "s3cret"), {"client_ip": ""})
        for name in ("login_by_ldap", "login_by_ad", "login_by_sub_account")
    ],
    *[(name, ("bob", "s3cret"), {"with_custom_data": 1}) for name in ("login_by_ldap", "login_by_ad")],
    ("login_by_sub_account", ("bob", "s3cret"), {"captcha_code": 5}),
    *[("signin_by_credentials", (bad,), {}) for bad in NO_PARAMS],
]


@pytest.mark.parametrize(
    ("name", "args", "kwargs"), REFUSED, ids=[f"{name}{args!r}{kwargs!r}"[:70] for name, args, kwargs in REFUSED]
)
def test_what_is_refused_before_anything_is_sent(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    with pytest.raises(ArgumentError):
        next(iter(describe(getattr(BLOCKING, name), *args, **kwargs)))


@pytest.mark.parametrize(
    ("password", "level"),
    [
        ("Abcdefgh1234", 3),
        ("Abcdefgh123", 2),
        ("abcdefghi1234", 2),
        ("ABCDEFGHI1234", 2),
        ("abcdefg1", 2),
        ("abcdef1", 1),
        ("abcdefghijklm", 1),
        ("1234567890123", 1),
        ("Abcd efgh-1234", 3),
        ("", 1),
    ],
)
def test_how_strong_a_password_is(password: str, level: int) -> None:
    for client in (BLOCKING, AWAITED):
        assert client.compute_password_security_level(password) == level


def test_what_is_no_password_has_no_level() -> None:
    with pytest.raises(ArgumentError):
        BLOCKING.compute_password_security_level(5)  # type: ignore[arg-type]


def test_tokens_do_not_show_in_a_repr() -> None:
    from authing.v2.models.signed_in import SignedIn

    found = SignedIn.of({"access_token": "AAA", "id_token": "III", "code": "CCC", "expire_in": 60, "state": "x"})
    assert (found.expires_in, found.state) == (60, "x")
    assert not {"AAA", "III", "CCC"} & set(repr(found).replace("'", " ").split())
