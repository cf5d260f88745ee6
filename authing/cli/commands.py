"""The commands, their options, and their one-line errors."""

from __future__ import annotations

from typing import Any

import click

from authing.version import __version__


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="%(prog)s %(version)s")
def cli() -> None:
    """Identity SDK and local identity server."""


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=8700, show_default=True, type=click.IntRange(0, 65535), help="Port; 0 takes a free one."
)
@click.option("--database", default="authing.db", show_default=True, help="SQLite file or SQLAlchemy URL.")
@click.option("--env-file", type=click.Path(dir_okay=False), help="Write AUTHING_… here once connections are accepted.")
@click.option("--seed", type=click.Path(dir_okay=False), help="YAML or JSON file with pool, application, users, roles.")
@click.option("--smtp", help="Give mails to this server, too: smtp[+starttls]://user:password@host:port, or smtps://.")
@click.option("--no-local", is_flag=True, help="Leave out the development switches under /_local.")
@click.option("--allow-remote", is_flag=True, help="Allow an address that other machines can reach.")
@click.option("--classic-login-codes", is_flag=True, help="Answer 2004 and 2006 at login instead of 2333.")
def serve(**options: Any) -> None:
    """Run a local identity server until Ctrl-C or SIGTERM."""
    try:
        from authing.cli import serving
    except ModuleNotFoundError as error:
        raise click.ClickException(f"{error.name} is missing: pip install 'authing[server]'") from error
    serving.serve(**options)


@cli.command()
def demo() -> None:
    """Show both clients at work against a server of their own, then stop."""
    try:
        from authing.cli import demo as show
    except ModuleNotFoundError as error:
        raise click.ClickException(f"{error.name} is missing: pip install 'authing[server]'") from error
    show.demo()
