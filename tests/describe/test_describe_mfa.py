"""What every operation about second factors sends."""

from __future__ import annotations

from typing import Any

import pytest
from described import Row, check, rows_that_miss, sent, shown, unused_arguments

from authing import ArgumentError, AsyncAuthenticationClient, AuthenticationClient
from authing.core.binding import describe
from authing.core.call import Reply
from authing.core.multipart import File
from authing.v2.authentication.mfa import SecondFactors
from authing.v2.models.mfa import MfaSource

LIST = "/api/v2/mfa/authenticator"
ASSOCIATE = "/api/v2/mfa/totp/associate"
CONFIRM = "/api/v2/mfa/totp/associate/confirm"
FACE = "/api/v2/mfa/face/associate"
SELF = {"authenticatorType": "totp", "source": "SELF"}
APPLICATION = {"authenticatorType": "hotp", "source": "APPLICATION"}

OLD_NAMES = {
    "assosicate_mfa_authenticator": "associate_mfa_authenticator",
    "confirm_assosicate_mfa_authenticator": "confirm_associate_mfa_authenticator",
}
TABLE = [
    Row(
        "get_mfa_authenticators",
        method="GET",
        path=LIST,
        params={"type": "totp", "source": "SELF"},
        auth=True,
        safe=True,
    ),
    Row(
        "get_mfa_authenticators",
        ("mfa", "hotp", "APPLICATION"),
        method="GET",
        path=LIST,
        params={"type": "hotp", "source": "APPLICATION"},
        auth="mfa",
        safe=True,
    ),
    Row("associate_mfa_authenticator", path=ASSOCIATE, body=SELF),
    Row("associate_mfa_authenticator", ("mfa", "hotp", "APPLICATION"), path=ASSOCIATE, body=APPLICATION, auth="mfa"),
    Row("delete_mfa_authenticator", method="DELETE", path=ASSOCIATE, safe=True),
    Row("confirm_associate_mfa_authenticator", ("123456",), path=CONFIRM, body={**SELF, "totp": "123456"}),
    Row(
        "confirm_associate_mfa_authenticator",
        ("123456", "hotp", MfaSource.APPLICATION, "mfa"),
        path=CONFIRM,
        body={**APPLICATION, "totp": "123456"},
        auth="mfa",
    ),
    Row("verify_totp_mfa", ("123456", "mfa"), path="/api/v2/mfa/totp/verify", body={"totp": "123456"}, auth="mfa"),
    Row(
        "verify_app_sms_mfa",
        ("13800000000", "1234", "mfa"),
        path="/api/v2/applications/mfa/sms/verify",
        body={"phone": "13800000000", "code": "1234"},
        auth="mfa",
    ),
    Row(
        "verify_app_sms_mfa",
        ("5550100", "1234", "mfa"),
        {"phone_country_code": "+1"},
        path="/api/v2/applications/mfa/sms/verify",
        body={"phone": "5550100", "code": "1234", "phoneCountryCode": "+1"},
        auth="mfa",
    ),
    Row(
        "verify_app_email_mfa",
        ("bob@example.com", "1234", "mfa"),
        path="/api/v2/applications/mfa/email/verify",
        body={"email": "bob@example.com", "code": "1234"},
        auth="mfa",
    ),
    Row(
        "phone_or_email_bindable",
        ("mfa", "13800000000", "bob@example.com"),
        path="/api/v2/applications/mfa/check",
        body={"phone": "13800000000", "email": "bob@example.com"},
        auth="mfa",
    ),
    Row(
        "phone_or_email_bindable",
        ("mfa",),
        {"email": "bob@example.com"},
        path="/api/v2/applications/mfa/check",
        body={"email": "bob@example.com"},
        auth="mfa",
    ),
    Row(
        "verify_totp_recovery_code",
        ("aaaa-bbbb", "mfa"),
        path="/api/v2/mfa/totp/recovery",
        body={"recoveryCode": "aaaa-bbbb"},
        auth="mfa",
    ),
    Row(
        "associate_face_by_url",
        ("https://a.example/1.jpg", "https://a.example/2.jpg"),
        path=FACE,
        body={"photoA": "https://a.example/1.jpg", "photoB": "https://a.example/2.jpg", "isExternal": True},
    ),
    Row(
        "associate_face_by_url",
        ("a", "b", "mfa"),
        path=FACE,
        body={"photoA": "a", "photoB": "b", "isExternal": True},
        auth="mfa",
    ),
    Row(
        "associate_face_by_blob",
        (b"one", b"two", "mfa"),
        {"file_name": "me.png"},
        path="/api/v2/upload",
        params={"folder": "face-photo", "private": True},
        auth="mfa",
    ),
    Row("verify_face_mfa", ("key", "mfa"), path="/api/v2/mfa/face/verify", body={"photo": "key"}, auth="mfa"),
]

