"""Organisations through the administrator's clients, blocking and awaited."""

from __future__ import annotations

import json
from datetime import timezone
from typing import Any

import pytest
from modes import Clients

from authing import AuthingException, Conflict, Forbidden, Invalid, NotFound
from authing.server import LocalServer
from authing.v2.models import NodeTree, OrganisationTree, OrganisationTreePage

NOBODY = "0" * 24
COMPANY = {
    "name": "Acme",
    "code": "acme",
    "description": "Anvils",
    "children": [
        {"name": "Sales", "code": "sales", "children": [{"name": "North", "code": "north"}, {"name": "South"}]},
        {"name": "Law", "code": "law"},
    ],
}


@pytest.fixture
def management(clients: Clients) -> Any:
    return clients.management()


@pytest.fixture
def org(management: Any) -> Any:
    return management.org


def imported(org: Any) -> dict[str, Any]:
    """The company of above: its departments by name."""
    found: dict[str, Any] = {}
    waiting = [org.import_by_json(COMPANY)]
    while waiting:
        node = waiting.pop()
        found[node.name] = node
        waiting += node.children
    return found


def created(management: Any, *names: str) -> list[str]:
    return [management.users.create({"username": name}).id for name in names]


def names_of(nodes: Any) -> list[str]:
    return [node.name for node in nodes]


# -- organisations --------------------------------------------------------------------------------


def test_an_organisation_has_a_root_of_its_name(org: Any) -> None:
    acme = org.create("Acme", "acme", "Anvils")
    root = acme.root_node
    assert (root.name, root.code, root.description, root.root, root.org_id) == ("Acme", "acme", "Anvils", True, acme.id)
    assert (root.depth, list(root.path), list(root.children)) == (None, [root.id], [])
    assert [(node.id, node.depth) for node in acme.nodes] == [(root.id, 0)]
    assert root.created_at.tzinfo is timezone.utc
    assert org.find_by_id(acme.id) == acme
    assert org.create_org("Other").root_node.code is None
    with pytest.raises(Conflict):
        org.create("Again", "acme")
    with pytest.raises(NotFound):
        org.find_by_id(NOBODY)


def test_organisations_are_listed_and_iterated_newest_first(org: Any) -> None:
    for number in range(5):
        org.create(f"org{number}")
    page = org.list(2, 2)
    assert (page.total_count, [each.root_node.name for each in page.list]) == (5, ["org2", "org1"])
    assert [each.root_node.name for each in org.iterate(limit=2)] == [f"org{number}" for number in (4, 3, 2, 1, 0)]
    records = org.get_all_orgs(2, 2)
    assert (records.total_count, [each.root_node.name for each in records.list]) == (5, ["org2", "org1"])
    assert [each.root_node.name for each in org.iterate_all_orgs(limit=2)][-1] == "org0"
    assert records.list[0].root_node_id == records.list[0].root_node.id


def test_an_organisation_belongs_to_a_tenant(server: LocalServer, management: Any, org: Any) -> None:
    ours, theirs = [management.tenants.create(name, [server.app_id]).id for name in ("Ours", "Theirs")]
    acme = org.create("Acme", tenant_id=ours)
    assert acme.tenant_id == ours
    found = org.get_org_by_tenant_id(ours)
    assert (found.id, found.root_node.name, found.tenant_id) == (acme.id, "Acme", ours)
    assert org.get_org_by_tenant_id(theirs) is None
    with pytest.raises(NotFound):
        org.create("Umbrella", tenant_id=NOBODY)
    assert org.list().total_count == 1


def test_deleting_an_organisation_leaves_its_members(management: Any, org: Any) -> None:
    acme = org.create("Acme", "acme")
    (bob,) = created(management, "bob")
    org.add_members(acme.root_node.id, [bob])
    assert org.delete_by_id(acme.id).message == "delete org succeed"
    assert org.list().total_count == 0
    assert org.get_node_by_id(acme.root_node.id) is None
    assert management.users.list_department(bob).total_count == 0
    assert management.users.detail(bob) is not None
    assert org.create("Acme", "acme").root_node.code == "acme"
    with pytest.raises(NotFound):
        org.delete_by_id(acme.id)


