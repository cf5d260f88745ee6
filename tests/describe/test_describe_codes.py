"""What the operations about codes, and about the addresses that they prove, send."""

from __future__ import annotations

from typing import Any

import pytest
from described import Row, Sealed, check, public_key, rows_that_miss, sent, shown, unused_arguments

from authing import ArgumentError, AsyncAuthenticationClient, AuthenticationClient
from authing.core.binding import describe
from authing.v2.authentication.addresses import Addresses
from authing.v2.authentication.codes import Codes
from authing.v2.models import EmailScene, SmsScene

PHONE, MAIL = "13800000000", "bob@example.com"
EVERYTHING: dict[str, Any] = {
    "profile": {"nickname": "Bobby"},
    "force_login": True,
    "generate_token": True,
    "client_ip": "192.0.2.1",
    "custom_data": {"age": 3},
    "context": {"source": "shop"},
}
SENT: dict[str, Any] = {
    "profile": {"nickname": "Bobby"},
    "forceLogin": True,
    "generateToken": True,
    "clientIp": "192.0.2.1",
}
AS_TEXT = {"params": '[{"key":"age","value":3}]', "context": '{"source":"shop"}'}
AS_OBJECTS = {"customData": {"age": 3}, "context": {"source": "shop"}}
LATER = {name: EVERYTHING[name] for name in ("client_ip", "custom_data", "context")}
SMS, REGISTER, LOGIN = "/api/v2/sms/send", "/api/v2/register/email-code", "/api/v2/login/email-code"


def registering_by_phone(input: dict[str, Any], *args: Any, **kwargs: Any) -> Row:
    return Row("register_by_phone_code", args, kwargs, "registerByPhoneCode", {"input": input}, auth=False)


def logging_in_by_phone(input: dict[str, Any], *args: Any, **kwargs: Any) -> Row:
    return Row("login_by_phone_code", args, kwargs, "loginByPhoneCode", {"input": input}, auth=False)


