"""Which token may do what: kinds, faults, pools."""

from __future__ import annotations

import base64
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

import jwt
import pytest
from raw_client import PASSWORD, RawClient, code_of

from authing.server import LocalServer

USERS = "{ users { totalCount list { username token password } } }"
REFRESH = "mutation($id: String) { refreshToken(id: $id) { token iat exp } }"


def test_the_management_token(api: RawClient, server: LocalServer) -> None:
    document = "query($id: String!, $secret: String!) { accessToken(userPoolId: $id, secret: $secret) { accessToken iat exp } }"
    found = api.run(document, id=server.user_pool_id, secret=server.secret)
    claims = jwt.decode(found["accessToken"], options={"verify_signature": False})
    assert (claims["iat"], claims["exp"]) == (found["iat"], found["exp"])
    assert claims["exp"] - claims["iat"] == 7200
    assert claims["sub"] == server.user_pool_id
    assert set(claims["data"]) == {"id", "email"}
    assert code_of(api.run, document, id="f" * 24, secret=server.secret) == 2224
    assert code_of(api.run, document, id=server.user_pool_id, secret="0" * 32) == 1001
    assert code_of(api.run, document, id=server.user_pool_id, secret="geheim ü") == 1001


def test_management_operations_need_a_management_token(api: RawClient) -> None:
    user = api.signed_in()
    assert code_of(api.run, USERS) == 2020
    assert code_of(api.run, USERS, "garbage") == 2020
    assert code_of(api.run, USERS, user["token"]) == 1001
    assert api.manage(USERS) == {"totalCount": 1, "list": [{"username": "bob", "token": None, "password": None}]}


@pytest.mark.parametrize(
    "document",
    [
        'mutation { createUser(userInfo: {username: "x"}) { id } }',
        "mutation { deleteUsers(ids: []) { code } }",
        'mutation { createRole(code: "x") { id } }',
        'mutation { assignRole(roleCode: "x", userIds: []) { code } }',
        'mutation { deleteRole(code: "x") { code } }',
        "{ archivedUsers { totalCount } }",
        '{ findUser(username: "bob") { id } }',
        "{ userBatch(ids: []) { id } }",
        '{ searchUser(query: "b") { totalCount } }',
        '{ role(code: "x") { id } }',
        "{ roles { totalCount } }",
        "{ userpool { secret } }",
    ],
)
def test_users_manage_nothing(api: RawClient, document: str) -> None:
    user = api.signed_in()
    assert code_of(api.run, document, user["token"]) == 1001
    assert code_of(api.run, document) == 2020


def test_users_see_only_themselves(api: RawClient) -> None:
    user, other = api.signed_in(), api.register(username="eve")
    document = "query($id: String) { user(id: $id) { id token } }"
    assert api.run(document, user["token"]) == {"id": user["id"], "token": user["token"]}
    assert api.run(document, user["token"], id=user["id"])["id"] == user["id"]
    assert code_of(api.run, document, user["token"], id=other["id"]) == 1001
    assert api.update(user["token"], None, nickname="B")["nickname"] == "B"
    assert code_of(api.update, user["token"], other["id"], nickname="E") == 2202
    assert code_of(api.run, REFRESH, user["token"], id=other["id"]) == 1001
    assert api.rest("GET", f"/api/v2/users/{user['id']}", user["token"])["code"] == 1001


def test_users_do_not_see_who_shares_their_role(api: RawClient) -> None:
    user = api.signed_in()
    api.manage('mutation { createRole(code: "admin") { id } }')
    api.manage('mutation($id: String!) { assignRole(roleCode: "admin", userIds: [$id]) { code } }', id=user["id"])
    assert (
        api.run("{ user { roles { list { code parent { code } } } } }", user["token"])["roles"]["list"][0]["code"]
        == "admin"
    )
    assert code_of(api.run, "{ user { roles { list { users { totalCount } } } } }", user["token"]) == 1001


def test_a_management_token_is_no_user(api: RawClient) -> None:
    token = api.management_token
    assert api.me(token)["code"] == 2020
    assert api.status(token)["code"] == 2207
    assert code_of(api.run, 'mutation { updatePassword(newPassword: "x") { id } }', token) == 2020
    assert code_of(api.run, "{ user { id } }", token) == 2231
    assert code_of(api.update, token, None, nickname="x") == 2231
    assert code_of(api.run, REFRESH, token) == 2231


