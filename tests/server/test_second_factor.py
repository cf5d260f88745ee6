"""The second step of a login over the wire: a user's authenticator, and the attacks on it."""

from __future__ import annotations

import base64
import re
import string
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from pyotp import parse_uri, random_base32
from pyotp.totp import TOTP
from raw_client import PASSWORD, RawClient, Refused, code_of
from second_steps import (
    ADDRESS,
    ASSOCIATE,
    CHECK,
    CONFIRM,
    EMAIL,
    EXPIRED,
    FORBIDDEN,
    INVALID,
    LOCKED,
    NOT_LOGGED_IN,
    PHONE,
    RECOVER,
    SMS,
    STEP,
    VERIFY,
    WRONG_RECOVERY,
    WRONG_TOTP,
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
    wrong,
)

from authing.server.rules.totp import Generator, matching_step

if TYPE_CHECKING:
    from authing.server import LocalServer


@pytest.fixture(autouse=True)
def amid_a_step(server: LocalServer) -> None:
    """No time step ends while a test is between making a password and sending it."""
    to_the_middle_of_a_step(server)


@pytest.fixture
def bob(server: LocalServer, api: RawClient) -> dict[str, Any]:
    """A user with an authenticator: the answer to its registration, and the `secret` and `recovery_code`."""
    user: dict[str, Any] = api.signed_in()
    return {**user, **bound(server, api, user["token"])}


# -- binding ----------------------------------------------------------------------------------------


def test_what_is_told_once(server: LocalServer, api: RawClient) -> None:
    user = api.signed_in()
    made = taken(api, ASSOCIATE, user["token"], authenticatorType="totp", source="SELF")
    assert made.keys() == {"authenticator_type", "secret", "qrcode_uri", "qrcode_data_url", "recovery_code"}
    assert made["authenticator_type"] == "totp"
    assert re.fullmatch("[A-Z2-7]{32}", made["secret"])
    assert re.fullmatch("[0-9a-f]{4}(-[0-9a-f]{4}){5}", made["recovery_code"])
    uri = urlsplit(made["qrcode_uri"])
    assert (uri.scheme, uri.netloc) == ("otpauth", "totp")
    assert uri.path.endswith(":bob")
    assert parse_qs(uri.query)["secret"] == [made["secret"]]
    app = parse_uri(made["qrcode_uri"])
    assert isinstance(app, TOTP)
    assert (app.secret, app.name, app.issuer) == (made["secret"], "bob", parse_qs(uri.query)["issuer"][0])
    assert (app.digits, app.interval, app.digest().name) == (6, STEP, "sha1")
    assert made["qrcode_data_url"].startswith("data:image/png;base64,")
    (shown,) = api.rest("GET", "/api/v2/mfa/authenticator?type=totp&source=SELF", user["token"])["data"]
    assert (shown["enable"], shown["authenticatorType"], shown["source"]) == (False, "totp", "SELF")
    assert (shown["userId"], shown["secret"], shown["recoveryCode"]) == (user["id"], None, None)
    assert made["secret"] not in str(shown)


def test_it_counts_once_it_is_confirmed(server: LocalServer, api: RawClient) -> None:
    user = api.signed_in()
    first = taken(api, ASSOCIATE, user["token"])
    assert api.login(username="bob")["id"] == user["id"]
    second = taken(api, ASSOCIATE, user["token"], authenticator_type="totp")
    assert second["secret"] != first["secret"]
    assert post(api, CONFIRM, user["token"])["code"] == 6003
    assert post(api, CONFIRM, user["token"], totp=wrong(server, second["secret"]))["code"] == WRONG_TOTP
    assert post(api, CONFIRM, user["token"], totp=totp(server, first["secret"]))["code"] == WRONG_TOTP
    assert post(api, CONFIRM, user["token"], totp=totp(server, second["secret"]), source="APPLICATION")["code"] == 404
    assert api.login(username="bob")["id"] == user["id"]
    taken(api, CONFIRM, user["token"], totp=totp(server, second["secret"], -1))
    assert asked(api).code == 1635
    assert post(api, CONFIRM, user["token"], totp=totp(server, second["secret"]))["code"] == 409
    assert post(api, ASSOCIATE, user["token"])["code"] == 409
    (shown,) = api.rest("GET", "/api/v2/mfa/authenticator", user["token"])["data"]
    assert shown["enable"] is True
    assert api.rest("GET", "/api/v2/mfa/authenticator?source=APPLICATION", user["token"])["data"] == []


