"""Linking accounts elsewhere over the wire, and what is told about the own account: who may, odd input, attacks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from raw_client import PASSWORD, RawClient, Refused

from authing.server import LocalServer

NOT_CONFIGURED = 501


def has_identity(api: RawClient, user: dict[str, Any], provider: str = "github", **more: Any) -> None:
    """Give a user an account elsewhere."""
    body = {
        "userId": user["id"],
        "identifier": provider,
        "userIdInIdp": f"{user['id']} there",
        "isSocial": True,
        **more,
    }
    assert api.rest("POST", "/api/v2/users/identity/link", api.management_token, json=body)["code"] == 200


def v3(api: RawClient, method: str, path: str, token: str | None = None, **options: Any) -> tuple[int, Any]:
    """The code and the data of an answer of version 3."""
    answer = api.session.request(method, api.host + path, headers=api._headers(token), timeout=20, **options).json()
    return answer.get("apiCode") or answer["statusCode"], answer["data"]


def providers(api: RawClient, token: str) -> list[str]:
    code, found = v3(api, "GET", "/api/v3/get-identities", token)
    assert code == 200
    return [each["provider"] for each in found]


def link(api: RawClient, primary: str, secondary: str, token: str | None = None) -> int:
    body = {"primaryUserToken": primary, "secondaryUserToken": secondary}
    code = api.rest("POST", "/api/v2/users/link", token or primary, json=body)["code"]
    assert isinstance(code, int)
    return code


def unlink(api: RawClient, primary: str, provider: str = "github", token: str | None = None) -> int:
    body = {"primaryUserToken": primary, "provider": provider}
    code = api.rest("POST", "/api/v2/users/unlink", token or primary, json=body)["code"]
    assert isinstance(code, int)
    return code


# -- linking --------------------------------------------------------------------------------------


def test_identities_move_and_the_second_user_is_deleted(api: RawClient) -> None:
    bob, other = api.signed_in(), api.signed_in("bob2")
    has_identity(api, other)
    has_identity(api, other, "wechat:pc")
    assert link(api, bob["token"], other["token"]) == 200
    assert providers(api, bob["token"]) == ["github", "wechat:pc"]
    assert all(each["userId"] == bob["id"] for each in api.me(bob["token"])["data"]["identities"])
    assert api.me(other["token"])["code"] == 2020
    assert api.manage("query { archivedUsers { list { id } } }") == {"list": [{"id": other["id"]}]}
    with pytest.raises(Refused):
        api.login(username="bob2")


def test_what_cannot_be_linked(api: RawClient, neighbour: RawClient) -> None:
    bob, other, stranger = api.signed_in(), api.signed_in("bob2"), neighbour.signed_in("bob3")
    again = api.login(username="bob")["token"]
    assert link(api, bob["token"], other["token"]) == 2216
    has_identity(api, other)
    has_identity(neighbour, stranger)
    assert link(api, bob["token"], again) == 2213
    assert link(api, bob["token"], stranger["token"]) == 2207
    assert link(api, bob["token"], "nonsense") == 2207
    assert link(api, bob["token"], "") == 2207
    assert link(api, bob["token"], api.management_token) == 2207
    assert link(api, "nonsense", other["token"], bob["token"]) == 2207
    assert providers(api, bob["token"]) == []
    assert api.me(other["token"])["code"] == 200


def test_nobody_links_for_others(api: RawClient) -> None:
    """A user's token that somebody came by is enough for what that user may do, not to act as two at once."""
    bob, other, eve = api.signed_in(), api.signed_in("bob2"), api.signed_in("eve")
    has_identity(api, other)
    assert link(api, bob["token"], other["token"], eve["token"]) == 2202
    assert link(api, bob["token"], other["token"], api.management_token) == 2020
    assert unlink(api, other["token"], token=eve["token"]) == 2202
    assert providers(api, other["token"]) == ["github"]


def test_a_token_that_has_ended_links_nothing(server: LocalServer, api: RawClient) -> None:
    bob, other = api.signed_in(), api.signed_in("bob2")
    has_identity(api, other)
    api.rest("GET", "/api/v2/logout", other["token"])
    assert link(api, bob["token"], other["token"]) == 2207
    old = api.login(username="bob2")["token"]
    assert server._service is not None
    server._service.clock.move(timedelta(days=16))
    assert link(api, api.login(username="bob")["token"], old) == 2206
    assert link(api, bob["token"], old) == 2206


