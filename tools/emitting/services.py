"""The modules of a platform's services: a method for each operation, and one more for each list in pages."""

from __future__ import annotations

import json
import textwrap
from typing import Any

from .models import FUTURE
from .registry import all_services, names
from .table import Field, Record, Table, Types
from .wording import argument, in_path, listed, sentence, size, value

__all__ = ["service_files"]

WIDTH = 110
TAKEN = {"Book", "Call", "CallArguments", "File", "Mode", "Page", "Resource", "Search", "Unset"}
"""Names that every service may have for other things than models."""
CALLS = {"empty": "call_empty", "text": "call_text", "redirect": "call_redirect"}
"""Answers that are no JSON: what in the platform's wire.py makes a call that is answered so."""

RESULTS = {"empty": "None", "text": "str", "redirect": "str"}
"""What comes of them."""


def service_files(table: Table) -> dict[str, str]:
    """The text of each file in the folder `services`."""
    files = {f"{service['name']}.py": _Service(table, service).text() for service in table.services}
    files["__init__.py"] = all_services(table)
    if any("id" in operation for service in table.services for operation in service["operations"]):
        files["operations.py"] = names(table)
    return files


class _Service:
    """One service on its way to its module."""

    def __init__(self, table: Table, facts: Record) -> None:
        self.table, self.facts = table, facts
        # A method called `list` hides the type of that name from the annotations of its class.
        self.types = Types(table, TAKEN | {facts["class"]} | {each["name"] for each in facts["operations"]})
        self.needs: dict[str, set[str]] = {}

    def text(self) -> str:
        """The module."""
        methods = []
        for operation in self.facts["operations"]:
            methods.append(_Method(self, operation).text())
            if alias := operation.get("alias"):
                methods.append(f"{alias} = {operation['name']}\n")
            if operation.get("page"):
                methods.append(_Walk(self, operation).text())
        about = f"The operations of `{self.facts['origin']}`."
        title = about if self.facts["class"] == self.facts["origin"] else f"{self.facts['class']}: t{about[1:]}"
        body = textwrap.indent("\n".join([f'"""{about}"""', "", *methods]), "    ")
        self.need("authing.core.binding", "Mode")
        base = self.base()
        head = [
            f'"""{title}"""',
            FUTURE,
            *self.types.imports(),
            "from typing import TYPE_CHECKING",
            *(f"from {module} import {', '.join(sorted(names))}" for module, names in sorted(self.needs.items())),
            "if TYPE_CHECKING:",
            "    from typing_extensions import Unpack",
            "    from authing.core.arguments import CallArguments",
            f'__all__ = ["{self.facts["class"]}"]',
            f"class {self.facts['class']}({base}[Mode]):\n{body}",
        ]
        return "\n\n".join(head) + "\n"

    def base(self) -> str:
        """What the class builds upon: operations that are written by hand, or none."""
        module, _, name = str(self.facts.get("base", "")).rpartition(".")
        self.need(f"{self.types.package}.{module}" if module else "authing.core.binding", name or "Resource")
        return name or "Resource"

    def need(self, module: str, *names: str) -> None:
        """Have names imported."""
        self.needs.setdefault(module, set()).update(names)


