"""Settings, variables, white lists and principal authentication, as they go over the wire."""

from __future__ import annotations

from typing import Any

import pytest
from raw_client import PASSWORD, RawClient, code_of
from two_pools import CHEAP

from authing.server import LocalServer, Settings
from authing.server.rules.seed import SeedError

POOL = (
    "name domain registerDisabled sendWelcomeEmail appSsoEnabled allowedOrigins tokenExpiresAfter loginFailStrategy packageType"
    " frequentRegisterCheck { timeInterval limit enabled } loginFailCheck { timeInterval limit enabled }"
    " loginPasswordFailCheck { timeInterval limit enabled } changePhoneStrategy { verifyOldPhone }"
    " changeEmailStrategy { verifyOldEmail } whitelist { usernameEnabled emailEnabled phoneEnabled }"
    " app2WxappLoginStrategy { ticketExpriresAfter } customSMSProvider { enabled provider config } verifyCodeLength"
    " qrcodeLoginStrategy { qrcodeExpiresAfter ticketExpiresAfter returnFullUserInfo } loginRequireEmailVerified"
)
UPDATE = f"mutation($i: UpdateUserpoolInput!) {{ updateUserpool(input: $i) {{ {POOL} }} }}"
LISTED = "query($t: WhitelistType!) { whitelist(type: $t) { value createdAt updatedAt } }"
ADD = "mutation($t: WhitelistType!, $l: [String!]!) { addWhitelist(type: $t, list: $l) { value createdAt } }"
REMOVE = ADD.replace("addWhitelist", "removeWhitelist")
PRINCIPAL = "/api/v2/users/{}/management/principal_authentication"


def test_the_defaults(api: RawClient) -> None:
    pool = api.manage(f"{{ userpool {{ {POOL} }} }}")
    check = {"timeInterval": 300, "limit": 50, "enabled": False}
    assert pool["frequentRegisterCheck"] == pool["loginFailCheck"] == pool["loginPasswordFailCheck"] == check
    assert pool["whitelist"] == {"usernameEnabled": False, "emailEnabled": False, "phoneEnabled": False}
    assert pool["qrcodeLoginStrategy"] == {
        "qrcodeExpiresAfter": 120,
        "ticketExpiresAfter": 300,
        "returnFullUserInfo": False,
    }
    assert (pool["changePhoneStrategy"], pool["changeEmailStrategy"]) == (
        {"verifyOldPhone": True},
        {"verifyOldEmail": True},
    )
    assert pool["app2WxappLoginStrategy"] == {"ticketExpriresAfter": 120}
    assert (pool["sendWelcomeEmail"], pool["packageType"], pool["verifyCodeLength"]) == (True, -1, 4)


def test_an_update_is_partial_down_to_the_members(api: RawClient) -> None:
    before = api.manage(f"{{ userpool {{ {POOL} }} }}")
    changes = {
        "customSMSProvider": {"provider": "own", "config": "{}"},
        "app2WxappLoginStrategy": {"ticketExpriresAfter": 60},
        "allowedOrigins": "https://a.example",
        "description": None,
        "whitelist": {"phoneEnabled": True, "emailEnabled": None},
    }
    expected = before | {
        "customSMSProvider": {"enabled": False, "provider": "own", "config": "{}"},
        "app2WxappLoginStrategy": {"ticketExpriresAfter": 60},
        "allowedOrigins": "https://a.example",
        "whitelist": before["whitelist"] | {"phoneEnabled": True},
    }
    assert api.manage(UPDATE, i=changes) == expected
    assert api.manage(f"{{ userpool {{ {POOL} }} }}") == expected
    assert api.manage(UPDATE, i={}) == expected


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"tokenExpiresAfter": 0}, 400),
        ({"tokenExpiresAfter": 2**31}, 400),
        ({"verifyCodeLength": 3}, 400),
        ({"verifyCodeLength": 13}, 400),
        ({"verifyCodeMaxAttempts": 0}, 400),
        ({"frequentRegisterCheck": {"timeInterval": 0}}, 400),
        ({"name": ""}, 2231),
        ({"name": "x" * 101}, 400),
        ({"domain": "a\x00"}, 400),
        ({"passwordStrength": 0}, 400),
        ({"whitelist": {"nicknameEnabled": True}}, 400),
    ],
)
def test_what_is_no_setting(api: RawClient, changes: dict[str, Any], code: int) -> None:
    before = api.manage(f"{{ userpool {{ {POOL} }} }}")
    assert code_of(api.manage, UPDATE, i={"allowedOrigins": "lost", **changes}) == code
    assert api.manage(f"{{ userpool {{ {POOL} }} }}") == before


def test_the_pool_of_the_other_door(api: RawClient) -> None:
    api.manage(UPDATE, i={"userpoolTypes": ["web"]})
    pool = api.rest("GET", "/api/v2/userpools/detail", api.management_token)["data"]
    assert (pool["id"], pool["secret"], pool["userpoolTypes"]) == (api.pool_id, api.secret, [{"code": "web"}])
    assert pool["customPasswordStrength"] == {"regex": None, "message": None, "enabled": False}
    assert pool["createdAt"].endswith("Z")
    assert pool["defaultNamespaceId"] == pool["systemNamespaceId"] + 1
    assert api.manage("{ userpool { userpoolTypes { code name } } }") == {
        "userpoolTypes": [{"code": "web", "name": None}]
    }