def test_treeify_nests_the_departments_as_4_5_did(org: Any) -> None:
    nodes = imported(org)
    org_id = nodes["Acme"].org_id
    flat, nested = org.find_by_id(org_id), org.find_by_id(org_id, treeify=True)
    assert names_of(flat.nodes) == ["Acme", "Sales", "Law", "North", "South"]
    assert [node.depth for node in flat.nodes] == [0, 1, 1, 2, 2]
    assert isinstance(nested, OrganisationTree)
    assert names_of(nested.nodes) == ["Acme"]
    assert nested["nodes"][0]["children"][0]["children"][1]["name"] == "South"
    assert nested == flat.treeify()
    page = org.list(treeify=True)
    assert isinstance(page, OrganisationTreePage)
    assert page.list[0] == nested
    moved = org.move_node(org_id, nodes["South"].id, nodes["Law"].id, treeify=True)
    law = next(child for child in moved.nodes[0].children if child.name == "Law")
    assert isinstance(law, NodeTree)
    assert names_of(law.children) == ["South"]


# -- departments ----------------------------------------------------------------------------------


def test_a_department_is_added_and_read(org: Any) -> None:
    acme = org.create("Acme", "acme")
    added = org.add_node(acme.id, "Sales", None, "sales", "Sell", 3, '{"en": "Sales"}', "{}")
    (sales,) = added.nodes
    assert (added.id, added.root_node.children) == (acme.id, [sales.id])
    assert (sales.name, sales.code, sales.description, sales.order) == ("Sales", "sales", "Sell", 3)
    assert (sales.name_i18n, sales.description_i18n, sales.root) == ('{"en": "Sales"}', "{}", False)
    north = org.create_node("North", acme.id, sales.id)
    assert list(north.path) == [acme.root_node.id, sales.id, north.id]
    assert (list(north.name_path), list(north.code_path)) == (["Acme", "Sales", "North"], ["acme", "sales", None])
    assert org.get_node_by_id(north.id) == north
    assert org.get_node_by_code(acme.id, "sales").children == [north.id]
    assert (org.get_node_by_id(NOBODY), org.get_node_by_code(acme.id, "none")) == (None, None)
    assert org.root_node(acme.id).id == acme.root_node.id
    assert (org.is_root_node(acme.id, acme.root_node.id), org.is_root_node(acme.id, north.id)) == (True, False)


def test_a_new_child_appears_first(org: Any) -> None:
    acme = org.create("Acme")
    for name in ("one", "two", "three"):
        org.create_node(name, acme.id, acme.root_node.id)
    children = org.list_children(acme.root_node.id)
    assert names_of(children) == ["three", "two", "one"]
    assert {child.depth for child in children} == {1}
    assert org.root_node(acme.id).children == [child.id for child in children]


def test_what_does_not_exist_is_not_found_and_what_is_taken_conflicts(org: Any) -> None:
    acme, other = org.create("Acme"), org.create("Other")
    root = acme.root_node.id
    org.create_node("Sales", acme.id, root, "sales")
    with pytest.raises(Conflict):
        org.create_node("Sale", acme.id, root, "sales")
    org.create_node("Sales", other.id, other.root_node.id, "sales")
    for operation, arguments in [
        (org.add_node, (NOBODY, "x", None)),
        (org.create_node, ("x", acme.id, NOBODY)),
        (org.create_node, ("x", acme.id, other.root_node.id)),
        (org.update_node, (NOBODY, "x")),
        (org.delete_node, (acme.id, NOBODY)),
        (org.delete_node, (other.id, root)),
        (org.move_node, (acme.id, NOBODY, root)),
        (org.is_root_node, (other.id, root)),
        (org.root_node, (NOBODY,)),
        (org.list_children, (NOBODY,)),
        (org.list_members, (NOBODY,)),
        (org.list_roles, (NOBODY,)),
        (org.list_authorized_resources, (NOBODY,)),
        (org.list_authorized_resources_by_code, (acme.id, "none")),
        (org.add_members, (NOBODY, ["x"])),
        (org.export_by_org_id, (NOBODY,)),
    ]:
        with pytest.raises(NotFound):
            operation(*arguments)
    with pytest.raises(NotFound):
        list(org.iterate_members(NOBODY))


