"""What the Logto side costs: importing it; awaited calls, against logto-admin in a Python that `LOGTO_ADMIN_PYTHON` names.

logto-admin is used as its README shows it, with a client for each piece of work, and with one client for all; its
program runs on both packages, and only the package in its imports differs.
"""

from __future__ import annotations

import os
import statistics
import sys
from contextlib import ExitStack

from timing import batch, canned_server, fresh, microseconds, ratio, row, worker

THEIRS, OURS = "logto_admin", "authing.logto"
TYPED = f"{OURS}: users.get, 50 in flight"
ROUNDS = 12

REQUESTS = "import requests"
FIRST_RESOURCE = """
from authing.logto import Logto
Logto(endpoint="https://logto.example.com", client_id="m2m", client_secret="hush").users
"""

FLIGHTS = """
import asyncio, sys, time
{program}
async def flight():
    await asyncio.gather(*(call() for _ in range(50)))

async def main():
    for flights in map(int, sys.stdin):
        began = time.perf_counter()
        for _ in range(flights):
            await flight()
        print((time.perf_counter() - began) / flights / 50, flush=True)

asyncio.run(main())
"""
CLIENT_FOR_EACH_CALL = """
from {package} import AuthenticatedClient
from {package}.api.users import get_api_users_user_id

async def call():
    async with AuthenticatedClient(base_url=sys.argv[1], token="t" * 300, prefix="Bearer") as client:
        (await get_api_users_user_id.asyncio("u1", client=client)).username
"""
ONE_CLIENT = """
from {package} import AuthenticatedClient
from {package}.api.users import get_api_users_user_id

client = AuthenticatedClient(base_url=sys.argv[1], token="t" * 300, prefix="Bearer")

async def call():
    (await get_api_users_user_id.asyncio("u1", client=client)).username
"""
USERS_GET = """
from authing.logto import AsyncLogto

client = AsyncLogto.with_token(sys.argv[1], "t" * 300)

async def call():
    (await client.users.get("u1")).username
"""


def imports() -> None:
    for code in (REQUESTS, FIRST_RESOURCE):
        fresh(sys.executable, code)  # so that all of it is compiled
    rounds = [[fresh(sys.executable, code)[0] for code in (REQUESTS, FIRST_RESOURCE)] for _ in range(21)]
    more = statistics.median(mine - base for base, mine in rounds)
    row("`Logto(…).users`, beyond `import requests`", f"{more * 1000:.0f} ms", None, "≤ 60 ms")


def calls(theirs: str) -> None:
    each, one = CLIENT_FOR_EACH_CALL.format, ONE_CLIENT.format
    of_readme, with_one = "logto-admin, a client for each call, 50 in flight", "logto-admin, one client, 50 in flight"
    programs = {
        of_readme: (theirs, each(package=THEIRS), 1),
        f"its program on {OURS}, a client for each call": (sys.executable, each(package=OURS), 20),
        with_one: (theirs, one(package=THEIRS), 5),
        f"its program on {OURS}, one client": (sys.executable, one(package=OURS), 20),
        TYPED: (sys.executable, USERS_GET, 20),
    }
    times: dict[str, list[float]] = {what: [] for what in programs}
    with canned_server() as host, ExitStack() as stack:
        workers = {
            what: (stack.enter_context(worker(python, FLIGHTS.format(program=program), host)), flights)
            for what, (python, program, flights) in programs.items()
        }
        for turn in range(-1, ROUNDS):
            for what, at_work in workers.items():
                seconds = batch(*at_work)
                if turn >= 0:
                    times[what].append(seconds)
    for what in programs:
        bound = "≤ 0.10 ×" if what == TYPED else ""
        row(what, f"{microseconds(times, what):.0f} µs", ratio(times, what, of_readme), bound)
    row("the same, over logto-admin with one client", "", ratio(times, TYPED, with_one), "")


def main() -> None:
    imports()
    if theirs := os.environ.get("LOGTO_ADMIN_PYTHON"):
        calls(theirs)
    else:
        print("logto-admin is left out: set LOGTO_ADMIN_PYTHON, see benchmarks/README.md", file=sys.stderr)


if __name__ == "__main__":
    main()
