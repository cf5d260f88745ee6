"""JSON that callers bring along and the server only keeps."""

from __future__ import annotations

import json
from typing import Any

from authing.server.rules.refusal import Code, Refusal


def json_text(name: str, value: Any, longest: int) -> str:
    """A value as JSON of at most so many characters.

    Raises:
        Refusal: MALFORMED, also for numbers that JSON does not have.
    """
    try:
        text = json.dumps(value, allow_nan=False)
    except (ValueError, RecursionError):
        raise Refusal(Code.MALFORMED, f"{name} is no JSON") from None
    if len(text) > longest:
        raise Refusal(Code.MALFORMED, f"{name} is longer than {longest} characters of JSON")
    return text
