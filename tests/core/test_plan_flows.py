"""Operations of several requests."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pytest
from plan_driver import MONOTONIC, Desk, Secret, get, granted, lost, post, reply

from authing.core.call import Call, Flow
from authing.core.errors import ArgumentError, Conflict, NotFound, ServerError, Timeout


def test_a_flow_gets_each_answer_and_ends_with_its_result() -> None:
    def flow() -> Flow[str]:
        first = yield from get("/a")
        second = yield from get(f"/b/{first['next']}")
        return f"{first['next']}{second}"

    at = Desk()
    assert at.run(flow(), reply(200, {"next": 7}), reply(200, "!")) == "7!"
    assert [send.call.path for send in at.sent] == ["/a", "/b/7"]


def test_a_flow_that_sends_nothing_ends_at_once() -> None:
    def flow() -> Flow[str]:
        known: list[Call[Any]] = []
        yield from known
        return "cached"

    at = Desk()
    assert at.run(flow()) == "cached"
    assert at.sent == []


def test_a_flow_may_yield_its_calls_bare() -> None:
    def flow() -> Generator[Call[Any], Any, Any]:
        answer = yield get()
        return answer

    assert Desk().run(flow(), reply(200, 5)) == 5


def test_a_flow_may_catch_what_one_of_its_calls_raised_and_go_on() -> None:
    def find_or_create() -> Flow[Any]:
        try:
            return (yield from get("/u"))
        except NotFound:
            return (yield from post("/u"))

    at = Desk()
    assert at.run(find_or_create(), reply(404), reply(200, "new")) == "new"


def test_a_flow_may_turn_one_error_into_another() -> None:
    def flow() -> Flow[Any]:
        try:
            yield from get("/u")
        except NotFound as missing:
            raise Conflict(1, "gone meanwhile") from missing

    with pytest.raises(Conflict) as error:
        Desk().run(flow(), reply(404))
    assert isinstance(error.value.__cause__, NotFound)


def test_a_flow_that_catches_and_stops_has_its_result() -> None:
    def exists() -> Flow[bool]:
        try:
            yield from get("/u")
        except NotFound:
            return False
        return True

    assert Desk().run(exists(), reply(404)) is False
    assert Desk().run(exists(), reply(200)) is True


def test_what_a_flow_does_not_catch_ends_it_with_its_cleaning_up_done() -> None:
    done: list[str] = []

    def flow() -> Flow[None]:
        try:
            yield from get("/a")
        finally:
            done.append("cleaned")

    with pytest.raises(ServerError):
        Desk().run(flow(), reply(500))
    assert done == ["cleaned"]


def test_a_flow_is_closed_when_one_of_its_calls_cannot_be_sent() -> None:
    done: list[str] = []

    def flow() -> Flow[None]:
        try:
            yield from post("/a", json={"x": float("nan")})
        finally:
            done.append("cleaned")

    with pytest.raises(ArgumentError):
        Desk().run(flow())
    assert done == ["cleaned"]


def test_a_flow_is_closed_when_its_caller_gives_up() -> None:
    done: list[str] = []

    def flow() -> Flow[None]:
        try:
            yield from get("/a")
        finally:
            done.append("cleaned")

    at = Desk()
    steps = at.by_hand(flow())
    next(steps)
    steps.close()
    assert done == ["cleaned"]


def test_the_calls_of_a_flow_share_one_deadline_and_each_has_its_attempts() -> None:
    def flow() -> Flow[None]:
        yield from get("/a")
        yield from get("/b")

    at = Desk(deadline=20, timeout=15, retries=1, chance=1.0)
    at.run(flow(), at.after(4, lost()), at.after(4, reply()), lost(), at.after(1, reply()))
    assert [request.timeout for request in at.requests] == [15, 15, pytest.approx(11.8), pytest.approx(11.6)]
    assert [send.attempt for send in at.sent] == [1, 2, 1, 2]


def test_a_flow_out_of_time_ends_with_the_failure_it_had() -> None:
    def flow() -> Flow[None]:
        yield from get("/a")
        yield from get("/b")

    at = Desk(deadline=20, timeout=15)
    with pytest.raises(Timeout, match="no time is left"):
        at.run(flow(), at.after(20, reply()))
    assert at.monotonic == MONOTONIC + 20


def test_the_turn_of_a_later_call_has_what_is_left_of_the_deadline() -> None:
    def flow() -> Flow[None]:
        yield from get("/a", auth=False)
        yield from get("/b")

    at = Desk(deadline=20, credentials=Secret())
    at.run(flow(), at.after(5, reply()), granted("one"), reply())
    assert at.turns == [15.0]
    assert at.tokens == ["", "", "one"]


def test_flows_nest() -> None:
    def inner() -> Flow[int]:
        answer: int = yield from get("/i")
        return answer + 1

    def outer() -> Flow[int]:
        return (yield from inner()) + (yield from inner())

    assert Desk().run(outer(), reply(200, 1), reply(200, 10)) == 13


def test_a_call_may_wait_before_it_is_sent() -> None:
    def asking() -> Flow[int]:
        answer: int = yield from get("/state")
        while answer < 2:
            answer = yield from get("/state", delay=0.8)
        return answer

    at = Desk()
    assert at.run(asking(), reply(200, 0), reply(200, 1), reply(200, 2)) == 2
    assert at.pauses == [0.8, 0.8]


def test_no_call_waits_beyond_the_deadline() -> None:
    def asking() -> Flow[None]:
        while True:
            yield from get("/state", delay=8)

    at = Desk(deadline=20)
    with pytest.raises(Timeout, match="no time is left"):
        at.run(asking(), reply(), reply())
    assert at.pauses == [8, 8]
    assert at.monotonic == MONOTONIC + 16
