"""From the text of a GraphQL request to its answer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from graphql import GraphQLError, OperationDefinitionNode, execute_sync, parse, validate
from graphql.language import FieldNode

from authing.server.failures import describe
from authing.server.graphql.limits import excess, require_short
from authing.server.rules.refusal import Code, Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphql import DocumentNode, GraphQLResolveInfo, GraphQLSchema

    from authing.server.rules.service import Context

CACHED_DOCUMENTS = 256
LONGEST_CACHED = 8 * 1024
"""Programs send few and short documents; long ones are not worth the memory of their syntax tree."""


@dataclass
class Prepared:
    """A document that was parsed and checked, and its answer if it asks for nothing but the schema."""

    document: DocumentNode
    errors: Sequence[GraphQLError]
    is_introspection: bool
    answer: dict[str, Any] | None = None


class Executor:
    """A schema with the documents that it was asked before."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._cached = lru_cache(CACHED_DOCUMENTS)(self._prepare)

    def run(self, request: Any, context: Context) -> dict[str, Any]:
        """The answer to a decoded request body."""
        if not isinstance(request, dict) or not isinstance(request.get("query"), str):
            return failed([GraphQLError("the body must be a JSON object with a text `query`")])
        variables, operation = request.get("variables"), request.get("operationName")
        if not isinstance(variables, (dict, type(None))) or not isinstance(operation, (str, type(None))):
            return failed([GraphQLError("`variables` must be an object and `operationName` a text")])
        text: str = request["query"]
        try:
            require_short(text)
            prepared = self._cached(text) if len(text) <= LONGEST_CACHED else self._prepare(text)
        except GraphQLError as error:
            return failed([error])
        except RecursionError:
            return failed([GraphQLError("the document is nested too deeply")])
        if prepared.errors:
            return failed(prepared.errors)
        if not prepared.is_introspection:
            return self._execute(prepared, context, variables, operation)
        if prepared.answer is None or operation is not None:
            answer = self._execute(prepared, context, variables, operation)
            if "errors" in answer:
                return answer
            prepared.answer = answer
        return prepared.answer

    def _prepare(self, text: str) -> Prepared:
        document = parse(text)
        # First, because validation compares all fields of a selection with each other.
        too_much = excess(document)
        errors = [too_much] if too_much else validate(self._schema, document)
        return Prepared(document, errors, not errors and _is_introspection(document))

    def _execute(
        self, prepared: Prepared, context: Context, variables: dict[str, Any] | None, operation: str | None
    ) -> dict[str, Any]:
        result = execute_sync(
            self._schema,
            prepared.document,
            context_value=context,
            variable_values=variables,
            operation_name=operation,
            field_resolver=_member,
        )
        return {"data": result.data} if not result.errors else failed(result.errors, result.data)


def _member(source: Any, info: GraphQLResolveInfo) -> Any:
    """The value of a field without a resolver: all results of rules are shaped as dictionaries."""
    return source.get(info.field_name)


def _is_introspection(document: DocumentNode) -> bool:
    """Whether a document has one operation, without variables, that selects nothing but `__schema`."""
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    return (
        len(operations) == 1
        and not operations[0].variable_definitions
        and all(
            isinstance(node, FieldNode) and node.name.value == "__schema"
            for node in operations[0].selection_set.selections
        )
    )


def failed(errors: Sequence[GraphQLError], data: Any = None) -> dict[str, Any]:
    """An answer with errors, each with an object as its message."""
    return {"errors": [_shape(error) for error in errors], "data": data}


def _shape(error: GraphQLError) -> dict[str, Any]:
    cause = error.original_error
    if isinstance(cause, Refusal):
        refusal = cause
    elif cause is None or isinstance(cause, GraphQLError) or error.path is None:
        # Without a path it is about the document or its variables, which a resolver never saw.
        # What follows the question lists names of the schema for people who mistype.
        refusal = Refusal(Code.MALFORMED, error.message.partition(" Did you mean ")[0])
    else:
        refusal = describe(cause)
    return {
        "message": {"code": refusal.code, "message": refusal.message, "data": refusal.data},
        "locations": [{"line": place.line, "column": place.column} for place in error.locations or ()],
        "path": error.path,
    }
