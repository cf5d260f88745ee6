"""Running the server: in a thread for tests, or in the foreground for the command line."""

from __future__ import annotations

import ipaddress
import shutil
import socket
import tempfile
import threading
from dataclasses import replace
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING

import uvicorn

from authing.server import wire
from authing.server.app import build_app
from authing.server.rules import startup
from authing.server.rules.clock import span
from authing.server.rules.refusal import Refusal
from authing.server.settings import Settings

if TYPE_CHECKING:
    from types import TracebackType

    from authing.server.rules.service import Service

STARTING = 10.0
"""Seconds after which a server that does not answer has failed to start."""


class CannotListen(OSError):
    """The address cannot be listened on; the text is one line."""


class LocalServer:
    """An identity server on a thread of this process, from `start` (or `with`) to `stop`.

    Where the settings name no database, its data are in a temporary file that goes away with it.

    Args:
        settings: Everything about the server but its address.
        host: Address to listen on; a loopback one unless `allow_remote`.
        port: Port to listen on; 0 takes a free one.
        allow_remote: Whether other machines may be served.

    Attributes, once it runs:
        host: Base URL, such as `http://127.0.0.1:41234`.
        user_pool_id, secret: The first pool.
        app_id, app_secret: Its application.
        database: Where its data are, without a password.
    """

    host: str
    user_pool_id: str
    secret: str
    app_id: str
    app_secret: str
    database: str

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        allow_remote: bool = False,
    ) -> None:
        self._settings = settings
        self._address = (host, port)
        self._allow_remote = allow_remote
        self._directory: str | None = None
        self._service: Service | None = None
        self._socket: socket.socket | None = None
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    def __enter__(self) -> LocalServer:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start, and return when connections are accepted.

        Raises:
            CannotListen: the address is taken or not allowed.
            Unavailable: the database cannot be used.
            SeedError: the seed cannot be used.
            RelayError: the URL of the mail server cannot be used.
        """
        try:
            self._start()
        except BaseException:
            self.stop()
            raise

    def _start(self) -> None:
        self._socket = listen(*self._address, allow_remote=self._allow_remote)
        self._service = startup.open_service(self._located())
        self.database = self._service.database.label
        home = self._service.seeds.home
        self.host = base_url(self._socket)
        self.user_pool_id, self.secret = home.pool["id"], home.pool["secret"]
        self.app_id, self.app_secret = home.application["id"], home.application["secret"]
        config = uvicorn.Config(
            build_app(self._service, loopback_only=not self._allow_remote),
            log_config=None,
            access_log=False,
            lifespan="off",
            server_header=False,
            timeout_keep_alive=60,
            timeout_graceful_shutdown=5,
            # Not what the environment says (FORWARDED_ALLOW_IPS): whoever may forward decides who counts as local.
            forwarded_allow_ips=["127.0.0.1", "::1"],
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._socket]}, name="authing-server", daemon=True
        )
        self._thread.start()
        latest = monotonic() + STARTING
        while not self._server.started:
            if not self._thread.is_alive() or monotonic() > latest:
                raise CannotListen(f"the server did not start on {self.host}")
            sleep(0.005)

    def _located(self) -> Settings:
        settings = self._settings or Settings()
        if settings.database is not None:
            return settings
        self._directory = tempfile.mkdtemp(prefix="authing-")
        return replace(settings, database=str(Path(self._directory) / "authing.db"))

    def stop(self) -> None:
        """Answer what was asked, then close everything; stopping twice does nothing."""
        if self._server and self._thread:
            self._server.should_exit = True
            self._thread.join()
            self._server = self._thread = None
        if self._socket:
            self._socket.close()
            self._socket = None
        if self._service:
            self._service.database.close()
            self._service = None
        if self._directory:
            shutil.rmtree(self._directory, ignore_errors=True)
            self._directory = None

    def wait(self) -> None:
        """Return when the server has stopped by itself; exceptions of signal handlers come through."""
        # Not by `join`: an exception of a signal handler inside it makes Python take the thread for ended, and `stop`
        # would then close the socket while the thread still serves it.
        while self._thread and self._thread.is_alive():
            sleep(0.1)

    def reset(self) -> None:
        """Put everything back to the seed, or to an empty pool, and the clock to the machine's.

        Ids, secrets and management tokens stay valid.
        """
        startup.reset(self._running())

    def move_clock(self, *, seconds: float) -> None:
        """Let the server be so many seconds further ahead, to see what expires: codes, links, logins.

        Raises:
            ValueError: It would be before 1970 or after 2999.
        """
        clock = self._running().clock
        try:
            clock.move(span(seconds))
        except Refusal as error:
            raise ValueError(error.message) from None

    def _running(self) -> Service:
        if self._service is None:
            raise RuntimeError("the server is not running")
        return self._service


def listen(host: str, port: int, *, allow_remote: bool = False) -> socket.socket:
    """A listening socket.

    Raises:
        CannotListen: the address is in use, does not exist, or is not on the loopback interface without `allow_remote`.
    """
    if not allow_remote and not wire.is_loopback(host):
        raise CannotListen(f"{host} is not a loopback address; other machines are served only with --allow-remote")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
        try:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(address)
            listening.listen(2048)
        except OSError:
            listening.close()
            raise
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        raise CannotListen(f"cannot listen on {host} port {port}: {reason}") from error
    return listening


def base_url(listening: socket.socket) -> str:
    """Under which URL a socket is reached from the same machine."""
    address, port = listening.getsockname()[:2]
    if ipaddress.ip_address(address).is_unspecified:
        address = "::1" if ":" in address else "127.0.0.1"
    return f"http://[{address}]:{port}" if ":" in address else f"http://{address}:{port}"
