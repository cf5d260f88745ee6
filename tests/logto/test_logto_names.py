"""What can be imported from `authing.logto`, and from its `models`."""

from __future__ import annotations

import importlib

import pytest
from logto_samples import table

from authing import logto
from authing.core.response import Response
from authing.logto import models
from authing.logto.exceptions import InvalidInput, Issue


def test_what_annotations_and_handlers_name_is_in_the_package() -> None:
    assert (logto.InvalidInput, logto.Issue, logto.Response) == (InvalidInput, Issue, Response)


def test_every_model_is_in_the_package_of_models() -> None:
    known = table()
    places = [*known.models, *known.unions, *known.enums]
    assert len(places) > 400
    for place in places:
        module, _, name = place.partition(".")
        home = importlib.import_module(f"authing.logto.models.{module}")
        assert getattr(models, name) is getattr(home, name)
        assert getattr(models, module) is home
    assert set(dir(models)) == {part for place in places for part in place.split(".")}


def test_what_is_no_model_is_told() -> None:
    with pytest.raises(AttributeError, match=r"^module 'authing\.logto\.models' has no attribute 'UserCreat'$"):
        _ = models.UserCreat