PROVEN = {"phone": PHONE, "code": "1234"}
TABLE = [
    Row("send_sms_code", (PHONE,), path=SMS, body={"phone": PHONE}, auth=False),
    Row(
        "send_sms_code",
        (PHONE,),
        {"phone_country_code": "+1", "scene": SmsScene.MFA_VERIFY},
        path=SMS,
        body={"phone": PHONE, "phoneCountryCode": "+1", "scene": "mfa-verify"},
        auth=False,
    ),
    Row(
        "send_sms_code",
        (),
        {"phone": PHONE, "scene": "login"},
        path=SMS,
        body={"phone": PHONE, "scene": "login"},
        auth=False,
    ),
    Row(
        "send_email",
        (MAIL, "RESET_PASSWORD"),
        field="sendEmail",
        variables={"email": MAIL, "scene": "RESET_PASSWORD"},
        auth=False,
    ),
    Row(
        "send_email",
        (),
        {"email": MAIL, "scene": EmailScene.VERIFY_EMAIL},
        field="sendEmail",
        variables={"email": MAIL, "scene": "VERIFY_EMAIL"},
        auth=False,
    ),
    registering_by_phone({**PROVEN, "forceLogin": False, "generateToken": False}, PHONE, "1234"),
    registering_by_phone(
        {**PROVEN, "password": Sealed("s3cret"), **SENT, **AS_TEXT}, PHONE, "1234", "s3cret", *EVERYTHING.values()
    ),
    registering_by_phone(
        {**PROVEN, "password": Sealed("s3cret"), **SENT, **AS_TEXT, "phoneCountryCode": "+1", "emailToken": "proof"},
        phone=PHONE,
        code="1234",
        password="s3cret",
        phone_country_code="+1",
        email_token="proof",
        **EVERYTHING,
    ),
    Row(
        "register_by_email_code",
        (MAIL, "1234"),
        path=REGISTER,
        body={"email": MAIL, "code": "1234", "forceLogin": False, "generateToken": False},
        auth=False,
    ),
    Row(
        "register_by_email_code",
        (MAIL, "1234", EVERYTHING["profile"]),
        {name: EVERYTHING[name] for name in EVERYTHING if name != "profile"} | {"phone_token": "proof"},
        path=REGISTER,
        body={"email": MAIL, "code": "1234", **SENT, **AS_OBJECTS, "phoneToken": "proof"},
        auth=False,
    ),
    logging_in_by_phone(PROVEN, PHONE, "1234"),
    logging_in_by_phone({**PROVEN, "clientIp": "192.0.2.1", **AS_TEXT}, PHONE, "1234", *LATER.values()),
    logging_in_by_phone(
        {**PROVEN, "clientIp": "192.0.2.1", **AS_TEXT, "phoneCountryCode": "+1"},
        phone=PHONE,
        code="1234",
        phone_country_code="+1",
        **LATER,
    ),
    Row("login_by_email_code", (MAIL, "1234"), path=LOGIN, body={"email": MAIL, "code": "1234"}, auth=False),
    Row(
        "login_by_email_code",
        (),
        {"email": MAIL, "code": "1234", **LATER},
        path=LOGIN,
        body={"email": MAIL, "code": "1234", "clientIp": "192.0.2.1", **AS_TEXT},
        auth=False,
    ),
    Row(
        "reset_password_by_phone_code",
        (PHONE, "1234", "n3w"),
        field="resetPassword",
        variables={**PROVEN, "newPassword": Sealed("n3w")},
        auth=False,
    ),
    Row(
        "reset_password_by_phone_code",
        (),
        {**PROVEN, "new_password": "n3w", "phone_country_code": "+1"},
        field="resetPassword",
        variables={**PROVEN, "newPassword": Sealed("n3w"), "phoneCountryCode": "+1"},
        auth=False,
    ),
    Row(
        "reset_password_by_email_code",
        (MAIL, "1234", "n3w"),
        field="resetPassword",
        variables={"email": MAIL, "code": "1234", "newPassword": Sealed("n3w")},
        auth=False,
    ),
    Row("update_phone", (PHONE, "1234"), field="updatePhone", variables={"phone": PHONE, "phoneCode": "1234"}),
    Row(
        "update_phone",
        (PHONE, "1234", "13900000000", "5678"),
        {"phone_country_code": "+1", "old_phone_country_code": "+44"},
        field="updatePhone",
        variables={
            "phone": PHONE,
            "phoneCode": "1234",
            "oldPhone": "13900000000",
            "oldPhoneCode": "5678",
            "phoneCountryCode": "+1",
            "oldPhoneCountryCode": "+44",
        },
    ),
    Row("update_email", (MAIL, "1234"), field="updateEmail", variables={"email": MAIL, "emailCode": "1234"}),
    Row(
        "update_email",
        (MAIL, "1234", "old@example.com", "5678"),
        field="updateEmail",
        variables={"email": MAIL, "emailCode": "1234", "oldEmail": "old@example.com", "oldEmailCode": "5678"},
    ),
    Row("bind_phone", (PHONE, "1234"), field="bindPhone", variables={"phone": PHONE, "phoneCode": "1234"}),
    Row(
        "bind_phone",
        (PHONE, "1234"),
        {"phone_country_code": "+1"},
        field="bindPhone",
        variables={"phone": PHONE, "phoneCode": "1234", "phoneCountryCode": "+1"},
    ),
    Row("unbind_phone", field="unbindPhone", variables={}),
    Row("bind_email", (MAIL, "1234"), field="bindEmail", variables={"email": MAIL, "emailCode": "1234"}),
    Row("unbind_email", field="unbindEmail", variables={}),
]

OPTIONS: dict[str, Any] = {"app_id": "app", "token": "t", "host": "http://idp.test", "enc_public_key": public_key()}
BLOCKING = AuthenticationClient(**OPTIONS)
AWAITED = AsyncAuthenticationClient(**OPTIONS)


