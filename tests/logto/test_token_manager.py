"""`TokenManager`: one token of the Management API, which feeds every client that is made with it."""

from __future__ import annotations

import asyncio
import logging
import pickle
import threading
import time
from typing import Any

import pytest
from logto_modes import Mode
from logto_server import DROPPED, Answer, LogtoServer

from authing.core.errors import ArgumentError, Forbidden, NetworkError
from authing.logto import AsyncLogto, AuthenticatedClient, Logto, TokenManager
from authing.logto.token_manager import ManagedToken

TOKEN = "/oidc/token"


def managed(server: LogtoServer, **arguments: Any) -> TokenManager:
    server.add_application("m2m", "hush")
    return TokenManager(logto_endpoint=server.endpoint, m2m_app_id="m2m", m2m_app_secret="hush", **arguments)


def test_it_feeds_every_client(logto: LogtoServer) -> None:
    manager = managed(logto)
    first, second = (Logto.with_token(logto.endpoint, manager) for _ in range(2))
    third = AuthenticatedClient(logto.endpoint, manager).logto
    fourth = AuthenticatedClient(f"{logto.endpoint}/api", manager.token_info["access_token"]).logto
    clients = (first, second, third, fourth)
    tokens = []
    for _ in range(3):
        for client in clients:
            client.users.get("u1")
        tokens.append({seen.token for seen in logto.requests[-len(clients) :]})
        logto.clock_offset += 3700  # the token is worn out, by the server's clock
    assert [len(each) for each in tokens] == [1, 1, 1]  # all clients had the same
    assert len(set.union(*tokens)) == 3
    assert len(logto.asked(TOKEN)) == 3
    for client in clients:
        client.close()


