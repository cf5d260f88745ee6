"""When a plan sends again, after how long, and when it gives up."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from email.utils import formatdate
from typing import Any

import pytest
from plan_driver import WALL, Answer, Desk, get, late, lost, post, read, reply

from authing.core.call import Call, Reply
from authing.core.credentials import StaticToken
from authing.core.errors import (
    AuthingException,
    Forbidden,
    Invalid,
    NetworkError,
    NotFound,
    NotLoggedIn,
    RateLimited,
    ServerError,
    Timeout,
    UnexpectedAnswer,
)
from authing.core.plan import NoReply, retry_after


def test_a_harmless_call_is_sent_three_times_with_growing_pauses() -> None:
    at = Desk(chance=1.0)
    assert at.run(get(), lost(), reply(503), reply(200, {"id": 1})) == {"id": 1}
    assert [send.attempt for send in at.sent] == [1, 2, 3]
    assert at.pauses == [0.2, 0.4]


def test_the_last_failure_is_the_one_that_is_raised() -> None:
    at = Desk()
    with pytest.raises(ServerError) as error:
        at.run(get(), lost(), late(), reply(502))
    assert error.value.status == 502
    assert error.value.retryable
    assert len(at.pauses) == 2


@pytest.mark.parametrize(("chance", "pauses"), [(0.0, [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 4.0, 4.0])])
def test_without_luck_pauses_are_half_as_long_and_never_none(chance: float, pauses: list[float]) -> None:
    at = Desk(chance=chance, retries=8, deadline=1000)
    at.run(get(), *[lost()] * 8, reply())
    assert at.pauses == pauses


def test_pauses_grow_to_eight_seconds_and_no_more() -> None:
    at = Desk(chance=1.0, retries=9, deadline=1000)
    at.run(get(), *[lost()] * 9, reply())
    assert at.pauses == [0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 8.0, 8.0, 8.0]


def test_retries_of_the_options_bound_the_attempts() -> None:
    at = Desk(retries=0)
    with pytest.raises(NetworkError):
        at.run(get(), lost())
    assert at.pauses == []


@pytest.mark.parametrize("failure", [lost(), late(), reply(502), reply(503), reply(504)])
def test_a_call_with_effects_is_not_repeated_when_it_may_have_had_them(failure: Answer) -> None:
    at = Desk()
    with pytest.raises(AuthingException):
        at.run(post(), failure)
    assert at.pauses == []


@pytest.mark.parametrize("failure", [lost(unsent=True), late(unsent=True), reply(429)])
def test_a_call_with_effects_is_repeated_when_it_cannot_have_had_them(failure: Answer) -> None:
    at = Desk()
    assert at.run(post(), failure, reply(200, [7])) == [7]
    assert len(at.pauses) == 1


def test_an_operation_that_knows_better_than_its_method_is_believed() -> None:
    assert Desk().run(post(safe=True), lost(), reply(200, 1)) == 1
    with pytest.raises(NetworkError):
        Desk().run(get(safe=False), lost())


@pytest.mark.parametrize("failure", [lost(final=True), lost(final=True, unsent=True)])
def test_what_would_happen_again_is_not_tried_again(failure: NoReply) -> None:
    at = Desk()
    with pytest.raises(NetworkError) as error:
        at.run(get(), failure)
    assert error.value.retryable is False
    assert error.value.unsent is failure.unsent


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, Invalid),
        (403, Forbidden),
        (404, NotFound),
        (500, ServerError),
        (501, ServerError),
        (418, AuthingException),
    ],
)
def test_other_refusals_are_final(status: int, kind: type[AuthingException]) -> None:
    at = Desk()
    with pytest.raises(kind) as error:
        at.run(get(), reply(status))
    assert type(error.value) is kind
    assert (error.value.status, error.value.code, error.value.retryable) == (status, status, False)
    assert at.pauses == []


def test_retry_after_in_seconds_is_waited_for_exactly() -> None:
    at = Desk()
    at.run(post(), reply(429, retry_after="7"), reply(429, retry_after=" 0 "), reply())
    assert at.pauses == [7.0, 0.0]


def test_retry_after_as_a_date_is_waited_for_until_then() -> None:
    at = Desk()
    at.run(get(), reply(503, retry_after=formatdate(WALL + 12, usegmt=True)), reply())
    assert at.pauses == [12.0]


def test_a_date_that_has_passed_means_now() -> None:
    at = Desk()
    at.run(get(), reply(429, retry_after="Sun, 06 Nov 1994 08:49:37 GMT"), reply())
    assert at.pauses == [0.0]


@pytest.mark.parametrize("garbage", ["soon", "-5", "1.5", "²", "", "Mon, 99 Foo 2026 99:99:99 GMT", "9" * 400 + "x"])
def test_a_retry_after_that_says_nothing_falls_back_to_the_usual_pause(garbage: str) -> None:
    at = Desk()
    at.run(get(), reply(429, retry_after=garbage), reply())
    assert at.pauses == [0.2]


@pytest.mark.parametrize("asked", ["31", "9" * 400, formatdate(WALL + 3600, usegmt=True)])
def test_a_longer_wait_than_half_a_minute_is_left_to_the_caller(asked: str) -> None:
    at = Desk()
    with pytest.raises(RateLimited) as error:
        at.run(get(), reply(429, retry_after=asked))
    assert error.value.retry_after is not None
    assert error.value.retry_after >= 31
    assert error.value.retryable
    assert at.pauses == []


def test_half_a_minute_is_waited_for() -> None:
    at = Desk()
    at.run(get(), reply(429, retry_after="30"), reply())
    assert at.pauses == [30.0]


@pytest.fixture
def in_tokyo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    zone = os.environ.get("TZ")
    monkeypatch.setenv("TZ", "JST-9")
    time.tzset()
    yield
    monkeypatch.undo()
    assert os.environ.get("TZ") == zone
    time.tzset()


@pytest.mark.usefixtures("in_tokyo")
@pytest.mark.parametrize("form", ["Sun Nov  6 08:49:37 1994", "Sun, 06 Nov 1994 08:49:37 -0000"])
def test_an_http_date_is_in_utc_wherever_we_are(form: str) -> None:
    assert retry_after(form, 784111777 - 5) == 5.0


def test_a_platforms_own_code_for_a_limit_is_not_waited_for() -> None:
    """Authing says "too many codes sent, wait a minute" in an HTTP 200."""

    def limited(_: Reply) -> Any:
        raise RateLimited(2080, "wait a minute")

    at = Desk()
    with pytest.raises(RateLimited):
        at.run(Call("GET", "/x", limited), reply(200))
    assert at.pauses == []


def test_any_refusal_under_status_429_is_repeated() -> None:
    def forbidden(answer: Reply) -> Any:
        if answer.status != 200:
            raise Forbidden(1, "says the body")
        return "in"

    assert Desk().run(Call("POST", "/x", forbidden), reply(429), reply()) == "in"


def test_no_pause_reaches_past_the_deadline() -> None:
    at = Desk(deadline=10)
    with pytest.raises(RateLimited):
        at.run(get(), reply(429, retry_after="10"))
    assert at.pauses == []
    at.run(get(), reply(429, retry_after="9"), reply())
    assert at.pauses == [9.0]


def test_attempts_and_pauses_share_one_deadline() -> None:
    at = Desk(deadline=10, timeout=6, chance=1.0)
    with pytest.raises(Timeout):
        at.run(get(), at.after(6, late()), at.after(3.8, late()))
    assert [request.timeout for request in at.requests] == [6, pytest.approx(3.8)]
    assert at.pauses == [0.2]


def test_an_attempt_is_not_begun_when_no_time_is_left() -> None:
    at = Desk(deadline=10, credentials=StaticToken("old"))

    def two() -> Any:
        yield from get()
        return (yield from post("/b?x=s3cret".partition("?")[0]))

    with pytest.raises(Timeout, match=r"^POST /b: no time is left$") as error:
        at.run(two(), at.after(10, reply()))
    assert (error.value.method, error.value.path, error.value.unsent) == ("POST", "/b", True)
    assert len(at.sent) == 1


def test_a_refused_token_is_not_sent_again() -> None:
    at = Desk(credentials=StaticToken("mine"))
    with pytest.raises(NotLoggedIn) as error:
        at.run(get(), reply(401))
    assert error.value.status == 401
    assert len(at.sent) == 1


def test_a_network_failure_tells_call_and_cause() -> None:
    at = Desk(retries=0)
    failure = lost(unsent=True)
    with pytest.raises(NetworkError) as error:
        at.run(get("/a%2Fb", params={"token": "s3cret"}), failure)
    assert str(error.value) == "GET /a%2Fb: the connection broke"
    assert (error.value.code, error.value.status) == (None, None)
    assert (error.value.method, error.value.path) == ("GET", "/a%2Fb")
    assert (error.value.unsent, error.value.retryable) == (True, True)
    assert error.value.__cause__ is failure.cause


def test_an_answer_that_cannot_be_used_is_no_network_error() -> None:
    at = Desk()
    with pytest.raises(UnexpectedAnswer) as error:
        at.run(get(), NoReply(None, UnexpectedAnswer, "the answer is too long", final=True))
    assert error.value.retryable is False
    assert error.value.__cause__ is None


@pytest.mark.parametrize(
    ("header", "kept"),
    [("x-request-id", "r1"), ("x-authing-request-id", "r1"), ("request-id", "r1"), ("x-other", None)],
)
def test_a_refusal_keeps_the_name_of_the_request(header: str, kept: str | None) -> None:
    with pytest.raises(NotFound) as error:
        Desk().run(get(), reply(404, **{header.replace("-", "_"): "r1"}))
    assert error.value.request_id == kept


def test_a_request_id_in_the_body_wins_over_the_header() -> None:
    def refuse(_: Reply) -> Any:
        raise NotFound(1, "gone", request_id="body")

    with pytest.raises(NotFound) as error:
        Desk().run(Call("GET", "/x", refuse), reply(404, x_request_id="header"))
    assert error.value.request_id == "body"


def test_what_a_limit_told_in_the_body_is_kept_when_no_header_tells() -> None:
    def limited(_: Reply) -> Any:
        error = RateLimited(1, "slow down")
        error.retry_after = 3.0
        raise error

    at = Desk(retries=1)
    with pytest.raises(RateLimited):
        at.run(Call("GET", "/x", limited), reply(429), reply(429))
    assert at.pauses == [3.0]


def broken(text: str) -> Reply:
    return Reply(200, {"content-type": "text/html"}, text.encode())


@pytest.mark.parametrize(
    "reader",
    [
        read,
        lambda _: int("s3cret"),
        lambda answer: answer.headers["gone"],
        lambda answer: answer.body.split()[9],
        lambda answer: answer["x"],
        lambda answer: answer.x,
        lambda _: b"\xffs3cret".decode(),
        lambda _: int(float("inf")),
        lambda _: 1 / 0,
    ],
)
def test_an_answer_that_the_reader_does_not_understand_is_unexpected(reader: Any) -> None:
    from traceback import format_exception

    at = Desk()
    with pytest.raises(UnexpectedAnswer) as error:
        at.run(Call("GET", "/x", reader), broken("<html>s3cret</html>"))
    assert error.value.message == "GET /x: the answer (200, text/html) does not have the platform's form"
    assert (error.value.status, error.value.method, error.value.path) == (200, "GET", "/x")
    told = [line for line in format_exception(error.value) if not line.startswith("  File")]
    assert "s3cret" not in "".join(told)


def test_json_nested_without_end_is_unexpected() -> None:
    with pytest.raises(UnexpectedAnswer):
        Desk().run(get(), broken("[" * 200_000))


def test_an_answer_without_content_type_is_told_as_such() -> None:
    with pytest.raises(UnexpectedAnswer, match=r"\(200, no content type\)"):
        Desk().run(get(), Reply(200, {}, b"<html>"))


def test_a_programming_error_in_a_reader_is_not_hidden() -> None:
    def wrong(_: Reply) -> Any:
        raise NotImplementedError("ours")

    with pytest.raises(NotImplementedError, match="ours"):
        Desk().run(Call("GET", "/x", wrong), reply())
