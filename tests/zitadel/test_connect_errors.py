"""Refusals of ZITADEL over a socket: the kind, what came along, and what is no refusal at all."""

from __future__ import annotations

import copy
import gzip
import pickle
from base64 import b64encode
from collections.abc import Mapping
from traceback import format_exception
from typing import Any

import pytest
from connect_server import STATUS, Answer, ConnectServer
from zitadel_modes import GET_USER, Mode

import authing
from authing.core import errors
from authing.zitadel import ApiError, ZitadelError
from authing.zitadel import exceptions as zitadel
from authing.zitadel.details import CredentialsCheckError, Detail, ErrorDetail

KINDS: Mapping[str, tuple[type[ApiError], type[errors.AuthingException]]] = {
    "canceled": (ApiError, errors.AuthingException),
    "unknown": (zitadel.ServerError, errors.ServerError),
    "invalid_argument": (zitadel.Invalid, errors.Invalid),
    "deadline_exceeded": (zitadel.ServerError, errors.ServerError),
    "not_found": (zitadel.NotFound, errors.NotFound),
    "already_exists": (zitadel.Conflict, errors.Conflict),
    "permission_denied": (zitadel.Forbidden, errors.Forbidden),
    "resource_exhausted": (zitadel.RateLimited, errors.RateLimited),
    "failed_precondition": (zitadel.Conflict, errors.Conflict),
    "aborted": (zitadel.Conflict, errors.Conflict),
    "out_of_range": (zitadel.Invalid, errors.Invalid),
    "unimplemented": (zitadel.ServerError, errors.ServerError),
    "internal": (zitadel.ServerError, errors.ServerError),
    "unavailable": (zitadel.ServerError, errors.ServerError),
    "data_loss": (zitadel.ServerError, errors.ServerError),
    "unauthenticated": (zitadel.NotLoggedIn, errors.NotLoggedIn),
}
ERROR, CREDENTIALS = "zitadel.v1.ErrorDetail", "zitadel.v1.CredentialsCheckError"


def text(number: int, value: str) -> bytes:
    """A field of a message of Protocol Buffers, of less than 128 bytes."""
    return bytes([number << 3 | 2, len(value.encode())]) + value.encode()


def encoded(value: bytes) -> str:
    """In base64 without padding, as Connect writes it."""
    return b64encode(value).decode().rstrip("=")


PLAIN = text(1, "QUERY-Dfbg2") + text(2, "Benutzer ☂ nicht gefunden")


def refused(mode: Mode, connect: ConnectServer, kind: type[Any] = ApiError, **arguments: Any) -> Any:
    """The error that reading a user ends with."""
    client = mode.by_token(connect, **{"retries": 0, **arguments})
    with pytest.raises(kind) as caught:
        mode.run(client.users.get_user_by_id(user_id="1"))
    return caught.value


def detailed(mode: Mode, connect: ConnectServer, *details: Any) -> tuple[Detail, ...]:
    connect.refuse(GET_USER, "not_found", "x", details)
    found: tuple[Detail, ...] = refused(mode, connect).details
    return found


@pytest.mark.parametrize("code", STATUS)
def test_every_code_is_of_a_kind(code: str, mode: Mode, connect: ConnectServer) -> None:
    connect.refuse(GET_USER, code, "words (QUERY-Dfbg2)", [{"type": ERROR, "value": encoded(PLAIN)}])
    error = refused(mode, connect)
    assert type(error) is KINDS[code][0]
    assert isinstance(error, KINDS[code][1])
    assert (error.code, error.status, error.message) == (code, STATUS[code], "words (QUERY-Dfbg2)")
    assert (error.method, error.path) == ("POST", GET_USER)
    assert str(error) == f"{code}: words (QUERY-Dfbg2)"
    (detail,) = error.details
    assert type(detail) is ErrorDetail
    assert (detail.id, detail.message) == ("QUERY-Dfbg2", "Benutzer ☂ nicht gefunden")
    assert error.error_id == "QUERY-Dfbg2"


def test_the_id_of_an_error_is_that_of_the_first_detail_that_has_one(mode: Mode, connect: ConnectServer) -> None:
    others = [{"type": "google.rpc.Help", "value": encoded(text(1, "a"))}, {"type": ERROR, "value": ""}]
    known = {"type": CREDENTIALS, "value": encoded(text(1, "A-1"))}
    for details, found in ((others, None), ([*others, known], "A-1"), ([], None)):
        connect.refuse(GET_USER, "not_found", "x", details)
        assert refused(mode, connect).error_id == found


def test_the_table_of_codes_is_the_whole_of_it() -> None:
    assert {code: status for code, (_, status) in zitadel.CODES.items()} == STATUS
    assert {code: kind for code, (kind, _) in zitadel.CODES.items()} == {
        code: kinds[0] for code, kinds in KINDS.items()
    }


@pytest.mark.parametrize(
    "name", ["NotLoggedIn", "Forbidden", "NotFound", "Conflict", "Invalid", "RateLimited", "ServerError"]
)
def test_a_kind_is_also_the_one_of_all_platforms(name: str) -> None:
    kind = getattr(zitadel, name)
    assert issubclass(kind, ApiError)
    assert issubclass(kind, getattr(authing, name))
    assert issubclass(kind, authing.AuthingException)
    assert ZitadelError is authing.AuthingException


