"""What the environment says about the way to a host. Looked up once per host, never per call."""

from __future__ import annotations

import os

from .errors import ArgumentError

__all__ = ["ca_bundle", "proxy_for"]


def proxy_for(url: str, given: str | None) -> str | None:
    """The proxy on the way to a URL: the given one, or what HTTPS_PROXY and its kin say unless NO_PROXY excepts it."""
    if given is not None:
        return given or None
    if not any(name.lower().endswith("_proxy") and value for name, value in os.environ.items()):
        return None
    from requests.utils import get_environ_proxies, select_proxy  # knows NO_PROXY with networks, the stdlib does not

    return select_proxy(url, get_environ_proxies(url))


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
