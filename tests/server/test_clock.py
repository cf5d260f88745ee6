"""The server's time, which tests may move."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from raw_client import RawClient, code_of

from authing.server import LocalServer


def clock(api: RawClient, **body: Any) -> dict[str, Any]:
    return api.rest("POST", "/_local/clock", json=body)


def now(answer: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(answer["data"]["now"].replace("Z", "+00:00"))


def is_near(one: datetime, other: datetime) -> bool:
    return abs(one - other) < timedelta(seconds=20)


def test_moving_the_clock(api: RawClient) -> None:
    true = datetime.now(timezone.utc)
    assert is_near(now(clock(api, seconds=3600)), true + timedelta(hours=1))
    assert is_near(now(clock(api, seconds=-1.5)), true + timedelta(hours=1))
    assert is_near(now(clock(api, to="2030-01-02T03:04:05Z")), datetime(2030, 1, 2, 3, 4, 5, tzinfo=timezone.utc))
    assert is_near(now(clock(api, reset=True)), true)
    clock(api, seconds=3600)
    api.rest("POST", "/_local/reset")
    assert is_near(now(clock(api, seconds=0)), true)


def test_a_login_expires_when_the_clock_says_so(api: RawClient, server: LocalServer) -> None:
    token = api.signed_in()["token"]
    server.move_clock(seconds=1296000 + 1)
    assert api.status(token)["code"] == 2206
    server.move_clock(seconds=-1296000 - 1)
    assert api.status(token)["code"] == 200


def test_a_management_token_expires_when_the_clock_says_so(api: RawClient) -> None:
    token = api.management_token
    clock(api, seconds=7201)
    assert code_of(api.run, "{ userpool { id } }", token) == 1001


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, 2231),
        ({"seconds": 1, "to": "2030-01-01"}, 2231),
        ({"seconds": "1"}, 400),
        ({"seconds": True}, 400),
        ({"seconds": 1e12}, 400),
        ({"seconds": float("inf")}, 400),
        ({"seconds": float("nan")}, 400),
        ({"to": "tomorrow"}, 400),
        ({"to": 5}, 400),
        ({"to": "3000-01-01"}, 400),
        ({"to": "1969-12-31"}, 400),
        ({"reset": "yes"}, 400),
    ],
)
def test_times_that_cannot_be(api: RawClient, body: dict[str, Any], code: int) -> None:
    # Written by hand: what is no number in JSON is sent, too.
    answer = api.session.post(f"{api.host}/_local/clock", data=json.dumps(body), timeout=20).json()
    assert answer["code"] == code
    assert is_near(now(clock(api, seconds=0)), datetime.now(timezone.utc))


def test_the_switch_is_for_programs_of_this_machine(api: RawClient) -> None:
    answer = api.session.post(
        f"{api.host}/_local/clock", json={"seconds": 60}, headers={"origin": api.host}, timeout=20
    )
    assert answer.json()["code"] == 1001
    assert is_near(now(clock(api, seconds=0)), datetime.now(timezone.utc))


def test_the_server_in_the_same_process(server: LocalServer) -> None:
    with pytest.raises(ValueError, match="1970"):
        server.move_clock(seconds=1e12)
    with pytest.raises(RuntimeError):
        LocalServer().move_clock(seconds=1)