def test_the_user_takes_it_away(server: LocalServer, api: RawClient, bob: dict[str, Any]) -> None:
    token = mfa_token(api)
    assert api.rest("DELETE", ASSOCIATE, token)["code"] == NOT_LOGGED_IN
    assert api.rest("DELETE", ASSOCIATE, bob["token"])["code"] == 200
    assert api.rest("DELETE", ASSOCIATE, bob["token"])["code"] == 404
    assert api.login(username="bob")["id"] == bob["id"]
    assert post(api, VERIFY, token, totp=totp(server, bob["secret"]))["code"] == FORBIDDEN


def test_an_import_takes_the_place_of_what_was_never_confirmed(server: LocalServer, api: RawClient) -> None:
    user = api.signed_in()
    taken(api, ASSOCIATE, user["token"])
    secret = random_base32()
    taken(api, "/api/v2/mfa/totp/import", api.management_token, userId=user["id"], secret=secret)
    answer = taken(api, VERIFY, mfa_token(api), totp=totp(server, secret))
    assert answer["id"] == user["id"]


def test_a_short_secret_from_elsewhere_works(server: LocalServer, api: RawClient) -> None:
    """Sixteen characters, as the platform's; the generator of this test's library does not take them."""
    user = api.create(username="bob", password=api.sealed(PASSWORD))
    secret = "GEZDGNBVGY3TQOJQ"
    taken(api, "/api/v2/mfa/totp/import", api.management_token, userId=user["id"], secret=secret)
    assert server._service is not None
    shown = Generator(secret).at(server._service.now())
    assert taken(api, VERIFY, mfa_token(api), totp=shown)["id"] == user["id"]


@pytest.mark.parametrize(
    "body",
    [
        {"authenticatorType": "hotp"},
        {"authenticator_type": "x"},
        {"source": "OTHER"},
        {"source": 5},
        {"authenticatorType": []},
    ],
    ids=repr,
)
def test_odd_authenticators(api: RawClient, body: dict[str, Any]) -> None:
    token = api.signed_in()["token"]
    assert post(api, ASSOCIATE, token, **body)["code"] == 400
    assert api.login(username="bob")