def test_update_changes_what_is_named_only(org: Any) -> None:
    nodes = imported(org)
    changed = org.update_node(nodes["Sales"].id, "Selling", description="")
    assert (changed.name, changed.code, changed.description) == ("Selling", "sales", "")
    assert changed.users.total_count == 0
    assert org.update_node(nodes["Sales"].id, code="sell").code == "sell"
    with pytest.raises(Conflict):
        org.update_node(nodes["Sales"].id, code="law")
    assert list(org.get_node_by_id(nodes["North"].id).name_path) == ["Acme", "Selling", "North"]


def test_a_department_moves_with_all_below_it(org: Any) -> None:
    nodes = imported(org)
    org_id = nodes["Acme"].org_id
    moved = org.move_node(org_id, nodes["Sales"].id, nodes["Law"].id)
    assert {node.name: node.depth for node in moved.nodes} == {"Acme": 0, "Law": 1, "Sales": 2, "North": 3, "South": 3}
    assert list(org.get_node_by_id(nodes["North"].id).name_path) == ["Acme", "Law", "Sales", "North"]
    with pytest.raises(Forbidden):
        org.move_node(org_id, nodes["Acme"].id, nodes["Law"].id)
    for target in ("Sales", "North"):
        with pytest.raises(Invalid):
            org.move_node(org_id, nodes["Sales"].id, nodes[target].id)
    assert list(org.get_node_by_id(nodes["North"].id).name_path) == ["Acme", "Law", "Sales", "North"]


def test_deleting_a_department_deletes_all_below_it(org: Any) -> None:
    nodes = imported(org)
    org_id = nodes["Acme"].org_id
    assert org.delete_node(org_id, nodes["Sales"].id).message == "删除成功"
    assert names_of(org.find_by_id(org_id).nodes) == ["Acme", "Law"]
    assert org.get_node_by_id(nodes["North"].id) is None
    with pytest.raises(Forbidden):
        org.delete_node(org_id, nodes["Acme"].id)


def test_search_looks_in_names_and_codes_of_all_organisations(org: Any) -> None:
    imported(org)
    org.create("Northern", "n_1")
    assert sorted(names_of(org.search_nodes("NORTH"))) == ["North", "Northern"]
    assert names_of(org.search_nodes("sale")) == ["Sales"]
    assert names_of(org.search_nodes("n_")) == ["Northern"]
    assert org.search_nodes("%") == []


# -- members --------------------------------------------------------------------------------------


def test_members_come_and_go(management: Any, org: Any) -> None:
    nodes = imported(org)
    ann, bob, cid = created(management, "ann", "bob", "cid")
    sales, north = nodes["Sales"].id, nodes["North"].id
    assert org.add_members(sales, [ann, bob]).users.total_count == 2
    org.add_members(sales, [ann])
    org.add_members(north, [bob, cid], is_leader=True)
    page = org.list_members(sales, 1, 1)
    assert (page.name, page.users.total_count, [user.id for user in page.users.list]) == ("Sales", 2, [bob])
    assert {user.id for user in org.list_members(sales, include_children_nodes=True).users.list} == {ann, bob, cid}
    assert [user.username for user in org.iterate_members(sales, include_children_nodes=True, limit=1)] == [
        "cid",
        "bob",
        "ann",
    ]
    assert [user.username for user in org.iterate_members(sales)] == ["bob", "ann"]
    left = org.delete_members(sales, [ann, cid])
    assert [user.id for user in left.users.list] == [bob]
    for unknown in (org.add_members, org.delete_members):
        with pytest.raises(NotFound):
            unknown(sales, [ann, NOBODY])
    assert org.list_members(sales).users.total_count == 1


