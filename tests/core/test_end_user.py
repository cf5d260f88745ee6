"""The user of a client that comes and goes, and the texts that its operations take."""

from __future__ import annotations

from typing import Any

import pytest

from authing.core.binding import Runner, Sync
from authing.core.credentials import StaticToken
from authing.core.end_user import EndUser, maybe_text, text, texts
from authing.core.errors import ArgumentError, NotLoggedIn


def test_the_token_belongs_to_one_client() -> None:
    user, other = (EndUser(Runner[Sync](), StaticToken("of both")) for _ in range(2))
    user.set_token("mine")
    assert (user.get_token(), other.get_token()) == ("mine", "of both")
    assert (user._own_or(None), user._own_or("another")) == ("mine", "another")
    with pytest.raises(ArgumentError):
        user.set_token("two\nlines")
    user.clear_current_user()
    assert user.get_token() is None
    with pytest.raises(NotLoggedIn, match="no token"):
        user._own_or(None)


def test_a_text_is_one_and_not_empty() -> None:
    assert (text("name", "a"), maybe_text("name", "a"), maybe_text("name", None)) == ("a", "a", None)
    for value in ("", None, 1, b"hush"):
        with pytest.raises(ArgumentError, match=r"^name must be a text") as caught:
            text("name", value)
        assert "hush" not in str(caught.value)


@pytest.mark.parametrize("given", ["a", ["a"], ("a",), iter(["a"])])
def test_one_text_or_several(given: Any) -> None:
    assert texts("name", given) == ("a",)


@pytest.mark.parametrize("given", ["", [], [""], [1], 1, None, b"a", {"a": 1}])
def test_what_is_neither(given: Any) -> None:
    with pytest.raises(ArgumentError, match=r"^name must be a text, or a list"):
        texts("name", given)
