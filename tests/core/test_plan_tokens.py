"""Where a plan takes the token from, when it renews it, and who renews when many want to."""

from __future__ import annotations

import copy
import logging
from collections.abc import Generator
from typing import Any

import pytest
from plan_driver import HOST, Desk, Secret, get, granted, lost, post, read, reply

from authing.core.call import Call, Describes
from authing.core.credentials import DISTRUST, EARLY, PATIENCE, Credentials, Grant, Granted, StaticToken, checked_token
from authing.core.errors import (
    ArgumentError,
    AuthingException,
    Forbidden,
    NetworkError,
    NotLoggedIn,
    ServerError,
    Timeout,
    UnexpectedAnswer,
)
from authing.core.plan import SPARE_TIME, Acquire, NoReply, Send


def test_the_first_call_obtains_a_token_and_the_next_uses_it() -> None:
    at = Desk(credentials=Secret())
    at.run(get("/a"), granted("one"), reply())
    at.run(get("/b"), reply())
    assert [request.url for request in at.requests] == [f"{HOST}/token", f"{HOST}/a", f"{HOST}/b"]
    assert at.tokens == ["", "one", "one"]
    assert not at.lock.locked()


class Nobody(Credentials):
    """No token is needed."""

    def fresh(self, now: float) -> str:
        return ""


def test_credentials_of_nobody_send_no_token_and_are_not_asked_for_another() -> None:
    at = Desk(credentials=Nobody(), headers={"accept": "*/*"})
    at.run(get(), reply())
    with pytest.raises(NotLoggedIn):
        at.run(post(json={}), reply(401))
    assert [dict(request.headers) for request in at.requests] == [
        {"accept": "*/*"},
        {"accept": "*/*", "content-type": "application/json"},
    ]


def test_a_token_is_renewed_a_minute_before_its_end() -> None:
    at = Desk(credentials=Secret())
    at.run(get(), granted("one", 3600), reply())
    at.pass_time(3600 - EARLY - 1)
    at.run(get(), reply())
    at.pass_time(1)
    at.run(get(), granted("two"), reply())
    assert at.tokens == ["", "one", "one", "", "two"]


def test_a_short_lived_token_is_renewed_after_nine_tenths_of_its_life() -> None:
    at = Desk(credentials=Secret())
    at.run(get(), granted("one", 100), reply())
    at.pass_time(89)
    at.run(get(), reply())
    at.pass_time(1)
    at.run(get(), granted("two", 100), reply())
    assert at.tokens[-1] == "two"


def test_a_token_without_end_is_never_renewed() -> None:
    at = Desk(credentials=Secret())
    at.run(get(), granted("one", None), reply())
    at.pass_time(1e9)
    at.run(get(), reply())
    assert at.tokens == ["", "one", "one"]


@pytest.mark.parametrize("lifetime", [0, -5])
def test_a_token_that_is_born_dead_serves_the_call_it_was_asked_for(lifetime: float) -> None:
    at = Desk(credentials=Secret())
    at.run(get(), granted("one", lifetime), reply())
    at.run(get(), granted("two", lifetime), reply())
    assert at.tokens == ["", "one", "", "two"]


def test_the_life_of_a_token_counts_from_when_it_was_asked_for() -> None:
    at = Desk(credentials=Secret())
    at.run(get(), at.after(20, granted("one", 100)), reply())
    at.pass_time(70)
    at.run(get(), granted("two", 100), reply())
    assert at.tokens[-1] == "two"


def test_a_refused_token_is_forgotten_and_the_call_sent_once_more() -> None:
    at = Desk(credentials=Secret())
    assert at.run(post(), granted("one"), reply(401), granted("two"), reply(200, [1])) == [1]
    assert at.tokens == ["", "one", "", "two"]
    assert [send.attempt for send in at.sent] == [1, 1, 1, 1]
    assert at.pauses == []


def test_the_second_refusal_is_final() -> None:
    at = Desk(credentials=Secret())
    with pytest.raises(NotLoggedIn):
        at.run(get(), granted("one"), reply(401), granted("two"), reply(401))
    assert at.pauses == []


def test_a_replay_does_not_use_up_a_retry() -> None:
    at = Desk(credentials=Secret(), retries=1)
    at.run(get(), granted("one"), reply(401), granted("two"), reply(503), reply())
    assert len(at.pauses) == 1


def test_a_replay_comes_with_the_last_attempt_too() -> None:
    at = Desk(credentials=Secret(), retries=1)
    at.run(get(), granted("one"), reply(503), reply(401), granted("two"), reply())
    assert at.tokens == ["", "one", "one", "", "two"]


