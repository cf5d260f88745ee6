"""Programs of others, written for Node.js: installed once, started for the tests, and ended with them."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
Start = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def node_folder() -> Path:
    """A folder outside of the tree with the packages that `package-lock.json` tells, installed by `npm ci`."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.fail("the tests of this folder need Node.js: `apt-get install nodejs npm`", pytrace=False)
    lock = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()[:16]
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "authing-tests"
    folder = cache / f"node-{lock}"
    if not folder.exists():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as new:
            for name in ("package.json", "package-lock.json"):
                shutil.copy(HERE / name, new)
            command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
            done = subprocess.run(command, cwd=new, capture_output=True, text=True, check=False, timeout=300)
            if done.returncode:
                pytest.fail(f"npm ci failed:\n{done.stderr}", pytrace=False)
            try:
                Path(new).rename(folder)  # at once: another run of the tests sees all of it or nothing
            except OSError:
                assert folder.exists()  # another run was faster
            else:
                Path(new).mkdir()  # for the clean-up
    return folder


@contextmanager
def started(program: Path, *arguments: str) -> Iterator[dict[str, Any]]:
    """What a running program told in its first line."""
    with (
        tempfile.TemporaryFile() as complaints,
        subprocess.Popen(
            ["node", str(program), *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=complaints
        ) as process,
    ):
        assert process.stdin
        assert process.stdout
        try:
            line = process.stdout.readline()
            if not line:
                complaints.seek(0)
                pytest.fail(f"{program.name} did not start:\n{complaints.read().decode()}", pytrace=False)
            yield json.loads(line)
        finally:
            process.stdin.close()  # which the program ends with


@pytest.fixture(scope="session")
def node(node_folder: Path) -> Iterator[Start]:
    """Starts a program of this folder, by its name and arguments; gives what it tells in its first line, a JSON object."""
    with ExitStack() as running:

        def start(name: str, *arguments: str) -> dict[str, Any]:
            # Node looks for packages beside the program.
            program = Path(shutil.copy(HERE / name, node_folder))
            return running.enter_context(started(program, *arguments))

        yield start
