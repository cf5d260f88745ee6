"""The one tree of errors."""

from __future__ import annotations

import copy
import inspect
import pickle
import re

import pytest

from authing.core import errors
from authing.core.errors import (
    ArgumentError,
    AuthingException,
    Conflict,
    Forbidden,
    Invalid,
    MfaRequired,
    MissingExtra,
    NetworkError,
    NotFound,
    NotLoggedIn,
    RateLimited,
    ResetRequired,
    ServerError,
    Timeout,
    UnexpectedAnswer,
    kind_for_status,
)

KINDS = [
    AuthingException,
    NotLoggedIn,
    MfaRequired,
    ResetRequired,
    Forbidden,
    NotFound,
    Conflict,
    Invalid,
    RateLimited,
    ServerError,
    UnexpectedAnswer,
    NetworkError,
    Timeout,
]


def test_every_kind_is_in_the_tree_and_the_tree_is_in_the_documentation() -> None:
    drawn = set(re.findall(r"[├└]── (\w+)", inspect.getdoc(errors) or ""))
    assert drawn == {kind.__name__ for kind in KINDS} - {"AuthingException"}
    assert set(errors.__all__) == {kind.__name__ for kind in KINDS} | {
        "ArgumentError",
        "MissingExtra",
        "kind_for_status",
    }
    assert all(issubclass(kind, AuthingException) for kind in KINDS)
    assert issubclass(Timeout, NetworkError)


def test_errors_outside_the_tree_are_what_python_calls_them() -> None:
    assert issubclass(ArgumentError, ValueError)
    assert not issubclass(ArgumentError, AuthingException)
    assert issubclass(MissingExtra, ImportError)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_survives_pickle_and_copy_whole(kind: type[AuthingException]) -> None:
    error = kind(2026, "no", status=400, request_id="r", method="POST", path="/p", data={"x": [1]})
    error.retry_after = 3.0
    error.retryable = True
    error.mfa_token = "m"  # type: ignore[attr-defined]  # a field of one kind; state is state
    for twin in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
        assert type(twin) is kind
        assert twin.__dict__ == error.__dict__
        assert twin.args == (2026, "no")
        assert str(twin) == str(error)


class Peculiar(AuthingException):
    """A kind with a constructor of its own."""

    def __init__(self, account: str) -> None:
        super().__init__(7, f"{account} is peculiar")
        self.account = account


def test_a_kind_with_its_own_constructor_survives_too() -> None:
    twin = pickle.loads(pickle.dumps(Peculiar("bob")))
    assert type(twin) is Peculiar
    assert (twin.account, twin.code, str(twin)) == ("bob", 7, "Authing Request Error: 7 bob is peculiar")


def test_an_error_reads_as_it_did_in_authing_4() -> None:
    assert str(AuthingException(2004, "用户不存在")) == "Authing Request Error: 2004 用户不存在"
    assert str(AuthingException(500)) == "Authing Request Error: 500 "


def test_an_error_that_authing_4_did_not_know_reads_plainly() -> None:
    assert str(NetworkError(None, "GET /a: the connection broke")) == "GET /a: the connection broke"
    assert str(Invalid("invalid_grant", "the code was used")) == "invalid_grant: the code was used"
    assert (str(AuthingException()), AuthingException().message) == ("", "")


def test_an_error_shows_its_kind_and_place_and_never_its_data() -> None:
    error = NotFound("user.missing", "gone", method="GET", path="/u/1", data={"token": "s3cret"})
    assert repr(error) == "NotFound('user.missing', 'gone', GET /u/1)"
    assert repr(Invalid(1, "x")) == "Invalid(1, 'x')"
    assert "s3cret" not in f"{error}{error!r}"


def test_what_a_next_step_needs_is_there_before_it_is_told() -> None:
    assert (MfaRequired().mfa_token, MfaRequired().factors, MfaRequired().set_up) == ("", (), ())
    assert ResetRequired().token == ""
    assert NetworkError().unsent is False
    assert (RateLimited().retryable, NetworkError().retryable, ServerError().retryable) == (True, True, False)
    assert RateLimited().retry_after is None


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, Invalid),
        (401, NotLoggedIn),
        (403, Forbidden),
        (404, NotFound),
        (409, Conflict),
        (410, NotFound),
        (412, Conflict),
        (413, Invalid),
        (415, Invalid),
        (422, Invalid),
        (429, RateLimited),
        (500, ServerError),
        (503, ServerError),
        (599, ServerError),
        (302, AuthingException),
        (418, AuthingException),
    ],
)
def test_the_status_tells_the_kind_where_no_code_does(status: int, kind: type[AuthingException]) -> None:
    assert kind_for_status(status) is kind
