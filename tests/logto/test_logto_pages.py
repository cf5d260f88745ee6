"""What the guide of Logto shows is true: its tables are the code's, and its programs run against a tenant."""

from __future__ import annotations

import json
import re
from functools import cached_property
from pathlib import Path

import pytest
from pages import PAGES, ROOT, Block, blocks, run
from tenant import Tenant

from authing.core.call import Reply
from authing.logto.exceptions import CODES, error_of
from authing.logto.services import Services

GUIDE_OF_ERRORS = ROOT / "docs/logto/errors.md"


def programs(page: Path) -> list[Block]:
    return [block for block in blocks(page) if block.platform == "logto"]


GUIDE = [page for page in PAGES if programs(page)]


@pytest.mark.parametrize("page", GUIDE, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_the_programs_of_a_page_run(page: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    with Tenant.running() as tenant:
        run(programs(page), tenant.values, {"browser": tenant.logins.browse})
    assert not list(tmp_path.iterdir()), "a program leaves files behind"


def test_the_table_of_codes_is_that_of_the_code() -> None:
    rows = re.findall(
        r"^\| (`.+`) \| (\d+) \| `(\w+)` \| (yes)? ?\|$", GUIDE_OF_ERRORS.read_text("utf-8"), re.MULTILINE
    )
    told = {
        (code, int(status)): (kind, bool(retryable))
        for codes, status, kind, retryable in rows
        for code in re.findall(r"`([\w.]+)`", codes)
    }
    assert {code for code, _ in told} >= CODES.keys()
    assert {status for _, status in told} >= {400, 401, 403, 404, 409, 422, 429, 501}
    for (code, status), (kind, retryable) in told.items():
        error = error_of(Reply(status, {}, json.dumps({"code": code}).encode()))
        assert (type(error).__name__, error.retryable) == (kind, retryable), code


def test_the_guide_names_all_services() -> None:
    guide, reference = ((ROOT / "docs/logto" / name).read_text("utf-8") for name in ("index.md", "reference.md"))
    services = [name for name, value in vars(Services).items() if isinstance(value, cached_property)]
    assert len(services) == 36
    assert [name for name in services if f"`{name}`" not in guide or f".services.{name}." not in reference] == []
