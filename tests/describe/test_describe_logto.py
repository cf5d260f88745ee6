"""What each of Logto's operations sends, with every field and every kind; and how its lists are walked."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

import pytest
from logto_samples import (
    Operation,
    Place,
    arguments,
    branches,
    class_of,
    full,
    item_of,
    nullable,
    operations,
    places,
    table,
    typed,
)
from logto_uses import (
    CLIENTS,
    HARMLESS,
    all_fields,
    check,
    described,
    every_service,
    forms,
    in_path,
    method,
    path_of,
    reply,
    text,
    uses,
)

from authing.core.binding import describe
from authing.core.call import Call
from authing.core.paging import Book, Reading
from authing.core.plan import encoded_query
from authing.logto.search import Search

PAGED = [operation for operation in operations() if operation.iterator]

every_client = pytest.mark.parametrize("client", CLIENTS, ids=["blocking", "awaited"])
every_list = pytest.mark.parametrize("operation", PAGED, ids=lambda operation: operation.where)


# Requests


@every_client
@every_service
def test_a_request_with_every_field_is_sent_as_the_contract_has_it(client: Any, service: str) -> None:
    for use in uses(service):
        operation = use.operation
        facts, bound = operation.facts, method(client, operation)
        for branch in range(use.branches):
            values = in_path(use, branch)
            asked = arguments(operation.query, branch) if operation.query else {}
            query = full(facts["query"], branch) if operation.query else {}
            for form, args, kwargs in forms(use, branch):
                where = f"{operation.where}, branch {branch}, {form}"
                given: list[tuple[list[Any], dict[str, Any]]] = [([*values.values(), *args], kwargs)]
                if not args:
                    given.append(([], {**values, **kwargs}))
                for positional, by_name in given:
                    call = described(bound, operation, *positional, **by_name, **asked)
                    assert isinstance(call, Call), where
                    assert (call.method, call.path) == (facts["method"], path_of(use, values)), where
                    assert call.safe is facts.get("safe", facts["method"] in HARMLESS), where
                    assert call.again == facts.get("again"), where
                    assert call.auth is not facts.get("anonymous", False), where
                    assert (call.form, call.headers, call.timeout) == (None, None, None), where
                    assert text(call.params) == text(query), where
                    assert sorted(parse_qsl(encoded_query(call.params or {}))) == sorted(in_query(query)), where
                    expected = None if use.body is None else full(use.body, branch)
                    assert text(call.json) == text(expected), where
                    if upload := facts.get("upload"):
                        assert call.files == {upload["wire"]: [*args, *kwargs.values()][0]}, where
                    else:
                        assert call.files is None, where


def in_query(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What a server reads out of a query: a list is its name again and again, flags are `true` and `false`."""
    for name, value in values.items():
        for each in value if isinstance(value, list) else [value]:
            yield name, str(each).lower() if isinstance(each, bool) else str(each)


def test_flags_lists_and_moments_are_written_into_the_query() -> None:
    call = describe(CLIENTS[0].applications.list, types=["SPA", "Native"], is_third_party=False, page=2)
    assert encoded_query(call.params) == "types=SPA&types=Native&isThirdParty=false&page=2"
    call = describe(
        CLIENTS[0].logs.list, start_time=datetime.fromisoformat("2026-01-02T03:04:05.678+00:00"), end_time=7
    )
    assert encoded_query(call.params) == "start_time=1767323045678&end_time=7"


def test_the_samples_hold_every_field_every_kind_and_every_member() -> None:
    fields: set[str] = set()
    members: set[tuple[str, str]] = set()
    kinds: set[tuple[str, str]] = set()
    for service in table().services:
        for use in uses(service["name"]):
            types = [use.body, use.operation.facts.get("query"), *use.operation.facts.get("also", {}).values()]
            for type_ in [each for each in (*types, use.answer) if each and ":" in each]:
                for branch in range(branches(type_)):
                    for place in places(type_, full(type_, branch)):
                        if place.union:
                            kinds.add((place.union, place.model))
                        for field in place.fields():
                            if field["wire"] in place.holder:
                                fields.add(f"{place.model}.{field['wire']}")
                                held = place.holder[field["wire"]]
                                listed = held if isinstance(held, list) else [held]
                                if "enum:" in field["type"]:
                                    enum = field["type"].rpartition("enum:")[2].rstrip(">")
                                    members |= {(enum, each) for each in listed}
            members |= {
                (each["type"][5:], in_path(use, branch)[each["name"]].value)
                for each in use.operation.parameters
                if each["type"].startswith("enum:") and each["name"] not in use.path
                for branch in range(use.branches)
            }
    members |= {("configs.JwtCustomizerType", tag) for tag in ("access-token", "client-credentials")}
    assert fields == {
        f"{model}.{field['wire']}" for model, facts in table().models.items() for field in facts["fields"]
    }
    by_path = {"configs.JwtCustomizer"}
    assert kinds == {
        (union, kind) for union, facts in table().unions.items() for kind in facts["of"] if union not in by_path
    }
    assert members == {(enum, each) for enum, facts in table().enums.items() for each in facts["members"].values()}


