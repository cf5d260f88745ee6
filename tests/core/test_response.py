"""The answer to an operation together with its status and headers."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pytest

from authing.core.binding import Resource, Runner, Sync, describe, operation
from authing.core.call import Call, Flow, Reply, path
from authing.core.errors import ArgumentError
from authing.core.response import Response, responding


class Files(Resource[Sync]):
    @operation
    def read(self, name: str) -> Call[str]:
        return Call("GET", path("/files/{name}", name=name), lambda reply: reply.body.decode(), safe=False, again=404)

    @operation
    def read_twice(self, name: str) -> Flow[str]:
        answer: str = yield from Call("GET", f"/{name}", Reply.json)
        return answer


def test_an_operation_is_described_as_ever_and_answers_more() -> None:
    files = Files(Runner())
    plain, described = describe(files.read, "a b"), responding(files, files.read, "a b")
    for name in set(Call.__slots__) - {"read"}:
        assert getattr(described, name) == getattr(plain, name), name
    response = described.read(Reply(201, {"x-more": "1"}, b"s3cret"))
    assert isinstance(response, Response)
    assert (response.value, response.status, response.headers) == ("s3cret", 201, {"x-more": "1"})
    assert response.content == b"s3cret"
    assert repr(response) == "<Response 201>"


def test_what_is_no_operation_of_the_client_is_refused() -> None:
    files, others = Files(Runner()), Files(Runner())
    strangers: list[tuple[Any, str]] = [
        (others.read, "Files.read"),
        (print, "print"),
        ("s3cret", "a str"),
        ({"answer": "s3cret"}, "a dict"),
    ]
    for stranger, shown in strangers:
        with pytest.raises(ArgumentError, match=rf"^not an operation of this client: {shown} \(it is given uncalled"):
            responding(files, stranger, "a")


def test_several_requests_have_no_one_answer() -> None:
    files = Files(Runner())
    assert isinstance(describe(files.read_twice, "a"), Generator)
    with pytest.raises(ArgumentError, match=r"^read_twice performs several requests"):
        responding(files, files.read_twice, "a")


def test_wrong_arguments_are_refused_as_ever() -> None:
    files = Files(Runner())
    with pytest.raises(ArgumentError, match=r"^name is not usable as a path segment"):
        responding(files, files.read, "..")
