"""What README and docs show is true: their programs run, their links lead somewhere."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pages import PAGES, ROOT, Block, blocks, run
from strangers import python

from authing.core import errors
from authing.server import Argon2Costs, LocalServer, Settings


def programs(page: Path) -> list[Block]:
    return [block for block in blocks(page) if block.file is None and block.platform == "authing"]


WITH_PROGRAMS = [page for page in PAGES if programs(page)]
WITH_TESTS = [page for page in PAGES if any(block.file for block in blocks(page))]
ALICE = {"username": "alice", "password": "Alice-in-2026"}


def name(page: object) -> str:
    assert isinstance(page, Path)
    return page.relative_to(ROOT).as_posix()


@pytest.fixture(scope="module")
def readers_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalServer]:
    database = tmp_path_factory.mktemp("pages") / "authing.db"
    settings = Settings(database=str(database), seed={"users": [ALICE]}, argon2=Argon2Costs(8, 1))
    with LocalServer(settings) as server:
        yield server


@pytest.fixture
def quiet() -> Iterator[None]:
    """A page may turn the logging on; the tests after it must not notice."""
    logger = logging.getLogger("authing")
    level = logger.level
    yield
    logger.setLevel(level)


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("page", WITH_PROGRAMS, ids=name)
def test_the_programs_of_a_page_run(
    page: Path, readers_server: LocalServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    readers_server.reset()
    values = {
        '"POOL_ID"': repr(readers_server.user_pool_id),
        '"POOL_SECRET"': repr(readers_server.secret),
        '"APP_ID"': repr(readers_server.app_id),
        '"APP_SECRET"': repr(readers_server.app_secret),
        "https://id.example.com": readers_server.host,
    }
    environment = {
        "AUTHING_HOST": readers_server.host,
        "AUTHING_USERPOOL_ID": readers_server.user_pool_id,
        "AUTHING_USERPOOL_SECRET": readers_server.secret,
        "AUTHING_APP_ID": readers_server.app_id,
        "AUTHING_APP_SECRET": readers_server.app_secret,
    }
    for variable, value in environment.items():
        monkeypatch.setenv(variable, value)
    monkeypatch.chdir(tmp_path)
    run(programs(page), values)
    assert not list(tmp_path.iterdir()), "a program leaves files behind"


@pytest.mark.parametrize("page", WITH_TESTS, ids=name)
def test_the_tests_of_a_page_pass(page: Path, tmp_path: Path) -> None:
    for block in blocks(page):
        if block.file is not None:
            (tmp_path / block.file).write_text(block.code, encoding="utf-8")
    told = python("-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", _settings(tmp_path), tmp_path, cwd=tmp_path)
    shown = sum(block.code.count("def test_") for block in blocks(page))
    assert f"{shown} passed" in told


def _settings(folder: Path) -> Path:
    file = folder / "pytest.ini"
    file.write_text("[pytest]\n", encoding="utf-8")
    return file


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_the_links_of_a_page_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_readme_has_the_quick_start_of_each_client_in_three_lines() -> None:
    first: list[Block] = blocks(ROOT / "README.md")[:4]
    assert [block.code.split("import ")[1].split("\n")[0] for block in first] == [
        "ManagementClient",
        "AsyncManagementClient",
        "AuthenticationClient",
        "AsyncAuthenticationClient",
    ]
    for block in first:
        _, _, program = block.code.partition("\n\n")
        assert len(program.splitlines()) <= 3


def test_the_tree_of_errors_is_the_same_in_the_guide_and_in_the_code() -> None:
    drawn = re.search(r"```text\n(.*?)```", (ROOT / "docs" / "errors.md").read_text(encoding="utf-8"), re.DOTALL)
    assert drawn is not None
    in_code = [line.removeprefix("    ") for line in (errors.__doc__ or "").splitlines()]
    assert [line for line in drawn[1].splitlines() if line not in in_code] == []
    for kind in vars(errors).values():
        if isinstance(kind, type) and issubclass(kind, errors.AuthingException):
            assert f" {kind.__name__} " in f" {drawn[1]}", kind
