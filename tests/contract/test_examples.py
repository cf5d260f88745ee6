"""The examples run, without arguments and without a word on stderr."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import pytest
from acme import Acme
from pages import ROOT
from strangers import python
from tenant import M2M_ID, M2M_SECRET, Tenant

EXAMPLES = sorted((ROOT / "examples").glob("*.py"))
FOR_ZITADEL = [example for example in EXAMPLES if example.stem.startswith("zitadel_")]
FOR_LOGTO = [example for example in EXAMPLES if example.stem.startswith("logto_")]
FOR_AUTHING = [example for example in EXAMPLES if example not in (*FOR_ZITADEL, *FOR_LOGTO)]

BROWSER = """
import sys
import urllib.request

with urllib.request.urlopen(sys.argv[1], timeout=10) as page:
    page.read()
"""


@pytest.mark.parametrize("example", FOR_AUTHING, ids=lambda example: example.stem)
def test_an_example_runs(example: Path, tmp_path: Path) -> None:
    assert python(example, cwd=tmp_path)
    assert not list(tmp_path.iterdir()), "an example leaves files behind"


@pytest.mark.parametrize("example", FOR_ZITADEL, ids=lambda example: example.stem)
def test_an_example_of_zitadel_runs(
    example: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    browser = elsewhere / "browser.py"
    browser.write_text(BROWSER, encoding="utf-8")
    with Acme.running(elsewhere) as (acme, host, key_file), socket.create_server(("127.0.0.1", 0)) as taken:
        back = f"http://127.0.0.1:{taken.getsockname()[1]}/callback"
        taken.close()
        acme.provider.add_application("tool", redirect_uris=[back])
        environment = {
            "ZITADEL_HOST": host,
            "ZITADEL_KEY_FILE": str(key_file),
            "ZITADEL_CLIENT_ID": "tool",
            "ZITADEL_REDIRECT_URI": back,
            "BROWSER": f"{sys.executable} {browser} %s",
        }
        for variable, value in environment.items():
            monkeypatch.setenv(variable, value)
        assert python(example, cwd=tmp_path)
    assert not list(tmp_path.iterdir()), "an example leaves files behind"


@pytest.mark.parametrize("example", FOR_LOGTO, ids=lambda example: example.stem)
def test_an_example_of_logto_runs(example: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Tenant.running() as tenant:
        environment = {
            "LOGTO_ENDPOINT": tenant.endpoint,
            "LOGTO_M2M_ID": M2M_ID,
            "LOGTO_M2M_SECRET": M2M_SECRET,
        }
        for variable, value in environment.items():
            monkeypatch.setenv(variable, value)
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
