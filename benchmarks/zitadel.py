"""What the ZITADEL side costs, against zitadel_client in a Python of its own, which `ZITADEL_CLIENT_PYTHON` names.

Both run the same programs; only the package in their imports differs.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
from contextlib import ExitStack
from typing import Any

from canned import ZITADEL_USER
from timing import alternate, batch, canned_server, fresh, microseconds, ratio, row, worker

from authing.zitadel.models.user import ListUsersResponse

OURS, THEIRS = "authing.zitadel", "zitadel_client"
USERS = json.dumps({"details": {"totalResult": "1000"}, "result": [ZITADEL_USER] * 1000}).encode()

IMPORT = "import {package}"
FIRST_REQUEST = """
from {package} import Zitadel
from {package}.models import UserServiceAddHumanUserRequest, UserServiceSetHumanEmail, UserServiceSetHumanProfile

client = Zitadel.with_access_token("https://example.us1.zitadel.cloud", "token")
UserServiceAddHumanUserRequest(
    username="ada",
    profile=UserServiceSetHumanProfile(givenName="Ada", familyName="Lovelace"),
    email=UserServiceSetHumanEmail(email="ada@example.com"),
)
"""
MEMORY = "\nimport resource\nprint(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
CALLS = """
import sys, time
from {package} import Zitadel
from {package}.models import UserServiceGetUserByIDRequest

client = Zitadel.with_access_token(sys.argv[1], "t" * 100)
for batch in map(int, sys.stdin):
    began = time.perf_counter()
    for _ in range(batch):
        client.users.get_user_by_id(UserServiceGetUserByIDRequest(userId="1")).user.username
    print((time.perf_counter() - began) / batch, flush=True)
"""


def sized(python: str, code: str) -> tuple[float, float]:
    """Seconds and MiB of a process that runs this."""
    seconds, printed = fresh(python, code)
    return seconds, int(printed) / 1024


def imports(theirs: str) -> None:
    programs = {
        "`import zitadel_client`": (theirs, IMPORT.format(package=THEIRS) + MEMORY),
        "zitadel_client: client and request": (theirs, FIRST_REQUEST.format(package=THEIRS) + MEMORY),
        "authing.zitadel: client and request": (sys.executable, FIRST_REQUEST.format(package=OURS) + MEMORY),
    }
    for program in programs.values():
        sized(*program)  # so that all of it is compiled
    rounds = [[sized(*program) for program in programs.values()] for _ in range(15)]
    for unit, form, bound in ((0, "{:.2f} s", "≤ 0.10 ×"), (1, "{:.0f} MiB", "≤ 0.50 ×")):
        for position, what in enumerate(programs):
            measured = statistics.median(each[position][unit] for each in rounds)
            share = statistics.median(each[position][unit] / each[0][unit] for each in rounds)
            row(what, form.format(measured), share, bound if position == 2 else "")


def calls(theirs: str) -> None:
    with canned_server() as host, ExitStack() as stack:
        workers = {
            package: stack.enter_context(worker(python, CALLS.format(package=package), host))
            for package, python in ((THEIRS, theirs), (OURS, sys.executable))
        }
        times = {package: [batch(each, 50) for _ in range(2)] for package, each in workers.items()}
        for _ in range(60):
            for package, each in workers.items():
                times[package].append(batch(each, 50))
    for package, bound in ((THEIRS, ""), (OURS, "< 1 ×")):
        share = 1.0 if package == THEIRS else ratio(times, package, THEIRS)
        row(f"{package}: users.get_user_by_id", f"{microseconds(times, package):.0f} µs", share, bound)


def decoding() -> None:
    def typed() -> Any:
        return [user.username for user in ListUsersResponse.of(json.loads(USERS)).result]

    jobs = {"json": lambda: json.loads(USERS), "typed": typed}
    times = alternate(jobs, batch=5, rounds=100)
    row("`json.loads` of 1,000 ZITADEL users", f"{microseconds(times, 'json') / 1000:.1f} ms", 1.0, "")
    row(
        "1,000 users as models, the name of each read",
        f"{microseconds(times, 'typed') / 1000:.1f} ms",
        ratio(times, "typed", "json"),
        "≤ 1.5 ×",
    )


def main() -> None:
    if theirs := os.environ.get("ZITADEL_CLIENT_PYTHON"):
        imports(theirs)
        calls(theirs)
    else:
        print("zitadel_client is left out: set ZITADEL_CLIENT_PYTHON, see benchmarks/README.md", file=sys.stderr)
    decoding()


if __name__ == "__main__":
    main()
