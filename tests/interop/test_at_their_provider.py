"""Our relying party at a provider of others: `oidc-provider`, through its own pages."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

import pytest
from jwt import get_unverified_header
from raw_browser import RawBrowser

from authing.core.awaiting import AwaitingRunner
from authing.core.awaiting import shared_transport as awaited_transport
from authing.core.blocking import BlockingRunner
from authing.core.blocking import shared_transport as blocking_transport
from authing.core.call import Describes, Flow
from authing.core.credentials import StaticToken
from authing.core.errors import Forbidden, NotLoggedIn
from authing.core.jwks import KeySet
from authing.core.oidc import RelyingParty, discover
from authing.core.oidc_answers import Login, LoginRequest, Provider, TokenSet
from authing.core.options import Options
from authing.core.tokens import Claims, Verifier

BACK, OUT = "https://app.example/callback", "https://app.example/goodbye"
ODD_SECRET = "a secret: with %41 + / & and = in it"
CLIENTS = {
    "posting": ("a-secret-that-is-posted", "client_secret_post"),
    "an odd:id": (ODD_SECRET, "client_secret_basic"),
    "public": (None, "none"),
}
ALGORITHMS = {"posting": "RS256", "an odd:id": "ES256", "public": "RS256"}
Run = Callable[[Describes[Any]], Any]
Start = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def issuer(node: Start) -> str:
    url: str = node("provider.mjs", BACK, OUT, ODD_SECRET)["issuer"]
    return url


@pytest.fixture(params=["blocking", "awaited"])
def run(request: pytest.FixtureRequest, issuer: str) -> Iterator[Run]:
    """Performs what is described, blocking or awaited."""
    options = Options(host=issuer)
    if request.param == "blocking":
        yield BlockingRunner(options, {}, StaticToken(), blocking_transport(options)).run
        return
    loop = asyncio.new_event_loop()
    runner = AwaitingRunner(options, {}, StaticToken(), awaited_transport(options))
    yield lambda described: loop.run_until_complete(runner.run(described))
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.close()


class Relying(NamedTuple):
    """One of the clients, and what it does."""

    party: RelyingParty
    run: Run
    verifier: Verifier

    def verify(self, tokens: TokenSet, request: LoginRequest) -> Flow[Claims]:
        return self.verifier.id_token(
            str(tokens.id_token),
            str(self.party.client_id),
            nonce=request.nonce,
            access_token=tokens.access_token,
            max_age=request.max_age,
        )

    def begin(self, scope: str = "openid email offline_access", **more: Any) -> LoginRequest:
        return self.party.begin(BACK, scope, prompt="consent", **more)

    def finish(self, request: LoginRequest, callback: str) -> Login:
        login: Login = self.run(self.party.finish(request, callback, self.verify))
        return login

    def log_in(self, name: str = "alice") -> Login:
        request = self.begin()
        return self.finish(request, came_back(request, self.party.provider.issuer, name))


@pytest.fixture
def provider(run: Run, issuer: str) -> Provider:
    found: Provider = run(discover(issuer))
    return found


@pytest.fixture(params=CLIENTS)
def relying(request: pytest.FixtureRequest, run: Run, provider: Provider) -> Relying:
    """Each of the clients in turn."""
    return relying_party(request.param, run, provider)


def relying_party(client_id: str, run: Run, provider: Provider) -> Relying:
    secret, auth_method = CLIENTS[client_id]
    verifier = Verifier(KeySet(provider.issuer))
    return Relying(RelyingParty(provider, client_id, secret, auth_method), run, verifier)


@contextmanager
def a_browser(issuer: str) -> Iterator[RawBrowser]:
    browser = RawBrowser(issuer)
    with browser.session:
        yield browser


def came_back(request: LoginRequest, issuer: str, name: str = "alice") -> str:
    """Where the browser of a user arrives after the provider's pages for login and consent."""
    with a_browser(issuer) as browser:
        browser.go(request.url)
        while browser.sent_to is None:
            assert browser.answer.status_code == 200, browser.answer.text
            asked = browser.page.form["prompt"]
            browser.send(**{"login": name, "password": "any"} if asked == "login" else {})
        return browser.sent_to


def test_a_user_logs_in(relying: Relying) -> None:
    request = relying.begin()
    callback = came_back(request, relying.party.provider.issuer)
    assert callback.startswith(BACK)
    login = relying.finish(request, callback)
    assert (login.claims.subject, login.claims.nonce) == ("alice", request.nonce)
    assert get_unverified_header(login.id_token or "")["alg"] == ALGORITHMS[str(relying.party.client_id)]
    assert login.refresh_token
    assert login.expires_at is not None
    user = relying.run(relying.party.userinfo(login.access_token, subject=login.claims.subject))
    assert (user.sub, user.email, user.email_verified) == ("alice", "alice@example.com", True)
    with pytest.raises(NotLoggedIn) as caught:
        relying.finish(request, callback)  # the code is used up
    assert caught.value.code == "invalid_grant"


