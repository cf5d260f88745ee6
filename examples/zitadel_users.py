"""The administrator's client of ZITADEL: create a user, wait until it can be read, find, change, keep metadata, delete.

It needs an instance: ZITADEL_HOST is its URL, ZITADEL_KEY_FILE the key file of a service user who may manage users.
"""

from __future__ import annotations

import os
from secrets import token_hex

from authing.zitadel import Zitadel
from authing.zitadel.exceptions import Conflict
from authing.zitadel.models.user import UserState


def main(client: Zitadel) -> None:
    """Do what an administrator does."""
    home = client.organizations.list_organizations().result[0]
    name = f"ada-{token_hex(4)}"
    human = {
        "profile": {"given_name": "Ada", "family_name": "Lovelace"},
        "email": {"email": f"{name}@example.com", "return_code": {}},
    }
    created = client.users.create_user(organization_id=home.id, username=name, human=human)
    print("created", name, "in", home.name, "at", created.creation_date)
    try:
        client.users.create_user(organization_id=home.id, username=name, human=human)
    except Conflict as error:
        print("but not twice:", error.code, error.error_id)

    client.users.verify_email(user_id=created.id, verification_code=created.email_code)
    the_one = [{"in_user_ids_query": {"user_ids": [created.id]}}]
    ada = client.wait_until(lambda: client.users.list_users(queries=the_one).result, bool)[0]
    print("logs in as", ada.preferred_login_name)

    client.users.set_user_metadata(user_id=ada.user_id, metadata=[{"key": "shelf", "value": b"12"}])
    for entry in client.users.iterate_user_metadata(user_id=ada.user_id):
        print("metadata:", entry.key, "=", entry.value.decode())

    client.users.deactivate_user(user_id=ada.user_id)
    is_inactive = {"state_query": {"state": UserState.INACTIVE}}
    found = client.wait_until(lambda: client.users.list_users(queries=[*the_one, is_inactive]).result, bool)
    print("no longer active:", [user.username for user in found])

    client.users.delete_user(user_id=ada.user_id)
    left = sum(user.username == name for user in client.users.iterate_users())
    print("left of her:", left)


if __name__ == "__main__":
    with Zitadel.with_private_key(os.environ["ZITADEL_HOST"], os.environ["ZITADEL_KEY_FILE"]) as zitadel:
        main(zitadel)
