"""Values for everything that Logto's operations send and answer, made from the table: as JSON and as Python has them.

    full("model:users.User", 3)        a value of this type with every field set, as JSON
    typed("model:users.User", 3)       the same with Python's values in it: moments, members of enums
    made("model:users.User", 3)        the same as a model
    arguments("users.User", 3)         the fields of a model as keywords

The number is the branch. Branch after branch up to `branches(...)`, every kind of every union comes up, and every
member of every enum. Texts and numbers are such as the platform would take.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from datetime import datetime, timezone
from functools import cache
from importlib import import_module
from itertools import accumulate
from pathlib import Path
from typing import Any, Literal, NamedTuple

__all__ = [
    "Operation",
    "Place",
    "Table",
    "arguments",
    "branches",
    "class_of",
    "full",
    "item_of",
    "made",
    "nullable",
    "operations",
    "places",
    "table",
    "typed",
]

Record = dict[str, Any]
Form = Literal["wire", "typed", "made"]

FILE = Path(__file__).parents[2] / "tools" / "api" / "logto.json"
UTC = timezone.utc

MOMENTS = [
    datetime(2026, 1, 2, 3, 4, 5, 678000, UTC),
    datetime(1970, 1, 1, tzinfo=UTC),
    datetime(2099, 12, 31, 23, 59, 59, 500000, UTC),
]
JSON: Record = {"text": "t", "number": 1.5, "flag": False, "nothing": None, "list": [1, {"deep": []}], "object": {}}
TEXTS = {
    "date": "2026-01-31",
    "url": "https://sample.test/a?b=c",
    "email": "ada{}@sample.test",
    "digits": "4930{}",
    "color": "#a1b2c3",
    "username": "ada_{}",
}
"""Texts of a form, by what the table calls it."""


class Table(NamedTuple):
    """What tools/api/README.md tells of."""

    platform: str
    services: list[Record]
    models: dict[str, Record]
    unions: dict[str, Record]
    enums: dict[str, Record]
    aliases: dict[str, list[str]]


class Operation(NamedTuple):
    """An operation of the table."""

    service: str
    name: str
    facts: Record

    @property
    def where(self) -> str:
        """What tests call it."""
        return f"{self.service}.{self.name}"

    @property
    def body(self) -> str | None:
        """The type of what it sends as JSON."""
        return self.facts.get("body")

    @property
    def body_model(self) -> str | None:
        """The model of that, where it is one."""
        return self.body[6:] if self.body and self.body.startswith("model:") else None

    @property
    def query(self) -> str | None:
        """The model of what stands in the query."""
        found: str | None = self.facts.get("query")
        return found and found[6:]

    @property
    def answer(self) -> str:
        """The type of what it answers; `empty`, `text` and `redirect` are no JSON."""
        return str(self.facts["answer"])

    @property
    def parameters(self) -> list[Record]:
        """What stands in the path."""
        return list(self.facts.get("path_parameters", ()))

    @property
    def iterator(self) -> str | None:
        """The method that walks through all pages, where there are pages."""
        return "iterate" + self.name.removeprefix("list") if "page" in self.facts else None


class Place(NamedTuple):
    """An object inside a value.

    Attributes:
        where: How errors name it: `profile.address.`; empty for the whole.
        model: What it is.
        holder: What stands in it.
        union: The union that it is a kind of.
    """

    where: str
    model: str
    holder: Record
    union: str | None = None

    def fields(self) -> list[Record]:
        """All fields that it can have."""
        return list(table().models[self.model]["fields"])


@cache
def table() -> Table:
    """The table."""
    return Table(**json.loads(FILE.read_text(encoding="utf-8")))


@cache
def operations() -> list[Operation]:
    """All operations."""
    return [
        Operation(service["name"], each["name"], each) for service in table().services for each in service["operations"]
    ]


@cache
def class_of(reference: str) -> Any:
    """The class of a model or an enum, or the alias of a union: `users.User`."""
    module, _, name = reference.partition(".")
    return getattr(import_module(f"authing.{table().platform}.models.{module}"), name)


def full(type_: str, branch: int = 0) -> Any:
    """A value of a type as JSON, with every field set, and one kind of each union."""
    return _value({"type": type_}, branch, "wire", type_)


def typed(type_: str, branch: int = 0) -> Any:
    """The same with Python's values under the names that JSON has for the fields."""
    return _value({"type": type_}, branch, "typed", type_)


def made(type_: str, branch: int = 0) -> Any:
    """The same with models in place of objects."""
    return _value({"type": type_}, branch, "made", type_)


def arguments(model: str, branch: int = 0, *, models: bool = False) -> Record:
    """The fields of a model as keywords; the objects in them are mappings, or models."""
    return _named(model, _fields(model, branch, "made" if models else "typed"))


def nullable(model: str) -> list[Record]:
    """The fields of a model that can be null."""
    return [field for field in table().models[model]["fields"] if field.get("nullable")]


def item_of(operation: Operation) -> str:
    """The type of what a list holds."""
    told = operation.answer
    if name := operation.facts["page"].get("items"):
        told = next(field["type"] for field in table().models[told[6:]]["fields"] if field["wire"] == name)
    return told[len("list<") : -1]


