"""Every GraphQL document that the SDK sends is valid by the contract that the local server keeps."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

import pytest
from graphql import GraphQLSchema, OperationDefinitionNode, build_schema, parse, validate
from graphql.language import FieldNode
from strangers import HOME

from authing.v2 import documents

DOCUMENTS = {
    f"{module.name}.{name}": value
    for module in iter_modules(documents.__path__)
    for name, value in vars(import_module(f"{documents.__name__}.{module.name}")).items()
    if name.isupper() and value.startswith(("query", "mutation"))
}


@pytest.fixture(scope="module")
def contract() -> GraphQLSchema:
    return build_schema((HOME / "authing" / "server" / "schema.graphql").read_text(encoding="utf-8"))


def test_the_contract_is_whole(contract: GraphQLSchema) -> None:
    assert contract.query_type is not None
    assert contract.mutation_type is not None
    assert len(contract.query_type.fields) + len(contract.mutation_type.fields) == 129


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_is_valid(name: str, contract: GraphQLSchema) -> None:
    document = parse(DOCUMENTS[name])
    assert validate(contract, document) == []
    (operation,) = document.definitions
    assert isinstance(operation, OperationDefinitionNode)
    (field,) = operation.selection_set.selections
    assert isinstance(field, FieldNode)
    # The runner takes what begins with `query` for harmless, and repeats it.
    assert DOCUMENTS[name].startswith(operation.operation.value)
