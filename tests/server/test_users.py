"""Users as the management of a pool sees them."""

from __future__ import annotations

from typing import Any

import argon2
import pytest
from raw_client import PASSWORD, USER, RawClient, Refused, code_of

LISTED = "query($page: Int, $limit: Int, $by: SortByEnum) { users(page: $page, limit: $limit, sortBy: $by) { totalCount list { username } } }"


def names(found: dict[str, Any]) -> list[str]:
    return [user["username"] for user in found["list"]]


def test_a_created_user(api: RawClient) -> None:
    user = api.create(
        username="bob",
        email="Not An Address",
        phone="1",
        phoneVerified=True,
        externalId="x1",
        unionid="u1",
        openid="o1",
        loginsCount=3,
        lastLogin="2021-09-24T07:29:51.000Z",
        signedUp="2020-01-02",
        registerSource=["a", "b"],
        lastIP="::1",
        birthdate="1990-12-31",
        password=api.sealed(PASSWORD),
        blocked=None,
        country="CN",
        nickname="鲍勃 🦀",
    )
    assert user["email"] == "not an address"
    assert (user["phoneVerified"], user["emailVerified"]) == (True, False)
    assert user["lastLogin"] == "2021-09-24T07:29:51+00:00"
    assert user["signedUp"] == "2020-01-02T00:00:00+00:00"
    assert user["registerSource"] == ["a", "b"]
    assert (user["externalId"], user["lastIP"], user["nickname"], user["token"]) == ("x1", "::1", "鲍勃 🦀", None)
    assert api.create(username="eve")["registerSource"] == ["import:manual"]


def test_what_cannot_be_created(api: RawClient) -> None:
    assert code_of(api.create, nickname="nobody") == 2231
    assert code_of(api.create, username="") == 2231
    for name, value in (("lastLogin", "yesterday"), ("birthdate", "32.13."), ("signedUp", ""), ("loginsCount", -1)):
        assert code_of(api.create, username="bob", **{name: value}) == 400
    assert code_of(api.create, username="bob", password=api.sealed("short")) == 2029
    assert code_of(api.create, username="bob", password="clear text") == 2016
    assert code_of(api.create, username="bob", isDeleted=True) == 501
    assert api.manage(LISTED)["totalCount"] == 0


@pytest.mark.parametrize(
    ("field", "code"), [("username", 2034), ("phone", 2035), ("email", 2200), ("externalId", 2026), ("unionid", 2026)]
)
def test_identifiers_are_unique_among_the_living(api: RawClient, field: str, code: int) -> None:
    first = api.create(**{field: "One"})
    assert code_of(api.create, **{field: "One"}) == code
    second = api.create(**{field: "Two"})
    assert code_of(api.update, api.management_token, second["id"], **{field: "One"}) == code
    api.manage("mutation($id: String!) { deleteUser(id: $id) { code } }", id=first["id"])
    assert api.update(api.management_token, second["id"], **{field: "One"})["id"] == second["id"]


def test_users_without_a_name_do_not_clash(api: RawClient) -> None:
    for name in ("a", "b"):
        assert api.create(username=name, email="", phone="")["email"] is None


def test_options_that_are_not_there_yet(api: RawClient) -> None:
    for option in ('emailToken: "x"', 'phoneToken: "x"'):
        assert code_of(api.manage, f'mutation {{ updateUser(id: "x", input: {{}}, {option}) {{ id }} }}') == 501
    user = api.create(username="bob")
    assert code_of(api.update, api.management_token, user["id"], directManagement="x") == 501


def test_importing_a_hash(api: RawClient) -> None:
    document = "mutation($info: CreateUserInput!) { createUser(userInfo: $info, keepPassword: true) { id password } }"
    stored = argon2.PasswordHasher(memory_cost=16, time_cost=1, parallelism=1).hash("imported")
    user = api.manage(document, info={"username": "bob", "password": api.sealed(stored)})
    assert user["password"] is None
    assert api.login(username="bob", password="imported")["id"] == user["id"]
    assert api.login(username="bob", password="imported")["loginsCount"] == 2
    assert code_of(api.manage, document, info={"username": "eve", "password": api.sealed("in clear")}) == 501


