"""What the awaiting runner does beyond what holds for every way to send."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import ssl
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import aiohttp
import httpx
import pytest
import requests
from wire_clients import HEADERS, Secret, client, get, options, post, read
from wire_server import Behaviour, Seen, Wire, drip, echo, hang, json, serving, slow

from authing.core.awaiting import AwaitingRunner, Transport, shared_transport, transport_for
from authing.core.call import Call, Flow, Reply
from authing.core.credentials import Credentials, Grant, StaticToken
from authing.core.errors import (
    ArgumentError,
    AuthingException,
    NetworkError,
    NotFound,
    ServerError,
    Timeout,
    UnexpectedAnswer,
)
from authing.core.options import Hooks, RequestEvent, ResponseEvent
from authing.core.paging import Contents, by_number
from authing.core.plan import Request


@contextlib.asynccontextmanager
async def awaited(url: str, credentials: Credentials | None = None, **given: Any) -> AsyncIterator[AwaitingRunner]:
    runner = unclosed(url, credentials, **given)
    try:
        yield runner
    finally:
        await runner.close()


def unclosed(url: str, credentials: Credentials | None = None, *, shared: bool = False, **given: Any) -> AwaitingRunner:
    chosen = options(url, **given)
    transport = shared_transport(chosen) if shared else transport_for(chosen)
    return AwaitingRunner(chosen, HEADERS, credentials or StaticToken("mine"), transport)


async def until(true: Callable[[], object]) -> None:
    """Let others work until this is so; two seconds at most."""
    end = time.monotonic() + 2
    while not true() and time.monotonic() < end:
        await asyncio.sleep(0.005)
    assert true()


def test_a_hundred_tasks_obtain_one_token() -> None:
    def script(seen: Seen) -> Behaviour:
        return slow(0.05, json({"token": "one"})) if seen.target == "/token" else echo

    async def main(server: Wire) -> None:
        async with awaited(server.url, Secret()) as runner:
            got = await asyncio.gather(*[runner.run(get()) for _ in range(100)])
        assert {told["headers"]["authorization"] for told in got} == {"Bearer one"}
        assert server.targets().count("/token") == 1
        assert len(got) == 100

    with serving(by=script) as server:
        asyncio.run(main(server))


def test_a_hundred_tasks_share_one_failing_renewal() -> None:
    def script(seen: Seen) -> Behaviour:
        return slow(0.05, json({}, 500)) if seen.target == "/token" else echo

    async def main(server: Wire) -> None:
        async with awaited(server.url, Secret()) as runner:
            got = await asyncio.gather(*[runner.run(get()) for _ in range(100)], return_exceptions=True)
        assert {type(error) for error in got} == {ServerError}
        assert len(set(map(id, got))) == 100
        assert server.targets() == ["/token"]

    with serving(by=script) as server:
        asyncio.run(main(server))


def test_with_a_token_that_is_still_good_nobody_waits_for_its_renewal() -> None:
    go_on = threading.Event()

    def script(seen: Seen) -> Behaviour:
        if seen.target != "/token":
            return echo
        go_on.wait(5)
        return json({"token": "new"})

    async def main(server: Wire) -> None:
        secret = Secret()
        secret.keep(Grant("old", 100), time.time() - 95)
        async with awaited(server.url, secret) as runner:
            renewer = asyncio.create_task(runner.run(get()))
            await until(lambda: server.seen)
            assert (await runner.run(get()))["headers"]["authorization"] == "Bearer old"
            go_on.set()
            assert (await renewer)["headers"]["authorization"] == "Bearer new"

    with serving(by=script) as server:
        asyncio.run(main(server))


def test_who_waits_for_a_token_does_not_wait_past_the_deadline() -> None:
    renewing, go_on = threading.Event(), threading.Event()

    def script(seen: Seen) -> Behaviour:
        if seen.target == "/first":
            renewing.wait(5)
            return echo
        renewing.set()
        go_on.wait(5)
        return json({}, 500)

    def two() -> Flow[None]:
        yield from get("/first", auth=False)
        yield from get("/second")

    async def main(server: Wire) -> None:
        async with awaited(server.url, Secret(), deadline=0.4) as runner:
            early = asyncio.create_task(runner.run(two()))
            await until(lambda: server.seen)
            late = asyncio.create_task(runner.run(get()))
            with pytest.raises(Timeout, match="no token was obtained in time"):
                await early
            go_on.set()
            with pytest.raises(AuthingException):
                await late
        assert server.targets() == ["/first", "/token"]

    with serving(by=script) as server:
        asyncio.run(main(server))


def test_a_task_cancelled_while_renewing_leaves_the_turn_to_the_next() -> None:
    tokens: list[int] = []

    def script(seen: Seen) -> Behaviour:
        if seen.target != "/token":
            return echo
        tokens.append(1)
        return hang if len(tokens) == 1 else json({"token": "two"})

    async def main(server: Wire) -> None:
        async with awaited(server.url, Secret()) as runner:
            renewer = asyncio.create_task(runner.run(get()))
            await until(lambda: server.seen)
            waiting = asyncio.create_task(runner.run(get("/waiting")))
            impatient = asyncio.create_task(runner.run(get("/impatient")))
            await asyncio.sleep(0.01)
            impatient.cancel()
            renewer.cancel()
            got = await asyncio.gather(renewer, impatient, return_exceptions=True)
            assert [type(error) for error in got] == [asyncio.CancelledError] * 2
            assert (await waiting)["headers"]["authorization"] == "Bearer two"
            assert (await runner.run(get("/next")))["target"] == "/next"
        assert server.targets() == ["/token", "/token", "/waiting", "/next"]

    with serving(by=script) as server:
        asyncio.run(main(server))


def test_a_cancelled_call_is_told_as_one_without_an_answer(caplog: pytest.LogCaptureFixture) -> None:
    told: list[Any] = []

    async def main(server: Wire) -> None:
        async with awaited(server.url, hooks=Hooks(on_response=told.append, on_error=told.append)) as runner:
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(runner.run(get("/x?token=s3cret".partition("?")[0])), 0.1)

    with serving(hang) as server, caplog.at_level(logging.DEBUG, "authing"):
        asyncio.run(main(server))
    assert [event._replace(seconds=0.0) for event in told] == [ResponseEvent("GET", "/x", None, 1, None, 0.0)]
    assert [record.getMessage().partition(" in ")[0] for record in caplog.records if record.name == "authing.http"] == [
        "GET /x -> no answer"
    ]


def test_hooks_see_every_attempt_and_the_error_once() -> None:
    told: list[Any] = []

    async def main(server: Wire) -> AuthingException:
        async with awaited(server.url, hooks=Hooks(told.append, told.append, told.append)) as runner:
            with pytest.raises(NotFound) as error:
                await runner.run(get(name="detail"))
        return error.value

    with serving(json({}, 429, retry_after="0"), json({}, 404)) as server:
        error = asyncio.run(main(server))
    events = [event._replace(seconds=0.0) if isinstance(event, ResponseEvent) else event for event in told]
    assert events == [
        RequestEvent("GET", "/thing", "detail", 1),
        ResponseEvent("GET", "/thing", "detail", 1, 429, 0.0),
        RequestEvent("GET", "/thing", "detail", 2),
        ResponseEvent("GET", "/thing", "detail", 2, 404, 0.0),
        error,
    ]


def test_fifty_calls_are_in_flight_at_once() -> None:
    begun, all_begun = threading.Semaphore(0), threading.Event()

    def script(_: Seen) -> Behaviour:
        begun.release()
        all_begun.wait(10)
        return echo

    async def main(server: Wire) -> None:
        async with awaited(server.url) as runner:
            calls = [asyncio.create_task(runner.run(get())) for _ in range(50)]
            assert await asyncio.to_thread(lambda: all(begun.acquire(timeout=10) for _ in range(50)))
            all_begun.set()
            assert len(await asyncio.gather(*calls)) == 50

    with serving(by=script) as server:
        asyncio.run(main(server))


@pytest.mark.parametrize("shared", [True, False])
def test_a_client_works_in_one_loop_after_the_other_and_needs_no_close(shared: bool) -> None:
    def script(seen: Seen) -> Behaviour:
        return json({"token": "one"}) if seen.target == "/token" else echo

    with serving(by=script) as server:
        runner = unclosed(server.url, Secret(), shared=shared)

        async def main() -> None:
            await asyncio.gather(*[runner.run(get()) for _ in range(5)])

        for _ in range(3):
            asyncio.run(main())
            assert server.until_open(0) == 0  # before the loop ended, not some time later
        gc.collect()  # would tell of anything unclosed
        assert server.targets().count("/token") == 1


def test_a_client_works_in_two_loops_at_once() -> None:
    start = threading.Barrier(2)
    got: list[Any] = []

    def script(seen: Seen) -> Behaviour:
        return slow(0.02, json({"token": "one"})) if seen.target == "/token" else echo

    with serving(by=script) as server:
        runner = unclosed(server.url, Secret())

        async def main() -> None:
            start.wait()
            for _ in range(5):
                got.extend(await asyncio.gather(*[runner.run(get()) for _ in range(5)]))

        threads = [threading.Thread(target=lambda: asyncio.run(main())) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert server.until_open(0) == 0
        assert len(got) == 50
        assert server.targets().count("/token") <= 2


def test_a_client_that_is_dropped_in_a_running_loop_closes_its_connections() -> None:
    async def main(server: Wire) -> None:
        runner = unclosed(server.url)
        await runner.run(get())
        assert server.open == 1
        del runner
        gc.collect()
        assert await asyncio.to_thread(server.until_open, 0) == 0

    with serving(echo) as server:
        asyncio.run(main(server))
        gc.collect()


def test_what_a_loop_left_behind_that_ended_without_a_word_is_not_kept() -> None:
    with serving(echo) as server, warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        runner = unclosed(server.url)
        rude = asyncio.new_event_loop()
        rude.run_until_complete(runner.run(get()))
        rude.run_until_complete(rude.shutdown_default_executor())
        rude.close()  # without shutdown_asyncgens: nobody could close anything
        asyncio.run(runner.run(get()))
        gc.collect()
        assert any("Unclosed" in str(warning.message) for warning in caught)
        assert len(server.seen) == 2
        caught.clear()  # a warning holds what it warns of
        gc.collect()


def test_clients_that_come_and_go_share_one_connection() -> None:
    async def main(server: Wire) -> None:
        for number in range(1000):
            runner = unclosed(server.url, StaticToken(f"t{number}"), shared=True, timeout=10 + number)
            if number % 100 == 0:
                assert (await runner.run(get()))["headers"]["authorization"] == f"Bearer t{number}"

    with serving(echo) as server:
        asyncio.run(main(server))
        assert (server.connections, len(server.seen)) == (1, 10)


def test_only_clients_that_reach_the_host_alike_share() -> None:
    url = "http://127.0.0.1:1"
    assert shared_transport(options(url)) is shared_transport(options(url, timeout=1))
    assert shared_transport(options(url)) is not shared_transport(options(url, pool_size=1))
    assert transport_for(options(url)) is not transport_for(options(url))
    given = options(url, http_client=httpx.AsyncClient())
    assert shared_transport(given) is not shared_transport(given)
    asyncio.run(given.http_client.aclose())


@pytest.mark.parametrize("other", ["text", object(), requests.Session(), httpx.Client])
def test_what_is_no_session_is_refused(other: Any) -> None:
    with pytest.raises(ArgumentError, match=r"^http_client must be an aiohttp\.ClientSession or an httpx\.AsyncClient"):
        transport_for(options("http://127.0.0.1:1", http_client=other))


def test_a_passed_session_keeps_its_headers_and_is_not_closed() -> None:
    async def main(server: Wire) -> None:
        async with aiohttp.ClientSession(headers={"x-session": "1"}) as session:
            async with awaited(server.url, http_client=session) as runner:
                assert (await runner.run(get()))["headers"]["x-session"] == "1"
            assert not session.closed
        async with httpx.AsyncClient(headers={"x-session": "2"}, auth=("u", "p")) as other:
            async with awaited(server.url, http_client=other) as runner:
                headers = (await runner.run(get()))["headers"]
                assert (headers["x-session"], headers["authorization"]) == ("2", "Bearer mine")
                assert "authorization" not in (await runner.run(get(auth=False)))["headers"]
            assert not other.is_closed

    with serving(echo) as server:
        asyncio.run(main(server))


@pytest.mark.parametrize(
    ("problem", "kind", "unsent", "retryable"),
    [
        (httpx.ConnectTimeout("late"), Timeout, True, True),
        (httpx.PoolTimeout("late"), Timeout, True, True),
        (httpx.ReadTimeout("late"), Timeout, False, True),
        (httpx.ConnectError("refused"), NetworkError, True, True),
        (httpx.ProxyError("no"), NetworkError, True, True),
        (httpx.ReadError("reset"), NetworkError, False, True),
        (httpx.DecodingError("gzip"), UnexpectedAnswer, None, False),
    ],
)
def test_what_a_transport_of_the_users_httpx_raises_is_told(
    problem: httpx.HTTPError, kind: type[AuthingException], unsent: bool | None, retryable: bool
) -> None:
    def fail(_: httpx.Request) -> httpx.Response:
        raise problem

    with (
        client(
            "httpx.AsyncClient", "http://id.example", user={"transport": httpx.MockTransport(fail)}, retries=0
        ) as run,
        pytest.raises(kind) as error,
    ):
        run(post())
    assert type(error.value) is kind
    assert (getattr(error.value, "unsent", None), error.value.retryable) == (unsent, retryable)
    assert error.value.message == f"POST /things: {type(problem).__name__}: {problem}"
    assert error.value.__cause__ is problem


def test_a_tls_failure_under_httpx_is_final() -> None:
    def fail(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no") from ssl.SSLCertVerificationError("certificate verify failed")

    user = {"transport": httpx.MockTransport(fail)}
    with client("httpx.AsyncClient", "http://id.example", user=user) as run, pytest.raises(NetworkError) as error:
        run(get())
    assert (error.value.unsent, error.value.retryable) == (True, False)


def listing(page: int) -> Call[Contents[int]]:
    def contents(reply: Reply) -> Contents[int]:
        told = read(reply)
        return told["list"], told.get("total")

    return Call("GET", "/list", contents, params={"page": page})


def test_a_walk_reads_page_after_page_and_no_page_too_early() -> None:
    async def main(server: Wire) -> None:
        async with awaited(server.url) as runner:
            walk = runner.walk(by_number(listing))
            assert server.seen == []
            assert await walk.__anext__() == 1
            assert server.targets() == ["/list?page=1"]
            assert [item async for item in walk] == [2, 3]
            assert server.targets() == ["/list?page=1", "/list?page=2"]

    with serving(json({"list": [1, 2], "total": 3}), json({"list": [3], "total": 3})) as server:
        asyncio.run(main(server))


def test_a_body_over_a_megabyte_is_sent_without_a_warning_and_again_if_need_be() -> None:
    text = "x" * 3_000_000

    async def main(server: Wire) -> None:
        async with awaited(server.url) as runner:
            assert (await runner.run(post(json=text)))["size"] == 3_000_002
        assert [len(seen.body) for seen in server.seen] == [3_000_002] * 2

    with serving(json({}, 429, retry_after="0"), echo) as server:
        asyncio.run(main(server))


def test_a_dripping_body_is_given_up_with_its_connection() -> None:
    with serving(drip(b"x" * 1000, 0.01), json(1)) as server:
        with client("awaiting", server.url, deadline=0.15, retries=0) as run:
            with pytest.raises(Timeout):
                run(get())
            assert run(get()) == 1
        assert server.connections == 2


def test_a_transport_has_to_say_how_it_sends() -> None:
    async def main() -> None:
        bare = Transport()
        with pytest.raises(NotImplementedError):
            await bare.send(Request("GET", "http://x/", {}, None, 1, 1, 1))
        await bare.close()

    asyncio.run(main())


WITHOUT_AIOHTTP = """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("aiohttp", "yarl"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Missing())
from authing.core.errors import MissingExtra
import authing.core.blocking
try:
    import authing.core.awaiting
except MissingExtra as missing:
    print(missing)
"""


def test_without_aiohttp_the_error_names_what_to_install() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", WITHOUT_AIOHTTP],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parent,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "awaited clients need aiohttp: pip install 'authing[async]'\n"


UNCLOSED = """
import asyncio, sys
from wire_clients import HEADERS, StaticToken, get, options
from authing.core.awaiting import AwaitingRunner, transport_for
given = options(sys.argv[1])

async def main():
    runner = AwaitingRunner(given, HEADERS, StaticToken("t"), transport_for(given))
    await asyncio.gather(*[runner.run(get()) for _ in range(3)])

asyncio.run(main())
"""


def test_a_program_that_closes_nothing_ends_without_a_word() -> None:
    with serving(echo) as server:
        done = subprocess.run(
            [sys.executable, "-X", "dev", "-W", "error", "-c", UNCLOSED, server.url],
            capture_output=True,
            text=True,
            check=False,
            cwd=Path(__file__).parent,
        )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
