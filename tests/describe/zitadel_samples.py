"""Values for every field of ZITADEL's messages, made from the table: as JSON has them, and as Python has them.

    full("user.SearchQuery", 3)        the message with every field set, as JSON
    typed("user.SearchQuery", 3)       the same with Python's values in it: moments, bytes, members of enums, ...
    made("user.SearchQuery", 3)        the same as a model
    arguments("user.SearchQuery", 3)   the same as keywords

The number is the branch. Branch after branch up to `branches(...)`, every alternative of every group comes up, and
every member of every enum. Messages that hold messages of their own kind do so once.
"""

from __future__ import annotations

import json
import zlib
from base64 import b64encode
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from functools import cache
from importlib import import_module
from itertools import accumulate
from pathlib import Path
from typing import Any, Literal, NamedTuple

__all__ = [
    "Operation",
    "Place",
    "Table",
    "alternatives",
    "arguments",
    "branches",
    "class_of",
    "full",
    "made",
    "operations",
    "places",
    "table",
    "typed",
]

Record = dict[str, Any]
Form = Literal["wire", "typed", "made", "made_by_wire_name"]

FILE = Path(__file__).parents[2] / "tools" / "api" / "zitadel.json"
UTC = timezone.utc

MOMENTS = [
    ("2026-01-02T03:04:05.678901Z", datetime(2026, 1, 2, 3, 4, 5, 678901, UTC)),
    ("1970-01-01T00:00:00Z", datetime(1970, 1, 1, tzinfo=UTC)),
    ("2099-12-31T23:59:59.500000Z", datetime(2099, 12, 31, 23, 59, 59, 500000, UTC)),
]
DURATIONS = [
    ("3.5s", timedelta(seconds=3.5)),
    ("86400s", timedelta(days=1)),
    ("0.000001s", timedelta(microseconds=1)),
]
STRUCT: Record = {"text": "t", "number": 1.5, "flag": False, "nothing": None, "list": [1, {"deep": []}], "object": {}}


class Table(NamedTuple):
    """What tools/api/README.md tells of."""

    platform: str
    services: list[Record]
    models: dict[str, Record]
    enums: dict[str, Record]
    aliases: dict[str, list[str]]


class Operation(NamedTuple):
    """An operation of the table, under one of its names."""

    service: str
    name: str
    facts: Record

    @property
    def body(self) -> str:
        """Its request: `user.AddHumanUserRequest`."""
        return str(self.facts["body"]).removeprefix("model:")

    @property
    def answer(self) -> str:
        """Its answer."""
        return str(self.facts["answer"]).removeprefix("model:")

    @property
    def where(self) -> str:
        """What tests call it."""
        return f"{self.service}.{self.name}"


class Place(NamedTuple):
    """A message inside a message.

    Attributes:
        where: How errors name it: `human.profile.`; empty for the whole.
        model: What it is.
        holder: What stands in it.
    """

    where: str
    model: str
    holder: Record

    def fields(self) -> list[Record]:
        """All fields that it can have."""
        return list(table().models[self.model]["fields"])


@cache
def table() -> Table:
    """The table."""
    return Table(**json.loads(FILE.read_text(encoding="utf-8")))


@cache
def operations(*, aliases: bool = False) -> list[Operation]:
    """All operations; with those that have a second name under that too."""
    return [
        Operation(service["name"], name, facts)
        for service in table().services
        for facts in service["operations"]
        for name in (facts["name"], *([facts["alias"]] if aliases and "alias" in facts else []))
    ]


@cache
def class_of(reference: str) -> Any:
    """The class of a model or an enum: `user.User`."""
    module, _, name = reference.partition(".")
    return getattr(import_module(f"authing.{table().platform}.models.{module}"), name)


def full(model: str, branch: int = 0) -> Record:
    """A message as JSON, with every field set and one alternative of each group."""
    return dict(_message(_plain(model), branch, "wire"))


def typed(model: str, branch: int = 0) -> Record:
    """The same with Python's values under the names that JSON has for the fields."""
    return dict(_message(_plain(model), branch, "typed"))


def made(model: str, branch: int = 0, *, by_wire_name: bool = False) -> Any:
    """The same as a model, made by its constructor with the names that Python has for the fields, or JSON."""
    return _message(_plain(model), branch, "made_by_wire_name" if by_wire_name else "made")


def arguments(model: str, branch: int = 0, *, models: bool = False) -> Record:
    """The same as keywords; the messages inside are mappings, or models."""
    names = {field["wire"]: field["name"] for field in table().models[_plain(model)]["fields"]}
    values = _fields(_plain(model), branch, "made" if models else "typed", ())
    return {names[wire]: value for wire, value in values.items()}


def branches(model: str) -> int:
    """How many branches there are."""
    return _breadth(f"model:{_plain(model)}", ())


@cache
def alternatives(model: str, path: tuple[str, ...] = ()) -> dict[str, list[str]]:
    """The groups of a message, and the fields of them that can be set there: inside itself, not itself again."""
    facts = table().models[model]
    types = {field["name"]: field["type"] for field in facts["fields"]}
    deep = path.count(model) > 0
    return {
        group: [name for name in names if not (deep and model in _reachable(types[name]))]
        for group, names in facts.get("one_of", {}).items()
    }


