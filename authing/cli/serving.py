"""`authing serve`: the server in the foreground, its announcement and its environment file."""

from __future__ import annotations

import logging
import os
import signal
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from authing.server.rules.relay import RelayError
from authing.server.rules.seed import SeedError
from authing.server.running import CannotListen, LocalServer
from authing.server.settings import Settings
from authing.server.storage.database import Unavailable

if TYPE_CHECKING:
    from types import FrameType


def serve(
    *,
    host: str,
    port: int,
    database: str,
    env_file: str | None,
    seed: str | None,
    smtp: str | None,
    no_local: bool,
    allow_remote: bool,
    classic_login_codes: bool,
) -> None:
    """Run a server until a signal ends it.

    Raises:
        click.ClickException: the server cannot start, with the reason in one line.
    """
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(message)s", stream=sys.stderr)
    logging.getLogger("authing").setLevel(logging.INFO)
    settings = Settings(
        database=database,
        seed=seed,
        smtp=smtp,
        local_switches=not no_local,
        classic_login_codes=classic_login_codes,
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _leave)
    if env_file:
        # What an earlier run wrote must not pass for what this one will write; and who cannot write it, knows at once.
        write_environment(Path(env_file), {})
    try:
        with LocalServer(settings, host=host, port=port, allow_remote=allow_remote) as server:
            environment: dict[str, str] = {name: getattr(server, attribute) for name, attribute in NAMES.items()}
            click.echo("".join(f"{name}={value}\n" for name, value in environment.items()), nl=False)
            click.echo(f"authing serves {server.host} from {server.database}; Ctrl-C stops it")
            # Last, so that whoever waits for the file finds everything done.
            if env_file:
                write_environment(Path(env_file), environment)
            server.wait()
    except (CannotListen, RelayError, SeedError, Unavailable) as error:
        raise click.ClickException(str(error)) from error
    raise click.ClickException("the server has stopped by itself")


def _leave(number: int, _: FrameType | None) -> NoReturn:
    # Only once: a second signal must not interrupt what the first one set going.
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, signal.SIG_IGN)
    sys.exit(0)


NAMES = {
    "AUTHING_HOST": "host",
    "AUTHING_USERPOOL_ID": "user_pool_id",
    "AUTHING_USERPOOL_SECRET": "secret",
    "AUTHING_APP_ID": "app_id",
    "AUTHING_APP_SECRET": "app_secret",
}
"""The variables of the environment file, and the attributes of the server that they tell."""


def write_environment(path: Path, environment: dict[str, str]) -> None:
    """Put `NAME=value` lines of ours into a file, in place of those that are there; other lines stay as they are.

    Only its owner may read the file. It is there whole or not at all, and not without a line.

    Raises:
        click.ClickException: the file cannot be read or written.
    """
    try:
        lines = [line for line in _lines(path) if line.partition("=")[0].strip() not in NAMES]
        lines += [f"{name}={value}" for name, value in environment.items()]
        _write(path, "".join(f"{line}\n" for line in lines))
        if not lines:
            path.unlink()
    except (OSError, ValueError) as error:
        raise click.ClickException(f"cannot write {path}: {getattr(error, 'strerror', None) or error}") from error


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def _write(path: Path, text: str) -> None:
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        Path(temporary).replace(path)
    except BaseException:
        # Signals included: secrets are in it.
        Path(temporary).unlink(missing_ok=True)
        raise
