"""What operations of services take besides their fields, and requests that are given whole."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Any

import pytest

from authing.core.arguments import own, request_of, value_of
from authing.core.errors import ArgumentError
from authing.core.message import Message


class Rename(Message):
    user_id: str
    name: str = ""


@pytest.mark.parametrize("name", ["body", "user_service_rename_request"])
def test_a_whole_request_may_come_under_the_name_that_generated_clients_have_for_it(name: str) -> None:
    others: dict[str, Any] = {name: Rename(user_id="1"), "_headers": {"x-a": "b"}}
    assert request_of(Rename, None, others, user_id=None) == {"userId": "1"}
    assert others == {"_headers": {"x-a": "b"}}  # what is left is for the call
    assert request_of(Rename, None, {name: {"user_id": "1"}}) == {"userId": "1"}
    with pytest.raises(ArgumentError, match=rf"^there is no field {name} in a Rename"):
        request_of(Rename, {"user_id": "1"}, {name: {"user_id": "2"}})
    with pytest.raises(ArgumentError, match=rf"^there is no field {name} in a Rename"):
        request_of(Rename, None, {name: "s3cret"})
    with pytest.raises(ArgumentError, match=r"^give a whole Rename or its fields \(name\), not both$"):
        request_of(Rename, None, {name: {"user_id": "1"}}, name="n")


def test_an_unknown_keyword_is_refused_with_the_name_that_may_have_been_meant() -> None:
    with pytest.raises(ArgumentError, match=r"^there is no field namee in a Rename: did you mean name\?$"):
        request_of(Rename, None, {"namee": "n"}, user_id="1")


def test_a_request_that_is_no_message_is_written_by_its_type() -> None:
    assert value_of(Sequence[Rename], [Rename(user_id="1"), {"userId": "2"}]) == [{"userId": "1"}, {"userId": "2"}]
    with pytest.raises(ArgumentError, match=r"^request\[1\]\.user_id is missing: a Rename needs it$"):
        value_of(Sequence[Rename], [{"userId": "1"}, {}])
    with pytest.raises(ArgumentError, match=r"^request is missing$"):
        value_of(Sequence[Rename], None)


@pytest.mark.parametrize(
    ("timeout", "seconds"), [(None, None), (2, 2.0), (0.5, 0.5), ((1, 2.5), 3.5)], ids=["none", "int", "float", "pair"]
)
def test_a_call_has_headers_and_a_time_of_its_own(timeout: Any, seconds: float | None) -> None:
    headers = MappingProxyType({"x-a": "b"})
    assert own({"_headers": headers, "_request_timeout": timeout}) == (headers, seconds)
    assert own({"_request_timeout": timeout}) == (None, seconds)
    assert own({}) == (None, None)


@pytest.mark.parametrize(
    "timeout", [0, -1, True, "5", (1, 0), (1, True), (1,), (1, 2, 3), [1, 2], float("nan"), float("inf"), 1e7]
)
def test_a_time_that_is_none_is_refused(timeout: Any) -> None:
    with pytest.raises(ArgumentError, match="_request_timeout is seconds, more than 0, or a pair of them"):
        own({"_request_timeout": timeout})


def test_headers_that_are_none_are_refused() -> None:
    with pytest.raises(ArgumentError, match=r"^_headers must be a mapping, not str$"):
        own({"_headers": "s3cret"})


def test_another_argument_is_refused() -> None:
    with pytest.raises(ArgumentError, match=r"^there is no argument nonsense$"):
        own({"nonsense": 1})
