"""All benchmarks, as one table: `python benchmarks/run.py`. Ratios are of one run; the times are of this machine."""

from __future__ import annotations

import calls
import imports
import logto
import server
import tokens
import zitadel


def main() -> None:
    print("| what | measured | ratio | bound |\n| --- | --- | --- | --- |")
    imports.main()
    calls.main()
    server.main()
    tokens.main()
    zitadel.main()
    logto.main()


if __name__ == "__main__":
    main()
