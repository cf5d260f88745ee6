"""The shape of the house: who may import whom, how long a file may be, what is documented."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import pytest
from pages import ROOT
from strangers import HOME

from authing import AsyncAuthenticationClient, AsyncManagementClient, AuthenticationClient, ManagementClient
from authing.core.binding import Resource
from authing.logto import AsyncAuthenticationClient as AsyncLogtoUser
from authing.logto import AsyncLogto, AuthenticatedClient, Logto, Search, TokenManager
from authing.logto import AuthenticationClient as LogtoUser
from authing.logto import Client as SettingsOfLogtoAdmin
from authing.server import LocalServer, Settings
from authing.zitadel import AsyncAuthenticationClient as AsyncZitadelUser
from authing.zitadel import AsyncZitadel, TransportOptions, Zitadel
from authing.zitadel import AuthenticationClient as ZitadelUser
from authing.zitadel.authentication.sessions import SessionLogins
from authing.zitadel.authenticators import (
    Authenticator,
    ClientCredentialsAuthenticator,
    ClientCredentialsAuthenticatorBuilder,
    WebTokenAuthenticator,
    WebTokenAuthenticatorBuilder,
)

LONGEST = 600
SOURCES = sorted((HOME / "authing").rglob("*.py"))
EVERYTHING = sorted(
    file
    for folder in ("authing", "benchmarks", "docs", "examples", "tests", "tools")
    for file in (ROOT / folder).rglob("*.py")
)
FRONT_DOOR = "the front door"
ALLOWED = {
    "core": {"core", "version"},
    "v2": {"v2", "core", "version"},
    "zitadel": {"zitadel", "core", "version"},
    "logto": {"logto", "core", "version"},
    "server": {"server", "version"},
    "cli": {"cli", "server", "v2", "core", "version", FRONT_DOOR},
}
"""Which parts of the package a part may import. A server that shared code with the clients would share their mistakes."""

CLIENT = ManagementClient(user_pool_id="pool", secret="secret", host="http://idp.test")
USER = AuthenticationClient(app_id="app", host="http://idp.test")
ZITADEL = Zitadel.with_access_token("http://idp.test", "token")
LOGTO = Logto.with_token("http://idp.test", "token")
SUB_CLIENTS = [
    type(getattr(client, name))
    for client in (CLIENT, USER, ZITADEL, LOGTO)
    for part in type(client).__mro__
    for name, member in vars(part).items()
    if isinstance(member, cached_property)
]
OPERATIONS = [
    *SUB_CLIENTS,
    ManagementClient,
    AuthenticationClient,
    Zitadel,
    ZitadelUser,
    SessionLogins,
    Logto,
    LogtoUser,
]
PUBLIC = [
    *OPERATIONS,
    AsyncManagementClient,
    AsyncAuthenticationClient,
    AsyncLogto,
    AsyncLogtoUser,
    AsyncZitadel,
    AsyncZitadelUser,
    AuthenticatedClient,
    Authenticator,
    ClientCredentialsAuthenticator,
    ClientCredentialsAuthenticatorBuilder,
    LocalServer,
    Search,
    Settings,
    SettingsOfLogtoAdmin,
    TokenManager,
    TransportOptions,
    WebTokenAuthenticator,
    WebTokenAuthenticatorBuilder,
]


def test_the_services_of_every_platform_are_looked_at() -> None:
    packages = [owner.__module__.rpartition(".")[0] for owner in SUB_CLIENTS]
    assert packages.count("authing.zitadel.services") == 29
    assert packages.count("authing.logto.services") == 36


def shown(thing: object) -> str:
    return thing.relative_to(ROOT).as_posix() if isinstance(thing, Path) else str(getattr(thing, "__name__", thing))


def imported(file: Path) -> Iterator[str]:
    """The modules of this package that a file imports anywhere in it, for type checkers too, by their full names."""
    package = file.relative_to(HOME).parent.parts
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield from (f"{module}.{alias.name}" for alias in node.names)


def part_of(name: str) -> str:
    """`v2` for `authing.v2.wire`; a name such as `authing.ManagementClient` comes through the front door."""
    part = name.split(".")[1]
    return part if part == "version" or (HOME / "authing" / part).is_dir() else FRONT_DOOR


@pytest.mark.parametrize("part", ALLOWED)
def test_imports_point_down_only(part: str) -> None:
    files = sorted((HOME / "authing" / part).rglob("*.py"))
    assert files
    for file in files:
        parts = {part_of(name) for name in imported(file) if name.startswith("authing.")}
        assert parts <= ALLOWED[part], file


def test_every_part_has_its_rule() -> None:
    parts = {file.relative_to(HOME).parts[1] for file in SOURCES if len(file.relative_to(HOME).parts) > 2}
    assert parts == set(ALLOWED)


def test_the_core_does_input_and_output_in_its_runners_only() -> None:
    outside = {"aiohttp", "asyncio", "httpx", "requests", "select", "socket", "urllib3"}
    for file in sorted((HOME / "authing" / "core").glob("*.py")):
        if file.stem not in ("awaiting", "blocking"):
            tree = ast.parse(file.read_text(encoding="utf-8"))
            names = {alias.name for node in tree.body if isinstance(node, ast.Import) for alias in node.names}
            names |= {node.module or "" for node in tree.body if isinstance(node, ast.ImportFrom) and not node.level}
            assert not {name.partition(".")[0] for name in names} & outside, file


@pytest.mark.parametrize("file", EVERYTHING, ids=shown)
def test_a_file_is_no_longer_than_one_can_read(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").splitlines()
    if not (lines and "generated" in lines[0].lower()):
        assert len(lines) <= LONGEST


@pytest.mark.parametrize("file", SOURCES, ids=shown)
def test_every_module_and_public_method_is_documented(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    if "versions" in file.parts or text.startswith("# Generated"):
        return  # steps of a migration, named by their files; what a generator of others writes
    tree = ast.parse(text)
    assert ast.get_docstring(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), node.name
            for method in node.body:
                if isinstance(method, (ast.FunctionDef, ast.AsyncFunctionDef)) and not method.name.startswith("_"):
                    assert ast.get_docstring(method), f"{node.name}.{method.name}"


@pytest.mark.parametrize("owner", PUBLIC, ids=shown)
def test_help_tells_what_each_method_does(owner: type) -> None:
    for name, member in inspect.getmembers(owner):
        if not name.startswith("_") and (callable(member) or isinstance(member, property)):
            text = inspect.getdoc(member) or ""
            first = text.partition("\n\n")[0]
            assert re.search(r"[.)]$", first), f"{owner.__name__}.{name}: {first!r}"


@pytest.mark.parametrize("owner", OPERATIONS, ids=shown)
def test_what_is_documented_of_arguments_is_there(owner: type) -> None:
    for name, member in inspect.getmembers(owner, inspect.isfunction):
        if name.startswith("_"):
            continue
        parameters = set(inspect.signature(member).parameters)
        text = inspect.getdoc(member) or ""
        section = re.search(r"^Args:\n((?:    .*\n?|\n)*)", text, re.MULTILINE)
        told = set(re.findall(r"^    (\w+):", section[1], re.MULTILINE)) if section else set()
        assert told <= parameters, f"{owner.__name__}.{name}"
        if twin := re.search(r"The other arguments (?:and the errors )?are those of `(\w+)`", text):
            assert parameters - told <= set(inspect.signature(getattr(owner, twin[1])).parameters), name
        else:
            assert not section or told == parameters - {"self"}, (
                f"{owner.__name__}.{name} documents only some arguments"
            )


@pytest.mark.parametrize("owner", OPERATIONS, ids=shown)
def test_signatures_show_the_result_and_not_its_description(owner: type) -> None:
    assert issubclass(owner, Resource)
    for name, member in inspect.getmembers(owner, lambda member: hasattr(member, "__description__")):
        result = str(inspect.signature(member).return_annotation)
        assert not result.startswith(("Call", "Flow", "Book")), name
