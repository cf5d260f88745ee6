"""What every operation of the end user's client sends."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from described import Row, Sealed, check, public_key, rows_that_miss, sent, shown, unused_arguments

from authing import ArgumentError, AsyncAuthenticationClient, AuthenticationClient
from authing.core.binding import describe
from authing.core.plan import encoded_json
from authing.v2.authentication.passwords import Passwords
from authing.v2.authentication.sessions import Sessions

REGISTRATION = {"forceLogin": False, "generateToken": False}
EVERYTHING_AT_REGISTRATION: dict[str, Any] = {
    "profile": {"nickname": "Bobby"},
    "force_login": True,
    "generate_token": True,
    "client_ip": "192.0.2.1",
    "custom_data": {"age": 3, "name": "Böb"},
    "context": {"source": "shop"},
}
SENT_AT_REGISTRATION: dict[str, Any] = {
    "profile": {"nickname": "Bobby"},
    "forceLogin": True,
    "generateToken": True,
    "clientIp": "192.0.2.1",
    "params": '[{"key":"age","value":3},{"key":"name","value":"Böb"}]',
    "context": '{"source":"shop"}',
}
LOGIN = {"autoRegister": False}
EVERYTHING_AT_LOGIN: tuple[Any, ...] = (True, "x7Qb", "192.0.2.1", {"age": 3}, {"source": "shop"})
SENT_AT_LOGIN: dict[str, Any] = {
    "autoRegister": True,
    "captchaCode": "x7Qb",
    "clientIp": "192.0.2.1",
    "params": '[{"key":"age","value":3}]',
    "context": '{"source":"shop"}',
}


def entering(name: str, field: str, identifier: str, value: str) -> list[Row]:
    """The rows of one way to register or log in: with nothing but the needed, and with everything."""
    kwargs: dict[str, Any]
    shortest, everything = (
        (REGISTRATION, SENT_AT_REGISTRATION) if name.startswith("register") else (LOGIN, SENT_AT_LOGIN)
    )
    start = {identifier: value, "password": Sealed("s3cret")}
    if name.startswith("register"):
        kwargs = EVERYTHING_AT_REGISTRATION
    else:
        names = ("auto_register", "captcha_code", "client_ip", "custom_data", "context")
        kwargs = dict(zip(names, EVERYTHING_AT_LOGIN, strict=True))
    args: tuple[Any, ...] = (value, "s3cret", *kwargs.values())
    return [
        Row(name, (value, "s3cret"), field=field, variables={"input": {**start, **shortest}}, auth=False),
        Row(name, args, field=field, variables={"input": {**start, **everything}}, auth=False),
        Row(
            name,
            (),
            {identifier: value, "password": "s3cret", **kwargs},
            field=field,
            variables={"input": {**start, **everything}},
            auth=False,
        ),
    ]


TABLE = [
    *entering("register_by_email", "registerByEmail", "email", "bob@example.com"),
    *entering("register_by_username", "registerByUsername", "username", "böb"),
    *entering("login_by_email", "loginByEmail", "email", "bob@example.com"),
    *entering("login_by_username", "loginByUsername", "username", "bob"),
    *entering("login_by_phone_password", "loginByPhonePassword", "phone", "18800000000"),
    Row(
        "register_by_email",
        ("b@x", "s3cret"),
        {"profile": {}, "custom_data": {}, "context": {}},
        field="registerByEmail",
        variables={
            "input": {
                "email": "b@x",
                "password": Sealed("s3cret"),
                "profile": {},
                "params": "[]",
                "context": "{}",
                **REGISTRATION,
            }
        },
        auth=False,
    ),
    Row(
        "register_by_email",
        ("b@x", "s3cret"),
        {"phone_token": "proof"},
        field="registerByEmail",
        variables={"input": {"email": "b@x", "password": Sealed("s3cret"), "phoneToken": "proof", **REGISTRATION}},
        auth=False,
    ),
    Row(
        "register_by_username",
        ("bob", "s3cret"),
        {"phone_token": "proof", "email_token": "other"},
        field="registerByUsername",
        variables={
            "input": {
                "username": "bob",
                "password": Sealed("s3cret"),
                "phoneToken": "proof",
                "emailToken": "other",
                **REGISTRATION,
            }
        },
        auth=False,
    ),
    Row("get_current_user", method="GET", path="/api/v2/users/me", safe=True),
    Row("get_current_user", ("other",), method="GET", path="/api/v2/users/me", auth="other", safe=True),
    Row("get_current_user", (), {"token": "t"}, method="GET", path="/api/v2/users/me", auth="t", safe=True),
    Row("check_logged_in", method="GET", path="/api/v2/users/me", safe=True),
    Row("update_profile", ({"nickname": "Nick"},), method="GET", path="/api/v2/users/me", safe=True),
    Row(
        "update_profile",
        ({"email": "b@x"},),
        {"email_token": "proof", "phone_token": "other"},
        method="GET",
        path="/api/v2/users/me",
        safe=True,
    ),
    Row("update_password", ("new",), field="updatePassword", variables={"newPassword": Sealed("new")}),
    Row(
        "update_password",
        ("new", "old"),
        field="updatePassword",
        variables={"newPassword": Sealed("new"), "oldPassword": Sealed("old")},
    ),
    Row(
        "check_password_strength",
        ("in the clear",),
        field="checkPasswordStrength",
        variables={"password": "in the clear"},
        auth=False,
        safe=True,
    ),
    Row(
        "check_login_status",
        field="checkLoginStatus",
        variables={"token": "present"},
        auth=False,
        safe=True,
    ),
    Row(
        "check_login_status",
        ("other",),
        field="checkLoginStatus",
        variables={"token": "other"},
        auth=False,
        safe=True,
    ),
    Row("check_login_status", ("",), field="checkLoginStatus", variables={"token": ""}, auth=False, safe=True),
    Row("refresh_token", field="refreshToken", variables={}),
    Row("refresh_token", ("other",), field="refreshToken", variables={}, auth="other"),
    Row("logout", method="GET", path="/api/v2/logout", params={"app_id": "app"}),
]


def options() -> dict[str, Any]:
    return {"app_id": "app", "token": "present", "host": "http://idp.test", "enc_public_key": public_key()}


BLOCKING = AuthenticationClient(**options())
AWAITED = AsyncAuthenticationClient(**options())


@pytest.mark.parametrize("client", [BLOCKING, AWAITED], ids=["blocking", "awaited"])
@pytest.mark.parametrize("row", TABLE, ids=shown)
def test_what_is_sent(client: Any, row: Row) -> None:
    check(sent(getattr(client, row.name), row), row)


@pytest.mark.parametrize("make", [AuthenticationClient, AsyncAuthenticationClient])
def test_a_known_user_is_not_asked_for_again(make: Any) -> None:
    client = make(**options())
    client.set_current_user({"id": "u1", "token": "t"})
    row = Row(
        "update_profile",
        (),
        {"updates": {"nickname": "Nick"}},
        field="updateUser",
        variables={"id": "u1", "input": {"nickname": "Nick"}},
    )
    check(sent(client.update_profile, row), row)
    proven = Row(
        "update_profile",
        ({"email": "b@x"},),
        {"email_token": "proof", "phone_token": "other"},
        field="updateUser",
        variables={"id": "u1", "input": {"email": "b@x"}, "emailToken": "proof", "phoneToken": "other"},
    )
    check(sent(client.update_profile, proven), proven)


@pytest.mark.parametrize("owner", [Passwords, Sessions])
def test_every_operation_has_a_row(owner: type[Any]) -> None:
    assert rows_that_miss(owner, TABLE) == set()


def test_every_argument_is_in_a_row() -> None:
    assert unused_arguments(AuthenticationClient, TABLE) == set()


def test_both_clients_have_the_same_operations() -> None:
    def operations(owner: type[Any]) -> set[str]:
        return {name for name in dir(owner) if not name.startswith("_")}

    assert operations(AuthenticationClient) == operations(AsyncAuthenticationClient)


def test_without_an_application_logout_names_none() -> None:
    client = AuthenticationClient(user_pool_id="pool", host="http://idp.test")
    check(sent(client.logout, Row("logout")), Row("logout", method="GET", path="/api/v2/logout"))


def test_the_status_of_nobody_is_asked_without_a_token() -> None:
    client = AuthenticationClient(app_id="app", host="http://idp.test")
    row = Row("check_login_status", field="checkLoginStatus", variables={}, auth=False, safe=True)
    check(sent(client.check_login_status, row), row)


NO_PASSWORD: list[Any] = ["", None, 5, b"s3cret", "\ud800", "x" * 246, "\N{KEY}" * 62]
NO_MAPPING: list[Any] = ["x", 5, [("a", 1)], ["a"]]
NO_JSON: list[Any] = [*NO_MAPPING, {"a": object()}, {"a": "\ud800"}]
NO_DATA: list[Any] = [*NO_JSON, {"since": None}]
NO_CONTEXT: list[Any] = [*NO_JSON, {"since": datetime(2001, 2, 3)}]  # noqa: DTZ001
ENTRANCES = (
    "register_by_email",
    "register_by_username",
    "login_by_email",
    "login_by_username",
    "login_by_phone_password",
)
REFUSED: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = [
    *[(name, ("bob", password), {}) for name in ENTRANCES for password in NO_PASSWORD],
    *[(name, (who, "s3cret"), {}) for name in ENTRANCES for who in ("", None, 5, ["bob"])],
    *[(name, ("bob", "s3cret"), {"custom_data": data}) for name in ENTRANCES for data in NO_DATA],
    *[(name, ("bob", "s3cret"), {"context": data}) for name in ENTRANCES for data in NO_CONTEXT],
    *[(name, ("bob", "s3cret"), {"profile": data}) for name in ENTRANCES[:2] for data in NO_MAPPING],
    *[("update_password", (password,), {}) for password in NO_PASSWORD],
    *[("update_password", ("new", password), {}) for password in NO_PASSWORD if password is not None],
    *[("update_profile", (updates,), {}) for updates in (None, *NO_MAPPING)],
    *[("check_password_strength", (password,), {}) for password in (None, 5, b"s3cret")],
]


@pytest.mark.parametrize(
    ("name", "args", "kwargs"), REFUSED, ids=[f"{name}{args!r}{kwargs!r}"[:70] for name, args, kwargs in REFUSED]
)
def test_what_is_refused_before_anything_is_sent(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    with pytest.raises(ArgumentError) as caught:
        next(iter(describe(getattr(BLOCKING, name), *args, **kwargs)))
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("password", ["", None, 5, b"s3cret", "\ud800"], ids=repr)
def test_a_password_that_is_none_does_not_even_fetch_the_key(password: Any) -> None:
    client = AuthenticationClient(app_id="app", host="http://no-key-yet.test")
    with pytest.raises(ArgumentError):
        next(iter(describe(client.login_by_username, "bob", password)))


def test_half_a_surrogate_pair_is_refused() -> None:
    for call in (
        sent(BLOCKING.login_by_username, Row("login_by_username", ("\ud800", "s3cret"))),
        sent(BLOCKING.check_password_strength, Row("check_password_strength", ("\ud800",))),
    ):
        with pytest.raises(ArgumentError):
            encoded_json(call.json)


def test_a_call_does_not_show_what_it_carries() -> None:
    call = sent(BLOCKING.login_by_username, Row("login_by_username", ("bob", "s3cret")))
    assert repr(call) == "<Call POST /graphql/v2 loginByUsername>"
