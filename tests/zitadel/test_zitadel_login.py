"""Logging in through the browser: what is sent, what is believed, and what attacks come to."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from connect_server import DISCOVERY, TOKEN, Answer, ConnectServer
from login_provider import AUTHORIZE, KEYS, LoginProvider
from zitadel_login_kit import BACK, SECRET, Desk
from zitadel_modes import Mode

from authing.core.errors import ArgumentError, AuthingException, Forbidden, NetworkError, NotLoggedIn, UnexpectedAnswer
from authing.core.oidc_answers import LoginRequest
from authing.zitadel import AsyncAuthenticationClient, AuthenticationClient, scopes


def asked(request: LoginRequest) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(request.url).query).items()}


# -- the way through the browser ------------------------------------------------------------------


def test_a_user_logs_in(desk: Desk) -> None:
    client = desk.client(redirect_uri=BACK)
    request = desk.run(client.start_login())
    assert asked(request).keys() == {
        "nonce", "state", "scope", "client_id", "redirect_uri", "response_type", "code_challenge", "code_challenge_method",
    }  # fmt: skip
    assert asked(request)["scope"] == "openid profile email"
    kept = json.loads(json.dumps(dict(request)))
    login = desk.run(desk.client().finish_login(kept, desk.browse(request.url)))
    assert (login.claims.subject, login.claims.authorized_party) == ("ada", "shop")
    assert login.claims.audience == ("shop", "shop-project")
    assert login.refresh_token is None
    assert (login.expires_at - login.claims.issued_at).total_seconds() <= 3601


def test_the_user_is_the_clients_from_now_on(desk: Desk) -> None:
    client = desk.client()
    assert client.get_token() is None
    login = desk.logged_in(client)
    assert client.get_token() == login.access_token
    user = desk.run(client.get_user_info_by_access_token(subject=login.claims.subject))
    assert (user.sub, user.email, user.name) == ("ada", "ada@example.com", "Ada")
    client.clear_current_user()
    assert client.get_token() is None
    with pytest.raises(NotLoggedIn, match="no token"):
        desk.run(client.get_user_info_by_access_token())


@pytest.mark.parametrize("kind", ["basic", "post", "key", "public"])
def test_each_kind_of_application_logs_in(kind: str, desk: Desk) -> None:
    client = desk.of_kind(kind)
    assert desk.logged_in(client, scopes="openid offline_access").claims.subject == "ada"
    sent = desk.server.asked(TOKEN)[-1]
    proved = {
        "basic": "authorization" in sent.headers,
        "post": sent.form.get("client_secret") == SECRET,
        "key": "client_assertion" in sent.form and "client_secret" not in sent.form,
        "public": sent.form.get("client_id") == "public" and "client_secret" not in sent.form,
    }
    assert [name for name, is_so in proved.items() if is_so] == [kind]


def test_what_a_login_can_be_asked_for(desk: Desk) -> None:
    request = desk.run(
        desk.client().start_login(
            BACK,
            scopes=["openid", scopes.PROJECTS_ROLES],
            prompt="login",
            login_hint="bob",
            ui_locales=["de", "en"],
            max_age=600,
            response_mode="form_post",
            organization_id="1",
            organization_domain="acme.example",
            identity_provider_id="2",
        )
    )
    told = asked(request)
    assert told["scope"].split() == [
        "openid",
        "urn:zitadel:iam:org:projects:roles",
        "urn:zitadel:iam:org:id:1",
        "urn:zitadel:iam:org:domain:primary:acme.example",
        "urn:zitadel:iam:org:idp:id:2",
    ]
    names = ("prompt", "login_hint", "ui_locales", "max_age", "response_mode")
    assert [told[name] for name in names] == ["login", "bob", "de en", "600", "form_post"]


@pytest.mark.parametrize(
    "arguments",
    [
        {"redirect_uri": None},
        {"redirect_uri": ""},
        {"scopes": []},
        {"scopes": ["open id"]},
        {"scopes": 1},
        {"prompt": ""},
        {"login_hint": 1},
        {"ui_locales": [1]},
        {"max_age": -1},
        {"max_age": True},
        {"max_age": "600"},
        {"response_mode": "fragment"},
        {"organization_id": ""},
        {"organization_domain": "a b"},
        {"identity_provider_id": 3},
    ],
)
def test_a_bad_argument_is_told_before_anything_is_sent(arguments: dict[str, Any], desk: Desk) -> None:
    with pytest.raises(ArgumentError):
        desk.run(desk.client().start_login(**{"redirect_uri": BACK, **arguments}))
    assert not desk.server.requests


def test_a_user_who_has_to_log_in_again_must_have_done_so(desk: Desk) -> None:
    request = desk.run(desk.client().start_login(BACK, max_age=60))
    assert desk.run(desk.client().finish_login(request, desk.browse(request.url))).claims.subject == "ada"
    desk.provider.authenticated_before = 600  # the provider has not asked
    request = desk.run(desk.client().start_login(BACK, max_age=60))
    with pytest.raises(NotLoggedIn, match="too long ago"):
        desk.run(desk.client().finish_login(dict(request), desk.browse(request.url)))


def test_the_browsers_session_ends(desk: Desk) -> None:
    login = desk.logged_in(desk.client())
    url = desk.run(desk.client().build_logout_url("https://app.example/bye", login.id_token, "s"))
    assert desk.browse(url) == "https://app.example/bye"
    told = parse_qs(urlsplit(url).query)
    assert (told["id_token_hint"], told["state"]) == ([login.id_token], ["s"])
    assert parse_qs(urlsplit(desk.run(desk.client().build_logout_url())).query) == {"client_id": ["shop"]}


# -- after it -------------------------------------------------------------------------------------


def test_tokens_are_refreshed_and_the_old_refresh_token_is_good_no_more(desk: Desk) -> None:
    client = desk.client()
    login = desk.logged_in(client, scopes=["openid", "offline_access"])
    tokens = desk.run(client.get_new_access_token_by_refresh_token(login.refresh_token))
    assert tokens.access_token != login.access_token
    assert client.get_token() == tokens.access_token
    assert tokens.refresh_token not in (None, login.refresh_token)
    assert desk.run(client.verify_id_token(tokens.id_token, access_token=tokens.access_token)).subject == "ada"
    with pytest.raises(NotLoggedIn, match="RefreshTokenInvalid"):
        desk.run(client.get_new_access_token_by_refresh_token(login.refresh_token))
    desk.run(client.get_new_access_token_by_refresh_token(tokens.refresh_token, scopes=["openid"]))
    assert desk.server.asked(TOKEN)[-1].form["scope"] == "openid"


def test_a_revoked_token_is_good_no_more(desk: Desk) -> None:
    client = desk.client()
    login = desk.logged_in(client, scopes="openid offline_access")
    assert desk.run(client.revoke_token(login.refresh_token)) is True
    assert client.get_token() == login.access_token
    assert desk.run(client.revoke_token()) is True
    assert client.get_token() is None
    with pytest.raises(NotLoggedIn):
        desk.run(client.get_new_access_token_by_refresh_token(login.refresh_token))
    with pytest.raises(NotLoggedIn, match="access token invalid"):  # ZITADEL calls it access_denied
        desk.run(client.get_user_info_by_access_token(login.access_token))
    assert desk.run(client.revoke_token("never was one")) is True


def test_userinfo_about_somebody_else_is_refused(desk: Desk) -> None:
    client = desk.client()
    login = desk.logged_in(client)
    with pytest.raises(UnexpectedAnswer, match="not about the user"):
        desk.run(client.get_user_info_by_access_token(login.access_token, subject="eve"))


# -- attacks --------------------------------------------------------------------------------------


def callback_of(desk: Desk, **changes: str | None) -> tuple[LoginRequest, str]:
    """A login, and its callback with other parameters."""
    request = desk.run(desk.client().start_login(BACK))
    parts = urlsplit(desk.browse(request.url))
    told = {name: values[0] for name, values in parse_qs(parts.query).items()} | changes
    pairs = "&".join(f"{name}={value}" for name, value in told.items() if value is not None)
    return request, f"{BACK}?{pairs}"


def refused(desk: Desk, request: Any, callback: str) -> AuthingException:
    before = len(desk.server.asked(TOKEN))
    client = desk.client()
    with pytest.raises(AuthingException) as caught:
        desk.run(client.finish_login(request, callback))
    assert client.get_token() is None
    assert len(desk.server.asked(TOKEN)) == before
    return caught.value


@pytest.mark.parametrize("state", [None, "", "another"])
def test_attack_a_callback_of_another_login(state: str | None, desk: Desk) -> None:
    error = refused(desk, *callback_of(desk, state=state))
    assert isinstance(error, NotLoggedIn)
    assert error.code == "state_mismatch"


def test_attack_no_login_was_begun(desk: Desk) -> None:
    _, callback = callback_of(desk)
    assert refused(desk, None, callback).code == "no_login_request"


def test_attack_a_callback_of_another_issuer(desk: Desk) -> None:
    assert refused(desk, *callback_of(desk, iss="https://mallory.example")).code == "issuer_mismatch"
    desk.provider.tells_issuer = True
    assert desk.logged_in(desk.client()).claims.subject == "ada"


def test_attack_the_code_of_another_login(desk: Desk) -> None:
    mine, _ = callback_of(desk)
    _, theirs = callback_of(desk)
    stolen = parse_qs(urlsplit(theirs).query)["code"][0]
    with pytest.raises(NotLoggedIn, match="challenge"):
        desk.run(desk.client().finish_login(mine, f"{BACK}?state={mine.state}&code={stolen}"))


def test_attack_a_code_is_used_again(desk: Desk) -> None:
    request, callback = callback_of(desk)
    assert desk.run(desk.client().finish_login(request, callback)).claims.subject == "ada"
    with pytest.raises(NotLoggedIn) as caught:
        desk.run(desk.client().finish_login(request, callback))
    assert caught.value.code == "invalid_grant"


def test_attack_the_code_of_another_application(desk: Desk) -> None:
    request, callback = callback_of(desk)
    with pytest.raises(NotLoggedIn, match="NoCode"):
        desk.run(desk.of_kind("post").finish_login(request, callback))


@pytest.mark.parametrize(
    "changes",
    [
        {"nonce": "of another login"},
        {"nonce": None},
        {"aud": ["another"], "azp": "another"},
        {"azp": "another"},
        {"iss": "https://mallory.example"},
        {"exp": 1},
        {"at_hash": "of-another-token"},
        {"sub": ""},
    ],
)
def test_attack_an_id_token_that_is_not_of_this_login(changes: dict[str, Any], desk: Desk) -> None:
    desk.provider.claims_of_id_tokens = changes
    client = desk.client()
    request = desk.run(client.start_login(BACK))
    with pytest.raises(NotLoggedIn):
        desk.run(client.finish_login(request, desk.browse(request.url)))
    assert client.get_token() is None


def test_attack_discovery_of_another_issuer(desk: Desk) -> None:
    desk.server.issuer = "https://mallory.example"
    with pytest.raises(UnexpectedAnswer, match="another issuer"):
        desk.run(desk.client().start_login(BACK))


def test_attack_endpoints_that_lead_out_of_the_web(desk: Desk) -> None:
    told = {"issuer": desk.server.issuer, "authorization_endpoint": "javascript:alert(1)"}
    desk.server.route(DISCOVERY, lambda seen: Answer.of(told))
    with pytest.raises(UnexpectedAnswer):
        desk.run(desk.client().start_login(BACK))


# -- errors ---------------------------------------------------------------------------------------


def test_a_user_who_refuses_is_told_apart_from_one_who_is_not_logged_in(desk: Desk) -> None:
    for error, kind in (("access_denied", Forbidden), ("login_required", NotLoggedIn)):
        desk.provider.refuses = error
        request = desk.run(desk.client().start_login(BACK, prompt="none"))
        with pytest.raises(kind) as caught:
            desk.run(desk.client().finish_login(request, desk.browse(request.url)))
        assert (caught.value.code, caught.value.message) == (error, "No luck.")


def test_a_program_that_is_not_known_is_told_apart_too(desk: Desk) -> None:
    request, callback = callback_of(desk)
    with pytest.raises(Forbidden) as caught:
        desk.run(desk.client(client_secret="wrong").finish_login(request, callback))
    assert caught.value.code == "invalid_client"


def test_a_key_whose_time_is_over_is_the_programs_problem(desk: Desk) -> None:
    over = {**desk.key_file, "expirationDate": "2020-01-01T00:00:00Z"}
    with pytest.raises(Forbidden, match="ended at 2020"):
        desk.logged_in(desk.of_kind("key", private_key=over))


def test_an_instance_that_cannot_be_reached_is_told(mode: Mode) -> None:
    kind: Any = AuthenticationClient if mode.name == "blocking" else AsyncAuthenticationClient
    with pytest.raises(NetworkError):
        mode.run(kind("http://127.0.0.1:9", "shop", retries=0).start_login(BACK))


@pytest.mark.parametrize("status", [401, 403, 404])
def test_refused_endpoints_are_no_refused_user(status: int, desk: Desk) -> None:
    desk.server.route(DISCOVERY, lambda seen: Answer.of({}, status))
    with pytest.raises(UnexpectedAnswer, match="tells about itself"):
        desk.run(desk.client().start_login(BACK))


# -- the client -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        {"client_id": None},
        {"client_id": ""},
        {"client_secret": ""},
        {"client_secret": 1},
        {"redirect_uri": ""},
        {"project_id": ""},
        {"issuer": ""},
        {"token": "two words\n"},
        {"scopes": ()},
        {"auth_method": "client_secret_jwt"},
        {"client_secret": None, "auth_method": "client_secret_post"},
        {"private_key": {"type": "application"}},
        {"private_key": "/no/such/file.json"},
        {"private_key": "{"},
        {"private_key": 3},
        {"private_key": {1: "x", "type": "application"}},
        {"host": "https://user:password@example.com"},
        {"host": ""},
    ],
)
def test_a_client_that_cannot_work_is_not_made(arguments: dict[str, Any]) -> None:
    given: dict[str, Any] = {"host": "https://id.example", "client_id": "shop", "client_secret": SECRET, **arguments}
    with pytest.raises(ArgumentError) as caught:
        AuthenticationClient(**given)
    assert "password" not in str(caught.value)


def test_the_key_must_be_the_applications(desk: Desk) -> None:
    service = desk.server.add_service_user("bot")
    refused: list[dict[str, Any]] = [
        {"private_key": service},
        {"private_key": desk.key_file, "client_secret": SECRET},
        {"private_key": desk.key_file, "client_id": "another"},
    ]
    for given in refused:
        with pytest.raises(ArgumentError):
            AuthenticationClient("https://id.example", **given)


def test_a_key_file_is_read_once_and_again_when_it_has_changed(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "app.json"
    path.write_text(json.dumps(desk.key_file))
    first, second = (AuthenticationClient("id.example", private_key=path) for _ in range(2))
    assert first.options.key is second.options.key
    assert first.options.client_id == "signing"
    path.write_text(json.dumps({**desk.key_file, "clientId": "renamed"}))
    assert AuthenticationClient("id.example", private_key=str(path)).options.client_id == "renamed"
    told, other = path.stat(), tmp_path / "other.json"
    other.write_text(path.read_text().replace("renamed", "another"))
    os.utime(other, ns=(told.st_atime_ns, told.st_mtime_ns))
    other.replace(path)  # as programs that deliver secrets do it
    assert AuthenticationClient("id.example", private_key=path).options.client_id == "another"
    as_text = AuthenticationClient("id.example", private_key=json.dumps(desk.key_file))
    assert as_text.options.client_id == AuthenticationClient("id.example", private_key=desk.key_file).options.client_id


@pytest.mark.parametrize(
    "host", ["id.example", " https://ID.example ", "https://id.example/", "https://id.example:443/x"]
)
def test_the_issuer_is_the_origin_of_the_host(host: str) -> None:
    assert AuthenticationClient(host, "shop").options.issuer == "https://id.example"


def test_an_instance_may_call_itself_otherwise(desk: Desk) -> None:
    desk.server.issuer = "https://id.example"
    client = desk.client(issuer="https://id.example")
    assert desk.logged_in(client).claims.issuer == "https://id.example"
    assert desk.of_kind("key", issuer="https://id.example").options.issuer == "https://id.example"
    assert desk.logged_in(desk.of_kind("key", issuer="https://id.example")).claims.subject == "ada"


def test_no_secret_is_shown(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        client = desk.client(token="t0ken-of-ada")
        login = desk.logged_in(client, scopes="openid offline_access")
        request = desk.run(client.start_login(BACK))
        shown = [client, client.options, login, request, login.claims, desk.of_kind("key").options]
    texts = [f"{each!r} {each!s}" for each in shown] + [record.getMessage() for record in caplog.records]
    secrets = [SECRET, "t0ken-of-ada", login.access_token, login.refresh_token, login.id_token, desk.key_file["key"]]
    secrets += [request.code_verifier, request.state, request.nonce]
    assert all(secrets)
    assert not [secret for secret in secrets for text in texts if str(secret) in text]


def test_a_login_shows_no_secret_where_it_fails(desk: Desk) -> None:
    request, callback = callback_of(desk)
    code = parse_qs(urlsplit(callback).query)["code"][0]
    desk.server.reply(TOKEN, Answer(500, {"content-type": "text/plain"}, f"{code} {SECRET}".encode()))
    with pytest.raises(AuthingException) as caught:
        desk.run(desk.client().finish_login(request, callback))
    chain = [caught.value, caught.value.__cause__, caught.value.__context__]
    assert not [each for each in chain if code in f"{each!r} {each}" or SECRET in f"{each!r} {each}"]


# -- what clients have in common ------------------------------------------------------------------


def together(mode: Mode, count: int, begin: Callable[[], Any]) -> list[Any]:
    """What as many threads or tasks come to, all at once."""
    found: list[Any] = []
    if mode.name == "awaited":

        async def all_of_them() -> None:
            found.extend(await asyncio.gather(*(begin() for _ in range(count))))

        mode.run(all_of_them())
        return found
    gate = threading.Barrier(count)

    def one() -> None:
        gate.wait()
        found.append(begin())

    threads = [threading.Thread(target=one) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_a_hundred_clients_of_a_process_discover_once(desk: Desk) -> None:
    desk.server.delay(DISCOVERY, 0.2)
    found = together(desk.mode, 100, lambda: desk.client().start_login(BACK))
    assert len({request.state for request in found}) == 100
    assert len(desk.server.asked(DISCOVERY)) == 1
    login = desk.logged_in(desk.client())  # the keys are where the same answer says
    assert len(desk.server.asked(DISCOVERY)) == len(desk.server.asked(KEYS)) == 1
    desk.server.delay(KEYS, 0.1)
    claims = together(desk.mode, 50, lambda: desk.client().verify_id_token(login.id_token))
    assert {each.subject for each in claims} == {"ada"}
    assert len(desk.server.asked(KEYS)) == 1


def test_making_a_client_sends_nothing(desk: Desk) -> None:
    for kind in ("basic", "post", "key", "public"):
        desk.of_kind(kind)
    assert not desk.server.requests


def test_clients_share_connections(desk: Desk) -> None:
    for _ in range(10):
        desk.logged_in(desk.client())
    browsers = len(desk.server.asked(AUTHORIZE))
    assert desk.server.connections - browsers <= 2


def test_a_context_forgets_its_user(connect: ConnectServer) -> None:
    LoginProvider(connect).add_application("shop", secret=SECRET)
    with AuthenticationClient(connect.host, "shop", SECRET, token="one") as client:
        assert client.get_token() == "one"
    assert client.get_token() is None
    client.set_token("two")
    assert client.get_token() == "two"

    async def awaited() -> None:
        async with AsyncAuthenticationClient(connect.host, "shop", SECRET, token="one") as other:
            assert other.get_token() == "one"
        assert other.get_token() is None

    asyncio.run(awaited())