def places(type_: str, value: Any, where: str = "", union: str | None = None) -> Iterator[Place]:
    """All objects of the table's in a value of `full` or `typed`, the outer one first."""
    if type_.startswith("list<"):
        for index, item in enumerate(value):
            yield from places(type_[5:-1], item, f"{where.removesuffix('.') or 'request'}[{index}].")
    elif type_.startswith("map<"):
        for key, item in value.items():
            yield from places(type_.partition(",")[2][:-1], item, f"{where.removesuffix('.')}[{key!r}].")
    elif type_.startswith("union:"):
        reference = type_[6:]
        kinds = [model for tag, model in _kinds(reference) if _is_kind(reference, tag, model, value)]
        yield from places(f"model:{kinds[0]}", value, where, reference)
    elif type_.startswith("model:"):
        yield Place(where, type_[6:], value, union)
        for field in table().models[type_[6:]]["fields"]:
            if value.get(field["wire"]) is not None:
                yield from places(field["type"], value[field["wire"]], f"{where}{field['name']}.")


@cache
def branches(type_: str) -> int:
    """How many branches it takes until a value of this type has been everything that it can be."""
    kind, _, reference = type_.rpartition("<")[2].rpartition(",")[2].rstrip(">").partition(":")
    if kind == "enum":
        return len(table().enums[reference]["members"])
    if kind == "union":
        return sum(branches(f"model:{model}") for _, model in _kinds(reference))
    if kind == "model":
        return max([1, *(branches(field["type"]) for field in table().models[reference]["fields"])])
    return 1


def _kinds(union: str) -> list[tuple[Any, str]]:
    """The kinds of a union, each with the value that tells it; `absent` where nothing does."""
    facts = table().unions[union]
    found = [(tag, model) for tag, model in facts.get("tags") or [(None, model) for model in facts["of"]]]
    return [*found, ("absent", facts["absent"])] if "absent" in facts else found


def _is_kind(union: str, tag: Any, model: str, value: Record) -> bool:
    facts = table().unions[union]
    if "on" not in facts:
        wires = {field["wire"] for field in table().models[model]["fields"]}
        return value.keys() <= wires
    return bool(value.get(facts["on"], "absent") == tag)


def _named(model: str, values: Record) -> Record:
    names = {field["wire"]: field["name"] for field in table().models[model]["fields"]}
    return {names[wire]: value for wire, value in values.items()}


def _model(model: str, branch: int, form: Form, given: Record | None = None) -> Any:
    values = {
        wire: each for wire, each in {**_fields(model, branch, form), **(given or {})}.items() if each != "absent"
    }
    return class_of(model)(**_named(model, values)) if form == "made" else values


def _fields(model: str, branch: int, form: Form) -> Record:
    return {
        field["wire"]: _value(field, branch, form, f"{model}.{field['name']}")
        for field in table().models[model]["fields"]
    }


def _value(field: Record, branch: int, form: Form, where: str) -> Any:
    type_ = str(field["type"])
    if type_.startswith("list<"):
        return [_value({**field, "type": type_[5:-1]}, branch + index, form, where) for index in range(2)]
    if type_.startswith("map<"):
        inner = type_.partition(",")[2][:-1]
        keys = field.get("rules", {}).get("keys") or ["key 0", "key 1"]
        return {key: _value({"type": inner}, branch + index, form, where) for index, key in enumerate(keys)}
    kind, _, reference = type_.partition(":")
    if kind == "model":
        return _model(reference, branch, form)
    if kind == "union":
        return _union(reference, branch, form)
    if kind == "const":
        return json.loads(reference)
    if kind == "enum":
        members = list(table().enums[reference]["members"].items())
        name, text = members[branch % len(members)]
        return text if form == "wire" else class_of(reference)[name]
    return _leaf(field, branch, form == "wire", where)


def _union(union: str, branch: int, form: Form) -> Any:
    kinds = _kinds(union)
    ends = list(accumulate(branches(f"model:{model}") for _, model in kinds))
    at = branch % ends[-1]
    index = next(index for index, end in enumerate(ends) if at < end)
    tag, model = kinds[index]
    on = table().unions[union].get("on")
    told = {field["wire"]: field["type"] for field in table().models[model]["fields"]}.get(on, "")
    if form != "wire" and told.startswith("enum:") and tag != "absent":
        tag = class_of(told[5:])(tag)
    return _model(model, at - (ends[index - 1] if index else 0), form, {on: tag} if on else None)


def _leaf(field: Record, branch: int, on_wire: bool, where: str) -> Any:
    seed = branch + zlib.crc32(where.encode())
    kind, rules = field["type"], field.get("rules", {})
    moment = MOMENTS[seed % len(MOMENTS)]
    if kind == "timestamp":
        return moment.isoformat().replace("+00:00", "Z") if on_wire else moment
    if kind in ("epoch_ms", "epoch_s"):
        moment = moment if kind == "epoch_ms" else moment.replace(microsecond=0)
        return int(moment.timestamp() * (1000 if kind == "epoch_ms" else 1)) if on_wire else moment
    if kind in ("int", "natural"):
        least = rules.get("min", rules.get("gt", 0) + 1)
        return least + seed % (min(rules.get("max", least + 99), least + 99) - least + 1)
    if kind == "string":
        text = TEXTS.get(field.get("format", ""), f"{where.rpartition('.')[2]} ☂ {branch}").format(seed % 1000)
        return text[: rules.get("max") or None]
    return {"bool": True, "any": [JSON]}[kind]
