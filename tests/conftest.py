"""The order of the tests: random, but those that look back at all others come last."""

from __future__ import annotations

from pathlib import Path

import pytest

CLIENTS_OF_THE_SERVER = {path.name for path in Path(__file__).parent.glob("server/test_*_clients.py")}


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "last: looks at what the other tests did; left out where not all of them run")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    last = [item for item in items if item.get_closest_marker("last")]
    others = [item for item in items if not item.get_closest_marker("last")]
    partial = config.getoption("keyword") or not {item.path.name for item in others} >= CLIENTS_OF_THE_SERVER
    if partial and last:
        config.hook.pytest_deselected(items=last)
        last = []
    items[:] = [*others, *last]
