"""What docstrings say about a field: what the platform demands of it, in words."""

from __future__ import annotations

from typing import Any

from .table import Field, Record

__all__ = ["argument", "demands", "in_path", "listed", "sentence", "size", "value"]

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
    "int": "number",
    "natural": "whole number from 0 on",
    "epoch_ms": "moment",
    "epoch_s": "moment",
}
UNITS = {"s": "seconds", "min": "minutes", "days": "days", "years": "years", "bytes": "bytes"}
FORMATS = {
    "date": "such as 2026-01-31",
    "url": "a URL",
    "email": "an e-mail address",
    "digits": "digits alone",
    "color": "a colour such as #aabbcc",
    "username": "a user name",
}


def article(words: str) -> str:
    """The words with `a` or `an` before them."""
    begin = words.lstrip("`").lower()  # a user, but an upload
    return f"{'an' if begin.startswith(('a', 'e', 'i', 'o', 'un', 'up')) else 'a'} {words}"


def listed(names: list[str]) -> str:
    """Names as code, with commas between them."""
    return ", ".join(f"`{name}`" for name in names)


def size(count: int) -> str:
    """A number of bytes."""
    return f"{count} bytes" if count % 2**20 else f"{count >> 20} MiB"


def sentence(words: str) -> str:
    """The words as a sentence."""
    return f"{words[:1].upper()}{words[1:]}."


def demands(field: Field, *, is_given: bool = True) -> list[str]:
    """What the platform demands of a field, or says about it; of one that is only read, what its type does not tell."""
    facts = field.facts
    found = ["required"] if is_given and field.required and not field.type.startswith("const:") else []
    if "unit" in facts:
        found.append(f"in {UNITS[facts['unit']]}")
    if "format" in facts:
        found.append(FORMATS[facts["format"]])
    found += _of_rules(facts.get("rules", {}), field.type)
    if facts.get("nullable") and is_given:
        found.append("may be None, which empties it")
    if "default" in facts:
        found.append(f"by default {_shown(facts['default'])}")
    if field.facts.get("deprecated"):
        found.append("deprecated")
    return found


def argument(field: Field, model: Record) -> str:
    """What is said of an argument: `model` is what it is a field of."""
    text = sentence(", ".join([field.facts.get("about") or value(field.type), *demands(field)]))
    for group, names in model.get("one_of", {}).items():
        if field.name in names and len(names) > 1:
            must = group in model.get("at_least_one", ())
            others = [name for name in names if name != field.name]
            text += f" {'Needed, unless there is' if must else 'Not together with'} {listed(others)}."
    return text


def in_path(field: Field) -> str:
    """What is said of an argument that stands in the path: its name tells what it is."""
    words = field.name.replace("_", " ")
    about = f"the id of the {words.removesuffix(' id')}" if words.endswith(" id") else f"the {words}"
    return sentence(about if field.type == "string" else f"{about}, {value(field.type)}")


def value(type_: str) -> str:
    """What a value of a type is."""
    kind = kind_of(type_)
    return kind if kind.startswith(("any", "always", "bytes", "true")) else article(kind)


def kind_of(type_: str) -> str:
    """What a field holds."""
    if type_.startswith("list<"):
        return f"list of {kind_of(type_[5:-1])}"
    if type_.startswith("map<"):
        return f"mapping of texts to {kind_of(type_.partition(',')[2][:-1])}"
    kind, _, reference = type_.partition(":")
    if kind == "const":
        return f"always `{reference}`"
    return f"`{reference.partition('.')[2]}`" if reference else PLAIN[kind]


def _of_rules(rules: Record, type_: str = "string") -> list[str]:
    found = []
    counted = " characters" if type_ == "string" else " of them" if type_.startswith("list<") else ""
    for name, words in (("min", "at least"), ("max", "at most")):
        if name in rules and type_ != "string":
            found.append(f"{words} {_shown(rules[name])}{counted}")
        elif rules.get(name):
            found.append(f"{words} {_characters(rules[name])}")
    if rules.get("may_be_empty"):
        found.append("or empty")
    if "keys" in rules:
        found.append(f"with the keys {listed(rules['keys'])}")
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
        inner = type_.removeprefix("list<").removesuffix(">")
        found += [f"each {words}" for words in _of_rules(rules["items"], inner)]
    return found


def _characters(count: int) -> str:
    return f"{count} character{'' if count == 1 else 's'}"


def _shown(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
