"""The secret of a user pool: how the management token is obtained, how long it is good, when it is to blame."""

from __future__ import annotations

from typing import Any

import pytest
from v2_kit import Platform, data, drive, outcome, perform, refusal

from authing import AsyncManagementClient, AuthingException, Forbidden, ManagementClient, NotFound, UnexpectedAnswer
from authing.core.credentials import DISTRUST, EARLY
from authing.v2.credentials import PoolSecret
from authing.v2.exceptions import error_for

MODES = pytest.mark.parametrize("make", [ManagementClient, AsyncManagementClient])


def renewed(credentials: PoolSecret, now: float, iat: Any = 1_000, exp: Any = 8_200) -> str:
    (_,), (grant,) = drive(credentials.renewal(), data("accessToken", {"accessToken": "tok", "iat": iat, "exp": exp}))
    return credentials.keep(grant, now)


def test_what_is_sent() -> None:
    call = PoolSecret("pool", "s3cret").renewal()
    assert (call.method, call.path, call.name, call.auth, call.safe) == (
        "POST",
        "/graphql/v2",
        "accessToken",
        False,
        True,
    )
    assert call.json["variables"] == {"userPoolId": "pool", "secret": "s3cret"}


def test_it_does_not_show_the_secret() -> None:
    credentials = PoolSecret("pool", "s3cret")
    renewed(credentials, 0.0)
    assert "s3cret" not in f"{credentials!r} {credentials.renewal()!r}"
    assert "tok" not in repr(credentials)


def test_the_life_of_a_token_is_told_by_the_answer_not_by_the_clock() -> None:
    credentials = PoolSecret("pool", "s3cret")
    assert credentials.fresh(0.0) is None
    now = 5_000_000.0  # whatever the platform's clock says
    assert renewed(credentials, now, iat=1_000, exp=1_000 + 7_200) == "tok"
    assert credentials.fresh(now) == "tok"
    assert credentials.fresh(now + 7_200 - EARLY - 1) == "tok"
    assert credentials.fresh(now + 7_200 - EARLY) is None
    assert credentials.usable(now + 7_199) == "tok"
    assert credentials.usable(now + 7_200) is None


@pytest.mark.parametrize(("iat", "exp"), [(1_000, 1_000), (1_000, 999), (1_000, 0)])
def test_a_token_without_a_life_is_used_once(iat: int, exp: int) -> None:
    credentials = PoolSecret("pool", "s3cret")
    assert renewed(credentials, 100.0, iat, exp) == "tok"
    assert credentials.fresh(100.0) is None
    assert credentials.usable(100.0) is None


@pytest.mark.parametrize(
    "answer",
    [
        None,
        {},
        {"accessToken": "tok"},
        {"accessToken": "tok", "iat": 1, "exp": None},
        {"accessToken": "tok", "iat": "1", "exp": "2"},
        "tok",
    ],
    ids=repr,
)
def test_an_answer_that_is_no_grant(answer: Any) -> None:
    with pytest.raises(UnexpectedAnswer) as caught:
        outcome(PoolSecret("pool", "s3cret").renewal(), data("accessToken", answer))
    assert "tok" not in str(caught.value).replace("accessToken", "")


@pytest.mark.parametrize("token", [None, "", "tok\n", 5], ids=repr)
def test_a_granted_token_that_no_header_may_hold(token: Any) -> None:
    credentials = PoolSecret("pool", "s3cret")
    grant = outcome(credentials.renewal(), data("accessToken", {"accessToken": token, "iat": 1, "exp": 9}))
    with pytest.raises(UnexpectedAnswer) as caught:
        credentials.keep(grant, 0.0)
    assert "tok\n" not in str(caught.value)
    assert credentials.fresh(0.0) is None


@pytest.mark.parametrize("code", [2020, 2206, 2207, 401])
def test_a_refusal_that_names_the_login_blames_the_token(code: int) -> None:
    credentials = PoolSecret("pool", "s3cret")
    renewed(credentials, 0.0)
    assert credentials.blames_token(error_for(code, "no"), "tok", 0.0)


