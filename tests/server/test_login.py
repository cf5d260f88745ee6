"""Registration and login with a password."""

from __future__ import annotations

import base64
import threading
from datetime import datetime, timezone
from typing import Any

import jwt
import pytest
from raw_client import PASSWORD, RawClient, Refused, code_of

from authing.server import LocalServer


def test_a_registered_user_has_the_defaults(api: RawClient) -> None:
    user = api.register(username="Bob", profile={"nickname": "B", "givenName": "Bob", "phone": "13000000000"})
    assert (user["username"], user["nickname"], user["givenName"], user["phone"]) == ("Bob", "B", "Bob", "13000000000")
    assert (user["status"], user["gender"], user["loginsCount"]) == ("Activated", "U", 0)
    assert (user["blocked"], user["isDeleted"], user["emailVerified"], user["phoneVerified"]) == (False,) * 4
    assert user["registerSource"] == ["basic:username"]
    assert user["arn"] == f"arn:cn:authing:{api.pool_id}:user:{user['id']}"
    assert user["userPoolId"] == api.pool_id
    assert user["signedUp"] == user["createdAt"]
    assert user["password"] is None
    assert len(user["id"]) == 24
    stamp = datetime.fromisoformat(user["createdAt"])
    assert stamp.tzinfo is not None
    assert user["createdAt"].endswith("+00:00")
    assert len(user["createdAt"]) == len("2021-09-24T07:29:51+00:00")


@pytest.mark.parametrize(
    ("flags", "has_token", "logins"),
    [({}, False, 0), ({"generateToken": True}, True, 0), ({"forceLogin": True}, True, 1)],
)
def test_registration_logs_in_only_when_asked(
    api: RawClient, flags: dict[str, Any], has_token: bool, logins: int
) -> None:
    user = api.register("Email", email="Bob@Example.COM", **flags)
    assert user["email"] == "bob@example.com"
    assert user["registerSource"] == ["basic:email"]
    assert bool(user["token"]) is has_token
    assert bool(user["tokenExpiredAt"]) is has_token
    assert user["loginsCount"] == logins
    assert bool(user["lastLogin"]) is bool(logins)


def test_an_identifier_is_registered_once(api: RawClient) -> None:
    api.register(username="bob", profile={"email": "bob@example.com", "phone": "1"})
    assert code_of(api.register, username="bob") == 2026
    assert code_of(api.register, "Email", email="BOB@example.com") == 2026
    assert code_of(api.register, username="other", profile={"phone": "1"}) == 2026
    assert api.register(username="BOB")["username"] == "BOB"


def test_registration_refuses(api: RawClient) -> None:
    assert code_of(api.register, username="") == 2231
    assert code_of(api.register, "Email", email="no mail") == 2003
    assert code_of(api.register, username="bob", profile={"email": "no mail"}) == 2003
    assert code_of(api.register, username="bob", password="12345") == 2029
    assert code_of(api.register, username="bob", password="") == 2029
    assert api.register(username="bob", password="123456")["username"] == "bob"


def test_what_is_not_there_yet_is_not_dropped_silently(api: RawClient) -> None:
    assert code_of(api.register, username="bob", phoneToken="x") == 501
    assert api.register(username="bob", context='{"a": 1}', clientIp=None, params=None)["username"] == "bob"


