"""Logging in by a QR code over the wire: who may, how often, how long."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import requests
import segno
from raw_client import RawClient
from sqlalchemy import select

from authing.server import LocalServer
from authing.server.storage.tables.qr_codes import QrCode

EXPIRED, UNUSED, SCANNED, AUTHORIZED, CANCELLED = -1, 0, 1, 2, 3


def generate(api: RawClient, **body: Any) -> dict[str, Any]:
    answer: dict[str, Any] = api.rest("POST", "/api/v2/qrcode/gene", json={"scene": "APP_AUTH", **body})
    return answer


def made(api: RawClient, **body: Any) -> str:
    random = generate(api, **body)["data"]["random"]
    assert isinstance(random, str)
    return random


def state(api: RawClient, random: str) -> dict[str, Any]:
    answer: dict[str, Any] = api.rest("GET", "/api/v2/qrcode/check", params={"random": random})["data"]
    return answer


def act(api: RawClient, name: str, random: str, token: str | None) -> int:
    code = api.rest("POST", f"/api/v2/qrcode/{name}", token, json={"random": random})["code"]
    assert isinstance(code, int)
    return code


def exchange(api: RawClient, ticket: str, token: str | None = None) -> dict[str, Any]:
    answer: dict[str, Any] = api.rest("POST", "/api/v2/qrcode/userinfo", token, json={"ticket": ticket})
    return answer


def confirmed(api: RawClient, token: str, **body: Any) -> tuple[str, str]:
    """A code that a user has confirmed, and its ticket."""
    random = made(api, **body)
    assert [act(api, name, random, token) for name in ("scanned", "confirm")] == [200, 200]
    return random, state(api, random)["ticket"]


def configure(api: RawClient, **strategy: Any) -> None:
    document = "mutation($input: UpdateUserpoolInput!) { updateUserpool(input: $input) { id } }"
    api.manage(document, input={"qrcodeLoginStrategy": strategy})


def pass_time(server: LocalServer, seconds: float) -> None:
    assert server._service is not None
    server._service.clock.move(timedelta(seconds=seconds))


def test_the_whole_way(app_api: RawClient) -> None:
    user = app_api.signed_in(profile={"nickname": "Bob"})
    random = made(app_api)
    seen = [state(app_api, random)]
    for name in ("scanned", "confirm"):
        assert act(app_api, name, random, user["token"]) == 200
        seen.append(state(app_api, random))
    assert [each["status"] for each in seen] == [UNUSED, SCANNED, AUTHORIZED]
    assert [each["userInfo"] and each["userInfo"]["nickname"] for each in seen] == [None, "Bob", "Bob"]
    assert set(seen[2]["userInfo"]) == {"nickname", "photo"}
    assert [bool(each["ticket"]) for each in seen] == [False, False, True]
    assert state(app_api, random) == seen[2]
    logged_in = exchange(app_api, seen[2]["ticket"])["data"]
    assert (logged_in["id"], logged_in["loginsCount"]) == (user["id"], 2)
    assert logged_in["token"] not in (None, user["token"])
    assert app_api.me(logged_in["token"])["data"]["username"] == "bob"
    assert state(app_api, random)["ticket"] is None
    logs = app_api.rest("GET", "/api/v2/analysis/user-action", app_api.management_token)["data"]["list"]
    assert logs[0]["operation_name"] == "login"


def test_the_picture_says_what_the_app_needs(api: RawClient) -> None:
    answer = generate(api)["data"]
    told = {"scene": "APP_AUTH", "random": answer["random"], "userPoolId": api.pool_id, "expiresIn": 120}
    content = json.dumps(told, separators=(",", ":"))
    assert answer["url"] == segno.make_qr(content).png_data_uri(scale=4)
    assert answer["customLogo"] is None


def test_a_ticket_is_good_once(api: RawClient) -> None:
    user = api.signed_in()
    _, ticket = confirmed(api, user["token"])
    assert [exchange(api, ticket)["code"] for _ in range(2)] == [200, 2207]
    assert exchange(api, "guessed")["code"] == 2207


def test_a_ticket_is_good_once_for_many_at_the_same_moment(api: RawClient) -> None:
    user = api.signed_in()
    _, ticket = confirmed(api, user["token"])

    def try_it(_: int) -> int:
        body = requests.post(
            f"{api.host}/api/v2/qrcode/userinfo", json={"ticket": ticket}, headers=api.headers, timeout=20
        ).json()
        code = body["code"]
        assert isinstance(code, int)
        return code

    with ThreadPoolExecutor(8) as threads:
        assert sorted(threads.map(try_it, range(8))) == [200] + [2207] * 7


def test_a_ticket_of_a_refused_login_is_gone(api: RawClient) -> None:
    user = api.signed_in()
    _, ticket = confirmed(api, user["token"])
    api.update(api.management_token, user["id"], blocked=True)
    assert [exchange(api, ticket)["code"] for _ in range(2)] == [2005, 2207]


def test_a_second_factor_is_still_asked_for(api: RawClient) -> None:
    user = api.signed_in()
    secret = {"userId": user["id"], "secret": "JBSWY3DPEHPK3PXP"}
    assert api.rest("POST", "/api/v2/mfa/totp/import", api.management_token, json=secret)["code"] == 200
    _, ticket = confirmed(api, user["token"])
    refused = exchange(api, ticket)
    assert refused["code"] == 1635
    assert refused["data"]["mfaToken"]


def test_nobody_else_decides_about_a_scanned_code(api: RawClient, neighbour: RawClient) -> None:
    bob, eve, stranger = api.signed_in()["token"], api.signed_in("eve")["token"], neighbour.signed_in("eve")["token"]
    random = made(api)
    assert act(api, "confirm", random, bob) == 409
    assert [act(api, "scanned", random, bob) for _ in range(2)] == [200, 200]
    for name in ("scanned", "confirm", "cancel"):
        assert act(api, name, random, eve) == 409
        assert act(neighbour, name, random, stranger) == 2241
        assert act(api, name, random, None) == 2020
        assert act(api, name, random, api.management_token) == 2020
    assert state(api, random)["status"] == SCANNED


def test_a_cancelled_code_stays_so(api: RawClient) -> None:
    bob = api.signed_in()["token"]
    random = made(api)
    assert [act(api, name, random, bob) for name in ("scanned", "cancel", "confirm")] == [200, 200, 409]
    assert (state(api, random)["status"], state(api, random)["ticket"]) == (CANCELLED, None)


def test_codes_and_tickets_expire(server: LocalServer, api: RawClient) -> None:
    configure(api, qrcodeExpiresAfter=60, ticketExpiresAfter=30)
    bob = api.signed_in()["token"]
    old = made(api)
    pass_time(server, 59)
    random, ticket = confirmed(api, bob)
    assert state(api, old)["status"] == UNUSED
    pass_time(server, 1)
    assert state(api, old)["status"] == EXPIRED
    assert act(api, "scanned", old, bob) == 2241
    pass_time(server, 29)
    assert state(api, random) == {
        "random": random, "status": EXPIRED, "ticket": None, "userInfo": None, "scannedResult": None,
    }  # fmt: skip
    assert exchange(api, ticket)["code"] == 2206
    pass_time(server, 3600)
    made(api)
    assert api.rest("GET", "/api/v2/qrcode/check", params={"random": old})["code"] == 2241


def test_codes_are_of_one_pool(api: RawClient, neighbour: RawClient) -> None:
    user = api.signed_in()
    random, ticket = confirmed(api, user["token"])
    assert neighbour.rest("GET", "/api/v2/qrcode/check", params={"random": random})["code"] == 2241
    assert exchange(neighbour, ticket)["code"] == 2207
    assert exchange(api, ticket)["code"] == 200


def test_the_login_is_to_the_application_that_made_the_code(api: RawClient, app_api: RawClient) -> None:
    user = api.signed_in()
    _, ticket = confirmed(app_api, user["token"])
    token = exchange(api, ticket)["data"]["token"]
    path = f"/api/v2/users/login-status?userId={user['id']}&appId={api.app_id}"
    assert api.rest("GET", path, api.management_token)["data"]["isLogin"] is True
    application = f"/api/v2/applications/{api.app_id}/authorization/deny"
    denied = {"targetType": "USER", "targetIdentifiers": [user["id"]]}
    assert api.rest("POST", application, api.management_token, json=denied)["code"] == 200
    _, ticket = confirmed(app_api, token)
    assert exchange(app_api, ticket)["code"] == 1001


def test_all_of_the_user_is_told_if_the_pool_wants(api: RawClient) -> None:
    configure(api, returnFullUserInfo=True)
    user = api.signed_in(profile={"email": "bob@example.com"})
    random = made(api)
    act(api, "scanned", random, user["token"])
    assert set(state(api, random)["userInfo"]) == {"nickname", "photo"}
    act(api, "confirm", random, user["token"])
    told = state(api, random)["userInfo"]
    assert (told["id"], told["email"], told["token"]) == (user["id"], "bob@example.com", None)


def test_only_a_server_exchanges_tickets_if_the_pool_wants(api: RawClient) -> None:
    configure(api, allowExchangeUserInfoFromBrowser=False)
    user = api.signed_in()
    _, ticket = confirmed(api, user["token"])
    assert exchange(api, ticket)["code"] == 2020
    assert exchange(api, ticket, user["token"])["code"] == 1001
    assert exchange(api, ticket, api.management_token)["data"]["id"] == user["id"]


@pytest.mark.parametrize("params", ['[{"key": "size", "value": 3}]', [{"key": "size", "value": 3}], {"size": 3}])
def test_the_user_is_given_values(api: RawClient, params: Any) -> None:
    api.manage('mutation { setUdf(targetType: USER, key: "size", dataType: NUMBER, label: "Size") { key } }')
    user = api.signed_in()
    _, ticket = confirmed(api, user["token"], params=params, withCustomData=True)
    custom = exchange(api, ticket)["data"]["customData"]
    assert [(each["key"], each["value"]) for each in custom] == [("size", "3")]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"scene": None}, 2231),
        ({"scene": "APP"}, 400),
        ({"scene": 5}, 400),
        ({"scene": "WXAPP_AUTH"}, 501),
        ({"scene": "WECHATMP_AUTH"}, 501),
        ({"extIdpConnId": "x"}, 501),
        ({"params": 5}, 400),
        ({"params": "x"}, 400),
        ({"params": [1]}, 400),
    ],
)
def test_odd_input(api: RawClient, body: dict[str, Any], code: int) -> None:
    assert generate(api, **body)["code"] == code


def test_the_database_holds_neither_codes_nor_tickets(server: LocalServer, api: RawClient) -> None:
    user = api.signed_in()
    random, ticket = confirmed(api, user["token"])
    assert server._service is not None
    with server._service.database.reading() as db:
        (row,) = db.execute(select(QrCode.__table__)).all()
    assert random not in str(row)
    assert ticket not in str(row)
