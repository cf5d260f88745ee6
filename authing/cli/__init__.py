"""The command `authing`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; whatever goes wrong is one line on stderr and an exit code other than 0."""
    try:
        from authing.cli.commands import cli
    except ModuleNotFoundError as error:
        if error.name != "click":
            raise
        sys.exit("authing: the command line needs more packages: pip install 'authing[server]'")
    cli(prog_name="authing")
