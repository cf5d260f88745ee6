"""What is installed is what is tested, and what README promises is what CI does."""

from __future__ import annotations

import ast
import os
import re
import sys
from importlib import metadata
from pathlib import Path

import pytest
from pages import ROOT
from strangers import HOME

import authing

INSTALLED = HOME != ROOT
OURS = {"authing"}
PACKAGE_OF = {
    "argon2": "argon2-cffi",
    "certifi": "requests",  # of which it is a part
    "graphql": "graphql-core",
    "jwt": "pyjwt",
    "yaml": "pyyaml",
    "yarl": "aiohttp",  # whose URLs are made with it
}
"""The distribution that brings a module, where their names differ."""

FOR_USERS = {"httpx"}  # looked for only if a user passes a client of it
FOR_CHECKERS = {"typing_extensions"}  # imported under TYPE_CHECKING only


@pytest.mark.skipif("TOX_ENV_NAME" not in os.environ, reason="only tox installs the package")
def test_tox_tests_the_installed_package() -> None:
    assert INSTALLED
    assert Path(sys.prefix) in HOME.parents


@pytest.mark.skipif(not INSTALLED, reason="the package is not installed")
def test_metadata() -> None:
    told = metadata.metadata("authing")
    assert told["Version"] == authing.__version__
    assert told["License-Expression"] == "Apache-2.0"
    assert told["Requires-Python"] == ">=3.10"
    assert {"async", "server", "cli", "dev"} == set(told.get_all("Provides-Extra") or ())


def required(extra: str) -> set[str]:
    """The distributions that setup.py names, in lower case: the hard ones, and those of an extra."""
    tree = ast.parse((ROOT / "setup.py").read_text(encoding="utf-8"))
    lists = {
        node.targets[0].id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    (call,) = (node.value for node in tree.body if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call))
    hard = next(keyword.value for keyword in call.keywords if keyword.arg == "install_requires")
    wanted = {"hard": hard, **{name.lower(): value for name, value in lists.items()}}

    def names(node: ast.expr) -> set[str]:
        found: set[str] = set()
        assert isinstance(node, ast.List)
        for item in node.elts:
            if isinstance(item, ast.Starred):
                assert isinstance(item.value, ast.Name)
                found |= names(lists[item.value.id])
            else:
                found.add(re.split(r"[\[>]", str(ast.literal_eval(item)))[0].lower())
        return found

    return names(hard) | (names(wanted[extra]) if extra != "hard" else set())


@pytest.mark.parametrize(
    ("part", "extra"),
    [
        ("core", "async"),
        ("v2", "hard"),
        ("zitadel", "hard"),
        ("logto", "hard"),
        ("cli", "server"),
        ("server", "server"),
    ],
)
def test_everything_that_is_imported_is_required(part: str, extra: str) -> None:
    used: set[str] = set()
    for file in (HOME / "authing" / part).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                used |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
                used.add(node.module.partition(".")[0])
    outside = used - set(sys.stdlib_module_names) - OURS - FOR_USERS - FOR_CHECKERS
    assert {PACKAGE_OF.get(name, name) for name in outside} <= required(extra)


def test_everything_that_is_no_module_is_told_to_the_packager() -> None:
    tree = ast.parse((ROOT / "setup.py").read_text(encoding="utf-8"))
    (call,) = (node.value for node in tree.body if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call))
    told = ast.literal_eval(next(keyword.value for keyword in call.keywords if keyword.arg == "package_data"))
    named = {file for package, patterns in told.items() for each in patterns for file in packaged(package, each)}
    there = {file for file in (HOME / "authing").rglob("*") if file.is_file() and "__pycache__" not in file.parts}
    assert named == {file for file in there if file.suffix != ".py"}


def packaged(package: str, pattern: str) -> set[Path]:
    """The files that a pattern of `package_data` names; one at least."""
    found = set((HOME / package.replace(".", "/")).glob(pattern))
    assert found, f"{package}: {pattern}"
    return found


def test_requirements_have_lower_bounds_only() -> None:
    assert re.findall(r'"[\w\[\]-]+(?:<|==|~=|!=)[^"]*"', (ROOT / "setup.py").read_text(encoding="utf-8")) == []


def test_ci_runs_what_readme_says() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"^\$ (.*?)(?: {2,}#.*)?$", readme, re.MULTILINE)
    assert commands[:2] == ["pip install '.[server]' && authing demo", "pip install tox && tox p"]
    script = ROOT / ".ci" / "run"
    assert script.read_text(encoding="utf-8").splitlines()[-1] == commands[1]
    assert os.access(script, os.X_OK)


def test_changes_tell_of_this_version() -> None:
    version = authing.__version__.partition(".dev")[0]
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## [{version}]" in changes or (".dev" in authing.__version__ and "## [Unreleased]" in changes)
