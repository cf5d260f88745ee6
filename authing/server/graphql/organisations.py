"""Resolvers about organisations, their departments, and who is in them."""

# ruff: noqa: D103 - what a resolver does is told by its field in schema.graphql

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from authing.server.graphql import shapes
from authing.server.rules import departments, organisations, roles
from authing.server.rules.paging import part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from authing.server.rules.departments import Seat
    from authing.server.rules.service import Context

NODES = ("nodes",)
ROOT = ("rootNode",)


# -- organisations --------------------------------------------------------------------------------


def org(context: Context, id: str) -> Any:
    return shapes.organisation(organisations.get(context, id))


def orgs(context: Context, **paging: Any) -> Any:
    return shapes.page(organisations.page(context, part(**paging)), shapes.organisation)


def create_org(context: Context, **arguments: Any) -> Any:
    return shapes.organisation(organisations.create(context, **arguments))


def delete_org(context: Context, id: str) -> Any:
    organisations.delete(context, id)
    return shapes.done("delete org succeed")


def nodes_of_org(parent: dict[Any, Any], context: Context) -> Any:
    # As the platform does it: here, and only here, a department tells how deep it is.
    nodes = shapes.together(parent, NODES, lambda ids: organisations.trees(context, ids))
    return shapes.listed(nodes, lambda each: shapes.node(each, depth=len(each.line) - 1))


def root_of_org(parent: dict[Any, Any], context: Context) -> Any:
    return shapes.node(shapes.together(parent, ROOT, lambda ids: organisations.roots(context, ids)))


# -- departments ----------------------------------------------------------------------------------


def node_by_id(context: Context, id: str) -> Any:
    return shapes.node(organisations.node(context, id))


def node_by_code(context: Context, org_id: str, code: str) -> Any:
    return shapes.node(organisations.node_by_code(context, org_id, code))


def root_node(context: Context, org_id: str) -> Any:
    return shapes.node(organisations.root(context, org_id))


def is_root_node(context: Context, node_id: str, org_id: str) -> Any:
    return organisations.is_root(context, org_id, node_id)


def children_nodes(context: Context, node_id: str, org_id: str | None = None) -> Any:
    found = organisations.children(context, node_id, org_id)
    return shapes.listed(found, lambda each: shapes.node(each, depth=1))


def search_nodes(context: Context, keyword: str) -> Any:
    return shapes.listed(organisations.search(context, keyword), shapes.node)


def add_node(context: Context, org_id: str, **arguments: Any) -> Any:
    # The answer is the organisation with the new department alone: a big tree must not make the addition slow.
    added = organisations.add_node(context, org_id, **arguments)
    return {**shapes.organisation(organisations.get(context, org_id)), NODES: [added]}


def add_node_v2(context: Context, org_id: str, **arguments: Any) -> Any:
    return shapes.node(organisations.add_node(context, org_id, **arguments))


def update_node(context: Context, id: str, **changes: Any) -> Any:
    return shapes.node(organisations.update_node(context, id, **changes))


def delete_node(context: Context, org_id: str, node_id: str) -> Any:
    organisations.delete_node(context, org_id, node_id)
    return shapes.done("删除成功")


def move_node(context: Context, org_id: str, node_id: str, target_parent_id: str) -> Any:
    return shapes.organisation(organisations.move_node(context, org_id, node_id, target_parent_id))


def roles_of_node(parent: dict[Any, Any], context: Context, namespace: str = roles.DEFAULT) -> Any:
    def load(ids: list[str]) -> Any:
        return organisations.roles_of(context, parent["userPoolId"], ids, namespace)

    return shapes.whole(shapes.together(parent, ("roles", namespace), load), shapes.role)


# -- members --------------------------------------------------------------------------------------


def users_of_node(parent: dict[str, Any], context: Context, include_children_nodes: bool = False, **paging: Any) -> Any:
    found = departments.members(context, parent["id"], part(**paging), below=include_children_nodes)
    return shapes.page(found, shapes.user)


def add_member(
    context: Context,
    user_ids: list[str],
    node_id: str | None = None,
    org_id: str | None = None,
    node_code: str | None = None,
    is_leader: bool | None = None,
) -> Any:
    return shapes.node(
        departments.add(context, user_ids, node_id=node_id, organisation_id=org_id, code=node_code, leads=is_leader)
    )


def remove_member(
    context: Context,
    user_ids: list[str],
    node_id: str | None = None,
    org_id: str | None = None,
    node_code: str | None = None,
) -> Any:
    return shapes.node(departments.remove(context, user_ids, node_id=node_id, organisation_id=org_id, code=node_code))


def move_members(context: Context, user_ids: list[str], source_node_id: str, target_node_id: str) -> Any:
    departments.move(context, user_ids, source_node_id, target_node_id)
    return shapes.done("the users are moved")


def set_main_department(context: Context, user_id: str, department_id: str | None = None) -> Any:
    departments.set_main(context, user_id, department_id)
    return shapes.done("设置主部门成功")


def departments_of_user(parent: dict[Any, Any], context: Context, org_id: str | None = None) -> Any:
    return shapes.whole(_seats(parent, context, org_id), shapes.seat)


def main_department_id(parent: dict[Any, Any], context: Context) -> Any:
    return next((seat.department.node.id for seat in _seats(parent, context) if seat.membership.is_main), None)


def main_department_code(parent: dict[Any, Any], context: Context) -> Any:
    return next((seat.department.node.code for seat in _seats(parent, context) if seat.membership.is_main), None)


def _seats(parent: dict[Any, Any], context: Context, org_id: str | None = None) -> Sequence[Seat]:
    found: Sequence[Seat] = shapes.together(
        parent, ("departments", org_id), lambda ids: departments.of_users(context, ids, org_id)
    )
    return found


RESOLVERS = {
    "Query": {
        "org": org,
        "orgs": orgs,
        "nodeById": node_by_id,
        "nodeByCode": node_by_code,
        "rootNode": root_node,
        "isRootNode": is_root_node,
        "childrenNodes": children_nodes,
        "searchNodes": search_nodes,
    },
    "Mutation": {
        "createOrg": create_org,
        "deleteOrg": delete_org,
        "addNode": add_node,
        "addNodeV2": add_node_v2,
        "updateNode": update_node,
        "deleteNode": delete_node,
        "moveNode": move_node,
        "addMember": add_member,
        "removeMember": remove_member,
        "moveMembers": move_members,
        "setMainDepartment": set_main_department,
    },
    "Org": {"nodes": nodes_of_org, "rootNode": root_of_org},
    "Node": {"users": users_of_node, "roles": roles_of_node},
    "User": {
        "departments": departments_of_user,
        "mainDepartmentId": main_department_id,
        "mainDepartmentCode": main_department_code,
    },
}
