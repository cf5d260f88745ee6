"""Every way to send: the same tests hold for all of them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import aiohttp
import httpx
import requests

from authing.core import awaiting, blocking
from authing.core.call import Call, Describes, Reply
from authing.core.credentials import Credentials, Grant, Granted, StaticToken
from authing.core.errors import kind_for_status
from authing.core.options import Options

Run = Callable[[Describes[Any]], Any]

OURS = ["blocking", "awaiting"]
GIVEN = ["requests.Session", "httpx.Client", "aiohttp.ClientSession", "httpx.AsyncClient"]
ALL = OURS + GIVEN


def read(answer: Reply) -> Any:
    if answer.status >= 300:
        raise kind_for_status(answer.status)(answer.status, "refused")
    return answer.json() if answer.body else None


def get(path: str = "/thing", **arguments: Any) -> Call[Any]:
    return Call("GET", path, read, **arguments)


def post(path: str = "/things", **arguments: Any) -> Call[Any]:
    return Call("POST", path, read, **arguments)


class Secret(Granted):
    """A token in exchange for a secret."""

    def renewal(self) -> Describes[Grant]:
        return Call("POST", "/token", _grant, form={"client_secret": "hush"}, auth=False)


def _grant(answer: Reply) -> Grant:
    told = read(answer)
    return Grant(told["token"], told.get("lifetime", 3600))


def options(url: str, **given: Any) -> Options:
    """Options without a proxy, whatever the environment of the test says."""
    chosen: dict[str, Any] = {"host": url, "proxy": ""} | given
    return Options(**chosen)


HEADERS: Mapping[str, str] = {"accept": "application/json", "accept-encoding": "gzip"}


@contextlib.contextmanager
def client(
    kind: str, url: str, *, credentials: Credentials | None = None, user: Mapping[str, Any] | None = None, **given: Any
) -> Iterator[Run]:
    """A client of this kind, as a function that performs an operation and waits for it; closed at the end.

    `user` are arguments or attributes of the user's own session.
    """
    credentials = credentials or StaticToken("mine")
    user = user or {}
    if kind in ("blocking", "requests.Session", "httpx.Client"):
        with contextlib.ExitStack() as stack:
            if kind == "requests.Session":
                session = stack.enter_context(requests.Session())
                for name, value in user.items():
                    setattr(session, name, value)
                given["http_client"] = session
            elif kind == "httpx.Client":
                given["http_client"] = stack.enter_context(httpx.Client(**user))
            chosen = options(url, **given)
            runner = blocking.BlockingRunner(chosen, HEADERS, credentials, blocking.transport_for(chosen))
            try:
                yield runner.run
            finally:
                runner.close()
        return
    loop = asyncio.new_event_loop()
    try:
        if kind != "awaiting":
            given["http_client"] = loop.run_until_complete(_session(kind, user))
        chosen = options(url, **given)
        awaited = awaiting.AwaitingRunner(chosen, HEADERS, credentials, awaiting.transport_for(chosen))
        try:
            yield lambda described: loop.run_until_complete(awaited.run(described))
        finally:
            loop.run_until_complete(awaited.close())
            session_given = chosen.http_client
            if session_given is not None:
                closing = session_given.close if kind == "aiohttp.ClientSession" else session_given.aclose
                loop.run_until_complete(closing())
    finally:
        loop.run_until_complete(
            asyncio.sleep(0.01)
        )  # a connection that is closed, and TLS above all, ends some turns later
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()


async def _session(kind: str, user: Mapping[str, Any]) -> Any:
    if kind == "aiohttp.ClientSession":
        if "verify" in user:
            return aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=user["verify"]))
        return aiohttp.ClientSession(**user)
    return httpx.AsyncClient(**user)
