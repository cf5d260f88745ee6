"""The TLS settings of a client: made once, when the first connection needs them, and the same in both modes."""

from __future__ import annotations

import ssl
import threading
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakSet

from .environment import ca_bundle, client_certificate
from .errors import ArgumentError
from .sharing import in_every_child

if TYPE_CHECKING:
    from .options import Options

__all__ = ["Tls"]


class Tls:
    """Whom a client trusts, and how it proves itself. For any number of threads.

    Args:
        options: `verify` and `cert` are read.
    """

    def __init__(self, options: Options) -> None:
        self._options = options
        self._context: ssl.SSLContext | None = None
        self._lock = threading.Lock()
        _all.add(self)

    @property
    def known(self) -> ssl.SSLContext | None:
        """The context, if it is made already."""
        return self._context

    def context(self) -> ssl.SSLContext:
        """The context. Reads files the first time.

        Raises:
            ArgumentError: The bundle or the certificate is not usable.
        """
        if self._context is None:
            with self._lock:  # reading the bundle costs some 20 ms: once for any number of threads
                if self._context is None:
                    self._context = _made(self._options)
        return self._context

    def after_fork(self) -> None:
        """Take a new lock: the old one may be held by a thread that this process does not have."""
        self._lock = threading.Lock()


def _made(options: Options) -> ssl.SSLContext:
    try:
        context = _trusting(ca_bundle(options.verify))
        if cert := client_certificate(options.cert):
            context.load_cert_chain(*((cert,) if isinstance(cert, str) else cert))
    except (OSError, ValueError) as problem:  # also ssl.SSLError
        raise ArgumentError(f"the CA bundle or the client certificate is not usable: {problem}") from problem
    context.set_alpn_protocols(["http/1.1"])
    return context


def _trusting(bundle: bool | str) -> ssl.SSLContext:
    if bundle is True:
        from certifi import where  # as requests does; the system's own store may be missing or old

        bundle = where()
    if bundle is False:
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context
    in_file = not Path(bundle).is_dir()
    return ssl.create_default_context(cafile=bundle if in_file else None, capath=None if in_file else bundle)


_all: WeakSet[Tls] = WeakSet()


def _after_fork() -> None:
    for tls in _all:
        tls.after_fork()


in_every_child(_after_fork)
