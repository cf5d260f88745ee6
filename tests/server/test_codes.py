"""Codes over the wire: what they are good for and for how long, and what somebody tries who has none."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from raw_client import PASSWORD, RawClient, Refused, code_of
from sqlalchemy import select

from authing.server import LocalServer
from authing.server.rules import codes
from authing.server.rules.outbox import MOST
from authing.server.storage.tables.mail import CODES

PHONE, MAIL = "13800000000", "bob@example.com"
SEND = "mutation($email: String!, $scene: EmailScene!) { sendEmail(email: $email, scene: $scene) { code } }"
USER = "id email emailVerified phone phoneVerified phoneCountryCode token logins: loginsCount"
LOG_IN = f"mutation($input: LoginByPhoneCodeInput!) {{ loginByPhoneCode(input: $input) {{ {USER} }} }}"
REGISTER = f"mutation($input: RegisterByPhoneCodeInput!) {{ registerByPhoneCode(input: $input) {{ {USER} }} }}"
RESET = (
    "mutation($code: String!, $new: String!, $phone: String, $email: String)"
    " { resetPassword(code: $code, newPassword: $new, phone: $phone, email: $email) { code } }"
)
BIND = f"mutation($phone: String!, $code: String!) {{ bindPhone(phone: $phone, phoneCode: $code) {{ {USER} }} }}"
WRONG, EXPIRED = 2001, 2300


def rest(api: RawClient, path: str, **body: Any) -> Any:
    answer = api.rest("POST", path, json=body)
    if answer["code"] != 200:
        raise Refused(answer)
    return answer["data"]


def newest(api: RawClient, to: str) -> str:
    found: str = api.session.get(f"{api.host}/_local/outbox", params={"to": to}, timeout=20).json()[0]["code"]
    return found


def sms(api: RawClient, scene: str | None = None, phone: str = PHONE) -> str:
    rest(api, "/api/v2/sms/send", phone=phone, scene=scene)
    return newest(api, phone)


def mail(api: RawClient, scene: str, email: str = MAIL) -> str:
    api.run(SEND, email=email, scene=scene)
    return newest(api, email)


def log_in(api: RawClient, code: str, phone: str = PHONE, **more: Any) -> Any:
    return api.run(LOG_IN, input={"phone": phone, "code": code, **more})


def log_in_by_mail(api: RawClient, code: str, email: str = MAIL, **more: Any) -> Any:
    return rest(api, "/api/v2/login/email-code", email=email, code=code, **more)


def reset(api: RawClient, code: str, new: str = PASSWORD, **who: str) -> Any:
    return api.run(RESET, code=code, new=api.sealed(new), **who)


def other_than(code: str) -> str:
    return code[:-1] + str((int(code[-1]) + 1) % 10)


# -- what a code is good for ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "scene", [None, "login", "register", "reset", "bind", "unbind", "mfa-verify", "complete-phone"]
)
def test_a_code_is_for_its_scene_or_for_everything(api: RawClient, scene: str | None) -> None:
    token = api.signed_in()["token"]
    if scene == "reset":
        api.create(phone=PHONE)
    purposes: dict[str, Any] = {
        "register": lambda code: api.run(REGISTER, input={"phone": PHONE, "code": code}),
        "login": lambda code: log_in(api, code),
        "reset": lambda code: reset(api, code, phone=PHONE),
    }
    for purpose, use in purposes.items():
        code = sms(api, scene)
        if scene in (None, purpose):
            assert use(code)
        else:
            assert code_of(use, code) == WRONG
    code = sms(api, scene, "13900000000")
    if scene in (None, "bind", "complete-phone"):
        assert api.run(BIND, token, phone="13900000000", code=code)["phoneVerified"] is True
    else:
        assert code_of(api.run, BIND, token, phone="13900000000", code=code) == WRONG


@pytest.mark.parametrize(
    "scene",
    ["VERIFY_CODE", "REGISTER_VERIFY_CODE", "LOGIN_VERIFY_CODE", "RESET_PASSWORD", "CHANGE_EMAIL", "MFA_VERIFY"],
)
def test_a_mailed_code_is_for_its_scene(api: RawClient, scene: str) -> None:
    if scene == "RESET_PASSWORD":
        api.create(email=MAIL)
    purposes: dict[str, Any] = {
        "REGISTER_VERIFY_CODE": lambda code: rest(api, "/api/v2/register/email-code", email=MAIL, code=code),
        "LOGIN_VERIFY_CODE": lambda code: log_in_by_mail(api, code),
        "RESET_PASSWORD": lambda code: reset(api, code, email=MAIL),
    }
    for purpose, use in purposes.items():
        code = mail(api, scene)
        if scene in ("VERIFY_CODE", purpose):
            assert use(code)
        else:
            assert code_of(use, code) == WRONG


def test_a_code_is_for_its_address_and_its_pool(api: RawClient, neighbour: RawClient) -> None:
    code = sms(api)
    assert code_of(log_in, api, code, "13900000000") == WRONG
    assert code_of(log_in, neighbour, code) == WRONG
    assert code_of(log_in, api, code, phoneCountryCode="+1") == WRONG
    assert log_in(api, code, phoneCountryCode="86")["phone"] == PHONE


def test_only_the_newest_code_of_a_scene_is_good(api: RawClient) -> None:
    old, new = sms(api, "login"), sms(api, "login")
    while old == new:
        new = sms(api, "login")
    assert code_of(log_in, api, old) == WRONG
    assert log_in(api, new)


def test_a_code_that_somebody_else_used_in_the_meantime(api: RawClient) -> None:
    log_in(api, sms(api))
    code = sms(api)

    def attempt(_: int) -> int:
        try:
            log_in(api, code)
        except Refused as refused:
            return refused.code
        return 200

    with ThreadPoolExecutor(4) as pool:
        told = sorted(pool.map(attempt, range(4)))
    assert told == [200, WRONG, WRONG, WRONG]


def test_a_refused_operation_does_not_use_the_code_up(api: RawClient) -> None:
    code = sms(api)
    api.manage("mutation { updateUserpool(input: {registerDisabled: true}) { id } }")
    assert code_of(log_in, api, code) == 2031
    assert code_of(reset, api, code, phone=PHONE) == 2004
    api.manage("mutation { updateUserpool(input: {registerDisabled: false}) { id } }")
    assert code_of(api.run, REGISTER, input={"phone": PHONE, "code": code, "password": api.sealed("12345")}) == 2029
    assert code_of(log_in, api, code, autoRegister=False) == 2004
    assert log_in(api, code)["logins"] == 1


# -- guessing -------------------------------------------------------------------------------------


@pytest.mark.parametrize("most", [None, 2])
def test_a_code_can_be_tried_a_few_times(api: RawClient, most: int | None) -> None:
    if most:
        api.manage(f"mutation {{ updateUserpool(input: {{verifyCodeMaxAttempts: {most}}}) {{ id }} }}")
    most = most or codes.MOST_ATTEMPTS
    code = sms(api)
    for _ in range(most - 1):
        assert code_of(log_in, api, other_than(code)) == WRONG
    assert log_in(api, code)
    code = sms(api)
    for _ in range(most):
        assert code_of(log_in, api, other_than(code)) == WRONG
    assert code_of(log_in, api, code) == WRONG
    assert log_in(api, sms(api))


def test_many_guesses_at_the_same_time_are_all_counted(api: RawClient) -> None:
    code = sms(api, "login")

    def guess(number: int) -> int:
        return code_of(log_in, api, other_than(code) if number < 20 else f"{number:04}x")

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(guess, range(24))) == {WRONG}
    assert code_of(log_in, api, code) == WRONG


def test_newer_codes_do_not_bring_more_guesses_for_ever(api: RawClient, server: LocalServer) -> None:
    api.manage("mutation { updateUserpool(input: {verifyCodeMaxAttempts: 25}) { id } }")
    for _ in range(codes.MOST_FAILURES // 25):
        code = sms(api)
        for _ in range(25):
            assert code_of(log_in, api, other_than(code)) == WRONG
    assert code_of(log_in, api, sms(api)) == WRONG
    assert log_in(api, sms(api, phone="13900000000"), "13900000000")
    server.move_clock(seconds=codes.FAILURES_COUNT_FOR.total_seconds() + 1)
    assert log_in(api, sms(api))


def test_a_right_code_forgives_the_failures_before(api: RawClient) -> None:
    for _ in range(codes.MOST_FAILURES // 4 + 2):
        code = sms(api)
        for _ in range(4):
            code_of(log_in, api, other_than(code))
        assert log_in(api, code)


def test_nobody_learns_who_has_an_account(api: RawClient) -> None:
    api.create(username="bob", email=MAIL, phone=PHONE)
    told = [
        (
            api.rest("POST", "/api/v2/sms/send", json={"phone": phone}),
            api.answer(SEND, email=email, scene="RESET_PASSWORD")["data"],
            api.answer(LOG_IN, input={"phone": phone, "code": "x"}),
            api.rest("POST", "/api/v2/login/email-code", json={"email": email, "code": "x"}),
            api.rest("POST", "/api/v2/register/email-code", json={"email": email, "code": "x"}),
            api.answer(RESET, code="x", new=api.sealed(PASSWORD), email=email)["errors"],
        )
        for phone, email in ((PHONE, MAIL), ("13900000000", "nobody@example.com"))
    ]
    assert told[0] == told[1]


def test_a_code_is_kept_as_a_digest(api: RawClient, server: LocalServer) -> None:
    api.manage("mutation { updateUserpool(input: {verifyCodeLength: 12}) { id } }")
    code = sms(api)
    assert server._service is not None
    with server._service.database.reading() as db:
        (kept,) = db.execute(select(CODES))
    assert code not in str(tuple(kept))
    assert kept.address == f"+86{PHONE}"


def test_codes_are_forgotten_some_time_after_they_expired(api: RawClient, server: LocalServer) -> None:
    old = sms(api)
    server.move_clock(seconds=codes.FAILURES_COUNT_FOR.total_seconds())
    assert code_of(log_in, api, old) == EXPIRED
    sms(api, phone="13900000000")
    server.move_clock(seconds=61)
    sms(api, phone="13900000000")
    assert server._service is not None
    with server._service.database.reading() as db:
        assert [kept.address for kept in db.execute(select(CODES))] == ["+8613900000000"]


# -- who gets in ----------------------------------------------------------------------------------


def test_a_right_code_does_not_let_a_blocked_user_in(api: RawClient) -> None:
    bob = api.create(phone=PHONE)
    api.update(api.management_token, bob["id"], blocked=True)
    assert code_of(log_in, api, sms(api)) == 2005


def test_a_second_factor_is_asked_for_after_the_code(api: RawClient) -> None:
    bob = api.create(phone=PHONE)
    factor = {"userId": bob["id"], "secret": "JBSWY3DPEHPK3PXP"}
    assert api.rest("POST", "/api/v2/mfa/totp/import", api.management_token, json=factor)["code"] == 200
    code = sms(api)
    with pytest.raises(Refused) as refused:
        log_in(api, code)
    assert refused.value.code == 1635
    assert refused.value.data["mfaToken"]
    assert code_of(log_in, api, code) == WRONG


def test_a_login_that_registers_keeps_the_rules_of_registration(api: RawClient) -> None:
    api.manage("mutation { updateUserpool(input: {whitelist: {phoneEnabled: true}}) { id } }")
    code = sms(api)
    assert code_of(log_in, api, code) == 2031
    api.manage(f'mutation {{ addWhitelist(type: PHONE, list: ["{PHONE}"]) {{ value }} }}')
    assert log_in(api, code)
    settings = "{whitelist: {phoneEnabled: false}, frequentRegisterCheck: {limit: 1, timeInterval: 60, enabled: true}}"
    api.manage(f"mutation {{ updateUserpool(input: {settings}) {{ id }} }}")
    assert code_of(log_in_by_mail, api, mail(api, "LOGIN_VERIFY_CODE")) == 2100


def test_a_mailed_code_verifies_the_address_that_a_login_needs(api: RawClient) -> None:
    api.create(email=MAIL, password=api.sealed(PASSWORD))
    api.manage("mutation { updateUserpool(input: {loginRequireEmailVerified: true}) { id } }")
    assert code_of(api.login, "Email", email=MAIL) == 1001
    assert log_in_by_mail(api, mail(api, "LOGIN_VERIFY_CODE"))["emailVerified"] is True
    assert api.login("Email", email=MAIL)["token"]


def test_logins_by_code_are_in_the_log(api: RawClient) -> None:
    code_of(log_in, api, "x")
    bob = log_in(api, sms(api))
    log_in(api, sms(api), clientIp="192.0.2.7")
    found = api.rest("GET", "/api/v2/analysis/user-action", api.management_token)["data"]["list"]
    lines = [(line["operation_name"], line["userpool_id"] == api.pool_id) for line in found]
    assert [name for name, _ in lines if name in ("login", "register")] == ["login", "login", "register", "login"]
    assert bob["logins"] == 1


def test_an_application_that_does_not_let_the_user_in(app_api: RawClient) -> None:
    strategy = {"permissionStrategy": {"defaultStrategy": "DENY_ALL"}}
    changed = app_api.rest("POST", f"/api/v2/applications/{app_api.app_id}", app_api.management_token, json=strategy)
    assert changed["code"] == 200
    assert code_of(log_in, app_api, sms(app_api)) == 1001


# -- odd input ------------------------------------------------------------------------------------


@pytest.mark.parametrize("phone", ["", "abc", "1234", "1" * 21, "138 0000 0000", "+", "+86-138", "١٢٣٤٥٦", "13800\n"])
def test_what_is_no_phone_number(api: RawClient, phone: str) -> None:
    assert code_of(rest, api, "/api/v2/sms/send", phone=phone) == 2028
    assert code_of(log_in, api, "1234", phone) == 2028


def test_sms_that_cannot_be_sent(api: RawClient, server: LocalServer) -> None:
    for body, code in (
        ({}, 2231),
        ({"phone": 13800000000}, 400),
        ({"phone": PHONE, "scene": "LOGIN"}, 400),
        ({"phone": PHONE, "scene": 1}, 400),
        ({"phone": PHONE, "phoneCountryCode": "one"}, 400),
        ({"phone": PHONE, "phoneCountryCode": "+12345"}, 400),
        ({"phone": PHONE, "phoneCountryCode": 86}, 400),
    ):
        assert code_of(rest, api, "/api/v2/sms/send", **body) == code
    assert code_of(rest, RawClient(server, **{"x-other": "1"}), "/api/v2/sms/send", phone=PHONE) == 2101
    assert api.session.get(f"{api.host}/_local/outbox", timeout=20).json() == []


def test_so_many_sms_within_a_minute_are_enough(api: RawClient, server: LocalServer) -> None:
    code = [sms(api) for _ in range(MOST)][-1]
    assert code_of(sms, api) == 429
    assert sms(api, "login")
    assert log_in(api, code)
    server.move_clock(seconds=60)
    assert sms(api)


@pytest.mark.parametrize("code", ["", "١٢٣٤", "\ud800", "\x00", "1" * 100_000, "null"])
def test_what_is_no_code(api: RawClient, code: str) -> None:
    right = sms(api)
    assert code_of(log_in, api, code) == WRONG
    assert code_of(log_in_by_mail, api, code) == WRONG
    assert log_in(api, right)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"email": "bob"}, 2003),
        ({"email": 1}, 400),
        ({"email": None}, 2231),
        ({"code": None}, 2231),
        ({"code": 1234}, 400),
        ({"profile": "x"}, 400),
        ({"profile": {"nickname": 1}}, 400),
        ({"profile": {"loginsCount": "1"}}, 400),
        ({"profile": {"emailVerified": True}}, 400),
        ({"profile": {"udf": "x"}}, 400),
        ({"profile": {"udf": [{"key": 1}]}}, 400),
        ({"forceLogin": "yes"}, 400),
        ({"generateToken": 1}, 400),
        ({"customData": []}, 400),
        ({"customData": {"unknown": 1}}, 404),
        ({"params": "x"}, 400),
        ({"params": {}}, 400),
        ({"clientIp": 1}, 400),
        ({"phoneToken": "proof"}, 501),
    ],
)
def test_registrations_that_cannot_be_read(api: RawClient, body: dict[str, Any], code: int) -> None:
    given = {"email": MAIL, "code": mail(api, "REGISTER_VERIFY_CODE"), **body}
    assert code_of(rest, api, "/api/v2/register/email-code", **given) == code
    assert api.run(f'{{ isUserExists(email: "{MAIL}") }}') is False


def test_a_registration_with_everything(api: RawClient) -> None:
    for key in ("age", "size", "colour"):
        kind = "STRING" if key == "colour" else "NUMBER"
        api.manage(f'mutation {{ setUdf(targetType: USER, key: "{key}", dataType: {kind}, label: "x") {{ key }} }}')
    made = rest(
        api,
        "/api/v2/register/email-code",
        email=MAIL.upper(),
        code=mail(api, "REGISTER_VERIFY_CODE"),
        profile={"givenName": "Bob", "phone": PHONE, "ip": "192.0.2.9", "udf": [{"key": "colour", "value": '"red"'}]},
        params='[{"key": "size", "value": 4}]',
        customData={"age": 3},
        context={"source": "shop"},
        generateToken=True,
    )
    assert (made["email"], made["emailVerified"], made["phone"], made["phoneVerified"]) == (MAIL, True, PHONE, False)
    assert (made["givenName"], made["lastIp"], made["registerSource"]) == ("Bob", "192.0.2.9", ["basic:email"])
    values = api.run(
        "query($id: String!) { udv(targetType: USER, targetId: $id) { key value } }", made["token"], id=made["id"]
    )
    assert {each["key"]: each["value"] for each in values} == {"age": "3", "size": "4", "colour": "red"}


def test_a_reset_needs_one_address(api: RawClient) -> None:
    assert code_of(reset, api, "x") == 2231
    assert code_of(reset, api, "x", phone=PHONE, email=MAIL) == 2231
    assert code_of(reset, api, "x", email="bob") == 2204
    assert code_of(reset, api, "x", phone="bob") == 2028


def test_addresses_are_the_business_of_users(api: RawClient) -> None:
    assert code_of(api.run, BIND, None, phone=PHONE, code=sms(api)) == 2020
    assert code_of(api.run, BIND, api.management_token, phone=PHONE, code=sms(api)) == 2020


def test_a_user_with_an_odd_number_of_an_administrators(api: RawClient) -> None:
    bob = api.signed_in()
    api.update(api.management_token, bob["id"], phone="extension 7")
    change = (
        "mutation($old: String, $code: String!) { updatePhone("
        f'phone: "{PHONE}", phoneCode: $code, oldPhone: $old, oldPhoneCode: "x") {{ phone }} }}'
    )
    assert code_of(api.run, change, bob["token"], old=None, code=sms(api)) == 2228
    assert code_of(api.run, change, bob["token"], old="extension 7", code=sms(api)) == 2028
    assert api.run("mutation { unbindPhone { phone } }", bob["token"]) == {"phone": None}
