"""Packages whose names are imported when they are first used."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from authing.core.front_door import fetched


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The package `market.shop`, whose names are in modules of it and beside it."""
    files = {
        "market/__init__.py": "",
        "market/coins.py": "Coin = object()",
        "market/shop/__init__.py": "",
        "market/shop/shelf.py": "Apple = object()",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield import_module("market.shop")
    for name in [name for name in sys.modules if name.partition(".")[0] == "market"]:
        del sys.modules[name]


def test_a_name_is_imported_from_where_it_is_and_stays(shop: ModuleType) -> None:
    assert "market.shop.shelf" not in sys.modules
    apple = fetched("market.shop", "Fruit", "shelf.Apple")
    assert apple is sys.modules["market.shop.shelf"].Apple
    assert vars(shop)["Fruit"] is apple


def test_it_may_be_a_module_or_beside_the_package(shop: ModuleType) -> None:
    assert fetched("market.shop", "shelf", "shelf") is sys.modules["market.shop.shelf"]
    assert fetched("market.shop", "Coin", ".coins.Coin") is sys.modules["market.coins"].Coin


def test_what_is_not_there_is_told_of_the_package(shop: ModuleType) -> None:
    with pytest.raises(AttributeError, match=r"^module 'market\.shop' has no attribute 'Pear'$") as caught:
        fetched("market.shop", "Pear", None)
    assert (caught.value.name, caught.value.obj) == ("Pear", shop)  # by which Python says what may have been meant
