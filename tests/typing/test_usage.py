"""Both type checkers agree with how the clients are used here, mistakes included."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

every_usage = pytest.mark.parametrize(
    "usage", ["v2_usage.py", "zitadel_usage.py", "zitadel_login_usage.py", "logto_usage.py", "logto_login_usage.py"]
)


def run(*command: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300
    )


@every_usage
def test_mypy(usage: str) -> None:
    pytest.importorskip("mypy")
    done = run("mypy", "--strict", "--warn-unused-ignores", f"tests/typing/{usage}")
    assert done.returncode == 0, done.stdout + done.stderr


@every_usage
def test_pyright(usage: str, tmp_path: Path) -> None:
    pytest.importorskip("pyright")
    # A project of its own: here an ignore that is not needed is an error.
    settings = {
        "include": [os.path.relpath(ROOT / "tests" / "typing" / usage, tmp_path)],
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
