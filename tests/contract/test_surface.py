"""The whole surface of both clients: every row of the platform's tables is a method, described, and run against the server.

The rows are those of 4.5 (`…_of_4_5`), and those that only the JavaScript SDK had (`…_of_javascript`). Rows of the end user's
client begin with `authentication.` here.
"""

from __future__ import annotations

import inspect
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import authentication_of_4_5
import authentication_of_javascript
import described
import management_of_4_5
import management_of_javascript
import pytest
from modes import MODES, SUCCEEDED

from authing import AuthenticationClient, ManagementClient
from authing.core.binding import Resource
from authing.v2.compat import OLD_NAMES, OldNames

CLIENT = ManagementClient(user_pool_id="pool", secret="secret", host="http://idp.test")
USER = AuthenticationClient(app_id="app", host="http://idp.test")
AUTHENTICATION = "authentication."
NOW = OLD_NAMES["management.client"].attributes
ROWS = [
    f"{NOW.get(attribute, attribute)}.{line.strip().partition('(')[0]}".lstrip(".")
    for attribute, lines in management_of_4_5.METHODS.items()
    for line in lines.strip().splitlines()
]
ENVELOPES = {
    f"{NOW.get(attribute, attribute)}.{name}".lstrip(".")
    for attribute, names in management_of_4_5.ENVELOPES.items()
    for name in names.split()
}
ROWS_OF_USERS = [
    AUTHENTICATION + line.strip().partition("(")[0] for line in authentication_of_4_5.METHODS.strip().splitlines()
]
ROWS_OF_JAVASCRIPT = [name for names in management_of_javascript.METHODS.values() for name in names.split()] + [
    AUTHENTICATION + name for names in authentication_of_javascript.METHODS.values() for name in names.split()
]
LOCAL = {AUTHENTICATION + name for name in authentication_of_javascript.LOCAL.split()}
OPERATIONS = [row for row in ROWS + ROWS_OF_USERS + ROWS_OF_JAVASCRIPT if row not in LOCAL]


def owner_of(row: str) -> type[Any]:
    """The class that has a row's method."""
    client = USER if row.startswith(AUTHENTICATION) else CLIENT
    attribute = row.removeprefix(AUTHENTICATION).rpartition(".")[0]
    return type(getattr(client, attribute)) if attribute else type(client)


@cache
def description(row: str) -> Any:
    """The function that describes a row's operation, also where the row has an old name; None if there is none."""
    return getattr(getattr(owner_of(row), row.rpartition(".")[2], None), "__description__", None)


def old_key(row: str) -> str | None:
    """The key of 4.5's answer that a row's answer is still found under."""
    tables = [OLD_NAMES.get(part.__module__.removeprefix("authing.v2."), OldNames()) for part in owner_of(row).__mro__]
    return next(
        (table.envelopes[name] for table in tables if (name := row.rpartition(".")[2]) in table.envelopes), None
    )


@cache
def described_ones() -> set[Any]:
    """The functions that a table in tests/describe has a row for."""
    ones = set()
    for file in sorted((Path(__file__).parents[1] / "describe").glob("test_describe_*.py")):
        things = vars(import_module(file.stem)).values()
        names = {
            row.name for thing in things if isinstance(thing, list) for row in thing if isinstance(row, described.Row)
        }
        for owner in things:
            if isinstance(owner, type) and issubclass(owner, Resource):
                ones |= {getattr(getattr(owner, name, None), "__description__", None) for name in names}
    return ones


def test_the_table_is_whole() -> None:
    assert len(ROWS) == len(set(ROWS)) == 176
    assert len(ROWS_OF_USERS) == len(set(ROWS_OF_USERS)) == 77
    of_javascript = [*authentication_of_javascript.METHODS, *management_of_javascript.METHODS]
    assert of_javascript == [f"J{number}" for number in range(1, 97) if number != 52]


def test_every_row_has_a_method() -> None:
    assert [row for row in OPERATIONS if description(row) is None] == []
    assert [row for row in LOCAL if not callable(getattr(owner_of(row), row.rpartition(".")[2], None))] == []


def test_every_envelope_of_4_5_is_answered_for() -> None:
    assert len(ENVELOPES) == 35
    assert set(ROWS) > ENVELOPES
    envelopes_themselves = {
        row
        for row in ENVELOPES
        if inspect.signature(getattr(owner_of(row), row.rpartition(".")[2])).return_annotation == "CommonMessage"
    }
    keys = {row: key for row in ROWS if (key := old_key(row))}
    assert keys == dict.fromkeys(ENVELOPES - envelopes_themselves, "data") | {"users.list_department": "departments"}


def test_every_row_has_a_test_of_what_it_sends() -> None:
    assert [row for row in OPERATIONS if description(row) not in described_ones()] == []


@pytest.mark.last
@pytest.mark.parametrize("mode", MODES)
def test_every_row_succeeded_against_the_server(mode: str) -> None:
    done = {description(name) for ran_in, name in SUCCEEDED if ran_in == mode}
    refused = management_of_javascript.REFUSED_BY_THE_SERVER | {
        AUTHENTICATION + name for name in authentication_of_javascript.REFUSED_BY_THE_SERVER
    }
    assert {row for row in OPERATIONS if description(row) not in done} == refused
