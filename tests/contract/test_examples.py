"""The examples run, without arguments and without a word on stderr."""

from __future__ import annotations

from pathlib import Path

import pytest
from pages import ROOT
from strangers import python

EXAMPLES = sorted((ROOT / "examples").glob("*.py"))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.stem)
def test_an_example_runs(example: Path, tmp_path: Path) -> None:
    assert python(example, cwd=tmp_path)
    assert not list(tmp_path.iterdir()), "an example leaves files behind"


def test_the_demo_of_readme_runs(tmp_path: Path) -> None:
    told = python("-m", "authing", "demo", cwd=tmp_path)
    for call in ("users.create", "login_by_username", "update_profile", "users.iterate"):
        assert call in told
    assert not list(tmp_path.iterdir()), "the demo leaves files behind"


def test_every_example_is_in_their_list() -> None:
    listed = (ROOT / "examples" / "README.md").read_text(encoding="utf-8")
    assert [example.name for example in EXAMPLES if f"`{example.name}`" not in listed] == []
