"""The second factors that an application asks for, over the wire."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from raw_client import RawClient
from second_steps import (
    ADDRESS,
    ASSOCIATE,
    CHECK,
    EMAIL,
    FORBIDDEN,
    LOCKED,
    PHONE,
    SMS,
    VERIFY,
    WRONG_CODE,
    asked,
    at_once,
    bound,
    mail,
    mfa_token,
    post,
    sms,
    taken,
    to_the_middle_of_a_step,
    totp,
    want,
)

if TYPE_CHECKING:
    from authing.server import LocalServer


@pytest.fixture(autouse=True)
def amid_a_step(server: LocalServer) -> None:
    """No time step ends while a test is between making a password and sending it."""
    to_the_middle_of_a_step(server)


def test_what_an_application_asks_for(api: RawClient, app_api: RawClient) -> None:
    user = app_api.register(username="bob", profile={"phone": PHONE})
    want(app_api, "SMS", "OTP")
    assert api.login(username="bob")["id"] == user["id"]
    refused = asked(app_api)
    assert refused.code == 1636
    assert [each["mfaPolicy"] for each in refused.data["applicationMfa"]] == ["SMS", "OTP"]
    assert (refused.data["mfaPhone"], refused.data["mfaEmail"], refused.data["totpMfaEnabled"]) == (PHONE, None, False)


def test_a_code_by_sms(app_api: RawClient) -> None:
    user = app_api.register(username="bob", profile={"phone": PHONE})
    want(app_api, "SMS")
    token = mfa_token(app_api)
    code = sms(app_api)
    assert post(app_api, SMS, token, phone=PHONE, code="x" + code)["code"] == WRONG_CODE
    assert post(app_api, SMS, token, phone="13900000000", code=sms(app_api, "13900000000"))["code"] == FORBIDDEN
    found = taken(app_api, SMS, token, phone=PHONE, code=code)
    assert (found["id"], found["phoneVerified"]) == (user["id"], True)
    assert post(app_api, SMS, mfa_token(app_api), phone=PHONE, code=code)["code"] == WRONG_CODE


def test_a_phone_stays_as_it_is_written(app_api: RawClient) -> None:
    app_api.register(username="bob", profile={"phone": f"+86{PHONE}"})
    want(app_api, "SMS")
    found = taken(app_api, SMS, mfa_token(app_api), phone=PHONE, code=sms(app_api))
    assert (found["phone"], found["phoneVerified"]) == (f"+86{PHONE}", True)


@pytest.mark.parametrize("scene", ["mfa-verify", "mfa-bind"])
def test_codes_for_this_purpose(app_api: RawClient, scene: str) -> None:
    app_api.register(username="bob", profile={"phone": PHONE})
    want(app_api, "SMS")
    token = mfa_token(app_api)
    assert post(app_api, SMS, token, phone=PHONE, code=sms(app_api, scene="login"))["code"] == WRONG_CODE
    taken(app_api, SMS, token, phone=PHONE, code=sms(app_api, scene=scene))


def test_a_code_by_mail(app_api: RawClient) -> None:
    user = app_api.register(username="bob", profile={"email": ADDRESS})
    want(app_api, "EMAIL")
    token = mfa_token(app_api)
    assert post(app_api, EMAIL, token, email=ADDRESS, code=mail(app_api, scene="RESET_PASSWORD"))["code"] == WRONG_CODE
    other = "eve@example.com"
    assert post(app_api, EMAIL, token, email=other, code=mail(app_api, other))["code"] == FORBIDDEN
    assert post(app_api, EMAIL, token, email="no address", code="1")["code"] == 2204
    found = taken(app_api, EMAIL, token, email=ADDRESS.upper(), code=mail(app_api))
    assert (found["id"], found["emailVerified"]) == (user["id"], True)


def test_who_has_none_sets_one_up_on_the_way(app_api: RawClient, neighbour: RawClient) -> None:
    user = app_api.register(username="bob")
    app_api.register(username="ann", profile={"phone": "13900000000", "email": "ann@example.com"})
    want(app_api, "SMS", "EMAIL")
    token = mfa_token(app_api)
    assert taken(app_api, CHECK, token, phone="13900000000") is False
    assert taken(app_api, CHECK, token, email="Ann@example.com") is False
    assert taken(app_api, CHECK, token, phone=PHONE) is True
    assert post(app_api, SMS, token, phone="13900000000", code=sms(app_api, "13900000000"))["code"] == 2035
    assert post(app_api, EMAIL, token, email="ann@example.com", code=mail(app_api, "ann@example.com"))["code"] == 2200
    found = taken(app_api, SMS, token, phone=PHONE, code=sms(app_api))
    assert (found["id"], found["phone"], found["phoneVerified"]) == (user["id"], PHONE, True)
    # From now on that phone and nothing else.
    token = mfa_token(app_api)
    assert taken(app_api, CHECK, token, phone=PHONE) is True
    assert post(app_api, EMAIL, token, email=ADDRESS, code=mail(app_api))["code"] == FORBIDDEN


def test_an_authenticator_for_an_application(server: LocalServer, api: RawClient, app_api: RawClient) -> None:
    user = app_api.register(username="bob")
    want(app_api, "OTP")
    token = mfa_token(app_api)
    assert post(app_api, VERIFY, token, totp="123456")["code"] == 404
    made = bound(server, app_api, token, source="APPLICATION")
    found = taken(app_api, VERIFY, token, totp=totp(server, made["secret"]))
    assert found["id"] == user["id"]
    assert asked(app_api).data["totpMfaEnabled"] is True
    assert post(app_api, ASSOCIATE, mfa_token(app_api), source="APPLICATION")["code"] == FORBIDDEN
    # Other applications do not ask for it, and the management sees it.
    assert api.login(username="bob")["id"] == user["id"]
    status = f"/api/v2/users/{user['id']}/mfa-bound"
    assert api.rest("GET", status, api.management_token)["data"]["OTP"] is True
    assert api.rest("DELETE", f"{status}?type=OTP", api.management_token)["code"] == 200
    assert asked(app_api).data["totpMfaEnabled"] is False


def test_codes_count_as_attempts(server: LocalServer, app_api: RawClient) -> None:
    """A new code for each guess would else give as many guesses as wanted."""
    app_api.register(username="bob", profile={"phone": PHONE})
    want(app_api, "SMS")
    for _ in range(5):
        assert post(app_api, SMS, mfa_token(app_api), phone=PHONE, code="x" + sms(app_api))["code"] == WRONG_CODE
    assert post(app_api, SMS, mfa_token(app_api), phone=PHONE, code=sms(app_api))["code"] == LOCKED
    server.move_clock(seconds=301)
    taken(app_api, SMS, mfa_token(app_api), phone=PHONE, code=sms(app_api))


def test_a_factor_that_is_switched_off_is_not_asked_for(api: RawClient, app_api: RawClient) -> None:
    app_api.register(username="bob", profile={"phone": PHONE})
    path = f"/api/v2/applications/{api.app_id}"
    policies = [{"mfaPolicy": "SMS", "status": 0}, {"mfaPolicy": "OTP", "sort": 3}, {"mfaPolicy": "EMAIL", "sort": 2}]
    kept = taken(api, path, api.management_token, applicationMfa=policies)["applicationMfa"]
    assert [(each["mfaPolicy"], each["status"]) for each in kept] == [("SMS", 0), ("EMAIL", 1), ("OTP", 1)]
    refused = asked(app_api)
    assert [each["mfaPolicy"] for each in refused.data["applicationMfa"]] == ["EMAIL", "OTP"]
    token = refused.data["mfaToken"]
    assert post(app_api, SMS, token, phone=PHONE, code=sms(app_api))["code"] == FORBIDDEN
    taken(api, path, api.management_token, applicationMfa=[])
    assert app_api.login(username="bob")


@pytest.mark.parametrize(
    ("policies", "code"),
    [
        ("SMS", 400),
        (["SMS"], 400),
        ([{"mfaPolicy": "PALM"}], 400),
        ([{"status": 1}], 400),
        ([{"mfaPolicy": "SMS"}, {"mfaPolicy": "SMS"}], 400),
        ([{"mfaPolicy": "SMS", "status": 2}], 400),
        ([{"mfaPolicy": "SMS", "status": True}], 400),
        ([{"mfaPolicy": "SMS", "sort": "1"}], 400),
        ([{"mfaPolicy": "SMS", "sort": -1}], 400),
        ([{"mfaPolicy": "SMS", "secret": "x"}], 400),
        ([{"mfaPolicy": ["SMS"]}], 400),
        ([{"mfaPolicy": "FACE"}], 501),
    ],
    ids=repr,
)
def test_odd_factors_of_an_application(api: RawClient, policies: Any, code: int) -> None:
    path = f"/api/v2/applications/{api.app_id}"
    assert post(api, path, api.management_token, applicationMfa=policies)["code"] == code
    assert api.rest("GET", path, api.management_token)["data"]["applicationMfa"] == []


def test_many_at_once_with_one_code_are_one_login(app_api: RawClient) -> None:
    app_api.register(username="bob", profile={"phone": PHONE})
    want(app_api, "SMS")
    body = {"phone": PHONE, "code": sms(app_api)}
    assert at_once(app_api, [(SMS, mfa_token(app_api), body) for _ in range(4)]) == [200, *[WRONG_CODE] * 3]
