"""Reads that lag behind writes: `wait_until`, blocking and awaited."""

from __future__ import annotations

import time
from itertools import pairwise
from typing import Any

import pytest
from connect_server import ConnectServer
from zitadel_modes import GET_USER, Mode

import authing
from authing.core.errors import ArgumentError


def waited(mode: Mode, client: Any, until: Any = lambda _: True, **arguments: Any) -> Any:
    def read() -> Any:
        return client.users.get_user_by_id(user_id="1")

    return mode.run(client.wait_until(read, until, **arguments))


def test_what_is_not_there_yet_is_waited_for(mode: Mode, connect: ConnectServer) -> None:
    connect.refuse(GET_USER, "not_found", times=3)
    found = waited(mode, mode.by_token(connect), interval=0.01)
    assert found.user is not None
    assert len(connect.asked(GET_USER)) == 4


def test_what_is_there_is_not_waited_for(mode: Mode, connect: ConnectServer) -> None:
    began = time.monotonic()
    waited(mode, mode.by_token(connect), interval=5)
    assert time.monotonic() - began < 2
    assert len(connect.asked(GET_USER)) == 1


def test_what_is_not_yet_as_it_should_be_is_waited_for(mode: Mode, connect: ConnectServer) -> None:
    states = iter(["USER_STATE_INITIAL", "USER_STATE_INITIAL", "USER_STATE_ACTIVE"])
    connect.answer(GET_USER, lambda _: {"user": {"state": next(states)}})
    found = waited(mode, mode.by_token(connect), lambda answer: answer.user.state == "USER_STATE_ACTIVE", interval=0.01)
    assert found.user.state.name == "ACTIVE"
    assert len(connect.asked(GET_USER)) == 3


def test_the_pauses_grow(mode: Mode, connect: ConnectServer) -> None:
    moments: list[float] = []

    def answer(_: Any) -> Any:
        moments.append(time.monotonic())
        return {}

    connect.answer(GET_USER, answer)
    waited(mode, mode.by_token(connect), lambda _: len(moments) == 5, interval=0.04)
    pauses = [later - earlier for earlier, later in pairwise(moments)]
    for pause, least in zip(pauses, [0.04, 0.06, 0.09, 0.135], strict=True):
        assert least * 0.95 <= pause < least + 0.3


@pytest.mark.parametrize("code", ["not_found", None])
def test_the_wait_has_an_end(code: str | None, mode: Mode, connect: ConnectServer) -> None:
    if code:
        connect.refuse(GET_USER, code, "not yet", times=1000)
    began = time.monotonic()
    with pytest.raises(authing.Timeout, match="did not come in time") as caught:
        waited(mode, mode.by_token(connect), lambda _: False, timeout=0.2, interval=0.02)
    assert 0.15 <= time.monotonic() - began < 2
    assert isinstance(caught.value.__cause__, authing.NotFound if code else type(None))
    assert 3 <= len(connect.asked(GET_USER)) <= 12


def test_another_error_ends_it(mode: Mode, connect: ConnectServer) -> None:
    connect.refuse(GET_USER, "not_found")
    connect.refuse(GET_USER, "permission_denied")
    with pytest.raises(authing.Forbidden):
        waited(mode, mode.by_token(connect), interval=0.01)
    assert len(connect.asked(GET_USER)) == 2


def test_an_error_of_the_condition_ends_it(mode: Mode, connect: ConnectServer) -> None:
    def until(answer: Any) -> bool:
        return bool(answer["no such field"])

    with pytest.raises(KeyError):
        waited(mode, mode.by_token(connect), until, interval=0.01)
    assert len(connect.asked(GET_USER)) == 1


def test_what_is_read_may_be_anything(mode: Mode, connect: ConnectServer) -> None:
    numbers = iter([1, 2, 3])
    client = mode.by_token(connect)
    waiting = client.wait_until(mode.reader(lambda: next(numbers)), lambda number: number == 3, interval=0.001)
    assert mode.run(waiting) == 3


@pytest.mark.parametrize(
    "times",
    [
        {"timeout": 0},
        {"timeout": -1},
        {"interval": 0},
        {"timeout": "1"},
        {"interval": True},
        {"timeout": float("inf")},
        {"interval": float("nan")},
    ],
)
def test_what_is_no_time_is_refused(times: Any, mode: Mode, connect: ConnectServer) -> None:
    with pytest.raises(ArgumentError, match="seconds"):
        waited(mode, mode.by_token(connect), **times)
    assert connect.requests == []
