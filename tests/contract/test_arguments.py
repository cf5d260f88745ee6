"""The keyword arguments that type checkers know are those that the constructors take.

`ManagementClient(**arguments: Unpack[ManagementArguments])` repeats, for checkers, what `ManagementClientOptions` takes. The
TypedDicts exist for checkers only, so they are read from the source.
"""

from __future__ import annotations

import ast
import inspect
import re

import pytest
from strangers import HOME

from authing.core.options import Options
from authing.v2.options import AuthenticationClientOptions, ManagementClientOptions


def declared(*files: str) -> dict[str, dict[str, str]]:
    """The fields of all TypedDicts in these files, with those that they inherit, and their types."""
    found: dict[str, dict[str, str]] = {}
    for file in files:
        for node in ast.walk(ast.parse((HOME / file).read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                above = [base.id for base in node.bases if isinstance(base, ast.Name)]
                if "TypedDict" in above or any(base in found for base in above):
                    fields = {name: kind for base in above for name, kind in found.get(base, {}).items()}
                    fields |= {
                        line.target.id: re.sub(r"^Required\[(.*)\]$", r"\1", ast.unparse(line.annotation))
                        for line in node.body
                        if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name)
                    }
                    found[node.name] = fields
    return found


DECLARED = declared("authing/core/options.py", "authing/v2/options.py")


def taken(options: type) -> dict[str, str]:
    """The parameters of a constructor, and their types; what it hands on as `**connection` in its place."""
    parameters: dict[str, str] = {}
    for name, parameter in inspect.signature(options).parameters.items():
        if parameter.kind is parameter.VAR_KEYWORD:
            parameters |= DECLARED["ConnectionArguments"]
        else:
            parameters[name] = str(parameter.annotation)
    return parameters


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        ("ManagementArguments", ManagementClientOptions),
        ("ManagementTokenArguments", ManagementClientOptions),
        ("AuthenticationArguments", AuthenticationClientOptions),
    ],
)
def test_a_client_takes_what_its_options_take(arguments: str, options: type) -> None:
    expected = taken(options)
    for name in expected.keys() & {"secret", "access_token"} if options is ManagementClientOptions else ():
        # One of the two is given, and needed where it is.
        if name in DECLARED[arguments]:
            assert expected[name] == "str | None"
            expected[name] = "str"
        else:
            del expected[name]
    assert DECLARED[arguments] == expected


def test_every_setting_of_a_connection_can_be_given() -> None:
    # The platform's own options declare these by themselves.
    own = {"host", "timeout", "lang"}
    assert DECLARED["ConnectionArguments"] == {name: kind for name, kind in taken(Options).items() if name not in own}


@pytest.mark.parametrize("arguments", [name for name in DECLARED if name.endswith("Arguments")])
def test_every_setting_is_kept(arguments: str) -> None:
    assert DECLARED[arguments]


@pytest.mark.parametrize("options", [ManagementClientOptions, AuthenticationClientOptions, Options])
def test_every_setting_is_documented(options: type) -> None:
    text = inspect.getdoc(options) or ""
    parameters = inspect.signature(options).parameters
    assert [name for name in parameters if f"\n    {name}: " not in text] == []
