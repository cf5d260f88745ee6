"""The table from the platform's codes to the tree of errors."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest
from v2_kit import drive, envelope, outcome, refusal, reply

import authing
from authing.core import errors
from authing.core.plan import wait
from authing.v2 import exceptions
from authing.v2.exceptions import (
    CODES,
    ArgumentError,
    AuthingException,
    AuthingWrongArgumentException,
    Conflict,
    Forbidden,
    Invalid,
    MfaRequired,
    NotFound,
    NotLoggedIn,
    RateLimited,
    ResetRequired,
    ServerError,
    UnexpectedAnswer,
    error_for,
)
from authing.v2.wire import graphql, rest

KINDS: dict[type[AuthingException], str] = {
    AuthingException: "200 1600 1640 1641 1642 1699 2930",
    NotLoggedIn: "1300 1301 1302 1305 1306 2006 2020 2206 2207 2333 2401",
    MfaRequired: "1635 1636",
    ResetRequired: "1639 2058",
    Forbidden: "1001 1643 2000 2005 2018 2019 2027 2031 2057 2202 2209 2212 3617 3618 3619 3621 3622 3624 "
    "2120008 2130010",
    NotFound: "2004 2011 2012 2021 2022 2036 2210 2216 2219 2221 2224 2241 3003 3005 3623 4212 5000 5001 7348",
    Conflict: "1108 1706 2008 2026 2034 2035 2039 2040 2200 2208 2213 2215 2217 2220 2222 2223 2229 2230 3620 3829",
    Invalid: "400 1303 1304 1700 1701 1702 1703 1704 1705 2001 2003 2007 2009 2010 2013 2014 2015 2016 2017 2023 "
    "2024 2028 2029 2030 2032 2037 2038 2101 2201 2203 2204 2205 2211 2218 2225 2226 2227 2228 2231 2300 "
    "5025 6001 6002 6003 6004",
    RateLimited: "2002 2100",
    ServerError: "500 1000 1707 2025 2214 3012 3013 3014 4021 5022 5023 5024 8128 2820002",
}
EXPECTED = {int(code): kind for kind, codes in KINDS.items() for code in codes.split()}

ASKED = graphql("query echo { echo }", "echo", lambda value: value)


def test_the_table_is_whole() -> None:
    assert len(EXPECTED) == 142
    assert CODES.keys() == EXPECTED.keys()
    assert sum(len(codes.split()) for codes in KINDS.values()) == 142


@pytest.mark.parametrize(("code", "kind"), EXPECTED.items(), ids=str)
def test_every_code_has_its_kind_in_both_dialects(code: int, kind: type[AuthingException]) -> None:
    answers = [(ASKED, refusal(code, "words", {"a": 1}))]
    if code != 200:
        answers.append((rest("GET", "/x", lambda value: value), envelope({"a": 1}, code, "words")))
    for call, answer in answers:
        with pytest.raises(kind) as caught:
            outcome(call, answer)
        error = caught.value
        assert type(error) is kind
        assert (error.code, error.message, error.data, error.status) == (code, "words", {"a": 1}, 200)
        assert error.retryable is (code in (1000, 2002, 2100))


@pytest.mark.parametrize("code", EXPECTED, ids=str)
def test_every_code_has_a_meaning(code: int) -> None:
    meaning = CODES[code][1]
    assert meaning == meaning.strip()
    assert len(meaning) > 3


@pytest.mark.parametrize(
    ("code", "status", "kind"),
    [
        (9999, 200, AuthingException),
        (9999, 403, Forbidden),
        (9999, 500, ServerError),
        (0, 200, AuthingException),
        (-1, 200, AuthingException),
        (404, 200, NotFound),
        (429, 200, RateLimited),
        (451, 200, AuthingException),
        (503, 200, ServerError),
        (600, 200, AuthingException),
        ("2004", 200, AuthingException),
        (None, 200, AuthingException),
        (True, 200, AuthingException),
    ],
)
def test_an_unknown_code_is_kept(code: Any, status: int, kind: type[AuthingException]) -> None:
    with pytest.raises(AuthingException) as caught:
        outcome(ASKED, refusal(code, "words", status=status))
    assert type(caught.value) is kind
    assert caught.value.code == code
    assert caught.value.message == "words"


def test_the_users_own_second_factor() -> None:
    with pytest.raises(MfaRequired) as caught:
        outcome(ASKED, refusal(1635, "TOTP", {"mfaToken": "mfa", "totpMfaEnabled": True}))
    assert (caught.value.mfa_token, caught.value.factors) == ("mfa", ("OTP",))
    assert caught.value.set_up == ("OTP",)


@pytest.mark.parametrize(
    ("told", "factors"),
    [
        ({}, ("OTP",)),
        ({"faceMfaEnabled": True}, ("FACE",)),
        ({"faceMfaEnabled": True, "totpMfaEnabled": True}, ("OTP", "FACE")),
        ({"faceMfaEnabled": False, "totpMfaEnabled": True}, ("OTP",)),
    ],
)
def test_what_the_user_has_is_what_will_do(told: dict[str, Any], factors: tuple[str, ...]) -> None:
    with pytest.raises(MfaRequired) as caught:
        outcome(ASKED, refusal(1635, "second factor", {"mfaToken": "mfa", **told}))
    assert (caught.value.factors, caught.value.set_up) == (factors, factors)


def test_the_applications_second_factor() -> None:
    offered = [
        {"mfaPolicy": "EMAIL", "status": 1, "sort": 2},
        {"mfaPolicy": "SMS", "status": 1, "sort": 1},
        {"mfaPolicy": "OTP", "status": 0, "sort": 0},
        {"mfaPolicy": None},
        {"mfaPolicy": "PALM", "new": True},
    ]
    with pytest.raises(MfaRequired) as caught:
        outcome(ASKED, refusal(1636, "second factor", {"mfaToken": "mfa", "applicationMfa": offered}))
    assert (caught.value.mfa_token, caught.value.factors) == ("mfa", ("SMS", "EMAIL", "PALM"))
    assert caught.value.set_up == ()


def test_what_of_the_applications_factors_the_user_has() -> None:
    told = {
        "mfaPhone": "13800000000",
        "phone": "1",
        "phoneCountryCode": "+86",
        "email": "bob@example.com",
        "mfaEmail": "",
    }
    offered = [{"mfaPolicy": kind} for kind in ("OTP", "EMAIL", "SMS", "FACE")]
    with pytest.raises(MfaRequired) as caught:
        outcome(ASKED, refusal(1636, "second factor", {**told, "faceMfaEnabled": True, "applicationMfa": offered}))
    error = caught.value
    assert (error.factors, error.set_up) == (("OTP", "EMAIL", "SMS", "FACE"), ("EMAIL", "SMS", "FACE"))
    assert (error.phone, error.phone_country_code, error.email) == ("13800000000", "+86", "bob@example.com")


@pytest.mark.parametrize("code", [1639, 2058])
def test_the_token_for_a_new_password(code: int) -> None:
    with pytest.raises(ResetRequired) as caught:
        outcome(ASKED, refusal(code, "reset", {"token": "reset-token"}))
    assert caught.value.token == "reset-token"


@pytest.mark.parametrize("code", [1635, 1636, 1639, 2058])
@pytest.mark.parametrize("more", [None, {}, [], "text", {"mfaToken": None, "applicationMfa": None}], ids=repr)
def test_a_next_step_without_its_token(code: int, more: Any) -> None:
    with pytest.raises((MfaRequired, ResetRequired)) as caught:
        outcome(ASKED, refusal(code, "next", more))
    assert caught.value.code == code
    assert getattr(caught.value, "mfa_token", "") == ""
    assert getattr(caught.value, "token", "") == ""


@pytest.mark.parametrize("offered", ["SMS", ["SMS"], [None], {"mfaPolicy": "SMS"}, 5], ids=repr)
def test_odd_factors_do_not_lose_the_token(offered: Any) -> None:
    with pytest.raises(MfaRequired) as caught:
        outcome(ASKED, refusal(1636, "second factor", {"mfaToken": "mfa", "applicationMfa": offered}))
    assert caught.value.mfa_token == "mfa"


def test_the_busy_platform_is_asked_again_where_that_is_harmless() -> None:
    answer = refusal(1000, "busy")
    for call, again in ((ASKED, True), (graphql("mutation echo { echo }", "echo", bool), False)):
        with pytest.raises(ServerError) as caught:
            outcome(call, answer)
        assert (wait(call, answer, caught.value, 1, 0.0) is not None) is again


def test_a_limit_of_the_platform_is_not_waited_for() -> None:
    answer = refusal(2100, "too many registrations")
    with pytest.raises(RateLimited) as caught:
        outcome(ASKED, answer)
    assert wait(ASKED, answer, caught.value, 1, 0.0) is None


def test_the_text_is_that_of_4_5() -> None:
    assert str(error_for(2004, "用户不存在")) == "Authing Request Error: 2004 用户不存在"
    assert str(error_for(500, None)) == "Authing Request Error: 500 "


@pytest.mark.parametrize("code", [1635, 1639])
def test_neither_text_nor_repr_tells_what_came_along(code: int) -> None:
    with pytest.raises(AuthingException) as caught:
        outcome(ASKED, refusal(code, "next", {"mfaToken": "s3cret", "token": "s3cret"}))
    assert "s3cret" not in f"{caught.value} {caught.value!r}"


@pytest.mark.parametrize("again", [lambda error: pickle.loads(pickle.dumps(error)), copy.copy, copy.deepcopy])
@pytest.mark.parametrize("code", [*EXPECTED, 9999], ids=str)
def test_errors_can_be_carried_elsewhere(code: int, again: Any) -> None:
    with pytest.raises(AuthingException) as caught:
        outcome(
            ASKED, refusal(code, "words", {"mfaToken": "m", "token": "t", "applicationMfa": [{"mfaPolicy": "SMS"}]})
        )
    carried = again(caught.value)
    assert type(carried) is type(caught.value)
    assert vars(carried) == vars(caught.value)
    assert str(carried) == str(caught.value)


def test_a_program_of_4_5_catches_what_it_caught() -> None:
    try:
        raise error_for(2333, "账号或密码错误")
    except authing.AuthingException as error:
        code, message = error.code, error.message
    assert (code, message) == (2333, "账号或密码错误")
    assert AuthingWrongArgumentException is ArgumentError
    assert not issubclass(ArgumentError, AuthingException)


def test_the_tree_is_one_for_all() -> None:
    for name in exceptions.__all__:
        if name in errors.__all__:
            assert getattr(exceptions, name) is getattr(errors, name)
    assert authing.AuthingException is exceptions.AuthingException
    assert set(errors.__all__) - {"MissingExtra", "kind_for_status"} <= set(exceptions.__all__)


def test_a_flow_may_catch_what_one_of_its_calls_raised() -> None:
    def find_or_make() -> Any:
        try:
            return (yield from ASKED)
        except NotFound:
            return (yield from graphql("mutation make { make }", "make", str))

    driven = drive(find_or_make(), refusal(2004), reply({"data": {"make": "made"}}))
    assert driven.result == ("made",)
    assert [call.name for call in driven.calls] == ["echo", "make"]


def test_an_answer_that_is_none_is_an_authing_exception_too() -> None:
    assert issubclass(UnexpectedAnswer, AuthingException)
