"""Resources and actions as texts, in which `*` stands for everything, and `books:*` for all that begins with `books:`."""

from __future__ import annotations

import re

from authing.server.rules.refusal import Code, Refusal

EVERYTHING = "*"
REST = ":*"
TEXT = re.compile(r"[^\x00-\x1f\x7f\ud800-\udfff]{1,200}\Z")


def require_pattern(name: str, text: str) -> None:
    """Refuse a text with a `*` anywhere else: it would match nothing, and so forbid nothing.

    Raises:
        Refusal: MALFORMED, also for control characters and for more than 200 characters.
    """
    if not TEXT.match(text) or (text != EVERYTHING and EVERYTHING in text.removesuffix(REST)):
        raise Refusal(
            Code.MALFORMED, f"{name} has 1 to 200 characters, with a * only by itself or at the end, after a colon"
        )


def kind_of(resource: str) -> str:
    """What kind of resource it is: `books` of `books:1`."""
    return resource.partition(":")[0]


def class_of(resource: str) -> str:
    """The resource, or for the bare code of a kind, such as `books`, all resources of it: `books:*`."""
    return resource if ":" in resource or resource == EVERYTHING else resource + REST


def around(text: str) -> set[str]:
    """Every pattern that matches a text; there are only as many as it has colons, so that they can be looked up."""
    parts = text.split(":")
    return {EVERYTHING, text} | {":".join(parts[:end]) + REST for end in range(1, len(parts))}


def around_resource(resource: str) -> set[str]:
    """Every pattern that matches a resource, and the bare code of its kind."""
    return around(class_of(resource)) | {kind_of(resource)}


def covers(patterns: list[str] | None, action: str) -> bool:
    """Whether an action, or all that an action's pattern stands for, is among actions; None are all of them."""
    return patterns is None or not around(action).isdisjoint(patterns)
