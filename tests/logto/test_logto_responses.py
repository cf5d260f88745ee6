"""What comes with an answer, and operations by the ids that Logto's own document has for them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from logto_modes import Mode
from logto_server import LogtoServer

from authing.core.errors import ArgumentError, NotFound
from authing.core.response import Response
from authing.logto import AsyncLogto, Logto
from authing.logto.models.users import User


def test_status_and_headers_come_with_the_result(mode: Mode, logto: LogtoServer) -> None:
    client = mode.client(logto)
    logto.answer("GetUser", {"id": "u1", "name": "Ada"}, headers={"x-more": "yes"})
    response = mode.run(client.with_response(client.users.get, "u1", include_sso_identities=True))
    assert isinstance(response, Response)
    assert isinstance(response.value, User)
    assert (response.value.name, response.status, response.headers["x-more"]) == ("Ada", 200, "yes")
    assert len(response.headers["logto-core-request-id"]) == 16
    assert json.loads(response.content) == response.value.raw == {"id": "u1", "name": "Ada"}
    assert logto.requests[-1].query == "includeSsoIdentities=true"
    assert repr(response) == "<Response 200>"


def test_pages_and_empty_answers_are_told_the_same_way(mode: Mode, logto: LogtoServer) -> None:
    client = mode.client(logto)
    logto.answer("ListUsers", [{"id": str(number)} for number in range(30)])
    page = mode.run(client.with_response(client.users.list, page_size=20))
    assert (page.value.total, len(page.value), page.headers["total-number"]) == (30, 20, "30")
    gone = mode.run(client.with_response(client.users.delete, "u1"))
    assert (gone.value, gone.status, gone.content) == (None, 204, b"")
    put = mode.run(client.with_response(client.configs.put_action, "action.postSignIn", script="x"))
    again = mode.run(client.with_response(client.configs.put_action, "action.postSignIn", script="x"))
    assert (put.status, again.status) == (201, 200)


def test_what_is_refused_is_raised_as_ever(mode: Mode, logto: LogtoServer) -> None:
    client = mode.client(logto)
    logto.refuse("GetUser", 404, "entity.not_found")
    with pytest.raises(NotFound):
        mode.run(client.with_response(client.users.get, "u1"))


def test_an_answer_that_was_lost_and_not_repeated_is_told_as_done(mode: Mode, logto: LogtoServer) -> None:
    client = mode.client(logto)
    logto.drop("DeleteUser")
    response = mode.run(client.with_response(client.users.delete, "u1"))
    assert (response.value, response.status) == (None, 204)
    assert len(logto.asked("DeleteUser")) == 2


@pytest.mark.parametrize("kind", [Logto, AsyncLogto])
def test_only_operations_of_one_request_of_this_client_are_taken(kind: Any) -> None:
    client, other = kind.with_token("https://logto.test", "t"), kind.with_token("https://logto.test", "t")
    for operation in (other.users.get, print, kind.close, None):
        with pytest.raises(ArgumentError, match=r"^not an operation of this client"):
            client.with_response(operation, "u1")
    with pytest.raises(ArgumentError, match=r"^iterate performs several requests"):
        client.with_response(client.users.iterate)
    with pytest.raises(ArgumentError, match=r"^merge_custom_data performs several requests"):
        client.with_response(client.organizations.merge_custom_data, "o1", {})
    with pytest.raises(ArgumentError, match=r"^user_id is not usable"):
        client.with_response(client.users.get, "")


def test_an_operation_is_found_by_its_id(mode: Mode, logto: LogtoServer) -> None:
    client = mode.client(logto)
    logto.answer("GetUser", {"id": "u1", "name": "Ada"})
    assert client.operation("GetUser") == client.users.get
    assert mode.run(client.operation("GetUser")("u1")).name == "Ada"
    with pytest.raises(ArgumentError, match=r"^there is no operation 'GetUsr': did you mean GetUser"):
        client.operation("GetUsr")
    with pytest.raises(ArgumentError, match=r"^there is no operation '☂'$"):
        client.operation("☂")
