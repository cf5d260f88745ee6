"""Scopes as a request has them."""

from __future__ import annotations

from typing import Any

import pytest

from authing.core.errors import ArgumentError
from authing.core.scopes import scope_of


@pytest.mark.parametrize("given", ["openid  email openid", ["openid", "email", "openid"], ("openid", "email")])
def test_scopes_are_sent_once_each(given: Any) -> None:
    assert scope_of(given) == "openid email"


@pytest.mark.parametrize(
    "given", ["", " ", [], [""], ["a b"], ['a"b'], ["a\\b"], ["ä"], ["a\n"], [1], 1, None, b"openid"]
)
def test_what_is_no_list_of_scopes(given: Any) -> None:
    with pytest.raises(ArgumentError, match="scopes"):
        scope_of(given)
    with pytest.raises(ArgumentError, match="ui_locales"):
        scope_of(given, "ui_locales")
