"""What the SDK costs over the bare HTTP client, for one call and for fifty in flight."""

from __future__ import annotations

import asyncio
import json
import urllib.request
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import requests
import urllib3
from timing import alternate, alternate_awaited, canned_server, microseconds, ratio, row

from authing import AsyncAuthenticationClient, AsyncManagementClient, AuthenticationClient, ManagementClient
from authing.v2.wire import request_headers

PATH = "/api/v2/users/u1"
FLIGHT = 50


def blocking(host: str) -> None:
    client = ManagementClient(user_pool_id="pool", secret="secret", host=host)
    pool = urllib3.HTTPConnectionPool(urlsplit(host).hostname or "", urlsplit(host).port, maxsize=4)
    session = requests.Session()
    session.trust_env = False
    headers = {**request_headers(user_pool_id="pool"), "authorization": "Bearer " + "t" * 300}
    target = f"{PATH}?with_custom_data=0"

    def bare() -> Any:
        return json.loads(pool.request("GET", target, headers=headers, timeout=30.0).data)

    def plain_session() -> Any:
        return session.get(host + target, headers=headers, timeout=30.0).json()

    def typed() -> Any:
        user = client.users.detail("u1")
        return user and user.username

    times = alternate({"bare": bare, "requests": plain_session, "typed": typed}, batch=50, rounds=60)
    row("bare urllib3 pool, one call", f"{microseconds(times, 'bare'):.0f} µs", 1.0, "")
    row("requests.Session", f"{microseconds(times, 'requests'):.0f} µs", ratio(times, "requests", "bare"), "")
    row("users.detail, blocking", f"{microseconds(times, 'typed'):.0f} µs", ratio(times, "typed", "bare"), "≤ 1.25 ×")


async def awaited(host: str) -> None:
    headers = {**request_headers(user_pool_id="pool"), "authorization": "Bearer " + "t" * 300}
    url = f"{host}{PATH}?with_custom_data=0"
    client = AsyncManagementClient(user_pool_id="pool", secret="secret", host=host)
    async with client, aiohttp.ClientSession() as session:

        async def bare() -> Any:
            async with session.get(url, headers=headers) as response:
                return json.loads(await response.read())

        async def typed() -> Any:
            user = await client.users.detail("u1")
            return user and user.username

        async def flight_of_bare() -> None:
            await asyncio.gather(*(bare() for _ in range(FLIGHT)))

        async def flight_of_typed() -> None:
            await asyncio.gather(*(typed() for _ in range(FLIGHT)))

        jobs = {"bare": flight_of_bare, "typed": flight_of_typed}
        times = await alternate_awaited(jobs, per_job=FLIGHT, rounds=100)
    row("bare aiohttp, 50 in flight", f"{microseconds(times, 'bare'):.0f} µs", 1.0, "")
    row(
        "users.detail, awaited, 50 in flight",
        f"{microseconds(times, 'typed'):.0f} µs",
        ratio(times, "typed", "bare"),
        "≤ 1.3 ×",
    )


def clients_in_turn(host: str) -> None:
    times = alternate(
        {"made": lambda: AuthenticationClient(app_id="app", token="t" * 300, host=host)}, batch=200, rounds=20
    )
    row("AuthenticationClient(…)", f"{microseconds(times, 'made'):.1f} µs", None, "≤ 20 µs")

    def connections() -> int:
        with urllib.request.urlopen(f"{host}/_connections") as answer:
            return int(answer.read())

    before = connections()
    for _ in range(1000):
        AuthenticationClient(app_id="app", token="t" * 300, host=host).get_current_user()
    row("connections of 1,000 clients in turn, blocking", str(connections() - before - 1), None, "1")

    async def awaited_clients() -> None:
        for _ in range(1000):
            await AsyncAuthenticationClient(app_id="app", token="t" * 300, host=host).get_current_user()

    before = connections()
    asyncio.run(awaited_clients())
    row("connections of 1,000 clients in turn, awaited", str(connections() - before - 1), None, "1")


def main() -> None:
    with canned_server() as host:
        blocking(host)
        asyncio.run(awaited(host))
        clients_in_turn(host)


if __name__ == "__main__":
    main()
