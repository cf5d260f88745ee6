"""The order of the tests: random, but those that look back at all others come last; and which of them stay together."""

from __future__ import annotations

from pathlib import Path

import pytest

SERVER = Path(__file__).parent / "server"
CLIENTS_OF_THE_SERVER = {path.name for path in SERVER.glob("test_*_clients.py")}


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "last: looks at what the other tests did; left out where not all of them run")
    config.addinivalue_line("markers", "xdist_group(name): what runs in one process where there are several")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    last = [item for item in items if item.get_closest_marker("last")]
    others = [item for item in items if not item.get_closest_marker("last")]
    partial = config.getoption("keyword") or not {item.path.name for item in others} >= CLIENTS_OF_THE_SERVER
    if partial and last:
        config.hook.pytest_deselected(items=last)
        last = []
    items[:] = [*others, *last]
    for item in items:
        # The server's tests share one PostgreSQL, and the last ones look at what the server's clients did.
        if item.path.is_relative_to(SERVER) or item in last:
            item.add_marker(pytest.mark.xdist_group("server"))
