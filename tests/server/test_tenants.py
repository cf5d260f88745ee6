"""Tenants and identity providers over the wire: who may, what is odd, what the database holds."""

from __future__ import annotations

import json
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from raw_client import RawClient
from sqlalchemy import create_engine, text
from two_pools import CHEAP

from authing.server import LocalServer, Settings
from authing.server.rules.secrets_at_rest import Vault, new_key

NOBODY = "0" * 24
CONNECTION = {"type": "oidc", "identifier": "one", "displayName": "One", "fields": {"clientSecret": "very-s3cret"}}

ENDPOINTS = [
    ("GET", "/api/v2/tenants"),
    ("POST", "/api/v2/tenant"),
    ("GET", "/api/v2/tenant/{tenant}"),
    ("POST", "/api/v2/tenant/{tenant}"),
    ("DELETE", "/api/v2/tenant/{tenant}"),
    ("GET", "/api/v2/tenant/{tenant}/users"),
    ("POST", "/api/v2/tenant/{tenant}/user"),
    ("DELETE", "/api/v2/tenant/{tenant}/user?userId={user}"),
    ("PUT", "/api/v2/tenant/{tenant}/{user}"),
    ("PUT", "/api/v2/tenant/{tenant}/admin"),
    ("DELETE", "/api/v2/tenant/{tenant}/admin/{user}"),
    ("GET", "/api/v2/users/{user}/tenants"),
    ("GET", "/api/v2/extIdp?tenantId={tenant}"),
    ("POST", "/api/v2/extIdp"),
    ("GET", "/api/v2/extIdp/{provider}"),
    ("PUT", "/api/v2/extIdp/{provider}"),
    ("DELETE", "/api/v2/extIdp/{provider}"),
    ("PUT", "/api/v2/extIdp/{provider}/connState"),
    ("POST", "/api/v2/extIdpConn"),
    ("PUT", "/api/v2/extIdpConn/{connection}"),
    ("DELETE", "/api/v2/extIdpConn/{connection}"),
    ("PUT", "/api/v2/extIdpConn/{connection}/state"),
    ("POST", "/api/v2/check/extIdpConn/identifier"),
]


def call(api: RawClient, method: str, path: str, **body: Any) -> dict[str, Any]:
    return api.rest(method, path, api.management_token, **({"json": body} if method in ("POST", "PUT") else {}))


def done(api: RawClient, method: str, path: str, **body: Any) -> Any:
    answer = call(api, method, path, **body)
    assert answer["code"] == 200, answer
    return answer["data"]


def made(api: RawClient) -> dict[str, str]:
    """A tenant with a member, and an identity provider with a connection."""
    user = api.create(username="member")
    tenant = done(api, "POST", "/api/v2/tenant", name="Acme", appIds=api.app_id)
    done(api, "POST", f"/api/v2/tenant/{tenant['id']}/user", userIds=[user["id"]])
    provider = done(
        api, "POST", "/api/v2/extIdp", name="Idp", type="oidc", tenantId=tenant["id"], connections=[CONNECTION]
    )
    return {
        "user": user["id"],
        "tenant": tenant["id"],
        "provider": provider["id"],
        "connection": provider["connections"][0]["id"],
        "application": api.app_id,
    }


def whole_body(ids: dict[str, str]) -> dict[str, Any]:
    """What makes any of the endpoints do something."""
    return {
        **CONNECTION,
        "identifier": "one",
        "name": "x",
        "appIds": ids["application"],
        "userIds": [ids["user"]],
        "isEnabled": False,
        "enabled": True,
        "tenantId": ids["tenant"],
        "extIdpId": ids["provider"],
    }


