"""How a client reaches its Logto: the forms that an endpoint may have, TLS, proxies, headers, and sessions of the user."""

from __future__ import annotations

import ssl
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aiohttp
import httpx
import pytest
import requests
import trustme
from logto_issuer import TOKEN
from logto_modes import Mode
from logto_server import Answer, LogtoServer
from proxy_stub import ProxyStub
from urllib3.exceptions import InsecureRequestWarning

import authing
from authing.core.errors import ArgumentError
from authing.core.options import Hooks, InsecureTransportWarning
from authing.logto.options import ClientOptions

GET, STATUS = "GetUser", "GetStatus"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, Path]:
    made, bundle = trustme.CA(), tmp_path_factory.mktemp("tls") / "ca.pem"
    made.cert_pem.write_to_path(str(bundle))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.issue_cert("127.0.0.1").configure_cert(context)
    return context, bundle


@pytest.fixture
def secure(authority: tuple[ssl.SSLContext, Path]) -> Iterator[LogtoServer]:
    with LogtoServer(tls=authority[0]) as server:
        yield server


def read(mode: Mode, client: Any, **arguments: Any) -> Any:
    return mode.run(client.users.get("u1", **arguments))


# -- the endpoint -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [
        "https://logto.example.com",
        "https://logto.example.com/",
        "https://logto.example.com/api",
        "https://logto.example.com/api/",
        "  https://logto.example.com/api//  ",
        "https://logto.example.com/oidc",
        "logto.example.com",
        "logto.example.com/api",
    ],
)
def test_an_endpoint_may_be_written_in_several_ways(written: str, mode: Mode) -> None:
    options = mode.kept(mode.kind(written, "m2m", "hush")).options
    assert options.host == "https://logto.example.com"
    assert options.issuer == "https://logto.example.com/oidc"


@pytest.mark.parametrize(
    "wrong", ["", "  ", "/api", "ftp://logto.example.com", "https://u:p@logto.example.com", None, 7]
)
def test_what_is_no_endpoint_is_told(wrong: Any, mode: Mode) -> None:
    with pytest.raises(ArgumentError, match=r"^endpoint must be a URL"):
        mode.kind(wrong, "m2m", "hush")


def test_an_endpoint_below_a_path_keeps_it(mode: Mode, logto: LogtoServer) -> None:
    logto.route("GET", "/logto/api/status", lambda _: Answer(204))
    client = mode.kept(mode.kind(f"{logto.endpoint}/logto/api", "m2m", "hush"))
    mode.run(client.status.get())
    assert logto.requests[-1].path == "/logto/api/status"


def test_one_with_and_one_without_api_reach_the_same(mode: Mode, logto: LogtoServer) -> None:
    logto.add_application("m2m", "hush")
    for ending in ("", "/", "/api", "/api/"):
        read(mode, mode.kept(mode.kind(logto.endpoint + ending, "m2m", "hush")))
    assert {seen.path for seen in logto.requests} == {TOKEN, "/api/users/u1"}


def test_connections_rest_no_longer_than_the_server_lets_them() -> None:
    assert ClientOptions("https://logto.example.com").idle_limit == 4.0


def test_nothing_secret_is_shown(mode: Mode) -> None:
    headers = {"authorization": "Bearer s3cret", "x-api-key": "s3cret"}
    client = mode.kept(mode.kind("https://logto.example.com", "m2m", "s3cret", headers=headers))
    shown = repr(client) + repr(client.options) + repr(client.users) + repr(vars(client))
    told = mode.kept(mode.kind.with_token("https://logto.example.com", lambda: "s3cret"))
    assert "s3cret" not in shown + repr(told) + repr(told._runner._plan._credentials)


# -- TLS and proxies ----------------------------------------------------------------------------------


def test_a_host_with_a_strange_certificate_is_not_told_a_secret(mode: Mode, secure: LogtoServer) -> None:
    with pytest.raises(authing.NetworkError, match="certificate"):
        read(mode, mode.client(secure))
    assert not secure.requests


def test_a_bundle_of_one_s_own(mode: Mode, secure: LogtoServer, authority: tuple[ssl.SSLContext, Path]) -> None:
    assert read(mode, mode.client(secure, verify=authority[1])).id


def test_without_verification_there_is_a_loud_warning(mode: Mode, secure: LogtoServer) -> None:
    with pytest.warns(InsecureTransportWarning, match=secure.endpoint) as caught:
        client = mode.client(secure, verify=False)
    assert caught[0].filename.endswith("logto_modes.py")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", InsecureRequestWarning)
        assert read(mode, client).id


def test_everything_goes_through_a_proxy(mode: Mode, logto: LogtoServer) -> None:
    logto.answer(GET, {"id": "u1"})
    with ProxyStub() as proxy:
        assert read(mode, mode.client(logto, proxy=proxy.url)).id
        assert len(proxy.seen) == len(logto.requests) == 2