def test_the_departments_of_a_user(management: Any, org: Any) -> None:
    nodes = imported(org)
    (ann,) = created(management, "ann")
    other = org.create("Other")
    for node_id in (nodes["North"].id, other.root_node.id):
        org.add_members(node_id, [ann])
    found = management.users.list_department(ann)
    assert (found.total_count, names_of(seat.department for seat in found.list)) == (2, ["North", "Other"])
    assert list(found.list[0].department.name_path) == ["Acme", "Sales", "North"]
    assert found.list[0].joined_at.tzinfo is timezone.utc
    of_other = management.users.list_department(ann, org_id=other.id)
    assert names_of(seat.department for seat in of_other.list) == ["Other"]
    ways = management.users.list_org(ann)
    assert [[step.type for step in way] for way in ways] == [["org", "node", "node", "node"], ["org", "node"]]
    assert names_of(ways[0][1:]) == ["Acme", "Sales", "North"]
    assert (ways[0][0].id, ways[0][0].root_node_id) == (nodes["Acme"].org_id, nodes["Acme"].id)
    for unknown in (management.users.list_department, management.users.list_org):
        with pytest.raises(NotFound):
            unknown(NOBODY)


def test_one_department_is_the_main_one(management: Any, org: Any) -> None:
    nodes = imported(org)
    ann, bob = created(management, "ann", "bob")
    for name in ("North", "Law"):
        org.add_members(nodes[name].id, [ann, bob])

    def mains(user: str) -> list[str]:
        seats = management.users.list_department(user).list
        return names_of(seat.department for seat in seats if seat.is_main_department)

    assert mains(ann) == []
    assert org.set_main_department(ann, nodes["North"].id).message == "设置主部门成功"
    org.set_main_department(bob, nodes["North"].id)
    org.set_main_department(ann, nodes["Law"].id)
    assert (mains(ann), mains(bob)) == (["Law"], ["North"])
    org.move_members([bob], nodes["South"].id, nodes["North"].id)
    assert mains(bob) == ["South"]
    org.set_main_department(ann, None)
    assert (mains(ann), mains(bob)) == ([], ["South"])
    for user, department in ((ann, nodes["South"].id), (ann, NOBODY), (NOBODY, nodes["Law"].id)):
        with pytest.raises(NotFound):
            org.set_main_department(user, department)


def test_moving_members_is_all_or_nothing(management: Any, org: Any) -> None:
    nodes = imported(org)
    ann, bob, cid = created(management, "ann", "bob", "cid")
    north, south = nodes["North"].id, nodes["South"].id
    org.add_members(north, [ann, bob])
    org.add_members(south, [bob])
    for users in ([ann, cid], [ann, NOBODY]):
        with pytest.raises(NotFound):
            org.move_members(users, south, north)
    assert org.list_members(north).users.total_count == 2
    assert org.move_members([ann, bob], south, north).code == 200
    assert org.list_members(north).users.total_count == 0
    assert {user.id for user in org.list_members(south).users.list} == {ann, bob}
    org.move_members([ann], south, south)
    assert org.list_members(south).users.total_count == 2


def test_a_deleted_user_is_in_no_department(management: Any, org: Any) -> None:
    nodes = imported(org)
    (ann,) = created(management, "ann")
    org.add_members(nodes["North"].id, [ann])
    management.users.delete(ann)
    assert org.list_members(nodes["North"].id).users.total_count == 0
    assert org.export_by_org_id(nodes["Acme"].org_id).children[0].children[0].members == []


def test_a_department_has_the_roles_of_those_above_it(management: Any, org: Any) -> None:
    nodes = imported(org)
    for code in ("clerk", "boss", "guest"):
        management.roles.create(code)
    org.add_roles(nodes["Acme"].id, ["guest", "clerk"])
    org.add_roles(nodes["North"].id, ["boss", "clerk"])

    def roles(name: str) -> list[str]:
        return [role.code for role in org.list_roles(nodes[name].id).list]

    assert (roles("Acme"), roles("North"), roles("Law")) == (
        ["clerk", "guest"],
        ["boss", "clerk", "guest"],
        ["clerk", "guest"],
    )
    org.remove_roles(nodes["North"].id, ["boss", "clerk"])
    assert org.list_roles(nodes["North"].id).total_count == 2
    assert org.list_roles(nodes["North"].id, "system").total_count == 0
    for unknown in ((NOBODY, ["boss"]), (nodes["Law"].id, ["boss", "none"])):
        with pytest.raises(NotFound):
            org.add_roles(*unknown)
    assert roles("Law") == ["clerk", "guest"]


