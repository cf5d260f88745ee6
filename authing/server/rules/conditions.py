"""The conditions of statements: what a request must be like for a statement to count."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

from authing.server.rules.patterns import TEXT
from authing.server.rules.refusal import Code, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from authing.server.rules.service import Context

PARAMS: Mapping[str, Callable[[Context], str | None]] = {"AppId": lambda context: context.caller.application_id}
OPERATORS: Mapping[str, Callable[[str | None, str], bool]] = {
    "StringEquals": operator.eq,
    "StringNotEquals": operator.ne,
}


def require_conditions(conditions: Sequence[Mapping[str, Any]]) -> None:
    """Refuse what this server cannot judge: a condition that is never looked at would allow or deny too much.

    Raises:
        Refusal: MALFORMED.
    """
    for condition in conditions:
        for name, known in (("operator", OPERATORS), ("param", PARAMS)):
            if condition[name] not in known:
                raise Refusal(Code.MALFORMED, f"the {name} of a condition must be one of {', '.join(known)}")
        if not isinstance(condition.get("value"), str) or not TEXT.match(condition["value"]):
            raise Refusal(Code.MALFORMED, "the value of a condition must be a text of 1 to 200 characters")


def hold(context: Context, conditions: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a request is as all conditions say; what it does not tell equals nothing."""
    return all(OPERATORS[each["operator"]](PARAMS[each["param"]](context), each["value"]) for each in conditions)
