"""The administrator's client: create, change, find, page through, give roles, delete."""

from __future__ import annotations

from authing import ManagementClient
from authing.server import LocalServer


def main(management: ManagementClient) -> None:
    """Do what an administrator does."""
    alice = management.users.create({"username": "alice", "email": "alice@example.com", "password": "Alice-in-2026"})
    print("created", alice.username, "at", alice.created_at)

    alice = management.users.update(alice.id, {"nickname": "Al", "company": "Wonderland"})
    print("now called", alice.nickname, "of", alice["company"])

    for number in range(25):
        management.users.create({"username": f"user{number:02}"})
    page = management.users.list(page=1, limit=10)
    print(len(page.list), "of", page.total_count, "users on the first page")
    print(sum(1 for _ in management.users.iterate()), "users on all pages")

    management.roles.create("editor", "May change texts")
    management.users.add_roles(alice.id, ["editor"])
    print("roles of alice:", [role.code for role in management.users.list_roles(alice.id).list])
    print("editors:", [user.username for user in management.roles.list_users("editor").list])

    found = management.users.find(email="alice@example.com")
    print("found by e-mail:", found.username if found else "nobody")

    management.users.delete(alice.id)
    print("still there:", management.users.exists(username="alice"))


if __name__ == "__main__":
    with (
        LocalServer() as server,
        ManagementClient(user_pool_id=server.user_pool_id, secret=server.secret, host=server.host) as client,
    ):
        main(client)