@pytest.mark.parametrize("code", [403, 500, 2004, 1000, 9999, None])
def test_other_refusals_do_not(code: Any) -> None:
    credentials = PoolSecret("pool", "s3cret")
    renewed(credentials, 0.0)
    assert not credentials.blames_token(error_for(code, "no"), "tok", 1e9)


def test_1001_blames_a_token_only_if_it_is_not_new() -> None:
    credentials = PoolSecret("pool", "s3cret")
    renewed(credentials, 100.0)
    refused = error_for(1001, "not allowed")
    token = credentials.fresh(100.0)
    assert token is not None
    assert not credentials.blames_token(refused, token, 100.0)
    assert not credentials.blames_token(refused, token, 100.0 + DISTRUST)
    assert credentials.blames_token(refused, token, 100.0 + DISTRUST + 1)
    assert credentials.blames_token(refused, "sent before somebody renewed it", 100.0)


def test_forgetting() -> None:
    credentials = PoolSecret("pool", "s3cret")
    renewed(credentials, 100.0)
    assert credentials.forget("an older one")
    assert credentials.fresh(100.0) == "tok"
    assert credentials.forget("tok")
    assert credentials.fresh(100.0) is None


# -- over a socket --------------------------------------------------------------------------------

NOBODY = {"totalCount": 0, "list": []}


@MODES
def test_one_token_serves_many_calls(make: Any) -> None:
    with Platform({"users": NOBODY}) as platform:
        client = make(user_pool_id="pool", secret="s3cret", host=platform.host)
        for _ in range(3):
            perform(client.users.list())
        perform(client.close())
    assert platform.names == ["accessToken", "users", "users", "users"]
    assert [seen.token for seen in platform.seen] == [None, *["management-token"] * 3]
    assert {seen.headers["x-authing-userpool-id"] for seen in platform.seen} == {"pool"}
    assert not any("x-authing-app-id" in seen.headers for seen in platform.seen)


@MODES
def test_a_token_that_is_refused_is_replaced_and_the_call_sent_once_more(make: Any) -> None:
    grants = [{"accessToken": f"token-{number}", "iat": 0, "exp": 7200} for number in (1, 2)]
    answers = {"accessToken": grants, "deleteUser": [refusal(2206, "expired"), {"code": 200, "message": "done"}]}
    with Platform(answers) as platform:
        client = make(user_pool_id="pool", secret="s3cret", host=platform.host)
        assert perform(client.users.delete("u1")).code == 200
        perform(client.close())
    assert [(seen.name, seen.token) for seen in platform.seen] == [
        ("accessToken", None),
        ("deleteUser", "token-1"),
        ("accessToken", None),
        ("deleteUser", "token-2"),
    ]


@MODES
def test_what_is_not_allowed_does_not_fetch_a_token_each_time(make: Any) -> None:
    with Platform({"deleteUser": refusal(1001, "not allowed")}) as platform:
        client = make(user_pool_id="pool", secret="s3cret", host=platform.host)
        for _ in range(3):
            with pytest.raises(Forbidden):
                perform(client.users.delete("u1"))
        perform(client.close())
    assert platform.names == ["accessToken", *["deleteUser"] * 3]


@MODES
def test_a_wrong_secret_is_told_and_not_shown(make: Any) -> None:
    with Platform({"accessToken": refusal(2224, "pool does not exist")}) as platform:
        client = make(user_pool_id="pool", secret="s3cret", host=platform.host)
        with pytest.raises(NotFound) as caught:
            perform(client.users.list())
        perform(client.close())
    assert isinstance(caught.value, AuthingException)
    assert caught.value.code == 2224
    assert "s3cret" not in f"{caught.value} {caught.value!r}"
    assert platform.names == ["accessToken"]