def test_only_the_pools_management_may(api: RawClient, neighbour: RawClient) -> None:
    ids = made(api)
    user = api.signed_in()
    for method, path in ENDPOINTS:
        options: dict[str, Any] = {"json": whole_body(ids)} if method in ("POST", "PUT") else {}
        where = path.format(**ids)
        assert api.rest(method, where, **options)["code"] == 2020, path
        assert api.rest(method, where, user["token"], **options)["code"] == 1001, path
        if path != "/api/v2/tenants":
            assert neighbour.rest(method, where, neighbour.management_token, **options)["code"] in (404, 2004, 2011), (
                path
            )
    assert done(neighbour, "GET", "/api/v2/tenants") == {"totalCount": 0, "list": []}
    assert done(api, "GET", f"/api/v2/tenant/{ids['tenant']}")["name"] == "Acme"
    (member,) = done(api, "GET", f"/api/v2/tenant/{ids['tenant']}/users")["list"]
    assert (member["isEnabled"], member["isTenantAdmin"]) == (True, False)
    (connection,) = done(api, "GET", f"/api/v2/extIdp/{ids['provider']}")["connections"]
    assert (connection["fields"], connection["tenantIds"]) == (CONNECTION["fields"], [])


def test_one_pool_does_not_take_names_from_another(api: RawClient, neighbour: RawClient) -> None:
    made(api)
    assert call(neighbour, "POST", "/api/v2/check/extIdpConn/identifier", identifier="one")["code"] == 404
    provider = done(neighbour, "POST", "/api/v2/extIdp", name="Idp", type="oidc", connections=[CONNECTION])
    assert [each["identifier"] for each in provider["connections"]] == ["one"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, 2231),
        ({"name": None}, 2231),
        ({"name": ""}, 400),
        ({"name": 5}, 400),
        ({"name": "x" * 101}, 400),
        ({"name": "x", "appIds": ["a"]}, 400),
        ({"name": "x", "appIds": NOBODY}, 2011),
        ({"name": "x", "logo": "x" * 2001}, 400),
        ({"name": "x", "ssoPageCustomizationSettings": "hide"}, 400),
        ({"name": "x", "ssoPageCustomizationSettings": {"hideIdp": 1}}, 400),
        ({"name": "x\x00"}, 400),
    ],
)
def test_odd_tenants(api: RawClient, body: dict[str, Any], code: int) -> None:
    assert call(api, "POST", "/api/v2/tenant", **body)["code"] == code
    assert done(api, "GET", "/api/v2/tenants")["totalCount"] == 0


def test_applications_of_a_tenant(api: RawClient, neighbour: RawClient) -> None:
    tenant = done(api, "POST", "/api/v2/tenant", name="x", appIds=f" {api.app_id},,{api.app_id} ")
    assert [each["id"] for each in tenant["apps"]] == [api.app_id]
    where = f"/api/v2/tenant/{tenant['id']}"
    assert call(api, "POST", where, appIds=neighbour.app_id)["code"] == 2011
    assert [each["id"] for each in done(api, "GET", where)["apps"]] == [api.app_id]
    done(api, "POST", where, appIds="")
    assert done(api, "GET", where)["apps"] == []


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, 2231),
        ({"userIds": []}, 2231),
        ({"userIds": "x"}, 400),
        ({"userIds": [5]}, 400),
        ({"userIds": [NOBODY]}, 2004),
        ({"userIds": ["x" * 25]}, 400),
    ],
)
def test_odd_members(api: RawClient, neighbour: RawClient, body: dict[str, Any], code: int) -> None:
    tenant = done(api, "POST", "/api/v2/tenant", name="x")
    where = f"/api/v2/tenant/{tenant['id']}/user"
    assert call(api, "POST", where, **body)["code"] == code
    assert call(api, "POST", where, userIds=["e" * 24])["code"] == 2004  # the neighbour's user
    assert call(api, "PUT", f"/api/v2/tenant/{tenant['id']}/{NOBODY}", isEnabled="no")["code"] == 400
    assert call(api, "PUT", f"/api/v2/tenant/{tenant['id']}/{NOBODY}")["code"] == 2231
    assert done(api, "GET", f"/api/v2/tenant/{tenant['id']}/users") == {"listTotal": 0, "totalCount": 0, "list": []}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"type": None}, 2231),
        ({"identifier": ""}, 2231),
        ({"displayName": 5}, 400),
        ({"fields": None}, 2231),
        ({"fields": "x"}, 400),
        ({"fields": {"x": "y" * 20_001}}, 400),
        ({"userMatchFields": "email"}, 400),
        ({"userMatchFields": ["y" * 20_001]}, 400),
        ({"identifier": "x" * 101}, 400),
    ],
)
def test_odd_connections(api: RawClient, change: dict[str, Any], code: int) -> None:
    odd = {**CONNECTION, **change}
    assert call(api, "POST", "/api/v2/extIdp", name="x", type="x", connections=[odd])["code"] == code
    assert done(api, "GET", "/api/v2/extIdp") == []
    provider = done(api, "POST", "/api/v2/extIdp", name="x", type="x")
    assert call(api, "POST", "/api/v2/extIdpConn", extIdpId=provider["id"], **odd)["code"] == code
    assert done(api, "GET", f"/api/v2/extIdp/{provider['id']}")["connections"] == []


