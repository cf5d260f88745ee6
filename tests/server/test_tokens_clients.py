"""Tokens of the local server, verified by the SDK without asking."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from modes import Clients
from raw_browser import BACK, RawBrowser
from raw_client import PASSWORD, RawClient
from relying_party import RelyingParty, good, manage

from authing import NetworkError, NotLoggedIn, UnexpectedAnswer
from authing.core.tokens import EXPIRED
from authing.server import LocalServer

RS256 = {"oidcConfig": {"id_token_signed_response_alg": "RS256"}}


@pytest.fixture
def app(app_api: RawClient) -> Iterator[RelyingParty]:
    """The application, which logs its users in by OpenID Connect."""
    made = RelyingParty(app_api)
    yield made
    made.close()


@pytest.fixture
def alone() -> dict[str, Any]:
    """Options of clients that share their keys with no other test."""
    return {"headers": {"x-test": uuid4().hex}}


def rotate(server: LocalServer) -> None:
    answer = RawClient(server).post("/_local/keys/rotate")
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("algorithm", ["HS256", "RS256"])
def test_the_token_of_a_login_is_verified(
    clients: Clients, app: RelyingParty, alone: dict[str, Any], algorithm: str
) -> None:
    app.set_up(oidcConfig={"id_token_signed_response_alg": algorithm})
    secret = app.secret if algorithm == "HS256" else None  # with published keys, who verifies needs no secret
    client = clients.authentication(secret=secret, **alone)
    user = client.login_by_username("ann", PASSWORD)
    claims = client.verify_id_token(user.token)
    assert (claims.subject, claims.audience) == (user.id, (app.id,))
    assert claims["data"]["userPoolId"] == app.client.pool_id
    assert claims.expires_at > claims.issued_at


def test_both_tokens_of_the_code_flow_are_verified(clients: Clients, app: RelyingParty, alone: dict[str, Any]) -> None:
    app.set_up(**RS256)
    told = app.tokens(scope="openid profile", nonce="once")
    client = clients.authentication(**alone)
    claims = client.verify_id_token(told["id_token"], nonce="once", access_token=told["access_token"], max_age=60)
    assert claims.subject == app.user["id"]
    access = client.verify_access_token(told["access_token"])
    assert (access.subject, access.scopes) == (app.user["id"], {"openid", "profile"})
    for wrong in ({"nonce": "twice"}, {"access_token": told["id_token"]}):
        with pytest.raises(NotLoggedIn):
            client.verify_id_token(told["id_token"], **wrong)
    # One is not the other.
    with pytest.raises(NotLoggedIn):
        client.verify_id_token(told["access_token"])
    with pytest.raises(NotLoggedIn):
        client.verify_access_token(told["id_token"])


def test_the_token_of_a_program_is_for_its_account(clients: Clients, app: RelyingParty, alone: dict[str, Any]) -> None:
    app.set_up(oidcConfig={"grant_types": ["client_credentials"]})
    where = f"/api/v2/applications/{app.id}/programmatic-access-accounts"
    account = manage(app.client, "POST", where, appId=app.id, tokenLifetime=600)
    form = {"grant_type": "client_credentials", "client_id": account["id"], "scope": "*"}
    token = good(app.client.post("/oidc/token", data={**form, "client_secret": account["secret"]}))["access_token"]
    client = clients.authentication(**alone)
    claims = client.verify_access_token(token, audience=account["id"])
    assert claims.audience == (account["id"],)
    with pytest.raises(NotLoggedIn, match="another audience"):
        client.verify_access_token(token)


def test_keys_are_rotated_without_anybody_noticing(clients: Clients, app: RelyingParty, alone: dict[str, Any]) -> None:
    app.set_up(**RS256)
    client = clients.authentication(**alone)
    before = app.tokens()
    assert client.verify_id_token(before["id_token"])
    rotate(clients.server)
    after = app.tokens()
    assert client.verify_id_token(after["id_token"])
    assert client.verify_id_token(before["id_token"])
    assert client.verify_access_token(after["access_token"])


def test_a_token_is_good_until_its_end(clients: Clients, app: RelyingParty, alone: dict[str, Any]) -> None:
    token = app.tokens()["id_token"]
    client = clients.authentication(secret=app.secret, **alone)
    end = client.verify_id_token(token).expires_at.timestamp()
    assert client.verify_id_token(token, leeway=0, clock=lambda: end - 1)
    assert client.verify_id_token(token, leeway=300, clock=lambda: end + 299)
    with pytest.raises(NotLoggedIn) as caught:
        client.verify_id_token(token, leeway=0, clock=lambda: end)
    assert caught.value.code == EXPIRED


def test_a_token_of_another_application_is_refused(
    clients: Clients, app: RelyingParty, neighbour: RawClient, alone: dict[str, Any]
) -> None:
    app.set_up(**RS256)
    token = app.tokens()["id_token"]
    other = clients.authentication(app_id=neighbour.app_id, secret=app.secret, **alone)
    with pytest.raises(NotLoggedIn, match="another audience"):
        other.verify_id_token(token)


def test_a_token_that_was_changed_is_refused(clients: Clients, app: RelyingParty, alone: dict[str, Any]) -> None:
    head, payload, signature = app.tokens()["id_token"].split(".")
    client = clients.authentication(secret=app.secret, **alone)
    for changed in (f"{head}.{payload}.{signature[::-1]}", f"{head}.{payload}.", "nonsense"):
        with pytest.raises(NotLoggedIn):
            client.verify_id_token(changed)


def test_the_login_of_the_browser_is_verified_with_published_keys(
    clients: Clients, app: RelyingParty, alone: dict[str, Any]
) -> None:
    app.set_up(**RS256)
    client = clients.authentication(secret=app.secret, redirect_uri=BACK, **alone)
    request = client.start_login()
    browser: RawBrowser = app.browser().go(request.url).log_in("ann", PASSWORD)
    login = client.finish_login(request, browser.sent_to)
    assert login.claims.subject == app.user["id"]


def test_a_host_that_calls_itself_otherwise_is_not_believed(
    clients: Clients, app: RelyingParty, alone: dict[str, Any]
) -> None:
    app.set_up(**RS256)
    token = app.tokens()["id_token"]
    elsewhere = clients.authentication(host=clients.server.host.replace("127.0.0.1", "localhost"), **alone)
    with pytest.raises(NotLoggedIn, match="another issuer"):
        elsewhere.verify_id_token(token)
    nowhere = clients.authentication(host="http://127.0.0.1:9", retries=0, **alone)
    with pytest.raises(NetworkError):
        nowhere.verify_id_token(token)
    below = clients.authentication(host=f"{clients.server.host}/nothing/there", **alone)
    with pytest.raises(UnexpectedAnswer):
        below.verify_id_token(token)
