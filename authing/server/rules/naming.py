"""Names: what they may look like, how the protocol's become ours and the other way round, and what kinds are called."""

from __future__ import annotations

import re

from authing.server.rules.refusal import Code, Refusal

CODE = re.compile(r"[A-Za-z0-9_-]{1,100}\Z")
BORDER = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def snake_case(name: str) -> str:
    """The snake_case form of a camelCase name: `lastIP` becomes `last_ip`."""
    return BORDER.sub("_", name).lower()


def camel_case(name: str) -> str:
    """The camelCase form of a snake_case name: `last_ip` becomes `lastIp`."""
    return re.sub("_([a-z])", lambda match: match[1].upper(), name)


KINDS = {str: "a text", bool: "true or false", int: "a whole number", list: "a list", dict: "a mapping"}
"""What the types of values are called in messages."""


def require_code(owner: str, code: str) -> str:
    """A code that an administrator chose.

    Raises:
        Refusal: MALFORMED for other signs than letters, digits, `_` and `-`; `owner` tells what has the code.
    """
    if not CODE.match(code):
        raise Refusal(Code.MALFORMED, f"the code of {owner} has 1 to 100 letters, digits, _ and -")
    return code