@every_service
def test_a_search_stands_in_the_query(service: str) -> None:
    for use in uses(service):
        allowed = use.operation.facts.get("search", ())
        for client in CLIENTS if allowed else []:
            bound, values = method(client, use.operation), in_path(use, 0)
            assert describe(bound, **values, search="%ada%").params == {"search": "%ada%"}
            fields: dict[str, Any] = {allowed[0]: ["a", "b"]}
            search = Search(joint="and", case_sensitive=True, mode="exact", **fields)
            found = describe(bound, **values, search=search).params
            assert found == {
                f"search.{allowed[0]}": ["a", "b"],
                "mode": "exact",
                "joint": "and",
                "isCaseSensitive": True,
            }


@every_service
def test_what_may_be_null_is_sent_as_null_and_is_not_sent_when_it_is_left_out(service: str) -> None:
    for use in uses(service):
        if use.body is None:
            continue
        for client in CLIENTS:
            bound, values = method(client, use.operation), in_path(use, 0)
            for branch in range(use.branches):
                for place in [*places(use.body, typed(use.body, branch))]:
                    body = typed(use.body, branch)
                    (same,) = [each for each in places(use.body, body) if each.where == place.where]
                    for field in place.fields():
                        present = same.holder.pop(field["wire"], None)
                        if field.get("nullable"):
                            same.holder[field["wire"]] = None
                            sent = inside(described(bound, use.operation, **values, request=body).json, use.body, place)
                            assert sent[field["wire"]] is None, f"{use.operation.where}: {place.where}{field['name']}"
                            del same.holder[field["wire"]]
                        if not field.get("required"):
                            sent = inside(described(bound, use.operation, **values, request=body).json, use.body, place)
                            assert field["wire"] not in sent, f"{use.operation.where}: {place.where}{field['name']}"
                        if present is not None:
                            same.holder[field["wire"]] = present
                if branch == 3:
                    break  # kinds of objects come up early, members of enums late


def inside(sent: Any, type_: str, place: Place) -> dict[str, Any]:
    """What is sent in one place."""
    found: dict[str, Any] = next(each.holder for each in places(type_, sent) if each.where == place.where)
    return found


def test_none_as_a_keyword_empties_a_field_or_means_nothing() -> None:
    emptied = 0
    for operation in operations():
        if operation.body_model:
            needed = {
                name: value
                for name, value in arguments(operation.body_model).items()
                if any(field["name"] == name and field.get("required") for field in all_fields(operation.body_model))
            }
            (use, *_) = [each for each in uses(operation.service) if each.operation is operation]
            for field in all_fields(operation.body_model):
                if field["name"] in needed and not field.get("nullable"):
                    continue
                for client in CLIENTS:
                    call = describe(method(client, operation), **in_path(use, 0), **{**needed, field["name"]: None})
                    if field.get("nullable"):
                        assert call.json[field["wire"]] is None, f"{operation.where}: {field['name']}"
                        emptied += 1
                    elif not field["type"].startswith("const:"):
                        assert field["wire"] not in call.json, f"{operation.where}: {field['name']}"
    assert emptied == 2 * sum(len(nullable(each.body_model)) for each in operations() if each.body_model) > 2 * 20


@every_service
def test_constants_are_filled_in(service: str) -> None:
    for use in uses(service):
        for branch in range(branches(use.body)) if use.body else ():
            body = typed(use.body or "", branch)
            for place in places(use.body or "", body):
                union = table().unions.get(place.union or "", {})
                for field in place.fields():
                    told = field["wire"] == union.get("on")
                    if field["type"].startswith("const:") and not field.get("presence") and not told:
                        del place.holder[field["wire"]]
            call = described(method(CLIENTS[0], use.operation), use.operation, **in_path(use, 0), request=body)
            assert text(call.json) == text(full(use.body or "", branch)), use.operation.where