def test_a_wrong_password_tells_how_often(mode: Mode, connect: ConnectServer) -> None:
    value = text(1, "COMMAND-3M0fs") + text(2, "Errors.User.Password.Invalid") + b"\x18\xac\x02"
    (detail,) = detailed(mode, connect, {"type": CREDENTIALS, "value": encoded(value)})
    assert isinstance(detail, CredentialsCheckError)
    assert (detail.id, detail.message, detail.failed_attempts) == ("COMMAND-3M0fs", "Errors.User.Password.Invalid", 300)
    assert detail.type == CREDENTIALS


def test_what_a_message_leaves_out_is_empty(mode: Mode, connect: ConnectServer) -> None:
    (detail,) = detailed(mode, connect, {"type": CREDENTIALS, "value": encoded(text(1, "A-1"))})
    assert isinstance(detail, CredentialsCheckError)
    assert (detail.id, detail.message, detail.failed_attempts) == ("A-1", "", 0)


def test_a_detail_of_another_type_is_kept_as_it_came(mode: Mode, connect: ConnectServer) -> None:
    raw = {"type": "google.rpc.Help", "value": encoded(b"\x0a\x01a"), "debug": {"links": [{"url": "u"}]}}
    (detail,) = detailed(mode, connect, raw)
    assert type(detail) is Detail
    assert detail == raw
    assert detail["debug"]["links"] == [{"url": "u"}]


BROKEN = {
    "no base64": "%%%",
    "no text": 5,
    "an odd length": "A",
    "the end of a number is missing": encoded(b"\x0a"),
    "the end of a text is missing": encoded(b"\x0a\x09abc"),
    "a number that never ends": encoded(b"\x18" + b"\xff" * 20),
    "a field of 32 bits": encoded(b"\x0d\x00\x00\x00\x00"),
    "a field without a number": encoded(b"\x02\x01a"),
    "no UTF-8": encoded(b"\x0a\x02\xff\xfe"),
    "nothing": "",
    "null": None,
}


