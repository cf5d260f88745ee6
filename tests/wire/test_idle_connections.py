"""Connections that have had nothing to do for so long that their host is about to close them."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme
from wire_clients import HEADERS, get, post
from wire_server import Wire, echo, serving

from authing.core import awaiting, blocking
from authing.core.credentials import StaticToken
from authing.core.errors import NetworkError
from authing.core.options import Options

Run = Callable[[Any], Any]


class Restless(Options):
    idle_limit = 0.3


@pytest.fixture(params=["plain", "tls"])
def wire(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Wire, Options]]:
    context, verify = None, None
    if request.param == "tls":
        authority, verify = trustme.CA(), str(tmp_path / "ca.pem")
        authority.cert_pem.write_to_path(verify)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("127.0.0.1").configure_cert(context)
    with serving(echo, tls=context) as server:
        yield server, Restless(host=server.url, proxy="", verify=verify or True)


@pytest.fixture(params=["blocking", "awaiting"])
def run(request: pytest.FixtureRequest, wire: tuple[Wire, Options]) -> Iterator[Run]:
    options, token = wire[1], StaticToken("mine")
    if request.param == "blocking":
        runner = blocking.BlockingRunner(options, HEADERS, token, blocking.transport_for(options))
        yield runner.run
        runner.close()
        return
    loop = asyncio.new_event_loop()
    awaited = awaiting.AwaitingRunner(options, HEADERS, token, awaiting.transport_for(options))
    yield lambda call: loop.run_until_complete(awaited.run(call))
    loop.run_until_complete(awaited.close())
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.run_until_complete(loop.shutdown_default_executor())
    loop.close()


def test_a_connection_that_rested_too_long_is_not_used_again(run: Run, wire: tuple[Wire, Options]) -> None:
    for rest, connections in ((0, 1), (0.05, 1), (0.4, 2), (0.05, 2)):
        time.sleep(rest)
        run(post())
        assert wire[0].connections == connections
    assert len(wire[0].seen) == 4


def test_errors_tell_the_kind_of_a_connection_that_everybody_knows(run: Run, wire: tuple[Wire, Options]) -> None:
    wire[0].close()
    with pytest.raises(NetworkError) as caught:
        run(get())
    assert "_Resting" not in str(caught.value)


def test_a_connection_in_use_does_not_grow_old(run: Run, wire: tuple[Wire, Options]) -> None:
    for _ in range(4):
        time.sleep(0.12)
        run(get())
    assert wire[0].connections == 1