def test_a_department_allows_resources(management: Any, org: Any) -> None:
    nodes = imported(org)
    granted = {"targetType": "ORG", "targetIdentifier": nodes["Sales"].id, "actions": ["read"]}
    management.acl.authorize_resource("default", "books:1", [granted])
    found = org.list_authorized_resources(nodes["Sales"].id)
    assert [(each.code, list(each.actions)) for each in found.list] == [("books:1", ["read"])]
    by_code = org.list_authorized_resources_by_code(nodes["Acme"].org_id, "sales", "default", "DATA")
    assert by_code == found
    assert org.list_authorized_resources(nodes["Law"].id).total_count == 0


# -- files ----------------------------------------------------------------------------------------


def test_what_is_exported_can_be_imported(management: Any, org: Any) -> None:
    nodes = imported(org)
    (ann,) = created(management, "ann")
    org.add_members(nodes["Sales"].id, [ann], is_leader=True)
    tree = org.export_by_org_id(nodes["Acme"].org_id)
    assert (tree.name, tree.code, tree.description, names_of(tree.children)) == (
        "Acme",
        "acme",
        "Anvils",
        ["Sales", "Law"],
    )
    sales = tree.children[0]
    assert ([user.username for user in sales.members], sales.leader_user_id) == (["ann"], ann)
    assert names_of(sales.children) == ["North", "South"]
    assert org.export_all() == [tree]
    with pytest.raises(Conflict):
        org.import_by_json(tree)
    org.delete_by_id(nodes["Acme"].org_id)
    again = org.import_by_json(json.dumps(tree.raw))
    assert names_of(again.children) == ["Sales", "Law"]
    assert list(again.children[0].members) == []
    assert again.id != tree.id
    assert org.find_by_id(again.org_id).root_node.code == "acme"


def test_nothing_is_taken_over_from_elsewhere(org: Any) -> None:
    for arguments in (("dingtalk",), ("wechatwork",), ("ad", "connector")):
        with pytest.raises(AuthingException) as refused:
            org.start_sync(*arguments)
        assert refused.value.code == 501
    with pytest.raises(AuthingException, match="你还没有配置钉钉通讯录"):
        org.start_sync("dingtalk")


# -- who may --------------------------------------------------------------------------------------


def test_a_pool_does_not_see_its_neighbours_organisations(clients: Clients, management: Any, org: Any) -> None:
    nodes = imported(org)
    acme = nodes["Acme"]
    (ann,) = created(management, "ann")
    org.add_members(acme.id, [ann])
    theirs = clients.management(user_pool_id="c" * 24, secret="3" * 32)
    for operation, arguments in [
        (theirs.org.find_by_id, (acme.org_id,)),
        (theirs.org.delete_by_id, (acme.org_id,)),
        (theirs.org.add_node, (acme.org_id, "x", None)),
        (theirs.org.update_node, (acme.id, "x")),
        (theirs.org.delete_node, (acme.org_id, nodes["Law"].id)),
        (theirs.org.move_node, (acme.org_id, nodes["North"].id, nodes["Law"].id)),
        (theirs.org.add_members, (acme.id, ["e" * 24])),
        (theirs.org.delete_members, (acme.id, [ann])),
        (theirs.org.list_members, (acme.id,)),
        (theirs.org.export_by_org_id, (acme.org_id,)),
        (theirs.users.list_org, (ann,)),
        (org.add_members, (acme.id, ["e" * 24])),
    ]:
        with pytest.raises(NotFound):
            operation(*arguments)
    assert theirs.org.get_node_by_id(acme.id) is None
    assert theirs.org.get_node_by_code(acme.org_id, "sales") is None
    assert (theirs.org.list().total_count, theirs.org.search_nodes("a"), theirs.org.export_all()) == (0, [], [])
    assert theirs.org.create("Acme", "acme").root_node.code == "acme"
    assert org.find_by_id(acme.org_id).root_node.name == "Acme"