def test_two_registrations_of_one_name_at_once(api: RawClient, server: LocalServer) -> None:
    sealed = api.sealed(PASSWORD)
    outcomes: list[object] = []
    ready = threading.Barrier(8)

    def register() -> None:
        client = RawClient(server)
        with client.session:
            ready.wait()
            try:
                client.run(
                    "mutation($i: RegisterByUsernameInput!) { registerByUsername(input: $i) { id } }",
                    i={"username": "bob", "password": sealed},
                )
                outcomes.append("won")
            except Refused as error:
                outcomes.append(error.code)

    threads = [threading.Thread(target=register) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("won") == 1
    assert outcomes.count(2026) == 7


def test_login_counts_and_remembers(app_api: RawClient) -> None:
    app_api.register(username="bob")
    first = app_api.login(username="bob")
    second = app_api.login(username="bob", clientIp="10.1.2.3")
    assert (first["loginsCount"], second["loginsCount"]) == (1, 2)
    assert (first["lastIP"], second["lastIP"]) == ("127.0.0.1", "10.1.2.3")
    assert second["browser"].startswith("python-requests/")
    assert abs((datetime.fromisoformat(second["lastLogin"]) - datetime.now(timezone.utc)).total_seconds()) < 60
    assert first["token"] != second["token"]
    for token in (first["token"], second["token"]):
        assert app_api.me(token)["data"]["id"] == first["id"]


def test_logins_at_once_are_all_counted(api: RawClient, server: LocalServer) -> None:
    user = api.register(username="bob")
    sealed = api.sealed(PASSWORD)
    document = "mutation($i: LoginByUsernameInput!) { loginByUsername(input: $i) { id } }"

    def log_in() -> None:
        client = RawClient(server)
        with client.session:
            for _ in range(5):
                client.run(document, i={"username": "bob", "password": sealed})

    threads = [threading.Thread(target=log_in) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert api.rest("GET", f"/api/v2/users/{user['id']}", api.management_token)["data"]["loginsCount"] == 20


def test_login_by_each_identifier(api: RawClient) -> None:
    user = api.create(username="bob", email="bob@example.com", phone="13000000000", password=api.sealed(PASSWORD))
    assert api.login(username="bob")["id"] == user["id"]
    assert api.login("Email", email="BOB@Example.com")["id"] == user["id"]
    assert api.login("PhonePassword", phone="13000000000")["id"] == user["id"]


def test_unknown_and_wrong_are_one_answer(api: RawClient) -> None:
    api.register(username="bob")
    api.create(username="passwordless")
    for attempt in (
        {"username": "nobody"},
        {"username": "BOB"},
        {"username": "bob", "password": "wrong"},
        {"username": "passwordless"},
    ):
        with pytest.raises(Refused) as caught:
            api.login(**attempt)
        assert (caught.value.code, caught.value.message) == (
            2333,
            "the account does not exist or the password is wrong",
        )
    assert code_of(api.login, "Email", email="none") == 2003
    assert code_of(api.login, username="") == 2231


def test_a_blocked_user_stays_out_but_only_the_right_password_learns_why(api: RawClient) -> None:
    user = api.signed_in()
    api.update(api.management_token, user["id"], blocked=True)
    assert code_of(api.login, username="bob") == 2005
    assert code_of(api.login, username="bob", password="wrong!") == 2333
    assert api.me(user["token"])["code"] == 2020
    assert api.status(user["token"])["code"] == 2206


def test_auto_register(api: RawClient) -> None:
    user = api.login(username="bob", autoRegister=True)
    assert (user["loginsCount"], bool(user["token"])) == (1, True)
    assert api.login(username="bob", autoRegister=True)["id"] == user["id"]
    assert code_of(api.login, username="bob", password="wrong!", autoRegister=True) == 2333
    assert code_of(api.login, username="eve", password="short", autoRegister=True) == 2029


def test_an_application_token_is_an_id_token(app_api: RawClient, server: LocalServer) -> None:
    user = app_api.signed_in(profile={"nickname": "Bobby", "email": "bob@example.com"})
    claims = jwt.decode(user["token"], server.app_secret, algorithms=["HS256"], audience=server.app_id)
    assert claims["sub"] == user["id"]
    assert claims["iss"] == f"{server.host}/oidc"
    assert claims["exp"] - claims["iat"] == 1209600
    assert (claims["nickname"], claims["email"], claims["userpool_id"]) == (
        "Bobby",
        "bob@example.com",
        server.user_pool_id,
    )
    assert claims["data"]["id"] == claims["data"]["userId"] == user["id"]
    assert claims["data"]["appId"] == server.app_id
    assert datetime.fromisoformat(user["tokenExpiredAt"]).timestamp() == claims["exp"]


def test_a_pool_token_is_the_short_form(api: RawClient) -> None:
    user = api.signed_in()
    secret = api.manage("{ userpool { jwtSecret } }")["jwtSecret"]
    claims = jwt.decode(user["token"], secret, algorithms=["HS256"])
    assert claims["exp"] - claims["iat"] == 1296000
    assert set(claims) == {"jti", "iat", "exp", "data"}
    assert claims["data"]["arn"] == user["arn"]
    assert claims["data"]["appId"] is None


def test_which_pool_and_application(server: LocalServer) -> None:
    def attempt(**headers: str) -> int:
        client = RawClient(server, **{name.replace("_", "-"): value for name, value in headers.items()})
        with client.session:
            return code_of(client.login, username="nobody")

    assert attempt(x_authing_request_from="sdk") == 2101
    assert attempt(x_authing_userpool_id="f" * 24) == 2224
    assert attempt(x_authing_app_id="f" * 24) == 2011
    assert attempt(x_authing_app_id=server.app_id, x_authing_userpool_id="c" * 24) == 2011
    assert attempt(x_authing_app_id=server.app_id, x_authing_userpool_id="f" * 24) == 2224
    assert attempt(x_authing_app_id=server.app_id, x_authing_userpool_id=server.user_pool_id) == 2333


def test_what_cannot_be_decrypted(api: RawClient) -> None:
    document = "mutation($i: LoginByUsernameInput!) { loginByUsername(input: $i) { id } }"
    api.register(username="bob")
    for sealed in (
        "",
        "no base64!",
        "c2hvcnQ=",
        base64.b64encode(b"\xff" * 256).decode(),
        base64.b64encode(b"x" * 300).decode(),
        "sm2:00",
    ):
        assert code_of(api.run, document, i={"username": "bob", "password": sealed}) == 2016, sealed
    # OpenSSL answers wrong padding with other bytes, of which one in a hundred are a text.
    guessed = base64.b64encode(b"\x01" * 256).decode()
    assert code_of(api.run, document, i={"username": "bob", "password": guessed}) in {2016, 2333}


def test_a_lost_leading_zero_byte_is_put_back(api: RawClient) -> None:
    api.register(username="bob")
    while True:
        block = base64.b64decode(api.sealed(PASSWORD))
        if block[0] == 0:
            break
    sealed = base64.b64encode(block.lstrip(b"\x00")).decode()
    document = "mutation($i: LoginByUsernameInput!) { loginByUsername(input: $i) { username } }"
    assert api.run(document, i={"username": "bob", "password": sealed})["username"] == "bob"
