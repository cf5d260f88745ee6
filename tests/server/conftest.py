"""Servers to test against: real ones on the loopback interface, on SQLite and on a PostgreSQL that is started here."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

import pytest
from modes import MODES, Clients
from raw_client import RawClient
from two_pools import CHEAP, HOME, NEIGHBOUR

from authing.server import LocalServer, Settings

if TYPE_CHECKING:
    from collections.abc import Iterator


def _postgres_programs() -> Path | None:
    found = shutil.which("postgres")
    if found:
        return Path(found).parent
    versions = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: float(path.parent.parent.name)
    )
    return versions[-1].parent if versions else None


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The URL of a PostgreSQL database that lives as long as the test run."""
    programs = _postgres_programs()
    if programs is None:
        reason = "NO POSTGRESQL ON THIS MACHINE (neither in PATH nor in /usr/lib/postgresql): half of the server's tests are skipped"
        pytest.skip(reason)
    # PostgreSQL refuses to run as root; its package brings a user of its own.
    owner: dict[str, Any] = {"user": "postgres"} if os.geteuid() == 0 else {}
    with tempfile.TemporaryDirectory(prefix="authing-postgres-", ignore_cleanup_errors=True) as directory:
        if owner:
            shutil.chown(directory, "postgres")
        data, port = f"{directory}/data", _free_port()
        subprocess.run(
            [programs / "initdb", "-D", data, "-U", "authing", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"],
            check=True,
            stdout=subprocess.DEVNULL,
            **owner,
        )
        with subprocess.Popen(
            [
                programs / "postgres",
                "-D",
                data,
                "-F",
                "-k",
                directory,
                "-c",
                "listen_addresses=127.0.0.1",
                "-p",
                str(port),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **owner,
        ) as process:
            try:
                _wait_for(port)
                yield f"postgresql+psycopg://authing@127.0.0.1:{port}/postgres"
            finally:
                # Not SIGTERM, which waits until the last client has gone.
                process.send_signal(signal.SIGINT)


def _wait_for(port: int) -> None:
    import psycopg

    latest = monotonic() + 30
    while True:
        try:
            psycopg.connect(f"host=127.0.0.1 port={port} user=authing dbname=postgres").close()
        except psycopg.OperationalError:
            if monotonic() > latest:
                raise
            sleep(0.05)
        else:
            return


@pytest.fixture
def new_postgres_url(postgres_url: str) -> Iterator[str]:
    """The URL of an empty PostgreSQL database of this test's own."""
    import psycopg

    plain = postgres_url.replace("+psycopg", "")
    name = f"test_{os.urandom(6).hex()}"
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    yield postgres_url.rpartition("/")[0] + "/" + name
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


@pytest.fixture(params=["sqlite", "postgresql"])
def new_database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of this test's own, one of each kind."""
    url: str = (
        request.getfixturevalue("new_postgres_url") if request.param == "postgresql" else str(tmp_path / "new.db")
    )
    return url


def _settings(database: str) -> Settings:
    return Settings(database=database, seed=[HOME, NEIGHBOUR], argon2=CHEAP)


@pytest.fixture(scope="session")
def _sqlite_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalServer]:
    with LocalServer(_settings(str(tmp_path_factory.mktemp("server") / "authing.db"))) as running:
        yield running


@pytest.fixture(scope="session")
def _postgresql_server(postgres_url: str) -> Iterator[LocalServer]:
    with LocalServer(_settings(postgres_url)) as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def server(request: pytest.FixtureRequest) -> LocalServer:
    """A running server with two pools, put back to its beginning; its own pool (`user_pool_id`) has no users and roles."""
    found: LocalServer = request.getfixturevalue(f"_{request.param}_server")
    found.reset()
    return found


@pytest.fixture
def api(server: LocalServer) -> Iterator[RawClient]:
    """A plain client of the server's own pool, without an application."""
    client = RawClient(server)
    with client.session:
        yield client


@pytest.fixture
def app_api(server: LocalServer) -> Iterator[RawClient]:
    """A plain client of the server's own application."""
    client = RawClient(server, **{"x-authing-app-id": server.app_id})
    with client.session:
        yield client


@pytest.fixture
def neighbour(server: LocalServer) -> Iterator[RawClient]:
    """A plain client of the other pool, which has a user and a role, both called after it."""
    pool, application = NEIGHBOUR["pool"], NEIGHBOUR["application"]
    assert isinstance(pool, dict)
    assert isinstance(application, dict)
    client = RawClient(server, pool_id=pool["id"], secret=pool["secret"], app_id=application["id"])
    with client.session:
        yield client


@pytest.fixture(params=MODES)
def clients(request: pytest.FixtureRequest, server: LocalServer) -> Iterator[Clients]:
    """Makes the SDK's clients for the server: blocking ones, and awaited ones behind the same face."""
    made = Clients(request.param, server)
    yield made
    made.close()
