"""What a provider tells about itself, when it is asked, and what happens when that fails."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from plan_driver import HOST, Answer, Desk, lost, reply
from token_kit import ISSUER, discovery

from authing.core.call import Call, Once
from authing.core.discovery import COOL_DOWN, FRESH, STALE, Discovery, shared_discovery
from authing.core.errors import AuthingException, NetworkError, NotLoggedIn, RateLimited, ServerError, UnexpectedAnswer
from authing.core.jwks import shared_key_set
from authing.core.oidc import discover
from authing.core.oidc_answers import Provider
from authing.core.options import Options

NEW = discovery(token_endpoint=f"{ISSUER}/new")


# -- what it tells --------------------------------------------------------------------------------


def discovered(**more: Any) -> Any:
    return Desk().run(discover(ISSUER), discovery(**more))


def test_a_provider_tells_its_endpoints() -> None:
    call = discover(f"{ISSUER}/")
    assert isinstance(call, Call)
    assert (call.path, call.auth) == (f"{ISSUER}/.well-known/openid-configuration", False)
    found = discovered(
        token_endpoint="https://id.example/t",
        revocation_endpoint=None,
        scopes_supported=["openid"],
        op_policy_uri="",  # a page for people, which we never open
    )
    assert isinstance(found, Provider)
    assert (found.token_endpoint, found.jwks_uri) == ("https://id.example/t", f"{ISSUER}/jwks")
    assert not found.authorization_response_iss_parameter_supported


@pytest.mark.parametrize("issuer", ["https://evil.example/oidc", f"{ISSUER}/", None])
def test_a_provider_that_speaks_for_another_is_refused(issuer: str | None) -> None:
    with pytest.raises(UnexpectedAnswer, match="another issuer"):
        discovered(issuer=issuer)


@pytest.mark.parametrize("endpoint", ["http://id.example/t", "javascript:alert(1)", "/t", 5, ""])
def test_an_endpoint_that_leads_out_of_the_web_is_refused(endpoint: Any) -> None:
    with pytest.raises(UnexpectedAnswer):
        discovered(token_endpoint=endpoint)


# -- when it is asked -----------------------------------------------------------------------------


class Bench:
    """What a provider told, at a desk whose clocks only the test moves."""

    def __init__(self, **options: Any) -> None:
        self.desk = Desk(**options)
        self.discovery = Discovery(ISSUER, clock=lambda: self.desk.monotonic)

    def token_endpoint(self, *answers: Answer) -> str | None:
        """What is known, with exactly these requests."""
        return self.desk.run(self.discovery.provider(), *answers).token_endpoint


def test_a_provider_is_asked_once() -> None:
    bench = Bench()
    assert bench.token_endpoint(NEW) == f"{ISSUER}/new"
    bench.desk.pass_time(FRESH - 1)
    assert bench.token_endpoint() == f"{ISSUER}/new"
    assert [request.url for request in bench.desk.requests] == [f"{ISSUER}/.well-known/openid-configuration"]
    assert bench.desk.tokens == [""]


def test_it_is_asked_anew_after_a_while() -> None:
    bench = Bench()
    bench.token_endpoint(discovery())
    bench.desk.pass_time(FRESH)
    assert bench.token_endpoint(NEW) == f"{ISSUER}/new"
    assert bench.token_endpoint() == f"{ISSUER}/new"


def test_what_it_told_is_used_on_while_it_does_not_answer(caplog: pytest.LogCaptureFixture) -> None:
    bench = Bench(retries=0)
    bench.token_endpoint(NEW)
    bench.desk.pass_time(FRESH)
    with caplog.at_level(logging.WARNING, "authing.oidc"):
        assert bench.token_endpoint(lost()) == f"{ISSUER}/new"
    assert "used on" in caplog.text
    assert bench.token_endpoint() == f"{ISSUER}/new"  # not asked for a while
    bench.desk.pass_time(COOL_DOWN)
    assert bench.token_endpoint(reply(503)) == f"{ISSUER}/new"
    bench.desk.pass_time(COOL_DOWN)
    assert bench.token_endpoint(discovery()) is None


def test_it_is_not_used_for_ever() -> None:
    bench = Bench(retries=0)
    bench.token_endpoint(NEW)
    bench.desk.pass_time(STALE)
    with pytest.raises(NetworkError):
        bench.token_endpoint(lost())
    assert bench.token_endpoint(discovery()) is None


def test_asking_anew_ends_soon_because_nobody_needs_it() -> None:
    bench = Bench()
    bench.token_endpoint(NEW)
    bench.desk.pass_time(FRESH)
    assert bench.token_endpoint(bench.desk.after(6.0, lost())) == f"{ISSUER}/new"
    assert bench.desk.requests[-1].timeout <= 5.0


def test_who_sees_another_ask_anew_uses_what_is_there() -> None:
    bench = Bench()
    bench.token_endpoint(NEW)
    bench.desk.pass_time(FRESH)
    first = bench.desk.by_hand(bench.discovery.provider())
    assert next(first).request.url.endswith("/openid-configuration")
    assert bench.token_endpoint() == f"{ISSUER}/new"
    with pytest.raises(StopIteration) as end:
        first.send(discovery())
    assert end.value.value.token_endpoint is None


def test_who_comes_late_finds_it_done() -> None:
    bench = Bench()
    late: Any = next(bench.discovery.provider())  # decided to ask, and was held up
    assert isinstance(late, Once)
    assert bench.token_endpoint(NEW) == f"{ISSUER}/new"
    assert bench.desk.run(iter(late)).token_endpoint == f"{ISSUER}/new"
    assert len(bench.desk.requests) == 1


def test_what_does_not_work_is_asked_for_anew() -> None:
    bench = Bench()
    bench.token_endpoint(discovery())
    bench.discovery.forget()
    assert bench.token_endpoint(NEW) == f"{ISSUER}/new"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_refusal_is_nobodys_who_logs_in(status: int) -> None:
    with pytest.raises(UnexpectedAnswer, match="tells about itself is not to be had") as caught:
        Bench().token_endpoint(reply(status, {"error": "invalid_token"}))
    assert not isinstance(caught.value, NotLoggedIn)
    assert caught.value.status == status
    assert not isinstance(caught.value.code, int)
    assert "Authing" not in str(caught.value)  # which stands before the numbers of that platform


@pytest.mark.parametrize(("status", "kind"), [(500, ServerError), (429, RateLimited)])
def test_a_failure_is_told_as_such(status: int, kind: type[AuthingException]) -> None:
    with pytest.raises(kind):
        Bench(retries=0).token_endpoint(reply(status))


def test_it_may_be_asked_elsewhere() -> None:
    desk = Desk()
    found = desk.run(Discovery(ISSUER, "https://inside.example").provider(), discovery())
    assert found.issuer == ISSUER
    assert desk.requests[0].url == "https://inside.example/.well-known/openid-configuration"


def test_clients_that_reach_a_provider_in_the_same_way_share_it() -> None:
    plain = Options(host=HOST)
    mine = shared_discovery(plain, ISSUER)
    assert shared_discovery(Options(host=HOST, timeout=3), ISSUER) is mine
    others = [
        shared_discovery(plain, f"{HOST}/other"),
        shared_discovery(plain, ISSUER, "https://inside.example"),
        shared_discovery(Options(host=HOST, proxy="http://proxy.example"), ISSUER),
        shared_discovery(Options(host=HOST, verify="/etc/ca.pem"), ISSUER),
        shared_discovery(Options(host=HOST, headers={"host": "tenant.example"}), ISSUER),
        shared_discovery(Options(host=HOST, http_client=Desk()), ISSUER),
    ]
    assert mine not in others
    assert len(set(others)) == len(others)
    assert shared_key_set(plain, ISSUER)._discovery is mine
