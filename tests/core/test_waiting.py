"""When to look again, and the loop of each runner that does it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from itertools import islice
from typing import Any

import pytest

from authing.core import awaiting, blocking
from authing.core.credentials import StaticToken
from authing.core.errors import ArgumentError, Conflict, NotFound, Timeout
from authing.core.options import Options
from authing.core.waiting import GROWTH, LONGEST, in_vain, pauses

OPTIONS = Options(host="https://id.example")


class Clock:
    """Moves as the test says."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def taken(timeout: float, interval: float, costs: float = 0.0) -> list[float]:
    """The pauses, where each look costs so many seconds."""
    clock, found = Clock(), []
    for pause in pauses(timeout, interval, clock):
        found.append(pause)
        clock.now += pause + costs
    return found


def test_the_first_look_is_at_once_and_the_others_come_later_and_later() -> None:
    found = taken(100, 0.1)
    assert found[0] == 0
    assert found[1:4] == pytest.approx([0.1, 0.1 * GROWTH, 0.1 * GROWTH**2])
    assert max(found) == LONGEST
    assert found[-2] == LONGEST


@pytest.mark.parametrize("costs", [0, 0.3, 2])
def test_all_of_them_take_no_longer_than_there_is_time(costs: float) -> None:
    found = taken(10, 0.1, costs)
    assert sum(found) + costs * len(found) <= 10 + costs
    assert sum(found) + costs * len(found) >= 10 - 1e-9


def test_there_is_a_look_at_the_very_end() -> None:
    assert taken(1, 0.9) == pytest.approx([0, 0.9, 0.1])


def test_time_passes_only_while_somebody_waits() -> None:
    clock = Clock()
    waits = pauses(1, 0.1, clock)
    clock.now += 50
    assert list(islice(waits, 2)) == [0, 0.1]


@pytest.mark.parametrize("value", [0, -1, True, "1", None, float("inf"), float("nan")])
def test_what_is_no_time_is_refused_at_once(value: Any) -> None:
    with pytest.raises(ArgumentError, match="seconds"):
        pauses(value, 0.1)
    with pytest.raises(ArgumentError, match="seconds"):
        pauses(1, value)


def test_who_waited_in_vain_is_told() -> None:
    assert isinstance(in_vain(), Timeout)
    assert in_vain().code is None


# -- the runners --------------------------------------------------------------------------------------

Poll = Callable[..., Any]


def _poll(read: Any, until: Any, waits: Any) -> Any:
    return blocking.BlockingRunner(OPTIONS, {}, StaticToken(), blocking.Transport()).poll(read, until, waits)


def _poll_awaited(read: Any, until: Any, waits: Any) -> Any:
    async def looked() -> Any:
        return read()

    async def main() -> Any:
        runner = awaiting.AwaitingRunner(OPTIONS, {}, StaticToken(), awaiting.Transport())
        return await runner.poll(looked, until, waits)

    return asyncio.run(main())


@pytest.fixture(params=[_poll, _poll_awaited], ids=["blocking", "awaiting"])
def poll(request: pytest.FixtureRequest) -> Poll:
    found: Poll = request.param
    return found


def looks(*results: Any) -> Callable[[], Any]:
    """Gives or raises these, one after the other."""
    left = iter(results)

    def look() -> Any:
        result = next(left)
        if isinstance(result, Exception):
            raise result
        return result

    return look


def test_a_runner_looks_until_it_is_as_it_should_be(poll: Poll) -> None:
    assert poll(looks(1, 2, 3, 4), lambda found: found == 3, [0, 0.001, 0.001, 0.001]) == 3


def test_what_is_not_found_is_not_there_yet(poll: Poll) -> None:
    assert poll(looks(NotFound(), NotFound(), 1), lambda _: True, [0, 0, 0]) == 1


def test_a_runner_gives_up_when_no_pause_is_left(poll: Poll) -> None:
    gone = NotFound("gone")
    with pytest.raises(Timeout) as caught:
        poll(looks(1, gone), lambda _: False, [0, 0])
    assert caught.value.__cause__ is gone
    with pytest.raises(Timeout) as caught:
        poll(looks(1, 2), lambda _: False, [0, 0])
    assert caught.value.__cause__ is None


def test_other_errors_are_not_waited_out(poll: Poll) -> None:
    with pytest.raises(Conflict):
        poll(looks(Conflict(), 1), lambda _: True, [0, 0])


def test_what_the_condition_does_not_find_is_not_there_yet(poll: Poll) -> None:
    def until(found: int) -> bool:
        if found < 2:
            raise NotFound
        return True

    assert poll(looks(1, 2), until, [0, 0]) == 2
