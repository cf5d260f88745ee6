"""Tokens of service users over a socket: how they are asked for, how often, and what is told when there is none."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
import time
from base64 import b64decode
from datetime import datetime, timedelta, timezone
from pathlib import Path
from traceback import format_exception
from typing import Any

import jwt
import pytest
from connect_server import DISCOVERY, DROPPED, TOKEN, Answer, ConnectServer, rsa_key
from zitadel_modes import GET_USER, Mode

import authing
from authing.core.errors import ArgumentError
from authing.zitadel import ApiError, AsyncZitadel, Zitadel

WAYS = ("by_key", "by_secret")
API = "urn:zitadel:iam:org:project:id:zitadel:aud"


def read(mode: Mode, client: Any) -> Any:
    return mode.run(client.users.get_user_by_id(user_id="1"))


def refused(mode: Mode, client: Any, kind: type[BaseException] = authing.AuthingException) -> Any:
    with pytest.raises(kind) as caught:
        read(mode, client)
    shown = "".join([repr(caught.value), *format_exception(caught.value)])
    assert "PRIVATE KEY" not in shown
    assert rsa_key().splitlines()[1] not in shown
    assert not isinstance(caught.value, ApiError)
    return caught.value


def paths(server: ConnectServer) -> list[str]:
    return [seen.path for seen in server.requests]


# -- how it is asked for ------------------------------------------------------------------------------


@pytest.mark.parametrize("way", WAYS)
def test_a_client_asks_for_nothing_before_its_first_call(way: str, mode: Mode, connect: ConnectServer) -> None:
    client = getattr(mode, way)(connect)
    assert connect.requests == []
    read(mode, client)
    assert paths(connect) == [DISCOVERY, TOKEN, GET_USER]
    read(mode, client)
    assert paths(connect) == [DISCOVERY, TOKEN, GET_USER, GET_USER]


def test_an_assertion_says_who_and_for_whom(mode: Mode, connect: ConnectServer) -> None:
    read(mode, mode.by_key(connect))
    form = connect.asked(TOKEN)[0].form
    assert set(form) == {"grant_type", "assertion", "scope"}
    assert form["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer"
    assert jwt.get_unverified_header(form["assertion"]) == {"alg": "RS256", "kid": "key-u1", "typ": "JWT"}
    told = jwt.decode(form["assertion"], options={"verify_signature": False})
    assert told["iss"] == told["sub"] == "u1"
    assert told["aud"] == connect.host
    assert told["exp"] - told["iat"] == 3600
    assert 55 <= time.time() - told["iat"] <= 65
    assert "authorization" not in connect.asked(TOKEN)[0].headers


def test_each_assertion_is_a_new_one(mode: Mode, connect: ConnectServer) -> None:
    client = mode.by_key(connect)
    read(mode, client)
    connect.revoke_tokens()
    read(mode, client)
    first, second = (seen.form["assertion"] for seen in connect.asked(TOKEN))
    assert first != second


def test_lifetime_and_leeway_can_be_chosen(mode: Mode, connect: ConnectServer) -> None:
    read(mode, mode.by_key(connect, token_lifetime=600, leeway=5))
    told = jwt.decode(connect.asked(TOKEN)[0].form["assertion"], options={"verify_signature": False})
    assert told["exp"] - told["iat"] == 600
    assert 3 <= time.time() - told["iat"] <= 9


@pytest.mark.parametrize(
    "arguments", [{"leeway": -1}, {"leeway": 3600}, {"leeway": "1"}, {"token_lifetime": 0}, {"token_lifetime": 1e6}]
)
def test_times_that_make_no_sense_are_refused(arguments: Any, mode: Mode, connect: ConnectServer) -> None:
    with pytest.raises(ArgumentError):
        mode.by_key(connect, **arguments)


def test_an_application_has_a_key_too(mode: Mode, connect: ConnectServer) -> None:
    file = connect.add_service_user("client-1", kind="application")
    assert (file["type"], file["clientId"]) == ("application", "client-1")
    read(mode, mode.kept(mode.kind.with_private_key(connect.host, file)))
    told = jwt.decode(connect.asked(TOKEN)[0].form["assertion"], options={"verify_signature": False})
    assert told["iss"] == told["sub"] == "client-1"


@pytest.mark.parametrize(("client_id", "secret"), [("bot", "hush"), ("a+b %é:c", "p+q %ü:&=/r"), ("%2B", "100%")])
def test_id_and_secret_arrive_as_they_are(client_id: str, secret: str, mode: Mode, connect: ConnectServer) -> None:
    read(mode, mode.by_secret(connect, client_id, secret))
    seen = connect.asked(TOKEN)[0]
    assert seen.form == {"grant_type": "client_credentials", "scope": f"openid {API}"}
    kind, _, pair = seen.headers["authorization"].partition(" ")
    assert kind == "Basic"
    assert b64decode(pair).isascii()
    assert b64decode(pair).count(b":") == 1


@pytest.mark.parametrize("way", WAYS)
def test_scopes_keep_their_order(way: str, mode: Mode, connect: ConnectServer) -> None:
    ask: Any = getattr(mode, way)
    read(mode, ask(connect))
    read(mode, ask(connect, scopes=["openid", "urn:zitadel:iam:org:id:1", API, "openid"]))
    read(mode, ask(connect, scopes="openid profile"))
    assert [seen.form["scope"] for seen in connect.asked(TOKEN)] == [
        f"openid {API}",
        f"openid urn:zitadel:iam:org:id:1 {API}",
        "openid profile",
    ]
    assert set(connect.scopes.values()) == {
        ("openid", API),
        ("openid", "urn:zitadel:iam:org:id:1", API),
        ("openid", "profile"),
    }


@pytest.mark.parametrize("scopes", [[], "", 5, ["a b"], [""], [5], ["openid", None]])
def test_what_are_no_scopes_is_refused(scopes: Any, mode: Mode, connect: ConnectServer) -> None:
    for ask in (mode.by_key, mode.by_secret):
        with pytest.raises(ArgumentError, match="scope"):
            ask(connect, scopes=scopes)


def test_a_scope_that_is_missing_is_told(mode: Mode, connect: ConnectServer) -> None:
    error = refused(mode, mode.by_key(connect, scopes=["profile"]), authing.Invalid)
    assert error.code == "invalid_scope"
    assert "openid" in error.message
    assert error.path.endswith(TOKEN)


# -- how often ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", WAYS)
def test_a_hundred_threads_need_one_token(way: str, connect: ConnectServer) -> None:
    connect.delay(TOKEN, 0.1)
    blocking, start = Mode("blocking"), threading.Barrier(100)
    client, answers = getattr(blocking, way)(connect), []

    def work() -> None:
        start.wait()
        answers.append(read(blocking, client))

    threads = [threading.Thread(target=work) for _ in range(100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    blocking.close()
    assert len(answers) == len(connect.asked(GET_USER)) == 100
    assert len(connect.asked(TOKEN)) == len(connect.asked(DISCOVERY)) == 1
    assert len({seen.token for seen in connect.asked(GET_USER)}) == 1


@pytest.mark.parametrize("way", WAYS)
def test_a_hundred_tasks_need_one_token(way: str, connect: ConnectServer) -> None:
    connect.delay(TOKEN, 0.1)
    awaited = Mode("awaited")
    client = getattr(awaited, way)(connect)

    async def work() -> list[Any]:
        return await asyncio.gather(*(client.users.get_user_by_id(user_id="1") for _ in range(100)))

    assert len(awaited.run(work())) == len(connect.asked(GET_USER)) == 100
    awaited.close()
    assert len(connect.asked(TOKEN)) == len(connect.asked(DISCOVERY)) == 1


@pytest.mark.parametrize("lifetime", [60, 300, 301, None])
@pytest.mark.parametrize("way", WAYS)
def test_a_token_is_kept_however_short_its_life(
    way: str, lifetime: float | None, mode: Mode, connect: ConnectServer
) -> None:
    connect.token_lifetime = lifetime
    client = getattr(mode, way)(connect)
    for _ in range(3):
        read(mode, client)
    assert len(connect.asked(TOKEN)) == 1


def test_a_token_that_lives_a_moment_is_renewed_before_its_end(mode: Mode, connect: ConnectServer) -> None:
    connect.token_lifetime = 1
    client = mode.by_key(connect)
    read(mode, client)
    mode.pause(1.0)
    read(mode, client)
    assert paths(connect) == [DISCOVERY, TOKEN, GET_USER, TOKEN, GET_USER]


@pytest.mark.parametrize("way", WAYS)
def test_a_token_that_is_refused_is_renewed_once(way: str, mode: Mode, connect: ConnectServer) -> None:
    client = getattr(mode, way)(connect)
    read(mode, client)
    connect.revoke_tokens()
    assert read(mode, client).user is not None
    assert paths(connect) == [DISCOVERY, TOKEN, GET_USER, GET_USER, TOKEN, GET_USER]


def test_a_write_is_replayed_with_the_new_token_too(mode: Mode, connect: ConnectServer) -> None:
    client = mode.by_key(connect)
    read(mode, client)
    connect.revoke_tokens()
    assert mode.run(client.users.delete_user(user_id="1")).details is not None
    assert len(connect.asked("/zitadel.user.v2.UserService/DeleteUser")) == 2


def test_a_second_refusal_is_final(mode: Mode, connect: ConnectServer) -> None:
    client = mode.by_key(connect)
    connect.refuse(GET_USER, "unauthenticated", "no", times=2)
    with pytest.raises(authing.NotLoggedIn) as caught:
        read(mode, client)
    assert isinstance(caught.value, ApiError)
    assert paths(connect) == [DISCOVERY, TOKEN, GET_USER, TOKEN, GET_USER]
    read(mode, client)


def test_a_token_of_ones_own_is_not_renewed(mode: Mode, connect: ConnectServer) -> None:
    client = mode.by_token(connect)
    connect.revoke_tokens()
    with pytest.raises(authing.NotLoggedIn) as caught:
        read(mode, client)
    assert "a-token" not in str(caught.value) + repr(caught.value) + repr(client)
    assert paths(connect) == [GET_USER]


@pytest.mark.parametrize("token", ["", " t", "t\n", "é", None, 5])
def test_what_is_no_token_is_refused(token: Any, mode: Mode, connect: ConnectServer) -> None:
    with pytest.raises(ArgumentError, match="token"):
        mode.kind.with_access_token(connect.host, token)


def test_a_client_works_in_two_event_loops_with_one_token(connect: ConnectServer) -> None:
    client = AsyncZitadel.with_private_key(connect.host, connect.add_service_user("u1"))

    async def work() -> None:
        await client.users.get_user_by_id(user_id="1")

    asyncio.run(work())
    asyncio.run(work())
    assert paths(connect) == [DISCOVERY, TOKEN, GET_USER, GET_USER]


FORKING = """
import os, sys
from authing.zitadel import Zitadel

