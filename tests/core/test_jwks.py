"""When the keys of an issuer are fetched, and what happens when that fails."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from plan_driver import HOST, Answer, Desk, lost, reply
from token_kit import CLIENT, ISSUER, Bench, discovery, jwk, published, rsa_key, token

from authing.core.errors import AuthingException, NetworkError, NotLoggedIn, RateLimited, ServerError, UnexpectedAnswer
from authing.core.jwks import COOL_DOWN, FRESH, LARGEST, MOST_UNKNOWN, PATIENCE, STALE, UNKNOWN, KeySet, shared_key_set
from authing.core.options import Options
from authing.core.tokens import Verifier

OLD, NEW = jwk(), jwk(rsa_key(which=1), "two")


class Cold(Bench):
    """A bench whose keys have not been fetched."""

    def __init__(self, **options: Any) -> None:
        self.desk = Desk(**options)
        self.keys = KeySet(ISSUER, clock=lambda: self.desk.monotonic)
        self.verifier = Verifier(self.keys, clock=lambda: 1_800_000_000.0)


def look(bench: Bench, kid: str, *answers: Answer) -> bool:
    """Whether a key of this id is found, with exactly these requests."""
    return bench.desk.run(bench.keys.find(kid, "RS256"), *answers) is not None


def urls(bench: Bench) -> list[str]:
    return [request.url.removeprefix(HOST) for request in bench.desk.requests]


def test_the_first_token_fetches_the_keys_where_the_issuer_says_they_are() -> None:
    cold = Cold()
    assert cold.id_token(token(), discovery(), published()).subject == "user"
    assert cold.id_token(token()).subject == "user"
    assert urls(cold) == ["/oidc/.well-known/openid-configuration", "/oidc/jwks"]
    assert cold.desk.tokens == ["", ""]


def test_the_keys_are_fetched_anew_after_a_while() -> None:
    bench = Bench(OLD)
    bench.desk.pass_time(FRESH - 1)
    assert look(bench, "one")
    bench.desk.pass_time(1)
    assert look(bench, "one", published(OLD, NEW))
    assert look(bench, "two")
    assert urls(bench)[2:] == ["/oidc/jwks"]


def test_a_key_that_was_withdrawn_is_used_no_more() -> None:
    bench = Bench(OLD)
    bench.desk.pass_time(FRESH)
    assert not look(bench, "one", published(NEW))
    assert not look(bench, "one", published(NEW))
    assert not look(bench, "one")


def test_a_new_key_is_found_at_once() -> None:
    bench = Bench(OLD)
    assert look(bench, "two", published(OLD, NEW))


def test_attack_many_unknown_key_ids_cause_one_fetch() -> None:
    bench = Bench(OLD)
    assert not look(bench, "bogus 0", published(OLD))
    for number in range(1, 50):
        assert not look(bench, f"bogus {number}")
    cold = Cold()
    assert not look(cold, "bogus 0", discovery(), published(OLD))
    for number in range(1, 50):
        assert not look(cold, f"bogus {number}")
    assert look(cold, "one")


def test_after_the_cool_down_a_new_key_is_found_and_an_unknown_id_is_not_looked_for_again() -> None:
    bench = Bench(OLD)
    assert not look(bench, "bogus", published(OLD))
    bench.desk.pass_time(COOL_DOWN - 1)
    assert not look(bench, "two")
    bench.desk.pass_time(1)
    assert not look(bench, "bogus")
    assert look(bench, "two", published(OLD, NEW))
    bench.desk.pass_time(UNKNOWN)
    assert not look(bench, "bogus", published(OLD, NEW))


def test_attack_more_unknown_key_ids_than_can_be_remembered() -> None:
    bench = Bench(OLD)
    bench.keys._unknown.update({(f"bogus {number}", "RS256"): 1e9 for number in range(MOST_UNKNOWN)})
    assert not look(bench, "one more", published(OLD))
    assert len(bench.keys._unknown) == 1


def test_known_keys_are_used_on_while_the_issuer_does_not_answer(caplog: pytest.LogCaptureFixture) -> None:
    bench = Bench(OLD)
    bench.desk.pass_time(FRESH)
    with caplog.at_level(logging.WARNING, "authing.token"):
        assert look(bench, "one", lost(), lost(), lost())
    assert "used on" in caplog.text
    assert look(bench, "one")
    bench.desk.pass_time(COOL_DOWN)
    assert look(bench, "one", reply(503), reply(503), reply(503))
    bench.desk.pass_time(COOL_DOWN)
    assert look(bench, "one", discovery(), published(OLD))


def test_known_keys_are_not_used_for_ever() -> None:
    bench = Bench(OLD)
    bench.desk.pass_time(STALE)
    with pytest.raises(NetworkError):
        look(bench, "one", lost(), lost(), lost())
    bench.desk.pass_time(PATIENCE)
    assert look(bench, "one", discovery(), published(OLD))


def test_a_refresh_ends_soon_because_nobody_needs_it() -> None:
    bench = Bench(OLD)
    bench.desk.pass_time(FRESH)
    assert look(bench, "one", bench.desk.after(6.0, lost()))
    assert bench.desk.requests[-1].timeout <= 5.0


def test_a_failure_is_everybodys_for_a_moment() -> None:
    cold = Cold()
    for answers in ([lost(), lost(), lost()], []):
        with pytest.raises(NetworkError):
            look(cold, "one", *answers)
    cold.desk.pass_time(PATIENCE)
    assert look(cold, "one", discovery(), published())


def test_where_the_keys_are_is_asked_again_after_a_failure() -> None:
    bench = Bench(OLD)
    with pytest.raises(UnexpectedAnswer):
        look(bench, "two", reply(404))
    bench.desk.pass_time(PATIENCE)
    assert look(bench, "two", discovery(jwks_uri=f"{HOST}/elsewhere"), published(NEW))
    assert urls(bench)[-1] == "/elsewhere"


@pytest.mark.parametrize("status", [204, 301, 302, 307, 400, 401, 403, 404])
def test_a_refused_key_set_is_no_refused_token(status: int) -> None:
    for answers in ([reply(status, {}, location="https://mallory.example/")], [discovery(), reply(status)]):
        with pytest.raises(UnexpectedAnswer) as caught:
            Cold(retries=0).id_token(token(), *answers)
        assert not isinstance(caught.value, NotLoggedIn)


@pytest.mark.parametrize(("status", "kind"), [(500, ServerError), (503, ServerError), (429, RateLimited)])
def test_an_issuer_that_fails_is_told_as_such(status: int, kind: type[AuthingException]) -> None:
    with pytest.raises(kind):
        Cold(retries=0).id_token(token(), discovery(), reply(status))


@pytest.mark.parametrize(
    "document",
    [
        {"issuer": "https://mallory.example"},
        {"issuer": f"{ISSUER}/"},
        {"jwks_uri": None},
        {"jwks_uri": "http://id.example/jwks"},
        {"jwks_uri": "file:///etc/passwd"},
        {"jwks_uri": "/jwks"},
        {"jwks_uri": 1},
    ],
)
def test_attack_discovery_that_leads_elsewhere(document: dict[str, Any]) -> None:
    with pytest.raises(UnexpectedAnswer):
        Cold().id_token(token(), discovery(**document))


@pytest.mark.parametrize("body", [None, [], {"keys": 1}, "keys"])
def test_what_is_no_key_set_is_told_as_such(body: Any) -> None:
    answer = reply(200, body)
    answer.body = answer.body if body is not None else b"<html>"
    with pytest.raises(UnexpectedAnswer):
        Cold().id_token(token(), discovery(), answer)


def test_attack_huge_key_set() -> None:
    with pytest.raises(UnexpectedAnswer, match="longer"):
        Cold().id_token(token(), discovery(), published(jwk(), {"padding": "x" * LARGEST}))


def test_the_token_is_in_no_error() -> None:
    text = token()
    with pytest.raises(NetworkError) as caught:
        Cold(retries=0).id_token(text, lost())
    assert not [
        part for part in text.split(".") if part in f"{caught.value!r} {caught.value} {caught.value.__cause__!r}"
    ]


def test_keys_are_shared_by_clients_that_reach_the_issuer_in_the_same_way() -> None:
    plain = Options(host=HOST)
    assert shared_key_set(plain, ISSUER) is shared_key_set(Options(host=HOST, timeout=3), ISSUER)
    others = [
        shared_key_set(plain, f"{HOST}/other"),
        shared_key_set(Options(host=HOST, proxy="http://proxy.example"), ISSUER),
        shared_key_set(Options(host=HOST, verify="/etc/ca.pem"), ISSUER),
        shared_key_set(Options(host=HOST, headers={"host": "tenant.example"}), ISSUER),
        shared_key_set(Options(host=HOST, http_client=Session()), ISSUER),
    ]
    assert shared_key_set(plain, ISSUER) not in others
    assert len(set(others)) == len(others)


class Session:
    """A session of the user's own."""


def test_keys_fetched_through_a_users_session_go_with_it() -> None:
    session = Session()
    options = Options(host=HOST, http_client=session)
    assert shared_key_set(options, ISSUER) is shared_key_set(Options(host=HOST, http_client=session), ISSUER)


def test_a_step_of_another_token_is_not_taken_while_keys_are_fetched() -> None:
    cold = Cold()
    steps = cold.desk.by_hand(cold.verifier.id_token(token(), CLIENT))
    assert next(steps).request.url.endswith("/openid-configuration")
    steps.close()  # cancelled: the next one begins anew
    assert cold.id_token(token(), discovery(), published()).subject == "user"


def test_who_comes_late_to_a_fetch_finds_it_done() -> None:
    cold = Cold()
    late = next(cold.keys.find("one", "RS256"))  # decided to fetch, and was held up
    assert look(cold, "one", discovery(), published())
    cold.desk.run(iter(late))
    assert len(cold.desk.requests) == 2
