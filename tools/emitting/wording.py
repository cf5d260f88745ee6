"""What docstrings say about a field: what the platform demands of it, in words."""

from __future__ import annotations

from typing import Any

from .table import Field, Record

__all__ = ["article", "demands", "listed", "sentence"]

PLAIN = {
    "string": "text",
    "bool": "true or false",
    "int32": "number",
    "uint32": "number",
    "uint64": "number",
    "bytes": "bytes",
    "timestamp": "moment",
    "duration": "duration",
    "struct": "any JSON object",
    "any": "any JSON",
}


def article(words: str) -> str:
    """The words with `a` or `an` before them."""
    return f"{'an' if words[:1].lower() in 'aeiou' else 'a'} {words}"


def listed(names: list[str]) -> str:
    """Names as code, with commas between them."""
    return ", ".join(f"`{name}`" for name in names)


def sentence(words: str) -> str:
    """The words as a sentence."""
    return f"{words[:1].upper()}{words[1:]}."


def demands(field: Field) -> list[str]:
    """What the platform demands of a field, or says about it."""
    found = ["required"] if field.required else []
    found += _of_rules(field.facts.get("rules", {}))
    if field.facts.get("deprecated"):
        found.append("deprecated")
    return found


def kind_of(type_: str) -> str:
    """What a field holds."""
    if type_.startswith("list<"):
        return f"list of {kind_of(type_[5:-1])}"
    if type_.startswith("map<"):
        return f"mapping of texts to {kind_of(type_.partition(',')[2][:-1])}"
    kind, _, reference = type_.partition(":")
    return f"`{reference.partition('.')[2]}`" if reference else PLAIN[kind]


def _of_rules(rules: Record) -> list[str]:
    found = []
    least, most = rules.get("min_len"), rules.get("max_len")
    if least and most:
        found.append(f"{least} to {most} characters")
    elif least:
        found.append(f"at least {_characters(least)}")
    elif most:
        found.append(f"at most {_characters(most)}")
    if "len" in rules:
        found.append(f"exactly {_characters(rules['len'])}")
    for name, words in (("gte", "at least"), ("gt", "more than"), ("lte", "at most"), ("const", "always")):
        if name in rules:
            found.append(f"{words} {_shown(rules[name])}")
    if "max_items" in rules:
        found.append(f"at most {rules['max_items']} of them")
    if rules.get("unique"):
        found.append("no two alike")
    if rules.get("email"):
        found.append("an e-mail address")
    if rules.get("uri_ref"):
        found.append("a URI")
    if "items" in rules:
        found += [f"each {words}" for words in _of_rules(rules["items"])]
    return found


def _characters(count: int) -> str:
    return f"{count} character{'' if count == 1 else 's'}"


def _shown(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
