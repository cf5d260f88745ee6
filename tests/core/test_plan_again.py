"""A call that is sent again after its answer was lost: the platform may refuse it because the first has done it."""

from __future__ import annotations

from typing import Any

import pytest
from plan_driver import Answer, Desk, late, lost, reply

from authing.core.call import Call, Reply
from authing.core.errors import (
    AuthingException,
    Conflict,
    Invalid,
    NetworkError,
    NotFound,
    UnexpectedAnswer,
    kind_for_status,
)


def read(answer: Reply) -> Any:
    if answer.status >= 400:
        kind = Conflict if answer.status == 422 and not answer.json() else kind_for_status(answer.status)
        raise kind(answer.status, "refused")
    return "done" if answer.status == 204 else answer.json()


def delete(again: int | None = 404, **arguments: Any) -> Call[Any]:
    return Call("DELETE", "/thing", read, again=again, **arguments)


@pytest.mark.parametrize("first", [lost(), late(), reply(502), reply(503), reply(504)])
def test_what_the_first_may_have_done_is_done(first: Answer) -> None:
    at = Desk()
    with pytest.raises(AuthingException):
        at.run(delete(None), first, reply(404))
    assert Desk().run(delete(), first, reply(404)) == "done"
    assert Desk().run(delete(422), first, reply(422)) == "done"
    assert Desk().run(delete(), first, reply(204)) == "done"


def test_it_is_remembered_until_the_last_attempt() -> None:
    assert Desk().run(delete(), lost(), lost(unsent=True), reply(404)) == "done"


def test_the_first_refusal_is_one() -> None:
    with pytest.raises(NotFound):
        Desk().run(delete(), reply(404))


def test_after_one_that_was_never_sent_it_is_one_too() -> None:
    for first in (lost(unsent=True), late(unsent=True), reply(429)):
        with pytest.raises(NotFound):
            Desk().run(delete(), first, reply(404))


def test_another_status_is_a_refusal() -> None:
    with pytest.raises(Conflict):
        Desk().run(delete(), lost(), reply(409))


def test_another_refusal_of_the_same_status_is_one() -> None:
    with pytest.raises(Invalid):
        Desk().run(delete(422), lost(), reply(422, {"bad": True}))


def test_a_refusal_that_is_not_in_the_platform_s_words_is_one() -> None:
    def refuse(answer: Reply) -> None:
        raise NotFound(None, "default backend")

    with pytest.raises(NotFound):
        Desk().run(Call("DELETE", "/thing", refuse, again=404), lost(), reply(404))


def test_an_answer_that_is_lost_again_is_no_refusal() -> None:
    with pytest.raises(NetworkError):
        Desk(retries=1).run(delete(None), lost(), lost())


def test_an_answer_that_cannot_be_read_tells_the_request_s_name_too() -> None:
    page = Reply(200, {"content-type": "text/html", "logto-core-request-id": "abc"}, b"<html>")
    with pytest.raises(UnexpectedAnswer) as caught:
        Desk().run(Call("GET", "/thing", lambda answer: answer.json()), page)
    assert caught.value.request_id == "abc"