def test_updating_as_management(api: RawClient) -> None:
    user = api.create(username="bob", email="bob@example.com", emailVerified=True)
    changed = api.update(
        api.management_token,
        user["id"],
        email="Robert@example.com",
        phone="1",
        phoneVerified=True,
        loginsCount=7,
        blocked=False,
        password=api.sealed("changed"),
        city="Berlin",
        province="Berlin",
        expiredAt="2031-01-01",
        nickname=None,
    )
    assert (changed["email"], changed["emailVerified"]) == ("robert@example.com", False)
    assert (changed["phone"], changed["phoneVerified"], changed["loginsCount"]) == ("1", True, 7)
    assert (changed["city"], changed["username"], changed["token"]) == ("Berlin", "bob", None)
    assert api.login(username="bob", password="changed")["loginsCount"] == 8
    assert code_of(api.update, api.management_token, "f" * 24, nickname="x") == 2004
    assert code_of(api.update, api.management_token, user["id"], password=api.sealed("x")) == 2029


def test_updating_oneself(api: RawClient) -> None:
    user, _ = api.signed_in(), api.register(username="eve")
    changed = api.update(user["token"], user["id"], nickname="Nick", username="robert", gender="M")
    assert (changed["nickname"], changed["username"], changed["gender"], changed["token"]) == (
        "Nick",
        "robert",
        "M",
        user["token"],
    )
    assert code_of(api.update, user["token"], user["id"], email="x@example.com") == 2225
    assert code_of(api.update, user["token"], user["id"], phone="1") == 2226
    assert code_of(api.update, user["token"], user["id"], username="eve") == 2034
    assert code_of(api.update, None, user["id"], nickname="x") == 2020
    locked = {
        "unionid": "x",
        "openid": "x",
        "blocked": False,
        "loginsCount": 0,
        "lastIP": "x",
        "tokenExpiredAt": "2031-01-01",
        "emailVerified": True,
        "phoneVerified": True,
        "externalId": "x",
        "lastLogin": "2031-01-01",
        "password": "x",
    }
    for field, value in locked.items():
        assert code_of(api.update, user["token"], user["id"], **{field: value}) == 2018, field


def test_something_to_recognise_a_user_by_is_left(api: RawClient) -> None:
    user = api.signed_in()
    assert code_of(api.update, user["token"], None, username="") == 2231
    assert code_of(api.update, api.management_token, user["id"], username="") == 2231
    assert api.update(api.management_token, user["id"], username="", phone="1")["username"] is None
    assert api.login("PhonePassword", phone="1")["id"] == user["id"]


def test_pages_and_orders(api: RawClient) -> None:
    for name in ("a", "b", "c", "d"):
        api.create(username=name)
    assert names(api.manage(LISTED)) == ["d", "c", "b", "a"]
    assert api.manage(LISTED, page=2, limit=3) == {"totalCount": 4, "list": [{"username": "a"}]}
    assert api.manage(LISTED, page=9, limit=3) == {"totalCount": 4, "list": []}
    assert names(api.manage(LISTED, by="CREATEDAT_ASC", page=None, limit=None)) == ["a", "b", "c", "d"]
    first = api.manage('{ findUser(username: "b") { id } }')["id"]
    api.update(api.management_token, first, nickname="changed")
    assert names(api.manage(LISTED, by="UPDATEDAT_DESC", limit=2)) == ["b", "d"]
    assert names(api.manage(LISTED, by="UPDATEDAT_ASC", limit=1)) == ["a"]
    for page, limit in ((0, 1), (-1, 1), (1, 0), (1, 1001)):
        assert code_of(api.manage, LISTED, page=page, limit=limit) == 400
    assert api.manage(LISTED, page=2**31 - 1, limit=1000)["totalCount"] == 4


