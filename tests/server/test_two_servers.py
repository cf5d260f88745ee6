"""Two servers on one PostgreSQL: what one writes, the other reads at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from two_pools import CHEAP

from authing import AuthenticationClient, AuthingException, Conflict, ManagementClient, NotFound, NotLoggedIn
from authing.server import LocalServer, Settings

PASSWORD = "Passw0rd!"


@pytest.fixture
def pair(new_postgres_url: str) -> Iterator[tuple[ManagementClient, ManagementClient]]:
    """Two clients of one pool, each of a server of its own."""
    with ExitStack() as stack:
        clients = []
        for _ in range(2):
            server = stack.enter_context(LocalServer(Settings(database=new_postgres_url, argon2=CHEAP)))
            client = ManagementClient(user_pool_id=server.user_pool_id, secret=server.secret, host=server.host)
            clients.append(stack.enter_context(client))
        one, other = clients
        assert one.options.user_pool_id == other.options.user_pool_id
        assert one.options.host != other.options.host
        yield one, other


def test_users_and_their_logins(pair: tuple[ManagementClient, ManagementClient]) -> None:
    one, other = pair
    user = one.users.create({"username": "bob", "password": PASSWORD})
    found = other.users.detail(user.id)
    assert found is not None
    assert found.username == "bob"
    with pytest.raises(Conflict):
        other.users.create({"username": "bob"})
    there = AuthenticationClient(user_pool_id=other.options.user_pool_id, host=other.options.host)
    token = there.login_by_username("bob", PASSWORD).token
    here = AuthenticationClient(user_pool_id=one.options.user_pool_id, host=one.options.host, token=token)
    assert here.get_current_user().id == user.id
    assert other.users.list().total_count == 1
    one.users.delete(user.id)
    assert other.users.list().total_count == 0
    with pytest.raises(NotLoggedIn):
        there.get_current_user()


def test_permissions_through_roles_groups_and_departments(pair: tuple[ManagementClient, ManagementClient]) -> None:
    one, other = pair
    user = one.users.create({"username": "bob"})
    other.roles.create("reader")
    one.acl.allow("books:1", "books:read", "default", role="reader")
    assert not other.acl.is_allowed(user.id, "books:read", "books:1", "default")
    other.roles.add_users("reader", [user.id])
    assert one.acl.is_allowed(user.id, "books:read", "books:1", "default")
    one.groups.create("staff", "Staff")
    other.groups.add_users("staff", [user.id])
    assert [group.code for group in one.users.list_groups(user.id).list] == ["staff"]
    organisation = one.org.create("Example")
    assert organisation.root_node is not None
    node = other.org.create_node("Sales", organisation.id, organisation.root_node.id)
    one.org.add_members(node.id, [user.id])
    other.org.delete_node(organisation.id, node.id)
    with pytest.raises(NotFound):
        one.org.add_members(node.id, [user.id])


def test_fields_and_settings(pair: tuple[ManagementClient, ManagementClient]) -> None:
    one, other = pair
    user = one.users.create({"username": "bob"})
    one.udf.set("USER", "age", "NUMBER", "Age")
    other.users.set_udf_value(user.id, {"age": 42})
    assert one.users.get_udf_value(user.id) == {"age": 42}
    other.white_list.enable_white_list("USERNAME")
    here = AuthenticationClient(user_pool_id=one.options.user_pool_id, host=one.options.host)
    with pytest.raises(AuthingException):
        here.register_by_username("eve", PASSWORD)
    other.white_list.add("USERNAME", ["eve"])
    assert here.register_by_username("eve", PASSWORD).username == "eve"
