"""The modules of a platform's services: a method for each operation, and one more for each list in pages."""

from __future__ import annotations

import textwrap
from typing import Any

from .models import FUTURE
from .table import Field, Record, Table, Types
from .wording import article, demands, kind_of, listed, sentence

__all__ = ["service_files"]

TAKEN = {
    "Any",
    "Book",
    "Call",
    "CallArguments",
    "Mode",
    "Resource",
    "Sequence",
    "Mapping",
    "call",
    "walk",
    "request_of",
}
WIDTH = 110


def service_files(table: Table) -> dict[str, str]:
    """The text of each file in the folder `services`."""
    files = {f"{service['name']}.py": _Service(table, service).text() for service in table.services}
    files["__init__.py"] = _all_services(table)
    return files


class _Service:
    """One service on its way to its module."""

    def __init__(self, table: Table, facts: Record) -> None:
        self.table, self.facts = table, facts
        self.types = Types(table, TAKEN | {facts["class"]})
        self.paged = False

    def text(self) -> str:
        """The module."""
        methods = []
        for operation in self.facts["operations"]:
            methods.append(self._method(operation))
            if alias := operation.get("alias"):
                methods.append(f"{alias} = {operation['name']}\n")
            if operation.get("page"):
                self.paged = True
                methods.append(self._walk(operation))
        title = f"{self.facts['class']}: the operations of `{self.facts['origin']}`."
        body = textwrap.indent("\n".join([f'"""The operations of `{self.facts["origin"]}`."""', "", *methods]), "    ")
        wire = "call, request_of, walk" if self.paged else "call, request_of"
        head = [
            f'"""{title}"""',
            FUTURE,
            *self.types.imports(),
            "from typing import TYPE_CHECKING",
            f"from authing.core.binding import Mode, Resource, operation{', pages' if self.paged else ''}",
            "from authing.core.call import Call",
            *(["from authing.core.paging import Book"] if self.paged else []),
            f"from {self.types.package}.wire import {wire}",
            "if TYPE_CHECKING:",
            "    from typing_extensions import Unpack",
            f"    from {self.types.package}.wire import CallArguments",
            f'__all__ = ["{self.facts["class"]}"]',
            f"class {self.facts['class']}(Resource[Mode]):\n{body}",
        ]
        return "\n\n".join(head) + "\n"

    def _method(self, operation: Record) -> str:
        answer = self.types.name_of(_reference(operation["answer"]))
        described = self._sent(operation, f"{answer}.of")
        fields = [Field(each) for each in self.table.models[_reference(operation["answer"])]["fields"]]
        returns = [f"Its fields are {listed([field.attribute for field in fields])}."] if fields else []
        return self._written(
            "operation",
            operation["name"],
            operation,
            f"Call[{answer}]",
            f"call({described})",
            sentence(operation["summary"])[:-1],
            returns,
        )

    def _walk(self, operation: Record) -> str:
        page, name = operation["page"], operation["name"].replace("list_", "iterate_", 1)
        items = next(
            each
            for each in self.table.models[_reference(operation["answer"])]["fields"]
            if each["wire"] == page["items"]
        )
        item = self.types.name_of(_reference(items["type"].removeprefix("list<").removesuffix(">")))
        how = ", ".join(f'{key}="{value}"' for key, value in page.items())
        described = f"{self._sent(operation, f'{item}.of')}, {how}"
        words = f"Iterate over all that `{operation['name']}` finds, fetched page by page"
        return self._written("pages", name, operation, f"Book[{item}]", f"walk({described})", words, [])

    def _sent(self, operation: Record, read: str) -> str:
        request = self.types.name_of(_reference(operation["body"]))
        given = "".join(f", {field.name}={field.name}" for field in self._fields(operation))
        marks = "".join(f", {mark}=True" for mark in ("safe", "deprecated") if operation.get(mark))
        where = f'"{operation["method"]}", "{operation["path"]}"'
        return f"{where}, {read}, request_of({request}, request, others{given}), others{marks}"

    def _written(
        self, decorator: str, name: str, operation: Record, result: str, described: str, words: str, returns: list[str]
    ) -> str:
        request = self.types.name_of(_reference(operation["body"]))
        parameters = ["self", f"request: {self.types.given(operation['body'])} | None = None", "/"]
        fields = self._fields(operation)
        if fields:
            parameters += ["*", *(f"{field.name}: {self.types.given(field.type)} | None = None" for field in fields)]
        parameters.append("**others: Unpack[CallArguments]")
        doc = self._documented(operation, request, words, returns)
        body = f"{doc}\nreturn {described}"
        head = f"@{decorator}\ndef {name}(\n    " + ",\n    ".join(parameters) + f",\n) -> {result}:\n"
        return head + textwrap.indent(body, "    ") + "\n"

    def _documented(self, operation: Record, request: str, words: str, returns: list[str]) -> str:
        lines = [f'"""{words} ({operation["method"]} {operation["path"]}).']
        if notes := self._notes(operation):
            lines += ["", *textwrap.wrap(" ".join(notes), WIDTH)]
        model = self.table.models[_reference(operation["body"])]
        lines += ["", "Args:"]
        told = [
            ("request", f"The whole {request}, in place of the keywords." if model["fields"] else "Nothing is in it.")
        ]
        groups = {name: group for group, names in model.get("one_of", {}).items() if len(names) > 1 for name in names}
        told += [(each.name, self._told(each, model, groups.get(each.name))) for each in self._fields(operation)]
        told.append(("others", "Headers and time of this call alone: `_headers`, `_request_timeout` (seconds)."))
        for name, text in told:
            lines += textwrap.wrap(f"{name}: {text}", WIDTH, initial_indent="    ", subsequent_indent="        ")
        if returns:
            lines += ["", "Returns:"]
            lines += textwrap.wrap(returns[0], WIDTH, initial_indent="    ", subsequent_indent="    ")
        return "\n".join([*lines, '"""'])

    def _notes(self, operation: Record) -> list[str]:
        notes = []
        if operation.get("deprecated"):
            notes.append("The platform has deprecated it.")
        permission = operation.get("permission")
        if permission == "authenticated":
            notes.append("Whoever has a token may call it; what it then may do, the platform checks.")
        elif permission:
            notes.append(f"Needs the permission `{permission}`.")
        return notes

    def _told(self, field: Field, model: Record, group: str | None) -> str:
        kind = kind_of(field.type)
        words = [kind if kind.startswith(("any", "bytes", "true")) else article(kind), *demands(field)]
        text = sentence(", ".join(words))
        if group:
            must = group in model.get("at_least_one", ())
            others = [name for name in model["one_of"][group] if name != field.name]
            text += f" {'Needed, unless there is' if must else 'Not together with'} {listed(others)}."
        return text

    def _fields(self, operation: Record) -> list[Field]:
        return [Field(each) for each in self.table.models[_reference(operation["body"])]["fields"]]


def _all_services(table: Table) -> str:
    imports, members = [], []
    for service in table.services:
        name, class_ = service["name"], service["class"]
        imports.append(f"    from .{name} import {class_}")
        members.append(
            f'@cached_property\ndef {name}(self) -> {class_}[Mode]:\n    """`{service["origin"]}`."""\n'
            f"    from .{name} import {class_}\n\n    return {class_}(self._runner)\n"
        )
    body = textwrap.indent(
        "\n".join(['"""All services of the platform; each is imported when it is first used."""', "", *members]), "    "
    )
    return "\n\n".join(
        [
            '"""The services of the platform, one module for each."""',
            FUTURE,
            "from functools import cached_property\nfrom typing import TYPE_CHECKING",
            "from authing.core.binding import Mode, Resource",
            "if TYPE_CHECKING:\n" + "\n".join(imports),
            '__all__ = ["Services"]',
            f"class Services(Resource[Mode]):\n{body}",
        ]
    )


def _reference(type_: Any) -> str:
    return str(type_).removeprefix("model:")