def test_unlinking(api: RawClient) -> None:
    bob = api.signed_in()
    has_identity(api, bob)
    has_identity(api, bob, "oidc", extIdpId="p1")
    assert unlink(api, bob["token"], "qq") == 2216
    assert unlink(api, bob["token"]) == 200
    assert unlink(api, bob["token"]) == 2216
    for provider, code in (("p2", 2216), ("p1", 200)):
        body = {"extIdpId": provider}
        assert v3(api, "POST", "/api/v3/unlink-extidp", bob["token"], json=body)[0] == code
    assert providers(api, bob["token"]) == []


def test_the_last_way_in_cannot_be_unlinked(api: RawClient) -> None:
    user = api.create(externalId="from elsewhere")
    has_identity(api, user)
    has_identity(api, user, "oidc")
    token = api.manage("mutation($id: String) { refreshToken(id: $id) { token } }", id=user["id"])["token"]
    assert unlink(api, token) == 200
    assert unlink(api, token, "oidc") == 2217
    assert providers(api, token) == ["oidc"]
    api.update(api.management_token, user["id"], email="bob@example.com")
    assert unlink(api, token, "oidc") == 200


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/v2/users/link", {"primaryUserToken": "x"}),
        ("/api/v2/users/unlink", {"provider": "x"}),
        ("/api/v3/unlink-extidp", {}),
    ],
)
def test_what_is_missing_is_told(api: RawClient, path: str, body: dict[str, Any]) -> None:
    token = api.signed_in()["token"]
    if "/v3/" in path:
        assert v3(api, "POST", path, token, json=body)[0] == 2231
    else:
        assert api.rest("POST", path, token, json=body)["code"] == 2231


# -- logging in elsewhere -------------------------------------------------------------------------


def started(api: RawClient, **values: Any) -> int:
    body = {
        "state": "s",
        "protocol": "oidc",
        "userPoolId": api.pool_id,
        "appId": api.app_id,
        "connection": {"providerIentifier": "elsewhere"},
        **values,
    }
    code = api.rest("POST", "/api/v2/connections/oidc/start-interaction", json=body)["code"]
    assert isinstance(code, int)
    return code


def connected(api: RawClient) -> dict[str, Any]:
    """An identity provider with a connection."""
    connection = {"type": "oidc", "identifier": "elsewhere", "displayName": "Elsewhere", "fields": {}}
    body = {"name": "Elsewhere", "type": "oidc", "connections": [connection]}
    made: dict[str, Any] = api.rest("POST", "/api/v2/extIdp", api.management_token, json=body)["data"]
    return made


def test_a_login_begins_only_by_a_connection_that_is_on(api: RawClient, neighbour: RawClient) -> None:
    assert started(api) == NOT_CONFIGURED
    provider = connected(api)
    assert started(api) == NOT_CONFIGURED
    switched = {"appId": api.app_id, "enabled": True}
    path = f"/api/v2/extIdp/{provider['id']}/connState"
    assert api.rest("PUT", path, api.management_token, json=switched)["code"] == 200
    assert started(api) == 200
    assert started(api, protocol="saml") == NOT_CONFIGURED
    assert started(api, connection={"providerIentifier": "other"}) == NOT_CONFIGURED
    assert started(api, appId=neighbour.app_id) == 2011
    assert started(api, userPoolId=neighbour.pool_id, appId=neighbour.app_id) == NOT_CONFIGURED
    for name in ("state", "protocol", "userPoolId", "appId", "connection"):
        assert started(api, **{name: None}) == 2231


def test_a_url_for_linking_is_not_made_up(api: RawClient) -> None:
    bob = api.signed_in()
    asked = {"ext_idp_conn_identifier": "elsewhere", "id_token": bob["token"], "app_id": api.app_id}

    def ask(**values: Any) -> int:
        return v3(api, "GET", "/api/v3/generate-link-extidp-url", params={**asked, **values})[0]

    assert ask() == 404
    connected(api)
    assert ask() == NOT_CONFIGURED
    assert ask(id_token="nonsense") == 2207
    assert ask(app_id="0" * 24) == 2011
    assert ask(app_id=None) == 2231