def test_variables(api: RawClient) -> None:
    def env(method: str = "GET", path: str = "", **body: Any) -> dict[str, Any]:
        options = {"json": body} if method == "POST" else {}
        return api.rest(method, f"/api/v2/env{path}", api.management_token, **options)

    assert env()["data"] == []
    first = env("POST", key="host", value="a")["data"]
    assert set(first) == {"id", "key", "value", "userPoolId", "createdAt", "updatedAt"}
    assert env("POST", key="host", value="b")["data"]["id"] == first["id"]
    env("POST", key="a/b", value="")
    assert [(each["key"], each["value"]) for each in env()["data"]] == [("a/b", ""), ("host", "b")]
    assert env("DELETE", "/a%2Fb")["code"] == 200
    assert env("DELETE", "/a%2Fb")["code"] == 404
    for wrong, code in (
        ({}, 2231),
        ({"key": "a"}, 2231),
        ({"key": "", "value": "a"}, 2231),
        ({"key": 5, "value": "a"}, 400),
        ({"key": "a", "value": ["b"]}, 400),
        ({"key": "x" * 201, "value": "a"}, 400),
        ({"key": "a", "value": "x" * 10_001}, 400),
    ):
        assert env("POST", **wrong)["code"] == code, wrong
    assert [each["key"] for each in env()["data"]] == ["host"]


def test_white_lists(api: RawClient) -> None:
    added = api.manage(ADD, t="EMAIL", l=["B@example.com", "a@example.com", "b@example.com"])
    assert [entry["value"] for entry in added] == ["b@example.com", "a@example.com"]
    assert api.manage(ADD, t="EMAIL", l=["a@example.com"]) == added[1:]
    assert len(api.manage(LISTED, t="EMAIL")) == 2
    assert api.manage(LISTED, t="USERNAME") == []
    assert api.manage(REMOVE, t="EMAIL", l=["nobody@example.com"]) == []
    assert api.manage(REMOVE, t="EMAIL", l=["A@EXAMPLE.com"]) == added[1:]
    assert [entry["value"] for entry in api.manage(LISTED, t="EMAIL")] == ["b@example.com"]
    for values, code in (([], 2231), ([""], 2231), (["x" * 255], 400), (["x\x00"], 400), (["x"] * 1001, 400)):
        assert code_of(api.manage, ADD, t="EMAIL", l=values) == code
    assert code_of(api.manage, LISTED, t="Email") == 400


def test_no_registration_goes_around_a_white_list(api: RawClient) -> None:
    api.manage(UPDATE, i={"whitelist": {"usernameEnabled": True, "emailEnabled": True, "phoneEnabled": True}})
    api.manage(ADD, t="USERNAME", l=["bob"])
    api.manage(ADD, t="EMAIL", l=["bob@example.com"])
    assert code_of(api.register, username="Bob") == 2031
    assert code_of(api.register, username="bob", profile={"email": "eve@example.com"}) == 2031
    assert code_of(api.register, username="bob", profile={"phone": "1"}) == 2031
    assert code_of(api.register, "Email", email="bob@example.com", profile={"username": "eve"}) == 2031
    assert code_of(api.login, username="eve", autoRegister=True) == 2031
    assert code_of(api.login, "PhonePassword", phone="1", autoRegister=True) == 2031
    assert api.register(username="bob", profile={"email": "BOB@example.com"})["email"] == "bob@example.com"
    assert api.login(username="bob")["username"] == "bob"
    assert api.create(username="eve", email="eve@example.com", phone="1")["username"] == "eve"


def test_registrations_are_counted_by_address_and_within_the_interval_only(api: RawClient) -> None:
    api.manage(UPDATE, i={"frequentRegisterCheck": {"enabled": True, "limit": 1, "timeInterval": 1}})
    assert code_of(api.register, username="bob", password="short") == 2029
    api.register(username="bob")
    assert code_of(api.register, username="eve") == 2100
    assert api.register(username="eve", clientIp="10.0.0.1")["username"] == "eve"
    assert code_of(api.login, username="ada", autoRegister=True, clientIp="10.0.0.1") == 2100
    api.create(username="ada")
    api.manage(UPDATE, i={"frequentRegisterCheck": {"limit": 2}})
    assert api.register(username="tom")["username"] == "tom"


