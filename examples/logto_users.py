"""The administrator's client of Logto: create a user, find, change, keep custom data, join an organization, delete.

It needs a Logto: LOGTO_ENDPOINT is its URL, LOGTO_M2M_ID and LOGTO_M2M_SECRET are those of a machine-to-machine application
that has access to the Management API.
"""

from __future__ import annotations

import os
from secrets import token_hex

from authing import Conflict
from authing.logto import Logto, Search


def main(client: Logto) -> None:
    """Do what an administrator does."""
    name = f"grace_{token_hex(4)}"
    grace = client.users.create(username=name, name="Grace", primary_email=f"{name}@example.com")
    print("created", grace.username, "at", grace.created_at)
    try:
        client.users.create(username=name)
    except Conflict as error:
        print("but not twice:", error.code)

    exact = Search(username=name, mode="exact")
    print("found:", [user.primary_email for user in client.users.iterate(search=exact)])

    client.users.update(grace.id, name="Grace Hopper", custom_data={"plan": "free", "seats": 1})
    print("custom data:", dict(client.users.merge_custom_data(grace.id, {"plan": "gold"})))

    role = client.organization_roles.create(name=f"editor_{token_hex(4)}")
    navy = client.organizations.create(name="Navy")
    client.organizations.add_users(navy.id, user_ids=[grace.id])
    client.organizations.assign_user_roles(navy.id, grace.id, organization_role_ids=[role.id])
    for member in client.organizations.iterate_users(navy.id):
        print("member:", member.name, "as", [each.name for each in member.organization_roles])

    client.organizations.delete(navy.id)
    client.organization_roles.delete(role.id)
    client.users.delete(grace.id)
    print("left of her:", client.users.list(search=exact).total)


if __name__ == "__main__":
    with Logto(os.environ["LOGTO_ENDPOINT"], os.environ["LOGTO_M2M_ID"], os.environ["LOGTO_M2M_SECRET"]) as logto:
        main(logto)
