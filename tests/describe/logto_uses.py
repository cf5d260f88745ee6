"""All uses of Logto's operations: what they are given, what they describe, and what must be read out of answers."""

from __future__ import annotations

import json
import linecache
import warnings
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import quote

import pytest
from logto_samples import Operation, arguments, branches, class_of, full, made, operations, places, table, typed

from authing.core.binding import describe
from authing.core.call import Reply
from authing.core.multipart import File
from authing.logto import AsyncLogto, Logto

__all__ = [
    "CLIENTS",
    "HARMLESS",
    "Use",
    "all_fields",
    "check",
    "check_model",
    "described",
    "every_service",
    "forms",
    "in_path",
    "method",
    "path_of",
    "reply",
    "text",
    "uses",
]

HOST = "https://logto.test"
CLIENTS: list[Any] = [Logto.with_token(HOST, "t"), AsyncLogto.with_token(HOST, "t")]
ODD = "a/b c?d=1&e#f%2F+☂;'"
HARMLESS = {"GET", "PUT", "DELETE"}

every_service = pytest.mark.parametrize("service", [service["name"] for service in table().services])


class Use(NamedTuple):
    """An operation with one kind of what its path decides.

    Attributes:
        path: What stands in the path where that decides.
        body: The type of the body.
        answer: The type of the answer.
    """

    operation: Operation
    path: Mapping[str, str]
    body: str | None
    answer: str

    @property
    def branches(self) -> int:
        """How many branches its request has."""
        types = [self.body, self.operation.facts.get("query"), *(each["type"] for each in self.operation.parameters)]
        return max(branches(each) for each in [*types, "any"] if each)


def uses(service: str) -> list[Use]:
    """All operations of a service: with a union whose kind stands in the path, once for each kind."""
    found = []
    for operation in operations():
        if operation.service == service:
            unions = {each for each in (operation.body, operation.answer) if each and each.startswith("union:")}
            by = [table().unions[union[6:]] for union in unions if "by" in table().unions[union[6:]]]
            if by:
                (facts,) = by
                for tag, model in facts["tags"]:
                    body = f"model:{model}" if operation.body else None
                    found.append(Use(operation, {facts["by"]: tag}, body, f"model:{model}"))
            else:
                found.append(Use(operation, {}, operation.body, operation.answer))
    assert found
    return found


def in_path(use: Use, branch: int) -> dict[str, Any]:
    """Values for the path: texts with characters that have a meaning there, and members of enums."""
    found = {}
    for index, each in enumerate(use.operation.parameters):
        sample = ODD + str(index) if each["type"] == "string" else typed(each["type"], branch)
        found[each["name"]] = use.path.get(each["name"], sample)
    return found


def path_of(use: Use, values: Mapping[str, Any]) -> str:
    """The path with these values, each of them one segment."""
    found = str(use.operation.facts["template"])
    for each in use.operation.parameters:
        found = found.replace(f"{{{each['wire']}}}", quote(str.__str__(values[each["name"]]), safe=""), 1)
    return found


def method(client: Any, operation: Operation, name: str | None = None) -> Any:
    return getattr(getattr(client, operation.service), name or operation.name)


def described(bound: Any, operation: Operation, *args: Any, **kwargs: Any) -> Any:
    """What an operation describes; it tells that it is deprecated if it is, at the line of its caller."""
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        found = describe(bound, *args, **kwargs)
    where = f"{operation.facts['method']} {operation.facts['path'].partition('{')[0]}"
    assert len(told) == bool(operation.facts.get("deprecated")), operation.where
    for each in told:
        assert str(each.message).startswith(f"Logto has deprecated {where}"), operation.where
        assert each.category is DeprecationWarning
        assert "describe(bound" in linecache.getline(each.filename, each.lineno), operation.where
    return found


def text(value: Any) -> str:
    """JSON as it is: 1 is not true, and the order of names counts for nothing."""
    return json.dumps(value, sort_keys=True)


def reply(body: Any, status: int = 200, headers: Mapping[str, str] = {}) -> Reply:
    return Reply(status, {"content-type": "application/json", **headers}, json.dumps(body).encode())


def forms(use: Use, branch: int) -> Iterator[tuple[str, list[Any], dict[str, Any]]]:
    """All ways in which one body can be given."""
    operation = use.operation
    if upload := operation.facts.get("upload"):
        file = File("a.bin", b"\x00\xff", upload["types"][branch % len(upload["types"])])
        yield "a file", [file], {}
        yield "a file by its name", [], {upload["name"]: file}
    elif use.body is None:
        yield "nothing", [], {}
    else:
        yield "values in mappings", [typed(use.body, branch)], {}
        yield "models", [made(use.body, branch)], {}
        yield "JSON", [full(use.body, branch)], {}
        yield "by its name", [], {"request": made(use.body, branch)}
        if operation.body_model:
            yield "keywords with mappings", [], arguments(operation.body_model, branch)
            yield "keywords with models", [], arguments(operation.body_model, branch, models=True)
            yield "body", [], {"body": typed(use.body, branch)}


def all_fields(model: str) -> list[dict[str, Any]]:
    return list(table().models[model]["fields"])


def check(value: Any, type_: str, raw: Any, expected: Any, where: str) -> None:
    """A value of an answer is what its type says, all the way down."""
    if type_.startswith("list<"):
        assert isinstance(value, list), where
        assert len(value) == len(raw), where
        for index, item in enumerate(value):
            check(item, type_[5:-1], raw[index], expected[index], f"{where}[{index}]")
    elif type_.startswith("map<"):
        assert value.keys() == raw.keys(), where
        for key, item in value.items():
            check(item, type_.partition(",")[2][:-1], raw[key], expected[key], f"{where}[{key}]")
    elif type_.startswith("union:"):
        known = [*places(type_, raw)]
        check_model(value, known[0].model, raw, expected, where)
    elif type_.startswith("model:"):
        check_model(value, type_[6:], raw, expected, where)
    else:
        assert (type(value), value) == (type(expected), expected), where
        if isinstance(value, datetime):
            assert value.tzinfo is not None, where


def check_model(value: Any, model: str, raw: Mapping[str, Any], expected: Mapping[str, Any], where: str) -> None:
    assert type(value) is class_of(model), where
    assert text(value.raw) == text(raw), where
    for field in all_fields(model):
        place, found = f"{where}.{field['wire']}", getattr(value, field["name"])
        if field["wire"] not in raw:
            absent = left_out(field)
            assert (type(found), found) == (type(absent), absent), place
        elif raw[field["wire"]] is None:
            assert found is None, place
        else:
            check(found, field["type"], raw[field["wire"]], expected[field["wire"]], place)


def left_out(field: Mapping[str, Any]) -> Any:
    """What an attribute is where the answer has no such field."""
    kind, _, reference = field["type"].partition(":")
    if kind == "const" and not field.get("presence"):
        return json.loads(reference)
    if kind.startswith("list<") and not field.get("nullable"):
        return []
    if field.get("nullable") or field.get("required") or kind == "model":
        return None
    return {} if kind.startswith("map<") else field.get("default")
