"""Arguments that ZITADEL's contract does not allow are refused before anything is sent, by the name of the field."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from datetime import datetime
from enum import Enum
from typing import Any

import pytest
from zitadel_samples import (
    Operation,
    Place,
    alternatives,
    arguments,
    branches,
    class_of,
    made,
    operations,
    places,
    table,
    typed,
)

from authing.core.binding import describe
from authing.core.errors import ArgumentError
from authing.zitadel import AsyncZitadel, Zitadel

HOST = "https://instance.test"
CLIENTS = [Zitadel.with_access_token(HOST, "t"), AsyncZitadel.with_access_token(HOST, "t")]
SECRET = "s3cret"

every_service = pytest.mark.parametrize("service", [service["name"] for service in table().services])


class Stranger(str, Enum):
    """A member of it stands nowhere."""

    MEMBER = SECRET


WRONG: dict[str, list[Any]] = {
    "string": [SECRET.encode(), [SECRET], {"a": SECRET}, 7, True, f"{SECRET}\0"],
    "bool": [SECRET, "true", 1, 0],
    "int32": [SECRET, "7", 1.5, True],
    "uint32": [SECRET, "7", 1.5, True],
    "uint64": [SECRET, "7x", "", 1.5, True],
    "bytes": [f"{SECRET}*", "a", 7, [1]],
    "timestamp": [
        SECRET,
        "2026-01-02",
        "2026-01-02T03:04:05",
        "2026-02-30T00:00:00Z",
        datetime(2026, 1, 2),  # noqa: DTZ001 - that is the mistake
        1767323045678,
    ],
    "duration": [SECRET, "3.5", "1s2", "3.-5s", f"{'9' * 30}s", 3.5],
    "struct": [SECRET, [SECRET], {7: SECRET}, {"a": SECRET.encode()}],
    "model": [SECRET, [SECRET], 7],
    "enum": [SECRET.encode(), [SECRET], 7, Stranger.MEMBER],
    "list": [SECRET, SECRET.encode(), {"a": SECRET}, 7],
    "map": [SECRET, [SECRET], {7: SECRET}],
}


def wrong_values(type_: str) -> list[Any]:
    found = [object(), *WRONG[type_.partition(":")[0].partition("<")[0]]]
    if type_.startswith("list<"):
        found += [[each] for each in [None, *wrong_values(type_[5:-1])]]
    if type_.startswith("map<"):
        found += [{"k": each} for each in [None, *wrong_values(type_.partition(",")[2][:-1])]]
    return found


def of_service(service: str) -> list[Operation]:
    return [operation for operation in operations() if operation.service == service]


def everywhere(service: str) -> Iterator[tuple[Operation, dict[str, Any], Place]]:
    """Every kind of message at every depth of every request, and the whole request, which changes with it."""
    for operation in of_service(service):
        done: set[tuple[str, int]] = set()
        for branch in range(branches(operation.body)):
            request = typed(operation.body, branch)
            for place in places(operation.body, request):
                kind = place.model, place.where.count(".")
                if kind not in done:
                    done.add(kind)
                    yield operation, request, place


def refusal(operation: Operation, *args: Any, **kwargs: Any) -> str:
    """What both clients say of wrong arguments: not what stands in them."""
    told = set()
    for client in CLIENTS:
        with pytest.raises(ArgumentError) as caught:  # noqa: PT012 - the name tells which operation let it pass
            describe(getattr(getattr(client, operation.service), operation.name), *args, **kwargs)
            pytest.fail(f"{operation.where} took {args or kwargs}")
        assert SECRET not in "".join(traceback.format_exception(caught.value, limit=0)), operation.where
        told.add(str(caught.value))
    assert len(told) == 1
    return told.pop()


def attribute(field: dict[str, Any]) -> str:
    return str(field.get("attribute", field["name"]))


@every_service
def test_a_value_of_the_wrong_type_is_refused_for_every_field(service: str) -> None:
    for operation, request, place in everywhere(service):
        for field in place.fields():
            if field["wire"] in place.holder:
                right, name = place.holder[field["wire"]], place.where + attribute(field)
                for value in wrong_values(field["type"]):
                    place.holder[field["wire"]] = value
                    told = refusal(operation, request)
                    assert told.startswith(name), f"{operation.where}, {value!r}: {told}"
                place.holder[field["wire"]] = right


@every_service
def test_a_value_of_the_wrong_type_is_refused_for_every_keyword(service: str) -> None:
    for operation in of_service(service):
        for field in table().models[operation.body]["fields"]:
            for value in wrong_values(field["type"]):
                told = refusal(operation, **{field["name"]: value})
                assert told.startswith(attribute(field)), f"{operation.where}, {value!r}: {told}"


@every_service
def test_an_unknown_field_is_refused_with_the_name_that_may_have_been_meant(service: str) -> None:
    for operation, request, place in everywhere(service):
        fields = place.fields()
        name = f"{fields[0]['name']}x" if fields else "x"
        place.holder[name] = SECRET
        told = refusal(operation, request)
        del place.holder[name]
        told, _, meant = told.partition(": did you mean ")
        assert told == f"there is no field {place.where}{name} in a {class_of(place.model).__name__}", operation.where
        assert bool(meant) == bool(fields), operation.where
        assert meant.rstrip("?") in {"", *map(attribute, fields)}, operation.where


@every_service
def test_an_unknown_keyword_is_refused_with_the_name_that_may_have_been_meant(service: str) -> None:
    for operation in of_service(service):
        fields = table().models[operation.body]["fields"]
        name = f"{fields[0]['name']}x" if fields else "x"
        told, _, meant = refusal(operation, **{name: SECRET}).partition(": did you mean ")
        assert told == f"there is no field {name} in a {class_of(operation.body).__name__}"
        assert meant.rstrip("?") in {"", *map(attribute, fields)}
        assert refusal(operation, 7).startswith(f"a {class_of(operation.body).__name__} or a mapping is needed")


@every_service
def test_what_is_missing_is_named(service: str) -> None:
    for operation, request, place in everywhere(service):
        kind = class_of(place.model).__name__
        for field in place.fields():
            if field.get("required") and field["wire"] in place.holder:
                right = place.holder.pop(field["wire"])
                expected = f"{place.where}{attribute(field)} is missing: a {kind} needs it"
                assert refusal(operation, request) == expected, operation.where
                place.holder[field["wire"]] = None  # the same
                assert refusal(operation, request) == expected, operation.where
                place.holder[field["wire"]] = right


@every_service
def test_of_a_group_one_field_can_be_given_and_of_some_one_must_be(service: str) -> None:
    for operation, request, place in everywhere(service):
        facts = table().models[place.model]
        fields = {field["name"]: field for field in facts["fields"]}
        for group, names in facts.get("one_of", {}).items():
            (present,) = [name for name in names if fields[name]["wire"] in place.holder]
            shown = {name: place.where + attribute(fields[name]) for name in names}
            for other in alternatives(place.model)[group]:
                if other != present:
                    # Any branch of the message in which the other field is set.
                    spare = next(
                        sample
                        for branch in range(branches(place.model))
                        if fields[other]["wire"] in (sample := typed(place.model, branch))
                    )
                    place.holder[fields[other]["wire"]] = spare[fields[other]["wire"]]
                    both = ", ".join(shown[name] for name in names if name in (present, other))
                    assert refusal(operation, request) == f"only one of {both} can be given", operation.where
                    del place.holder[fields[other]["wire"]]
            if group in facts.get("at_least_one", ()):
                right = place.holder.pop(fields[present]["wire"])
                expected = f"one of {', '.join(shown.values())} must be given"
                assert refusal(operation, request) == expected, operation.where
                place.holder[fields[present]["wire"]] = right


@every_service
def test_a_request_and_keywords_are_not_given_together(service: str) -> None:
    for operation in of_service(service):
        request, keywords, old = typed(operation.body), arguments(operation.body), operation.facts["old_parameter"]
        kind = class_of(operation.body).__name__
        if keywords:
            expected = f"give a whole {kind} or its fields ({', '.join(keywords)}), not both"
            assert refusal(operation, request, **keywords) == expected
            assert refusal(operation, made(operation.body), **keywords) == expected
            assert refusal(operation, **{old: request}, **keywords) == expected
        assert refusal(operation, request, **{old: request}).startswith(f"there is no field {old} in a {kind}")


@every_service
def test_a_field_is_not_given_under_two_of_its_names(service: str) -> None:
    for operation, request, place in everywhere(service):
        for field in place.fields():
            if field["wire"] in place.holder and attribute(field) != field["wire"]:
                place.holder[attribute(field)] = place.holder[field["wire"]]
                expected = f"{place.where}{attribute(field)} is given twice, under two of its names"
                assert refusal(operation, request) == expected, operation.where
                del place.holder[attribute(field)]


@pytest.mark.parametrize(
    ("name", "arguments_", "words"),
    [
        (
            "create_user",
            {"organization_id": "1", "human": {"profile": {"given_name": 5, "family_name": "L"}}},
            "human.profile.given_name must be a text, not int",
        ),
        (
            "create_user",
            {"organization_id": "1", "human": {"profile": {"givenName": "A"}}},
            "human.profile.family_name is missing: a SetHumanProfile needs it",
        ),
        (
            "list_users",
            {"queries": [{"orQuery": {"queries": [{"emailQuery": {"emailAdress": "a@b.test"}}]}}]},
            "there is no field queries[0].or_query.queries[0].email_query.emailAdress in a EmailQuery: did you mean ",
        ),
        ("list_users", {"queries": [{}]}, "one of queries[0].user_name_query, queries[0].first_name_query, "),
    ],
)
def test_the_way_to_the_field_is_told(name: str, arguments_: dict[str, Any], words: str) -> None:
    (operation,) = [each for each in of_service("users") if each.name == name]
    assert refusal(operation, **arguments_).startswith(words)
