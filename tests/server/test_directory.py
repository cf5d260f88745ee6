"""Users in bulk, by conditions and with accounts elsewhere, as the protocol has them."""

from __future__ import annotations

from typing import Any

import pytest
from raw_client import RawClient, code_of
from sqlalchemy import create_engine, text
from two_pools import CHEAP

from authing.server import LocalServer, Settings

POSTS: dict[str, dict[str, Any]] = {
    "/api/v2/users/batch": {"ids": ["f" * 24]},
    "/api/v2/users/filter": {},
    "/api/v2/roles/roleUsers": {"code": "x"},
    "/api/v2/users/identity/link": {
        "userId": "f" * 24,
        "identifier": "github",
        "userIdInIdp": "octocat",
        "isSocial": True,
    },
    "/api/v2/users/identity/unlink": {"userId": "f" * 24, "identifier": "github", "isSocial": True},
}


def posted(api: RawClient, path: str, body: dict[str, Any]) -> dict[str, Any]:
    return api.rest("POST", path, api.management_token, json=body)


def v3(api: RawClient, path: str, token: str | None, **body: Any) -> dict[str, Any]:
    headers = {**api.headers, "Authorization": f"Bearer {token}"} if token else api.headers
    response = api.post(path, json=body, headers=headers)
    assert response.status_code == 200
    answer: dict[str, Any] = response.json()
    return answer


@pytest.mark.parametrize("path", POSTS)
def test_only_managers_may(api: RawClient, path: str) -> None:
    assert api.rest("POST", path, json=POSTS[path])["code"] == 2020
    assert api.rest("POST", path, api.signed_in()["token"], json=POSTS[path])["code"] == 1001


def test_only_managers_ask_who_has_a_role(api: RawClient, neighbour: RawClient) -> None:
    bob = api.signed_in()
    path = f"/api/v2/users/{bob['id']}/has-role?code=x"
    assert api.rest("GET", path)["code"] == 2020
    assert api.rest("GET", path, bob["token"])["code"] == 1001
    assert neighbour.rest("GET", path, neighbour.management_token)["code"] == 2004
    assert api.rest("GET", path.partition("?")[0], api.management_token)["code"] == 2231


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("/api/v2/users/batch", {}, 2231),
        ("/api/v2/users/batch", {"ids": "x"}, 400),
        ("/api/v2/users/batch", {"ids": [5]}, 400),
        ("/api/v2/users/batch", {"ids": ["x"] * 81}, 2030),
        ("/api/v2/users/batch", {"ids": ["x"], "type": "nickname"}, 400),
        ("/api/v2/users/filter", {"filter": "x"}, 400),
        ("/api/v2/users/filter", {"filter": ["x"]}, 400),
        ("/api/v2/users/filter", {"page": 0}, 400),
        ("/api/v2/users/filter", {"limit": 1001}, 400),
        ("/api/v2/users/filter", {"filter": [{"field": ["username"], "operator": "equal", "value": "x"}]}, 400),
        ("/api/v2/users/filter", {"filter": [{"field": "username", "operator": ["equal"], "value": "x"}]}, 400),
        ("/api/v2/users/filter", {"filter": [{"field": "city", "operator": "contains", "value": "\ud800"}]}, 2014),
        ("/api/v2/users/filter", {"filter": [{"field": "id", "operator": "in", "value": ["x"] * 1001}]}, 400),
        ("/api/v2/roles/roleUsers", {}, 2231),
        ("/api/v2/roles/roleUsers", {"code": "nobody"}, 404),
        ("/api/v2/roles/roleUsers", {"code": "clerk", "search": "x" * 201}, 2014),
        ("/api/v2/roles/roleUsers", {"code": "clerk", "search": "\x00"}, 2014),
        ("/api/v2/users/identity/link", {"userId": "f" * 24}, 2231),
        ("/api/v2/users/identity/link", {**POSTS["/api/v2/users/identity/link"], "isSocial": "yes"}, 400),
        ("/api/v2/users/identity/link", POSTS["/api/v2/users/identity/link"], 2004),
        ("/api/v2/users/identity/unlink", POSTS["/api/v2/users/identity/unlink"], 2004),
    ],
)
def test_what_is_refused(api: RawClient, path: str, body: dict[str, Any], code: int) -> None:
    api.manage('mutation { createRole(code: "clerk") { code } }')
    assert posted(api, path, body)["code"] == code


