"""Who a client is: authenticators, their builders, and what `mutate_config` changes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from connect_server import TOKEN, ConnectServer, rsa_key

from authing import ArgumentError, AuthingException, InsecureTransportWarning, NotLoggedIn
from authing.zitadel import AsyncZitadel, Configuration, TransportOptions, Zitadel
from authing.zitadel.authenticators import (
    Authenticator,
    ClientCredentialsAuthenticator,
    NoAuthAuthenticator,
    PersonalAccessTokenAuthenticator,
    Token,
    WebTokenAuthenticator,
    WebTokenAuthenticatorBuilder,
)

GET_USER = "/zitadel.user.v2.UserService/GetUserByID"
HOST = "https://id.example"


class Given(Authenticator):
    """Gives these headers, and counts how often."""

    def __init__(self, headers: Any, host: str = HOST) -> None:
        super().__init__(host)
        self.headers, self.asked = headers, 0

    def get_auth_headers(self) -> dict[str, str]:
        self.asked += 1
        if isinstance(self.headers, Exception):
            raise self.headers
        found: dict[str, str] = self.headers
        return found


def secret(server: ConnectServer, **more: Any) -> ClientCredentialsAuthenticator:
    server.add_service_user("robot", client_id="app", secret="secret")
    return ClientCredentialsAuthenticator(server.host, "app", "secret", **more)


def call(authenticator: Authenticator, mode: str) -> None:
    """Get a user with a client of each kind."""
    if mode == "blocking":
        with Zitadel(authenticator) as client:
            client.users.get_user_by_id(user_id="1")
        return

    async def awaited() -> None:
        async with AsyncZitadel(authenticator) as client:
            await client.users.get_user_by_id(user_id="1")

    asyncio.run(awaited())


def test_threads_that_ask_for_the_first_token_get_the_same_one(connect: ConnectServer) -> None:
    connect.delay(TOKEN, 0.1)
    authenticator = secret(connect)
    with ThreadPoolExecutor(32) as threads:
        tokens = set(threads.map(lambda _: authenticator.get_auth_token(), range(32)))
    assert len(tokens) == 1
    assert len(connect.asked(TOKEN)) == 1


@pytest.mark.parametrize("mode", ["blocking", "awaited"])
def test_a_client_and_its_authenticator_have_one_token(connect: ConnectServer, mode: str) -> None:
    authenticator = secret(connect)
    token = authenticator.get_auth_token()
    call(authenticator, mode)
    assert connect.requests[-1].token == token
    renewed = authenticator.refresh_token()
    assert renewed.access_token != token
    assert timedelta(hours=11) < renewed.expires_at - datetime.now(timezone.utc) < timedelta(hours=12)
    call(authenticator, mode)
    assert connect.requests[-1].token == renewed.access_token == authenticator.get_auth_token()
    assert len(connect.asked(TOKEN)) == 2


def test_the_present_token_outlives_a_renewal_that_fails(connect: ConnectServer) -> None:
    authenticator = secret(connect, retries=0)
    token = authenticator.get_auth_token()
    connect.refuse(TOKEN, "unavailable")
    with pytest.raises(AuthingException):
        authenticator.refresh_token()
    assert authenticator.get_auth_token() == token


def test_options_hold_for_a_token_that_is_asked_for_by_hand(connect: ConnectServer) -> None:
    options = TransportOptions(default_headers={"X-Trace": "7"})
    secret(connect, transport_options=options).get_auth_token()
    assert [seen.headers["x-trace"] for seen in connect.requests] == ["7", "7"]


@pytest.mark.parametrize("mode", ["blocking", "awaited"])
def test_nobody_calls_without_a_token(connect: ConnectServer, mode: str) -> None:
    with pytest.raises(NotLoggedIn, match="auth header missing"):
        call(NoAuthAuthenticator(connect.host), mode)
    assert "authorization" not in connect.requests[0].headers
    assert NoAuthAuthenticator().get_host() == "http://localhost"
    assert NoAuthAuthenticator().get_auth_headers() == {}


@pytest.mark.parametrize("mode", ["blocking", "awaited"])
def test_an_authenticator_of_ones_own_is_asked_before_each_call(connect: ConnectServer, mode: str) -> None:
    authenticator = Given({"authorization": f"Bearer {connect.allow('one')}"}, connect.host)
    call(authenticator, mode)
    authenticator.headers = {"AUTHORIZATION": f"bearer {connect.allow('two')}"}
    call(authenticator, mode)
    assert [seen.token for seen in connect.asked(GET_USER)] == ["one", "two"]
    assert authenticator.asked == 2


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "Basic YTpi"},
        {"Authorization": "Bearer "},
        {"Authorization": "token"},
        {"Authorization": None},
        {"Authorization": "Bearer a\nb"},
        {"Authorization": "Bearer a", "X-Other": "b"},
        {"X-Other": "b"},
        None,
    ],
    ids=str,
)
def test_headers_that_are_not_those_of_a_bearer_token_are_refused(headers: Any) -> None:
    with Zitadel(Given(headers)) as client, pytest.raises(ArgumentError, match=r"get_auth_headers|the token"):
        client.users.get_user_by_id(user_id="1")


def test_what_an_authenticator_raises_the_call_raises() -> None:
    with Zitadel(Given(LookupError("the vault is shut"))) as client, pytest.raises(LookupError, match="vault"):
        client.users.get_user_by_id(user_id="1")


def test_an_authenticator_without_headers_of_its_own_tells_so() -> None:
    with Zitadel(Authenticator(HOST)) as client, pytest.raises(NotImplementedError, match="get_auth_headers"):
        client.users.get_user_by_id(user_id="1")


@pytest.mark.parametrize("client", [Zitadel, AsyncZitadel])
def test_a_client_is_made_with_an_authenticator_only(client: Callable[[Any], Any]) -> None:
    with pytest.raises(ArgumentError, match="authenticator must be an Authenticator, not a str"):
        client(HOST)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: WebTokenAuthenticator.builder(HOST, "u", rsa_key()).build(), "key_identifier is missing"),
        (lambda: WebTokenAuthenticator.builder(HOST, "u", "no key").key_identifier("k").build(), "no private key"),
        (lambda: WebTokenAuthenticator.builder(HOST, "u", rsa_key()).token_lifetime_seconds(0), "are seconds"),
        (lambda: WebTokenAuthenticator.builder(HOST, "u", rsa_key()).token_lifetime_seconds("1"), "are seconds"),  # type: ignore[arg-type]
        (lambda: WebTokenAuthenticatorBuilder(HOST, "u", "v", None, rsa_key()), "must be the same"),
        (lambda: ClientCredentialsAuthenticator.builder(HOST, "u", "s").scopes().build(), "at least one"),
        (lambda: ClientCredentialsAuthenticator.builder("", "u", "s").build(), "host must be"),
        (lambda: PersonalAccessTokenAuthenticator(HOST, ""), "the token is empty"),
        (lambda: PersonalAccessTokenAuthenticator("id example", "t"), "host must be"),
    ],
)
def test_what_no_authenticator_can_be_made_with(make: Callable[[], object], words: str) -> None:
    with pytest.raises(ArgumentError, match=words):
        make()


def test_the_audience_of_a_builder_and_of_its_host(connect: ConnectServer) -> None:
    connect.add_service_user("robot")
    name = connect.host.replace("http://", "")
    builder = WebTokenAuthenticatorBuilder(
        f" {connect.host}/ ", "robot", "robot", connect.host, rsa_key(), "key-robot", TransportOptions()
    )
    assert builder.token_lifetime_seconds(20).build().get_auth_token()
    keyed = WebTokenAuthenticator.builder(f"http://{name}/", "robot", rsa_key()).key_identifier("key-robot")
    assert keyed.build().get_auth_token()
    wrong = WebTokenAuthenticatorBuilder(connect.host, "robot", "robot", "https://other", rsa_key(), "key-robot")
    with pytest.raises(AuthingException, match="https://other"):
        wrong.build().get_auth_token()


def test_a_token_tells_when_it_ends_and_not_what_it_is() -> None:
    now = datetime.now(timezone.utc)
    assert Token("t", now - timedelta(seconds=1)).is_expired()
    assert not Token("t", now + timedelta(seconds=30)).is_expired()
    assert Token("t", datetime(2031, 1, 2)).expires_at == datetime(2031, 1, 2, tzinfo=timezone.utc)  # noqa: DTZ001
    assert "hush" not in repr(Token("hush", now))
    assert "hush" not in repr(PersonalAccessTokenAuthenticator(HOST, "hush"))


def changed(**settings: Any) -> Callable[[Configuration], None]:
    def change(configuration: Configuration) -> None:
        for name, value in settings.items():
            setattr(configuration, name, value)

    return change


@pytest.mark.parametrize(
    ("settings", "options"),
    [
        ({"ssl_ca_cert": "ca.pem"}, {"verify": "ca.pem"}),
        ({"cert_file": "both.pem"}, {"cert": "both.pem"}),
        ({"cert_file": "cert.pem", "key_file": "key.pem"}, {"cert": ("cert.pem", "key.pem")}),
        ({"proxy_url": "http://proxy:3128"}, {"proxy": "http://proxy:3128"}),
        ({"retries": 0}, {"retries": 0}),
        ({"connection_pool_maxsize": 3}, {"pool_size": 3}),
        ({}, {"verify": True, "cert": None, "proxy": None, "retries": 2, "pool_size": 64, "timeout": 7.0}),
    ],
)
def test_what_a_configuration_changes(settings: dict[str, Any], options: dict[str, Any]) -> None:
    authenticator = PersonalAccessTokenAuthenticator(HOST, "t", timeout=7.0)
    client = Zitadel(authenticator, changed(**settings))
    assert {name: getattr(client.options, name) for name in options} == options
    assert authenticator.options.retries == 2  # of a client, not of the authenticator


def test_a_configuration_shows_what_the_authenticator_was_made_with() -> None:
    options = TransportOptions(default_headers={"x-a": "1"}, ca_cert_path="ca.pem", proxy_url="http://proxy:3128")
    seen: list[Configuration] = []
    Zitadel(PersonalAccessTokenAuthenticator(HOST, "t", options, cert=("c.pem", "k.pem")), seen.append)
    (told,) = seen
    assert (told.ssl_ca_cert, told.cert_file, told.key_file) == ("ca.pem", "c.pem", "k.pem")
    assert (told.proxy_url, told.default_headers, told.verify_ssl) == ("http://proxy:3128", {"x-a": "1"}, True)


def test_an_unverified_host_is_warned_of() -> None:
    with pytest.warns(InsecureTransportWarning, match=r"id\.example"):
        client = Zitadel(NoAuthAuthenticator(HOST), changed(verify_ssl=False))
    assert client.options.verify is False


@pytest.mark.parametrize("mode", ["blocking", "awaited"])
def test_headers_of_a_configuration_are_sent(connect: ConnectServer, mode: str) -> None:
    authenticator = PersonalAccessTokenAuthenticator(connect.host, connect.allow("pat"))

    def change(configuration: Configuration) -> None:
        configuration.user_agent += " shop/1.0"
        configuration.default_headers["X-Trace"] = "7"

    if mode == "blocking":
        Zitadel(authenticator, change).users.get_user_by_id(user_id="1")
    else:

        async def awaited() -> None:
            async with AsyncZitadel(authenticator, change) as client:
                await client.users.get_user_by_id(user_id="1")

        asyncio.run(awaited())
    (seen,) = connect.requests
    assert seen.headers["x-trace"] == "7"
    assert seen.headers["user-agent"].startswith("authing-python/")
    assert seen.headers["user-agent"].endswith(" shop/1.0")


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"debug": True}, "debug is no setting .* loggers"),
        ({"ca_cert_data": "PEM"}, "ca_cert_data is no setting .* ssl_ca_cert"),
        ({"assert_hostname": False}, "assert_hostname is no setting .* http_client"),
        ({"tls_server_name": "x"}, "tls_server_name is no setting"),
        ({"socket_options": []}, "socket_options is no setting"),
        ({"logger_file": "x.log"}, "logger_file is no setting"),
        ({"proxyUrl": "http://proxy"}, "proxyUrl is no setting"),
        ({"key_file": "key.pem"}, "cert_file, which is missing"),
        ({"ssl_ca_cert": "ca.pem", "verify_ssl": False}, "of no use without verify_ssl"),
        ({"retries": "3"}, "retries must be an int"),
        ({"user_agent": "a\nb"}, "user-agent"),
        ({"connection_pool_maxsize": 0}, "pool_size"),
    ],
)
def test_what_a_configuration_refuses(settings: dict[str, Any], words: str) -> None:
    with pytest.raises(ArgumentError, match=words):
        Zitadel(NoAuthAuthenticator(HOST), changed(**settings))