WRONG: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = [
    ("get_mfa_authenticators", ("",), {}),
    ("get_mfa_authenticators", (None, ""), {}),
    ("get_mfa_authenticators", (None, "totp", "OTHER"), {}),
    ("associate_mfa_authenticator", (5,), {}),
    ("associate_mfa_authenticator", (None, None), {}),
    ("associate_mfa_authenticator", (None, "totp", None), {}),
    ("confirm_associate_mfa_authenticator", ("",), {}),
    ("confirm_associate_mfa_authenticator", (123456,), {}),
    ("confirm_associate_mfa_authenticator", ("123456", "totp", "self"), {}),
    ("confirm_associate_mfa_authenticator", ("123456",), {"mfa_token": ""}),
    ("verify_totp_mfa", (123456, "mfa"), {}),
    ("verify_totp_mfa", ("123456", None), {}),
    ("verify_totp_mfa", ("123456", ""), {}),
    ("verify_app_sms_mfa", ("", "1234", "mfa"), {}),
    ("verify_app_sms_mfa", ("1", 1234, "mfa"), {}),
    ("verify_app_sms_mfa", ("1", "1234", None), {}),
    ("verify_app_sms_mfa", ("1", "1234", "mfa"), {"phone_country_code": 86}),
    ("verify_app_email_mfa", (None, "1234", "mfa"), {}),
    ("verify_app_email_mfa", ("a@b.example", "", "mfa"), {}),
    ("verify_app_email_mfa", ("a@b.example", "1234", ""), {}),
    ("phone_or_email_bindable", ("mfa",), {}),
    ("phone_or_email_bindable", ("mfa", 5), {}),
    ("phone_or_email_bindable", (None, "1"), {}),
    ("verify_totp_recovery_code", ("", "mfa"), {}),
    ("verify_totp_recovery_code", ("aaaa", None), {}),
    ("associate_face_by_url", ("", "b"), {}),
    ("associate_face_by_url", ("a", None), {}),
    ("associate_face_by_url", ("a", "b", ""), {}),
    ("associate_face_by_blob", (b"", b"two"), {}),
    ("associate_face_by_blob", (b"one", "two"), {}),
    ("associate_face_by_blob", (b"one", b"two", ""), {}),
    ("associate_face_by_blob", (b"one", b"two"), {"file_name": "me.exe"}),
    ("verify_face_mfa", ("", "mfa"), {}),
    ("verify_face_mfa", ("key", None), {}),
]


@pytest.fixture(params=[AuthenticationClient, AsyncAuthenticationClient], ids=["blocking", "awaited"])
def client(request: pytest.FixtureRequest) -> Any:
    return request.param(app_id="app", host="http://idp.test")


@pytest.mark.parametrize("row", TABLE, ids=shown)
def test_what_is_sent(client: Any, row: Row) -> None:
    check(sent(getattr(client, row.name), row), row)


@pytest.mark.parametrize(("name", "args", "kwargs"), WRONG, ids=lambda value: repr(value)[:40])
def test_nothing_is_sent_for_a_wrong_argument(
    client: Any, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> None:
    with pytest.raises(ArgumentError):
        sent(getattr(client, name), Row(name, args, kwargs))


def test_every_operation_has_a_row() -> None:
    assert rows_that_miss(SecondFactors, TABLE) == OLD_NAMES.keys()
    assert unused_arguments(SecondFactors, TABLE) == set()


def test_two_photos_are_uploaded_and_then_named(client: Any) -> None:
    flow = iter(describe(client.associate_face_by_blob, b"one", b"two"))
    uploads = [next(flow)]
    uploads.append(flow.send(uploads[0].read(enveloped(b'{"key": "k1"}'))))
    assert [upload.files["file"] for upload in uploads] == [
        File("face.jpg", b"one", "image/jpeg"),
        File("face.jpg", b"two", "image/jpeg"),
    ]
    call = flow.send(uploads[1].read(enveloped(b'{"key": "k2"}')))
    assert (call.path, call.json, call.auth) == (FACE, {"photoA": "k1", "photoB": "k2"}, True)
    with pytest.raises(StopIteration) as finished:
        flow.send(call.read(enveloped(b'{"id": "u"}')))
    assert finished.value.value.id == "u"
    assert client.user is None


def enveloped(data: bytes) -> Reply:
    return Reply(200, {}, b'{"code": 200, "message": "", "data": %b}' % data)


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("verify_totp_mfa", ("123456", "mfa")),
        ("verify_app_sms_mfa", ("13800000000", "1234", "mfa")),
        ("verify_app_email_mfa", ("bob@example.com", "1234", "mfa")),
        ("verify_totp_recovery_code", ("aaaa", "mfa")),
        ("verify_face_mfa", ("key", "mfa")),
        ("associate_face_by_url", ("a", "b", "mfa")),
    ],
)
def test_whoever_has_shown_it_is_the_clients_user(client: Any, name: str, args: tuple[Any, ...]) -> None:
    call = describe(getattr(client, name), *args)
    user = call.read(enveloped(b'{"id": "u", "token": "t", "recoveryCode": "next"}'))
    assert (user.id, client.user.id, client.get_token()) == ("u", "u", "t")
    assert "next" not in repr(user)


def test_a_user_who_binds_a_face_stays_logged_in() -> None:
    client = AuthenticationClient(app_id="app", host="http://idp.test", token="mine")
    describe(client.associate_face_by_url, "a", "b").read(enveloped(b'{"id": "u", "token": null}'))
    assert client.get_token() == "mine"


@pytest.mark.parametrize("data", [b"true", b"false"])
def test_what_can_be_bound_is_true_or_false_and_the_old_envelope(client: Any, data: bytes) -> None:
    answer = describe(client.phone_or_email_bindable, "mfa", "1").read(enveloped(data))
    assert bool(answer) is answer["data"] is answer.data is (data == b"true")
    assert (answer.code, answer["message"]) == (200, "")


def test_null_is_no_answer(client: Any) -> None:
    with pytest.raises(TypeError):
        describe(client.phone_or_email_bindable, "mfa", "1").read(enveloped(b"null"))


@pytest.mark.parametrize(("old", "new"), OLD_NAMES.items())
def test_the_names_of_4_5(client: Any, old: str, new: str) -> None:
    (row, *_) = [row for row in TABLE if row.name == new]
    check(sent(getattr(client, old), row), row)
