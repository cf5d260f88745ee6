"""The keys of the OpenID provider: what signs, what is published, and how one takes over from another."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import jwt
import pytest
import requests
from raw_browser import BACK
from raw_client import RawClient
from relying_party import LEFT, RelyingParty, good, manage
from sqlalchemy import select
from two_pools import CHEAP

from authing.server import LocalServer, Settings
from authing.server.rules import signing_keys
from authing.server.rules.seed import SeedError
from authing.server.rules.service import Service
from authing.server.storage.tables.oidc import SigningKey


@pytest.fixture
def rp(app_api: RawClient) -> Iterator[RelyingParty]:
    made = RelyingParty(app_api, oidcConfig={"id_token_signed_response_alg": "RS256"})
    yield made
    made.close()


@pytest.fixture
def service(server: LocalServer) -> Service:
    assert server._service is not None
    return server._service


def kid_of(token: str) -> str:
    return str(jwt.get_unverified_header(token)["kid"])


def test_a_new_key_signs_and_the_old_one_stays(rp: RelyingParty, service: Service) -> None:
    before = rp.tokens()
    new = signing_keys.rotate(service)
    after = rp.tokens()
    assert kid_of(after["id_token"]) == kid_of(after["access_token"]) == new != kid_of(before["id_token"])
    published = [each["kid"] for each in rp.published()]
    assert published[0] == new
    assert kid_of(before["id_token"]) in published
    for told in (before, after):
        assert rp.verified(told["id_token"])["sub"] == rp.user["id"]
        assert rp.client.me(told["id_token"])["data"]["id"] == rp.user["id"]
        assert good(rp.me(told["access_token"]))["sub"] == rp.user["id"]


def test_an_old_key_goes_with_its_last_token(rp: RelyingParty, service: Service) -> None:
    rp.set_up(oidcConfig={"id_token_expire": 100, "access_token_expire": 50})
    old = kid_of(rp.tokens()["id_token"])
    new = signing_keys.rotate(service)
    service.clock.move(timedelta(seconds=90))
    assert old in [each["kid"] for each in rp.published()]
    service.clock.move(timedelta(seconds=20))
    published = [each["kid"] for each in rp.published()]
    assert new in published
    assert old not in published
    # It is deleted when another one is made, a while later.
    service.clock.move(signing_keys.GRACE)
    signing_keys.rotate(service)
    with service.database.reading() as db:
        assert old not in db.scalars(select(SigningKey.kid)).all()


def test_a_key_is_replaced_by_age(rp: RelyingParty, service: Service) -> None:
    signing_keys.rotate(service)
    first = kid_of(rp.tokens()["id_token"])
    service.clock.move(signing_keys.LIFE - timedelta(minutes=1))
    assert kid_of(rp.tokens()["id_token"]) == first
    service.clock.move(timedelta(minutes=2))
    second = kid_of(rp.tokens()["id_token"])
    assert second != first
    published = [each["kid"] for each in rp.published()]
    assert published[0] == second
    assert first in published


def test_keys_can_be_changed_by_a_program(rp: RelyingParty) -> None:
    before = kid_of(rp.tokens()["id_token"])
    answer = requests.post(f"{rp.client.host}/_local/keys/rotate", timeout=20).json()
    assert answer["code"] == 200
    assert answer["data"] == {"kid": kid_of(rp.tokens()["id_token"])}
    assert answer["data"]["kid"] != before


def test_private_keys_stay(rp: RelyingParty, service: Service) -> None:
    for key in rp.published():
        assert set(key) == {"kty", "n", "e", "kid", "use", "alg"}
        assert (key["kty"], key["use"], key["alg"]) == ("RSA", "sig", "RS256")
        assert jwt.PyJWK(key).key.key_size >= 2048
    with service.database.reading() as db:
        for row in db.scalars(select(SigningKey)):
            assert "PRIVATE" not in row.sealed_private
            assert "BEGIN" in service.vault.unseal(row.sealed_private, row.kid)


def test_a_reset_keeps_the_keys(rp: RelyingParty, server: LocalServer) -> None:
    before = rp.published()
    assert before
    server.reset()
    assert rp.published() == before


def test_an_application_from_a_seed() -> None:
    config = {"id_token_signed_response_alg": "RS256", "id_token_expire": 60, "response_types": ["code id_token"]}
    seed = {
        "application": {
            "redirectUris": [BACK],
            "logoutRedirectUris": [LEFT],
            "oidcConfig": config,
            "oauthProviderEnabled": True,
        }
    }
    with LocalServer(Settings(seed=seed, argon2=CHEAP)) as server:
        client = RawClient(server)
        with client.session:
            found = manage(client, "GET", f"/api/v2/applications/{server.app_id}")
    assert (found["redirectUris"], found["logoutRedirectUris"]) == ([BACK], [LEFT])
    assert config.items() <= found["oidcConfig"].items()
    assert found["oauthProviderEnabled"] is True


@pytest.mark.parametrize(
    "settings",
    [
        {"oidcConfig": {"id_token_signed_response_alg": "none"}},
        {"oidcConfig": {"response_types": ["cookie"]}},
        {"oidcConfig": {"grant_types": [["code"]]}},
        {"oidcConfig": {"token_endpoint_auth_method": "private_key_jwt"}},
        {"oauthConfig": {"grants": ["nonsense"]}},
        {"logoutRedirectUris": ["javascript:alert(1)"]},
    ],
)
def test_settings_that_are_none(settings: dict[str, Any]) -> None:
    with pytest.raises(SeedError):
        LocalServer(Settings(seed={"application": settings}, argon2=CHEAP)).start()


@pytest.mark.parametrize("name", ["oidcConfig", "oauthConfig"])
def test_settings_that_management_may_not_choose(rp: RelyingParty, name: str) -> None:
    path = f"/api/v2/applications/{rp.id}"
    for wrong in ({"introspection_endpoint_auth_method": "x"}, {"revocation_endpoint_auth_method": None}):
        answer = rp.client.rest("POST", path, rp.client.management_token, json={name: wrong})
        assert answer["code"] == 400
