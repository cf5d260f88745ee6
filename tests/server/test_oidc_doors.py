"""Every path of the OpenID provider, asked by strangers and by web pages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from raw_client import RawClient
from relying_party import RelyingParty, good
from sqlalchemy import select

from authing.server import LocalServer
from authing.server.oidc.routes import routes
from authing.server.storage.tables.base import Base

SHOP = "http://127.0.0.1:9"
"""The origin of the redirect URI."""

STRANGERS = {
    "GET /oidc/.well-known/openid-configuration": 200,
    "GET /oidc/.well-known/jwks.json": 200,
    "GET /oidc/session/end": 200,
    "POST /oidc/session/end": 303,
    "GET /api/v2/oidc/validate_token": 400,
    **{
        f"{method} /{protocol}/{path}": status
        for protocol in ("oidc", "oauth")
        for method, path, status in (
            ("GET", "auth", 400),
            ("POST", "auth", 303),
            ("GET", "auth/{id}", 404),
            ("GET", "me", 401),
            ("POST", "me", 401),
            ("POST", "token", 400),
            ("POST", "token/introspection", 401),
            ("POST", "token/revocation", 401),
            ("OPTIONS", "me", 204),
            ("OPTIONS", "token", 204),
            ("OPTIONS", "token/introspection", 204),
            ("OPTIONS", "token/revocation", 204),
        )
    },
}
"""The HTTP status of what somebody is told who has and gives nothing."""


@pytest.fixture
def rp(app_api: RawClient) -> Iterator[RelyingParty]:
    made = RelyingParty(app_api)
    yield made
    made.close()


def test_every_path_is_asked_by_a_stranger(server: LocalServer, api: RawClient) -> None:
    assert server._service is not None
    paths = {f"{method} {route.path}" for route in routes(server._service) for method in route.methods or ()}
    assert {each for each in paths if not each.startswith("HEAD")} == set(STRANGERS)
    api.session.get(f"{server.host}/oidc/.well-known/jwks.json", timeout=20)  # the first one makes the key
    before = rows(server)
    found = {}
    for door in STRANGERS:
        method, path = door.split()
        url = server.host + path.format(id="x" * 43)
        answer = api.session.request(method, url, allow_redirects=False, timeout=20)
        found[door] = answer.status_code
        if answer.status_code != 200 and method != "OPTIONS" and "well-known" not in path:
            assert answer.headers["cache-control"] == "no-store"
    assert found == STRANGERS
    assert rows(server) == before


def rows(server: LocalServer) -> set[tuple[str, ...]]:
    assert server._service is not None
    with server._service.database.reading() as db:
        return {
            (table.name, *map(str, row)) for table in Base.metadata.sorted_tables for row in db.execute(select(table))
        }


def test_only_pages_of_the_application_read_its_tokens(rp: RelyingParty) -> None:
    session, host = rp.client.session, rp.client.host
    token = rp.tokens()["access_token"]
    for origin, is_read in ((SHOP, True), ("http://evil.example", False), ("null", False)):
        headers = {"Authorization": f"Bearer {token}", "Origin": origin}
        answer = session.get(f"{host}/oidc/me", headers=headers, timeout=20)
        assert good(answer)
        assert answer.headers.get("access-control-allow-origin") == (origin if is_read else None)
        assert answer.headers["vary"] == "Origin"
        form = {"client_id": rp.id, "client_secret": rp.secret, "grant_type": "authorization_code", "code": "x"}
        answer = session.post(f"{host}/oidc/token", data=form, headers={"Origin": origin}, timeout=20)
        assert answer.headers.get("access-control-allow-origin") == (origin if is_read else None)
        answer = session.options(f"{host}/oidc/me", headers={"Origin": origin}, timeout=20)
        assert answer.headers["access-control-allow-headers"] == "authorization, content-type"


def test_no_answer_keeps_secrets_in_the_log(rp: RelyingParty, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    told = rp.tokens()
    rp.refresh("a-refresh-token-that-is-nobodys")
    for secret in (rp.secret, told["access_token"], told["id_token"], "a-refresh-token-that-is-nobodys"):
        assert secret not in "".join(record.getMessage() for record in caplog.records if record.name != "urllib3")