def test_pools_do_not_see_each_other(api: RawClient, neighbour: RawClient) -> None:
    theirs = "e" * 24
    assert neighbour.manage(USERS)["totalCount"] == 1
    assert api.manage(USERS)["totalCount"] == 0
    assert api.rest("GET", f"/api/v2/users/{theirs}", api.management_token)["data"] is None
    assert api.manage("query($id: String) { user(id: $id) { id } }", id=theirs) is None
    assert api.manage("query($ids: [String!]!) { userBatch(ids: $ids) { id } }", ids=[theirs]) == []
    assert api.manage('{ findUser(username: "neighbour") { id } }') is None
    assert api.run('{ isUserExists(username: "neighbour") }') is False
    assert neighbour.run('{ isUserExists(username: "neighbour") }') is True
    assert api.manage('{ searchUser(query: "neighbour") { totalCount } }')["totalCount"] == 0
    assert code_of(api.update, api.management_token, theirs, nickname="x") == 2004
    assert code_of(api.manage, "mutation($ids: [String!]!) { deleteUsers(ids: $ids) { code } }", ids=[theirs]) == 2210
    assert code_of(api.manage, REFRESH, id=theirs) == 2004
    assert api.manage('{ role(code: "neighbourly") { id } }') is None
    api.manage('mutation { createRole(code: "own") { id } }')
    assert (
        code_of(
            api.manage, 'mutation($id: String!) { assignRole(roleCode: "own", userIds: [$id]) { code } }', id=theirs
        )
        == 2004
    )
    assert code_of(api.login, username="neighbour") == 2333
    assert api.register(username="neighbour")["username"] == "neighbour"
    assert neighbour.login(username="neighbour")["id"] == theirs


def test_a_token_of_another_pool(api: RawClient, neighbour: RawClient) -> None:
    assert code_of(api.run, USERS, neighbour.management_token) == 1001
    token = neighbour.login(username="neighbour")["token"]
    assert neighbour.me(token)["data"]["username"] == "neighbour"
    assert api.me(token)["code"] == 2020
    assert api.status(token)["code"] == 2207


def forged(token: str, key: str, algorithm: str = "HS256", **claims: object) -> str:
    known = jwt.decode(token, options={"verify_signature": False})
    return jwt.encode({**known, **claims}, key, algorithm)


def test_forged_tokens(app_api: RawClient, server: LocalServer) -> None:
    user = app_api.signed_in()
    late = int(time.time()) + 10**6
    jwt_secret = app_api.manage("{ userpool { jwtSecret } }")["jwtSecret"]
    for token in (
        forged(user["token"], "x" * 32),
        forged(user["token"], "", "none"),
        forged(user["token"], server.secret),
        forged(user["token"], jwt_secret),
        forged(user["token"], server.app_secret, aud="d" * 24),
        forged(user["token"], server.app_secret, aud=["x"]),
        user["token"][:-4] + "AAAA",
        "a.b.c",
        "é",
        "x" * 9000,
    ):
        headers: dict[str, str | bytes | None] = {**app_api.headers, "Authorization": f"Bearer {token}".encode()}
        response = app_api.session.get(f"{server.host}/api/v2/users/me", headers=headers, timeout=5).json()
        assert response["code"] == 2020, token[:40]
        assert app_api.status(token)["code"] == 2207
    # Well signed, but never issued: there is no session for it.
    assert app_api.me(forged(user["token"], server.app_secret, exp=late))["code"] == 2020
    assert app_api.me(forged(user["token"], server.app_secret, exp=1))["code"] == 2206


def test_a_request_is_for_the_pool_of_its_application(app_api: RawClient, neighbour: RawClient) -> None:
    token = app_api.signed_in()["token"]
    neighbour.headers = {"x-authing-app-id": neighbour.app_id}
    assert neighbour.me(token)["code"] == 2020
    assert neighbour.status(token)["code"] == 2207
    assert code_of(neighbour.run, USERS, app_api.management_token) == 1001
    assert app_api.me(token)["code"] == 200
    assert app_api.run(USERS, app_api.management_token)["totalCount"] == 1