@pytest.mark.parametrize("value", BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize("debug", [True, False])
def test_a_detail_that_cannot_be_read_is_taken_from_its_other_form(
    value: Any, debug: bool, mode: Mode, connect: ConnectServer
) -> None:
    raw = {"type": ERROR, "value": value} | ({"debug": {"id": "QUERY-1", "message": "m"}} if debug else {})
    (detail,) = detailed(mode, connect, raw)
    assert isinstance(detail, ErrorDetail)
    assert (detail.id, detail.message) == (("QUERY-1", "m") if debug else ("", ""))
    assert detail["value"] == value


def test_what_comes_before_the_broken_part_is_read(mode: Mode, connect: ConnectServer) -> None:
    later = PLAIN + text(9, "of a later version") + b"\x0d"
    (detail,) = detailed(mode, connect, {"type": ERROR, "value": encoded(later), "debug": {"id": "other", "new": 1}})
    assert isinstance(detail, ErrorDetail)
    assert (detail.id, detail.message) == ("QUERY-Dfbg2", "Benutzer ☂ nicht gefunden")


@pytest.mark.parametrize("details", ["none", {"type": ERROR}, None, 5, ["text", 5, None]])
def test_details_of_no_known_form_are_none(details: Any, mode: Mode, connect: ConnectServer) -> None:
    connect.reply(GET_USER, Answer.of({"code": "not_found", "message": "x", "details": details}, 404))
    error = refused(mode, connect, authing.NotFound)
    assert error.details == ()
    assert error.data["details"] == details


def test_an_error_without_details(mode: Mode, connect: ConnectServer) -> None:
    connect.refuse(GET_USER, "invalid_argument", "validation error: user_id: too long", headers={"X-Request-Id": "r-1"})
    error = refused(mode, connect, authing.Invalid)
    assert error.details == ()
    assert error.request_id == "r-1"
    assert error.response_headers["x-request-id"] == "r-1"
    assert error.response_body == {"code": "invalid_argument", "message": "validation error: user_id: too long"}


def test_a_code_that_is_not_known_is_kept_and_the_status_tells_the_kind(mode: Mode, connect: ConnectServer) -> None:
    connect.reply(GET_USER, Answer.of({"code": "brand_new", "message": "m"}, 403))
    error = refused(mode, connect, authing.Forbidden)
    assert (error.code, error.status) == ("brand_new", 403)
    assert isinstance(error, ApiError)


PAGES: dict[str, tuple[Answer, type[errors.AuthingException]]] = {
    "a page of a proxy": (
        Answer(502, {"content-type": "text/html"}, b"<html>Bad Gateway s3cret</html>"),
        errors.ServerError,
    ),
    "a page that is no UTF-8": (Answer(403, {"content-type": "text/html"}, b"\xff\xfe\x00"), errors.Forbidden),
    "an empty body": (Answer(429), errors.RateLimited),
    "JSON of another form": (Answer.of(["s3cret"], 409), errors.Conflict),
    "an object of another form": (Answer.of({"error": "s3cret", "code": None, "message": 5}, 418), ApiError),
    "a code that is none": (Answer.of({"code": [], "message": {}, "s3cret": 1}, 503), errors.ServerError),
    "a status without a kind": (Answer(407, {}, b"proxy"), ApiError),
}


@pytest.mark.parametrize("code", [16, ["unavailable"], {"a": 1}])
def test_a_code_of_another_type_hides_no_status(code: Any, mode: Mode, connect: ConnectServer) -> None:
    connect.reply(GET_USER, Answer.of({"code": code}, 401))
    error = refused(mode, connect, zitadel.NotLoggedIn)
    assert (error.code, error.status) == (str(code), 401)


@pytest.mark.parametrize("case", PAGES)
def test_an_answer_that_is_no_error_of_connect_is_known_by_its_status(
    case: str, mode: Mode, connect: ConnectServer
) -> None:
    answer, kind = PAGES[case]
    connect.reply(GET_USER, answer)
    error = refused(mode, connect, kind)
    assert isinstance(error, ApiError)
    assert (error.code, error.status, error.details) == (None, answer.status, ())
    assert str(error) == f"{answer.status}: {error.message}"
    assert "s3cret" not in "".join(format_exception(error))


UNEXPECTED = {
    "a redirect": Answer(302, {"location": "https://elsewhere.example/s3cret"}),
    "another redirect with a body": Answer.of({"code": "not_found"}, 308, {"location": "/login?s3cret"}),
    "no content": Answer(204),
    "created": Answer.of({"user": {}}, 201),
    "a page": Answer(200, {"content-type": "text/html"}, b"<html>s3cret</html>"),
    "nothing": Answer(200, {"content-type": "application/json"}),
    "half of it": Answer(200, {"content-type": "application/json"}, b'{"user": "s3cret'),
    "a page that is not there": Answer(404, {"content-type": "text/html"}, b"<html>s3cret</html>"),
    "nobody there": Answer(404),
    "nobody there, in JSON": Answer.of({"message": "no route for s3cret"}, 404),
    "a list": Answer.of(["s3cret"]),
    "null": Answer.of(None),
    "a text": Answer.of("s3cret"),
}


@pytest.mark.parametrize("case", UNEXPECTED)
def test_what_is_no_answer_of_the_platform_is_no_error_of_it(case: str, mode: Mode, connect: ConnectServer) -> None:
    connect.reply(GET_USER, UNEXPECTED[case])
    error = refused(mode, connect, authing.UnexpectedAnswer)
    assert not isinstance(error, ApiError)
    assert (error.status, error.path) == (UNEXPECTED[case].status, GET_USER)
    assert "s3cret" not in "".join(format_exception(error))
    assert len(connect.asked(GET_USER)) == len(connect.requests) == 1


def test_an_empty_object_is_an_answer(mode: Mode, connect: ConnectServer) -> None:
    connect.answer(GET_USER, {})
    client = mode.by_token(connect)
    assert mode.run(client.users.get_user_by_id(user_id="1")).user is None
    connect.answer("/zitadel.user.v2.UserService/ListUsers", {})
    assert mode.run(client.users.list_users()).result == []


def test_an_answer_may_be_compressed(mode: Mode, connect: ConnectServer) -> None:
    told = {"content-type": "application/json", "content-encoding": "gzip"}
    connect.reply(GET_USER, Answer(200, told, gzip.compress(b'{"user": {"userId": "7"}}')))
    assert mode.run(mode.by_token(connect).users.get_user_by_id(user_id="1")).user.user_id == "7"


@pytest.mark.parametrize("code", STATUS)
def test_an_error_can_be_pickled_and_copied(code: str, mode: Mode, connect: ConnectServer) -> None:
    value = encoded(text(1, "A-1") + b"\x18\x03")
    connect.refuse(GET_USER, code, "words", [{"type": CREDENTIALS, "value": value}], headers={"retry-after": "40"})
    error = refused(mode, connect)
    for twin in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert type(twin) is type(error)
        assert twin.__dict__ == error.__dict__
        assert str(twin) == str(error)
        assert twin.details[0].failed_attempts == 3
        assert twin.retry_after == 40


def test_no_secret_is_in_an_error(mode: Mode, connect: ConnectServer) -> None:
    connect.refuse("/zitadel.session.v2.SessionService/CreateSession", "invalid_argument", "wrong")
    word, header = "s3cret-word", {"x-api-token": "s3cret-header"}
    client = mode.by_token(connect, "s3cret-token", headers=header)
    with pytest.raises(authing.Invalid) as caught:
        mode.run(client.sessions.create_session(checks={"password": {"password": word}}))
    assert word.encode() in connect.requests[-1].body
    assert connect.requests[-1].headers["x-api-token"] == "s3cret-header"
    shown = "".join([repr(caught.value), str(caught.value), *format_exception(caught.value)])
    assert "s3cret" not in shown
    assert "s3cret" not in repr(client) + repr(client.options)
