"""`authing serve` as its users start it."""

from __future__ import annotations

import os
import re
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from time import monotonic, sleep

import pytest
import requests

COMMAND = [sys.executable, "-c", "from authing.cli import main; main()"]


def serve(directory: Path, *arguments: str) -> subprocess.Popen[str]:
    root = str(Path(__file__).parents[2])
    return subprocess.Popen(
        [*COMMAND, "serve", *arguments],
        cwd=directory,
        env={**os.environ, "PYTHONPATH": root},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def environment(path: Path, process: subprocess.Popen[str]) -> dict[str, str]:
    latest = monotonic() + 20
    while not path.exists():
        assert process.poll() is None, process.communicate()
        assert monotonic() < latest
        sleep(0.01)
    return dict(line.split("=", 1) for line in path.read_text().splitlines())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_until_a_signal(tmp_path: Path, number: signal.Signals) -> None:
    with serve(tmp_path, "--port", "0", "--env-file", "env") as process:
        found = environment(tmp_path / "env", process)
        assert list(found) == [
            "AUTHING_HOST",
            "AUTHING_USERPOOL_ID",
            "AUTHING_USERPOOL_SECRET",
            "AUTHING_APP_ID",
            "AUTHING_APP_SECRET",
        ]
        assert stat.S_IMODE((tmp_path / "env").stat().st_mode) == 0o600
        assert requests.get(f"{found['AUTHING_HOST']}/api/v2/.well-known?token=hidden", timeout=5).json()["code"] == 200
        process.send_signal(number)
        output, errors = process.communicate(timeout=10)
    assert process.returncode == 0
    assert all(f"{name}={value}" in output for name, value in found.items())
    assert "Traceback" not in errors
    assert "GET /api/v2/.well-known 200" in errors
    assert not any(
        secret in errors for secret in (found["AUTHING_USERPOOL_SECRET"], found["AUTHING_APP_SECRET"], "hidden")
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["authing.db", "env"]


def test_an_env_file_keeps_the_lines_of_others_and_none_of_an_earlier_run(tmp_path: Path) -> None:
    path = tmp_path / "env"
    path.write_text("MY_SETTING=precious\nAUTHING_HOST=http://127.0.0.1:1\n# AUTHING_HOST=…\n")
    assert "cannot listen" in failing(
        tmp_path, "--port", "0", "--host", "192.0.2.1", "--allow-remote", "--env-file", "env"
    )
    assert path.read_text() == "MY_SETTING=precious\n# AUTHING_HOST=…\n"
    with serve(tmp_path, "--port", "0", "--env-file", "env") as process:
        latest = monotonic() + 20
        while "AUTHING_APP_SECRET" not in path.read_text():
            assert monotonic() < latest
            sleep(0.01)
        lines = path.read_text().splitlines()
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=10)
    assert lines[:2] == ["MY_SETTING=precious", "# AUTHING_HOST=…"]
    assert len(lines) == 7
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_options(tmp_path: Path) -> None:
    (tmp_path / "seed.yaml").write_text("pool: {id: " + "a" * 24 + "}\nusers: [{username: bob, password: Passw0rd!}]\n")
    arguments = (
        "--port",
        "0",
        "--env-file",
        "env",
        "--seed",
        "seed.yaml",
        "--no-local",
        "--database",
        "own.db",
        "--host",
        "localhost",
    )
    with serve(tmp_path, *arguments) as process:
        found = environment(tmp_path / "env", process)
        assert found["AUTHING_USERPOOL_ID"] == "a" * 24
        assert requests.post(f"{found['AUTHING_HOST']}/_local/reset", timeout=5).json()["code"] == 404
        process.terminate()
        process.communicate(timeout=10)
    assert (tmp_path / "own.db").exists()


def failing(directory: Path, *arguments: str) -> str:
    with serve(directory, *arguments) as process:
        output, errors = process.communicate(timeout=20)
    assert process.returncode not in (0, None)
    assert output == "" or "cannot write" in errors
    assert "Traceback" not in errors
    assert re.fullmatch(r"Error: [^\n]+\n", errors), errors
    return errors


def test_bad_starts(tmp_path: Path) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert f"cannot listen on 127.0.0.1 port {port}" in failing(tmp_path, "--port", port, "--env-file", "env")
    told = failing(tmp_path, "--port", "0", "--smtp", "smtp://bob:s3cret@mail.example.com:port")
    assert "the URL of the mail server is malformed" in told
    assert "s3cret" not in told
    for host in ("0.0.0.0", "example.com"):
        assert "--allow-remote" in failing(tmp_path, "--port", "0", "--host", host)
    assert "cannot listen" in failing(tmp_path, "--port", "0", "--host", "192.0.2.1", "--allow-remote")
    assert not list(tmp_path.iterdir())
    assert "cannot write nowhere/env" in failing(tmp_path, "--port", "0", "--env-file", "nowhere/env")
    (tmp_path / "directory").mkdir()
    assert "nowhere.yaml" in failing(tmp_path, "--port", "0", "--seed", "nowhere.yaml", "--env-file", "env")
    (tmp_path / "bad.yaml").write_text("users: [{nickname: x, pasword: y}]")
    assert "unknown key 'pasword'" in failing(
        tmp_path, "--port", "0", "--seed", "bad.yaml", "--database", "b.db", "--env-file", "env"
    )
    (tmp_path / "text.db").write_text("no database " * 200)
    assert "cannot open the database text.db" in failing(
        tmp_path, "--port", "0", "--database", "text.db", "--env-file", "env"
    )
    assert "secret" not in failing(
        tmp_path, "--port", "0", "--database", "postgresql+psycopg://x:secret@127.0.0.1:1/x", "--env-file", "env"
    )
    assert not (tmp_path / "env").exists()
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".env")]


def test_a_locked_database(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "authing.db")) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("BEGIN IMMEDIATE")
        assert "cannot open the database authing.db: database is locked" in failing(
            tmp_path, "--port", "0", "--env-file", "env"
        )
    assert not (tmp_path / "env").exists()


def test_an_env_file_that_is_a_directory(tmp_path: Path) -> None:
    with serve(tmp_path, "--port", "0", "--env-file", str(tmp_path)) as process:
        _, errors = process.communicate(timeout=20)
    assert process.returncode != 0
    assert "is a directory" in errors
    assert "Traceback" not in errors


def test_other_machines_may_be_served(tmp_path: Path) -> None:
    with serve(tmp_path, "--port", "0", "--host", "0.0.0.0", "--allow-remote", "--env-file", "env") as process:
        found = environment(tmp_path / "env", process)
        assert found["AUTHING_HOST"].startswith("http://127.0.0.1:")
        process.terminate()
        process.communicate(timeout=10)


def test_the_command_line_without_its_packages(tmp_path: Path) -> None:
    (tmp_path / "click.py").write_text("raise ModuleNotFoundError('no click', name='click')")
    (tmp_path / "uvicorn.py").write_text("raise ModuleNotFoundError('no uvicorn', name='uvicorn')")
    root = str(Path(__file__).parents[2])
    for path, arguments in ((f"{tmp_path}:{root}", []), (root, ["serve"])):
        if arguments:
            (tmp_path / "click.py").unlink()
            path = f"{tmp_path}:{root}"
        done = subprocess.run(
            [*COMMAND, *arguments],
            env={**os.environ, "PYTHONPATH": path},
            capture_output=True,
            text=True,
            check=False,
            timeout=20,
        )
        assert done.returncode != 0
        assert "pip install 'authing[server]'" in done.stderr
        assert len(done.stderr.splitlines()) == 1
