"""Tokens that a provider grants to a program for itself: what is sent for them, and what is made of the answers."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

import jwt
import pytest
from plan_driver import Desk, get, lost, reply
from test_assertions import pem, public_key

from authing.core.assertions import JWT_BEARER, PrivateKey
from authing.core.call import Reply
from authing.core.credentials import Granted
from authing.core.errors import ArgumentError, Forbidden, NetworkError, ServerError, UnexpectedAnswer
from authing.core.grants import LIFETIME, Assertion, ClientCredentials, ProviderGrant
from authing.core.oidc_answers import TokenSet
from authing.core.plan import Request

ISSUER = "https://issuer.example"
TOKEN = f"{ISSUER}/token"


def discovered(issuer: str = ISSUER, **more: Any) -> Reply:
    return reply(200, {"issuer": issuer, "token_endpoint": TOKEN, **more})


def granted(token: str = "one", **more: Any) -> Reply:
    return reply(200, {"access_token": token, "token_type": "Bearer", **more})


def by_secret(scope: str | None = "openid api", **more: Any) -> ClientCredentials:
    return ClientCredentials(ISSUER, "bot", "hush", scope, **more)


def by_key(**more: Any) -> Assertion:
    return Assertion(ISSUER, PrivateKey(pem(), "k1"), "u1", "openid api", **more)


def form(request: Request) -> Mapping[str, str]:
    assert request.body is not None
    return dict(parse_qsl(request.body.decode(), strict_parsing=True))


def asked(credentials: Granted) -> Request:
    """The request for a token."""
    at = Desk(credentials=credentials)
    at.run(get(), discovered(), granted(), reply())
    return at.requests[1]


@pytest.mark.parametrize("make", [by_secret, by_key])
def test_the_provider_is_asked_once_and_then_for_each_token(make: Any) -> None:
    at = Desk(credentials=make())
    at.run(get(), discovered(), granted(), reply())
    at.run(get(), reply(401), granted("two"), reply())
    at.run(get(), reply())
    assert [request.url for request in at.requests] == [
        f"{ISSUER}/.well-known/openid-configuration",
        TOKEN,
        "https://id.example/thing",
        "https://id.example/thing",
        TOKEN,
        "https://id.example/thing",
        "https://id.example/thing",
    ]
    assert at.tokens[2:4] == ["one", "one"]
    assert at.tokens[5:] == ["two", "two"]


def test_a_client_proves_itself_by_its_secret() -> None:
    request = asked(by_secret())
    assert form(request) == {"grant_type": "client_credentials", "scope": "openid api"}
    assert b64decode(request.headers["authorization"].removeprefix("Basic ")) == b"bot:hush"


def test_the_secret_may_stand_in_the_form_beside_other_fields() -> None:
    request = asked(by_secret(None, fields={"resource": "https://api.example"}, auth_method="client_secret_post"))
    assert form(request) == {
        "grant_type": "client_credentials",
        "resource": "https://api.example",
        "client_id": "bot",
        "client_secret": "hush",
    }
    assert "authorization" not in request.headers


def test_a_key_signs_an_assertion_for_the_issuer() -> None:
    request = asked(by_key())
    told = form(request)
    assert set(told) == {"grant_type", "assertion", "scope"}
    assert (told["grant_type"], told["scope"]) == (JWT_BEARER, "openid api")
    claims = jwt.decode(told["assertion"], public_key(), ["RS256"], audience=ISSUER)
    assert claims["iss"] == claims["sub"] == "u1"
    assert "authorization" not in request.headers


def test_the_provider_may_be_asked_at_another_address() -> None:
    at = Desk(credentials=by_key(host="http://inside:8080"))
    at.run(get(), discovered(), granted(), reply())
    assert at.requests[0].url == "http://inside:8080/.well-known/openid-configuration"
    claims = jwt.decode(form(at.requests[1])["assertion"], public_key(), ["RS256"], audience=ISSUER)
    assert claims["aud"] == ISSUER


def test_another_issuer_is_refused_by_both_names() -> None:
    at = Desk(credentials=by_key(host="http://inside:8080"))
    with pytest.raises(UnexpectedAnswer) as caught:
        at.run(get(), discovered("http://inside:8080"))
    assert "'http://inside:8080'" in caught.value.message
    assert f"'{ISSUER}'" in caught.value.message


@pytest.mark.parametrize("endpoint", [None, "nowhere"])
def test_a_provider_without_a_token_endpoint_is_asked_again_the_next_time(endpoint: str | None) -> None:
    at = Desk(credentials=by_secret(), retries=0)
    with pytest.raises(UnexpectedAnswer):
        at.run(get(), reply(200, {"issuer": ISSUER} | ({} if endpoint is None else {"token_endpoint": endpoint})))
    assert at.run(get(), discovered(), granted(), reply(200, 1)) == 1


def test_a_provider_that_fails_is_asked_again() -> None:
    at = Desk(credentials=by_secret())
    assert at.run(get(), reply(503), discovered(), reply(503), granted(), reply(200, 1)) == 1
    assert [send.attempt for send in at.sent] == [1, 2, 1, 2, 1]


def test_a_failure_of_the_provider_is_that_of_the_call() -> None:
    at = Desk(credentials=by_secret(), retries=0)
    with pytest.raises(ServerError):
        at.run(get(), discovered(), reply(500, {"error": "server_error"}))
    assert not at.lock.locked()


@pytest.mark.parametrize(
    ("told", "lifetime"),
    [
        ({"expires_in": 60}, 60),
        ({"expires_in": "60"}, 60),
        ({"expires_in": 60.5}, 60.5),
        ({}, LIFETIME),
        ({"expires_in": None}, LIFETIME),
        ({"expires_in": "soon"}, LIFETIME),
        ({"expires_in": []}, LIFETIME),
        ({"expires_in": 10**400}, LIFETIME),
        ({"expires_in": float("inf")}, LIFETIME),
        ({"expires_in": float("nan")}, LIFETIME),
        ({"expires_in": -1}, LIFETIME),
    ],
)
def test_a_token_lives_as_long_as_is_told(told: Any, lifetime: float) -> None:
    credentials = by_secret()
    at = Desk(credentials=credentials)
    at.run(get(), discovered(), granted(**told), reply())
    assert credentials.usable(at.wall + lifetime - 1) == "one"
    assert credentials.usable(at.wall + lifetime) is None


@pytest.mark.parametrize(
    ("client_id", "secret"), [("", "s"), ("c", ""), (None, "s"), ("c", None), (5, "s"), ("c", b"s")]
)
def test_an_id_or_a_secret_that_is_none_is_refused(client_id: Any, secret: Any) -> None:
    with pytest.raises(ArgumentError, match="must be a text"):
        ClientCredentials(ISSUER, client_id, secret, None)


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
def test_a_secret_that_is_no_unicode_is_refused_without_telling_it(method: str) -> None:
    credentials = ClientCredentials(ISSUER, "bot", "hush\ud800", None, auth_method=method)
    with pytest.raises(ArgumentError, match="not valid Unicode") as caught:
        Desk(credentials=credentials).run(get(), discovered())
    assert "hush" not in repr(caught.value)


def test_nothing_shows_a_secret() -> None:
    assert "hush" not in repr(by_secret())
    assert repr(by_key()) == "<Assertion>"


def test_what_is_sent_is_for_each_kind_to_tell() -> None:
    at = Desk(credentials=ProviderGrant(ISSUER, None))
    with pytest.raises(NotImplementedError):
        at.run(get(), discovered())


def test_what_was_granted_can_be_refused_by_a_kind_of_its_own() -> None:
    class Choosy(ClientCredentials):
        def check(self, tokens: TokenSet) -> None:
            if tokens.scope != self.scope:
                raise Forbidden(None, "that is less than was asked for")

    at = Desk(credentials=Choosy(ISSUER, "bot", "hush", "all"))
    with pytest.raises(Forbidden):
        at.run(get(), discovered(), granted(scope="some"))
    assert at.run(get(), granted(scope="all"), reply(200, 1)) == 1


def test_a_provider_that_is_not_there() -> None:
    at = Desk(credentials=by_key(), retries=0)
    with pytest.raises(NetworkError):
        at.run(get(), lost(unsent=True))


@pytest.mark.parametrize("make", [by_secret, by_key])
@pytest.mark.parametrize("answers", [[reply(404)], [discovered(), reply(404)]])
def test_a_provider_that_is_not_there_is_not_what_the_call_did_not_find(make: Any, answers: list[Reply]) -> None:
    at = Desk(credentials=make(host="http://inside:8080"))
    with pytest.raises(UnexpectedAnswer, match=r"^there is no provider of tokens at http://inside:8080: ") as caught:
        at.run(get(), *answers)
    assert (caught.value.code, caught.value.status) == (None, 404)
    assert caught.value.path == at.requests[-1].url
