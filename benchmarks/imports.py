"""What importing costs, in processes of their own, against `import requests`."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

from timing import row

REQUESTS = "import requests"
PACKAGE = "import authing"
CLIENT = (
    "from authing import ManagementClient; ManagementClient(user_pool_id='p', secret='s', host='http://127.0.0.1:9')"
)
THIRD_PARTY = (
    "import sys; before = set(sys.modules); import authing; "
    "print(sum('site-packages' in (getattr(sys.modules[m], '__file__', '') or '') and not m.startswith('authing') "
    "for m in set(sys.modules) - before))"
)


def seconds(code: str) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - began


def main() -> None:
    for code in (REQUESTS, PACKAGE, CLIENT):
        seconds(code)  # so that all of it is compiled
    rounds = [(seconds(REQUESTS), seconds(PACKAGE), seconds(CLIENT)) for _ in range(21)]
    base = [each[0] for each in rounds]
    row("`import requests`, whole process", f"{statistics.median(base) * 1000:.0f} ms", 1.0, "")
    for position, what, bound in ((1, "`import authing`", ""), (2, "the first `ManagementClient`", "≤ 1.15 ×")):
        mine = [each[position] for each in rounds]
        ratio = statistics.median(each[position] / each[0] for each in rounds)
        row(what, f"{statistics.median(mine) * 1000:.0f} ms", ratio, bound)
    loaded = subprocess.run([sys.executable, "-c", THIRD_PARTY], check=True, capture_output=True, text=True)
    row("third-party modules loaded by `import authing`", loaded.stdout.strip(), None, "0")


if __name__ == "__main__":
    main()
