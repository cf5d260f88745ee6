"""A Logto for each test, and the clients of both modes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from logto_modes import MODES, Mode
from logto_server import LogtoServer


@pytest.fixture
def logto() -> Iterator[LogtoServer]:
    with LogtoServer() as server:
        yield server


@pytest.fixture(params=MODES)
def mode(request: pytest.FixtureRequest) -> Iterator[Mode]:
    made = Mode(request.param)
    yield made
    made.close()
