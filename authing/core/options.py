"""How a client reaches its platform: one frozen object, the same for every call it makes."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from os import PathLike
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import SplitResult, urlsplit

from .errors import ArgumentError
from .redaction import redacted

if TYPE_CHECKING:
    from typing import TypedDict

    from .errors import AuthingException

    class ConnectionArguments(TypedDict, total=False):
        """The keyword arguments of `Options` that every client of every platform takes."""

        connect_timeout: float
        deadline: float | None
        retries: int
        verify: bool | str | PathLike[str]
        cert: str | PathLike[str] | tuple[str, str] | None
        proxy: str | None
        headers: Mapping[str, str] | None
        hooks: Hooks | None
        pool_size: int
        max_body: int
        http_client: Any


__all__ = ["Hooks", "InsecureTransportWarning", "Options", "RequestEvent", "ResponseEvent"]


class InsecureTransportWarning(UserWarning):
    """TLS certificates are not verified: whoever is on the way can read and change everything."""


class RequestEvent(NamedTuple):
    """A request is about to be sent. Holds no header, query or body: they may be secret."""

    method: str
    path: str
    name: str | None
    attempt: int


class ResponseEvent(NamedTuple):
    """A request came to its end; `status` is None if no answer arrived."""

    method: str
    path: str
    name: str | None
    attempt: int
    status: int | None
    seconds: float


class Hooks(NamedTuple):
    """Functions to call as requests go out and answers come in, in the thread or task that makes the call.

    Attributes:
        on_request: A request is about to be sent. What the function raises is logged and disturbs nothing.
        on_response: A request came to its end. Likewise.
        on_error: An operation fails. What the function raises takes the place of the error.
    """

    on_request: Callable[[RequestEvent], object] | None = None
    on_response: Callable[[ResponseEvent], object] | None = None
    on_error: Callable[[AuthingException], object] | None = None


class Frozen:
    """An object whose attributes are set once, by its constructor, and whose repr hides secrets."""

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen: {name!r} cannot be set")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen: {name!r} cannot be deleted")

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in redacted(self.__dict__).items())
        return f"{type(self).__name__}({shown})"


_POOL_SIZE = 64
_DEADLINE = 90.0


class Options(Frozen):
    """How to reach one host.

    Args:
        host: The platform's URL, with scheme: `https://id.example.com`. A path in it is kept as a prefix.
        timeout: Seconds that one attempt may take, from the connection to the last byte of the answer.
        connect_timeout: Seconds to wait for a connection; never more than `timeout`.
        deadline: Seconds that one call may take altogether: its token, its attempts and the pauses between them. By
            default 90, or three times the timeout where that is more.
        retries: How often a call is tried again where that is harmless.
        verify: True to verify TLS certificates, a path to verify them against this bundle (a file or a folder), False
            (with a warning) not to verify them.
        cert: A client certificate: a PEM file, or a pair of certificate and key.
        proxy: The proxy's URL. None: what the environment says, looked up once; an empty text: none.
        headers: Headers of every call, also Host.
        lang: The language that messages should be in, such as `en-US`.
        hooks: Functions to call on requests, answers and errors.
        pool_size: Connections kept open when idle.
        max_body: Bytes; a longer answer is refused.
        http_client: A `requests.Session` or `httpx.Client` (blocking), or an `aiohttp.ClientSession` or
            `httpx.AsyncClient` (awaited) to send with. Its own settings then rule TLS, proxy, pool and cookies (which
            all who share it have in common), so `verify`, `cert`, `proxy` and `pool_size` cannot be given with it. It
            is not closed by the client.

    Raises:
        ArgumentError: A value is not usable, told without its text where it may be secret.
    """

    host: str
    timeout: float
    connect_timeout: float
    deadline: float
    retries: int
    verify: bool | str
    cert: str | tuple[str, str] | None
    proxy: str | None
    headers: Mapping[str, str]
    lang: str | None
    hooks: Hooks
    pool_size: int
    max_body: int
    http_client: Any
    host_argument = "host"  # what the platform's clients call it
    idle_limit: float | None = None  # seconds; a connection that had nothing to do for longer is not used again

    def __init__(
        self,
        *,
        host: str,
        timeout: float = 30.0,
        connect_timeout: float = 5.0,
        deadline: float | None = None,
        retries: int = 2,
        verify: bool | str | PathLike[str] = True,
        cert: str | PathLike[str] | tuple[str, str] | None = None,
        proxy: str | None = None,
        headers: Mapping[str, str] | None = None,
        lang: str | None = None,
        hooks: Hooks | None = None,
        pool_size: int = _POOL_SIZE,
        max_body: int = 64 * 1024 * 1024,
        http_client: Any = None,
    ) -> None:
        if deadline is None:
            deadline = max(_DEADLINE, 3 * timeout) if isinstance(timeout, (int, float)) else _DEADLINE
        for seconds in (timeout, connect_timeout, deadline):
            if not isinstance(seconds, (int, float)) or not 0 < seconds <= _LONGEST:  # also refuses NaN
                raise ArgumentError("timeout, connect_timeout and deadline are seconds: more than 0, at most 1,000,000")
        for count, least in ((retries, 0), (pool_size, 1), (max_body, 1)):
            if not isinstance(count, int) or count < least:
                raise ArgumentError("retries must be an int of 0 or more; pool_size and max_body of 1 or more")
        if headers:
            check_headers(headers)
        if http_client is not None and (verify is not True or cert or proxy or pool_size != _POOL_SIZE):
            raise ArgumentError("verify, cert, proxy and pool_size are settings of the http_client: give them to it")
        if hooks is not None:
            _check_hooks(hooks)
        self._set(
            host=_checked_host(host, self.host_argument),
            timeout=timeout,
            connect_timeout=min(connect_timeout, timeout),
            deadline=deadline,
            retries=retries,
            verify=verify if isinstance(verify, bool) else _path("verify", verify),
            cert=_certificate(cert),
            proxy=proxy,
            headers=MappingProxyType(dict(headers)) if headers else _NO_HEADERS,
            lang=lang,
            hooks=hooks or _NO_HOOKS,
            pool_size=pool_size,
            max_body=max_body,
            http_client=http_client,
        )
        if verify is False:
            warn_unverified(self.host)  # not before it is known to hold no password

    def __reduce__(self) -> tuple[Any, ...]:
        # The view of the headers cannot be pickled or copied; the headers can.
        return _revive, (type(self), {**self.__dict__, "headers": dict(self.headers)})

    def _set(self, **values: Any) -> None:
        self.__dict__.update(values)

    @property
    def route(self) -> tuple[object, ...]:
        """What two clients must have in common to share their connections."""
        return (self.host, self.verify, self.cert, self.proxy, self.pool_size, self.max_body, self.idle_limit)


def _path(name: str, value: str | PathLike[str]) -> str:
    if not isinstance(value, (str, PathLike)) or not os.fspath(value):
        raise ArgumentError(f"{name} must be a path, and not empty; it is a {type(value).__name__}")
    return os.fspath(value)


def _certificate(cert: str | PathLike[str] | Sequence[str] | None) -> str | tuple[str, str] | None:
    if isinstance(cert, (tuple, list)):
        if len(cert) != 2:
            raise ArgumentError("cert must be a path, or a pair of the certificate's and the key's")
        return _path("cert", cert[0]), _path("cert", cert[1])
    return None if cert is None else _path("cert", cert)  # type: ignore[arg-type]  # no other sequence is a path


def _check_hooks(hooks: Hooks) -> None:
    if not isinstance(hooks, Hooks):
        raise ArgumentError(f"hooks must be Hooks, not a {type(hooks).__name__}")
    for name, hook in zip(hooks._fields, hooks, strict=True):
        # By its flag (CO_COROUTINE): `inspect` would cost the import of a module.
        if getattr(getattr(hook, "__code__", None), "co_flags", 0) & 0x80:
            raise ArgumentError(f"{name} must be a plain function: nobody would await it")


_LONGEST = 1e6  # sockets and locks refuse to wait for some weeks
_NO_HEADERS: Mapping[str, str] = MappingProxyType({})
_NO_HOOKS = Hooks()
_KNOWN_HOSTS: dict[str, str] = {}  # checked before; clients are made per request, their hosts are few
_KNOWN_HOSTS_LIMIT = 256
_NO_LETTERS = frozenset("<>\\^`{|}\"%*!$&'()+,;=~[]")  # in the name of a host
_HEADER_NAME_LETTERS = frozenset("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")


def _revive(kind: type[Options], values: dict[str, Any]) -> Options:
    options = kind.__new__(kind)
    options._set(**{**values, "headers": MappingProxyType(values["headers"])})
    return options


def _checked_host(host: str, name: str) -> str:
    known = _KNOWN_HOSTS.get(host) if isinstance(host, str) else None
    if known is not None:
        return known
    parts = _usable_parts(host, name, tell=True)
    if "?" in host or "#" in host:
        raise ArgumentError(f"{name} must be a URL without user, query and fragment")
    if len(_KNOWN_HOSTS) >= _KNOWN_HOSTS_LIMIT:
        _KNOWN_HOSTS.clear()
    return _KNOWN_HOSTS.setdefault(host, f"{parts.scheme}://{parts.netloc}{parts.path}".rstrip("/"))


def whole_url(url: str) -> str:
    """A URL of another host, such as a discovery document names it, ready to be sent to.

    Raises:
        ArgumentError: It is none, or has a user; its text, which may be secret, is not told.
    """
    parts = _usable_parts(url, "a URL")
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme}://{parts.netloc}{parts.path or '/'}{query}"


def _usable_parts(url: str, what: str, *, tell: bool = False) -> SplitResult:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and _is_host_name(parts.hostname or "") and parts.port != 0
    except (ValueError, TypeError, AttributeError):
        parts, usable = SplitResult("", "", "", "", ""), False
    if not usable:
        tellable = tell and "://" in str(url) and "@" not in str(url)  # else it may be a secret in its place
        shown = f", not {url!r}" if tellable else ""
        raise ArgumentError(f"{what} must be a URL such as https://id.example.com{shown}")
    if not url.isascii() or not url.isprintable() or " " in url:
        raise ArgumentError(f"{what} must be of printable ASCII characters; write international names as xn--…")
    if parts.username is not None:
        raise ArgumentError(f"{what} must be a URL without user, query and fragment")
    return parts


def _is_host_name(name: str) -> bool:
    if ":" in name:  # an IPv6 address; `urlsplit` has seen its brackets
        return True
    labels = name.removesuffix(".").split(".")
    return all(0 < len(label) <= 63 and label.isprintable() and not _NO_LETTERS & set(label) for label in labels)


def check_headers(headers: Mapping[str, str]) -> None:
    """Refuse headers that cannot be sent.

    Raises:
        ArgumentError: They are no mapping, or one of them cannot; no value is told.
    """
    if not isinstance(headers, Mapping):
        raise ArgumentError(f"headers must be a mapping of names to values, not a {type(headers).__name__}")
    for name, value in headers.items():
        if not isinstance(name, str) or not name or not set(name) <= _HEADER_NAME_LETTERS:
            raise ArgumentError(f"{name!r} is no name of a header")
        check_header(name, value)


def check_header(name: str, value: str) -> None:
    """Refuse a value that cannot stand in a header.

    Raises:
        ArgumentError: It cannot; its text is not told.
    """
    if not isinstance(value, str) or not is_header_value(value):
        raise ArgumentError(f"the value of header {name!r} is no text, or has characters that no header may hold")


def is_header_value(value: str) -> bool:
    """True if a text can stand in a header as it is: visible ASCII, spaces and tabs (RFC 9110, section 5.5)."""
    return value.isascii() and (value.isprintable() or value.replace("\t", "").isprintable())


def warn_unverified(host: str) -> None:
    """Warn whoever called the package that anybody could be at the other end."""
    from .caller import warn_caller

    warn_caller(
        f"TLS certificates of {host} are not verified: whoever is on the way can read and change everything. "
        "Give verify='/path/to/ca.pem' instead.",
        InsecureTransportWarning,
    )