def test_odd_identity_providers(api: RawClient) -> None:
    for body in ({"connections": "x"}, {"connections": ["x"]}, {"connections": [CONNECTION] * 101}):
        assert call(api, "POST", "/api/v2/extIdp", name="x", type="x", **body)["code"] == 400
    for body in ({"name": "", "type": "x"}, {"name": "x"}, {"type": "x"}):
        assert call(api, "POST", "/api/v2/extIdp", **body)["code"] == 2231
    response = api.post(
        "/api/v2/extIdp",
        data='{"name": "x", "type": "x", "connections": [{"type": "x", "identifier": "x", "displayName": "x", "fields": {"x": NaN}}]}',
        headers=api._headers(api.management_token),
    )
    assert response.json()["code"] == 400
    assert done(api, "GET", "/api/v2/extIdp") == []


def test_the_database_does_not_hold_the_secrets_of_connections(new_database: str) -> None:
    with LocalServer(Settings(database=new_database, argon2=CHEAP)) as server:
        api = RawClient(server)
        with api.session:
            ids = made(api)
    engine = create_engine(new_database if "://" in new_database else f"sqlite:///{new_database}")
    with engine.connect() as connection:
        row = connection.execute(text("SELECT * FROM connections")).mappings().one()
    engine.dispose()
    assert "s3cret" not in json.dumps(dict(row))
    with LocalServer(Settings(database=new_database, argon2=CHEAP)) as server:
        api = RawClient(server)
        with api.session:
            found = done(api, "GET", f"/api/v2/extIdp/{ids['provider']}")
            assert found["connections"][0]["fields"] == CONNECTION["fields"]


def test_a_sealed_text_opens_with_its_key_and_for_its_owner_only() -> None:
    vault = Vault(new_key())
    sealed = vault.seal("sécret", "a" * 24)
    assert vault.unseal(sealed, "a" * 24) == "sécret"
    assert vault.seal("sécret", "a" * 24) != sealed
    for other, owner in ((vault, "b" * 24), (Vault(new_key()), "a" * 24)):
        with pytest.raises(InvalidTag):
            other.unseal(sealed, owner)


def test_the_organisation_of_a_deleted_tenant_is_nobodys(api: RawClient) -> None:
    tenant = done(api, "POST", "/api/v2/tenant", name="x")
    create = 'mutation($t: String) { createOrg(name: "Org", tenantId: $t) { id } }'
    org = api.manage(create, t=tenant["id"])
    where = f"/api/v2/orgs/by-tenant?tenant_id={tenant['id']}"
    assert done(api, "GET", where)["id"] == org["id"]
    done(api, "DELETE", f"/api/v2/tenant/{tenant['id']}")
    assert call(api, "GET", where).get("data") is None
    assert api.manage("query($id: String!) { org(id: $id) { id } }", id=org["id"]) == org
