"""What one caller performs for all who come to it meanwhile."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pytest
from plan_driver import Desk, get, late, lost, reply

from authing.core.call import Flow, Once
from authing.core.errors import NetworkError, NotFound, Timeout
from authing.core.plan import SPARE_TIME, Join, Send


def fetch(key: str, *, spare: bool = False) -> Flow[Any]:
    """A flow that has a part in common with others of this key."""
    return (yield from Once(key, get(), spare=spare))


def end(steps: Generator[Any, Any, Any], answer: Any) -> Any:
    """The result of a flow whose last step is answered."""
    with pytest.raises(StopIteration) as stopped:
        steps.send(answer)
    return stopped.value.value


def test_alone_it_is_performed_like_any_other(request: pytest.FixtureRequest) -> None:
    key = request.node.name
    at = Desk()
    assert at.run(fetch(key), reply(200, 1)) == 1
    assert at.run(fetch(key), reply(200, 2)) == 2


def test_who_comes_meanwhile_gets_the_same(request: pytest.FixtureRequest) -> None:
    key = request.node.name
    at, other = Desk(), Desk(deadline=7)
    leader, follower = at.by_hand(fetch(key)), other.by_hand(fetch(key))
    assert isinstance(next(leader), Send)
    join = next(follower)
    assert isinstance(join, Join)
    assert join.seconds == 7
    assert not join.flight.landing.done()
    assert end(leader, reply(200, "keys")) == "keys"
    assert join.flight.landing.done()
    assert end(follower, True) == "keys"


def test_who_comes_meanwhile_gets_the_same_failure(request: pytest.FixtureRequest) -> None:
    key = request.node.name
    at = Desk()
    leader, follower = at.by_hand(fetch(key)), at.by_hand(fetch(key))
    next(leader)
    next(follower)
    with pytest.raises(NotFound) as first:
        leader.send(reply(404))
    with pytest.raises(NotFound) as second:
        follower.send(True)
    assert first.value is not second.value


def test_a_failure_for_want_of_the_leaders_time_is_not_the_others(request: pytest.FixtureRequest) -> None:
    key = request.node.name
    hasty, at = Desk(deadline=5), Desk(deadline=50)
    leader, follower = hasty.by_hand(fetch(key)), at.by_hand(fetch(key))
    next(leader)
    next(follower)
    hasty.pass_time(5)
    with pytest.raises(Timeout):
        leader.send(late())
    assert isinstance(follower.send(True), Send)
    assert end(follower, reply(200, "mine")) == "mine"


def test_if_the_leader_is_cancelled_another_takes_over(request: pytest.FixtureRequest) -> None:
    key = request.node.name
    at = Desk()
    leader, second, third = (at.by_hand(fetch(key)) for _ in range(3))
    next(leader)
    next(second)
    next(third)
    leader.close()
    assert isinstance(second.send(True), Send)
    assert isinstance(third.send(True), Join)
    assert end(second, reply(200, "keys")) == "keys"
    assert end(third, True) == "keys"


def test_a_leader_that_is_lost_is_waited_for_until_its_time_is_over(request: pytest.FixtureRequest) -> None:
    key = request.node.name
    at = Desk(deadline=10)
    lost_leader = at.by_hand(fetch(key))
    next(lost_leader)
    at.pass_time(4)
    second, third = Desk(deadline=100), Desk(deadline=100)
    second.pass_time(4)
    third.pass_time(4)
    taking_over, waiting = second.by_hand(fetch(key)), third.by_hand(fetch(key))
    assert next(taking_over).seconds == 6
    second.pass_time(6)
    assert isinstance(taking_over.send(False), Send)
    assert next(waiting).flight.until == second.monotonic + 94
    assert end(taking_over, reply(200, "keys")) == "keys"
    assert end(waiting, True) == "keys"
    lost_leader.close()


def test_who_cannot_wait_there_performs_it_alone(request: pytest.FixtureRequest) -> None:
    key = request.node.name
    at = Desk()
    leader, other = at.by_hand(fetch(key)), at.by_hand(fetch(key))
    next(leader)
    next(other)
    assert isinstance(other.send(False), Send)
    assert end(other, reply(200, "mine")) == "mine"
    third = at.by_hand(fetch(key))
    assert isinstance(next(third), Join)  # the leader still leads
    third.close()
    assert end(leader, reply(200, "its own")) == "its own"


def test_who_has_no_time_left_to_wait_has_run_out_of_it(request: pytest.FixtureRequest) -> None:
    key = request.node.name
    at, hasty = Desk(), Desk(deadline=1)
    leader, follower = at.by_hand(fetch(key)), hasty.by_hand(fetch(key))
    next(leader)
    next(follower)
    hasty.pass_time(1)
    with pytest.raises(Timeout):
        follower.send(False)
    leader.close()


def test_what_can_be_spared_is_not_waited_for_and_takes_little_time(request: pytest.FixtureRequest) -> None:
    key = request.node.name
    at = Desk()
    leader = at.by_hand(fetch(key, spare=True))
    assert next(leader).request.timeout == SPARE_TIME
    assert at.run(fetch(key, spare=True)) is None
    with pytest.raises(NetworkError):
        leader.send(lost(final=True))


def test_a_part_may_have_parts(request: pytest.FixtureRequest) -> None:
    key = request.node.name

    def nested() -> Flow[Any]:
        return (yield from Once(f"{key} inside", get("/inner"))), (yield from get("/outer"))

    at = Desk()
    assert at.run(iter(Once(key, nested())), reply(200, 1), reply(200, 2)) == (1, 2)
