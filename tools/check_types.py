"""Run mypy over everything, each folder of tests by itself.

Folders of tests are no packages, so modules of the same name (`conftest`) in two of them cannot be checked together.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Check all; 1 if anything is wrong."""
    together = ["authing", "benchmarks", "docs/conf.py", "examples", "tools"]
    alone = sorted({path.parent for path in (ROOT / "tests").rglob("*.py")})
    failed = False
    for group in [together, *(sorted(str(path.relative_to(ROOT)) for path in folder.glob("*.py")) for folder in alone)]:
        print("$ mypy --strict", *group[:5], "..." * (len(group) > 5), flush=True)
        failed |= (
            subprocess.run([sys.executable, "-m", "mypy", "--strict", *group], cwd=ROOT, check=False).returncode > 0
        )
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