@pytest.mark.parametrize("client", [BLOCKING, AWAITED], ids=["blocking", "awaited"])
@pytest.mark.parametrize("row", TABLE, ids=shown)
def test_what_is_sent(client: Any, row: Row) -> None:
    check(sent(getattr(client, row.name), row), row)


@pytest.mark.parametrize("owner", [Codes, Addresses])
def test_every_operation_and_every_argument_has_a_row(owner: type[Any]) -> None:
    assert rows_that_miss(owner, TABLE) == set()
    assert unused_arguments(owner, [row for row in TABLE if hasattr(owner, row.name)]) == set()


def test_a_registration_without_a_password_needs_no_key() -> None:
    client = AuthenticationClient(app_id="app", host="http://no-key-yet.test")
    call = sent(client.register_by_phone_code, Row("register_by_phone_code", (PHONE, "1234")))
    assert call.name == "registerByPhoneCode"


ADDRESSED: dict[str, tuple[Any, ...]] = {
    "send_sms_code": (),
    "send_email": ("RESET_PASSWORD",),
    "register_by_phone_code": ("1234",),
    "register_by_email_code": ("1234",),
    "login_by_phone_code": ("1234",),
    "login_by_email_code": ("1234",),
    "reset_password_by_phone_code": ("1234", "n3w"),
    "reset_password_by_email_code": ("1234", "n3w"),
    "update_phone": ("1234",),
    "update_email": ("1234",),
    "bind_phone": ("1234",),
    "bind_email": ("1234",),
}
NO_TEXT: tuple[Any, ...] = ("", None, 5, b"1234", ["1234"])
OPTIONAL: dict[str, tuple[str, ...]] = {
    "send_sms_code": ("phone_country_code", "scene"),
    "register_by_phone_code": ("password", "client_ip", "phone_country_code", "email_token"),
    "register_by_email_code": ("client_ip", "phone_token"),
    "login_by_phone_code": ("client_ip", "phone_country_code"),
    "login_by_email_code": ("client_ip",),
    "reset_password_by_phone_code": ("phone_country_code",),
    "update_phone": ("old_phone", "old_phone_code", "phone_country_code", "old_phone_country_code"),
    "update_email": ("old_email", "old_email_code"),
    "bind_phone": ("phone_country_code",),
}
ENTRANCES = ("register_by_phone_code", "register_by_email_code", "login_by_phone_code", "login_by_email_code")
NO_MAPPING: tuple[Any, ...] = ("x", 5, [("a", 1)])
REFUSED: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = [
    *[(name, (bad, *rest), {}) for name, rest in ADDRESSED.items() for bad in NO_TEXT],
    *[(name, ("x", bad, *rest[1:]), {}) for name, rest in ADDRESSED.items() if rest for bad in NO_TEXT],
    *[
        (name, ("x", *ADDRESSED[name]), {argument: bad})
        for name, arguments in OPTIONAL.items()
        for argument in arguments
        for bad in NO_TEXT
        if bad is not None
    ],
    *[(name, ("x", "1234"), {"custom_data": bad}) for name in ENTRANCES for bad in (*NO_MAPPING, {"since": None})],
    *[(name, ("x", "1234"), {"context": bad}) for name in ENTRANCES for bad in NO_MAPPING],
    *[(name, ("x", "1234"), {"profile": bad}) for name in ENTRANCES[:2] for bad in NO_MAPPING],
    *[(name, ("x", "1234"), {flag: "yes"}) for name in ENTRANCES[:2] for flag in ("force_login", "generate_token")],
    ("send_sms_code", (PHONE,), {"scene": "LOGIN"}),
    ("send_email", (MAIL, "login"), {}),
    ("reset_password_by_phone_code", (PHONE, "1234", "x" * 246), {}),
]


@pytest.mark.parametrize(
    ("name", "args", "kwargs"), REFUSED, ids=[f"{name}{args!r}{kwargs!r}"[:70] for name, args, kwargs in REFUSED]
)
def test_what_is_refused_before_anything_is_sent(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    with pytest.raises(ArgumentError):
        next(iter(describe(getattr(BLOCKING, name), *args, **kwargs)))
