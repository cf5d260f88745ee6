"""The keys of an issuer over a real socket: fetched once, whoever wants them, and kept when the issuer fails."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm
from wire_clients import ALL, HEADERS, client, get, options
from wire_server import Behaviour, Seen, Wire, answer, echo, html, json, serving, slam, slow

from authing.core import awaiting, blocking
from authing.core.credentials import StaticToken
from authing.core.errors import AuthingException, NetworkError, ServerError, Timeout, UnexpectedAnswer
from authing.core.jwks import shared_key_set
from authing.core.tokens import Claims, Verifier

KEYS = [rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2)]
JWKS, DISCOVERY = "/oidc/jwks", "/oidc/.well-known/openid-configuration"
MANY = 100


def token(url: str, which: int = 0) -> str:
    now = int(time.time())
    claims = {"iss": f"{url}/oidc", "aud": "app", "sub": "bob", "iat": now, "exp": now + 60}
    return jwt.encode(claims, KEYS[which], "RS256", {"kid": str(which)})


class Issuer:
    """Publishes its keys, and anything else on demand."""

    def __init__(self) -> None:
        self.published = [0]
        self.instead: Behaviour | None = None
        self.seconds = 0.0

    def __call__(self, seen: Seen) -> Behaviour:
        if self.instead is not None:
            return self.instead
        url = f"http://{seen.headers['host']}"
        if seen.target == DISCOVERY:
            return json({"issuer": f"{url}/oidc", "jwks_uri": f"{url}{JWKS}"})
        if seen.target != JWKS:
            return echo
        keys = [{**RSAAlgorithm.to_jwk(KEYS[i].public_key(), as_dict=True), "kid": str(i)} for i in self.published]
        return slow(self.seconds, json({"keys": keys}))


@pytest.fixture
def issuer() -> Issuer:
    return Issuer()


@pytest.fixture
def server(issuer: Issuer) -> Iterator[Wire]:
    with serving(by=issuer) as running:
        yield running


def verified(url: str, run: Callable[[Any], Any], which: int = 0, **given: Any) -> Claims:
    """What a client of this way to send verifies; the keys are those of all clients that reach the host like it."""
    keys = shared_key_set(options(url, **given), f"{url}/oidc")
    claims: Claims = run(Verifier(keys).id_token(token(url, which), "app"))
    return claims


def one_blocking(url: str, **given: Any) -> Claims:
    """By a client of its own, which is then no more."""
    chosen = options(url, **given)
    runner = blocking.BlockingRunner(chosen, HEADERS, StaticToken("mine"), blocking.shared_transport(chosen))
    return verified(url, runner.run, **given)


async def one_awaited(url: str, **given: Any) -> Claims:
    chosen = options(url, **given)
    runner = awaiting.AwaitingRunner(chosen, HEADERS, StaticToken("mine"), awaiting.shared_transport(chosen))
    keys = shared_key_set(chosen, f"{url}/oidc")
    return await runner.run(Verifier(keys).id_token(token(url), "app"))


def threads_of(count: int, work: Callable[[], Any]) -> tuple[list[threading.Thread], list[Any]]:
    got: list[Any] = []

    def one() -> None:
        try:
            got.append(work())
        except AuthingException as error:
            got.append(error)

    threads = [threading.Thread(target=one) for _ in range(count)]
    for thread in threads:
        thread.start()
    return threads, got


async def tasks_of(count: int, url: str) -> list[Claims]:
    return await asyncio.gather(*(one_awaited(url) for _ in range(count)))


@pytest.mark.parametrize("kind", ALL)
def test_a_token_is_verified_in_every_way_to_send(kind: str, server: Wire) -> None:
    with client(kind, server.url) as run:
        assert verified(server.url, run).subject == "bob"
        assert verified(server.url, run).subject == "bob"
    assert server.targets() == [DISCOVERY, JWKS]
    assert all("authorization" not in seen.headers for seen in server.seen)


def test_a_hundred_threads_cause_one_fetch(server: Wire, issuer: Issuer) -> None:
    issuer.seconds = 0.2
    threads, got = threads_of(MANY, lambda: one_blocking(server.url))
    for thread in threads:
        thread.join()
    assert [claims.subject for claims in got] == ["bob"] * MANY
    assert server.targets() == [DISCOVERY, JWKS]


def test_a_hundred_tasks_cause_one_fetch(server: Wire, issuer: Issuer) -> None:
    issuer.seconds = 0.2
    got = asyncio.run(tasks_of(MANY, server.url))
    assert [claims.subject for claims in got] == ["bob"] * MANY
    assert server.targets() == [DISCOVERY, JWKS]


def test_threads_and_the_tasks_of_several_loops_cause_one_fetch(server: Wire, issuer: Issuer) -> None:
    issuer.seconds = 0.3
    plain, got = threads_of(30, lambda: one_blocking(server.url))
    loops, got_awaited = threads_of(3, lambda: asyncio.run(tasks_of(30, server.url)))
    for thread in [*plain, *loops]:
        thread.join()
    assert [claims.subject for claims in [*got, *chain(*got_awaited)]] == ["bob"] * 120
    assert server.targets() == [DISCOVERY, JWKS]


def test_the_event_loop_goes_on_while_keys_are_fetched(server: Wire, issuer: Issuer) -> None:
    issuer.seconds = 0.3

    async def main() -> int:
        fetching, beats = asyncio.ensure_future(one_awaited(server.url)), 0
        waiting = asyncio.ensure_future(one_awaited(server.url))
        while not (fetching.done() and waiting.done()):
            await asyncio.sleep(0.01)
            beats += 1
        assert fetching.result() == waiting.result()
        return beats

    assert asyncio.run(main()) >= 10


def test_a_blocking_client_inside_a_task_does_not_wait_for_its_own_loop(server: Wire, issuer: Issuer) -> None:
    issuer.seconds = 0.1

    async def main() -> None:
        fetching = asyncio.ensure_future(one_awaited(server.url))
        while JWKS not in server.targets():
            await asyncio.sleep(0.01)
        began = time.monotonic()
        assert one_blocking(server.url).subject == "bob"
        assert time.monotonic() - began < 5
        assert (await fetching).subject == "bob"

    asyncio.run(main())


def test_if_the_task_that_fetches_is_cancelled_another_does(server: Wire, issuer: Issuer) -> None:
    issuer.seconds = 0.3

    async def main() -> None:
        first = asyncio.ensure_future(one_awaited(server.url))
        while JWKS not in server.targets():
            await asyncio.sleep(0.01)
        others = [asyncio.ensure_future(one_awaited(server.url)) for _ in range(5)]
        await asyncio.sleep(0.01)
        others.pop().cancel()
        first.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await first
        assert [claims.subject for claims in await asyncio.gather(*others)] == ["bob"] * 4

    asyncio.run(main())
    assert server.targets() == [DISCOVERY, JWKS, JWKS]


def test_keys_outlive_the_event_loop_that_fetched_them(server: Wire) -> None:
    for _ in range(3):
        assert asyncio.run(one_awaited(server.url)).subject == "bob"
    assert one_blocking(server.url).subject == "bob"
    assert server.targets() == [DISCOVERY, JWKS]


def test_a_new_key_is_found_at_once(server: Wire, issuer: Issuer) -> None:
    with client("blocking", server.url) as run:
        verified(server.url, run)
        issuer.published = [0, 1]
        assert verified(server.url, run, 1).subject == "bob"
    assert server.targets() == [DISCOVERY, JWKS, JWKS]


def test_keys_are_used_on_while_the_issuer_fails(server: Wire, issuer: Issuer) -> None:
    with client("blocking", server.url, retries=0) as run:
        verified(server.url, run)
        keys = shared_key_set(options(server.url), f"{server.url}/oidc")
        keys._fetched_at -= 1000
        issuer.instead = slam
        assert verified(server.url, run).subject == "bob"
        assert server.targets() == [DISCOVERY, JWKS, JWKS]
        assert verified(server.url, run).subject == "bob"
        assert server.targets() == [DISCOVERY, JWKS, JWKS]


def test_a_hundred_threads_share_one_failure(server: Wire, issuer: Issuer) -> None:
    issuer.instead = slow(0.2, html(503))
    threads, got = threads_of(MANY, lambda: one_blocking(server.url, retries=0))
    for thread in threads:
        thread.join()
    assert {type(error) for error in got} == {ServerError}
    assert server.targets() == [DISCOVERY]
    assert len(set(map(id, got))) == MANY


def test_an_issuer_that_cannot_be_reached_is_told_as_such() -> None:
    with serving(echo) as gone:
        url = gone.url
    with pytest.raises(NetworkError):
        one_blocking(url, retries=0)
    with pytest.raises(NetworkError):
        asyncio.run(one_awaited(url, retries=0))


@pytest.mark.parametrize("kind", ALL)
def test_attack_redirect_of_the_key_set(kind: str, server: Wire, issuer: Issuer) -> None:
    issuer.instead = answer(b"", 302, location="/elsewhere")
    with client(kind, server.url, retries=0) as run, pytest.raises(UnexpectedAnswer):
        verified(server.url, run)
    assert server.targets() == [DISCOVERY]


def test_the_options_of_the_client_hold_for_its_keys(server: Wire, issuer: Issuer) -> None:
    issuer.seconds = 5
    given: dict[str, Any] = {"timeout": 0.2, "retries": 0, "headers": {"x-mine": "1"}}
    with client("blocking", server.url, **given) as run, pytest.raises(Timeout):
        verified(server.url, run)
    assert {seen.headers["x-mine"] for seen in server.seen} == {"1"}


def test_other_calls_go_on_while_keys_are_fetched(server: Wire, issuer: Issuer) -> None:
    issuer.seconds = 0.5
    fetching, got = threads_of(1, lambda: one_blocking(server.url))
    with client("blocking", server.url) as run:
        began = time.monotonic()
        run(get())
        assert time.monotonic() - began < 0.4
    fetching[0].join()
    assert got[0].subject == "bob"


FORKING = """
import os, sys, threading
from authing.core import blocking
from authing.core.credentials import StaticToken
from authing.core.jwks import shared_key_set
from wire_clients import HEADERS, options

given = options(sys.argv[1])
keys = shared_key_set(given, f"{given.host}/oidc")
runner = blocking.BlockingRunner(given, HEADERS, StaticToken("mine"), blocking.shared_transport(given))

def fetch():
    assert runner.run(keys.find("0", "RS256"))

fetching = threading.Thread(target=fetch)
fetching.start()
sys.stdin.readline()  # the keys are being fetched
child = os.fork()
if not child:
    fetch()
    sys.exit(7)
_, status = os.waitpid(child, 0)
assert os.waitstatus_to_exitcode(status) == 7, status
fetching.join()
"""


def test_a_fork_while_another_thread_fetches_leaves_the_child_free(server: Wire, issuer: Issuer) -> None:
    issuer.seconds = 0.5
    # Python 3.12 warns of every fork of a process with threads; this is about living with it.
    command = [sys.executable, "-W", "error", "-W", "ignore::DeprecationWarning", "-c", FORKING, server.url]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=Path(__file__).parent
    ) as process:
        while JWKS not in server.targets():
            assert process.poll() is None, process.communicate()
            time.sleep(0.01)
        _, errors = process.communicate("\n", timeout=30)
    assert (process.returncode, errors) == (0, "")
    assert server.targets().count(JWKS) == 2
