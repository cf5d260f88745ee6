"""The administrator's clients, blocking and awaited, against the local server."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest
from modes import Clients

from authing import (
    ArgumentError,
    AuthingException,
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    NotLoggedIn,
    ResetRequired,
)
from authing.server import LocalServer
from authing.v2.models.user import User, UserStatus

NOBODY = "0" * 24
PASSWORD = "Passw0rd!"


@pytest.fixture
def users(clients: Clients) -> Any:
    return clients.management().users


@pytest.fixture
def roles(clients: Clients) -> Any:
    return clients.management().roles


def created(users: Any, *names: str) -> list[User]:
    return [users.create({"username": name, "email": f"{name}@example.com"}) for name in names]


# -- users ----------------------------------------------------------------------------------------


def test_a_created_user_has_the_platforms_defaults(users: Any) -> None:
    before = datetime.now(timezone.utc).replace(microsecond=0)
    user = users.create({"username": "bob", "email": "Bob@Example.com", "givenName": "Bob", "password": PASSWORD})
    assert (user.username, user.email, user.given_name) == ("bob", "bob@example.com", "Bob")
    assert (user.status, user.gender, user.logins_count, user.blocked) == (UserStatus.ACTIVATED, "U", 0, False)
    assert (user.email_verified, user.phone_verified, user.token, user.password) == (False, False, None, None)
    assert user.created_at >= before
    assert user.created_at.tzinfo is not None
    assert user["createdAt"].endswith("+00:00")


def test_the_callers_mapping_is_left_as_it_is(users: Any) -> None:
    given = {"username": "bob", "password": PASSWORD}
    users.create(given)
    assert given == {"username": "bob", "password": PASSWORD}


def test_a_taken_name_or_address_is_a_conflict_that_names_itself_by_code(users: Any) -> None:
    created(users, "bob")
    with pytest.raises(Conflict) as taken_name:
        users.create({"username": "bob"})
    with pytest.raises(Conflict) as taken_address:
        users.create({"username": "rob", "email": "BOB@example.com"})
    assert (taken_name.value.code, taken_address.value.code) == (2034, 2200)
    assert users.list().total_count == 1


def test_a_user_needs_an_identifier(users: Any) -> None:
    with pytest.raises(Invalid):
        users.create({"nickname": "nobody"})
    assert users.list().total_count == 0


def test_the_first_login_asks_for_a_password_of_ones_own(clients: Clients, users: Any) -> None:
    users.create({"username": "bob", "password": PASSWORD}, reset_password_on_first_login=True)
    users.create({"username": "eve", "password": PASSWORD}, reset_password_on_first_login=False)
    with pytest.raises(ResetRequired) as refused:
        clients.authentication().login_by_username("bob", PASSWORD)
    assert refused.value.code == 1639
    assert refused.value.token
    assert clients.authentication().login_by_username("eve", PASSWORD).logins_count == 1


def test_list_gives_one_page_newest_first(users: Any) -> None:
    created(users, "first", "second", "third")
    page = users.list(page=1, limit=2)
    assert (page["totalCount"], page["list"][0]["username"]) == (3, "third")
    assert [user.username for user in users.list(page=2, limit=2).list] == ["first"]
    beyond = users.list(page=9, limit=2)
    assert (beyond.total_count, list(beyond.list)) == (3, [])


def test_iterate_walks_all_pages(users: Any) -> None:
    names = [f"user{number}" for number in range(7)]
    created(users, *names)
    assert [user.username for user in users.iterate(limit=3)] == names[::-1]


def test_update_changes_what_is_named_only(users: Any) -> None:
    (bob,) = created(users, "bob")
    changed = users.update(bob.id, {"nickname": "Bobby", "phone": "13800000000", "blocked": True})
    assert (changed.nickname, changed.phone, changed.blocked, changed.email) == (
        "Bobby",
        "13800000000",
        True,
        "bob@example.com",
    )
    with pytest.raises(NotFound) as unknown:
        users.update(NOBODY, {"nickname": "x"})
    assert unknown.value.code == 2004


def test_an_updated_password_is_the_one_to_log_in_with(clients: Clients, users: Any) -> None:
    (bob,) = created(users, "bob")
    users.update(bob.id, {"password": "An0ther-one"})
    assert clients.authentication().login_by_username("bob", "An0ther-one").id == bob.id


def test_detail_reads_one_user_and_none_for_an_unknown_id(users: Any) -> None:
    (bob,) = created(users, "bob")
    assert users.detail(bob.id).username == "bob"
    assert users.detail(NOBODY) is None
    assert users.detail("no such id ☃") is None
    with pytest.raises(ArgumentError):
        users.detail("..")


def test_find_and_exists_look_for_the_whole_value(users: Any) -> None:
    (bob,) = created(users, "bob")
    assert users.find(email="BOB@example.com").id == bob.id
    assert users.find(username="bo") is None
    assert users.exists(username="bob") is True
    assert users.exists(email="nobody@example.com") is False
    with pytest.raises(ArgumentError):
        users.find()


def test_search_looks_for_parts_in_any_case_and_takes_wildcards_literally(users: Any, roles: Any) -> None:
    bob, rob = created(users, "bob", "rob")
    assert {user.username for user in users.search("OB").list} == {"bob", "rob"}
    assert users.search("%").total_count == 0
    assert users.search("rob", fields=["nickname"]).total_count == 0
    roles.create("editor")
    users.add_roles(rob.id, ["editor"])
    assert [user.id for user in users.search("ob", role_opts=[{"code": "editor"}]).list] == [rob.id]
    assert bob.id != rob.id


def test_batch_get_keeps_the_order_of_the_question(users: Any) -> None:
    ann, bob = created(users, "ann", "bob")
    assert [user.id for user in users.batch_get([bob.id, NOBODY, ann.id])] == [bob.id, ann.id]
    assert [user.id for user in users.batch_get(["ann"], "username")] == [ann.id]
    with pytest.raises(ArgumentError):
        users.batch_get([NOBODY] * 81)


def test_delete_archives(users: Any) -> None:
    ann, bob = created(users, "ann", "bob")
    assert users.delete(bob.id).code == 200
    assert users.detail(bob.id) is None
    archived = users.list_archived_users()
    assert [(user.id, user.status) for user in archived.list] == [(bob.id, UserStatus.ARCHIVED)]
    assert created(users, "bob")[0].id != bob.id
    assert users.find(username="ann").id == ann.id


def test_delete_many_is_all_or_nothing(users: Any) -> None:
    ann, bob = created(users, "ann", "bob")
    with pytest.raises(NotFound) as unknown:
        users.delete_many([ann.id, NOBODY])
    assert unknown.value.code == 2210
    assert users.list().total_count == 2
    users.delete_many([ann.id, bob.id])
    assert users.list().total_count == 0


def test_refresh_token_lets_an_administrator_act_for_a_user(clients: Clients, users: Any) -> None:
    (bob,) = created(users, "bob")
    granted = users.refresh_token(bob.id)
    assert granted.exp - granted.iat == 1296000
    assert clients.authentication(token=granted.token).get_current_user().id == bob.id
    with pytest.raises(NotFound):
        users.refresh_token(NOBODY)


# -- roles ----------------------------------------------------------------------------------------


def test_roles_live_in_namespaces(server: LocalServer, roles: Any) -> None:
    editor = roles.create("editor", "May edit", namespace=None)
    assert (editor.code, editor.namespace, editor.description, editor.is_system) == (
        "editor",
        "default",
        "May edit",
        False,
    )
    assert roles.create("editor", namespace=server.app_id).namespace == server.app_id
    assert roles.list().total_count == roles.list(namespace=server.app_id).total_count == 1
    with pytest.raises(Conflict):
        roles.create("editor")


def test_a_role_has_a_parent(roles: Any) -> None:
    roles.create("staff")
    assert roles.create("editor", parent="staff").parent.code == "staff"
    assert roles.detail("editor").parent.code == "staff"
    with pytest.raises(NotFound):
        roles.create("orphan", parent="nobody")
    assert roles.detail("orphan") is None


def test_roles_are_found_changed_and_iterated(roles: Any) -> None:
    codes = [f"role{number}" for number in range(5)]
    for code in codes:
        roles.create(code)
    assert sorted(role.code for role in roles.iterate(limit=2)) == codes
    changed = roles.update("role0", "The first", "first")
    assert (changed.code, changed.description) == ("first", "The first")
    assert roles.find_by_code("role0") is None
    assert roles.find_by_code("first").id == changed.id
    with pytest.raises(Conflict):
        roles.update("first", new_code="role1")
    with pytest.raises(NotFound):
        roles.update("nobody", "x")


def test_roles_are_deleted_all_or_none(roles: Any) -> None:
    for code in ("one", "two"):
        roles.create(code)
    with pytest.raises(NotFound):
        roles.delete_many(["one", "nobody"])
    assert roles.list().total_count == 2
    assert roles.delete("one").code == 200
    assert roles.delete_many(["two"]).code == 200
    with pytest.raises(NotFound):
        roles.delete("one")


def test_members_come_and_go(users: Any, roles: Any) -> None:
    ann, bob = created(users, "ann", "bob")
    roles.create("editor")
    roles.add_users("editor", [ann.id, bob.id])
    assert {user.id for user in roles.list_users("editor").list} == {ann.id, bob.id}
    assert roles.list_users("editor", page=2, limit=1).total_count == 2
    roles.remove_users("editor", [ann.id])
    assert [user.id for user in roles.list_users("editor").list] == [bob.id]
    assert [role.code for role in users.list_roles(bob.id).list] == ["editor"]
    users.remove_roles(bob.id, ["editor"])
    assert users.list_roles(bob.id).total_count == 0
    with pytest.raises(NotFound):
        roles.list_users("nobody")
    with pytest.raises(NotFound):
        users.list_roles(NOBODY)


def test_giving_roles_is_all_or_nothing(users: Any, roles: Any) -> None:
    (bob,) = created(users, "bob")
    roles.create("editor")
    with pytest.raises(AuthingException):
        users.add_roles(bob.id, ["editor", "nobody"])
    with pytest.raises(AuthingException):
        roles.add_users("editor", [bob.id, NOBODY])
    assert users.list_roles(bob.id).total_count == 0


def test_a_deleted_user_has_no_roles(users: Any, roles: Any) -> None:
    (bob,) = created(users, "bob")
    roles.create("editor")
    users.add_roles(bob.id, ["editor"])
    users.delete(bob.id)
    assert roles.list_users("editor").total_count == 0


# -- who may ---------------------------------------------------------------------------------------


def test_a_wrong_secret_and_an_unknown_pool_are_told_by_type(clients: Clients) -> None:
    with pytest.raises(AuthingException) as wrong:
        clients.management(secret="f" * 32).users.list()
    with pytest.raises(NotFound) as unknown:
        clients.management(user_pool_id="f" * 24).users.list()
    assert isinstance(wrong.value.code, int)
    assert unknown.value.code == 2224


def test_a_pool_does_not_see_its_neighbour(clients: Clients, users: Any, roles: Any) -> None:
    assert users.find(username="neighbour") is None
    assert users.detail("e" * 24) is None
    assert users.search("neighbour").total_count == 0
    assert roles.detail("neighbourly") is None
    with pytest.raises(NotFound):
        users.update("e" * 24, {"nickname": "mine"})
    roles.create("editor")
    with pytest.raises(AuthingException):
        roles.add_users("editor", ["e" * 24])
    theirs = clients.management(user_pool_id="c" * 24, secret="3" * 32).users
    assert [user.username for user in theirs.iterate()] == ["neighbour"]


def test_a_users_token_manages_nothing(clients: Clients, users: Any) -> None:
    users.create({"username": "bob", "password": PASSWORD})
    token = clients.authentication().login_by_username("bob", PASSWORD).token
    from authing.core.call import Call
    from authing.v2.documents import users as documents
    from authing.v2.wire import graphql

    def listing(auth: bool | str) -> Call[Any]:
        return graphql(documents.USERS, "users", dict, auth=auth, page=1, limit=1)

    def run(call: Call[Any]) -> Any:
        return users.finished(users._inner._runner.run(call))

    with pytest.raises(Forbidden) as forbidden:
        run(listing(token))
    with pytest.raises(NotLoggedIn) as without:
        run(listing(False))
    assert (forbidden.value.code, without.value.code) == (1001, 2020)


# -- unusual values ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["😀", "名字", "a b", "'; DROP TABLE accounts; --", "%_\\", "\u202e", "x" * 100])
def test_any_text_that_is_a_name_comes_back_as_it_was(users: Any, name: str) -> None:
    user = users.create({"username": name, "nickname": name})
    assert users.detail(user.id).nickname == name
    assert users.find(username=name).id == user.id


@pytest.mark.parametrize("name", ["", "a\x00b", "x" * 10_000_000])
def test_what_is_no_name_is_refused_and_nothing_is_written(users: Any, name: str) -> None:
    with pytest.raises((Invalid, ArgumentError)):
        users.create({"username": name})
    assert users.list().total_count == 0


@pytest.mark.parametrize("date", ["yesterday", "2021-13-01T00:00:00Z", "", "12"])
def test_a_date_that_is_none_is_refused(users: Any, date: str) -> None:
    with pytest.raises(Invalid):
        users.create({"username": "bob", "lastLogin": date})
    assert users.list().total_count == 0


def test_an_unknown_field_is_refused(users: Any) -> None:
    with pytest.raises(Invalid):
        users.create({"username": "bob", "nonsense": 1})
    assert users.list().total_count == 0
