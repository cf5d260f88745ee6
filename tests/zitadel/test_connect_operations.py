"""Each of the operations once over a socket, blocking and awaited: what is asked arrives, what is answered is read."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from connect_server import ConnectServer
from zitadel_modes import MODES, Mode
from zitadel_samples import Operation, class_of, full, operations, table

OPERATIONS = operations()


@pytest.fixture(scope="module")
def instance() -> Iterator[ConnectServer]:
    with ConnectServer() as server:
        yield server


@pytest.fixture(scope="module", params=MODES)
def shared_mode(request: pytest.FixtureRequest) -> Iterator[Mode]:
    made = Mode(request.param)
    yield made
    made.close()


@pytest.fixture(scope="module")
def client(instance: ConnectServer, shared_mode: Mode) -> Any:
    return shared_mode.by_key(instance)


def test_all_operations_are_here() -> None:
    assert len(OPERATIONS) == 322
    assert len({operation.facts["path"] for operation in OPERATIONS}) == 322


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.where)
def test_an_operation_arrives_and_its_answer_is_read(
    operation: Operation, client: Any, shared_mode: Mode, instance: ConnectServer
) -> None:
    asked, perform = full(operation.body), getattr(getattr(client, operation.service), operation.name)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        answer = shared_mode.run(perform(asked))
    assert [each.category for each in told] == [DeprecationWarning] * operation.facts.get("deprecated", False)
    seen = instance.requests[-1]
    assert (seen.method, seen.path, seen.query) == ("POST", operation.facts["path"], "")
    assert seen.json == asked
    assert seen.headers["content-type"] == "application/json"
    assert instance.is_good(seen.token)
    assert type(answer) is class_of(operation.answer)
    assert answer == full(operation.answer)
    for field in table().models[operation.answer]["fields"]:
        if field["wire"] in answer:
            assert getattr(answer, field.get("attribute") or field["name"]) is not None


def test_the_token_of_all_of_them_was_asked_for_once_in_each_mode(
    client: Any, shared_mode: Mode, instance: ConnectServer
) -> None:
    shared_mode.run(client.users.get_user_by_id(user_id="1"))
    assert 1 <= len(instance.asked("/oauth/v2/token")) <= len(MODES)
