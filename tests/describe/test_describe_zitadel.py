"""What each of ZITADEL's operations sends, and what it makes of the answers: every field, every alternative."""

from __future__ import annotations

import json
import linecache
import warnings
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import pytest
from zitadel_samples import (
    Operation,
    alternatives,
    arguments,
    branches,
    class_of,
    full,
    made,
    operations,
    places,
    table,
    typed,
)

from authing.core.binding import describe
from authing.core.call import Call, Reply
from authing.core.errors import ArgumentError
from authing.core.paging import Book, Reading
from authing.zitadel import AsyncZitadel, Zitadel

HOST = "https://instance.test"
SERVICES = [service["name"] for service in table().services]
CLIENTS = [Zitadel.with_access_token(HOST, "t"), AsyncZitadel.with_access_token(HOST, "t")]
PAGED = [operation for operation in operations() if "page" in operation.facts]
TOMORROW = "SOMETHING_OF_TOMORROW"

every_service = pytest.mark.parametrize("service", SERVICES)
every_client = pytest.mark.parametrize("client", CLIENTS, ids=["blocking", "awaited"])


def of_service(service: str, *, aliases: bool = False) -> list[Operation]:
    found = [operation for operation in operations(aliases=aliases) if operation.service == service]
    assert found
    return found


def method(client: Any, operation: Operation, name: str | None = None) -> Any:
    return getattr(getattr(client, operation.service), name or operation.name)


def described(bound: Any, operation: Operation, *args: Any, **kwargs: Any) -> Any:
    """What an operation describes; it tells that it is deprecated if it is, at the line of its caller."""
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        found = describe(bound, *args, **kwargs)
    expected = [f"ZITADEL has deprecated {operation.facts['path'][1:]}"] if operation.facts.get("deprecated") else []
    assert [str(each.message) for each in told] == expected, operation.where
    for each in told:
        assert each.category is DeprecationWarning
        assert "describe(bound" in linecache.getline(each.filename, each.lineno), operation.where
    return found


def text(value: Any) -> str:
    """JSON as it is: 1 is not true, and the order of names counts for nothing."""
    return json.dumps(value, sort_keys=True)


def reply(body: Any) -> Reply:
    return Reply(200, {"content-type": "application/json"}, json.dumps(body).encode())