def test_the_provider_tells_that_it_is_the_one(relying: Relying) -> None:
    assert relying.party.provider.authorization_response_iss_parameter_supported
    request = relying.begin()
    callback = came_back(request, relying.party.provider.issuer)
    assert parse_qs(urlsplit(callback).query)["iss"] == [relying.party.provider.issuer]
    with pytest.raises(NotLoggedIn, match="another provider"):
        relying.finish(request, callback.replace("127.0.0.1", "127.0.0.2"))


def test_a_refresh_token_is_good_once(relying: Relying) -> None:
    first = relying.log_in().refresh_token
    assert first
    second = relying.run(relying.party.refresh(first))
    assert second.refresh_token not in (None, first)
    with pytest.raises(NotLoggedIn) as caught:
        relying.run(relying.party.refresh(first))
    assert caught.value.code == "invalid_grant"
    with pytest.raises(NotLoggedIn):  # whoever uses it a second time ends the whole line of them
        relying.run(relying.party.refresh(second.refresh_token))


def test_a_token_is_introspected_and_revoked(relying: Relying) -> None:
    login = relying.log_in("bob")
    assert login.refresh_token
    found = relying.run(relying.party.introspect(login.refresh_token, "refresh_token"))
    assert (found.active, found.sub, found.client_id) == (True, "bob", relying.party.client_id)
    assert relying.run(relying.party.revoke(login.refresh_token, "refresh_token")) is True
    assert relying.run(relying.party.introspect(login.refresh_token)).active is False
    with pytest.raises(NotLoggedIn):
        relying.run(relying.party.refresh(login.refresh_token))
    with pytest.raises(NotLoggedIn) as caught:
        relying.run(relying.party.userinfo("no-such-token"))
    assert caught.value.code == "invalid_token"


@pytest.mark.parametrize("client_id", ["posting", "an odd:id"])
def test_a_program_obtains_a_token_of_its_own(client_id: str, run: Run, provider: Provider) -> None:
    relying = relying_party(client_id, run, provider)
    tokens = run(relying.party.client_credentials())
    assert (tokens.token_type.lower(), tokens.id_token) == ("bearer", None)
    assert run(relying.party.introspect(tokens.access_token)).client_id == client_id


def test_a_wrong_secret_is_the_programs_fault(run: Run, provider: Provider) -> None:
    for auth_method in ("client_secret_post", "client_secret_basic"):
        wrong = RelyingParty(provider, "posting", "guessed", auth_method)
        with pytest.raises(Forbidden) as caught:
            run(wrong.client_credentials())
        assert (caught.value.code, caught.value.status) == ("invalid_client", 401)
        assert "guessed" not in f"{caught.value} {caught.value!r}"


def test_a_code_is_good_for_the_login_that_it_came_from(relying: Relying) -> None:
    mine, others = relying.begin(), relying.begin()
    callback = came_back(others, relying.party.provider.issuer)
    with pytest.raises(NotLoggedIn, match="does not belong"):
        relying.finish(mine, callback)
    stolen = callback.replace(others.state, mine.state)
    with pytest.raises(NotLoggedIn) as caught:  # the verifier is another
        relying.finish(mine, stolen)
    assert caught.value.code == "invalid_grant"


def test_what_the_user_refuses_is_told(relying: Relying) -> None:
    request = relying.begin()
    with a_browser(relying.party.provider.issuer) as browser:
        browser.go(request.url)
        callback = browser.go(f"{browser.answer.url}/abort").sent_to
    with pytest.raises(Forbidden) as caught:
        relying.finish(request, callback or "")
    assert (caught.value.code, caught.value.message) == ("access_denied", "End-User aborted interaction")


def test_without_a_login_none_is_shown(relying: Relying) -> None:
    request = relying.party.begin(BACK, "openid", prompt="none")
    with pytest.raises(NotLoggedIn) as caught:
        relying.finish(request, came_back(request, relying.party.provider.issuer))
    assert caught.value.code == "login_required"


def test_the_session_at_the_provider_ends(relying: Relying) -> None:
    with a_browser(relying.party.provider.issuer) as browser:

        def silently() -> Login:
            request = relying.party.begin(BACK, "openid", prompt="none")
            return relying.finish(request, browser.go(request.url).sent_to or "")

        request = relying.begin()
        browser.go(request.url).send(login="carol", password="any").send()
        login = relying.finish(request, browser.sent_to or "")
        again = silently()
        assert again.claims.subject == "carol"
        browser.go(relying.party.logout_url(login.id_token, OUT, "bye")).send(logout="yes")
        assert browser.sent_to == f"{OUT}?state=bye"
        with pytest.raises(NotLoggedIn) as caught:
            silently()
    assert caught.value.code == "login_required"
