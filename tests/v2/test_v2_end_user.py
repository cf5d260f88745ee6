"""The user of one client: who it is and with which token, after every operation."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from v2_kit import USER, Platform, data, drive, envelope, perform, refusal, reply

from authing import (
    ArgumentError,
    AsyncAuthenticationClient,
    AuthenticationClient,
    AuthenticationClientOptions,
    AuthingException,
    MfaRequired,
    NetworkError,
    NotLoggedIn,
    UnexpectedAnswer,
)
from authing.core.binding import describe
from authing.v2.encryption import PUBLIC_CLOUD_KEY
from authing.v2.models.user import User

ME = "/api/v2/users/me"
MODES = pytest.mark.parametrize("make", [AuthenticationClient, AsyncAuthenticationClient])
BOB: dict[str, Any] = {"id": "u1", "username": "bob", "token": "token-of-bob"}
TOKENLESS: dict[str, Any] = {"id": "u1", "username": "bob", "nickname": "Nick", "token": None}
SECRET_LINES = ["s3cret\n", "s3cret\r\nx-evil: 1", "\ns3cret", "s3crét", "s3cret\0"]


def new(make: Any = AuthenticationClient, **given: Any) -> Any:
    return make(**{"app_id": "app", "host": "http://idp.test", "enc_public_key": PUBLIC_CLOUD_KEY, **given})


def state(client: Any) -> tuple[str | None, str | None]:
    """Id of the user and the token."""
    return (client.user.id if client.user else None), client.get_token()


ENTRANCES = [
    ("register_by_email", "registerByEmail"),
    ("register_by_username", "registerByUsername"),
    ("login_by_email", "loginByEmail"),
    ("login_by_username", "loginByUsername"),
    ("login_by_phone_password", "loginByPhonePassword"),
]


@MODES
def test_at_first_nobody_is_logged_in(make: Any) -> None:
    assert state(new(make)) == (None, None)
    assert state(new(make, token="t")) == (None, "t")


@MODES
@pytest.mark.parametrize(("name", "field"), ENTRANCES)
def test_whoever_enters_is_the_user(make: Any, name: str, field: str) -> None:
    client = new(make)
    _, (user,) = drive(describe(getattr(client, name), "bob", "s3cret"), data(field, BOB))
    assert isinstance(user, User)
    assert client.user is user
    assert state(client) == ("u1", "token-of-bob")


@MODES
@pytest.mark.parametrize(("name", "field"), ENTRANCES)
@pytest.mark.parametrize("nothing", [None, ""], ids=repr)
def test_without_a_token_in_the_answer_nobody_is_logged_in(make: Any, name: str, field: str, nothing: Any) -> None:
    client = new(make, token="of-somebody-before")
    drive(describe(getattr(client, name), "bob", "s3cret"), data(field, {**BOB, "token": nothing}))
    assert state(client) == ("u1", None)
    with pytest.raises(NotLoggedIn, match="log in first"):  # and nothing is sent: the host does not exist
        perform(client.get_current_user())


@pytest.mark.parametrize(
    "answer",
    [
        refusal(2333, "no"),
        refusal(1635, "mfa", {"mfaToken": "mfa"}),
        data("loginByUsername", None),
        data("loginByUsername", {**BOB, "token": 5}),
        data("loginByUsername", {**BOB, "token": "s3cret\n"}),
        reply(b"", 502),
    ],
    ids=["refused", "mfa", "null", "number", "newline", "gateway"],
)
def test_a_login_that_fails_changes_nothing(answer: Any) -> None:
    client = new()
    client.set_current_user(BOB)
    with pytest.raises(AuthingException) as caught:
        drive(describe(client.login_by_username, "alice", "s3cret"), answer)
    assert state(client) == ("u1", "token-of-bob")
    assert "s3cret" not in f"{caught.value!r} {caught.value.__cause__!r}"


def test_the_second_factor_is_told() -> None:
    client = new()
    with pytest.raises(MfaRequired) as caught:
        drive(
            describe(client.login_by_username, "bob", "s3cret"),
            refusal(1636, "mfa", {"mfaToken": "mfa", "applicationMfa": [{"mfaPolicy": "SMS"}]}),
        )
    assert (caught.value.mfa_token, caught.value.factors) == ("mfa", ("SMS",))
    assert state(client) == (None, None)


# -- the present user -----------------------------------------------------------------------------


@MODES
def test_get_current_user_takes_the_token_of_the_answer(make: Any) -> None:
    client = new(make, token="old")
    drive(describe(client.get_current_user), envelope({**BOB, "token": "new"}))
    assert state(client) == ("u1", "new")


@pytest.mark.parametrize("nothing", [{"token": None}, {"token": ""}, {}], ids=repr)
def test_get_current_user_keeps_the_token_if_the_answer_has_none(nothing: dict[str, Any]) -> None:
    client = new(token="old")
    drive(describe(client.get_current_user), envelope({"id": "u1", **nothing}))
    assert state(client) == ("u1", "old")


def test_get_current_user_of_another_token_goes_on_with_it() -> None:
    client = new()
    client.set_current_user(BOB)
    (call,), _ = drive(describe(client.get_current_user, "of-alice"), envelope({"id": "u2"}))
    assert call.auth == "of-alice"
    assert state(client) == ("u2", "of-alice")
    drive(describe(client.get_current_user, token="of-bob"), envelope({"id": "u1", "token": "renewed"}))
    assert state(client) == ("u1", "renewed")


@pytest.mark.parametrize(
    "answer", [envelope(None), envelope(None, 2020, "not logged in"), reply(b"", 502)], ids=["null", "2020", "502"]
)
@pytest.mark.parametrize("token", [None, "of-alice"])
def test_get_current_user_that_fails_changes_nothing(answer: Any, token: str | None) -> None:
    client = new()
    client.set_current_user(BOB)
    with pytest.raises(AuthingException):
        drive(describe(client.get_current_user, token), answer)
    assert state(client) == ("u1", "token-of-bob")


def test_update_profile_asks_once_who_the_user_is() -> None:
    client = new(token="t")
    calls, (user,) = drive(
        describe(client.update_profile, {"nickname": "Nick"}), envelope(TOKENLESS), data("updateUser", TOKENLESS)
    )
    assert [(call.path, call.name) for call in calls] == [(ME, None), ("/graphql/v2", "updateUser")]
    assert calls[1].json["variables"] == {"id": "u1", "input": {"nickname": "Nick"}}
    assert user.nickname == "Nick"
    assert state(client) == ("u1", "t")
    for number in range(3):
        calls, _ = drive(describe(client.update_profile, {"nickname": str(number)}), data("updateUser", TOKENLESS))
        assert [call.name for call in calls] == ["updateUser"]


def test_update_profile_takes_a_new_token_and_keeps_the_old_without() -> None:
    client = new()
    client.set_current_user(BOB)
    drive(describe(client.update_profile, {}), data("updateUser", TOKENLESS))
    assert state(client) == ("u1", "token-of-bob")
    drive(describe(client.update_profile, {}), data("updateUser", {**BOB, "token": "new"}))
    assert state(client) == ("u1", "new")


def test_update_profile_that_fails_changes_nothing() -> None:
    client = new()
    client.set_current_user(BOB)
    with pytest.raises(AuthingException):
        drive(describe(client.update_profile, {"phone": "1"}), refusal(2226, "use update_phone"))
    assert state(client) == ("u1", "token-of-bob")
    assert client.user.nickname is None


def test_update_password_keeps_user_and_token() -> None:
    client = new()
    client.set_current_user(BOB)
    before = client.user
    _, (user,) = drive(
        describe(client.update_password, "new", "old"), data("updatePassword", {**BOB, "token": "ignored"})
    )
    assert user.id == "u1"
    assert client.user is before
    assert state(client) == ("u1", "token-of-bob")


# -- the token ------------------------------------------------------------------------------------


@MODES
def test_refresh_replaces_the_token(make: Any) -> None:
    client = new(make)
    client.set_current_user(BOB)
    (call,), (refreshed,) = drive(
        describe(client.refresh_token), data("refreshToken", {"token": "new", "iat": 1, "exp": 2})
    )
    assert call.auth is True
    assert (refreshed.token, refreshed.iat, refreshed.exp, refreshed["token"]) == ("new", 1, 2, "new")
    assert state(client) == ("u1", "new")


def test_refreshing_another_token_goes_on_as_its_user() -> None:
    client = new()
    client.set_current_user(BOB)
    drive(describe(client.refresh_token, "of-alice"), data("refreshToken", {"token": "new", "iat": 1, "exp": 2}))
    assert state(client) == (None, "new")
    calls, _ = drive(
        describe(client.update_profile, {"nickname": "A"}), envelope({"id": "u2"}), data("updateUser", {"id": "u2"})
    )
    assert calls[1].json["variables"]["id"] == "u2"
    assert state(client) == ("u2", "new")


@pytest.mark.parametrize(
    "answer",
    [
        refusal(2206, "expired"),
        data("refreshToken", None),
        data("refreshToken", {"iat": 1}),
        data("refreshToken", {"token": None}),
        data("refreshToken", {"token": "s3cret\n"}),
    ],
    ids=["expired", "null", "lacks it", "null token", "newline"],
)
@pytest.mark.parametrize("token", [None, "of-alice"])
def test_a_refresh_that_fails_changes_nothing(answer: Any, token: str | None) -> None:
    client = new()
    client.set_current_user(BOB)
    with pytest.raises(AuthingException) as caught:
        drive(describe(client.refresh_token, token), answer)
    assert "s3cret" not in f"{caught.value!r} {caught.value.__cause__!r}"
    assert state(client) == ("u1", "token-of-bob")


def test_set_token_forgets_the_user() -> None:
    client = new()
    client.set_current_user(BOB)
    client.set_token("other")
    assert state(client) == (None, "other")
    client.set_token()
    assert state(client) == (None, None)


def test_set_current_user() -> None:
    client = new()
    client.set_current_user(BOB)
    assert state(client) == ("u1", "token-of-bob")
    assert client.user == BOB
    client.set_current_user(User.of({"id": "u2", "token": "t2"}))
    assert state(client) == ("u2", "t2")
    client.set_current_user(None)
    assert state(client) == (None, None)
    client.set_current_user(BOB)
    client.set_current_user()
    assert state(client) == (None, None)
    client.set_current_user({"id": "u3"})
    assert state(client) == ("u3", None)


def test_a_user_without_an_id_is_read() -> None:
    client = new()
    client.set_current_user({"token": "t"})
    calls, _ = drive(describe(client.update_profile, {}), envelope(BOB), data("updateUser", BOB))
    assert calls[0].path == ME
    assert calls[1].json["variables"]["id"] == "u1"


def test_the_callers_user_stays_the_callers() -> None:
    client, given = new(), dict(BOB)
    client.set_current_user(given)
    given["token"] = "changed"
    given["id"] = "changed"
    assert state(client) == ("u1", "token-of-bob")


@pytest.mark.parametrize("user", ["bob", 5, [("id", "u1")], ["id"]], ids=repr)
def test_what_is_no_user_is_refused(user: Any) -> None:
    client = new()
    client.set_current_user(BOB)
    with pytest.raises(ArgumentError):
        client.set_current_user(user)
    assert state(client) == ("u1", "token-of-bob")


@pytest.mark.parametrize("token", SECRET_LINES, ids=repr)
def test_a_token_that_no_header_may_hold_is_refused_and_not_told(token: str) -> None:
    client = new()
    client.set_current_user(BOB)
    take: list[tuple[Any, Any]] = [
        (client.set_token, token),
        (client.set_current_user, {"id": "u2", "token": token}),
        (AuthenticationClientOptions, {"token": token}),
    ]
    for function, argument in take:
        with pytest.raises(ArgumentError) as caught:
            function(**argument) if function is AuthenticationClientOptions else function(argument)
        assert "s3cr" not in str(caught.value)
    assert state(client) == ("u1", "token-of-bob")


@MODES
@pytest.mark.parametrize("token", [*SECRET_LINES, ""], ids=repr)
def test_nor_is_anything_sent_with_it(make: Any, token: str) -> None:
    with Platform({}) as platform:
        client = new(make, host=platform.host)
        client.set_current_user(BOB)
        for name in ("get_current_user", "refresh_token"):
            with pytest.raises(ArgumentError) as caught:
                perform(getattr(client, name)(token))
            assert "s3cr" not in str(caught.value)
    assert platform.seen == []
    assert state(client) == ("u1", "token-of-bob")


@MODES
def test_logout_clears(make: Any) -> None:
    client = new(make)
    client.set_current_user(BOB)
    (call,), (done,) = drive(describe(client.logout), envelope(None))
    assert call.params == {"app_id": "app"}
    assert done is True
    assert state(client) == (None, None)


def test_a_logout_that_fails_does_not() -> None:
    client = new()
    client.set_current_user(BOB)
    with pytest.raises(NotLoggedIn):
        drive(describe(client.logout), envelope(None, 2020, "not logged in"))
    assert state(client) == ("u1", "token-of-bob")


def test_clear_current_user() -> None:
    client = new()
    client.set_current_user(BOB)
    client.clear_current_user()
    assert state(client) == (None, None)


def test_the_state_ends_with_the_block() -> None:
    with AuthenticationClient(token="t") as client:
        assert client.get_token() == "t"
    assert client.get_token() is None

    async def awaited() -> str | None:
        async with AsyncAuthenticationClient(token="t") as inner:
            assert inner.get_token() == "t"
        return inner.get_token()

    assert asyncio.run(awaited()) is None


@MODES
def test_neither_client_nor_error_shows_the_token(make: Any) -> None:
    client = new(make, token="s3cret")
    assert "s3cret" not in f"{client!r} {client.options!r}"
    client.set_current_user({**BOB, "token": "s3cret", "password": "s3cret"})
    assert "s3cret" not in f"{client!r} {client.user!r}"


# -- the status of a login ------------------------------------------------------------------------


def test_the_status_of_a_good_token() -> None:
    answer = {
        "code": 200,
        "message": "ok",
        "status": True,
        "exp": 2,
        "iat": 1,
        "data": {"id": "u1", "userPoolId": "pool", "arn": "arn:cn:authing:pool:user:u1"},
    }
    _, (status,) = drive(describe(new(token="t").check_login_status), data("checkLoginStatus", answer))
    assert (status.status, status.code, status.exp, status.iat) == (True, 200, 2, 1)
    assert (status.data.id, status.data.user_pool_id, status["data"]["id"]) == ("u1", "pool", "u1")


@pytest.mark.parametrize("code", [2206, 2207, 2020])
def test_the_status_of_a_bad_token_is_an_answer(code: int) -> None:
    answer = {"code": code, "message": "no", "status": False, "exp": None, "iat": None, "data": None}
    client = new(token="t")
    _, (status,) = drive(describe(client.check_login_status, "bad\ntoken"), data("checkLoginStatus", answer))
    assert (status.status, status.code, status.exp, status.data) == (False, code, None, None)
    assert client.get_token() == "t"


def test_the_strength_of_a_password() -> None:
    answer = {"valid": False, "message": "too weak"}
    _, (strength,) = drive(describe(new().check_password_strength, "x"), data("checkPasswordStrength", answer))
    assert (strength.valid, strength.message) == (False, "too weak")
    with pytest.raises(UnexpectedAnswer):
        drive(describe(new().check_password_strength, "x"), data("checkPasswordStrength", None))


# -- over a socket --------------------------------------------------------------------------------


def login(seen: Any) -> dict[str, Any]:
    name = seen.variables["input"]["username"]
    return {"id": f"id-of-{name}", "username": name, "token": f"token-of-{name}"}


def me(seen: Any) -> Any:
    name = str(seen.token).removeprefix("token-of-")
    return {"id": f"id-of-{name}", "username": name, "token": seen.token}


@MODES
def test_two_clients_never_share_a_user(make: Any) -> None:
    with Platform({"loginByUsername": login, f"GET {ME}": me, "updateUser": USER}) as platform:
        bob, alice, nobody = (new(make, host=platform.host) for _ in range(3))
        perform(bob.login_by_username("bob", "s3cret"))
        perform(alice.login_by_username("alice", "s3cret"))
        assert state(bob) == ("id-of-bob", "token-of-bob")
        assert state(alice) == ("id-of-alice", "token-of-alice")
        assert state(nobody) == (None, None)
        assert perform(bob.get_current_user()).username == "bob"
        assert perform(alice.get_current_user()).username == "alice"
        with pytest.raises(NotLoggedIn):
            perform(nobody.get_current_user())
        alice.clear_current_user()
        assert perform(bob.get_current_user()).username == "bob"
    sent = [(seen.name, seen.token) for seen in platform.seen]
    assert sent == [
        ("loginByUsername", None),
        ("loginByUsername", None),
        (f"GET {ME}", "token-of-bob"),
        (f"GET {ME}", "token-of-alice"),
        (f"GET {ME}", "token-of-bob"),
    ]


def test_nor_do_two_clients_in_one_event_loop() -> None:
    async def both(host: str) -> list[tuple[str | None, str | None]]:
        clients = [new(AsyncAuthenticationClient, host=host) for _ in range(20)]
        await asyncio.gather(
            *[client.login_by_username(f"user{number}", "s3cret") for number, client in enumerate(clients)]
        )
        await asyncio.gather(*[client.get_current_user() for client in clients])
        return [state(client) for client in clients]

    with Platform({"loginByUsername": login, f"GET {ME}": me}) as platform:
        found = asyncio.run(both(platform.host))
    assert found == [(f"id-of-user{number}", f"token-of-user{number}") for number in range(20)]


@MODES
def test_a_cookie_of_one_user_is_not_sent_for_another(make: Any) -> None:
    answer = reply({"code": 200, "data": BOB}, headers={"set-cookie": "session=of-bob; Path=/"})
    with Platform({f"GET {ME}": answer}) as platform:
        for token in ("token-of-bob", "token-of-alice"):
            perform(new(make, host=platform.host, token=token).get_current_user())
    assert [seen.headers.get("cookie") for seen in platform.seen] == [None, None]


@MODES
def test_the_host_that_is_gone(make: Any) -> None:
    with Platform({}) as platform:
        host = platform.host
    client = new(make, host=host, token="t", retries=0)
    with pytest.raises(NetworkError):
        perform(client.update_profile({"nickname": "Nick"}))
    assert state(client) == (None, "t")
