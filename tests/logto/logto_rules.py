"""How a Logto reads bodies and queries: what it refuses, what it overlooks, and where it fails."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from json import loads
from typing import Any

from logto_samples import table
from loopback import Seen

__all__ = ["LARGEST_FORM", "LARGEST_UPLOAD", "Odd", "body_of", "listed"]

LARGEST_BODY = 1024 * 1024
LARGEST_FORM = 56 * 1024
LARGEST_UPLOAD = 20 * 1024 * 1024
CAP = 10_001

_KINDS: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "bool": bool,
    "int": int,
    "natural": int,
    "epoch_ms": int,
    "epoch_s": int,
    "timestamp": str,
    "enum": str,
    "model": dict,
    "union": dict,
    "list": list,
    "map": dict,
}


class Odd(Exception):
    """An error to answer with; `plain` is a text in place of JSON."""

    def __init__(
        self,
        status: int,
        code: str | None,
        data: Any = None,
        details: str | None = None,
        message: str | None = None,
        *,
        plain: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.status, self.code, self.data, self.details, self.message = status, code, data, details, message
        self.plain, self.headers = plain, headers or {}


def body_of(seen: Seen, facts: Mapping[str, Any], largest: int | None) -> Any:
    """The body as the operation gets it.

    Raises:
        Odd: It is refused.
    """
    if len(seen.body) > (largest or LARGEST_BODY):
        raise Odd(404, None, plain=b"Not Found")
    kind = seen.headers.get("content-type", "").partition(";")[0]
    if "upload" in facts:
        if kind != "multipart/form-data" or b'name="file"' not in seen.body:
            raise _invalid([("file", "Required")])
        return None
    if "body" not in facts:
        return None
    given: Any = {}  # what is said to be anything else is not read, and not refused either
    if kind == "text/plain":
        raise Odd(400, None, message="Invalid JSON")
    if kind == "application/x-www-form-urlencoded":
        given = seen.form
    elif kind == "application/json" and seen.body:
        try:
            given = loads(seen.body.decode(errors="replace"))
        except ValueError:
            raise Odd(400, None, message="Unexpected token in JSON") from None
        if not isinstance(given, (dict, list)):
            raise Odd(400, None, message="Invalid JSON, only supports object and array")
    issues = list(_issues(facts["body"], given, ""))
    if issues and not (facts.get("body_optional") and given == {}):
        raise _invalid(issues)
    if _has_nul(given):
        raise Odd(500, None, message="Internal server error.")
    return given


def _has_nul(value: Any) -> bool:
    if isinstance(value, str):
        return "\0" in value
    inside = [*value, *value.values()] if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(map(_has_nul, inside))


def listed(
    seen: Seen, query: Mapping[str, list[str]], facts: Mapping[str, Any], value: Any
) -> tuple[Any, dict[str, str]]:
    """What of a list is answered, and the headers that tell of the rest."""
    page = facts.get("page", {})
    items = page.get("items")
    rows: list[Any] = value[items] if items else value
    if "search" in facts:
        rows = _searched(query, facts, rows)
    headers: dict[str, str] = {}
    if page.get("numbered") == "required" or {"page", "page_size"} & query.keys():
        number, size = _number(query, "page", 1), _number(query, "page_size", 20)
        if number < 1 or not 1 <= size <= 100:
            raise Odd(400, "guard.invalid_pagination")
        is_capped = query.get("enableCap") == ["true"] and len(rows) > CAP
        total = CAP if is_capped else len(rows)
        headers = {"total-number": str(total)} | ({"total-number-is-capped": "true"} if is_capped else {})
        # As the real one writes it: without /api, so that it leads to a page for browsers.
        link = f"http://{seen.headers['host']}{seen.path.removeprefix('/api')}?page={{}}&page_size={size}"
        if not is_capped and number * size < total:
            headers["link"] = f'<{link.format(number + 1)}>; rel="next", <{link.format(-(-total // size))}>; rel="last"'
        rows = rows[(number - 1) * size : number * size]
    return ({**value, items: rows} if items else rows), headers


def _number(query: Mapping[str, list[str]], name: str, default: int) -> int:
    told = query.get(name, [str(default)])[0]
    if not re.fullmatch(r"-?\d+", told):
        raise Odd(422, "entity.invalid_input")
    return int(told)


def _searched(query: Mapping[str, list[str]], facts: Mapping[str, Any], rows: list[Any]) -> list[Any]:
    """The rows that fit: patterns of LIKE, or whole texts, for all fields or for one."""
    allowed = facts["search"]
    found: list[tuple[list[str], bool]] = []
    for name, patterns in query.items():
        kind, _, field = name.partition(".")
        if kind not in ("search", "mode"):
            continue
        if field and field not in allowed:
            fails = facts["id"] == "ListApplications"
            raise Odd(500, None, message="Internal server error.") if fails else Odd(400, "request.invalid_input")
        if not all(patterns) or (kind == "mode" and patterns[0] not in ("like", "exact", "similar_to", "posix")):
            raise Odd(400, "request.invalid_input")
        if kind == "search":
            mode = (query.get(f"mode.{field}") or query.get("mode") or ["like"])[0]
            if mode == "similar_to" and query.get("isCaseSensitive") != ["true"]:
                raise Odd(400, "request.invalid_input")
            fits = [_pattern(each, mode, query) for each in patterns]
            found.append(([field] if field else list(allowed), fits))  # type: ignore[arg-type]
    together = all if query.get("joint") == ["and"] else any
    if not found:
        return rows
    return [
        row
        for row in rows
        if together(any(fit(str(row.get(field) or "")) for field in fields for fit in fits) for fields, fits in found)  # type: ignore[attr-defined]
    ]


def _pattern(text: str, mode: str, query: Mapping[str, list[str]]) -> Any:
    flags = re.S if query.get("isCaseSensitive") == ["true"] else re.S | re.I
    if mode == "exact":
        return re.compile(re.escape(text), flags).fullmatch
    if mode != "like":
        return re.compile(text, flags).search
    meant = {"%": ".*", "_": "."}
    parts = re.findall(r"\\.|.", text, re.S)
    return re.compile("".join(meant.get(part) or re.escape(part[-1]) for part in parts), flags).fullmatch


def _issues(type_: str, value: Any, where: str) -> Iterator[tuple[str, str]]:
    """What is wrong with a value, as far as its types tell. Unknown keys are overlooked."""
    kind, _, reference = type_.partition("<" if "<" in type_ else ":")
    if kind in _KINDS and (
        not isinstance(value, _KINDS[kind]) or (kind in ("int", "natural") and isinstance(value, bool))
    ):
        yield where, "Required" if value is None else f"Expected {kind}, received {type(value).__name__}"
    elif kind == "list":
        for index, item in enumerate(value):
            yield from _issues(reference[:-1], item, f"{where}.{index}")
    elif kind == "map":
        for key, item in value.items():
            yield from _issues(reference.partition(",")[2][:-1], item, f"{where}.{key}")
    elif kind == "model":
        for field in table().models[reference]["fields"]:
            told = value.get(field["wire"])
            if told is None and (field["wire"] not in value or field.get("nullable")):
                if field.get("required") and field["wire"] not in value and "default" not in field:
                    yield f"{where}.{field['wire']}", "Required"
            else:
                yield from _issues(field["type"], told, f"{where}.{field['wire']}")


def _invalid(issues: list[tuple[str, str]]) -> Odd:
    """The second shape of an error: what a checked input has wrong with it."""
    told = [{"code": "invalid_type", "path": where.strip(".").split("."), "message": words} for where, words in issues]
    summary = "\n".join(f"- {words} at `{where.strip('.')}`" for where, words in issues)
    return Odd(400, "guard.invalid_input", {"issues": told, "name": "ZodError"}, f"Error in body: {summary}")
