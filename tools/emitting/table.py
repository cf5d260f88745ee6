"""A platform's table, as tools/api/README.md tells its format."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

__all__ = ["Field", "Table", "Types"]

Record = dict[str, Any]

SCALARS = {
    "string": "str",
    "bool": "bool",
    "int32": "int",
    "uint32": "int",
    "uint64": "Int64",
    "bytes": "bytes",
    "timestamp": "datetime",
    "duration": "timedelta",
    "struct": "Mapping[str, Any]",
    "any": "Any",
    "int": "int",
    "natural": "Natural",
    "epoch_ms": "EpochMilliseconds",
    "epoch_s": "EpochSeconds",
}
EMPTY = {"str": '""', "bool": "False", "int": "0", "Int64": "0", "bytes": 'b""'}
GIVEN_AS = {
    "datetime": "datetime | str",
    "timedelta": "timedelta | str",
    "bytes": "bytes | str",
    "Int64": "int",
    "Natural": "int",
    "EpochMilliseconds": "datetime | int",
    "EpochSeconds": "datetime | int",
}
"""What an argument may be, where that is not just what an answer has."""
KNOWN = {
    "authing.core.model": {"EpochMilliseconds", "EpochSeconds", "Int64", "Natural"},
    "collections.abc": {"Mapping", "Sequence"},
    "datetime": {"datetime", "timedelta"},
    "typing": {"Annotated", "Any", "Literal", "TypeAlias"},
}
"""Where the names come from that annotations are made of."""


class Table(NamedTuple):
    """The facts about one platform."""

    platform: str
    services: list[Record]
    models: dict[str, Record]
    enums: dict[str, Record]
    aliases: dict[str, list[str]]
    unions: dict[str, Record]

    @classmethod
    def read(cls, file: Path) -> Table:
        """Read a table."""
        return cls(**{"unions": {}, **json.loads(file.read_text(encoding="utf-8"))})

    def modules(self) -> list[str]:
        """The modules that models, unions and enums are in."""
        return sorted({name.partition(".")[0] for name in (*self.models, *self.unions, *self.enums)})


class Field(NamedTuple):
    """A field of a model, or an argument of an operation."""

    facts: Record

    @property
    def name(self) -> str:
        """What it is called as an argument."""
        return str(self.facts["name"])

    @property
    def attribute(self) -> str:
        """What it is called as an attribute, where a method of all models has its name."""
        return str(self.facts.get("attribute", self.name))

    @property
    def type(self) -> str:
        """Its type in the table's words."""
        return str(self.facts["type"])

    @property
    def required(self) -> bool:
        """Whether it must be given."""
        return bool(self.facts.get("required"))


class Types:
    """Turns the table's types into annotations, and keeps what has to be imported for them.

    Args:
        table: The table.
        taken: Names that the module defines itself.
        module: The module of models whose own names need no import; None in a service.
    """

    def __init__(self, table: Table, taken: set[str], module: str | None = None) -> None:
        self._table, self._taken, self._module = table, taken, module
        self._imported: dict[str, str] = {}
        self.used: set[str] = set()

    def name_of(self, reference: str) -> str:
        """What a model or an enum, `user.User`, is called in this module."""
        module, _, name = reference.partition(".")
        if module == self._module:
            return name
        known = self._imported.get(reference)
        if known is None:
            clash = name in self._taken or name in self._imported.values()
            known = "".join(part.capitalize() for part in module.split("_")) + name if clash else name
            self._imported[reference] = known
        return known

    def held(self, type_: str) -> str:
        """The annotation of what an attribute holds."""
        return self._annotation(type_, given=False)

    def given(self, type_: str) -> str:
        """The annotation of what may be given as an argument."""
        return self._annotation(type_, given=True)

    def _annotation(self, type_: str, *, given: bool) -> str:
        if inner := re.fullmatch(r"list<(.+)>", type_):
            return self._use(f"Sequence[{self._annotation(inner[1], given=given)}]")
        if inner := re.fullmatch(r"map<string,(.+)>", type_):
            return self._use(f"Mapping[str, {self._annotation(inner[1], given=given)}]")
        kind, _, reference = type_.partition(":")
        if kind in ("model", "union"):
            name = self.name_of(reference)
            return self._use(f"{name} | Mapping[str, Any]") if given else name
        if kind == "enum":
            return f"{self.name_of(reference)} | str"
        if kind == "const":
            return self._use(f"Literal[{json.loads(reference)!r}]")
        plain = SCALARS[type_]
        return self._use(GIVEN_AS.get(plain, plain) if given else plain)

    def _use(self, annotation: str) -> str:
        known = "|".join(name for names in KNOWN.values() for name in names)
        self.used |= set(re.findall(rf"\b(?:{known})\b", annotation))
        return annotation

    @property
    def package(self) -> str:
        """The platform's package."""
        return f"authing.{self._table.platform}"

    def imports(self) -> list[str]:
        """The import statements."""
        used = {module: sorted(names & self.used) for module, names in KNOWN.items()}
        lines = [f"from {module} import {', '.join(names)}" for module, names in used.items() if names]
        by_module: dict[str, list[str]] = {}
        for reference, name in self._imported.items():
            module, _, plain = reference.partition(".")
            by_module.setdefault(module, []).append(plain if plain == name else f"{plain} as {name}")
        models = "" if self._module else f"{self.package}.models"
        lines += [
            f"from {models}.{name} import {', '.join(sorted(names))}" for name, names in sorted(by_module.items())
        ]
        return lines
