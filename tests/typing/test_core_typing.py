"""Type checkers infer the results of both modes and see the mistakes in core_usage.py."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
USAGE = Path(__file__).with_name("core_usage.py")


def test_mypy_infers_the_results_and_sees_the_mistakes() -> None:
    done = run("-m", "mypy", "--strict", "--warn-unused-ignores", str(USAGE.relative_to(ROOT)))
    assert done == "Success: no issues found in 1 source file\n"


def test_pyright_infers_the_results_and_sees_the_mistakes(tmp_path: Path) -> None:
    settings = tmp_path / "pyrightconfig.json"
    told = {
        "include": [os.path.relpath(USAGE, tmp_path)],  # pyright wants it relative, and finds nothing otherwise
        "extraPaths": [str(ROOT)],
        "pythonVersion": "3.10",
        "typeCheckingMode": "standard",
        "enableTypeIgnoreComments": False,
        "reportUnnecessaryTypeIgnoreComment": "error",
    }
    settings.write_text(json.dumps(told))
    done = run("-m", "pyright", f"--project={settings}", f"--pythonpath={sys.executable}", "--outputjson")
    found = json.loads(done)
    assert found["generalDiagnostics"] == []
    assert found["summary"]["filesAnalyzed"] == 1


@pytest.mark.parametrize("excuse", ["unused-coroutine", "call-arg", "arg-type", "attr-defined", "misc"])
def test_every_kind_of_mistake_is_among_them(excuse: str) -> None:
    assert f"# type: ignore[{excuse}]" in USAGE.read_text(encoding="utf-8")


def run(*arguments: str) -> str:
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    print(done.stdout, done.stderr)
    return done.stdout
