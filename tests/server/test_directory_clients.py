"""Users in bulk, by conditions and by accounts elsewhere, and the reach of roles, through both kinds of client."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from modes import Clients

from authing import ArgumentError, AuthingException, Conflict, Forbidden, Invalid, NotFound
from authing.v2.models.user import UserStatus

NOBODY = "0" * 24
THEIRS = "e" * 24
PASSWORD = "Passw0rd!"
GITHUB: dict[str, Any] = {"identifier": "github", "ext_idp_id": "github-of-ours", "is_social": True}


@pytest.fixture
def client(clients: Clients) -> Any:
    return clients.management()


@pytest.fixture
def users(client: Any) -> Any:
    return client.users


def created(users: Any, *names: str, **more: Any) -> list[str]:
    return [users.create({"username": name, "email": f"{name}@example.com", **more}).id for name in names]


# -- in bulk -----------------------------------------------------------------------------------------


def test_batch_read_keeps_the_order_of_the_question(users: Any) -> None:
    ann, bob = created(users, "ann", "bob")
    assert [user.id for user in users.batch_read([bob, NOBODY, THEIRS, ann])] == [bob, ann]
    assert [user.id for user in users.batch_read(["BOB@example.com"], query_field="email")] == [bob]
    assert list(users.batch_read([])) == []
    (found,) = users.batch_read([ann])
    assert (found.username, found.created_at.tzinfo) == ("ann", timezone.utc)


def test_batch_read_reads_custom_data_if_it_is_wanted(client: Any, users: Any) -> None:
    (ann,) = created(users, "ann")
    client.udf.set("USER", "age", "NUMBER", "Age")
    users.set_udv(ann, "age", 22)
    assert [dict(user.custom_data) for user in users.batch_read([ann], with_custom_data=True)] == [{"age": 22}]
    assert [dict(user.custom_data) for user in users.batch_read([ann])] == [{}]


# -- by conditions -------------------------------------------------------------------------------------


def condition(field: str, operator: str, value: Any) -> dict[str, Any]:
    return {"field": field, "operator": operator, "value": value}


def test_filter_takes_every_operator(users: Any) -> None:
    ann, anna, bob = created(users, "ann", "anna", "bob")
    users.update(bob, {"blocked": True, "givenName": "Bob_%", "loginsCount": 3})
    future = (datetime.now(timezone.utc) + timedelta(days=1)).isoformat()
    for given, expected in (
        (("username", "equal", "ann"), [ann]),
        (("username", "equal", "ANN"), []),
        (("email", "equal", "ANN@example.com"), [ann]),
        (("username", "in", ["ann", "bob", "nobody"]), [bob, ann]),
        (("username", "contains", "NN"), [anna, ann]),
        (("username", "startsWith", "anN"), [anna, ann]),
        (("username", "startsWith", "nn"), []),
        (("givenName", "contains", "_%"), [bob]),
        (("username", "contains", "%"), []),
        (("id", "in", [bob, THEIRS]), [bob]),
        (("status", "equal", "Activated"), [bob, anna, ann]),
        (("blocked", "equal", True), [bob]),
        (("loginsCount", "greater", 2), [bob]),
        (("loginsCount", "less", 1), [anna, ann]),
        (("createdAt", "less", future), [bob, anna, ann]),
        (("createdAt", "greater", future), []),
        (("lastLogin", "less", future), []),
    ):
        assert [user.id for user in users.filter(filters=[condition(*given)]).list] == expected, given


def test_all_conditions_must_hold(users: Any) -> None:
    ann, anna = created(users, "ann", "anna")
    both = [condition("username", "contains", "ann"), condition("email", "startsWith", "anna")]
    assert [user.id for user in users.filter(filters=both).list] == [anna]
    page = users.filter(2, 1)
    assert (page.total_count, [user.id for user in page.list]) == (2, [ann])
    assert [user.id for user in users.iterate_filtered(filters=both[:1], limit=1)] == [anna, ann]


def test_what_is_searched_and_what_is_archived_can_be_walked_through(users: Any) -> None:
    ann, anna, bob = created(users, "ann", "anna", "bob")
    assert {user.id for user in users.iterate_found("ann", fields=["username"], limit=1)} == {ann, anna}
    users.delete_many([ann, bob])
    assert {user.id for user in users.iterate_archived_users(limit=1)} == {ann, bob}


@pytest.mark.parametrize(
    "given",
    [
        {},
        condition("password", "equal", "x"),
        condition("passwordHash", "contains", "x"),
        condition("username", "like", "x"),
        condition("username", "equal", 5),
        condition("username", "equal", ""),
        condition("username", "equal", None),
        condition("username", "in", "ann"),
        condition("username", "in", [5]),
        condition("username", "contains", "a\0b"),
        condition("blocked", "equal", "true"),
        condition("loginsCount", "equal", True),
        condition("loginsCount", "greater", 2**31),
        condition("createdAt", "less", "yesterday"),
        condition("createdAt", "equal", "2021-01-01"),
    ],
    ids=str,
)
def test_a_condition_that_is_none_is_refused(users: Any, given: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        users.filter(filters=[given])


def test_there_may_not_be_any_number_of_conditions(users: Any) -> None:
    with pytest.raises(Invalid):
        users.filter(filters=[condition("username", "contains", "x")] * 21)


# -- those who leave -------------------------------------------------------------------------------------


def test_who_has_left_cannot_log_in_and_is_logged_out(clients: Clients, users: Any) -> None:
    ann, bob = created(users, "ann", "bob", password=PASSWORD)
    token = clients.authentication().login_by_username("ann", PASSWORD).token
    assert users.resign(ann) is True
    assert users.detail(ann).status == UserStatus.RESIGNED
    assert clients.authentication().check_login_status(token).status is False
    with pytest.raises(Forbidden) as forbidden:
        clients.authentication().login_by_username("ann", PASSWORD)
    assert forbidden.value.code == 2005
    with pytest.raises(AuthingException):
        users.refresh_token(ann)
    assert clients.authentication().login_by_username("bob", PASSWORD).id == bob


def test_users_leave_all_or_none(users: Any) -> None:
    ann, bob = created(users, "ann", "bob")
    for stranger in (NOBODY, THEIRS):
        with pytest.raises(NotFound) as unknown:
            users.resign_batch([ann, stranger])
        assert unknown.value.code == 2004
    with pytest.raises(NotFound):
        users.resign(NOBODY)
    assert users.filter(filters=[condition("status", "equal", "Resigned")]).total_count == 0
    assert users.resign_batch([ann, bob]) is True
    assert users.filter(filters=[condition("status", "equal", "Resigned")]).total_count == 2


# -- accounts elsewhere ------------------------------------------------------------------------------------


def test_an_account_elsewhere_is_linked_shown_and_unlinked(users: Any) -> None:
    (ann,) = created(users, "ann")
    assert users.detail(ann).identities == []
    assert users.link_identity(ann, user_id_in_idp="octocat", **GITHUB, type="oauth") is True
    (identity,) = users.detail(ann).identities
    assert (identity.provider, identity.user_id_in_idp, identity.is_social) == ("github", "octocat", True)
    assert (identity.user_id, identity.type, identity.ext_idp_id) == (ann, "oauth", "github-of-ours")
    for shown in (users.list().list, users.batch_get([ann]), users.batch_read([ann])):
        assert [[each.user_id_in_idp for each in user.identities] for user in shown] == [["octocat"]]
    assert users.unlink_identity(ann, **GITHUB) is True
    assert users.detail(ann).identities == []
    with pytest.raises(NotFound) as unknown:
        users.unlink_identity(ann, **GITHUB)
    assert unknown.value.code == 2216


def test_an_account_elsewhere_is_one_users_only(users: Any) -> None:
    ann, bob = created(users, "ann", "bob")
    users.link_identity(ann, user_id_in_idp="octocat", **GITHUB)
    users.link_identity(bob, user_id_in_idp="octocat", **{**GITHUB, "identifier": "gitlab"})
    for user, told in ((ann, 2213), (bob, 2215)):
        with pytest.raises(Conflict) as taken:
            users.link_identity(user, user_id_in_idp="octocat", **GITHUB)
        assert taken.value.code == told
    with pytest.raises(NotFound):
        users.unlink_identity(bob, **GITHUB)
    for stranger in (NOBODY, THEIRS):
        with pytest.raises(NotFound):
            users.link_identity(stranger, user_id_in_idp="hubot", **GITHUB)
        with pytest.raises(NotFound):
            users.unlink_identity(stranger, **GITHUB)
    users.delete(ann)
    assert users.link_identity(bob, user_id_in_idp="octocat", **GITHUB) is True


def test_unlinking_takes_what_was_named_only(users: Any) -> None:
    (ann,) = created(users, "ann")
    for provider in ("github-of-ours", "github-of-theirs"):
        users.link_identity(ann, user_id_in_idp=provider, **{**GITHUB, "ext_idp_id": provider})
    with pytest.raises(NotFound):
        users.unlink_identity(ann, **{**GITHUB, "is_social": False})
    users.unlink_identity(ann, **GITHUB)
    assert [each.ext_idp_id for each in users.detail(ann).identities] == ["github-of-theirs"]


def test_a_user_is_made_with_an_account_elsewhere_and_found_by_it(clients: Clients, users: Any) -> None:
    identity = {"provider": "github", "userIdInIdp": "octocat", "openid": "o", "accessToken": "secret"}
    ann = users.create({"username": "ann"}, identity=identity)
    (shown,) = users.detail(ann.id).identities
    assert (shown.provider, shown.openid, shown.is_social) == ("github", "o", True)
    for wanted in (
        {"provider": "github", "userIdInIdp": "octocat"},
        {"identifier": "github", "userIdInIdp": "octocat", "isSocial": True},
    ):
        assert users.find(identity=wanted).id == ann.id
        assert users.find(username="ann", identity=wanted).id == ann.id
        assert users.find(username="bob", identity=wanted) is None
    assert users.find(identity={"provider": "gitlab", "userIdInIdp": "octocat"}) is None
    with pytest.raises(Conflict) as taken:
        users.create({"username": "bob"}, identity=identity)
    assert taken.value.code == 2215
    assert users.exists(username="bob") is False
    theirs = clients.management(user_pool_id="c" * 24, secret="3" * 32).users
    assert theirs.find(identity={"provider": "github", "userIdInIdp": "octocat"}) is None
    assert theirs.create({"username": "ann"}, identity=identity).username == "ann"


# -- the reach of roles --------------------------------------------------------------------------------------


def test_the_users_of_a_role_are_searched(client: Any, users: Any) -> None:
    ann, anna, bob, _ = created(users, "ann", "anna", "bob", "annika")
    client.roles.create("editor")
    client.roles.create("editor", namespace="system")
    client.roles.add_users("editor", [ann, anna, bob])
    assert [user.id for user in client.roles.find_users("editor").list] == [bob, anna, ann]
    assert [user.id for user in client.roles.find_users("editor", search="ANN").list] == [anna, ann]
    page = client.roles.find_users("editor", None, "ann", 2, 1)
    assert (page.total_count, [user.id for user in page.list]) == (2, [ann])
    assert [user.id for user in client.roles.iterate_found_users("editor", search="ann", limit=1)] == [anna, ann]
    assert [user.id for user in client.roles.iterate_users("editor", limit=2)] == [bob, anna, ann]
    assert client.roles.find_users("editor", "system").total_count == 0
    with pytest.raises(NotFound):
        client.roles.find_users("nobody")
    with pytest.raises(NotFound):
        client.roles.find_users("neighbourly")


def test_a_user_has_the_roles_of_its_own(client: Any, users: Any) -> None:
    ann, bob = created(users, "ann", "bob")
    client.roles.create("editor")
    users.add_roles(ann, ["editor"])
    assert users.has_role(ann, "editor") is True
    assert users.has_role(bob, "editor") is False
    assert users.has_role(ann, "editor", "system") is False
    assert users.has_role(ann, "nobody") is False
    for stranger in (NOBODY, THEIRS):
        with pytest.raises(NotFound) as unknown:
            users.has_role(stranger, "editor")
        assert unknown.value.code == 2004


def test_a_user_has_the_roles_of_its_departments_and_those_above(client: Any, users: Any) -> None:
    ann, bob = created(users, "ann", "bob")
    root = client.org.create_org("Firm").root_node
    below = client.org.create_node("Shop", root.org_id, root.id)
    client.org.add_members(below.id, [ann])
    client.roles.create("clerk")
    client.org.add_roles(root.id, ["clerk"])
    assert (users.has_role(ann, "clerk"), users.has_role(bob, "clerk")) == (True, False)
    assert users.list_roles(ann).total_count == 0
    client.org.remove_roles(root.id, ["clerk"])
    assert users.has_role(ann, "clerk") is False


def test_a_search_among_the_members_of_departments(client: Any, users: Any) -> None:
    ann, anna, _ = created(users, "ann", "anna", "annika")
    root = client.org.create_org("Firm").root_node
    below = client.org.create_node("Shop", root.org_id, root.id)
    client.org.add_members(root.id, [ann])
    client.org.add_members(below.id, [anna])

    def found(node: str, **more: bool) -> set[str]:
        return {user.id for user in users.search("ann", department_opts=[{"departmentId": node, **more}]).list}

    assert found(root.id) == {ann}
    assert found(root.id, includeChildrenDepartments=True) == {ann, anna}
    assert found(below.id, includeChildrenDepartments=True) == {anna}
    assert found(NOBODY) == set()
    assert [user.username for user in users.list(exclude_users_in_org=True).list] == ["annika"]


def test_what_is_wrong_is_told_before_anything_is_sent(users: Any) -> None:
    with pytest.raises(ArgumentError):
        users.resign_batch([])
    with pytest.raises(ArgumentError):
        users.batch_read([NOBODY] * 81)