def test_tokens_with_odd_insides(app_api: RawClient, server: LocalServer) -> None:
    token = app_api.signed_in()["token"]
    nested = base64.urlsafe_b64encode(b"[" * 6000).decode().rstrip("=")
    for odd in (f"{token.split('.')[0]}.{nested}.AAAA", f"{nested}.e30.AAAA"):
        assert app_api.me(odd)["code"] == 2020
    for expiry in ("x", [1], -1, -(10**20), 10**30):
        assert app_api.me(forged(token, server.app_secret, exp=expiry))["code"] in {2020, 2206}


def test_a_long_profile_does_not_make_the_token_useless(app_api: RawClient) -> None:
    long = {"profile": "界" * 2000, "website": "界" * 2000, "photo": "🦀" * 2000, "formatted": "x" * 1000}
    user = app_api.signed_in(profile=long)
    assert app_api.me(user["token"])["data"]["profile"] == long["profile"]
    assert app_api.status(user["token"])["data"]["id"] == user["id"]


def test_user_tokens_do_not_become_management_tokens(app_api: RawClient, server: LocalServer) -> None:
    user = app_api.signed_in()
    jwt_secret = app_api.manage("{ userpool { jwtSecret } }")["jwtSecret"]
    for key in (server.app_secret, server.secret, jwt_secret):
        token = forged(user["token"], key, aud="management", sub=server.user_pool_id)
        assert code_of(app_api.run, USERS, token) == 1001
    management = app_api.management_token
    for key in (server.app_secret, server.secret, jwt_secret, "x" * 32):
        assert code_of(app_api.run, USERS, forged(management, key)) == 1001
    assert code_of(app_api.run, USERS, forged(management, "", "none")) == 1001


def test_expired_tokens(tmp_path: Path) -> None:
    from two_pools import CHEAP

    from authing.server import Settings

    settings = Settings(
        database=str(tmp_path / "short.db"),
        argon2=CHEAP,
        pool_token_life=1,
        application_token_life=1,
        management_token_life=1,
    )
    with LocalServer(settings) as server:
        api, app_api = RawClient(server), RawClient(server, **{"x-authing-app-id": server.app_id})
        with api.session, app_api.session:
            management = api.management_token
            tokens = [(api, api.signed_in()["token"]), (app_api, app_api.signed_in("eve")["token"])]
            time.sleep(1.1)
            for client, token in tokens:
                assert client.me(token)["code"] == 2206
                status = client.status(token)
                assert status == {
                    "code": 2206,
                    "message": "the login has expired",
                    "status": False,
                    "exp": None,
                    "iat": None,
                    "data": None,
                }
                assert code_of(client.run, REFRESH, token) == 2206
                assert code_of(client.run, USERS, token) == 1001
            assert code_of(api.run, USERS, management) == 1001


def test_login_status(app_api: RawClient) -> None:
    user = app_api.signed_in()
    status = app_api.status(user["token"])
    assert (status["code"], status["status"]) == (200, True)
    assert status["data"] == {"id": user["id"], "userPoolId": app_api.pool_id, "arn": user["arn"]}
    assert status["exp"] - status["iat"] == 1209600
    own = app_api.run("{ checkLoginStatus { code data { id } } }", user["token"])
    assert own == {"code": 200, "data": {"id": user["id"]}}
    assert app_api.status(None)["code"] == 2207


def test_users_me_keeps_the_token(app_api: RawClient) -> None:
    user = app_api.signed_in()
    found = app_api.me(user["token"])
    assert (found["code"], found["data"]["token"]) == (200, user["token"])
    assert found["data"]["lastIp"] == "127.0.0.1"
    assert found["data"]["password"] is None
    assert "lastIP" not in found["data"]
    assert found["data"]["createdAt"].endswith("Z")
    assert len(found["data"]["createdAt"]) == len("2021-09-24T07:29:51.000Z")
    assert app_api.me(None)["code"] == 2020


def test_refreshing_as_a_user(app_api: RawClient, server: LocalServer) -> None:
    user = app_api.signed_in()
    found = app_api.run(REFRESH, user["token"])
    assert found["exp"] - found["iat"] == 1209600
    assert (
        jwt.decode(found["token"], server.app_secret, algorithms=["HS256"], audience=server.app_id)["sub"] == user["id"]
    )
    for token in (found["token"], user["token"]):
        assert app_api.me(token)["data"]["id"] == user["id"]
    assert code_of(app_api.run, REFRESH) == 2020


