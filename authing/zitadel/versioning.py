"""Which versions of ZITADEL's server this package is for.

A major version of the server may take away what clients use, so that is what support goes by; within one, services keep
their meaning: what is to go is deprecated first, and calls of it warn.

| server | support |
| --- | --- |
| the major it is built for (`SERVER_MAJOR`) | full; fixes and new features |
| one major before | older servers lack services; what both have works; it is not tested |
| older still, or a later major | none: take a version of this package that is built for it |
| a pre-release of any | none: what it has may change before the release |

Operations and fields are those of `BUILT_FOR`. An older server answers `unimplemented` to an operation that it does not
know, and ignores a field that it does not know. What a newer one adds to answers is under `raw`, and `client.call` calls
an operation, and sends a field, that this package does not know yet.

No answer of the services tells the server's version, so nothing here can ask for it: the deployment or the console
tells it, and the caller hands it over.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import NamedTuple

from authing.core.caller import warn_caller
from authing.core.errors import ArgumentError

__all__ = [
    "BUILT_FOR",
    "SERVER_MAJOR",
    "ServerVersion",
    "Support",
    "UnsupportedServerWarning",
    "check_version",
    "support_of",
]


class ServerVersion(NamedTuple):
    """A version of the server, such as `v4.11.0` or `4.12.0-rc.1`."""

    major: int
    minor: int
    patch: int = 0
    pre_release: str = ""

    @classmethod
    def read(cls, text: str) -> ServerVersion:
        """Read it, with or without the `v` before it and the numbers that are not told.

        Raises:
            ArgumentError: It is no version.
        """
        told = re.fullmatch(r"v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?", str(text))
        if told is None:
            raise ArgumentError("server_version must be a version of ZITADEL such as 'v4.11.0'")
        major, minor, patch = (int(number or 0) for number in told.groups()[:3])
        return cls(major, minor, patch, told[4] or "")

    def __str__(self) -> str:
        return f"v{self.major}.{self.minor}.{self.patch}{'-' if self.pre_release else ''}{self.pre_release}"


BUILT_FOR = ServerVersion(4, 11)
"""The server whose services, operations and fields this package has."""

SERVER_MAJOR = BUILT_FOR.major
"""The major version of the servers that it supports."""


class Support(Enum):
    """How far a server is supported; the value tells it to people."""

    FULL = "it is what this package is built for"
    OLDER = f"it is older than {BUILT_FOR}: it may lack operations (`unimplemented`), and ignores fields it lacks"
    NEWER = f"it is newer than {BUILT_FOR}: what it adds to answers is under `raw`, and called by `client.call`"
    PREVIOUS_MAJOR = f"this package is built for ZITADEL {SERVER_MAJOR}, and not tested with the major before"
    UNSUPPORTED_MAJOR = f"this package is built for ZITADEL {SERVER_MAJOR}: take its version that is for this server"
    PRE_RELEASE = "it is a pre-release, and may change before it is one"

    @property
    def is_supported(self) -> bool:
        """True if calls are expected to work as documented."""
        return self in (Support.FULL, Support.OLDER, Support.NEWER)


class UnsupportedServerWarning(UserWarning):
    """The server is of a version that this package does not support."""


def support_of(server_version: str) -> Support:
    """How far a version of the server is supported.

    Raises:
        ArgumentError: It is no version.
    """
    version = ServerVersion.read(server_version)
    if version.major != SERVER_MAJOR:
        return Support.PREVIOUS_MAJOR if version.major == SERVER_MAJOR - 1 else Support.UNSUPPORTED_MAJOR
    if version.pre_release:
        return Support.PRE_RELEASE
    if version.minor == BUILT_FOR.minor:
        return Support.FULL
    return Support.NEWER if version.minor > BUILT_FOR.minor else Support.OLDER


_warned: set[tuple[str, str]] = set()


def check_version(server_version: str, host: str) -> Support:
    """How far a version of the server is supported, with one warning for each host where it is not.

    Args:
        server_version: What the deployment or the console tells: `v4.11.0`.
        host: Whose version it is.

    Raises:
        ArgumentError: It is no version.
    """
    support = support_of(server_version)
    told = host, str(ServerVersion.read(server_version))
    if not support.is_supported and told not in _warned:
        _warned.add(told)
        warn_caller(f"ZITADEL at {host} is {told[1]}: {support.value}", UnsupportedServerWarning)
    return support
