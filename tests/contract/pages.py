"""The Python programs in README and docs, and how they are run.

A page is read from top to bottom: its ```` ```python ```` blocks share one namespace and one event loop, and a block may await
outside of a function, as in `python -m asyncio`. In their text, these stand for the values of a local server:

    "POOL_ID"  "POOL_SECRET"  "APP_ID"  "APP_SECRET"  https://id.example.com

The server's pool holds one user, `alice` with the password `Alice-in-2026`; the variables AUTHING_… are set as
`authing serve --env-file` writes them. The programs for ZITADEL and Logto are run by themselves (`test_zitadel_pages.py`,
`test_logto_pages.py`).
Besides:

- A block whose first line is `# conftest.py` or `# test_….py` is a file of that name; pytest runs all such files of a page.
- A line with `# DeprecationWarning: words` must give exactly this warning; no other warning may come.
- A ```` ```py ```` block is not run.
"""

from __future__ import annotations

import ast
import asyncio
import re
import warnings
from collections.abc import Mapping
from inspect import CO_COROUTINE
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("**/*.md"))]

GUIDES = ("zitadel", "logto")
"""The platforms that have a folder of their own."""

_BLOCK = re.compile(r"^(?P<indent> *)```python\n(?P<code>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"# (conftest|test_\w+)\.py$")
_WARNS = re.compile(r"# DeprecationWarning: (.+)$", re.MULTILINE)


class Block(NamedTuple):
    """A program on a page; `line` is where it begins there."""

    page: Path
    line: int
    code: str

    @property
    def file(self) -> str | None:
        """The name of the file that it is, or None for a program."""
        found = _FILE.match(self.code.partition("\n")[0])
        return f"{found[1]}.py" if found else None

    @property
    def platform(self) -> str:
        """The platform of its guide; elsewhere that of the client that it imports."""
        guides = (each for each in GUIDES if self.page.parent.name == each or f"authing.{each}" in self.code)
        return next(guides, "authing")


def blocks(page: Path) -> list[Block]:
    """The programs of a page, in order."""
    text = page.read_text(encoding="utf-8")
    return [
        Block(page, text.count("\n", 0, found.start("code")), _dedented(found["code"], len(found["indent"])))
        for found in _BLOCK.finditer(text)
    ]


def _dedented(code: str, columns: int) -> str:
    return "".join(line[columns:] if line.strip() else line for line in code.splitlines(keepends=True))


def run(page: list[Block], values: Mapping[str, str], known: Mapping[str, Any] = {}) -> dict[str, Any]:
    """Run programs one after the other, and give what they defined.

    Args:
        page: The programs.
        values: What the placeholders stand for.
        known: Names that they use and do not define.
    """
    loop = asyncio.new_event_loop()
    try:
        namespace: dict[str, Any] = {"__name__": "__main__", **known}
        for block in page:
            with warnings.catch_warnings(record=True) as seen:
                warnings.simplefilter("always")
                _run(_compiled(block, values), namespace, loop)
            assert [str(warning.message) for warning in seen] == _WARNS.findall(block.code), (
                f"{block.page}:{block.line}"
            )
        return namespace
    finally:
        loop.run_until_complete(loop.shutdown_asyncgens())  # as `asyncio.run` does: it ends what lives with the loop
        loop.close()


def _compiled(block: Block, values: Mapping[str, str]) -> CodeType:
    code = block.code
    for placeholder, value in values.items():
        code = code.replace(placeholder, value)
    # The empty lines make tracebacks tell the line of the page.
    source = "\n" * block.line + code
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    compiled: CodeType = compile(source, str(block.page), "exec", flags=flags, dont_inherit=True)
    return compiled


def _run(code: CodeType, namespace: dict[str, Any], loop: asyncio.AbstractEventLoop) -> None:
    result = FunctionType(code, namespace)()
    if code.co_flags & CO_COROUTINE:
        loop.run_until_complete(result)
