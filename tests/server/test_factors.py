"""Second factors over the wire: who may, what a login says, what the database holds."""

from __future__ import annotations

import json
from typing import Any

import jwt
import pytest
from raw_client import PASSWORD, RawClient, Refused, code_of
from sqlalchemy import create_engine, text
from two_pools import CHEAP

from authing.server import LocalServer, Settings

SECRET = "JBSWY3DPEHPK3PXP"
IMPORT = "/api/v2/mfa/totp/import"


def bound(api: RawClient, user: Any, **more: Any) -> dict[str, Any]:
    body = {"userId": user["id"], "secret": SECRET, **more}
    return api.rest("POST", IMPORT, api.management_token, json=body)


def refused_login(api: RawClient, **login: Any) -> Refused:
    with pytest.raises(Refused) as refused:
        api.login(**login)
    return refused.value


def test_only_the_pools_management_may(api: RawClient, neighbour: RawClient) -> None:
    user = api.signed_in()
    status = f"/api/v2/users/{user['id']}/mfa-bound"
    calls: list[tuple[str, str, dict[str, Any]]] = [
        ("POST", IMPORT, {"json": {"userId": user["id"], "secret": SECRET}}),
        ("GET", status, {}),
        ("DELETE", f"{status}?type=OTP", {}),
    ]
    for method, path, options in calls:
        assert api.rest(method, path, **options)["code"] == 2020
        assert api.rest(method, path, user["token"], **options)["code"] == 1001
        assert neighbour.rest(method, path, neighbour.management_token, **options)["code"] == 2004
    assert api.rest("GET", status, api.management_token)["data"] == {"OTP": False, "FACE": False}


def test_odd_input(api: RawClient) -> None:
    user = api.create(username="bob")
    assert bound(api, user, secret=None)["code"] == 2231
    assert bound(api, user, secret=5)["code"] == 400
    assert bound(api, user, recoveryCode="x" * 101)["code"] == 400
    assert bound(api, user, recoveryCode=["a"])["code"] == 400
    status = f"/api/v2/users/{user['id']}/mfa-bound"
    assert api.rest("DELETE", status, api.management_token)["code"] == 2231
    assert api.rest("DELETE", f"{status}?type=otp", api.management_token)["code"] == 400
    assert api.rest("GET", status, api.management_token)["data"] == {"OTP": False, "FACE": False}


def test_a_login_asks_for_the_second_factor(api: RawClient, app_api: RawClient) -> None:
    user = api.signed_in(profile={"email": "bob@example.com"})
    assert bound(api, user)["code"] == 200
    for client, login in (
        (api, {"username": "bob"}),
        (api, {"kind": "Email", "email": "bob@example.com"}),
        (app_api, {"username": "bob", "autoRegister": True}),
    ):
        refused = refused_login(client, **login)
        assert refused.code == 1635
        assert {"username": "bob", "totpMfaEnabled": True}.items() <= refused.data.items()
        claims = jwt.decode(refused.data["mfaToken"], options={"verify_signature": False})
        assert (claims["aud"], claims["sub"], claims["exp"] - claims["iat"]) == ("second-factor", user["id"], 600)
    assert code_of(api.login, username="bob", password="wrong-one") == 2333
    assert api.manage("query($id: String) { user(id: $id) { loginsCount } }", id=user["id"])["loginsCount"] == 1
    assert api.me(user["token"])["code"] == 200


def test_a_blocked_user_is_not_asked_for_a_second_factor(api: RawClient) -> None:
    user = api.signed_in()
    bound(api, user)
    api.update(api.management_token, user["id"], blocked=True)
    assert code_of(api.login, username="bob") == 2005


def test_the_token_of_the_second_factor_opens_nothing(api: RawClient) -> None:
    user = api.signed_in()
    bound(api, user)
    token = refused_login(api, username="bob").data["mfaToken"]
    assert api.me(token)["code"] in (2020, 2207)
    assert code_of(api.run, "{ users { totalCount } }", token) == 2020
    assert code_of(api.run, "mutation { refreshToken { token } }", token) in (2020, 2207)
    assert api.status(token)["status"] is False
    assert bound(api, user)["code"] == 409


def test_deleted_users_lose_their_factor(api: RawClient) -> None:
    user = api.signed_in()
    bound(api, user)
    api.manage("mutation($id: String!) { deleteUser(id: $id) { code } }", id=user["id"])
    assert api.rest("GET", f"/api/v2/users/{user['id']}/mfa-bound", api.management_token)["code"] == 2004
    again = api.register(username="bob", forceLogin=True)
    assert api.login(username="bob")["id"] == again["id"]


def test_the_database_holds_neither_the_secret_nor_the_recovery_code(new_database: str) -> None:
    with LocalServer(Settings(database=new_database, argon2=CHEAP)) as server:
        api = RawClient(server)
        with api.session:
            code = bound(api, api.signed_in())["data"]["recoveryCode"]
    engine = create_engine(new_database if "://" in new_database else f"sqlite:///{new_database}")
    with engine.connect() as connection:
        row = connection.execute(text("SELECT * FROM authenticators")).mappings().one()
        key = connection.execute(text("SELECT value FROM server_state WHERE name = 'storage_key'")).scalar_one()
    engine.dispose()
    kept = json.dumps(dict(row))
    assert SECRET not in kept
    assert code not in kept
    assert code.replace("-", "") not in kept
    assert row["recovery_hash"].startswith("$argon2")
    assert key not in kept
    with LocalServer(Settings(database=new_database, argon2=CHEAP)) as server:
        api = RawClient(server)
        with api.session:
            assert refused_login(api, username="bob", password=PASSWORD).code == 1635