def test_a_token_given_with_the_call_is_never_replaced() -> None:
    at = Desk(credentials=Secret())
    with pytest.raises(NotLoggedIn):
        at.run(get(auth="given"), reply(401))
    assert at.tokens == ["given"]


def test_a_call_without_credentials_does_not_touch_them() -> None:
    secret = Secret()
    at = Desk(credentials=secret)
    with pytest.raises(NotLoggedIn):
        at.run(get(auth=False), reply(401))
    assert secret.asked == 0


class Ambiguous(Secret):
    """A platform that says "forbidden" for an expired token too, as Authing does with 1001."""

    def blames_token(self, error: AuthingException, token: str, now: float) -> bool:
        return isinstance(error, Forbidden) and not self.is_trusted(token, now)


def test_an_ambiguous_refusal_of_a_new_token_is_believed() -> None:
    at = Desk(credentials=Ambiguous())
    with pytest.raises(Forbidden):
        at.run(get(), granted("one"), reply(403))
    at.pass_time(DISTRUST)
    with pytest.raises(Forbidden):
        at.run(get(), reply(403))
    assert at.tokens == ["", "one", "one"]


def test_an_ambiguous_refusal_of_an_old_token_is_tried_with_a_new_one() -> None:
    at = Desk(credentials=Ambiguous())
    at.run(get(), granted("one"), reply())
    at.pass_time(DISTRUST + 1)
    at.run(get(), reply(403), granted("two"), reply())
    assert at.tokens == ["", "one", "one", "", "two"]


def test_a_failing_early_renewal_falls_back_to_the_token_that_is_still_good(caplog: pytest.LogCaptureFixture) -> None:
    at = Desk(credentials=Secret(), retries=0)
    at.run(get(), granted("one", 3600), reply())
    at.pass_time(3550)
    with caplog.at_level(logging.WARNING, "authing.token"):
        at.run(get(), reply(500), reply(200, "good"))
    assert at.tokens == ["", "one", "", "one"]
    assert [record.getMessage() for record in caplog.records] == [
        "the token could not be renewed, the present one is used on: ServerError"
    ]
    assert not at.lock.locked()


def test_after_a_failed_renewal_the_next_waits_a_while() -> None:
    at = Desk(credentials=Secret(), retries=0)
    at.run(get(), granted("one", 3600), reply())
    at.pass_time(3550)
    at.run(get(), reply(500), reply())
    at.pass_time(PATIENCE - 0.5)
    at.run(get(), reply())
    at.pass_time(0.5)
    at.run(get(), granted("two"), reply())
    assert at.tokens == ["", "one", "", "one", "one", "", "two"]


def test_a_postponed_token_is_not_used_past_its_end() -> None:
    at = Desk(credentials=Secret(), retries=0)
    at.run(get(), granted("one", 3600), reply())
    at.pass_time(3599)
    at.run(get(), reply(500), reply())
    at.pass_time(1)
    at.run(get(), granted("two"), reply())
    assert at.tokens[-1] == "two"


def test_a_failing_renewal_without_a_spare_token_is_raised() -> None:
    at = Desk(credentials=Secret())
    with pytest.raises(NotLoggedIn) as error:
        at.run(get(), reply(401))
    assert (error.value.method, error.value.path) == ("POST", "/token")
    assert not at.lock.locked()
    at.run(get(), granted("one"), reply())


def test_a_renewal_follows_the_rules_of_retrying() -> None:
    at = Desk(credentials=Secret())
    at.run(get(), lost(unsent=True), reply(429, retry_after="2"), granted("one"), reply())
    assert at.pauses == [0.2, 2.0]
    with pytest.raises(NetworkError):
        Desk(credentials=Secret()).run(get(), lost())


def test_the_renewal_and_the_call_share_one_deadline() -> None:
    at = Desk(credentials=Secret(), deadline=10, timeout=30)
    at.run(get(), at.after(7, granted("one")), reply())
    assert [request.timeout for request in at.requests] == [10, 3]


@pytest.mark.parametrize("token", ["", "a\nb", "trailing ", "ü", None, 7, ["x"]])
def test_a_platform_that_grants_no_usable_token_is_told_so_without_the_token(token: Any) -> None:
    at = Desk(credentials=Secret())
    with pytest.raises(UnexpectedAnswer, match=r"granted a token that is empty or that no header may hold$"):
        at.run(get(), granted(token))
    assert isinstance(at.gate.failure, UnexpectedAnswer)