def test_a_model_of_a_kind_fills_in_what_tells_its_kind() -> None:
    filled = 0
    for union, facts in table().unions.items():
        for model in facts["of"] if "on" in facts else ():
            (field,) = [each for each in all_fields(model) if each["wire"] == facts["on"]]
            if field["type"].startswith("const:") and not field.get("presence"):
                values = {name: value for name, value in arguments(model).items() if name != field["name"]}
                assert class_of(model)(**values)[facts["on"]] == json.loads(field["type"][6:]), f"{union}: {model}"
                filled += 1
    assert filled > 30


def test_what_the_platform_takes_by_default_is_shown_and_not_sent() -> None:
    shown = 0
    for model, facts in table().models.items():
        for field in facts["fields"]:
            if "default" in field:
                kind = class_of(model)
                told = str(field["default"]).lower() if isinstance(field["default"], bool) else str(field["default"])
                lines = [line for line in kind.__doc__.splitlines() if line.strip().startswith(f"{field['name']}: ")]
                assert f"by default {told}" in lines[0].replace("By", "by"), f"{model}.{field['name']}"
                assert getattr(kind.of({}), field["name"]) == field["default"], f"{model}.{field['name']}"
                values = {name: value for name, value in arguments(model).items() if name != field["name"]}
                assert field["wire"] not in kind(**values), f"{model}.{field['name']}"
                shown += 1
    assert shown == 12


def test_a_deprecated_operation_tells_so_when_it_is_called_and_not_when_it_is_awaited() -> None:
    told = []
    for operation in operations():
        if operation.facts.get("deprecated"):
            args: list[Any] = [{}] if operation.body else []
            values = ["c"] * len(operation.parameters)
            with pytest.warns(DeprecationWarning, match="Logto has deprecated") as warned:
                waiting = method(CLIENTS[1], operation)(*values, *args)
            waiting.close()  # nothing is sent
            assert [each.filename for each in warned] == [__file__], operation.where
            told.append(operation.where)
    assert told == ["well_known.get_sign_in_experience", "authn.assert_saml"]


# Lists in pages


@every_list
def test_a_list_is_walked_page_by_page_until_all_or_nothing_comes(operation: Operation) -> None:
    (use,) = [each for each in uses(operation.service) if each.operation is operation]
    page, item = operation.facts["page"], item_of(operation)
    for client in CLIENTS:
        bound = method(client, operation, operation.iterator)
        asked = {**arguments(str(operation.query), 1)}
        query = {**full(operation.facts["query"], 1)}
        for name in ("page", "page_size"):
            asked.pop(name)
            query.pop(name)
        for more, size in (({}, 100), ({"page_size": 7}, 7)):
            book = described(bound, operation, **in_path(use, 0), **asked, **more)
            assert isinstance(book, Book)
            seen, cursor, numbers = 0, book.first, []
            while True:
                call: Any = book.page(cursor)
                assert (call.method, call.path) == ("GET", path_of(use, in_path(use, 0)))
                assert call.safe is True
                assert text(call.params) == text({**query, "page": cursor, "page_size": size})
                numbers.append(call.params["page"])
                held = [full(item, branch) for branch in range(2)]
                body = {page["items"]: held, "more": 1} if "items" in page else held
                found, total = call.read(reply(body, headers={"total-number": "5"}))
                assert total == 5
                for branch, each in enumerate(found):
                    check(each, item, held[branch], typed(item, branch), operation.where)
                seen += len(found)
                after = book.after(Reading(cursor, seen, len(found), total))
                if after is None:
                    break
                cursor = after
            assert numbers == [1, 2, 3]
            assert call.read(reply({page["items"]: []} if "items" in page else [])) == ([], None)
            assert book.after(Reading(1, 0, 0, None)) is None


def test_a_total_that_is_capped_ends_no_walk() -> None:
    book = describe(CLIENTS[0].logs.iterate, enable_cap=True)
    headers = {"total-number": "10001", "total-number-is-capped": "true"}
    log = full("model:logs.Log")
    found, total = book.page(1).read(reply([log], headers=headers))
    assert total is None
    assert book.after(Reading(101, 10_100, 100, total)) == 102
    assert book.after(Reading(102, 10_100, 0, total)) is None
    page = describe(CLIENTS[0].logs.list, enable_cap=True).read(reply([log], headers=headers))
    assert (page.total, page.is_capped, len(page), page[0]) == (10_001, True, 1, found[0])


def test_an_optional_list_without_a_page_has_no_total() -> None:
    page = describe(CLIENTS[0].applications.list).read(reply([full("model:applications.Application")]))
    assert (page.total, page.is_capped, len(page)) == (None, False, 1)
