"""What a hostile provider, a stranger on the way, and a curious log get out of a login: nothing."""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Callable, Iterator
from typing import Any

import jwt
import pytest
from v2_kit import Platform, Seen, perform, reply

from authing import (
    AsyncAuthenticationClient,
    AuthenticationClient,
    AuthingException,
    Forbidden,
    NotLoggedIn,
    UnexpectedAnswer,
)
from authing.core.call import Reply
from authing.core.options import Hooks
from authing.v2.models.oidc import LoginRequest

SECRET = "the-secret-of-the-application-000000"
BACK = "https://app.example/callback"
ACCESS = "AT-s3cret"

MODES = pytest.mark.parametrize("make", [AuthenticationClient, AsyncAuthenticationClient])
Make = Callable[..., Any]


class Provider:
    """A platform whose token endpoint answers as a test says."""

    def __init__(self) -> None:
        self.answer: Callable[[Seen], Reply] | Reply = reply({})
        self.platform = Platform({"POST /oidc/token": lambda seen: self._answer(seen)})

    def _answer(self, seen: Seen) -> Reply:
        return self.answer if isinstance(self.answer, Reply) else self.answer(seen)

    def client(self, make: Make, **more: Any) -> Any:
        return make(app_id="app", secret=SECRET, host=self.platform.host, redirect_uri=BACK, **more)

    def token(self, request: LoginRequest, key: str = SECRET, algorithm: str = "HS256", **changes: Any) -> str:
        now = int(time.time())
        claims = {
            "iss": f"{self.platform.host}/oidc",
            "sub": "u1",
            "aud": "app",
            "iat": now,
            "exp": now + 600,
            "nonce": request.nonce,
            **changes,
        }
        given = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(given, key, algorithm=algorithm)

    def grants(self, id_token: str, **more: Any) -> None:
        self.answer = reply({"access_token": ACCESS, "token_type": "Bearer", "id_token": id_token, **more})


@pytest.fixture
def provider() -> Iterator[Provider]:
    made = Provider()
    with made.platform:
        yield made


def callback(request: LoginRequest) -> str:
    return f"{BACK}?code=C0DE-s3cret&state={request.state}"


@MODES
def test_a_login_that_is_in_order(make: Make, provider: Provider) -> None:
    client = provider.client(make)
    request = client.start_login()
    provider.grants(provider.token(request), expires_in=60)
    login = perform(client.finish_login(request, callback(request)))
    assert (login.claims.subject, login.access_token) == ("u1", ACCESS)
    assert client.get_token() == login.id_token
    (seen,) = provider.platform.seen
    assert (seen.body["code_verifier"], seen.body["client_secret"]) == (request.code_verifier, SECRET)
    assert "?" not in seen.path


WRONG: dict[str, dict[str, Any]] = {
    "a code of another login": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "another audience": {"aud": "other-app"},
    "several audiences and no party": {"aud": ["app", "other-app"]},
    "another issuer": {"iss": "https://evil.example/oidc"},
    "no subject": {"sub": None},
    "expired": {"exp": 1_000_000_000},
    "no end": {"exp": None},
    "an access token of another": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
    "another secret": {"key": "the-secret-of-somebody-else-0000000"},
    "no signature": {"key": "", "algorithm": "none"},
}


@MODES
@pytest.mark.parametrize("changes", WRONG.values(), ids=WRONG)
def test_an_id_token_that_is_not_good_logs_nobody_in(make: Make, provider: Provider, changes: dict[str, Any]) -> None:
    client = provider.client(make)
    request = client.start_login()
    provider.grants(provider.token(request, **changes))
    with pytest.raises(NotLoggedIn) as caught:
        perform(client.finish_login(request, callback(request)))
    assert caught.value.code in ("invalid_token", "token_expired")
    assert client.get_token() is None


@MODES
def test_the_code_and_the_secret_follow_no_redirect(make: Make, provider: Provider) -> None:
    with Platform({}) as elsewhere:
        provider.answer = Reply(307, {"location": f"{elsewhere.host}/oidc/token"}, b"")
        client = provider.client(make)
        request = client.start_login()
        with pytest.raises(UnexpectedAnswer, match="redirect"):
            perform(client.finish_login(request, callback(request)))
        assert elsewhere.seen == []
        assert len(provider.platform.seen) == 1


@MODES
def test_an_answer_that_is_too_long_is_refused(make: Make, provider: Provider) -> None:
    client = provider.client(make, max_body=10_000)
    request = client.start_login()
    provider.grants("x" * 20_000)
    with pytest.raises(AuthingException) as caught:
        perform(client.finish_login(request, callback(request)))
    assert "10000" in str(caught.value)
    assert "xxxx" not in str(caught.value)
    patient = provider.client(make)
    with pytest.raises(NotLoggedIn, match="more than"):  # no token is that long
        perform(patient.finish_login(request, callback(request)))


@MODES
@pytest.mark.parametrize(
    "answer",
    [
        reply({"error": "invalid_client"}, 401),
        reply({"access_token": {"s3cret": 1}}),
        reply(b"<html>s3cret C0DE"),
        Reply(500, {}, b"s3cret"),
    ],
    ids=["refused", "no token", "no JSON", "failed"],
)
def test_no_secret_gets_into_logs_errors_and_hooks(
    make: Make, provider: Provider, answer: Reply, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[Any] = []
    client = provider.client(make, hooks=Hooks(told.append, told.append, told.append), retries=0)
    request = client.start_login()
    provider.answer = answer
    with caplog.at_level(logging.DEBUG), pytest.raises(AuthingException) as caught:
        perform(client.finish_login(request, callback(request)))
    shown = "".join([*caplog.messages, *map(repr, told), *traceback.format_exception_only(caught.value), repr(client)])
    shown += repr(request) + repr(caught.value.__cause__)
    for secret in ("s3cret", SECRET, request.state, request.nonce, request.code_verifier, "C0DE"):
        assert secret
        assert secret not in shown
    assert "/oidc/token" in shown


def test_a_secret_that_is_wrong_is_not_a_login_that_is_missing(provider: Provider) -> None:
    client = provider.client(AuthenticationClient)
    provider.answer = reply({"error": "invalid_client", "error_description": "who are you?"}, 401)
    with pytest.raises(Forbidden) as caught:
        client.get_access_token_by_code("c")
    assert (caught.value.code, caught.value.message, caught.value.status) == ("invalid_client", "who are you?", 401)
