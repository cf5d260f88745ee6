"""Which versions of the server are supported, and who is told."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from typing import Any

import pytest

from authing import ArgumentError
from authing.zitadel import AsyncZitadel, Zitadel
from authing.zitadel.versioning import (
    BUILT_FOR,
    SERVER_MAJOR,
    ServerVersion,
    Support,
    UnsupportedServerWarning,
    check_version,
    support_of,
)


@pytest.mark.parametrize(
    ("version", "support"),
    [
        ("v4.11.0", Support.FULL),
        ("v4.11", Support.FULL),
        ("4.11.9+build.7", Support.FULL),
        ("v4.10.4", Support.OLDER),
        ("4", Support.OLDER),
        ("v4.12.0", Support.NEWER),
        ("v4.12.0-rc.1", Support.PRE_RELEASE),
        ("v3.3.0", Support.PREVIOUS_MAJOR),
        ("v2.71.0", Support.UNSUPPORTED_MAJOR),
        ("v5.0.0-beta.1", Support.UNSUPPORTED_MAJOR),
        ("5.0.0", Support.UNSUPPORTED_MAJOR),
    ],
)
def test_how_far_a_version_is_supported(version: str, support: Support) -> None:
    assert support_of(version) is support
    assert support.is_supported == (support.name in ("FULL", "OLDER", "NEWER"))


@pytest.mark.parametrize("version", ["", "four", "v", "4.x", "4.11.0.1", "v4.11.0 ", "-4", "4.11\n", None, 4.5j])
def test_what_is_no_version(version: Any) -> None:
    with pytest.raises(ArgumentError, match="server_version"):
        support_of(version)


def test_a_version_reads_as_it_is_written() -> None:
    assert ServerVersion.read("4.12.0-rc.1") == ServerVersion(4, 12, 0, "rc.1")
    assert str(ServerVersion.read("4.12.0-rc.1")) == "v4.12.0-rc.1"
    assert str(ServerVersion.read("v4")) == "v4.0.0"
    assert (SERVER_MAJOR, str(BUILT_FOR)) == (4, "v4.11.0")


@pytest.mark.parametrize("make", [Zitadel.with_access_token, AsyncZitadel.with_access_token])
def test_a_host_is_warned_of_once(make: Callable[..., Any]) -> None:
    client = make(f"https://{make.__self__.__name__}.example".lower(), "token")  # type: ignore[attr-defined]
    words = re.escape(f"ZITADEL at {client.options.host} is v3.3.0: ")
    with pytest.warns(UnsupportedServerWarning, match=words) as told:
        assert client.check_version("v3.3.0") is Support.PREVIOUS_MAJOR
    assert told[0].filename == __file__
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert client.check_version("3.3") is Support.PREVIOUS_MAJOR
        assert client.check_version("v4.11.0") is Support.FULL
    with pytest.warns(UnsupportedServerWarning, match="pre-release"):  # it was updated
        client.check_version("v4.14.0-rc.1")


def test_each_host_is_warned_of() -> None:
    for host in ("https://one.example", "https://two.example"):
        with pytest.warns(UnsupportedServerWarning, match=host):
            assert check_version("v5.0.0", host) is Support.UNSUPPORTED_MAJOR
