"""What is generated is what the generator makes of its source."""

from __future__ import annotations

import subprocess
import sys

from pages import ROOT


def test_the_sgqlc_schema_is_up_to_date() -> None:
    done = subprocess.run([sys.executable, ROOT / "tools" / "generate_schema.py", "--check"], check=False, timeout=120)
    assert done.returncode == 0
