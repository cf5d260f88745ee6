"""Fields of your own for users: define them, set values, read them back in their Python types."""

from __future__ import annotations

from datetime import datetime, timezone

from authing import Invalid, ManagementClient
from authing.server import LocalServer


def main(management: ManagementClient) -> None:
    """Do what an administrator does with a school's users."""
    management.udf.set("USER", "age", "NUMBER", "Age")
    management.udf.set("USER", "enrolled", "DATETIME", "Enrolled on")
    management.udf.set("USER", "house", "SELECT", "House", options=["North", "South"])
    management.udf.set("USER", "marks", "OBJECT", "Marks")

    enrolled = datetime(2026, 9, 1, 8, 30, tzinfo=timezone.utc)
    alice = management.users.create({"username": "alice"}, custom_data={"age": 12, "enrolled": enrolled})
    management.users.set_udf_value(alice.id, {"house": "North", "marks": {"logic": 1, "croquet": 4}})

    for value in management.users.list_udv(alice.id):
        print(f"{value.label}: {value.value!r}")

    bob = management.users.create({"username": "bob"})
    management.users.set_udf_value_batch({alice.id: {"age": 13}, bob.id: {"age": 14}})
    for user in management.users.list(with_custom_data=True).list:
        print(user.username, "is", user.custom_data["age"])

    try:
        management.users.set_udv(bob.id, "house", "West")
    except Invalid as error:
        print("refused:", error.message)
    print("users with an age:", management.users.get_udf_field_user_num("age"))


if __name__ == "__main__":
    with (
        LocalServer() as server,
        ManagementClient(user_pool_id=server.user_pool_id, secret=server.secret, host=server.host) as client,
    ):
        main(client)