def places(model: str, values: Record, where: str = "") -> Iterator[Place]:
    """A message of `full` or `typed`, and all messages inside it."""
    yield Place(where, model, values)
    for field in table().models[model]["fields"]:
        if field["wire"] in values and "model:" in field["type"]:
            inner, held = _inmost(field["type"])[6:], values[field["wire"]]
            name = where + field.get("attribute", field["name"])
            if field["type"].startswith("list<"):
                inside = {f"{name}[{index}].": item for index, item in enumerate(held)}
            elif field["type"].startswith("map<"):
                inside = {f"{name}[{key!r}].": item for key, item in held.items()}
            else:
                inside = {f"{name}.": held}
            for place, item in inside.items():
                yield from places(inner, item, place)


def _plain(model: str) -> str:
    return model.removeprefix("model:")


def _message(model: str, branch: int, form: Form, path: tuple[str, ...] = ()) -> Any:
    values = _fields(model, branch, form, path)
    if form in ("wire", "typed"):
        return values
    names = {field["wire"]: field["name"] for field in table().models[model]["fields"]}
    kind = class_of(model)
    return kind(**(values if form == "made_by_wire_name" else {names[wire]: each for wire, each in values.items()}))


def _fields(model: str, branch: int, form: Form, path: tuple[str, ...]) -> Record:
    inner, chosen = (*path, model), dict(_chosen(model, branch, path))
    grouped = {name for names in table().models[model].get("one_of", {}).values() for name in names}
    values = {}
    for field in table().models[model]["fields"]:
        name = field["name"]
        if name in chosen or name not in grouped:
            values[field["wire"]] = _value(field["type"], chosen.get(name, branch), form, inner, f"{model}.{name}")
    return values


def _chosen(model: str, branch: int, path: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    """The field of each group that is set, and which branch of it."""
    types = {field["name"]: field["type"] for field in table().models[model]["fields"]}
    for names in alternatives(model, path).values():
        ends = list(accumulate(_breadth(types[name], (*path, model)) for name in names))
        at = branch % ends[-1]
        index = next(index for index, end in enumerate(ends) if at < end)
        yield names[index], at - (ends[index - 1] if index else 0)


def _value(type_: str, branch: int, form: Form, path: tuple[str, ...], where: str) -> Any:
    if type_.startswith("list<"):
        return [_value(type_[5:-1], branch + index, form, path, where) for index in range(2)]
    if type_.startswith("map<"):
        inner = type_.partition(",")[2][:-1]
        return {f"key {index}": _value(inner, branch + index, form, path, where) for index in range(2)}
    kind, _, reference = type_.partition(":")
    if kind == "model":
        return _message(reference, branch, form, path)
    if kind == "enum":
        members = list(table().enums[reference]["members"].items())
        name, text = members[branch % len(members)]
        return text if form == "wire" else class_of(reference)[name]
    return _leaf(kind, branch, where)[form != "wire"]


def _leaf(kind: str, branch: int, where: str) -> tuple[Any, Any]:
    """A value as JSON has it, and as Python has it."""
    seed = branch + zlib.crc32(where.encode())
    if kind == "bytes":
        octets = b"\xfb\xff\x00" + seed.to_bytes(5, "big")
        return b64encode(octets).decode(), octets
    if kind == "uint64":
        return str(2**53 + seed), 2**53 + seed
    if kind in ("int32", "uint32"):
        return 1 + seed % 100, 1 + seed % 100
    if kind == "timestamp":
        return MOMENTS[seed % len(MOMENTS)]
    if kind == "duration":
        return DURATIONS[seed % len(DURATIONS)]
    if kind == "string":
        return f"{where} ☂ {branch}", f"{where} ☂ {branch}"
    return {"bool": (True, True), "struct": (STRUCT, STRUCT), "any": ([STRUCT], [STRUCT])}[kind]


@cache
def _reachable(type_: str) -> frozenset[str]:
    """The models that a value of this type can hold."""
    found: set[str] = set()
    waiting = [type_]
    while waiting:
        kind, _, reference = _inmost(waiting.pop()).partition(":")
        if kind == "model" and reference not in found:
            found.add(reference)
            waiting += [field["type"] for field in table().models[reference]["fields"]]
    return frozenset(found)


def _inmost(type_: str) -> str:
    return type_.rpartition("<")[2].rpartition(",")[2].rstrip(">")


@cache
def _breadth(type_: str, path: tuple[str, ...]) -> int:
    """How many branches it takes until a value of this type has been everything that it can be."""
    kind, _, reference = _inmost(type_).partition(":")
    if kind == "enum":
        return len(table().enums[reference]["members"])
    if kind != "model":
        return 1
    facts, inner = table().models[reference], (*path, reference)
    types = {field["name"]: field["type"] for field in facts["fields"]}
    groups = alternatives(reference, path)
    grouped = {name for names in facts.get("one_of", {}).values() for name in names}
    single = [_breadth(type_, inner) for name, type_ in types.items() if name not in grouped]
    shared = [sum(_breadth(types[name], inner) for name in names) for names in groups.values()]
    return max([1, *single, *shared])
