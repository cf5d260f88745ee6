"""Describing a request: paths, calls, replies."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authing.core.call import UNSET, Call, Reply, path
from authing.core.errors import ArgumentError


def test_a_segment_stays_one_segment_whatever_is_in_it() -> None:
    assert path("/users/{}/roles/{}", "a/b?c#d%2F", "é 你") == "/users/a%2Fb%3Fc%23d%252F/roles/%C3%A9%20%E4%BD%A0"


def test_braces_in_a_segment_are_no_slots() -> None:
    assert path("/users/{}", "{0}{}") == "/users/%7B0%7D%7B%7D"


def test_line_breaks_are_quoted() -> None:
    assert path("/users/{}", "\r\n") == "/users/%0D%0A"


def test_slots_are_filled_by_name_too_and_errors_tell_it() -> None:
    assert path("/users/{user_id}/roles/{role_id}", role_id="a/b", user_id="7") == "/users/7/roles/a%2Fb"
    assert path("/users/{user_id}", user_id="{0}{user_id}") == "/users/%7B0%7D%7Buser_id%7D"
    for wrong in ("", "..", "a\0", 7, "\ud800"):
        with pytest.raises(ArgumentError, match=r"^user_id is not (usable as a path segment|valid Unicode): "):
            path("/users/{user_id}", user_id=wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("segment", ["", ".", "..", "\0", "a\0b"])
def test_a_segment_that_climbs_or_vanishes_is_refused(segment: str) -> None:
    with pytest.raises(ArgumentError, match=r"^not usable as a path segment: '"):
        path("/users/{}", segment)


@pytest.mark.parametrize("segment", [None, 7, b"id", ["id"]])
def test_a_segment_that_is_no_text_is_refused_with_its_type(segment: Any) -> None:
    with pytest.raises(ArgumentError, match=f"a {type(segment).__name__}, not a text"):
        path("/users/{}", segment)


def test_half_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(ArgumentError, match="half a surrogate pair"):
        path("/users/{}", "\ud800")


@given(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1).filter(
        lambda text: text not in (".", "..")
    )
)
def test_every_other_segment_arrives_as_it_was_given(segment: str) -> None:
    filled = path("/users/{}/x", segment)
    assert filled.isascii()
    assert filled.count("/") == 3
    assert unquote(filled.split("/")[2]) == segment


def test_the_method_tells_whether_a_call_may_be_repeated_unless_the_operation_does() -> None:
    safe = {method: Call(method, "/x", Reply.json).safe for method in ("GET", "HEAD", "PUT", "DELETE", "POST", "PATCH")}
    assert safe == {"GET": True, "HEAD": True, "PUT": True, "DELETE": True, "POST": False, "PATCH": False}
    assert Call("POST", "/x", Reply.json, safe=True).safe is True
    assert Call("GET", "/x", Reply.json, safe=False).safe is False


def test_a_call_shows_where_it_goes_and_nothing_that_could_be_secret() -> None:
    call: Call[Any] = Call(
        "POST",
        "https://other.example/token?code=s3cret",
        Reply.json,
        params={"p": "s3cret"},
        json={"password": "s3cret"},
        form={"f": "s3cret"},
        headers={"x": "s3cret"},
        auth="s3cret",
        name="login",
    )
    assert repr(call) == "<Call POST https://other.example/token login>"
    assert repr(Call("GET", "/x", Reply.json)) == "<Call GET /x>"


def test_a_call_is_a_flow_of_itself() -> None:
    call: Call[str] = Call("GET", "/x", cast("Any", None))
    steps = iter(call)
    assert next(steps) is call
    with pytest.raises(StopIteration) as end:
        steps.send("the answer")
    assert end.value.value == "the answer"


def test_a_reply_shows_no_content() -> None:
    reply = Reply(200, {"set-cookie": "s3cret"}, b'{"token": "s3cret"}')
    assert repr(reply) == "<Reply 200, 19 bytes>"
    assert reply.json() == {"token": "s3cret"}


def test_unset_is_false_and_says_its_name() -> None:
    assert not UNSET
    assert repr(UNSET) == "UNSET"
