"""What a plan makes of a call: URL, headers, body, timeouts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from enum import Enum, IntEnum
from json import loads
from typing import Any

import pytest
from plan_driver import HOST, MONOTONIC, Desk, get, lost, post, reply

from authing.core.credentials import StaticToken
from authing.core.errors import ArgumentError, AuthingException, NotLoggedIn
from authing.core.model import Model
from authing.core.plan import Request


def made(call: Any, **desk: Any) -> Request:
    """The one request that a call becomes."""
    at = Desk(**desk)
    at.run(call, reply())
    return at.requests[0]


def test_a_path_goes_below_the_host_and_its_prefix() -> None:
    assert made(get("/a/b")).url == f"{HOST}/a/b"
    assert made(get("/a%2Fb")).url == f"{HOST}/a%2Fb"


def test_the_query_leaves_none_out_repeats_lists_and_writes_booleans_small() -> None:
    params = {"q": "a b&c=é", "page": 2, "all": True, "none": None, "off": False, "ids": ["x", None, "y"], "t": ("z",)}
    assert made(get(params=params)).url == (
        f"{HOST}/thing?q=a+b%26c%3D%C3%A9&page=2&all=true&off=false&ids=x&ids=y&t=z"
    )


@pytest.mark.parametrize("params", [None, {}, {"a": None}, {"a": []}])
def test_a_query_of_nothing_is_no_query(params: Mapping[str, Any] | None) -> None:
    assert made(get(params=params)).url == f"{HOST}/thing"


def test_enums_dates_and_sets_are_written_by_their_value_in_a_query() -> None:
    class Level(IntEnum):
        HIGH = 3

    class Ratio(float, Enum):
        HALF = 0.5

    class Kind(str, Enum):
        A = "a"

    at = datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone(timedelta(hours=8)))
    params = {"l": Level.HIGH, "r": Ratio.HALF, "k": Kind.A, "at": at, "on": date(2026, 1, 2), "s": {"one"}}
    assert made(get(params=params)).url == (
        f"{HOST}/thing?l=3&r=0.5&k=a&at=2026-01-01T19%3A04%3A05Z&on=2026-01-02&s=one"
    )


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("\ud800", "half a surrogate pair"),
        (datetime(2026, 1, 1), "a datetime must have a time zone"),  # noqa: DTZ001 - that is the point
        (b"bytes", "there is no JSON for a bytes"),
        ({"a": 1}, "a dict has no form there"),
        ([["nested"]], "a list has no form there"),
    ],
)
def test_what_cannot_stand_in_a_query_or_form_is_refused_before_anything_is_sent(value: Any, told: str) -> None:
    at = Desk()
    for call in (get(params={"x": value}), post(form={"x": value})):
        with pytest.raises(ArgumentError, match=told):
            at.run(call)
    assert at.sent == []


def test_a_body_that_was_encoded_beforehand_is_not_encoded_again() -> None:
    request = made(post(json={"a": 1}, body=b'{"a": 1}'))
    assert request.body == b'{"a": 1}'
    assert request.headers["content-type"] == "application/json"


def test_a_json_body_is_compact_utf_8() -> None:
    request = made(post(json={"name": "你好 😀\x00", "n": None, "list": (1, 2.5, True)}))
    assert request.body == '{"name":"你好 😀\\u0000","n":null,"list":[1,2.5,true]}'.encode()
    assert request.headers["content-type"] == "application/json"


def test_models_enums_and_datetimes_are_written_as_the_platform_knows_them() -> None:
    class User(Model):
        id: str

    class Kind(Enum):
        A = "a"

    body = made(post(json={"u": User.of({"id": "1", "new": 2}), "k": Kind.A, "s": {7}, "d": date(2026, 1, 2)})).body
    assert loads(body or b"") == {"u": {"id": "1", "new": 2}, "k": "a", "s": [7], "d": "2026-01-02"}


@pytest.mark.parametrize("value", [0, "", [], {}, False])
def test_a_json_body_may_be_an_empty_value(value: Any) -> None:
    assert loads(made(post(json=value)).body or b"none") == value


class _Endless:
    def __init__(self) -> None:
        self.list: list[Any] = []
        self.list.append(self.list)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (float("nan"), "cannot be sent as JSON"),
        (float("inf"), "cannot be sent as JSON"),
        ("\udfff", "half a surrogate pair"),
        (datetime(2026, 1, 1), "a datetime must have a time zone"),  # noqa: DTZ001 - that is the point
        (object(), "there is no JSON for a object"),
        (b"bytes", "there is no JSON for a bytes"),
        ({(1, 2): 3}, "keys must be str"),
        (_Endless().list, "cannot be sent as JSON"),
    ],
)
def test_what_json_cannot_say_is_refused_before_anything_is_sent(value: Any, told: str) -> None:
    at = Desk()
    with pytest.raises(ArgumentError, match=told):
        at.run(post(json={"x": value}))
    assert at.sent == []


def test_a_form_is_written_as_a_form() -> None:
    request = made(post(form={"grant_type": "password", "scope": "a b", "none": None, "é": "ü"}))
    assert request.body == b"grant_type=password&scope=a+b&%C3%A9=%C3%BC"
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"


def test_without_json_or_form_there_is_no_body() -> None:
    request = made(post())
    assert request.body is None
    assert "content-type" not in request.headers


def test_the_more_particular_header_wins_whatever_its_case() -> None:
    request = made(
        post(json={}, headers={"X-C": "call", "Content-Type": "application/scim+json"}),
        headers={"x-a": "platform", "x-b": "platform", "x-c": "platform"},
        credentials=StaticToken("tok"),
    )
    assert request.headers == {
        "x-a": "platform",
        "x-b": "platform",
        "x-c": "call",
        "content-type": "application/scim+json",
        "authorization": "Bearer tok",
    }


def test_headers_of_the_options_win_over_the_platforms_and_lose_to_token_and_body() -> None:
    from authing.core.options import Options
    from authing.core.plan import Gate, Plan, Send

    def now() -> float:
        return 0.0

    class _Lock:
        def release(self) -> None: ...

    given = {"X-A": "user", "Host": "virtual.example", "Authorization": "Basic x", "CONTENT-TYPE": "text/plain"}
    plan = Plan(
        Options(host=HOST, headers=given),
        {"x-a": "platform", "accept": "application/json"},
        StaticToken("tok"),
        monotonic=now,
        wall=now,
        chance=now,
    )
    step = next(plan.operation(post(json={}), Gate(_Lock())))
    assert isinstance(step, Send)
    assert step.request.headers == {
        "x-a": "user",
        "accept": "application/json",
        "host": "virtual.example",
        "authorization": "Bearer tok",
        "content-type": "application/json",
    }


def test_headers_of_one_call_do_not_reach_the_next() -> None:
    at = Desk(headers={"x-a": "1"})
    at.run(get(headers={"x-b": "2"}), reply())
    at.run(get(), reply())
    assert "x-b" not in at.requests[1].headers


@pytest.mark.parametrize("value", ["a\nb", "a\r\nx-evil: 1", "é", "\x00", 7, None])
def test_a_header_that_could_not_be_sent_is_refused_without_telling_its_value(value: Any) -> None:
    at = Desk()
    with pytest.raises(ArgumentError) as error:
        at.run(get(headers={"x-token": value}))
    assert str(error.value) == "the value of header 'x-token' is no text, or has characters that no header may hold"
    assert at.sent == []


@pytest.mark.parametrize("name", ["", "a b", "a\r\nx-evil", "é", 7])
def test_a_header_of_a_call_has_a_name_that_can_be_sent(name: Any) -> None:
    at = Desk()
    with pytest.raises(ArgumentError, match="no name of a header"):
        at.run(get(headers={name: "s3cret"}))
    assert at.sent == []


def test_the_token_of_the_client_goes_along_unless_the_call_says_otherwise() -> None:
    at = Desk(credentials=StaticToken("mine"))
    for call in (get(), get(auth=False), get(auth="another")):
        at.run(call, reply())
    assert at.tokens == ["mine", "", "another"]


@pytest.mark.parametrize("token", ["", "a\nb", "line\n", " x", "é"])
def test_a_token_that_no_header_may_hold_is_refused_without_telling_it(token: str) -> None:
    at = Desk()
    with pytest.raises(ArgumentError, match=r"^the token is empty, or has characters"):
        at.run(get(auth=token))
    assert at.sent == []


def test_without_a_token_nothing_is_sent() -> None:
    at = Desk(credentials=StaticToken())
    with pytest.raises(NotLoggedIn, match="log in first"):
        at.run(get())
    assert at.sent == []
    at.run(get(auth=False), reply())
    assert at.tokens == [""]


@pytest.mark.parametrize(
    ("whole", "sent"),
    [
        ("https://other.example:8443/jwks", "https://other.example:8443/jwks"),
        ("https://other.example:8443", "https://other.example:8443/"),
        ("HTTP://other.example?x=/y", "http://other.example/?x=/y"),
        ("https://[::1]:8443/a#fragment", "https://[::1]:8443/a"),
    ],
)
def test_a_whole_url_is_sent_to_as_it_is_with_a_path(whole: str, sent: str) -> None:
    assert made(get(whole, auth=False)).url == sent


@pytest.mark.parametrize("elsewhere", ["https://other.example/", f"{HOST}.other.example/", f"{HOST}:1/", "users/1"])
def test_the_clients_token_goes_to_no_other_host(elsewhere: str) -> None:
    at = Desk()
    with pytest.raises(ArgumentError):
        at.run(get(elsewhere))
    assert at.sent == []
    assert made(get(f"{HOST}/there")).headers["authorization"] == "Bearer mine"


def test_a_query_is_appended_to_the_one_a_whole_url_has() -> None:
    assert (
        made(get("https://other.example/p?a=1", params={"b": 2}, auth=False)).url == "https://other.example/p?a=1&b=2"
    )


@pytest.mark.parametrize(
    "url", ["users/1", "ftp://x/y", "https://", "https://u:p4ss@x/", "https://x:0/", "https://a b/", "https://x/\n", ""]
)
def test_what_is_neither_a_path_nor_a_url_is_never_glued_to_the_host(url: str) -> None:
    at = Desk()
    with pytest.raises(ArgumentError) as error:
        at.run(get(url))
    assert at.sent == []
    assert "p4ss" not in str(error.value)


def test_timeouts_are_those_of_the_options_while_there_is_time() -> None:
    request = made(get(), timeout=20, connect_timeout=4, deadline=60)
    assert (request.connect_timeout, request.timeout, request.until) == (4, 20, MONOTONIC + 20)


def test_timeouts_shrink_to_what_is_left_before_the_deadline() -> None:
    request = made(get(), timeout=20, connect_timeout=4, deadline=3)
    assert (request.connect_timeout, request.timeout, request.until) == (3, 3, MONOTONIC + 3)
    request = made(get(), timeout=20, connect_timeout=4, deadline=10)
    assert (request.connect_timeout, request.timeout) == (4, 10)


def test_a_call_may_have_a_time_of_its_own() -> None:
    less = made(get(timeout=2), timeout=20, connect_timeout=4, deadline=60)
    assert (less.connect_timeout, less.timeout, less.until) == (2, 2, MONOTONIC + 2)
    more = made(get(timeout=40), timeout=20, connect_timeout=4, deadline=60)
    assert (more.connect_timeout, more.timeout) == (4, 40)


def test_a_call_that_asks_for_more_time_than_the_deadline_gets_it() -> None:
    assert made(get(timeout=100), timeout=20, connect_timeout=4, deadline=60).timeout == 100
    at = Desk(deadline=60, retries=1)
    assert at.run(get(timeout=100), at.after(95, lost()), reply(200, 1)) == 1
    assert at.requests[1].timeout < 5


def test_a_request_shows_no_query_header_or_body() -> None:
    request = made(post(params={"code": "s3cret"}, json={"p": "s3cret"}, headers={"x": "s3cret"}))
    assert repr(request) == f"<Request POST {HOST}/things>"


def test_a_refusal_tells_the_path_without_query() -> None:
    at = Desk()
    with pytest.raises(AuthingException) as error:
        at.run(get("https://other.example/p?token=s3cret", params={"q": "s3cret"}, auth=False), reply(404))
    assert (error.value.method, error.value.path) == ("GET", "https://other.example/p")
    assert "s3cret" not in f"{error.value!s}{error.value!r}"
