"""Packages whose names are imported when they are first used."""

from __future__ import annotations

import sys
from importlib import import_module

__all__ = ["fetched"]


def fetched(package: str, name: str, place: str | None) -> object:
    """What a package has by a name, for its `__getattr__`; from then on the package has it without asking.

    Args:
        package: The package.
        name: The name.
        place: Where it is in the package: `module.Class`, or a module; with a dot before it, beside the package. None if
            there is no such name.

    Raises:
        AttributeError: There is no such name.
    """
    home = sys.modules[package]
    if place is None:
        raise AttributeError(f"module {package!r} has no attribute {name!r}", name=name, obj=home)
    room, _, own_name = place.rpartition(".")
    value: object = (
        getattr(import_module(f".{room}", package), own_name) if room else import_module(f".{place}", package)
    )
    setattr(home, name, value)
    return value
