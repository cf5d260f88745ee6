"""An instance of ZITADEL for each test, and the clients of both modes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from connect_server import ConnectServer
from zitadel_login_kit import Desk
from zitadel_modes import MODES, Mode


@pytest.fixture
def connect() -> Iterator[ConnectServer]:
    with ConnectServer() as server:
        yield server


@pytest.fixture(params=MODES)
def mode(request: pytest.FixtureRequest) -> Iterator[Mode]:
    made = Mode(request.param)
    yield made
    made.close()


@pytest.fixture
def desk(connect: ConnectServer, mode: Mode) -> Desk:
    return Desk(connect, mode)
