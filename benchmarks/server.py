"""What the local server costs: its start, its logins against the bare hash, its reset."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import urllib3
from argon2 import PasswordHasher
from timing import row

from authing import ManagementClient
from authing.server import Settings
from authing.v2.documents import authentication as documents
from authing.v2.encryption import encrypted

PASSWORD = "Passw0rd!"
CORES = len(os.sched_getaffinity(0))
SECONDS = 4.0


@contextmanager
def served(directory: Path, *arguments: str) -> Iterator[tuple[float, dict[str, str]]]:
    """`authing serve` on a new database: seconds until it is ready, and what it wrote into its environment file."""
    env_file = directory / f"server-{time.monotonic_ns()}.env"
    command = [sys.executable, "-m", "authing", "serve", "--port", "0"]
    command += ["--database", str(env_file.with_suffix(".db")), "--env-file", str(env_file), *arguments]
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while not env_file.exists():
            if process.poll() is not None:
                raise SystemExit("the server did not start")
            time.sleep(0.005)
        ready = time.perf_counter() - began
        yield ready, dict(line.split("=", 1) for line in env_file.read_text().splitlines() if "=" in line)
    finally:
        process.terminate()
        process.wait()


def per_second(job: Callable[[], object], threads: int) -> float:
    """How often the threads together perform a job in a second."""
    counts = [0] * threads
    until = time.perf_counter() + SECONDS

    def work(position: int) -> None:
        while time.perf_counter() < until:
            job()
            counts[position] += 1

    workers = [threading.Thread(target=work, args=(position,)) for position in range(threads)]
    began = time.perf_counter()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return sum(counts) / (time.perf_counter() - began)


def login_rate(environment: dict[str, str]) -> None:
    host, app = environment["AUTHING_HOST"], environment["AUTHING_APP_ID"]
    client = ManagementClient(
        user_pool_id=environment["AUTHING_USERPOOL_ID"], secret=environment["AUTHING_USERPOOL_SECRET"], host=host
    )
    client.users.create({"username": "bob", "password": PASSWORD})
    costs = Settings().argon2
    hasher = PasswordHasher(time_cost=costs.iterations, memory_cost=costs.memory_kib, parallelism=costs.parallelism)
    kept = hasher.hash(PASSWORD)
    pool = urllib3.HTTPConnectionPool(urlsplit(host).hostname or "", urlsplit(host).port, maxsize=2 * CORES)
    key = json.loads(pool.request("GET", "/api/v2/.well-known").data)["data"]["publicKey"]
    variables = {"input": {"username": "bob", "password": encrypted(PASSWORD, key)}}
    body = json.dumps({"query": documents.LOGIN_BY_USERNAME, "variables": variables}).encode()
    headers = {"content-type": "application/json", "x-authing-app-id": app}

    mine = threading.local()

    def login() -> None:
        # What the client computes is taken from the server's processors: the leanest there is, one connection per thread.
        if not hasattr(mine, "connection"):
            mine.connection = HTTPConnection(urlsplit(host).netloc)
        mine.connection.request("POST", "/graphql/v2", body=body, headers=headers)
        answer = mine.connection.getresponse().read()
        if b'"errors"' in answer:
            raise SystemExit(answer.decode())

    hashes, logins = [], []
    for _ in range(3):  # in turn, so that a noisy machine disturbs both alike
        hashes.append(per_second(lambda: hasher.verify(kept, PASSWORD), CORES))
        logins.append(per_second(login, 2 * CORES))
    ratio = statistics.median(mine / bare for mine, bare in zip(logins, hashes, strict=True))
    row(f"argon2id alone, {CORES} threads", f"{statistics.median(hashes):.0f}/s", 1.0, "")
    row("password logins over HTTP", f"{statistics.median(logins):.0f}/s", ratio, "≥ 0.80 ×")
    resets = []
    for _ in range(20):
        began = time.perf_counter()
        if pool.request("POST", "/_local/reset").status != 200:
            raise SystemExit("reset failed")
        resets.append(time.perf_counter() - began)
    row("`POST /_local/reset`", f"{statistics.median(resets) * 1000:.0f} ms", None, "< 50 ms")


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        starts = []
        for _ in range(5):
            with served(Path(name)) as (seconds, _):
                starts.append(seconds)
        row("`authing serve` on a new database, until ready", f"{statistics.median(starts):.2f} s", None, "< 1.5 s")
        with served(Path(name)) as (_, environment):
            login_rate(environment)


if __name__ == "__main__":
    main()
