"""Permissions: a policy for a role, single grants, and who may do what in the end."""

from __future__ import annotations

from authing import ManagementClient
from authing.server import LocalServer


def main(management: ManagementClient) -> None:
    """Run a library."""
    acl, policies = management.acl, management.policies
    ann = management.users.create({"username": "ann"})
    bob = management.users.create({"username": "bob"})
    acl.create_namespace("library", "The library")

    management.roles.create("librarian", "Lends books", namespace="library")
    management.roles.add_users("librarian", [ann.id], "library")
    policies.create(
        "lending",
        [
            {"resource": "books:*", "actions": ["books:read", "books:lend"]},
            {"resource": "books:rare", "actions": ["books:lend"], "effect": "DENY"},
        ],
        namespace="library",
    )
    policies.add_assignments(["lending"], "ROLE", ["librarian"], namespace="library")
    acl.allow("books:1", "books:read", "library", user_id=bob.id)

    for user in (ann, bob):
        for action, resource in (("books:read", "books:1"), ("books:lend", "books:1"), ("books:lend", "books:rare")):
            verdict = "may" if acl.is_allowed(user.id, action, resource, "library") else "may not"
            print(user.username, verdict, action, resource)

    resources = management.users.list_authorized_resources(bob.id, "library")
    print("bob may use:", [(resource.code, resource.actions) for resource in resources.list])
    targets = acl.get_authorized_targets("library", "DATA", "books:1")
    print("books:1 was given to:", [(target.target_identifier, target.actions) for target in targets.list])

    acl.delete_namespace_by_code("library")
    print("namespaces left:", [namespace.name for namespace in acl.iterate_namespaces()])
    print("bob may still read:", acl.is_allowed(bob.id, "books:read", "books:1", "library"))


if __name__ == "__main__":
    with (
        LocalServer() as server,
        ManagementClient(user_pool_id=server.user_pool_id, secret=server.secret, host=server.host) as client,
    ):
        main(client)