def test_it_feeds_blocking_and_awaited_clients_at_once(logto: LogtoServer) -> None:
    manager = managed(logto)

    async def program() -> None:
        async with AsyncLogto.with_token(logto.endpoint, manager) as client:
            await asyncio.gather(*(client.users.get("u1") for _ in range(20)))

    asyncio.run(program())
    with Logto.with_token(logto.endpoint, manager) as client:
        threads = [threading.Thread(target=client.users.get, args=("u1",)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(logto.asked(TOKEN)) == 1
    assert len(logto.asked("GetUser")) == 28


def test_it_asks_as_logto_wants_it(logto: LogtoServer) -> None:
    manager = managed(logto)
    assert logto.requests == []  # making one sends nothing
    manager.get_auth_header()
    seen = logto.asked(TOKEN)[0]
    assert seen.form == {
        "grant_type": "client_credentials",
        "scope": "all",
        "resource": "https://default.logto.app/api",
    }
    assert seen.headers["authorization"].startswith("Basic ")


def test_the_token_is_told(logto: LogtoServer) -> None:
    manager = managed(logto)
    assert manager.token_info == {"token_type": "Bearer", "access_token": ""}
    told = asyncio.run(manager.fetch_token_info())
    assert (told["token_type"], told["expires_in"], told["scope"]) == ("Bearer", 3600, "all")
    assert manager.token_info == {"token_type": "Bearer", "access_token": told["access_token"]}
    assert manager.get_auth_header() == f"Bearer {told['access_token']}"
    assert asyncio.run(manager.fetch_token_info())["access_token"] != told["access_token"]  # a new one each time
    assert len(logto.asked(TOKEN)) == 2
    assert isinstance(manager.token_info["access_token"], ManagedToken)


def test_a_token_that_is_stored_takes_no_secret_along(logto: LogtoServer) -> None:
    manager = managed(logto)
    asyncio.run(manager.fetch_token_info())
    stored = pickle.dumps(manager.token_info)
    assert b"hush" not in stored
    assert pickle.loads(stored) == manager.token_info


def test_a_header_is_waited_for_where_there_is_no_token(logto: LogtoServer) -> None:
    manager = managed(logto)
    header = manager.get_auth_header()
    assert header.startswith("Bearer ey")
    assert manager.get_auth_header() == header
    assert len(logto.asked(TOKEN)) == 1


def test_a_token_is_renewed_before_its_end(logto: LogtoServer, mode: Mode) -> None:
    logto.issuer.lifetime = 2  # of whole seconds, as tokens have it: the first of them may be almost over
    client = mode.by_token(logto, managed(logto))
    for _ in range(2):
        mode.run(client.users.get("u1"))
        mode.pause(1.85)  # nine tenths of its life are over
    assert len(logto.asked(TOKEN)) == 2
    assert len(logto.asked("GetUser")) == 2  # none was refused


def test_the_task_beside_a_program_takes_new_tokens_in_time(logto: LogtoServer) -> None:
    logto.issuer.lifetime = 2
    manager = managed(logto)

    async def program() -> set[str]:
        task = asyncio.create_task(manager.refresh_token_periodically())
        headers: set[str] = set()
        until = time.monotonic() + 4
        while time.monotonic() < until and len(headers) < 2:
            await asyncio.sleep(0.05)
            headers.add(str(manager.token_info["access_token"]))
            headers.discard("")
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return headers

    assert len(asyncio.run(program())) == 2


def test_the_task_goes_on_where_logto_is_away_for_a_while(logto: LogtoServer, caplog: pytest.LogCaptureFixture) -> None:
    failures = {
        "NetworkError": DROPPED,
        "ServerError": Answer(500, {"content-type": "application/json"}, b'{"message": "Internal server error."}'),
        "UnexpectedAnswer": Answer(200, {"content-type": "text/html"}, b"<html>be back soon</html>"),
    }
    for answer in failures.values():
        logto.reply("POST /oidc/token", answer)

    async def program(manager: TokenManager) -> str:
        task = asyncio.create_task(manager.refresh_token_periodically())
        until = time.monotonic() + 15  # five seconds are let pass
        while not manager.token_info["access_token"] and time.monotonic() < until:
            await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return manager.token_info["access_token"]

    async def programs() -> list[str]:
        return await asyncio.gather(*(program(managed(logto, retries=0)) for _ in failures))

    with caplog.at_level(logging.WARNING, "authing.token"):
        assert all(asyncio.run(programs()))
    assert sorted(record.getMessage() for record in caplog.records) == [
        f"the token could not be renewed, it is tried again: {told}" for told in sorted(failures)
    ]


def test_the_task_ends_where_trying_again_is_of_no_use(logto: LogtoServer) -> None:
    logto.add_application("m2m", "another")
    manager = TokenManager(logto.endpoint, "m2m", "hush")
    with pytest.raises(Forbidden) as caught:
        asyncio.run(manager.refresh_token_periodically())
    assert caught.value.code == "invalid_client"
    assert "hush" not in f"{caught.value!r} {caught.value}"


def test_an_application_without_a_role_is_told(logto: LogtoServer) -> None:
    logto.add_application("m2m", "hush", scope="")
    with pytest.raises(Forbidden, match="without the scope 'all'"):
        TokenManager(logto.endpoint, "m2m", "hush").get_auth_header()


def test_a_logto_that_is_not_there_is_told(logto: LogtoServer) -> None:
    logto.reply("POST /oidc/token", DROPPED, times=3)
    with pytest.raises(NetworkError):
        managed(logto, retries=0).get_auth_header()


@pytest.mark.parametrize(
    ("endpoint", "given", "resource"),
    [
        ("https://logto.example.com", None, "https://default.logto.app/api"),
        ("https://abc123.logto.app", None, "https://abc123.logto.app/api"),
        ("https://abc123.logto.app/", None, "https://abc123.logto.app/api"),
        ("https://id.shop.example", "https://abc123.logto.app/api", "https://abc123.logto.app/api"),
    ],
)
def test_the_cloud_calls_its_api_otherwise(endpoint: str, given: str | None, resource: str) -> None:
    manager = TokenManager(endpoint, "m2m", "hush", resource=given)
    assert manager.fields == {"resource": resource}
    assert manager.logto_endpoint == endpoint.rstrip("/")
    assert manager.m2m_app_id == "m2m"


def test_it_shows_no_secret(logto: LogtoServer) -> None:
    manager = managed(logto)
    header = manager.get_auth_header()
    assert "hush" not in repr(manager)
    assert header.removeprefix("Bearer ") not in repr(manager)


@pytest.mark.parametrize(
    "given", [("", "m2m", "hush"), ("https://a.example", "", "hush"), ("https://a.example", "m", "")]
)
def test_one_that_cannot_be_is_not_made(given: tuple[str, str, str]) -> None:
    with pytest.raises(ArgumentError):
        TokenManager(*given)