@pytest.fixture(autouse=True)
def nothing_is_out_of_place(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A value that does not fit its type would be logged."""
    yield
    assert caplog.get_records("call") == []


# Requests


def forms(operation: Operation, branch: int) -> Iterator[tuple[str, list[Any], dict[str, Any]]]:
    """All ways in which one request can be given."""
    body = operation.body
    if arguments(body, branch):
        yield "keywords with mappings", [], arguments(body, branch)
        yield "keywords with models", [], arguments(body, branch, models=True)
    yield "a model", [made(body, branch)], {}
    yield "a model made by the names of JSON", [made(body, branch, by_wire_name=True)], {}
    yield "a model by its name", [], {"request": made(body, branch)}
    yield "a mapping with values", [typed(body, branch)], {}
    yield "a mapping as JSON has it", [full(body, branch)], {}
    yield "the keyword of another client", [], {operation.facts["old_parameter"]: made(body, branch)}
    yield "body", [], {"body": typed(body, branch)}


@every_client
@every_service
def test_a_request_with_every_field_is_sent_as_the_contract_has_it(client: Any, service: str) -> None:
    for operation in of_service(service, aliases=True):
        bound = method(client, operation)
        for branch in range(branches(operation.body)):
            expected = text(full(operation.body, branch))
            for form, args, kwargs in forms(operation, branch):
                call = described(bound, operation, *args, **kwargs)
                where = f"{operation.where}, branch {branch}, {form}"
                assert isinstance(call, Call), where
                assert (call.method, call.path) == ("POST", operation.facts["path"]), where
                assert call.safe is bool(operation.facts.get("safe")), where
                assert (call.auth, call.params, call.form, call.files) == (True, None, None, None), where
                assert text(call.json) == expected, where


def test_the_samples_hold_every_field_every_alternative_and_every_member() -> None:
    fields: set[str] = set()
    members: set[tuple[str, str]] = set()
    for operation in operations():
        for message in (operation.body, operation.answer):
            for branch in range(branches(message)):
                for place in places(message, full(message, branch)):
                    for field in place.fields():
                        if field["wire"] in place.holder:
                            fields.add(f"{place.model}.{field['wire']}")
                            held = place.holder[field["wire"]]
                            members |= {
                                (field["type"], each)
                                for each in (held if isinstance(held, list) else [held])
                                if "enum:" in field["type"]
                            }
    named = {(type_.rpartition("enum:")[2].rstrip(">"), text) for type_, text in members}
    beside = ("connect.",)  # what refusals are made of
    assert fields == {
        f"{model}.{field['wire']}"
        for model, facts in table().models.items()
        for field in facts["fields"]
        if not model.startswith(beside)
    }
    assert named == {
        (enum, text)
        for enum, facts in table().enums.items()
        for text in facts["members"].values()
        if not enum.startswith(beside)
    }


@every_service
def test_a_request_without_anything_is_sent_as_an_empty_object_unless_something_is_needed(service: str) -> None:
    for operation in of_service(service):
        facts = table().models[operation.body]
        needs = facts.get("at_least_one") or any(field.get("required") for field in facts["fields"])
        for client in CLIENTS:
            bound = method(client, operation)
            given: list[list[Any]] = [[], [{}]]
            for args in given:
                if needs:
                    with pytest.raises(ArgumentError, match=r"is missing|must be given"):
                        describe(bound, *args)
                else:
                    assert described(bound, operation, *args).json == {}, operation.where


def test_a_deprecated_operation_tells_so_when_it_is_called_and_not_when_it_is_awaited() -> None:
    told = 0
    for operation in operations(aliases=True):
        if operation.facts.get("deprecated"):
            with pytest.warns(DeprecationWarning, match=operation.facts["path"][1:]) as warned:
                waiting = method(CLIENTS[1], operation)(typed(operation.body))
            waiting.close()  # nothing is sent
            assert [each.filename for each in warned] == [__file__], operation.where
            told += 1
    assert told == 136 + 4


# Answers


def check(value: Any, model: str, raw: Mapping[str, Any], expected: Mapping[str, Any], where: str) -> None:
    """A message is a model of the right class, with a value of the right type for every field."""
    assert type(value) is class_of(model), where
    assert text(value.raw) == text(raw), where
    for field in table().models[model]["fields"]:
        place = f"{where}.{field['wire']}"
        found = getattr(value, field.get("attribute", field["name"]))
        if field["wire"] in raw:
            check_value(found, field["type"], raw[field["wire"]], expected[field["wire"]], place)
        else:
            absent = left_out(field)
            assert (type(found), found) == (type(absent), absent), place
    for group, names in alternatives(model).items():
        attributes = {field["name"]: field["wire"] for field in table().models[model]["fields"]}
        told = next((name for name in names if attributes[name] in raw), None)
        assert value.which(group) == told, f"{where} {group}"


def check_value(found: Any, type_: str, raw: Any, expected: Any, where: str) -> None:
    if type_.startswith("list<"):
        assert type(found) is list, where
        assert len(found) == len(expected), where
        for index, item in enumerate(found):
            check_value(item, type_[5:-1], raw[index], expected[index], f"{where}[{index}]")
    elif type_.startswith("map<"):
        assert type(found) is dict, where
        assert found.keys() == expected.keys(), where
        for key, item in found.items():
            check_value(item, type_.partition(",")[2][:-1], raw[key], expected[key], f"{where}[{key}]")
    elif type_.startswith("model:"):
        check(found, type_[6:], raw, expected, where)
    else:
        assert type(found) is type(expected), where
        assert found == expected, where
        assert not isinstance(found, datetime) or found.tzinfo is not None, where


def left_out(field: Mapping[str, Any]) -> Any:
    """What an attribute is where the answer has no such field."""
    kind, _, reference = field["type"].partition(":")
    if kind.startswith("list<"):
        return []
    if kind.startswith("map<"):
        return {}
    if field.get("presence") or field.get("required") or kind in ("model", "timestamp", "duration", "struct", "any"):
        return None
    if kind == "enum":
        return next(iter(class_of(reference)))
    return {"string": "", "bool": False, "bytes": b""}.get(kind, 0)


def answers(operation: Operation, body: Any) -> list[Any]:
    """What both clients read out of an answer, under all names of the operation."""
    found = []
    for client in CLIENTS:
        for name in filter(None, (operation.name, operation.facts.get("alias"))):
            call = described(method(client, operation, name), operation, full(operation.body))
            found.append(call.read(reply(body)))
    return found


@every_service
def test_an_answer_with_every_field_is_read_without_loss(service: str) -> None:
    for operation in of_service(service):
        for branch in range(branches(operation.answer)):
            body = full(operation.answer, branch)
            for answer in answers(operation, body):
                check(answer, operation.answer, body, typed(operation.answer, branch), operation.where)


@every_service
def test_what_an_answer_leaves_out_is_the_empty_value_of_its_type(service: str) -> None:
    for operation in of_service(service):
        for answer in answers(operation, {}):
            check(answer, operation.answer, {}, {}, operation.where)
        for place in places(operation.answer, full(operation.answer)):
            check(class_of(place.model).of({}), place.model, {}, {}, f"{operation.where}: {place.where}")


@every_service
def test_what_this_version_does_not_know_arrives_as_it_is(service: str) -> None:
    for operation in of_service(service):
        for branch in range(branches(operation.answer)):
            body, expected = full(operation.answer, branch), typed(operation.answer, branch)
            for changed in (body, expected):
                for place in [*places(operation.answer, changed)]:
                    for field in place.fields():
                        if field["wire"] in place.holder and "enum:" in field["type"]:
                            listed = field["type"].startswith("list<")
                            place.holder[field["wire"]] = [TOMORROW, TOMORROW] if listed else TOMORROW
                    place.holder["fieldOfTomorrow"] = {"x": [None]}
            (answer, *_) = answers(operation, body)
            assert answer["fieldOfTomorrow"] == {"x": [None]}
            check(answer, operation.answer, body, expected, operation.where)


# Lists in pages


@pytest.mark.parametrize("operation", PAGED, ids=lambda operation: operation.where)
def test_a_list_is_walked_page_by_page(operation: Operation) -> None:
    page = operation.facts["page"]
    items = next(each for each in table().models[operation.answer]["fields"] if each["wire"] == page["items"])
    item = items["type"].removeprefix("list<model:")[:-1]
    outer, _, counted = page["total"].partition(".")
    within = next(each["name"] for each in table().models[operation.body]["fields"] if each["wire"] == page["within"])
    for client in CLIENTS:
        bound = method(client, operation, operation.name.replace("list_", "iterate_", 1))
        for window, begin, limit, rest in (
            ({}, 0, 100, {}),
            ({"offset": 7, "limit": 2, "asc": True}, 7, 2, {"asc": True}),
        ):
            filled = arguments(operation.body, 1)
            others = {key: value for key, value in full(operation.body, 1).items() if key != page["within"]}
            book = described(bound, operation, **{**filled, within: window})
            assert isinstance(book, Book)
            seen, cursor, asked = 0, book.first, 0
            while True:
                call: Any = book.page(cursor)
                assert (call.method, call.path, call.safe) == ("POST", operation.facts["path"], True)
                assert call.json == {
                    **others,
                    page["within"]: {**rest, "offset": str(begin + seen), "limit": limit},
                }
                asked += 1
                held = [full(item, branch) for branch in range(2)] if asked < 3 else []
                found, total = call.read(reply({page["items"]: held, outer: {counted: str(begin + 5)}}))
                assert total == 5
                for branch, each in enumerate(found):
                    check(each, item, held[branch], typed(item, branch), operation.where)
                seen += len(found)
                after = book.after(Reading(cursor, seen, len(found), total))
                if after is None:
                    break
                cursor = after
            assert (asked, seen) == (3, 4)  # the platform told of 5, and then had no more
            assert book.after(Reading(0, 2, 2, 2)) is None
            empty: Any = book.page(0)
            assert empty.read(reply({})) == ([], None)
