"""What the environment says: proxies and certificate bundles."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from authing.core.environment import ca_bundle, client_certificate, proxy_for
from authing.core.errors import ArgumentError


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.lower().endswith("_proxy") or name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
            monkeypatch.delenv(name)


@pytest.mark.parametrize(
    ("environment", "proxies"),
    [
        ({}, (None, None)),
        ({"HTTPS_PROXY": "http://p:1"}, ("http://p:1", None)),
        ({"https_proxy": "http://p:1", "http_proxy": "http://q:2"}, ("http://p:1", "http://q:2")),
        ({"ALL_PROXY": "socks5://p:1"}, ("socks5://p:1", "socks5://p:1")),
        ({"HTTPS_PROXY": ""}, (None, None)),
        ({"HTTPS_PROXY": "proxy.example:3128"}, ("http://proxy.example:3128", None)),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "id.example"}, (None, None)),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "other.example, .example"}, (None, None)),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "other.example"}, ("http://p:1", None)),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "*"}, (None, None)),
    ],
)
def test_the_proxy_is_what_the_environment_says(
    monkeypatch: pytest.MonkeyPatch, environment: Mapping[str, str], proxies: tuple[str | None, str | None]
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert (proxy_for("https://id.example", None), proxy_for("http://id.example", None)) == proxies


def test_this_machine_is_reached_without_a_proxy_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://p:1")
    for host in ("127.0.0.1:8700", "127.1.2.3", "localhost", "app.localhost:1", "[::1]:8700"):
        assert proxy_for(f"http://{host}", None) is None
        assert proxy_for(f"http://{host}", "http://given:1") == "http://given:1"
    assert proxy_for("http://localhost.example", None) == "http://p:1"


def test_networks_may_be_excepted_from_the_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://p:1")
    monkeypatch.setenv("NO_PROXY", "10.0.0.0/8")
    assert proxy_for("http://10.1.2.3", None) is None
    assert proxy_for("http://11.1.2.3", None) == "http://p:1"


def test_a_given_proxy_wins_and_an_empty_text_means_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://p:1")
    monkeypatch.setenv("NO_PROXY", "*")
    assert proxy_for("https://id.example", "http://mine:2") == "http://mine:2"
    assert proxy_for("https://id.example", "") is None


@pytest.mark.parametrize("proxy", ["http://", "://x", "http://u:s3cret@[x", "http://u:s3cret@"])
def test_a_proxy_that_is_no_url_is_refused_without_telling_it(proxy: str) -> None:
    with pytest.raises(ArgumentError, match=r"^the proxy must be a URL such as") as error:
        proxy_for("https://id.example", proxy)
    assert "s3cret" not in str(error.value)


def test_certificates_are_verified_unless_told_otherwise() -> None:
    assert ca_bundle(verify=True) is True
    assert ca_bundle(verify=False) is False


@pytest.mark.parametrize("name", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_the_bundle_is_what_the_environment_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    monkeypatch.setenv(name, str(tmp_path))
    assert ca_bundle(verify=True) == str(tmp_path)
    assert ca_bundle(verify=False) is False
    assert ca_bundle(__file__) == __file__


def test_the_bundle_of_requests_goes_before_the_one_of_curl(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", __file__)
    monkeypatch.setenv("CURL_CA_BUNDLE", "/gone")
    assert ca_bundle(verify=True) == __file__


def test_a_bundle_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ArgumentError, match=r"^there is no CA bundle at '/gone/ca\.pem'$"):
        ca_bundle("/gone/ca.pem")
    monkeypatch.setenv("CURL_CA_BUNDLE", "/gone/too.pem")
    with pytest.raises(ArgumentError, match=r"^there is no CA bundle at '/gone/too\.pem'$"):
        ca_bundle(verify=True)


def test_a_client_certificate_has_to_be_there() -> None:
    assert client_certificate(None) is None
    assert client_certificate(__file__) == __file__
    assert client_certificate((__file__, __file__)) == (__file__, __file__)
    for cert in ("/gone.pem", (__file__, "/gone.pem")):
        with pytest.raises(
            ArgumentError, match=r"^the client certificate at '/gone\.pem' cannot be read: No such file"
        ):
            client_certificate(cert)