class _Method:
    """One operation on its way to its method."""

    decorator = "operation"

    def __init__(self, service: _Service, operation: Record) -> None:
        self.service, self.operation = service, operation
        self.table, self.types = service.table, service.types
        service.need("authing.core.binding", self.decorator)

    @property
    def name(self) -> str:
        """What the method is called."""
        return str(self.operation["name"])

    def text(self) -> str:
        """The method."""
        parameters = ["self", *(f"{each.name}: {self.types.given(each.type)}" for each in self.in_path)]
        if request := self.request():
            parameters.append(request)
        if keywords := [*self.fields, *self.query_fields]:
            parameters += ["*", *map(self.keyword, keywords)]
        if "search" in self.operation:
            self.service.need(f"{self.types.package}.search", "Search")
            parameters += [*([] if keywords else ["*"]), "search: Search | str | None = None"]
        parameters.append("**others: Unpack[CallArguments]")
        head = f"@{self.decorator}\ndef {self.name}({', '.join(parameters)}) -> {self.result()}:\n"
        return head + textwrap.indent(f"{self.documentation()}\nreturn {self.described()}", "    ") + "\n"

    @property
    def is_page(self) -> bool:
        """Whether the answer is one page of a list, and nothing else."""
        return "page" in self.operation and str(self.operation["answer"]).startswith("list<")

    # -- parameters ---------------------------------------------------------------------------------------

    @property
    def in_path(self) -> list[Field]:
        """What stands in the path."""
        return [Field(each) for each in self.operation.get("path_parameters", ())]

    @property
    def body_model(self) -> Record | None:
        """The model of the body, where it is one."""
        return self.table.models.get(_reference(self.operation.get("body", "")))

    @property
    def fields(self) -> list[Field]:
        """What stands in the body."""
        return [Field(each) for each in (self.body_model or {"fields": ()})["fields"]]

    @property
    def query_fields(self) -> list[Field]:
        """What stands in the query."""
        model = self.table.models.get(_reference(self.operation.get("query", "")))
        return [Field(each) for each in (model or {"fields": ()})["fields"]]

    def keyword(self, field: Field) -> str:
        """A keyword with its annotation."""
        given = self.types.given(field.type)
        if field.facts.get("nullable"):
            self.service.need("authing.core.call", "UNSET", "Unset")
            return f"{field.name}: {given} | Unset | None = UNSET"
        return f"{field.name}: {given}{'' if given == 'Any' else ' | None'} = None"

    def request(self) -> str | None:
        """The parameter for all of the body."""
        if upload := self.operation.get("upload"):
            self.service.need("authing.core.multipart", "File")
            return f"{upload['name']}: File"
        if "body" not in self.operation:
            return None
        given = self.types.given(self.operation["body"])
        may_miss = self.body_model is not None or self.operation.get("body_optional")
        return f"request: {given} | None = None" if may_miss else f"request: {given}"

    # -- the description ----------------------------------------------------------------------------------

    def result(self) -> str:
        """The annotation of what the method returns."""
        self.service.need("authing.core.call", "Call")
        return f"Call[{self.answer()}]"

    def answer(self) -> str:
        """The annotation of the answer."""
        told = self.operation["answer"]
        if told in RESULTS:
            return RESULTS[told]
        if self.is_page:
            self.service.need("authing.core.paging", "Page")
            return f"Page[{self.types.held(told[5:-1])}]"
        held = self.types.held(told)
        others = [self.types.held(each) for each in self.operation.get("also", {}).values()]
        return " | ".join([held, *others])

    def described(self) -> str:
        """What the method returns."""
        told = self.operation["answer"]
        function = "call_page" if self.is_page else CALLS.get(told, "call")
        self.service.need(f"{self.types.package}.wire", function)
        return f"{function}({', '.join(self.sent(None if told in CALLS else self.read(told)))})"

    def sent(self, read: str | None) -> list[str]:
        """The arguments that describe the call."""
        operation = self.operation
        found = [f'"{operation["method"]}"', self.path(), *([read] if read else [])]
        if body := self.body():
            found.append(f"body={body}")
        if self.query_fields:
            self.service.need("authing.core.arguments", "request_of")
            query = self.types.name_of(_reference(operation["query"]))
            others = "{}" if body and self.body_model else "others"
            found.append(f"query=request_of({query}, None, {others}{_named(self.query_fields)})")
        if upload := operation.get("upload"):
            self.service.need(f"{self.types.package}.wire", "uploaded")
            limits = f"{upload['max_bytes']}, {tuple(upload['types'])!r}"
            found.append(f'files=uploaded("{upload["wire"]}", {upload["name"]}, {limits})')
        found.append("others=others")
        if "search" in operation:
            self.service.need(f"{self.types.package}.search", "searched")
            found.append(f"search=searched(search, {tuple(operation['search'])!r})")
        if also := operation.get("also"):
            found.append(f"also={{{', '.join(f'{status}: {self.read(told)}' for status, told in also.items())}}}")
        if "again" in operation:
            found.append(f"again={operation['again']}")
        if "safe" in operation:
            found.append(f"safe={operation['safe']}")
        return found + [f"{mark}=True" for mark in ("anonymous", "deprecated") if operation.get(mark)]

    def path(self) -> str:
        """The path with what stands in it."""
        names = [each.name for each in self.in_path]
        told = json.dumps(self.operation["path"].format(*[f"{{{name}}}" for name in names]))
        if not names:
            return told
        self.service.need("authing.core.call", "path")
        return f"path({told}, {', '.join(f'{name}={name}' for name in names)})"

    def body(self) -> str | None:
        """The JSON of the body."""
        if "body" not in self.operation:
            return None
        if self.body_model is None:
            self.service.need("authing.core.arguments", "value_of")
            return f"value_of({self.of_kind(self.operation['body'])}, request)"
        self.service.need("authing.core.arguments", "request_of")
        request = self.types.name_of(_reference(self.operation["body"]))
        return f"request_of({request}, request, others{_named(self.fields)})"

    def read(self, told: str) -> str:
        """What makes the result out of the JSON."""
        if told.startswith("model:"):
            return f"{self.types.name_of(_reference(told))}.of"
        if told.startswith("list<model:"):
            return f"{self.types.name_of(_reference(told[5:-1]))}.many"
        self.service.need("authing.core.message", "reader")
        return f"reader({self.of_kind(told)})"

    def of_kind(self, told: str) -> str:
        """The type of a value; of a union whose kind stands in the path, that kind."""
        by = self.table.unions.get(told.removeprefix("union:"), {}).get("by")
        if by is None:
            return self.types.held(told)
        self.service.need("authing.core.message", "chosen")
        return f"chosen({self.types.held(told)}, {by})"

    # -- the documentation --------------------------------------------------------------------------------

    def summary(self) -> str:
        """What the method does, without its full stop."""
        return str(self.operation["summary"])

    def documentation(self) -> str:
        """The docstring."""
        operation = self.operation
        where = operation.get("template", operation["path"])
        lines = [f'"""{self.summary()} ({operation["method"]} {where}).']
        if notes := self.notes():
            lines += ["", *textwrap.wrap(" ".join(notes), WIDTH)]
        lines += ["", "Args:"]
        for name, text in self.told():
            lines += textwrap.wrap(f"{name}: {text}", WIDTH, initial_indent="    ", subsequent_indent="        ")
        if returns := self.returns():
            lines += ["", "Returns:", *textwrap.wrap(returns, WIDTH, initial_indent="    ", subsequent_indent="    ")]
        return "\n".join([*lines, '"""']).replace("\\", "\\\\")

    def told(self) -> list[tuple[str, str]]:
        """What is said of each parameter."""
        operation = self.operation
        told = [(each.name, in_path(each)) for each in self.in_path]
        if upload := operation.get("upload"):
            told.append((upload["name"], f"The file: {listed(upload['types'])}, at most {size(upload['max_bytes'])}."))
        elif "body" in operation:
            words = "The whole of it, as a model or a mapping, in place of the keywords."
            empty = self.body_model is not None and not self.fields
            told.append(
                (
                    "request",
                    "Nothing is in it." if empty else words if self.body_model else sentence(value(operation["body"])),
                )
            )
        model = self.body_model or {}
        told += [(each.name, argument(each, model)) for each in self.fields]
        told += [(each.name, argument(each, {})) for each in self.query_fields]
        if "search" in self.operation:
            told.append(("search", f"A pattern or a `Search`: what to look for in {listed(self.operation['search'])}."))
        return [*told, ("others", "`_headers` and `_request_timeout` (seconds) of this call alone.")]

    def returns(self) -> str:
        """What is said of the result."""
        model = self.table.models.get(_reference(self.operation["answer"]))
        fields = [Field(each).attribute for each in model["fields"]] if model else []
        also = self.operation.get("also", {})
        others = [f"With the HTTP status {status} it is {value(each)}." for status, each in also.items()]
        return " ".join([*([f"Its fields are {listed(fields)}."] if fields else []), *others])

    def notes(self) -> list[str]:
        """What else has to be known."""
        notes = ["The platform has deprecated it."] if self.operation.get("deprecated") else []
        permission = self.operation.get("permission")
        if permission == "authenticated":
            notes.append("Whoever has a token may call it; what it then may do, the platform checks.")
        elif permission:
            notes.append(f"Needs the permission `{permission}`.")
        if self.operation.get("anonymous"):
            notes.append("Needs no token, and none is sent.")
        if note := self.operation.get("page", {}).get("note"):
            notes.append(note)
        return notes + list(self.operation.get("notes", ()))


