"""Both type checkers agree with `v2_usage.py`, mistakes included."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
USAGE = "tests/typing/v2_usage.py"


def run(*command: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300
    )


def test_mypy() -> None:
    pytest.importorskip("mypy")
    done = run("mypy", "--strict", "--warn-unused-ignores", USAGE)
    assert done.returncode == 0, done.stdout + done.stderr


def test_pyright(tmp_path: Path) -> None:
    pytest.importorskip("pyright")
    # A project of its own: here an ignore that is not needed is an error.
    settings = {
        "include": [os.path.relpath(ROOT / USAGE, tmp_path)],
        "extraPaths": [str(ROOT)],
        "pythonVersion": "3.10",
        "typeCheckingMode": "standard",
        "reportUnnecessaryTypeIgnoreComment": "error",
        "enableTypeIgnoreComments": False,
    }
    project = tmp_path / "pyrightconfig.json"
    project.write_text(json.dumps(settings), encoding="utf-8")
    done = run("pyright", "--project", str(project), "--pythonpath", sys.executable, "--outputjson")
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout)["summary"]["filesAnalyzed"] == 1
