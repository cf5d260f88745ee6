"""Organisations: a tree of departments, who is in which, what moves with what, and the whole of it as one object."""

from __future__ import annotations

from authing import ManagementClient
from authing.server import LocalServer
from authing.v2.models import TreeRecord

COMPANY = {
    "name": "Acme",
    "code": "acme",
    "children": [
        {"name": "Sales", "code": "sales", "children": [{"name": "North", "code": "north"}, {"name": "South"}]},
        {"name": "Law", "code": "law"},
    ],
}


def show(node: TreeRecord, depth: int = 0) -> None:
    """Print a department and all below it, with their members."""
    print("  " * depth + (node.name or ""), [user.username for user in node.members])
    for child in node.children:
        show(child, depth + 1)


def main(management: ManagementClient) -> None:
    """Do what an administrator does."""
    org = management.org
    acme = org.import_by_json(COMPANY)
    org_id = acme.org_id or ""

    users = [management.users.create({"username": name}).id for name in ("alice", "bob", "carol")]
    sales, law = acme.children
    org.add_members(sales.children[0].id, users[:2])
    org.add_members(law.id, users[1:], is_leader=True)
    org.set_main_department(users[1], law.id)
    show(org.export_by_org_id(org_id))
    print("in and below sales:", [user.username for user in org.iterate_members(sales.id, include_children_nodes=True)])

    support = org.create_node("Support", org_id, sales.id, "support")
    org.move_node(org_id, support.id, law.id)
    org.move_members([users[0]], support.id, sales.children[0].id)
    for seat in management.users.list_department(users[0]).list:
        print("alice is in", " / ".join(seat.department.name_path))
    for seat in management.users.list_department(users[1]).list:
        print("bob is in", seat.department.name, "(the main one)" if seat.is_main_department else "")

    management.roles.create("employee")
    org.add_roles(acme.id, ["employee"])
    print("roles of support:", [role.code for role in org.list_roles(support.id).list])

    print("found:", [" / ".join(node.name_path) for node in org.search_nodes("sup")])
    tree = org.find_by_id(org_id).treeify().nodes[0]
    print("below the root:", [(child.name, len(child.children)) for child in tree.children])
    org.delete_by_id(org_id)
    print("organisations left:", org.list().total_count)


if __name__ == "__main__":
    with (
        LocalServer() as server,
        ManagementClient(user_pool_id=server.user_pool_id, secret=server.secret, host=server.host) as client,
    ):
        main(client)
