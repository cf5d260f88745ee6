"""The tables of settings in the guide list what there is, with the defaults that there are."""

from __future__ import annotations

import dataclasses
import inspect
import re

import click
import pytest
from pages import ROOT

from authing.cli.commands import serve
from authing.core.errors import AuthingException
from authing.core.options import Options
from authing.server import Settings
from authing.v2.options import AuthenticationClientOptions, ManagementClientOptions


def table(page: str, heading: str) -> dict[str, str]:
    """The rows of the first table under a heading: what stands in the first column, and what in the second."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    section = text.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`.*?) \|(.*?)\|", section, re.MULTILINE)
    assert rows, heading
    return {name.strip("`"): told.strip() for first, told in rows for name in re.findall(r"`[^`]+`", first)}


def test_the_options_of_the_command() -> None:
    rows = table("local-server.md", "The command")
    options = {option.opts[0]: option for option in serve.params if isinstance(option, click.Option)}
    assert list(rows) == list(options)
    for name, option in options.items():
        given = "" if option.is_flag else str(option.to_info_dict()["default"] or "none")
        assert rows[name].strip("`").replace(" ", "") == given, name


def test_the_settings_of_the_server() -> None:
    rows = table("local-server.md", "From Python")
    fields = {field.name: field.default for field in dataclasses.fields(Settings)}
    assert list(rows) == list(fields)
    for name in ("management_token_life", "application_token_life", "pool_token_life", "busy_timeout"):
        assert float(rows[name].replace(",", "")) == fields[name], name


@pytest.mark.parametrize("options", [ManagementClientOptions, AuthenticationClientOptions])
def test_the_settings_of_every_client(options: type) -> None:
    rows = table("configuration.md", "Settings of every client")
    shared = set(inspect.signature(Options).parameters) | {"enc_public_key", "on_error", "use_unverified_ssl"}
    assert set(rows) == shared
    defaults = {
        name: each.default for kind in (Options, options) for name, each in inspect.signature(kind).parameters.items()
    }
    for name in ("timeout", "connect_timeout", "retries", "pool_size"):
        assert float(rows[name]) == defaults[name], name
    assert (rows["deadline"], Options(host="https://id.example").deadline) == ("90", 90)
    assert defaults["max_body"] == 64 * 1024 * 1024


def test_the_attributes_of_an_error() -> None:
    rows = table("errors.md", "What an error tells")
    assert set(rows) - set(vars(AuthingException(1, "words"))) == {"retryable", "retry_after"}
    assert set(vars(AuthingException(1, "words"))) <= set(rows)
