"""What the tables of this directory are written with: a row tells what one use of an operation sends."""

from __future__ import annotations

import base64
import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from graphql import GraphQLSchema, build_schema, parse, print_ast, validate
from graphql.execution.values import get_variable_values
from graphql.language import FieldNode, OperationDefinitionNode

import authing
from authing.core.binding import describe
from authing.core.call import Call
from authing.core.paging import Book

__all__ = ["GRAPHQL", "Row", "Sealed", "public_key", "rows_that_miss", "schema", "sent", "shown", "unused_arguments"]

GRAPHQL = "/graphql/v2"


class Row(NamedTuple):
    """One use of an operation, and what it sends first.

    Attributes:
        name: The operation.
        args: Its positional arguments.
        kwargs: Its keyword arguments.
        field: The GraphQL root field; None where the REST interface is used.
        variables: The GraphQL variables.
        method: The HTTP method.
        path: The path.
        params: The query.
        body: The JSON body of a REST call.
        form: The form of a call to an OAuth endpoint.
        headers: The headers of this call alone.
        auth: Whether a token is sent, or which.
        safe: Whether the call may be repeated.
    """

    name: str
    args: tuple[Any, ...] = ()
    kwargs: Mapping[str, Any] = {}
    field: str | None = None
    variables: Mapping[str, Any] | None = None
    method: str = "POST"
    path: str = GRAPHQL
    params: Mapping[str, Any] | None = None
    body: Mapping[str, Any] | None = None
    form: Mapping[str, str] | None = None
    headers: Mapping[str, str] | None = None
    auth: bool | str = True
    safe: bool = False


def shown(row: Row) -> str:
    """The name of a row in the report of the tests."""
    given = [repr(value) for value in row.args] + [f"{name}={value!r}" for name, value in row.kwargs.items()]
    return re.sub(" at 0x[0-9a-f]+", "", f"{row.name}({', '.join(given)})")[:80]  # the same in every process


@cache
def private_key() -> rsa.RSAPrivateKey:
    """The key that opens what the clients of these tests seal."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@cache
def public_key() -> str:
    """Its public half, as PEM."""
    return private_key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


class Sealed:
    """Equal to every encryption of a text: the padding is random."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, str):
            return NotImplemented
        return private_key().decrypt(base64.b64decode(other, validate=True), padding.PKCS1v15()).decode() == self.text

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Sealed({self.text!r})"


def sent(bound: Any, row: Row) -> Call[Any]:
    """The first call that the operation of a row describes."""
    described = describe(bound, *row.args, **row.kwargs)
    if isinstance(described, Book):
        described = described.page(described.first)
    return next(iter(described))


def rows_that_miss(owner: type[Any], table: Iterable[Row]) -> set[str]:
    """The operations of a class that have no row."""
    operations = {name for name in dir(owner) if hasattr(getattr(owner, name), "__description__")}
    return operations - {row.name for row in table}


def unused_arguments(owner: type[Any], table: Iterable[Row]) -> set[str]:
    """The arguments of a class's operations that no row gives."""
    unused: set[str] = set()
    used: dict[str, set[str]] = {}
    for row in table:
        function: Callable[..., Any] = getattr(owner, row.name)
        used.setdefault(row.name, set()).update(
            inspect.signature(function).bind(None, *row.args, **row.kwargs).arguments
        )
    for name, given in used.items():
        unused |= {f"{name}({argument})" for argument in inspect.signature(getattr(owner, name)).parameters} - {
            f"{name}({argument})" for argument in given
        }
    return {argument for argument in unused if not argument.endswith("(self)")}


@cache
def schema() -> GraphQLSchema:
    """The platform's contract."""
    return build_schema((Path(authing.__file__).parent / "server" / "schema.graphql").read_text(encoding="utf-8"))


def root_field_of(document: str) -> str:
    """The field that a document asks for; it is valid, and asks for one."""
    parsed = parse(document)
    assert validate(schema(), parsed) == []
    (definition,) = parsed.definitions
    assert isinstance(definition, OperationDefinitionNode)
    (selection,) = definition.selection_set.selections
    assert isinstance(selection, FieldNode)
    return selection.name.value


def refusals(document: str, variables: Mapping[str, Any]) -> list[str]:
    """Why the platform would not take these variables: none unknown, none of the wrong type."""
    (definition,) = parse(document).definitions
    assert isinstance(definition, OperationDefinitionNode)
    known = {variable.variable.name.value for variable in definition.variable_definitions}
    problems = [f"${name} is no variable of {print_ast(definition)[:40]}" for name in variables if name not in known]
    values = get_variable_values(schema(), definition.variable_definitions, dict(variables))
    return problems + ([error.message for error in values] if isinstance(values, list) else [])


def _given(values: Mapping[str, Any] | None) -> dict[str, Any]:
    return {name: value for name, value in (values or {}).items() if value is not None}


def check(call: Call[Any], row: Row) -> None:
    """The call is what the row says, and the platform would take it."""
    assert (call.method, call.path, call.auth, call.safe) == (row.method, row.path, row.auth, row.safe)
    assert call.headers == row.headers
    assert _given(call.form) == (row.form or {})
    assert _given(call.params) == (row.params or {})
    if row.field is None:
        assert call.json == row.body
        assert call.name is None
        return
    assert set(call.json) == {"query", "variables"}
    document, variables = call.json["query"], call.json["variables"]
    assert variables == row.variables
    assert call.name == row.field == root_field_of(document)
    assert refusals(document, variables) == []
    assert call.safe == document.startswith("query")
