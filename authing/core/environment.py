"""What the environment says about the way to a host. Looked up once per host, never per call."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

from .errors import ArgumentError

__all__ = ["ca_bundle", "client_certificate", "proxy_for"]


def proxy_for(url: str, given: str | None) -> str | None:
    """The proxy on the way to a URL: the given one, or what HTTPS_PROXY and its kin say unless NO_PROXY excepts it.

    Raises:
        ArgumentError: It is no URL; its text, which may hold a password, is not told.
    """
    proxy = _environment_proxy(url) if given is None else given
    if not proxy:
        return None
    if "://" not in proxy:
        proxy = f"http://{proxy}"  # as it often stands in the environment
    try:
        parts = urlsplit(proxy)
        usable = bool(parts.hostname) and parts.port != 0  # a port that is no number raises
    except ValueError:
        usable = False
    if not usable:
        raise ArgumentError("the proxy must be a URL such as http://proxy.example:3128")
    return proxy


def _environment_proxy(url: str) -> str | None:
    if not any(name.lower().endswith("_proxy") and value for name, value in os.environ.items()):
        return None
    if _is_loopback(urlsplit(url).hostname or ""):
        return None  # a proxy would look for it on its own machine
    from requests.utils import get_environ_proxies, select_proxy  # knows NO_PROXY with networks, the stdlib does not

    return select_proxy(url, get_environ_proxies(url))


def _is_loopback(name: str) -> bool:
    return name in ("localhost", "::1") or name.endswith(".localhost") or name.startswith("127.")


def ca_bundle(verify: bool | str) -> bool | str:
    """The bundle to verify certificates against: the given one, or REQUESTS_CA_BUNDLE or CURL_CA_BUNDLE.

    Raises:
        ArgumentError: There is no such file.
    """
    if verify is False:
        return False
    bundle = (
        verify if isinstance(verify, str) else os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE")
    )
    if not bundle:
        return True
    if not os.path.exists(bundle):  # noqa: PTH110 - pathlib costs the import of a module, and here nothing else needs it
        raise ArgumentError(f"there is no CA bundle at {bundle!r}")
    return bundle


def client_certificate(cert: str | tuple[str, str] | None) -> str | tuple[str, str] | None:
    """The client certificate, as it was given.

    Raises:
        ArgumentError: There is no such file, or its key is encrypted: OpenSSL would ask for the password on the
            terminal, and wait.
    """
    for file in (cert,) if isinstance(cert, str) else cert or ():
        try:
            with open(file, "rb") as opened:  # noqa: PTH123 - as above
                encrypted = b"ENCRYPTED" in opened.read()
        except OSError as problem:
            raise ArgumentError(f"the client certificate at {file!r} cannot be read: {problem.strerror}") from None
        if encrypted:
            raise ArgumentError(f"the key at {file!r} is encrypted: a client cannot ask for its password")
    return cert