def test_refreshing_as_management(api: RawClient) -> None:
    user = api.register(username="bob")
    found = api.manage(REFRESH, id=user["id"])
    assert found["exp"] - found["iat"] == 1296000
    assert api.me(found["token"])["data"]["username"] == "bob"
    assert code_of(api.manage, REFRESH, id="f" * 24) == 2004
    api.update(api.management_token, user["id"], blocked=True)
    assert code_of(api.manage, REFRESH, id=user["id"]) == 2005


def test_logging_out(app_api: RawClient, api: RawClient, server: LocalServer) -> None:
    first = app_api.signed_in()["token"]
    second, elsewhere = app_api.login(username="bob")["token"], api.login(username="bob")["token"]
    assert app_api.rest("GET", "/api/v2/logout", first)["code"] == 200
    assert [app_api.me(token)["code"] for token in (first, second, elsewhere)] == [2020, 200, 200]
    assert app_api.status(first)["code"] == 2206
    assert app_api.rest("GET", "/api/v2/logout", first)["code"] == 2020
    third = app_api.login(username="bob")["token"]
    assert app_api.rest("GET", f"/api/v2/logout?app_id={server.app_id}", third)["code"] == 200
    assert [app_api.me(token)["code"] for token in (second, third, elsewhere)] == [2020, 2020, 200]


def test_logging_a_user_out(app_api: RawClient, api: RawClient, server: LocalServer) -> None:
    user = app_api.signed_in()
    elsewhere = api.login(username="bob")["token"]
    path = f"/logout?userId={user['id']}"
    assert api.rest("GET", path)["code"] == 2020
    assert api.rest("GET", path, elsewhere)["code"] == 1001
    assert api.rest("GET", f"{path}&appId={server.app_id}", api.management_token)["code"] == 200
    assert [api.me(token)["code"] for token in (user["token"], elsewhere)] == [2020, 200]
    assert api.rest("GET", path, api.management_token)["code"] == 200
    assert api.me(elsewhere)["code"] == 2020
    assert api.rest("GET", f"/logout?userId={'f' * 24}", api.management_token)["code"] == 2004
    assert api.rest("GET", "/logout", api.management_token)["code"] == 2231


def test_what_ends_sessions(api: RawClient) -> None:
    user = api.signed_in()
    future = datetime.now(timezone.utc) + timedelta(days=1)
    api.update(api.management_token, user["id"], tokenExpiredAt=future.isoformat())
    assert api.me(user["token"])["code"] == 200
    api.update(api.management_token, user["id"], tokenExpiredAt="2020-01-01T00:00:00.000Z")
    assert api.me(user["token"])["code"] == 2020
    again = api.login(username="bob")["token"]
    api.manage("mutation($id: String!) { deleteUser(id: $id) { code } }", id=user["id"])
    assert api.me(again)["code"] == 2020


def test_changing_the_password(api: RawClient) -> None:
    user = api.signed_in()
    document = (
        "mutation($new: String!, $old: String) { updatePassword(newPassword: $new, oldPassword: $old) { id token } }"
    )

    def change(new: str, old: str | None) -> object:
        return api.run(document, user["token"], new=api.sealed(new), old=old and api.sealed(old))

    assert code_of(change, "NewPassw0rd!", None) == 2201
    assert code_of(change, "NewPassw0rd!", "wrong!") == 2203
    assert code_of(change, "short", PASSWORD) == 2029
    assert change("NewPassw0rd!", PASSWORD) == {"id": user["id"], "token": user["token"]}
    assert code_of(api.login, username="bob") == 2333
    assert api.login(username="bob", password="NewPassw0rd!")["id"] == user["id"]
    assert api.me(user["token"])["code"] == 200
    assert code_of(api.run, document, new=api.sealed("NewPassw0rd!")) == 2020


def test_a_first_password_needs_no_old_one(api: RawClient) -> None:
    user = api.create(username="bob")
    token = api.manage(REFRESH, id=user["id"])["token"]
    api.run("mutation($new: String!) { updatePassword(newPassword: $new) { id } }", token, new=api.sealed(PASSWORD))
    assert api.login(username="bob")["id"] == user["id"]