def test_tls_goes_through_a_tunnel(mode: Mode, secure: LogtoServer, authority: tuple[ssl.SSLContext, Path]) -> None:
    with ProxyStub() as proxy:
        client = mode.client(secure, proxy=proxy.url, verify=authority[1])
        assert read(mode, client).id
        assert read(mode, client).id
        assert [seen.method for seen in proxy.seen] == ["CONNECT"]


# -- headers, hooks, times ----------------------------------------------------------------------------


def test_headers_of_all_calls_and_of_one(mode: Mode, logto: LogtoServer) -> None:
    client = mode.client(logto, headers={"x-all": "1", "user-agent": "mine"})
    read(mode, client, _headers={"x-one": "2", "x-all": "3"})
    token, call = logto.requests
    assert (token.headers["x-all"], token.headers["user-agent"], "x-one" in token.headers) == ("1", "mine", False)
    assert (call.headers["x-all"], call.headers["x-one"]) == ("3", "2")
    assert call.headers["accept"] == "application/json"


def test_hooks_see_requests_answers_and_errors(mode: Mode, logto: LogtoServer) -> None:
    told: list[Any] = []
    client = mode.client(logto, hooks=Hooks(told.append, told.append, told.append), retries=0)
    read(mode, client)
    logto.refuse(GET, 404, "entity.not_found", data={"s3cret": 1})
    with pytest.raises(authing.NotFound):
        read(mode, client)
    assert [type(each).__name__ for each in told[-3:]] == ["RequestEvent", "ResponseEvent", "NotFound"]
    assert (told[-2].status, told[-2].path) == (404, "/api/users/u1")
    assert len(told) == 7
    assert "hush" not in repr(told)


def test_no_call_takes_longer_than_it_may(mode: Mode, logto: LogtoServer) -> None:
    logto.delay(GET, 5.0)
    client = mode.client(logto, retries=0)
    with pytest.raises(authing.Timeout):
        read(mode, mode.client(logto, timeout=0.2, retries=0))
    with pytest.raises(authing.Timeout):
        read(mode, client, _request_timeout=0.2)


def test_redirects_are_not_followed(mode: Mode, logto: LogtoServer) -> None:
    for status in (301, 302, 307, 308):
        logto.reply(GET, Answer(status, {"location": f"{logto.endpoint}/api/status"}))
        with pytest.raises(authing.UnexpectedAnswer, match="redirect"):
            read(mode, mode.client(logto))
    assert not logto.asked(STATUS)


def test_cookies_are_not_kept(mode: Mode, logto: LogtoServer) -> None:
    client = mode.client(logto)
    logto.answer(GET, {"id": "u1"}, headers={"set-cookie": "a=1; Path=/"})
    for _ in range(2):
        read(mode, client)
    assert all("cookie" not in seen.headers for seen in logto.requests)


# -- sessions of the user -----------------------------------------------------------------------------


def test_a_session_of_requests(logto: LogtoServer) -> None:
    mode = Mode("blocking")
    with requests.Session() as session:
        session.headers["x-mine"] = "1"
        session.cookies.set("a", "1")
        seen: list[int] = []
        session.hooks["response"].append(lambda response, **_: seen.append(response.status_code))
        assert read(mode, mode.client(logto, http_client=session)).id
        mode.close()
        assert seen == [200, 200]
    assert [each.headers["x-mine"] for each in logto.requests] == ["1", "1"]
    assert logto.requests[-1].headers["cookie"] == "a=1"


def test_a_session_of_aiohttp(logto: LogtoServer) -> None:
    mode = Mode("awaited")

    async def opened() -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            headers={"x-mine": "1"}, cookies={"a": "1"}, cookie_jar=aiohttp.CookieJar(unsafe=True)
        )

    session = mode.run(opened())
    assert read(mode, mode.client(logto, http_client=session)).id
    mode.run(session.close())
    mode.close()
    assert logto.requests[-1].headers["x-mine"] == "1"
    assert logto.requests[-1].headers["cookie"] == "a=1"


def test_a_client_of_httpx(logto: LogtoServer) -> None:
    mode = Mode("awaited")
    seen: list[int] = []

    async def hook(response: httpx.Response) -> None:
        seen.append(response.status_code)

    session = httpx.AsyncClient(headers={"x-mine": "1"}, cookies={"a": "1"}, event_hooks={"response": [hook]})
    assert read(mode, mode.client(logto, http_client=session)).id
    mode.run(session.aclose())
    mode.close()
    assert seen == [200, 200]
    assert logto.requests[-1].headers["x-mine"] == "1"
    assert logto.requests[-1].headers["cookie"] == "a=1"


def test_a_session_has_its_own_settings(mode: Mode) -> None:
    with pytest.raises(ArgumentError, match="http_client"):
        mode.kind("https://logto.example.com", "m2m", "hush", http_client=object(), verify=False)
    with pytest.raises(ArgumentError, match="http_client"):
        mode.kind("https://logto.example.com", "m2m", "hush", http_client=object())
