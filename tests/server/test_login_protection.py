"""Guessing passwords: limits, captchas, locks, and what nobody may learn from them."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from statistics import median
from time import perf_counter
from typing import Any

import pytest
from raw_client import PASSWORD, RawClient, Refused, code_of
from sqlalchemy import func, select

from authing.server import Argon2Costs, LocalServer, Settings
from authing.server.rules.attempts import MOST
from authing.server.storage.tables.login_failures import ATTEMPTS, CAPTCHAS

CAPTCHA_NEEDED, BLOCKED, TOO_OFTEN, WRONG, OLD_WRONG = 2000, 2005, 2057, 2333, 2203
UPDATE = "mutation($i: UpdateUserpoolInput!) { updateUserpool(input: $i) { id } }"
LIMIT, PERIOD = 3, 60
NEXT = "Chosen-in-2026"
CHANGE = "mutation($n: String!, $o: String) { updatePassword(newPassword: $n, oldPassword: $o) { id } }"


def limited(api: RawClient, name: str = "loginFailCheck", **more: Any) -> None:
    """Set a limit of the pool."""
    api.manage(UPDATE, i={name: {"enabled": True, "limit": LIMIT, "timeInterval": PERIOD}, **more})


def fail(api: RawClient, times: int = LIMIT, code: int = WRONG, **who: str) -> None:
    for _ in range(times):
        assert code_of(api.login, password="wrong one", **(who or {"username": "bob"})) == code


def captcha(api: RawClient) -> str:
    """The letters of a new picture."""
    drawn = api.session.get(f"{api.host}/api/v2/security/captcha", headers=api.headers, timeout=20)
    assert (drawn.status_code, drawn.headers["content-type"]) == (200, "image/svg+xml")
    assert drawn.headers["cache-control"] == "no-store"
    outbox = api.session.get(f"{api.host}/_local/outbox", params={"kind": "captcha"}, timeout=20).json()
    code: str = outbox[0]["code"]
    assert code not in drawn.text
    assert re.fullmatch("[A-Z0-9]{6}", code)
    return code


def rows(server: LocalServer) -> int:
    assert server._service is not None
    with server._service.database.reading() as db:
        return sum(db.scalar(select(func.count()).select_from(table)) or 0 for table in (ATTEMPTS, CAPTCHAS))


# -- the limit of the pool ------------------------------------------------------------------------


def test_a_captcha_is_asked_for_after_so_many_failures(api: RawClient) -> None:
    limited(api)
    api.register(username="bob")
    fail(api)
    assert code_of(api.login, username="bob") == CAPTCHA_NEEDED
    assert code_of(api.login, username="bob", captchaCode="AAAAAA") == CAPTCHA_NEEDED
    assert api.login(username="bob", captchaCode=captcha(api).lower())["loginsCount"] == 1
    # The right password is a new beginning.
    fail(api)
    assert code_of(api.login, username="bob") == CAPTCHA_NEEDED


def test_a_captcha_is_good_for_one_attempt(api: RawClient) -> None:
    limited(api)
    api.register(username="bob")
    fail(api)
    code = captcha(api)
    assert code_of(api.login, password="wrong one", username="bob", captchaCode=code) == WRONG
    assert code_of(api.login, username="bob", captchaCode=code) == CAPTCHA_NEEDED


def test_a_captcha_is_of_its_pool_and_its_time(server: LocalServer, api: RawClient, neighbour: RawClient) -> None:
    limited(api)
    api.register(username="bob")
    fail(api)
    assert code_of(api.login, username="bob", captchaCode=captcha(neighbour)) == CAPTCHA_NEEDED
    api.manage(UPDATE, i={"loginFailCheck": {"enabled": True, "limit": LIMIT, "timeInterval": 3600}})
    fail(api, username="eve")
    code = captcha(api)
    server.move_clock(seconds=301)
    assert code_of(api.login, username="eve", captchaCode=code) == CAPTCHA_NEEDED


def test_a_picture_is_for_a_pool_that_there_is(api: RawClient) -> None:
    def asked(**query: str) -> Any:
        return api.session.get(f"{api.host}/api/v2/security/captcha", params=query, timeout=20)

    assert asked(app_id=api.app_id).headers["content-type"] == "image/svg+xml"
    assert asked(userpool_id=api.pool_id).headers["content-type"] == "image/svg+xml"
    assert asked().json()["code"] == 2101
    assert asked(app_id="f" * 24).json()["code"] == 2011


def test_a_user_is_locked_for_what_is_left_of_the_time(server: LocalServer, api: RawClient) -> None:
    limited(api, loginFailStrategy="lock")
    api.register(username="bob")
    fail(api)
    for captcha_code in (None, captcha(api)):
        assert code_of(api.login, username="bob", captchaCode=captcha_code) == BLOCKED
    server.move_clock(seconds=PERIOD + 1)
    assert api.login(username="bob")["loginsCount"] == 1


def test_failures_of_long_ago_do_not_count(server: LocalServer, api: RawClient) -> None:
    limited(api)
    api.register(username="bob")
    fail(api, LIMIT - 1)
    server.move_clock(seconds=PERIOD + 1)
    fail(api)
    assert code_of(api.login, username="bob") == CAPTCHA_NEEDED


def test_one_user_is_one_by_whatever_identifier(api: RawClient) -> None:
    limited(api)
    api.create(username="bob", email="bob@example.com", phone="1", password=api.sealed(PASSWORD), emailVerified=True)
    fail(api, 1)
    assert code_of(api.login, "Email", "wrong one", email="Bob@example.com") == WRONG
    assert code_of(api.login, "PhonePassword", "wrong one", phone="1") == WRONG
    for kind, who in (("Username", {"username": "bob"}), ("Email", {"email": "bob@example.com"})):
        assert code_of(api.login, kind, **who) == CAPTCHA_NEEDED


def test_others_are_not_concerned(api: RawClient, neighbour: RawClient) -> None:
    limited(api)
    api.register(username="bob")
    api.register(username="eve")
    fail(api)
    assert api.login(username="eve")["loginsCount"] == 1
    assert neighbour.login(username="neighbour")["loginsCount"] == 1


def test_an_address_that_guesses_at_many_users_is_stopped(api: RawClient) -> None:
    limited(api, "loginPasswordFailCheck")
    api.register(username="bob")
    for number in range(LIMIT):
        assert code_of(api.login, password="wrong one", username=f"user{number}", clientIp=f"192.0.2.{number}") == WRONG
    assert code_of(api.login, username="bob") == CAPTCHA_NEEDED
    assert api.login(username="bob", captchaCode=captcha(api))["loginsCount"] == 1
    # A right password does not make the address a better one.
    assert code_of(api.login, username="bob") == CAPTCHA_NEEDED


def test_right_passwords_of_one_address_are_no_failures(api: RawClient) -> None:
    limited(api, "loginPasswordFailCheck")
    api.register(username="bob")
    for count in range(1, 2 * LIMIT):
        assert api.login(username="bob")["loginsCount"] == count


def test_a_right_password_is_no_failure_even_if_more_is_needed(api: RawClient) -> None:
    limited(api)
    user = api.register(username="bob")
    body = {"userId": user["id"], "secret": "JBSWY3DPEHPK3PXP" * 2}
    assert api.rest("POST", "/api/v2/mfa/totp/import", api.management_token, json=body)["code"] == 200
    for _ in range(2 * LIMIT):
        assert code_of(api.login, username="bob") == 1635


# -- without a limit of the pool's ----------------------------------------------------------------


def test_nobody_may_guess_for_ever(server: LocalServer, api: RawClient) -> None:
    api.register(username="bob")
    fail(api, MOST)
    assert code_of(api.login, username="bob") == TOO_OFTEN
    assert code_of(api.login, username="bob", captchaCode=captcha(api)) == TOO_OFTEN
    server.move_clock(seconds=3601)
    assert api.login(username="bob")["loginsCount"] == 1


def test_who_is_logged_in_may_not_guess_the_password_either(api: RawClient) -> None:
    limited(api)
    token = api.signed_in()["token"]
    for _ in range(LIMIT):
        assert code_of(api.run, CHANGE, token, n=api.sealed(NEXT), o=api.sealed("wrong one")) == OLD_WRONG
    assert code_of(api.run, CHANGE, token, n=api.sealed(NEXT), o=api.sealed(PASSWORD)) == CAPTCHA_NEEDED


# -- many at the same time ------------------------------------------------------------------------


def test_many_guesses_at_the_same_time_are_all_counted(api: RawClient) -> None:
    limited(api, loginFailStrategy="lock")
    api.register(username="bob")
    _ = api.key

    def guess(number: int) -> int:
        try:
            return int(bool(api.login(username="bob", password=f"guess number {number}")))
        except Refused as refused:
            return refused.code

    with ThreadPoolExecutor(12) as threads:
        codes = list(threads.map(guess, range(24)))
    assert sorted(codes) == [BLOCKED] * (24 - LIMIT) + [WRONG] * LIMIT


# -- what nobody learns ---------------------------------------------------------------------------


@pytest.mark.parametrize("strategy", ["captcha", "lock"])
def test_a_name_that_nobody_has_looks_like_one_of_a_user(api: RawClient, strategy: str) -> None:
    limited(api, loginFailStrategy=strategy)
    api.register(username="bob")
    told = []
    for name in ("bob", "nobody"):
        answers = []
        for _ in range(LIMIT + 2):
            with pytest.raises(Refused) as caught:
                api.login(username=name, password="wrong one")
            answers.append((caught.value.code, caught.value.message, caught.value.data))
        told.append(answers)
    assert told[0] == told[1]
    assert told[0][0][0] == WRONG
    assert told[0][-1][0] in (CAPTCHA_NEEDED, BLOCKED)


def test_a_name_that_nobody_has_takes_as_long_as_one_of_a_user() -> None:
    """With a hash that takes so long that it is what there is to measure; in turn, so that a slow moment hits both."""

    def took(call: Callable[..., object], *args: Any, **options: Any) -> float:
        begun = perf_counter()
        code_of(call, *args, **options)
        return perf_counter() - begun

    with LocalServer(Settings(argon2=Argon2Costs(memory_kib=8 * 1024, iterations=4))) as server:
        api = RawClient(server)
        with api.session:
            api.register(username="bob")
            fail(api, 2)
            fail(api, 2, username="nobody")
            times = [
                [took(api.login, password="wrong one", username=name) for name in ("bob", "nobody")] for _ in range(15)
            ]
    known, unknown = (median(column) for column in zip(*times, strict=True))
    assert 0.7 < known / unknown < 1.4, (known, unknown)


# -- what is kept ---------------------------------------------------------------------------------


def test_what_does_not_count_any_more_is_deleted(server: LocalServer, api: RawClient) -> None:
    limited(api)
    for number in range(4):
        fail(api, 1, username=f"nobody {number}")
    captcha(api)
    assert rows(server) == 9
    server.move_clock(seconds=3601)
    fail(api, 1)
    assert rows(server) == 2


def test_nobody_reads_from_the_table_who_was_tried(server: LocalServer, api: RawClient) -> None:
    fail(api, 1, username="nobody")
    code = captcha(api)
    assert server._service is not None
    with server._service.database.reading() as db:
        kept = str([tuple(row) for table in (ATTEMPTS, CAPTCHAS) for row in db.execute(select(table))])
    assert "nobody" not in kept
    assert code not in kept


def test_a_right_login_leaves_nothing(server: LocalServer, api: RawClient) -> None:
    limited(api)
    api.register(username="bob")
    fail(api, 2)
    api.login(username="bob")
    assert rows(server) == 0