def test_a_renewal_may_take_several_requests() -> None:
    class Discovering(Granted):
        def renewal(self) -> Generator[Call[Any], Any, Grant]:
            where = yield from get("/.well-known", auth=False)
            told = yield from post(where["token_endpoint"], auth=False)
            return Grant(told["token"], 60)

    at = Desk(credentials=Discovering())
    at.run(get("/a"), reply(200, {"token_endpoint": "/t"}), reply(200, {"token": "one"}), reply())
    assert [request.url for request in at.requests] == [f"{HOST}/.well-known", f"{HOST}/t", f"{HOST}/a"]


def waiting(at: Desk, described: Describes[Any]) -> Generator[Any, Any, Any]:
    """A caller that stands before the gate."""
    steps = at.by_hand(described)
    turn = next(steps)
    assert isinstance(turn, Acquire)
    assert turn.gate is at.gate
    return steps


def test_those_who_waited_take_the_token_that_another_obtained() -> None:
    at = Desk(credentials=Secret())
    second = waiting(at, get("/b"))
    at.run(get("/a"), granted("one"), reply())
    at.lock.acquire()
    step = second.send(True)
    assert isinstance(step, Send)
    assert step.request.url == f"{HOST}/b"
    assert step.request.headers["authorization"] == "Bearer one"
    assert not at.lock.locked()
    second.close()


def test_those_who_waited_share_the_failure_and_those_who_come_later_try_again() -> None:
    at = Desk(credentials=Secret())
    second = waiting(at, get("/b"))
    with pytest.raises(ServerError) as first:
        at.run(get("/a"), reply(500, x_request_id="r"))
    at.lock.acquire()
    with pytest.raises(ServerError) as shared:
        second.send(True)
    assert shared.value is not first.value
    assert (shared.value.status, shared.value.request_id, shared.value.path) == (500, "r", "/token")
    assert not at.lock.locked()
    at.run(get("/c"), granted("one"), reply())


def test_a_renewal_with_a_spare_token_has_little_time() -> None:
    at = Desk(credentials=Secret(), timeout=30, deadline=90)
    at.run(get(), granted("one", 1000), reply())
    at.pass_time(950)
    hanging = NoReply(None, Timeout, "read timed out")

    def hang(step: Send) -> NoReply:
        at.pass_time(step.request.timeout)
        return hanging

    at.run(get(), hang, reply())
    assert at.sent[-2].request.timeout == SPARE_TIME
    assert at.tokens[-1] == "one"


def test_a_failure_for_want_of_the_leaders_own_time_is_not_the_others(caplog: pytest.LogCaptureFixture) -> None:
    at = Desk(credentials=Secret(), timeout=30, deadline=1)

    def hang(step: Send) -> NoReply:
        at.pass_time(step.request.timeout)
        return NoReply(None, Timeout, "read timed out")

    with pytest.raises(Timeout):
        at.run(get(), hang)
    assert (at.gate.rounds, at.gate.failure) == (1, None)
    with pytest.raises(NetworkError):
        at.run(get(), NoReply(None, NetworkError, "refused", final=True))
    assert isinstance(at.gate.failure, NetworkError)


def test_a_renewal_that_would_wait_for_itself_is_refused() -> None:
    class Circular(Granted):
        def renewal(self) -> Call[Grant]:
            return Call("POST", "/token", lambda _: Grant("tok", 60.0))

    at = Desk(credentials=Circular())
    with pytest.raises(RuntimeError, match="auth=False"):
        at.run(get())
    assert at.sent == []
    assert not at.lock.locked()


def test_the_kept_failure_holds_no_frames_of_the_renewal() -> None:
    at = Desk(credentials=Secret())
    with pytest.raises(ServerError):
        at.run(get("/a"), reply(500))
    assert at.gate.failure is not None
    assert at.gate.failure.__traceback__ is None


def test_a_success_after_a_failure_clears_it() -> None:
    at = Desk(credentials=Secret())
    with pytest.raises(ServerError):
        at.run(get("/a"), reply(500))
    at.run(get("/a"), granted("one", 0), reply())
    assert (at.gate.failure, at.gate.rounds) == (None, 2)


def test_who_does_not_get_the_turn_in_time_says_so() -> None:
    at = Desk(credentials=Secret(), deadline=10)
    steps = at.by_hand(get())
    turn = next(steps)
    assert turn.seconds == 10
    with pytest.raises(Timeout, match="no token was obtained in time"):
        steps.send(False)


def test_with_a_spare_token_nobody_waits_for_the_turn() -> None:
    at = Desk(credentials=Secret())
    at.run(get(), granted("one", 3600), reply())
    at.pass_time(3550)
    steps = at.by_hand(get())
    turn = next(steps)
    assert turn.seconds == 0.0
    step = steps.send(False)
    assert step.request.headers["authorization"] == "Bearer one"
    steps.close()