client = Zitadel.with_client_credentials(sys.argv[1], "bot", "hush")
if sys.argv[2] == "warm":
    client.users.get_user_by_id(user_id="parent")
child = os.fork()
client.users.get_user_by_id(user_id="child" if child == 0 else "parent")
if child == 0:
    os._exit(0)
sys.exit(os.waitpid(child, 0)[1])
"""


@pytest.mark.parametrize("state", ["cold", "warm"])
def test_a_client_works_after_a_fork(state: str, connect: ConnectServer) -> None:
    connect.add_service_user("u1", client_id="bot", secret="hush")
    done = subprocess.run(
        [sys.executable, "-c", FORKING, connect.host, state],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert len(connect.asked(TOKEN)) == (1 if state == "warm" else 2)
    users = [seen.json["userId"] for seen in connect.asked(GET_USER)]
    assert sorted(users) == ["child", "parent"] + ["parent"] * (state == "warm")


# -- why there is none --------------------------------------------------------------------------------


@pytest.mark.parametrize("ahead", [30, -1800])
def test_a_clock_that_differs_a_little_is_no_problem(ahead: int, mode: Mode, connect: ConnectServer) -> None:
    connect.clock_offset = -ahead
    assert read(mode, mode.by_key(connect)).user is not None


@pytest.mark.parametrize("ahead", [600, -7200])
def test_a_clock_that_differs_much_is_named(ahead: int, mode: Mode, connect: ConnectServer) -> None:
    connect.clock_offset = -ahead
    error = refused(mode, mode.by_key(connect))
    assert "clock of this machine" in str(error)
    assert any(str(seconds) in str(error) for seconds in range(abs(ahead) - 3, abs(ahead) + 4))
    assert ("seconds ahead of" if ahead > 0 else "seconds behind") in str(error)
    assert ("leeway" in str(error)) == (ahead > 0)
    assert error.path.endswith(TOKEN)
    if ahead > 0:
        assert read(mode, mode.by_key(connect, leeway=900)).user is not None


def test_a_key_that_the_instance_does_not_know_is_named(mode: Mode, connect: ConnectServer) -> None:
    file = connect.add_service_user("u1")
    client = mode.kept(mode.kind.with_private_key(connect.host, {**file, "keyId": "gone"}))
    error = refused(mode, client, authing.Invalid)
    assert "key gone of u1" in str(error)
    assert (error.code, error.status) == ("invalid_request", 404)
    assert "clock" not in str(error)


def test_a_key_of_another_is_named(mode: Mode, connect: ConnectServer) -> None:
    other = connect.add_service_user("u2")
    mine = connect.add_service_user("u1", key_id="mine")
    client = mode.kept(mode.kind.with_private_key(connect.host, {**mine, "keyId": other["keyId"]}))
    assert "key key-u2 of u1" in str(refused(mode, client))


def test_an_answer_that_tells_no_time_names_the_key(mode: Mode, connect: ConnectServer) -> None:
    connect.route(TOKEN, lambda _: Answer.of({"error": "server_error"}, 500, {"date": "long ago"}))
    error = refused(mode, mode.by_key(connect), authing.ServerError)
    assert "key key-u1 of u1" in str(error)


def test_an_issuer_that_is_not_the_host_is_refused_with_both_names(mode: Mode, connect: ConnectServer) -> None:
    connect.issuer = "https://id.example.com"
    for ask in (mode.by_key, mode.by_secret):
        error = refused(mode, ask(connect), authing.UnexpectedAnswer)
        assert "https://id.example.com" in str(error)
        assert connect.host in str(error)
        assert error.path.endswith(DISCOVERY)
    assert connect.asked(TOKEN) == []


def test_an_instance_behind_another_address_is_told_by_its_audience(mode: Mode, connect: ConnectServer) -> None:
    connect.issuer = "https://id.example.com"
    for ask in (mode.by_key, mode.by_secret):
        with pytest.raises(authing.UnexpectedAnswer, match=r"as the host or, .* audience beside it$"):
            read(mode, ask(connect))
        assert read(mode, ask(connect, audience=connect.issuer)).user is not None
        with pytest.raises(ArgumentError, match=r"^audience must be a text"):
            ask(connect, audience=[connect.issuer])
    told = jwt.decode(connect.asked(TOKEN)[0].form["assertion"], options={"verify_signature": False})
    assert told["aud"] == "https://id.example.com"


def test_a_wrong_audience_is_refused_with_the_right_one(mode: Mode, connect: ConnectServer) -> None:
    error = refused(mode, mode.by_key(connect, audience="https://other.example"), authing.UnexpectedAnswer)
    assert "https://other.example" in str(error)
    assert connect.host in str(error)
    assert connect.asked(TOKEN) == []


def test_an_audience_that_only_the_token_endpoint_refuses_is_named(mode: Mode, connect: ConnectServer) -> None:
    told = connect.discovery(None)  # type: ignore[arg-type]  # it looks at nothing of the request
    connect.route(DISCOVERY, lambda _: told)
    connect.issuer = "https://id.example.com"
    error = refused(mode, mode.by_key(connect))
    assert f"for {connect.host}" in str(error)
    assert (error.code, error.status) == ("server_error", 500)


def test_a_key_whose_time_is_over_is_not_used(mode: Mode, connect: ConnectServer) -> None:
    over = datetime.now(timezone.utc) - timedelta(seconds=1)
    file = connect.add_service_user("u1") | {"expirationDate": over.isoformat()}
    error = refused(mode, mode.kept(mode.kind.with_private_key(connect.host, file)), authing.NotLoggedIn)
    assert (error.code, error.status) == ("key_expired", None)
    assert "key-u1" in str(error)
    assert connect.requests == []


def test_a_key_whose_time_is_not_over_is_used(mode: Mode, connect: ConnectServer) -> None:
    file = connect.add_service_user("u1") | {"expirationDate": "9999-01-01T00:00:00Z"}
    assert read(mode, mode.kept(mode.kind.with_private_key(connect.host, file))).user is not None


def test_a_wrong_secret_is_told_without_it(mode: Mode, connect: ConnectServer) -> None:
    connect.add_service_user("u1", client_id="bot", secret="right")
    wrong = "wr0ng"
    error = refused(mode, mode.kept(mode.kind.with_client_credentials(connect.host, "bot", wrong)), authing.Invalid)
    assert "Secret.Invalid" in str(error)
    assert "wr0ng" not in str(error) + repr(error) + repr(error.data)


def test_a_client_id_that_is_not_known_is_told(mode: Mode, connect: ConnectServer) -> None:
    error = refused(mode, mode.kept(mode.kind.with_client_credentials(connect.host, "nobody", "x")), authing.Forbidden)
    assert error.code == "invalid_client"


@pytest.mark.parametrize("given", [("", "s"), ("c", ""), (None, "s"), ("c", None), (5, "s"), ("c", b"s")])
def test_what_is_no_id_or_secret_is_refused(given: Any, mode: Mode, connect: ConnectServer) -> None:
    with pytest.raises(ArgumentError, match=r"client_id|client_secret"):
        mode.kind.with_client_credentials(connect.host, *given)


ANSWERS: dict[str, tuple[Answer, type[authing.AuthingException]]] = {
    "an error": (Answer.of({"error": "server_error"}, 500), authing.ServerError),
    "a page": (Answer(503, {"content-type": "text/html"}, b"<html>s3cret</html>"), authing.ServerError),
    "a page that looks good": (
        Answer(200, {"content-type": "text/html"}, b"<html>s3cret</html>"),
        authing.UnexpectedAnswer,
    ),
    "no token": (Answer.of({"token_type": "Bearer", "id_token": "s3cret"}), authing.UnexpectedAnswer),
    "another kind of token": (Answer.of({"access_token": "s3cret", "token_type": "mac"}), authing.UnexpectedAnswer),
    "a token that cannot be sent": (Answer.of({"access_token": "s3cret\r\nx: y"}), authing.UnexpectedAnswer),
    "a redirect": (Answer(307, {"location": "https://elsewhere.example"}), authing.UnexpectedAnswer),
    "nothing": (Answer(200), authing.UnexpectedAnswer),
    "no connection": (DROPPED, authing.NetworkError),
}


@pytest.mark.parametrize("case", ANSWERS)
@pytest.mark.parametrize("way", WAYS)
def test_whatever_the_token_endpoint_answers_is_told(way: str, case: str, mode: Mode, connect: ConnectServer) -> None:
    answer, kind = ANSWERS[case]
    connect.route(TOKEN, lambda _: answer)
    client = getattr(mode, way)(connect, retries=0)
    error = refused(mode, client, kind)
    assert type(error) is kind
    assert "s3cret" not in "".join(format_exception(error))
    assert connect.asked(GET_USER) == []
    connect.route(TOKEN, connect.token)
    assert read(mode, client).user is not None
    assert len(connect.asked(DISCOVERY)) == 1


@pytest.mark.parametrize("case", ["a page", "no endpoint", "an endpoint elsewhere", "not found", "not in the web"])
def test_whatever_discovery_answers_is_told(case: str, mode: Mode, connect: ConnectServer) -> None:
    told = {"issuer": connect.host}
    answers = {
        "a page": Answer(200, {"content-type": "text/html"}, b"<html>"),
        "no endpoint": Answer.of(told),
        "an endpoint elsewhere": Answer.of({**told, "token_endpoint": "http://127.0.0.1:1/token"}),
        "not found": Answer(404, {}, b"404 page not found"),
        "not in the web": Answer.of({**told, "token_endpoint": "ftp://127.0.0.1/token"}),
    }
    connect.reply(DISCOVERY, answers[case])
    client = mode.by_key(connect, retries=0)
    with pytest.raises((authing.AuthingException, ArgumentError)) as caught:
        read(mode, client)
    assert type(caught.value) is {"an endpoint elsewhere": authing.NetworkError}.get(case, authing.UnexpectedAnswer)
    assert connect.asked(GET_USER) == connect.asked(TOKEN) == []
    if case != "an endpoint elsewhere":
        assert read(mode, client).user is not None


@pytest.mark.parametrize("where", [DISCOVERY, TOKEN])
def test_where_no_tokens_are_the_user_is_not_the_one_who_is_missing(
    where: str, mode: Mode, connect: ConnectServer
) -> None:
    connect.route(where, lambda _: Answer(404, {}, b"404 page not found"))
    for ask in (mode.by_key, mode.by_secret):
        error = refused(mode, ask(connect), authing.UnexpectedAnswer)
        assert (error.status, error.method) == (404, "GET" if where == DISCOVERY else "POST")
        assert error.path.endswith(where)
        assert f"there is no provider of tokens at {connect.host}: " in str(error)


def test_a_failure_that_passes_is_not_noticed(mode: Mode, connect: ConnectServer) -> None:
    connect.reply(DISCOVERY, Answer(503))
    connect.reply(TOKEN, DROPPED)
    assert read(mode, mode.by_key(connect)).user is not None
    assert len(connect.asked(DISCOVERY)) == len(connect.asked(TOKEN)) == 2


def test_a_token_is_used_on_while_it_cannot_be_renewed(connect: ConnectServer) -> None:
    connect.token_lifetime = 2
    client = Zitadel.with_private_key(connect.host, connect.add_service_user("u1"), retries=0)
    client.users.get_user_by_id(user_id="1")
    connect.route(TOKEN, lambda _: Answer(500))
    time.sleep(1.85)  # a tenth of its life is left
    client.users.get_user_by_id(user_id="1")
    assert len(connect.asked(TOKEN)) == 2
    client.close()
