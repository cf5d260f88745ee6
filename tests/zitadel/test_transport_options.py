"""How a client reaches its instance: the options of zitadel_client, and the forms that a host may have."""

from __future__ import annotations

import os
import pickle
import socket
import ssl
import subprocess
import sys
import warnings
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from traceback import format_exception
from typing import Any

import jwt
import pytest
import trustme
from connect_server import DISCOVERY, TOKEN, ConnectServer
from proxy_stub import ProxyStub
from urllib3.exceptions import InsecureRequestWarning
from zitadel_modes import GET_USER, Mode

import authing
from authing.core.errors import ArgumentError
from authing.core.options import InsecureTransportWarning
from authing.zitadel import TransportOptions
from authing.zitadel.options import ClientOptions

EVERY_REQUEST = [DISCOVERY, TOKEN, GET_USER]


class Tls:
    """An instance with a certificate of an authority that nobody knows."""

    def __init__(self, folder: Path) -> None:
        authority = trustme.CA()
        self.bundle, self.other = folder / "ca.pem", folder / "other.pem"
        authority.cert_pem.write_to_path(str(self.bundle))
        trustme.CA().cert_pem.write_to_path(str(self.other))
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("127.0.0.1").configure_cert(self.context)


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> Tls:
    return Tls(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def secure(tls: Tls) -> Iterator[ConnectServer]:
    with ConnectServer(tls=tls.context) as server:
        yield server


def read(mode: Mode, client: Any) -> Any:
    return mode.run(client.users.get_user_by_id(user_id="1"))


def paths(server: ConnectServer) -> list[str]:
    return [seen.path for seen in server.requests]


# -- the object ---------------------------------------------------------------------------------------


def test_options_that_change_nothing() -> None:
    options = TransportOptions.defaults()
    assert (dict(options.default_headers), options.ca_cert_path, options.insecure, options.proxy_url) == (
        {},
        None,
        False,
        None,
    )
    assert ClientOptions("https://x.example", options).__dict__ == ClientOptions("https://x.example").__dict__


def test_options_cannot_be_changed() -> None:
    headers = {"x-a": "1"}
    options = TransportOptions(default_headers=headers)
    headers["x-a"] = "2"
    assert options.default_headers == {"x-a": "1"}
    with pytest.raises(TypeError):
        options.default_headers["x-a"] = "3"  # type: ignore[index]
    with pytest.raises(AttributeError):
        options.insecure = True
    with pytest.raises(AttributeError):
        del options.insecure


def test_options_show_no_secret() -> None:
    options = TransportOptions({"X-Api-Key": "s3cret", "x-open": "told"}, proxy_url="http://u:s3cret@proxy:1")
    client = ClientOptions("https://x.example", options)
    assert "s3cret" not in repr(options) + repr(client)
    assert "told" in repr(options)
    assert client.proxy == "http://u:s3cret@proxy:1"


def test_options_of_the_project_win() -> None:
    given = TransportOptions({"x": "1"}, timeout=3, retries=5)
    options = ClientOptions("https://x.example", given, timeout=7, headers={"y": "2"})
    assert (options.timeout, options.retries, dict(options.headers)) == (7, 5, {"y": "2"})


def test_options_of_a_client_can_be_pickled() -> None:
    options = ClientOptions("https://x.example", TransportOptions({"x": "1"}))
    twin = pickle.loads(pickle.dumps(options))
    assert (twin.host, twin.issuer, twin.headers) == (options.host, options.issuer, options.headers)


@pytest.mark.parametrize(
    "arguments",
    [
        {"default_headers": {"x": 5}},
        {"insecure": "yes"},
        {"insecure": 1},
        {"proxy_url": 5},
        {"ca_cert_path": 5},
        {"ca_cert_path": ""},
        {"timeout": 0},
        {"timeout": "3"},
        {"connect_timeout": -1},
        {"retries": -1},
        {"hooks": 5},
    ],
)
def test_options_that_are_of_no_use_are_refused(arguments: Any) -> None:
    with pytest.raises(ArgumentError):
        ClientOptions("https://x.example", TransportOptions(**arguments))


@pytest.mark.parametrize("name", ["ca_cert_path", "insecure", "proxy_url", "default_headers"])
def test_their_names_are_refused_elsewhere_with_ours(name: str, mode: Mode) -> None:
    ours = {"ca_cert_path": "verify='ca.pem'", "insecure": "verify=False", "proxy_url": "proxy"}.get(name, "headers")
    with pytest.raises(ArgumentError, match=f"^{name} is an argument of TransportOptions; here, give {ours}$"):
        mode.kind.with_access_token("https://id.example.com", "t", **{name: None})


def test_what_are_no_options_is_refused() -> None:
    with pytest.raises(ArgumentError, match="transport_options"):
        ClientOptions("https://x.example", {"insecure": True})  # type: ignore[arg-type]


# -- TLS ----------------------------------------------------------------------------------------------


def test_an_authority_of_ones_own(mode: Mode, tls: Tls, secure: ConnectServer) -> None:
    for path in (tls.bundle, str(tls.bundle)):
        read(mode, mode.by_key(secure, transport_options=TransportOptions(ca_cert_path=path)))
    assert paths(secure) == EVERY_REQUEST * 2


def test_without_it_nothing_is_sent(mode: Mode, tls: Tls, secure: ConnectServer) -> None:
    for options in (None, TransportOptions(ca_cert_path=tls.other)):
        with pytest.raises(authing.NetworkError, match=r"(?i)certificate|TLS") as caught:
            read(mode, mode.by_key(secure, transport_options=options, retries=0))
        assert caught.value.unsent
    assert secure.requests == []


def test_verification_can_be_switched_off_with_a_warning(mode: Mode, secure: ConnectServer) -> None:
    with pytest.warns(InsecureTransportWarning) as told:
        client = mode.by_key(secure, transport_options=TransportOptions(insecure=True))
    assert told[0].filename.endswith("zitadel_modes.py")
    with warnings.catch_warnings(record=True) as again:
        warnings.simplefilter("always")
        read(mode, client)
    assert {each.category for each in again} <= {InsecureRequestWarning}  # urllib3 warns of each connection besides
    assert paths(secure) == EVERY_REQUEST


def test_switched_off_it_wants_no_authority(mode: Mode, secure: ConnectServer) -> None:
    with pytest.warns(InsecureTransportWarning):
        client = mode.by_key(secure, transport_options=TransportOptions(insecure=True, ca_cert_path="/not/there.pem"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", InsecureRequestWarning)
        assert read(mode, client).user is not None


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_an_authority_that_is_not_there_is_told(
    content: str | None, mode: Mode, secure: ConnectServer, tmp_path: Path
) -> None:
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_text(content)
    client = mode.by_key(secure, transport_options=TransportOptions(ca_cert_path=path))
    with pytest.raises(ArgumentError, match="CA bundle"):
        read(mode, client)
    assert secure.requests == []


CALLING = """
import asyncio, sys, warnings
from authing.core.options import InsecureTransportWarning
from authing.zitadel import AsyncZitadel, TransportOptions, Zitadel

host, bundle = sys.argv[1:]
options = TransportOptions(ca_cert_path=bundle) if bundle else TransportOptions(insecure=True)
warnings.simplefilter("ignore")
client = Zitadel.with_client_credentials(host, "bot", "hush", transport_options=options)
client.users.get_user_by_id(user_id="1")

async def main():
    async with AsyncZitadel.with_client_credentials(host, "bot", "hush", transport_options=options) as client:
        await client.users.get_user_by_id(user_id="1")

asyncio.run(main())
"""


@pytest.mark.parametrize("way", ["ca_cert_path", "insecure"])
def test_the_environment_does_not_overrule_an_option(way: str, tls: Tls, secure: ConnectServer) -> None:
    secure.add_service_user("u1", client_id="bot", secret="hush")
    done = subprocess.run(
        [sys.executable, "-c", CALLING, secure.host, str(tls.bundle) if way == "ca_cert_path" else ""],
        cwd=Path(__file__).parent,
        env={**os.environ, "REQUESTS_CA_BUNDLE": str(tls.other), "CURL_CA_BUNDLE": str(tls.other)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert paths(secure) == EVERY_REQUEST * 2


# -- proxies ------------------------------------------------------------------------------------------

AUTHORISED = f"Basic {b64encode(b'proxy-user:s3cret').decode()}"


def test_a_proxy_gets_its_password_with_every_request(mode: Mode, connect: ConnectServer) -> None:
    with ProxyStub() as proxy:
        read(mode, mode.by_secret(connect, transport_options=TransportOptions(proxy_url=proxy.url)))
    assert [seen.target for seen in proxy.seen] == [connect.host + path for path in EVERY_REQUEST]
    assert [seen.authorization for seen in proxy.seen] == [AUTHORISED] * 3
    assert paths(connect) == EVERY_REQUEST
    assert all("proxy-authorization" not in seen.headers for seen in connect.requests)


def test_a_tunnel_gets_it_too(mode: Mode, tls: Tls, secure: ConnectServer) -> None:
    options = TransportOptions(ca_cert_path=tls.bundle)
    with ProxyStub() as proxy:
        read(mode, mode.by_secret(secure, transport_options=options, proxy=proxy.url))
    assert {(seen.method, seen.target, seen.authorization) for seen in proxy.seen} == {
        ("CONNECT", secure.host.removeprefix("https://"), AUTHORISED)
    }
    assert paths(secure) == EVERY_REQUEST
    assert all("proxy-authorization" not in seen.headers for seen in secure.requests)


def test_a_proxy_that_wants_another_password_is_told(mode: Mode, connect: ConnectServer) -> None:
    with ProxyStub() as proxy:
        wrong = proxy.url.replace("s3cret", "wr0ng")
        client = mode.by_key(connect, transport_options=TransportOptions(proxy_url=wrong))
        with pytest.raises(authing.AuthingException) as caught:
            read(mode, client)
    assert "407" in str(caught.value)
    assert "wr0ng" not in "".join(format_exception(caught.value)) + repr(client) + repr(client.options)
    assert connect.requests == []


def test_a_proxy_that_is_not_there_is_told(mode: Mode, connect: ConnectServer) -> None:
    gone = "http://u:s3cret@127.0.0.1:1"
    with pytest.raises(authing.NetworkError) as caught:
        read(mode, mode.by_token(connect, transport_options=TransportOptions(proxy_url=gone), retries=0))
    assert caught.value.unsent
    assert "s3cret" not in "".join(format_exception(caught.value))


@pytest.mark.parametrize("proxy", ["http://:1", "http://u:s3cret@h:port"])
def test_a_proxy_that_is_no_url_is_told(proxy: str, mode: Mode, connect: ConnectServer) -> None:
    client = mode.by_token(connect, transport_options=TransportOptions(proxy_url=proxy))
    with pytest.raises(ArgumentError, match="proxy") as caught:
        read(mode, client)
    assert "s3cret" not in "".join(format_exception(caught.value))


# -- hosts --------------------------------------------------------------------------------------------

HOSTS = {
    "https://id.example.com": ("https://id.example.com", "https://id.example.com"),
    "https://id.example.com/": ("https://id.example.com", "https://id.example.com"),
    "https://id.example.com//": ("https://id.example.com", "https://id.example.com"),
    "id.example.com": ("https://id.example.com", "https://id.example.com"),
    "id.example.com/": ("https://id.example.com", "https://id.example.com"),
    "  https://id.example.com \n": ("https://id.example.com", "https://id.example.com"),
    "id.example.com:8443": ("https://id.example.com:8443", "https://id.example.com:8443"),
    "https://id.example.com:443/": ("https://id.example.com:443", "https://id.example.com"),
    "http://id.example.com:80": ("http://id.example.com:80", "http://id.example.com"),
    "http://id.example.com:443": ("http://id.example.com:443", "http://id.example.com:443"),
    "https://id.example.com:80": ("https://id.example.com:80", "https://id.example.com:80"),
    "https://id.example.com/zitadel/": ("https://id.example.com/zitadel", "https://id.example.com"),
    "id.example.com/a/b": ("https://id.example.com/a/b", "https://id.example.com"),
    "HTTPS://ID.Example.com": ("https://ID.Example.com", "https://id.example.com"),
    "http://[::1]:8080": ("http://[::1]:8080", "http://[::1]:8080"),
    "[::1]:8080": ("https://[::1]:8080", "https://[::1]:8080"),
    "https://[2001:DB8::1]:443": ("https://[2001:DB8::1]:443", "https://[2001:db8::1]"),
    "localhost:8080": ("https://localhost:8080", "https://localhost:8080"),
}


@pytest.mark.parametrize("host", HOSTS)
def test_a_host_may_be_written_in_many_ways(host: str) -> None:
    options = ClientOptions(host)
    assert (options.host, options.issuer) == HOSTS[host]


@pytest.mark.parametrize(
    "host",
    [
        "",
        "  ",
        "https://",
        "https:///x",
        "ftp://x",
        "https://a b",
        "https://u:p@x",
        "https://x?y",
        "https://x#y",
        "x:port",
        "https://ä.de",
        None,
        5,
        b"https://x",
    ],
)
def test_what_is_no_host_is_refused(host: Any, mode: Mode) -> None:
    with pytest.raises(ArgumentError, match="host"):
        mode.kind.with_access_token(host, "token")


def test_a_path_is_for_the_interface_only(mode: Mode, connect: ConnectServer) -> None:
    connect.route(f"/zitadel{GET_USER}", lambda seen: connect.answer_to(seen._replace(path=GET_USER)))
    file = connect.add_service_user("u1")
    client = mode.kept(mode.kind.with_private_key(f" {connect.host}/zitadel/ ", file))
    assert read(mode, client).user is not None
    assert paths(connect)[:3] == [DISCOVERY, TOKEN, f"/zitadel{GET_USER}"]
    told = jwt.decode(connect.asked(TOKEN)[0].form["assertion"], options={"verify_signature": False})
    assert told["aud"] == connect.host


def test_letters_of_a_host_may_be_large(mode: Mode, connect: ConnectServer) -> None:
    port = connect.host.rpartition(":")[2]
    connect.issuer = f"http://localhost:{port}"
    client = mode.kept(mode.kind.with_private_key(f"HTTP://LocalHost:{port}/", connect.add_service_user("u1")))
    assert read(mode, client).user is not None
    told = jwt.decode(connect.asked(TOKEN)[0].form["assertion"], options={"verify_signature": False})
    assert told["aud"] == f"http://localhost:{port}"


def _has_ipv6() -> bool:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


@pytest.mark.skipif(not _has_ipv6(), reason="this machine has no IPv6")
def test_a_host_may_be_an_address_of_ipv6(mode: Mode) -> None:
    with ConnectServer(host="::1") as server:
        assert read(mode, mode.by_key(server)).user is not None
        told = jwt.decode(server.asked(TOKEN)[0].form["assertion"], options={"verify_signature": False})
        assert told["aud"] == server.host
        assert server.host.startswith("http://[::1]:")