@pytest.mark.parametrize("path", ["/connections/social/github", "/connection/social/wechat:mobile/p/callback?code=x"])
def test_social_providers_are_not_configured(api: RawClient, path: str) -> None:
    answer = api.rest("GET", path)
    assert answer["code"] == NOT_CONFIGURED
    assert answer["message"].endswith("is not configured in the local server")


def test_pictures_are_not_kept(api: RawClient) -> None:
    token = api.signed_in()["token"]
    for content in (b"\x89PNG" * 100, b""):
        files = {"file": ("a.png", content, "image/png")}
        answer = api.rest("POST", "/api/v2/upload?folder=avatar", token, files=files)
        assert (answer["code"], answer["message"]) == (501, "image upload is not available in the local server")


# -- the own account ------------------------------------------------------------------------------


def level(api: RawClient, token: str) -> dict[str, Any]:
    answer: dict[str, Any] = api.rest("GET", "/api/v2/users/me/security-level", token)["data"]
    return answer


def test_the_security_level_grows_with_what_protects_the_account(api: RawClient) -> None:
    user = api.signed_in(profile={"email": "bob@example.com"}, password="secret")
    token = user["token"]
    assert level(api, token) == {
        "score": 65, "email": True, "phone": False, "password": True, "passwordSecurityLevel": 1, "mfa": False,
    }  # fmt: skip
    scores = [65]
    for password in ("secret12", "Secret12Secret"):
        api.update(api.management_token, user["id"], password=api.sealed(password))
        token = api.login(username="bob", password=password)["token"]
        scores.append(level(api, token)["score"])
    assert level(api, token)["passwordSecurityLevel"] == 3
    api.update(api.management_token, user["id"], phone="13800000000")
    scores.append(level(api, token)["score"])
    secret = {"userId": user["id"], "secret": "JBSWY3DPEHPK3PXP"}
    api.rest("POST", "/api/v2/mfa/totp/import", api.management_token, json=secret)
    scores.append(level(api, token)["score"])
    assert scores == [65, 70, 75, 85, 100]


def test_the_level_of_a_password_that_came_as_a_hash_is_unknown(server: Any, api: RawClient) -> None:
    hashed = server._service.passwords.hash(PASSWORD)
    document = "mutation($u: CreateUserInput!) { createUser(userInfo: $u, keepPassword: true) { id } }"
    # As long as any password may be that the key encrypts.
    user = api.manage(document, u={"username": "bob", "password": api.sealed(str(hashed))})
    token = api.login(username="bob")["token"]
    told = level(api, token)
    assert (told["password"], told["passwordSecurityLevel"], told["score"]) == (True, None, 50)
    assert api.me(token)["data"]["id"] == user["id"]


def test_users_prove_who_they_are_themselves(api: RawClient) -> None:
    path = "/api/v2/users/principal_authentication"
    bob, ann = api.signed_in(), api.signed_in("ann")
    assert api.rest("GET", path, bob["token"])["data"] is None
    body = {"type": "P", "name": "Bob", "idCard": "1", "ext": "2", "id": ann["id"]}
    answer = api.rest("POST", path, bob["token"], json=body)["data"]
    assert (answer["userId"], answer["principalName"]) == (bob["id"], "Bob")
    assert api.rest("GET", f"{path}?id={bob['id']}", ann["token"])["data"] is None
    managed = f"/api/v2/users/{bob['id']}/management/principal_authentication"
    assert api.rest("GET", managed, api.management_token)["data"] == answer
    for odd, code in ({"type": "X"}, 400), ({"name": ""}, 2231), ({"idCard": None}, 2231), ({"ext": 5}, 400):
        assert api.rest("POST", path, bob["token"], json={**body, **odd})["code"] == code


@pytest.mark.parametrize(
    ("inside", "of_others"),
    [
        ("roles { totalCount list { code } }", "roles"),
        ("departments { totalCount }", "departments"),
        ('authorizedResources(namespace: "default") { totalCount }', "authorizedResources"),
        ("customData { key }", "customData"),
    ],
)
def test_users_learn_this_about_themselves_only(api: RawClient, inside: str, of_others: str) -> None:
    bob, ann = api.signed_in(), api.signed_in("ann")
    document = f"query($id: String!) {{ user(id: $id) {{ {inside} }} }}"
    assert of_others in api.run(document, bob["token"], id=bob["id"])
    with pytest.raises(Refused) as refused:
        api.run(document, bob["token"], id=ann["id"])
    assert refused.value.code == 1001