class _Walk(_Method):
    """A list in pages on its way to the method that walks through it."""

    decorator = "pages"

    @property
    def name(self) -> str:
        """What the method is called."""
        return "iterate" + super().name.removeprefix("list")

    @property
    def query_fields(self) -> list[Field]:
        """What stands in the query, without the number of the page."""
        return [each for each in super().query_fields if each.name != "page"]

    @property
    def item(self) -> str:
        """The type of an item."""
        told, page = self.operation["answer"], self.operation["page"]
        if "items" in page:
            fields = self.table.models[_reference(told)]["fields"]
            told = next(each["type"] for each in fields if each["wire"] == page["items"])
        return str(told)[len("list<") : -1]

    def result(self) -> str:
        """The annotation of what the method returns."""
        self.service.need("authing.core.paging", "Book")
        return f"Book[{self.types.held(self.item)}]"

    def described(self) -> str:
        """What the method returns."""
        self.service.need(f"{self.types.package}.wire", "walk")
        how = [f'{key}="{value}"' for key, value in self.operation["page"].items() if key not in ("note", "numbered")]
        return f"walk({', '.join([*self.sent(self.read(self.item)), *how])})"

    def notes(self) -> list[str]:
        """What else has to be known: nothing about single pages."""
        return [each for each in super().notes() if each != self.operation["page"].get("note")]

    def summary(self) -> str:
        """What the method does, without its full stop."""
        return f"Iterate over all that `{super().name}` finds, fetched page by page"

    def returns(self) -> str:
        """What is said of the result."""
        return ""


def _named(fields: list[Field]) -> str:
    return "".join(f", {each.name}={each.name}" for each in fields)


def _reference(type_: Any) -> str:
    return str(type_).removeprefix("model:")
