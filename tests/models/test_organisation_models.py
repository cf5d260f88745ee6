"""Organisations: nesting a flat list of departments, and what models do with what they do not know."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from authing.v2.models import Node, NodeTree, Organisation, OrganisationTree, PathElement, TreeRecord
from authing.v2.models.organisation import paths_of

FLAT: dict[str, Any] = {
    "id": "o",
    "rootNode": {"id": "1", "name": "Acme", "children": ["3", "2"]},
    "nodes": [
        {"id": "1", "name": "Acme", "children": ["3", "2"]},
        {"id": "2", "name": "Sales", "children": ["4"]},
        {"id": "3", "name": "Law", "children": []},
        {"id": "4", "name": "North", "children": None},
    ],
}


def test_treeify_nests_in_the_order_of_the_children() -> None:
    flat = Organisation.of(deepcopy(FLAT))
    tree = flat.treeify()
    assert isinstance(tree, OrganisationTree)
    (root,) = tree.nodes
    assert isinstance(root, NodeTree)
    assert [child.name for child in root.children] == ["Law", "Sales"]
    assert [grandchild.name for grandchild in root.children[1].children] == ["North"]
    assert tree["nodes"][0]["children"][1]["children"][0]["name"] == "North"
    assert (tree.id, tree.root_node.children) == ("o", ["3", "2"])
    assert flat.raw == FLAT
    assert [node.children for node in flat.nodes] == [["3", "2"], ["4"], [], []]


def test_treeify_leaves_out_what_is_not_in_the_list() -> None:
    """As in the answer of `add_node`, which has the new department alone."""
    alone = Organisation.of({"id": "o", "rootNode": {"id": "1"}, "nodes": [{"id": "9", "children": ["gone"]}]})
    assert [(node.id, list(node.children)) for node in alone.treeify().nodes] == [("9", [])]
    assert list(Organisation.of({"id": "o", "rootNode": {"id": "1"}, "nodes": []}).treeify().nodes) == []


def test_a_deep_chain_is_nested_without_recursion() -> None:
    chain = [{"id": str(number), "children": [str(number + 1)]} for number in range(5000)]
    node: Any = Organisation.of({"id": "o", "rootNode": chain[0], "nodes": chain}).treeify().nodes[0]
    for _ in range(4999):
        (node,) = node.children
    assert (node.id, list(node.children)) == ("4999", [])


@pytest.mark.parametrize("kind", [Node, NodeTree, Organisation, PathElement, TreeRecord])
def test_what_is_unknown_is_kept_and_what_is_missing_is_none(kind: Any) -> None:
    read = kind.of({"id": "1", "brandNew": 5})
    assert (read.id, read["brandNew"], read.raw) == ("1", 5, {"id": "1", "brandNew": 5})
    assert getattr(read, "name", None) is None
    assert "children" not in read


def test_ways_are_lists_of_lists() -> None:
    ((first, second),) = paths_of([[{"type": "org", "id": "o", "rootNodeId": "1"}, {"type": "node", "id": "1"}]])
    assert (first.type, first.root_node_id, second.type, second.root_node_id) == ("org", "1", "node", None)
    wrongs: list[Any] = [None, {}, [None], [["x"]], "text"]
    for wrong in wrongs:
        with pytest.raises(TypeError):
            paths_of(wrong)
