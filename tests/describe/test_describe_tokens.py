"""What verifying a token sends: nothing where a secret or known keys will do, else a request for the platform's keys."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from described import Row, rows_that_miss, unused_arguments

from authing import AsyncAuthenticationClient, AuthenticationClient
from authing.core.binding import describe
from authing.core.call import Call, Once
from authing.core.errors import ArgumentError, NotLoggedIn
from authing.core.tokens import Claims
from authing.v2.authentication.tokens import Tokens

HOST, SECRET = "http://idp.test", "0123456789abcdef0123456789abcdef"
NOW = int(time.time())
LIFE = 86400  # seconds: longer than all tests together take
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def token(**changes: Any) -> str:
    claims = {"iss": f"{HOST}/oidc", "aud": "app", "sub": "bob", "iat": NOW, "exp": NOW + LIFE, **changes}
    return jwt.encode(claims, SECRET, "HS256")


LOGIN = token(nonce="n", auth_time=NOW)
ACCESS = token(scope="read", aud="program")

TABLE = [
    Row("verify_id_token", (LOGIN,)),
    Row(
        "verify_id_token",
        (LOGIN,),
        {"nonce": "n", "access_token": "access", "max_age": 60, "leeway": 5, "clock": lambda: NOW + 64},
    ),
    Row("verify_access_token", (ACCESS,), {"audience": "program", "leeway": 0, "clock": lambda: NOW + LIFE - 1}),
    Row("verify_access_token", (ACCESS,), {"audience": ["other", "program"]}),
    Row("verify_access_token", (token(scope="read"),)),
]


def client(**more: Any) -> AuthenticationClient:
    # Clients with the same headers share the keys that they fetched; each of these is alone.
    given: dict[str, Any] = {
        "app_id": "app",
        "secret": SECRET,
        "host": HOST,
        "headers": {"x-test": uuid4().hex},
        **more,
    }
    return AuthenticationClient(**given)


def first_call(described: Any) -> Call[Any]:
    """The first call of a flow, whoever else performs it."""
    part: Any = next(iter(described))
    while isinstance(part, Once):
        part = next(iter(part.described))
    call: Call[Any] = part
    return call


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
def test_a_token_signed_by_the_secret_is_verified_without_sending_anything(row: Row) -> None:
    described: Iterator[Any] = describe(getattr(client(), row.name), *row.args, **row.kwargs)
    with pytest.raises(StopIteration) as end:
        next(described)
    assert isinstance(end.value.value, Claims)
    assert end.value.value.subject == "bob"


@pytest.mark.parametrize("kind", [AuthenticationClient, AsyncAuthenticationClient])
@pytest.mark.parametrize("name", ["verify_id_token", "verify_access_token"])
def test_for_any_other_token_the_platforms_keys_are_fetched(name: str, kind: type[Any]) -> None:
    signed = jwt.encode({"iss": f"{HOST}/oidc"}, KEY, "RS256", {"kid": "one"})
    some = kind(app_id="app", host=HOST, headers={"x-test": uuid4().hex})
    call = first_call(describe(getattr(some, name), signed))
    assert (call.method, call.path) == ("GET", f"{HOST}/oidc/.well-known/openid-configuration")
    assert (call.auth, call.safe, call.params, call.json) == (False, True, None, None)


def test_every_operation_and_argument_has_a_row() -> None:
    of_others = {name for name in dir(Tokens) if name not in vars(Tokens)}
    assert rows_that_miss(Tokens, TABLE) - of_others == set()
    assert unused_arguments(Tokens, TABLE) == set()


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("verify_id_token", {"token": None}),
        ("verify_id_token", {"token": b"x"}),
        ("verify_id_token", {"nonce": ""}),
        ("verify_id_token", {"nonce": 1}),
        ("verify_id_token", {"access_token": ""}),
        ("verify_id_token", {"max_age": -1}),
        ("verify_id_token", {"max_age": "60"}),
        ("verify_id_token", {"leeway": 301}),
        ("verify_id_token", {"leeway": "5"}),
        ("verify_access_token", {"token": 1}),
        ("verify_access_token", {"audience": ""}),
        ("verify_access_token", {"audience": []}),
        ("verify_access_token", {"audience": [1]}),
        ("verify_access_token", {"audience": 1}),
        ("verify_access_token", {"leeway": -1}),
    ],
)
def test_a_wrong_argument_is_told_before_anything_is_done(name: str, arguments: dict[str, Any]) -> None:
    with pytest.raises(ArgumentError):
        describe(getattr(client(), name), **{"token": LOGIN, **arguments})


@pytest.mark.parametrize("without", [{"app_id": None, "user_pool_id": "pool"}, {"host": None}])
def test_a_client_that_does_not_know_its_application_or_host_is_told(without: dict[str, Any]) -> None:
    with pytest.raises(ArgumentError, match=r"app_id|app_host"):
        describe(client(**without).verify_id_token, LOGIN)


def test_a_token_of_another_host_is_refused() -> None:
    with pytest.raises(NotLoggedIn, match="another issuer"):
        client(host="http://other.test").verify_id_token(LOGIN)
