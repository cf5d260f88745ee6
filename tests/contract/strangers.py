"""Running a Python of its own, as a user's program would: this package on its path and nothing else of the project."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import authing

HOME = Path(authing.__file__).resolve().parents[1]
"""Where the tested package is: an environment's site-packages, or the source tree."""


def python(*arguments: str | Path, cwd: Path) -> str:
    """Run `python ARGUMENTS`; returns what it printed.

    Raises:
        AssertionError: It failed, or printed to stderr.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AUTHING_", "COV_", "PYTEST_"))}
    environment = kept | {"PYTHONPATH": str(HOME), "PYTHONIOENCODING": "utf-8", "PYTHONWARNINGS": "error"}
    environment["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # whatever plugins are around
    done = subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=cwd,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    return done.stdout
