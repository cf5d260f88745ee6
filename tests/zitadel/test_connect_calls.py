"""How a call of ZITADEL is sent: again where that is harmless, within its time, with the headers of the call."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import datetime, timezone
from email.utils import format_datetime
from typing import Any

import pytest
from connect_server import DISCOVERY, DROPPED, TOKEN, Answer, ConnectServer
from zitadel_modes import DELETE_USER, GET_USER, Mode

import authing
from authing.core.errors import ArgumentError
from authing.zitadel import TransportOptions

LIST_USERS = "/zitadel.user.v2.UserService/ListUsers"


def read(mode: Mode, client: Any, **arguments: Any) -> Any:
    return mode.run(client.users.get_user_by_id(user_id="1", **arguments))


def write(mode: Mode, client: Any, **arguments: Any) -> Any:
    return mode.run(client.users.delete_user(user_id="1", **arguments))


# -- again, or not ------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["unavailable", "deadline_exceeded", "aborted", "canceled"])
def test_a_read_is_tried_again(code: str, mode: Mode, connect: ConnectServer) -> None:
    connect.refuse(GET_USER, code)
    assert read(mode, mode.by_token(connect)).user is not None
    assert len(connect.asked(GET_USER)) == 2


def test_a_list_is_tried_again_too(mode: Mode, connect: ConnectServer) -> None:
    connect.refuse(LIST_USERS, "unavailable")
    assert mode.run(mode.by_token(connect).users.list_users()).result
    assert len(connect.asked(LIST_USERS)) == 2


@pytest.mark.parametrize("code", ["unavailable", "deadline_exceeded", "aborted", "internal"])
def test_a_write_is_not(code: str, mode: Mode, connect: ConnectServer) -> None:
    connect.refuse(DELETE_USER, code)
    with pytest.raises(authing.AuthingException, match=code):
        write(mode, mode.by_token(connect))
    assert len(connect.asked(DELETE_USER)) == 1


@pytest.mark.parametrize("code", ["internal", "not_found", "unimplemented", "invalid_argument"])
def test_what_will_not_pass_is_not_tried_again(code: str, mode: Mode, connect: ConnectServer) -> None:
    connect.refuse(GET_USER, code)
    with pytest.raises(authing.AuthingException, match=code):
        read(mode, mode.by_token(connect))
    assert len(connect.asked(GET_USER)) == 1


def test_a_read_whose_connection_breaks_is_sent_again(mode: Mode, connect: ConnectServer) -> None:
    connect.reply(GET_USER, DROPPED)
    assert read(mode, mode.by_token(connect)).user is not None
    assert len(connect.asked(GET_USER)) == 2


def test_a_write_whose_connection_breaks_is_not_sent_twice(mode: Mode, connect: ConnectServer) -> None:
    connect.reply(DELETE_USER, DROPPED)
    with pytest.raises(authing.NetworkError) as caught:
        write(mode, mode.by_token(connect))
    assert not caught.value.unsent
    assert len(connect.asked(DELETE_USER)) == 1


def test_a_write_on_a_connection_that_broke_before_is_not_sent_twice(mode: Mode, connect: ConnectServer) -> None:
    client = mode.by_token(connect)
    write(mode, client)
    connect.reply(DELETE_USER, DROPPED)
    with pytest.raises(authing.NetworkError):
        write(mode, client)
    write(mode, client)
    assert len(connect.asked(DELETE_USER)) == 3


def test_a_connection_that_was_closed_while_idle_is_no_problem_for_a_write(mode: Mode, connect: ConnectServer) -> None:
    client = mode.by_token(connect)
    write(mode, client)
    connect.close_idle()
    mode.pause(0.05)
    assert write(mode, client).details is not None
    assert connect.connections == 2
    assert len(connect.asked(DELETE_USER)) == 2


def test_calls_share_a_connection(mode: Mode, connect: ConnectServer) -> None:
    client = mode.by_key(connect)
    for _ in range(5):
        read(mode, client)
    assert connect.connections == 1
    assert len(connect.requests) == 7


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_who_is_told_to_wait_waits_even_with_a_write(form: str, mode: Mode, connect: ConnectServer) -> None:
    soon = datetime.fromtimestamp(int(time.time()) + 2, timezone.utc)
    told = "1" if form == "seconds" else format_datetime(soon, usegmt=True)
    connect.refuse(DELETE_USER, "resource_exhausted", headers={"retry-after": told})
    began = time.monotonic()
    assert write(mode, mode.by_token(connect)).details is not None
    assert 0.9 <= time.monotonic() - began < 3
    assert len(connect.asked(DELETE_USER)) == 2


def test_without_a_time_told_the_pause_is_short(mode: Mode, connect: ConnectServer) -> None:
    connect.refuse(GET_USER, "resource_exhausted")
    began = time.monotonic()
    read(mode, mode.by_token(connect))
    assert time.monotonic() - began < 1
    assert len(connect.asked(GET_USER)) == 2


def test_who_is_told_to_wait_long_is_told_so(mode: Mode, connect: ConnectServer) -> None:
    connect.refuse(GET_USER, "resource_exhausted", "quota", headers={"retry-after": "3600"})
    with pytest.raises(authing.RateLimited) as caught:
        read(mode, mode.by_token(connect))
    assert (caught.value.retry_after, caught.value.retryable, caught.value.code) == (3600, True, "resource_exhausted")
    assert len(connect.asked(GET_USER)) == 1


def test_retries_can_be_switched_off(mode: Mode, connect: ConnectServer) -> None:
    connect.refuse(GET_USER, "resource_exhausted", times=2)
    given: list[dict[str, Any]] = [{"retries": 0}, {"transport_options": TransportOptions(retries=0)}]
    for options in given:
        with pytest.raises(authing.RateLimited):
            read(mode, mode.by_token(connect, **options))
    assert len(connect.asked(GET_USER)) == 2


# -- its time -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("seconds", [0.1, (0.05, 0.05)])
def test_a_call_may_have_less_time_than_the_client(seconds: Any, mode: Mode, connect: ConnectServer) -> None:
    connect.delay(GET_USER, 2)
    client = mode.by_token(connect, retries=0)
    began = time.monotonic()
    with pytest.raises(authing.Timeout) as caught:
        read(mode, client, _request_timeout=seconds)
    assert time.monotonic() - began < 1
    assert caught.value.path == GET_USER


def test_a_call_may_have_more_time_than_the_client(mode: Mode, connect: ConnectServer) -> None:
    connect.delay(GET_USER, 0.3)
    client = mode.by_token(connect, timeout=0.1, deadline=0.15)
    with pytest.raises(authing.Timeout):
        read(mode, client)
    assert read(mode, client, _request_timeout=5).user is not None


@pytest.mark.parametrize("options", [{"timeout": 0.1}, {"transport_options": TransportOptions(timeout=0.1)}])
def test_a_client_has_a_time_of_its_own(options: Any, mode: Mode, connect: ConnectServer) -> None:
    connect.delay(DELETE_USER, 2)
    with pytest.raises(authing.Timeout):
        write(mode, mode.by_token(connect, **options))
    assert len(connect.asked(DELETE_USER)) == 1


def test_a_client_waits_as_long_as_it_may(mode: Mode, connect: ConnectServer) -> None:
    connect.delay(GET_USER, 0.3)
    assert read(mode, mode.by_token(connect)).user is not None


@pytest.mark.parametrize("seconds", [0, -1, True, "3", (), (1,), (1, 2, 3), (0, 1), float("nan"), float("inf"), [1, 2]])
def test_what_is_no_time_is_refused_before_anything_is_sent(seconds: Any, mode: Mode, connect: ConnectServer) -> None:
    with pytest.raises(ArgumentError, match="_request_timeout"):
        read(mode, mode.by_token(connect), _request_timeout=seconds)
    assert connect.requests == []


# -- its headers --------------------------------------------------------------------------------------


def test_headers_of_a_call_win_over_those_of_the_client(mode: Mode, connect: ConnectServer) -> None:
    connect.allow("another")
    client = mode.by_token(connect, headers={"X-Zitadel-Orgid": "of the client", "x-kept": "yes"})
    given = {"x-zitadel-orgid": "of the call", "Authorization": "Bearer another", "User-Agent": "mine/1"}
    read(mode, client, _headers=given)
    headers = connect.requests[-1].headers
    assert headers["x-zitadel-orgid"] == "of the call"
    assert headers["authorization"] == "Bearer another"
    assert headers["user-agent"] == "mine/1"
    assert headers["x-kept"] == "yes"
    assert given == {"x-zitadel-orgid": "of the call", "Authorization": "Bearer another", "User-Agent": "mine/1"}
    read(mode, client)
    headers = connect.requests[-1].headers
    assert headers["x-zitadel-orgid"] == "of the client"
    assert headers["authorization"] == "Bearer a-token"


def test_a_call_tells_who_asks_in_what_language(mode: Mode, connect: ConnectServer) -> None:
    read(mode, mode.by_token(connect))
    headers = connect.requests[-1].headers
    assert headers["user-agent"].startswith("authing-python/")
    assert headers["accept"] == headers["content-type"] == "application/json"
    assert headers["connect-protocol-version"] == "1"
    assert "accept-language" not in headers
    read(mode, mode.by_token(connect, lang="de-CH, de;q=0.5"))
    assert connect.requests[-1].headers["accept-language"] == "de-CH, de;q=0.5"
    read(mode, mode.by_token(connect, lang="de"), _headers={"Accept-Language": "fr"})
    assert connect.requests[-1].headers["accept-language"] == "fr"


@pytest.mark.parametrize("kind", ["transport_options", "headers"])
def test_default_headers_reach_every_request(kind: str, mode: Mode, connect: ConnectServer) -> None:
    headers = {"X-Trace": "t-1", "User-Agent": "mine/1"}
    options: Mapping[str, Any] = {kind: TransportOptions(headers) if kind == "transport_options" else headers}
    read(mode, mode.by_secret(connect, **options))
    assert [seen.path for seen in connect.requests] == [DISCOVERY, TOKEN, GET_USER]
    assert [seen.headers["x-trace"] for seen in connect.requests] == ["t-1"] * 3
    assert [seen.headers["user-agent"] for seen in connect.requests] == ["mine/1"] * 3


@pytest.mark.parametrize(
    "headers",
    [
        {"x": "a\r\nb: c"},
        {"x": "☂"},
        {"x": 5},
        {"x y": "1"},
        {"x\r\ny": "1"},
        {"": "1"},
        {5: "1"},
        "x: 1",
        [("x", "1")],
    ],
)
def test_what_is_no_header_is_refused_before_anything_is_sent(headers: Any, mode: Mode, connect: ConnectServer) -> None:
    with pytest.raises(ArgumentError, match="header"):
        read(mode, mode.by_token(connect), _headers=headers)
    with pytest.raises(ArgumentError, match="header"):
        mode.by_token(connect, transport_options=TransportOptions(headers))
    with pytest.raises(ArgumentError, match="header"):
        mode.by_token(connect, headers=headers)
    assert connect.requests == []


# -- lists, and operations that are not known ---------------------------------------------------------


def test_all_pages_are_walked(mode: Mode, connect: ConnectServer) -> None:
    users = [{"userId": str(number)} for number in range(7)]

    def page(asked: Any) -> Any:
        begin, limit = int(asked["query"]["offset"]), asked["query"]["limit"]
        return {"details": {"totalResult": "7"}, "result": users[begin : begin + limit]}

    connect.answer(LIST_USERS, page)
    connect.refuse(LIST_USERS, "unavailable")
    found = mode.run(mode.by_token(connect).users.iterate_users(query={"limit": 3}))
    assert [user.user_id for user in found] == [user["userId"] for user in users]
    assert [seen.json["query"] for seen in connect.asked(LIST_USERS)][1:] == [
        {"offset": offset, "limit": 3} for offset in ("0", "3", "6")
    ]


def test_a_walk_over_what_is_deprecated_warns_once(mode: Mode, connect: ConnectServer) -> None:
    path = "/zitadel.user.v2beta.UserService/ListUsers"
    connect.answer(path, lambda asked: {"result": [{}] * max(0, 4 - int(asked["query"]["offset"]))})
    client = mode.by_token(connect)
    with pytest.warns(DeprecationWarning, match="ListUsers") as told:
        assert len(list(mode.run(client.beta_users.iterate_users(query={"limit": 4})))) == 4
    assert [each.filename for each in told] == [__file__]
    assert len(connect.asked(path)) == 2


def test_an_operation_that_is_not_known_yet_can_be_called(mode: Mode, connect: ConnectServer) -> None:
    client = mode.by_token(connect)
    path = "/zitadel.group.v2.GroupService/GetGroup"
    connect.route(path, lambda seen: Answer.of({"asked": seen.json}))
    assert mode.run(client.call(path, {"id": "1"}, safe=True)) == {"asked": {"id": "1"}}
    assert connect.requests[-1].json == {"id": "1"}
    with pytest.raises(authing.UnexpectedAnswer, match="nobody answers there"):
        mode.run(client.call("/zitadel.group.v2.GroupService/DeleteGroup"))


@pytest.mark.parametrize(
    "path", ["", "/", "a.B/C", "/a.B/C D", "/a.B/C\r\nx: y", "/a.B/C?x=1", "//evil.example/C", "/../C", "/ä/C", None, 5]
)
def test_a_path_that_is_no_operation_is_not_sent(path: Any, mode: Mode, connect: ConnectServer) -> None:
    with pytest.raises(ArgumentError, match=r"^path must"):
        mode.run(mode.by_token(connect).call(path))
    with pytest.raises(ArgumentError, match=r"^message must"):
        mode.run(mode.by_token(connect).call(GET_USER, path or "x"))
    assert not connect.requests
