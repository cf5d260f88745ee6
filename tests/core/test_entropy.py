"""Texts that nobody can guess."""

from __future__ import annotations

from string import ascii_letters, digits
from typing import Any

import pytest

from authing.core.entropy import code_challenge, code_verifier, unguessable
from authing.core.errors import ArgumentError

UNRESERVED = set(ascii_letters + digits + "-._~")


def test_no_two_are_the_same_and_all_can_stand_in_a_url() -> None:
    made = {unguessable() for _ in range(200)} | {code_verifier() for _ in range(200)}
    assert len(made) == 400
    assert all(len(text) == 43 and set(text) <= UNRESERVED for text in made)


@pytest.mark.parametrize("length", [43, 64, 128])
def test_a_verifier_has_the_length_that_was_asked_for(length: int) -> None:
    assert len(code_verifier(length)) == length


@pytest.mark.parametrize("length", [0, 42, 129, -43, True, "43", 43.0, None])
def test_another_length_is_refused(length: Any) -> None:
    with pytest.raises(ArgumentError, match="43 to 128"):
        code_verifier(length)


def test_the_challenge_is_that_of_the_standard() -> None:
    # RFC 7636, appendix B.
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert code_challenge(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    assert code_challenge(verifier, "plain") == verifier


@pytest.mark.parametrize("verifier", ["short", "x" * 42, "x" * 129, "x" * 42 + "+", "ä" * 43, None, 43])
def test_what_is_no_verifier_has_no_challenge(verifier: Any) -> None:
    with pytest.raises(ArgumentError, match="verifier"):
        code_challenge(verifier)


@pytest.mark.parametrize("method", ["s256", "", None, 256])
def test_other_methods_are_refused(method: Any) -> None:
    with pytest.raises(ArgumentError, match="S256"):
        code_challenge("x" * 43, method)