def test_finding(api: RawClient) -> None:
    user = api.create(username="bob", email="bob@example.com", phone="1", externalId="x")
    document = "query($u: String, $e: String, $p: String, $x: String) { findUser(username: $u, email: $e, phone: $p, externalId: $x) { id } }"
    for values in ({"u": "bob"}, {"e": "BOB@example.com"}, {"p": "1"}, {"x": "x"}, {"u": "bob", "p": "1", "e": None}):
        assert api.manage(document, **values) == {"id": user["id"]}
    for values in ({"u": "BOB"}, {"u": "bob", "p": "2"}):
        assert api.manage(document, **values) is None
    assert code_of(api.manage, document) == 2231
    assert api.run('{ isUserExists(username: "bob", email: null) }') is True
    assert api.run('{ isUserExists(email: "bob@EXAMPLE.com") }') is True
    assert api.run('{ isUserExists(username: "Bob") }') is False


def test_batches_keep_the_order(api: RawClient) -> None:
    users = [
        api.create(username=name, email=f"{name}@example.com", phone=name, externalId=name.upper()) for name in "abc"
    ]
    document = f"query($ids: [String!]!, $type: String) {{ userBatch(ids: $ids, type: $type) {{ {USER} }} }}"
    ids = [users[2]["id"], users[0]["id"], "f" * 24, users[2]["id"]]
    assert [user["username"] for user in api.manage(document, ids=ids)] == ["c", "a", "c"]
    for kind, values in (
        ("username", ["b", "a"]),
        ("email", ["B@Example.com", "a@example.com"]),
        ("phone", ["b", "a"]),
        ("externalId", ["B", "A"]),
    ):
        assert [user["username"] for user in api.manage(document, ids=values, type=kind)] == ["b", "a"]
    assert code_of(api.manage, document, ids=["x"] * 81) == 2030
    assert api.manage(document, ids=["x"] * 80) == []
    assert code_of(api.manage, document, ids=["x"], type="password_hash") == 400


def test_searching(api: RawClient) -> None:
    api.create(username="ann_a", nickname="Über 100%", company="Müller")
    api.create(username="annXa", givenName="Back\\slash")
    document = "query($q: String!, $fields: [String]) { searchUser(query: $q, fields: $fields) { totalCount list { username } } }"

    def found(text: str, *fields: str) -> list[str]:
        return sorted(names(api.manage(document, q=text, fields=list(fields) or None)))

    assert found("ANN") == ["annXa", "ann_a"]
    assert found("ann_a") == ["ann_a"]
    assert found("0%") == ["ann_a"]
    assert found("%") == ["ann_a"]
    assert found("ÜBER") == found("mÜLL") == ["ann_a"]
    assert found("k\\S") == ["annXa"]
    assert found("' OR 1=1 --") == []
    assert found("ann", "nickname") == []
    assert found("über", "username", "nickname") == ["ann_a"]
    assert code_of(found, "") == 2014
    assert code_of(found, "x" * 201) == 2014
    assert code_of(found, "\x00") == 2014
    assert code_of(found, "ann", "password") == 2015
    assert (
        api.manage('{ searchUser(query: "ann", departmentOpts: [], groupOpts: []) { totalCount } }')["totalCount"] == 2
    )


def test_searching_by_role(api: RawClient) -> None:
    user = api.create(username="ann")
    api.create(username="anne")
    api.manage('mutation { createRole(code: "admin") { id } }')
    api.manage('mutation($id: String!) { assignRole(roleCode: "admin", userIds: [$id]) { code } }', id=user["id"])
    document = 'query($o: [SearchUserRoleOpt]) { searchUser(query: "ann", roleOpts: $o) { list { username } } }'
    assert names(api.manage(document, o=[{"code": "admin"}])) == ["ann"]
    assert names(api.manage(document, o=[{"code": "admin", "namespace": "system"}])) == []
    assert names(api.manage(document, o=[{"code": "admin", "namespace": None}, {"code": "none"}])) == ["ann"]


