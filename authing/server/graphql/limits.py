"""How much one GraphQL document may ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from graphql import FieldNode, FragmentDefinitionNode, FragmentSpreadNode, GraphQLError, OperationDefinitionNode

if TYPE_CHECKING:
    from graphql import DocumentNode, SelectionNode, SelectionSetNode

LONGEST = 32 * 1024


class Size(NamedTuple):
    """How big a selection is, with all fragments filled in."""

    fields: int
    levels: int
    root_fields: int


NOTHING = Size(fields=0, levels=0, root_fields=0)
MOST = Size(fields=3000, levels=20, root_fields=20)
"""Each root field may be a login: aliases must not make one request a thousand guesses."""


def require_short(text: str) -> None:
    """Refuse a document that is too long to be parsed."""
    if len(text) > LONGEST:
        raise GraphQLError(f"the document is longer than {LONGEST} characters")


def excess(document: DocumentNode) -> GraphQLError | None:
    """What a document, which need not be valid, has too much of, if anything."""
    sizes = _Sizes(document)
    for definition in document.definitions:
        if isinstance(definition, (OperationDefinitionNode, FragmentDefinitionNode)):
            size = sizes.of(definition.selection_set)
            if isinstance(definition, FragmentDefinitionNode):
                size = size._replace(root_fields=0)
            for name, found, most in zip(Size._fields, size, MOST, strict=True):
                if found > most:
                    return GraphQLError(f"the document has more than {most} {name.replace('_', ' ')}", [definition])
    return None


class _Sizes:
    """Measures selections, each fragment once; a fragment that is missing or within itself counts nothing there."""

    def __init__(self, document: DocumentNode) -> None:
        self._fragments = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }
        self._measured: dict[str, Size] = {}

    def of(self, selections: SelectionSetNode | None) -> Size:
        parts = [self._node(node) for node in selections.selections] if selections else []
        return Size(
            fields=sum(part.fields for part in parts),
            levels=max((part.levels for part in parts), default=0),
            root_fields=sum(part.root_fields for part in parts),
        )

    def _node(self, node: SelectionNode) -> Size:
        if isinstance(node, FragmentSpreadNode):
            return self._fragment(node.name.value)
        inner = self.of(getattr(node, "selection_set", None))
        return Size(inner.fields + 1, inner.levels + 1, 1) if isinstance(node, FieldNode) else inner

    def _fragment(self, name: str) -> Size:
        if name not in self._measured:
            self._measured[name] = NOTHING
            if name in self._fragments:
                self._measured[name] = self.of(self._fragments[name].selection_set)
        return self._measured[name]
