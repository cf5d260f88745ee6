"""What the guide of ZITADEL shows is true: its tables are the code's, and its programs run against an instance."""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import Path

import pytest
from acme import Acme
from pages import PAGES, ROOT, Block, blocks, run

from authing.core.call import Reply
from authing.zitadel.exceptions import CODES, error_of
from authing.zitadel.services import Services


def programs(page: Path) -> list[Block]:
    return [block for block in blocks(page) if block.platform == "zitadel"]


GUIDE = [page for page in PAGES if programs(page)]


@pytest.mark.parametrize("page", GUIDE, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_the_programs_of_a_page_run(
    page: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.chdir(tmp_path)
    with Acme.running(tmp_path_factory.mktemp("keys")) as (acme, host, key_file):
        values = acme.values(host, key_file)
        run(programs(page), values, {"browser": acme.provider.browse})
    assert not list(tmp_path.iterdir()), "a program leaves files behind"


def test_the_table_of_codes_is_that_of_the_code() -> None:
    page = (ROOT / "docs/zitadel/errors-and-retries.md").read_text(encoding="utf-8")
    told = {}
    for codes, status, kind, retryable in re.findall(
        r"^\| (`.+`) \| (\d+) \| `(\w+)` \| (yes)? ?\|$", page, re.MULTILINE
    ):
        for code in re.findall(r"`(\w+)`", codes):
            told[code] = kind, int(status), bool(retryable)
    known = {}
    for code, (_, status) in CODES.items():
        error = error_of(Reply(status, {}, b""), {"code": code})
        known[code] = type(error).__name__, status, error.retryable
    assert told == known


def test_the_guide_names_all_services() -> None:
    guide, reference = (
        (ROOT / "docs/zitadel" / name).read_text(encoding="utf-8") for name in ("index.md", "reference.md")
    )
    services = [name for name, value in vars(Services).items() if isinstance(value, cached_property)]
    assert len(services) == 29
    assert [name for name in services if f"`{name}`" not in guide or f".services.{name}." not in reference] == []