@pytest.mark.parametrize(
    ("seconds", "shown"), [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")]
)
def test_the_vectors_of_rfc_6238(seconds: int, shown: str) -> None:
    """Appendix B, the last six digits of its eight."""
    secret = base64.b32encode(b"12345678901234567890").decode()
    now = datetime.fromtimestamp(seconds, timezone.utc)
    assert matching_step(secret, shown, now) == seconds // STEP
    assert matching_step(secret, shown, now + timedelta(seconds=2 * STEP)) is None


# -- the user's own factor --------------------------------------------------------------------------


def test_a_login_in_two_steps(server: LocalServer, api: RawClient, bob: dict[str, Any]) -> None:
    refused = asked(api)
    assert {"totpMfaEnabled": True, "faceMfaEnabled": False, "username": "bob"}.items() <= refused.data.items()
    assert "applicationMfa" not in refused.data
    user = taken(api, VERIFY, refused.data["mfaToken"], totp=totp(server, bob["secret"]))
    assert (user["id"], user["loginsCount"]) == (bob["id"], 2)
    assert api.me(user["token"])["data"]["id"] == bob["id"]
    assert api.status(user["token"])["status"] is True


def test_the_login_is_one_to_the_application_of_its_first_step(
    server: LocalServer, api: RawClient, app_api: RawClient, bob: dict[str, Any]
) -> None:
    user = taken(api, VERIFY, mfa_token(app_api), totp=totp(server, bob["secret"]))
    assert jwt.decode(user["token"], options={"verify_signature": False})["aud"] == server.app_id


def test_the_log_tells_both_steps(server: LocalServer, api: RawClient, bob: dict[str, Any]) -> None:
    token = mfa_token(api)
    post(api, VERIFY, token, totp=wrong(server, bob["secret"]))
    taken(api, VERIFY, token, totp=totp(server, bob["secret"]))
    rows = api.rest("GET", "/api/v2/analysis/user-action?limit=4", api.management_token)["data"]["list"]
    assert [row["operation_name"] for row in rows] == ["login", "verifyMfa", "verifyMfa", "login"]
    assert {row["user"]["id"] for row in rows} == {bob["id"]}


def test_passwords_of_the_steps_beside(server: LocalServer, api: RawClient, bob: dict[str, Any]) -> None:
    for steps, code in ((-2, WRONG_TOTP), (2, WRONG_TOTP), (1, 200), (0, WRONG_TOTP), (-1, WRONG_TOTP)):
        answer = post(api, VERIFY, mfa_token(api), totp=totp(server, bob["secret"], steps))
        assert answer["code"] == code, steps


@pytest.mark.parametrize("shown", ["", "12345", "1234567", "abcdef", "１２３４５６", "-12345", " 123456", "12345\n"])
def test_what_is_no_one_time_password(api: RawClient, bob: dict[str, Any], shown: str) -> None:
    answer = post(api, VERIFY, mfa_token(api), totp=shown)
    assert answer["code"] == (WRONG_TOTP if shown else 6003)
    assert shown not in answer["message"] or not shown


def test_missing_and_odd_values(api: RawClient, bob: dict[str, Any]) -> None:
    token = mfa_token(api)
    assert post(api, VERIFY, token)["code"] == 6003
    assert post(api, VERIFY, token, totp=123456)["code"] == 400
    assert post(api, RECOVER, token)["code"] == 6004
    assert post(api, RECOVER, token, recoveryCode=["x"])["code"] == 400
    assert post(api, CHECK, token)["code"] == 2231
    assert post(api, SMS, token, phone=PHONE)["code"] == 2231
    assert post(api, EMAIL, token, email=ADDRESS)["code"] == 2231


# -- attacks ----------------------------------------------------------------------------------------


def test_a_replayed_one_time_password_is_refused(server: LocalServer, api: RawClient, bob: dict[str, Any]) -> None:
    shown = totp(server, bob["secret"])
    taken(api, VERIFY, mfa_token(api), totp=shown)
    assert post(api, VERIFY, mfa_token(api), totp=shown)["code"] == WRONG_TOTP
    server.move_clock(seconds=STEP)
    assert post(api, VERIFY, mfa_token(api), totp=shown)["code"] == WRONG_TOTP
    taken(api, VERIFY, mfa_token(api), totp=totp(server, bob["secret"]))


def test_many_at_once_with_one_password_are_one_login(server: LocalServer, api: RawClient, bob: dict[str, Any]) -> None:
    shown = totp(server, bob["secret"])
    assert at_once(api, [(VERIFY, mfa_token(api), {"totp": shown}) for _ in range(4)]) == [200, *[WRONG_TOTP] * 3]


def test_many_at_once_with_one_token_are_one_login(server: LocalServer, api: RawClient, bob: dict[str, Any]) -> None:
    token = mfa_token(api)
    shown = [totp(server, bob["secret"], steps) for steps in (0, 1)]
    codes = at_once(api, [(VERIFY, token, {"totp": each}) for each in shown])
    assert codes[0] == 200
    assert codes[1] in (INVALID, WRONG_TOTP)


def test_many_at_once_with_one_recovery_code_are_one_login(api: RawClient, bob: dict[str, Any]) -> None:
    tried = [(RECOVER, mfa_token(api), {"recoveryCode": bob["recovery_code"]}) for _ in range(4)]
    assert at_once(api, tried) == [200, *[WRONG_RECOVERY] * 3]


def test_a_recovery_code_is_good_once(server: LocalServer, api: RawClient, bob: dict[str, Any]) -> None:
    user = taken(api, RECOVER, mfa_token(api), recoveryCode=bob["recovery_code"])
    assert api.me(user["token"])["data"]["id"] == bob["id"]
    assert user["recoveryCode"] != bob["recovery_code"]
    assert re.fullmatch("[0-9a-f]{4}(-[0-9a-f]{4}){5}", user["recoveryCode"])
    assert post(api, RECOVER, mfa_token(api), recoveryCode=bob["recovery_code"])["code"] == WRONG_RECOVERY
    taken(api, VERIFY, mfa_token(api), totp=totp(server, bob["secret"]))
    taken(api, RECOVER, mfa_token(api), recoveryCode=user["recoveryCode"])
    assert "recoveryCode" not in api.me(user["token"])["data"]


def test_guessing_is_stopped_whatever_the_token(server: LocalServer, api: RawClient, bob: dict[str, Any]) -> None:
    first = mfa_token(api)
    for _ in range(3):
        assert post(api, VERIFY, first, totp=wrong(server, bob["secret"]))["code"] == WRONG_TOTP
    for _ in range(2):
        assert post(api, RECOVER, mfa_token(api), recoveryCode="0000-0000")["code"] == WRONG_RECOVERY
    for token in (first, mfa_token(api)):
        assert post(api, VERIFY, token, totp=totp(server, bob["secret"]))["code"] == LOCKED
        assert post(api, RECOVER, token, recoveryCode=bob["recovery_code"])["code"] == LOCKED
    server.move_clock(seconds=301)
    user = taken(api, VERIFY, first, totp=totp(server, bob["secret"]))
    assert api.me(user["token"])["data"]["id"] == bob["id"]


def test_each_wait_is_twice_as_long(server: LocalServer, api: RawClient, bob: dict[str, Any]) -> None:
    for wait in (300, 600, 1200):
        for _ in range(5):
            assert post(api, VERIFY, mfa_token(api), totp=wrong(server, bob["secret"]))["code"] == WRONG_TOTP
        server.move_clock(seconds=wait - 2)
        assert post(api, VERIFY, mfa_token(api), totp=totp(server, bob["secret"]))["code"] == LOCKED
        server.move_clock(seconds=3)
    taken(api, VERIFY, mfa_token(api), totp=totp(server, bob["secret"]))
    for _ in range(4):
        assert post(api, VERIFY, mfa_token(api), totp=wrong(server, bob["secret"]))["code"] == WRONG_TOTP
    taken(api, VERIFY, mfa_token(api), totp=totp(server, bob["secret"], 1))


def test_guesses_at_the_same_time_are_all_counted(server: LocalServer, api: RawClient, bob: dict[str, Any]) -> None:
    guess = {"totp": wrong(server, bob["secret"])}
    codes = at_once(api, [(VERIFY, mfa_token(api), guess) for _ in range(8)])
    assert codes == [*[LOCKED] * 3, *[WRONG_TOTP] * 5]


def test_only_the_users_own_attempts_count(server: LocalServer, api: RawClient, bob: dict[str, Any]) -> None:
    ann = api.signed_in("ann")
    ann |= bound(server, api, ann["token"])
    for _ in range(5):
        post(api, VERIFY, mfa_token(api), totp=wrong(server, bob["secret"]))
    assert taken(api, VERIFY, mfa_token(api, username="ann"), totp=totp(server, ann["secret"]))["id"] == ann["id"]


def test_a_token_is_spent_by_the_login(server: LocalServer, api: RawClient, bob: dict[str, Any]) -> None:
    token = mfa_token(api)
    taken(api, VERIFY, token, totp=totp(server, bob["secret"]))
    assert post(api, VERIFY, token, totp=totp(server, bob["secret"], 1))["code"] == INVALID
    assert post(api, RECOVER, token, recoveryCode=bob["recovery_code"])["code"] == INVALID
    assert post(api, CHECK, token, phone=PHONE)["code"] == INVALID
    # The last letter of a signature has two bits that nothing reads: four letters spell the same token.
    letters = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"
    place = letters.index(token[-1])
    for other in (place ^ 1, place ^ 2, place ^ 3):
        spelt = token[:-1] + letters[other]
        assert post(api, VERIFY, spelt, totp=totp(server, bob["secret"], 1))["code"] in (INVALID, NOT_LOGGED_IN)


def test_a_token_is_good_for_ten_minutes(server: LocalServer, api: RawClient, bob: dict[str, Any]) -> None:
    token = mfa_token(api)
    server.move_clock(seconds=601)
    assert post(api, VERIFY, token, totp=totp(server, bob["secret"]))["code"] == EXPIRED
    assert api.rest("GET", "/api/v2/mfa/authenticator", token)["code"] == EXPIRED


def test_a_token_is_for_the_password_that_was_shown(server: LocalServer, api: RawClient, bob: dict[str, Any]) -> None:
    token = mfa_token(api)
    document = "mutation($n: String!, $o: String) { updatePassword(newPassword: $n, oldPassword: $o) { id } }"
    api.run(document, bob["token"], n=api.sealed("Another-1"), o=api.sealed(PASSWORD))
    assert post(api, VERIFY, token, totp=totp(server, bob["secret"]))["code"] == INVALID


def test_a_token_is_of_one_pool_and_one_user(
    server: LocalServer, api: RawClient, neighbour: RawClient, bob: dict[str, Any]
) -> None:
    ann = api.signed_in("ann")
    ann |= bound(server, api, ann["token"])
    assert post(api, VERIFY, mfa_token(api, username="ann"), totp=totp(server, bob["secret"]))["code"] == WRONG_TOTP
    assert post(neighbour, VERIFY, mfa_token(api), totp=totp(server, bob["secret"]))["code"] == NOT_LOGGED_IN
    assert post(neighbour, RECOVER, mfa_token(api), recoveryCode=bob["recovery_code"])["code"] == NOT_LOGGED_IN


def test_a_login_is_no_token_of_the_second_step(server: LocalServer, api: RawClient, bob: dict[str, Any]) -> None:
    calls: list[tuple[str, dict[str, Any]]] = [
        (VERIFY, {"totp": totp(server, bob["secret"])}),
        (RECOVER, {"recoveryCode": bob["recovery_code"]}),
        (SMS, {"phone": PHONE, "code": "1234"}),
        (EMAIL, {"email": ADDRESS, "code": "1234"}),
        (CHECK, {"phone": PHONE}),
        ("/api/v2/mfa/face/verify", {"photo": "x"}),
    ]
    for path, body in calls:
        assert post(api, path, bob["token"], **body)["code"] == INVALID, path
        assert post(api, path, None, **body)["code"] == NOT_LOGGED_IN, path
        assert post(api, path, "nonsense", **body)["code"] == NOT_LOGGED_IN, path
        assert post(api, path, api.management_token, **body)["code"] == NOT_LOGGED_IN, path


def test_the_password_alone_binds_no_other_factor(server: LocalServer, app_api: RawClient, bob: dict[str, Any]) -> None:
    """Whoever knows the password of somebody with a factor must not bring one along."""
    want(app_api, "OTP", "SMS", "EMAIL")
    token = mfa_token(app_api)
    for source in ("SELF", "APPLICATION"):
        assert post(app_api, ASSOCIATE, token, source=source)["code"] == FORBIDDEN
    assert post(app_api, CONFIRM, token, totp=totp(server, bob["secret"]))["code"] == FORBIDDEN
    assert post(app_api, SMS, token, phone=PHONE, code=sms(app_api))["code"] == FORBIDDEN
    assert post(app_api, EMAIL, token, email=ADDRESS, code=mail(app_api))["code"] == FORBIDDEN
    taken(app_api, VERIFY, token, totp=totp(server, bob["secret"]))


def test_a_locked_user_is_not_let_in(server: LocalServer, api: RawClient, bob: dict[str, Any]) -> None:
    token = mfa_token(api)
    api.update(api.management_token, bob["id"], blocked=True)
    assert post(api, VERIFY, token, totp=totp(server, bob["secret"]))["code"] == 2005


def test_nobody_learns_who_has_a_second_factor(api: RawClient, bob: dict[str, Any]) -> None:
    answers = set()
    for username in ("bob", "nobody"):
        with pytest.raises(Refused) as refused:
            api.login(username=username, password="wrong-one")
        answers.add((refused.value.code, refused.value.message, str(refused.value.data)))
    assert len(answers) == 1


# -- faces ------------------------------------------------------------------------------------------


def test_no_face_recognition_is_configured(api: RawClient, bob: dict[str, Any]) -> None:
    associate, verify = "/api/v2/mfa/face/associate", "/api/v2/mfa/face/verify"
    token = mfa_token(api)
    for bearer in (token, bob["token"]):
        assert post(api, associate, bearer)["code"] == 1700
        assert post(api, associate, bearer, photoA="a")["code"] == 1701
        answer = post(api, associate, bearer, photoA="a", photoB="b", isExternal=True)
        assert answer["code"] == 1707
        assert "no face recognition is configured" in answer["message"]
    assert post(api, associate, None, photoA="a", photoB="b")["code"] == NOT_LOGGED_IN
    assert post(api, verify, token)["code"] == 1700
    assert post(api, verify, token, photo="a")["code"] == 1702
    assert code_of(api.login, username="bob") == 1635