def test_a_long_value_matches_nobody(api: RawClient) -> None:
    api.create(username="bob")
    for operator in ("contains", "startsWith"):
        condition = {"field": "gender", "operator": operator, "value": "x" * 200}
        answer = posted(api, "/api/v2/users/filter", {"filter": [condition]})
        assert (answer["code"], answer["data"]) == (200, {"totalCount": 0, "list": []})


def test_version_3_has_its_own_envelope(api: RawClient) -> None:
    bob = api.signed_in()
    path = "/api/v3/resign-user"
    assert v3(api, path, None, userId=bob["id"])["apiCode"] == 2020
    forbidden = v3(api, path, bob["token"], userId=bob["id"])
    assert (set(forbidden), forbidden["apiCode"]) == ({"statusCode", "apiCode", "message", "data"}, 1001)
    assert v3(api, path, api.management_token, userId="f" * 24)["apiCode"] == 2004
    assert v3(api, path, api.management_token)["apiCode"] == 2231
    malformed = v3(api, f"{path}-batch", api.management_token, userIds="x")
    assert (set(malformed), malformed["statusCode"]) == ({"statusCode", "message", "data"}, 400)
    done = v3(api, path, api.management_token, userId=bob["id"])
    assert (set(done), done["statusCode"], done["data"]) == ({"statusCode", "message", "data"}, 200, None)
    assert api.me(bob["token"])["code"] == 2020


def test_a_user_sees_its_own_accounts_elsewhere(api: RawClient) -> None:
    bob = api.signed_in()
    body = {**POSTS["/api/v2/users/identity/link"], "userId": bob["id"], "extIdpId": None}
    assert posted(api, "/api/v2/users/identity/link", body)["code"] == 200
    (shown,) = api.me(bob["token"])["data"]["identities"]
    assert (shown["provider"], shown["userIdInIdp"], shown["extIdpId"]) == ("github", "octocat", None)
    assert (shown["userId"], shown["userPoolId"]) == (bob["id"], api.pool_id)
    own = api.run("{ user { identities { provider userIdInIdp isSocial } } }", bob["token"])
    assert own == {"identities": [{"provider": "github", "userIdInIdp": "octocat", "isSocial": True}]}


def test_the_tokens_of_a_provider_are_shown_and_sealed_in_the_database(new_database: str) -> None:
    create = 'mutation($i: CreateUserIdentityInput) { createUser(userInfo: {username: "bob"}, identity: $i) { id } }'
    document = "query($id: String) { user(id: $id) { identities { accessToken refreshToken } } }"
    identity = {"provider": "github", "userIdInIdp": "octocat", "accessToken": "gho_secret"}
    with LocalServer(Settings(database=new_database, argon2=CHEAP)) as server:
        api = RawClient(server)
        with api.session:
            for unusable in ("\ud800", "x" * 5000):
                assert code_of(api.manage, create, i={**identity, "accessToken": unusable}) == 400
            user = api.manage(create, i=identity)
            shown = api.manage(document, id=user["id"])
    assert shown == {"identities": [{"accessToken": "gho_secret", "refreshToken": None}]}
    engine = create_engine(new_database if "://" in new_database else f"sqlite:///{new_database}")
    with engine.connect() as connection:
        (kept,) = connection.execute(text("SELECT sealed_access_token FROM identities")).scalars()
    engine.dispose()
    assert "gho_secret" not in kept


def test_an_identity_needs_a_provider_and_an_account_there(api: RawClient) -> None:
    document = "query($i: FindUserByIdentityInput) { findUser(identity: $i) { id } }"
    for identity in ({}, {"provider": "github"}, {"userIdInIdp": "octocat"}, {"provider": "", "userIdInIdp": "x"}):
        assert code_of(api.manage, document, i=identity) == 2231
    create = 'mutation($i: CreateUserIdentityInput) { createUser(userInfo: {username: "bob"}, identity: $i) { id } }'
    assert code_of(api.manage, create, i={"provider": "", "userIdInIdp": "x"}) == 2231
    assert code_of(api.manage, create, i={"provider": "x" * 101, "userIdInIdp": "x"}) == 400
    assert api.manage("{ users { totalCount } }") == {"totalCount": 0}


def test_a_search_needs_no_option_to_be_whole(api: RawClient) -> None:
    api.create(username="ann")
    for option in ("departmentOpts: [{}]", "groupOpts: [{}]", "groupOpts: [{code: null}]"):
        document = f'{{ searchUser(query: "ann", {option}) {{ totalCount }} }}'
        assert api.manage(document) == {"totalCount": 0}
