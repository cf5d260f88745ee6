"""The whole surface of the administrator: every row of the platform's table is a method, described, and run against the server.

The rows are those of 4.5 (`management_of_4_5`), and those that only the JavaScript SDK had (`management_of_javascript`).
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import described
import management_of_4_5
import management_of_javascript
import pytest
from modes import MODES, SUCCEEDED

from authing import ManagementClient
from authing.core.binding import Resource
from authing.v2.compat import OLD_NAMES

CLIENT = ManagementClient(user_pool_id="pool", secret="secret", host="http://idp.test")
NOW = OLD_NAMES["management.client"].attributes
ROWS = [
    f"{NOW.get(attribute, attribute)}.{line.strip().partition('(')[0]}".lstrip(".")
    for attribute, lines in management_of_4_5.METHODS.items()
    for line in lines.strip().splitlines()
]
ROWS_OF_JAVASCRIPT = [name for names in management_of_javascript.METHODS.values() for name in names.split()]


@cache
def description(row: str) -> Any:
    """The function that describes a row's operation, also where the row has an old name; None if there is none."""
    attribute, _, name = row.rpartition(".")
    owner = type(getattr(CLIENT, attribute)) if attribute else ManagementClient
    return getattr(getattr(owner, name, None), "__description__", None)


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
    assert list(management_of_javascript.METHODS) == [f"J{number}" for number in range(34, 97) if number != 52]


def test_every_row_has_a_method() -> None:
    assert [row for row in ROWS + ROWS_OF_JAVASCRIPT if description(row) is None] == []


def test_every_row_has_a_test_of_what_it_sends() -> None:
    assert [row for row in ROWS + ROWS_OF_JAVASCRIPT if description(row) not in described_ones()] == []


@pytest.mark.last
@pytest.mark.parametrize("mode", MODES)
def test_every_row_succeeded_against_the_server(mode: str) -> None:
    done = {
        description(name) for ran_in, name in SUCCEEDED if ran_in == mode and not name.startswith("authentication.")
    }
    missing = {row for row in ROWS + ROWS_OF_JAVASCRIPT if description(row) not in done}
    assert missing == management_of_javascript.REFUSED_BY_THE_SERVER
