"""Every argument of every operation is checked before anything is sent."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

import described
import pytest

from authing import ArgumentError, AuthenticationClient, ManagementClient
from authing.core.binding import Resource, describe
from authing.core.paging import Book

CLIENT = ManagementClient(
    user_pool_id="pool", secret="secret", host="http://idp.test", enc_public_key=described.public_key()
)
USER = AuthenticationClient(app_id="app", token="token", host="http://idp.test", enc_public_key=described.public_key())
SUB_CLIENTS: list[Any] = [
    CLIENT,
    USER,
    *(
        getattr(client, name)
        for client in (CLIENT, USER)
        for part in type(client).__mro__
        for name, member in vars(part).items()
        if isinstance(member, cached_property)
    ),
]
TRUTHS = {"with_custom_data", "treeify"}
"""Choices of the client that are not sent; as in 4.5 all that counts as true is true."""


def rows() -> Iterator[tuple[Any, described.Row]]:
    """Every row of the tables of what operations send, with the sub-client that it is about."""
    for file in sorted((Path(__file__).parents[1] / "describe").glob("test_describe_*.py")):
        things = list(vars(import_module(file.stem)).values())
        owners = [thing for thing in things if isinstance(thing, type) and issubclass(thing, Resource)]
        for table in things:
            for row in table if isinstance(table, list) else ():
                if isinstance(row, described.Row):
                    yield from ((client, row) for client in SUB_CLIENTS if belongs(row, client, owners))


def belongs(row: described.Row, client: Any, owners: list[type[Any]]) -> bool:
    """Whether a row is about an operation that a sub-client has from one of the classes its module tests."""
    own = getattr(getattr(client, row.name, None), "__description__", None)
    if own not in {getattr(getattr(owner, row.name, None), "__description__", None) for owner in owners} - {None}:
        return False
    try:
        inspect.signature(getattr(client, row.name)).bind(*row.args, **row.kwargs)
    except TypeError:
        return False  # of another class of the module, which has the name too
    return True


def misfits(annotation: str) -> Iterator[Any]:
    """Values that no argument of this type can have."""
    yield object()
    if "int" not in annotation and "float" not in annotation:
        yield 5
        if "str" not in annotation:
            yield "false"
    if "Sequence" not in annotation and "Mapping" not in annotation:
        yield ["x"]


CASES = {
    f"{type(client).__name__}.{row.name}({name}={misfit!r:.8})": (getattr(client, row.name), row, name, misfit)
    for client, row in rows()
    for name, parameter in inspect.signature(getattr(client, row.name)).parameters.items()
    if parameter.annotation != "Any" and name not in TRUTHS
    for misfit in misfits(str(parameter.annotation))
}


@pytest.mark.parametrize(("bound", "row", "name", "misfit"), CASES.values(), ids=CASES)
def test_what_does_not_fit_is_refused(bound: Callable[..., Any], row: described.Row, name: str, misfit: Any) -> None:
    given = {**inspect.signature(bound).bind(*row.args, **row.kwargs).arguments, name: misfit}
    with pytest.raises(ArgumentError):
        first_call(describe(bound, **given))


def first_call(described_: Any) -> Any:
    """What is sent first."""
    return next(iter(described_.page(described_.first) if isinstance(described_, Book) else described_))


def test_every_sub_client_is_looked_at() -> None:
    assert {case.partition(".")[0] for case in CASES} == {type(client).__name__ for client in SUB_CLIENTS}