def test_no_time_left_means_no_waiting_for_the_turn() -> None:
    at = Desk(credentials=Secret(), deadline=10)

    def two() -> Generator[Call[Any], Any, Any]:
        yield from get("/a", auth=False)
        yield from get("/b")

    steps = at.by_hand(two())
    next(steps)
    at.pass_time(11)
    turn = steps.send(reply())
    assert turn.seconds == 0.0
    at.lock.acquire()
    with pytest.raises(Timeout):
        steps.send(True)
    assert not at.lock.locked()


@pytest.mark.parametrize("how", ["close", "throw"])
def test_a_caller_that_is_cancelled_while_renewing_gives_the_turn_back(how: str) -> None:
    at = Desk(credentials=Secret())
    steps = waiting(at, get())
    at.lock.acquire()
    step = steps.send(True)
    assert step.call.path == "/token"
    if how == "close":
        steps.close()
    else:
        with pytest.raises(KeyboardInterrupt):
            steps.throw(KeyboardInterrupt())
    assert not at.lock.locked()
    at.run(get(), granted("one"), reply())


def test_a_caller_that_is_cancelled_while_waiting_takes_no_turn_away() -> None:
    at = Desk(credentials=Secret())
    steps = waiting(at, get())
    at.lock.acquire()
    steps.close()
    assert at.lock.locked()


def test_a_late_refusal_of_an_old_token_does_not_throw_the_new_one_away() -> None:
    at = Desk(credentials=Secret())
    at.run(get(), granted("one"), reply())
    slow = at.by_hand(get("/slow"))
    next(slow)
    at.run(get("/fast"), reply(401), granted("two"), reply())
    again = slow.send(reply(401))
    assert again.request.headers["authorization"] == "Bearer two"
    slow.close()
    assert len(at.sent) == 5


def test_a_static_token_can_be_replaced_and_taken_away() -> None:
    token = StaticToken()
    assert repr(token) == "<StaticToken empty>"
    token.replace("s3cret")
    assert (token.token, token.fresh(0), repr(token)) == ("s3cret", "s3cret", "<StaticToken set>")
    assert token.usable(0) is None
    assert token.forget("s3cret") is False
    assert token.token == "s3cret"
    token.replace(None)
    assert repr(token) == "<StaticToken empty>"
    with pytest.raises(NotLoggedIn):
        token.renewal()


@pytest.mark.parametrize(
    "token", ["", "s3cret\n", "\ts3cret", "s3crét", b"s3cret", 7, "Bearer s3cret", "bearer s3cret"]
)
def test_a_token_that_cannot_be_sent_is_refused_when_it_is_given(token: Any) -> None:
    for take in (StaticToken, StaticToken().replace, checked_token):
        with pytest.raises(ArgumentError) as error:
            take(token)
        assert "s3cr" not in str(error.value)


def test_credentials_show_nothing() -> None:
    secret = Secret()
    secret.keep(Grant("s3cret", 60), 0.0)
    assert repr(secret) == "<Secret>"
    assert "s3cret" not in repr(StaticToken("s3cret"))


def test_credentials_of_a_platform_have_to_say_what_they_send() -> None:
    bare = Credentials()
    with pytest.raises(NotImplementedError):
        bare.fresh(0.0)
    with pytest.raises(NotImplementedError):
        bare.keep(Grant("t", None), 0.0)
    bare.postpone(0.0)
    assert bare.usable(0.0) is None
    assert bare.forget("t") is False
    assert bare.blames_token(NotLoggedIn(), "t", 0.0) is True
    assert bare.blames_token(Forbidden(), "t", 0.0) is False


def test_a_granted_token_starts_empty_and_forgets_only_itself() -> None:
    secret = Secret()
    assert (secret.fresh(0.0), secret.usable(0.0)) == (None, None)
    secret.keep(Grant("two", 1000), 100.0)
    assert secret.is_trusted("two", 100.0 + DISTRUST) is True
    assert secret.is_trusted("two", 101.0 + DISTRUST) is False
    assert secret.is_trusted("one", 100.0) is False
    assert "two" not in f"{secret!r}{secret.__dict__!r}{Grant('two', 1000)!r}"
    assert secret.forget("one") is True
    assert secret.fresh(130.0) == "two"
    assert secret.forget("two") is True
    assert (secret.fresh(130.0), secret.usable(130.0)) == (None, None)


def test_a_copied_failure_is_equal_in_all_it_tells() -> None:
    with pytest.raises(ServerError) as error:
        read(reply(500))
    twin = copy.copy(error.value)
    assert twin.__dict__ == error.value.__dict__