@pytest.mark.parametrize("clear", ["password", "12345678"])
def test_a_pools_own_rule_for_passwords(tmp_path_factory: pytest.TempPathFactory, clear: str) -> None:
    rule = {"regex": "^[0-9]+$", "message": "digits only", "enabled": True}
    seed = {"pool": {"customPasswordStrength": rule, "whitelist": {"emailEnabled": True}}}
    with LocalServer(Settings(seed=seed, argon2=CHEAP)) as server:
        api = RawClient(server)
        with api.session:
            verdict = api.run("query($p: String!) { checkPasswordStrength(password: $p) { valid message } }", p=clear)
            assert verdict["valid"] is clear.isdigit()
            assert (verdict["message"] == "digits only") is not clear.isdigit()
            judged = api.rest("POST", "/api/v2/password/check", api.management_token, json={"password": clear})
            assert judged["data"] == [verdict]
            assert api.register(username="bob", password=clear)["username"] == "bob"
            assert code_of(api.register, "Email", email="bob@example.com") == 2031


@pytest.mark.parametrize(
    "pool",
    [
        {"customPasswordStrength": {"regex": "("}},
        {"customPasswordStrength": {"regex": 5}},
        {"customPasswordStrength": {"pattern": "x"}},
        {"whitelist": {"emailEnabled": "yes"}},
        {"whitelist": True},
        {"frequentRegisterCheck": {"limit": 0}},
        {"frequentRegisterCheck": {"limit": True}},
        {"loginRequireEmailVerified": 1},
    ],
)
def test_settings_of_a_seed_that_are_none(pool: dict[str, Any]) -> None:
    with pytest.raises(SeedError), LocalServer(Settings(seed={"pool": pool}, argon2=CHEAP)):
        raise AssertionError("it has started")


@pytest.mark.parametrize("where", ["json", "params"])
def test_who_a_user_has_proved_to_be(api: RawClient, where: str) -> None:
    path = PRINCIPAL.format(api.create(username="bob")["id"])

    def prove(**given: str) -> dict[str, Any]:
        return api.rest("POST", path, api.management_token, **{where: given})

    assert api.rest("GET", path, api.management_token) == {"code": 200, "message": "ok", "data": None}
    assert prove(type="P", name="鲍勃", idCard="110", ext="6222")["code"] == 200
    found = api.rest("GET", path, api.management_token)["data"]
    assert (found["principalType"], found["principalName"], found["principalCode"]) == ("P", "鲍勃", "110")
    assert found["authenticationTime"].endswith("Z")
    for wrong, code in (
        ({"type": "X", "name": "Bob", "idCard": "110"}, 400),
        ({"type": "P", "name": "Bob"}, 2231),
        ({"type": "P", "name": "", "idCard": "110"}, 2231),
        ({"type": "P", "name": "x" * 201, "idCard": "110"}, 400),
    ):
        assert prove(**wrong)["code"] == code, wrong
    assert api.rest("GET", path, api.management_token)["data"] == found


CALLS: list[tuple[str, str, dict[str, Any]]] = [
    ("GET", "/api/v2/userpools/detail", {}),
    ("GET", "/api/v2/env", {}),
    ("POST", "/api/v2/env", {"json": {"key": "a", "value": "b"}}),
    ("DELETE", "/api/v2/env/a", {}),
    ("GET", PRINCIPAL.format("e" * 24), {}),
    ("POST", PRINCIPAL.format("e" * 24), {"json": {"type": "P", "name": "Eve", "idCard": "1", "ext": ""}}),
    ("GET", "/api/v2/analysis/user-action", {}),
    ("GET", "/api/v2/analysis/audit", {}),
    ("GET", "/api/v2/analysis/total-login-count", {"params": {"appId": "a"}}),
    ("POST", "/api/v2/users/kick", {"json": {"userIds": ["e" * 24]}}),
    ("GET", "/api/v2/users/login-status", {"params": {"userId": "e" * 24}}),
]


@pytest.mark.parametrize(("method", "path", "options"), CALLS, ids=[f"{each[0]} {each[1]}" for each in CALLS])
def test_endpoints_are_for_the_manager_of_the_pool(
    api: RawClient, neighbour: RawClient, method: str, path: str, options: dict[str, Any]
) -> None:
    token = api.signed_in()["token"]
    for wrong, code in ((None, 2020), (token, 1001), (neighbour.management_token, 1001), ("nonsense", 2020)):
        assert api.rest(method, path, wrong, **options)["code"] == code


@pytest.mark.parametrize(
    "document",
    [
        'mutation { updateUserpool(input: { name: "x" }) { id } }',
        "{ whitelist(type: EMAIL) { value } }",
        'mutation { addWhitelist(type: EMAIL, list: ["a"]) { value } }',
        'mutation { removeWhitelist(type: EMAIL, list: ["a"]) { value } }',
    ],
)
def test_fields_are_for_the_manager_of_the_pool(api: RawClient, neighbour: RawClient, document: str) -> None:
    token = api.signed_in()["token"]
    for wrong, code in ((None, 2020), (token, 1001), (neighbour.management_token, 1001)):
        assert code_of(api.run, document, wrong) == code


def test_a_post_with_everything_in_the_query_needs_no_body(api: RawClient) -> None:
    answer = api.rest("POST", "/api/v2/password/check", api.management_token, params={"password": PASSWORD})
    assert answer["data"][0]["valid"] is True