def test_deleting_archives(api: RawClient) -> None:
    first, second, third = (api.create(username=name) for name in "abc")
    document = "mutation($ids: [String!]!) { deleteUsers(ids: $ids) { code message } }"
    assert code_of(api.manage, document, ids=[first["id"], "f" * 24]) == 2210
    assert api.manage(LISTED)["totalCount"] == 3
    assert api.manage(document, ids=[first["id"], second["id"], first["id"]])["code"] == 200
    assert names(api.manage(LISTED)) == ["c"]
    archived = api.manage("{ archivedUsers { totalCount list { username status isDeleted } } }")
    assert archived["totalCount"] == 2
    assert {"username": "a", "status": "Archived", "isDeleted": True} in archived["list"]
    assert code_of(api.manage, "mutation($id: String!) { deleteUser(id: $id) { code } }", id=first["id"]) == 2210
    assert api.manage('{ findUser(username: "a") { id } }') is None
    assert api.rest("GET", f"/api/v2/users/{first['id']}", api.management_token)["data"] is None
    assert code_of(api.update, api.management_token, first["id"], nickname="x") == 2004
    assert api.create(username="a")["id"] != first["id"]
    assert api.manage("mutation($id: String!) { deleteUser(id: $id) { code } }", id=third["id"])["code"] == 200


def test_one_user_by_rest(api: RawClient) -> None:
    user = api.create(username="bob")
    found = api.rest("GET", f"/api/v2/users/{user['id']}?with_custom_data=0", api.management_token)
    assert (found["code"], found["data"]["username"], found["data"]["token"]) == (200, "bob", None)
    for unknown in ("f" * 24, "..%2F..", "x", "%F0%9F%A6%80"):
        assert api.rest("GET", f"/api/v2/users/{unknown}", api.management_token) == {
            "code": 200,
            "message": "ok",
            "data": None,
        }
    assert api.rest("GET", f"/api/v2/users/{user['id']}")["code"] == 2020


def test_texts_that_cannot_be_kept(api: RawClient) -> None:
    for values in (
        {"username": "a\x00b"},
        {"username": "x" * 101},
        {"username": "b", "nickname": "x" * 100_000},
        {"username": "\ud800"},
    ):
        with pytest.raises(Refused) as caught:
            api.create(**values)
        assert caught.value.code == 400
        assert any(name in caught.value.message for name in values)
    with pytest.raises(Refused) as caught:
        api.manage('{ findUser(username: "a\\u0000b") { id } }')
    assert (caught.value.code, caught.value.message) == (400, "username contains a NUL character")
    assert api.manage(LISTED)["totalCount"] == 0


def test_password_strength_is_advice(api: RawClient) -> None:
    document = "query($p: String!) { checkPasswordStrength(password: $p) { valid message } }"
    assert api.run(document, p="Passw0rd!") == {"valid": True, "message": "密码验证成功"}
    for weak in ("asdas21asd", "", "Aa1!", "aaaaaaaaaa"):
        assert api.run(document, p=weak)["valid"] is False
    assert api.register(username="bob", password="aaaaaaaaaa")["username"] == "bob"
    found = api.rest("POST", "/api/v2/password/check", api.management_token, json={"password": "Passw0rd!"})
    assert found["data"] == [{"valid": True, "message": "密码验证成功"}]
    assert api.rest("POST", "/api/v2/password/check", api.management_token, json={})["code"] == 2231
    assert api.rest("POST", "/api/v2/password/check", api.management_token, json={"password": 5})["code"] == 400
    assert api.rest("POST", "/api/v2/password/check", json={"password": "x"})["code"] == 2020


def test_the_pool(api: RawClient) -> None:
    pool = api.manage("{ userpool { id name secret registerDisabled tokenExpiresAfter whitelist { emailEnabled } } }")
    assert (pool["id"], pool["secret"], pool["registerDisabled"], pool["whitelist"]) == (
        api.pool_id,
        api.secret,
        False,
        {"emailEnabled": False},
    )
