"""The modules of a platform's models: a class for each object, an enum for each list of texts."""

from __future__ import annotations

import json
import textwrap

from .table import EMPTY, SCALARS, Field, Record, Table, Types
from .wording import demands, listed, sentence

__all__ = ["model_files"]

MERGED = "merged"
FUTURE = "from __future__ import annotations"


def model_files(table: Table) -> dict[str, str]:
    """The text of each file in the folder `models`."""
    files = {f"{module}.py": _module(table, module) for module in table.modules()}
    if table.aliases:
        files[f"{MERGED}.py"] = _merged_module(table)
    files["aliases.py"] = _aliases(table)
    files["__init__.pyi"] = _front_door_for_checkers(table)
    files["__init__.py"] = _front_door(table)
    return files


def _module(table: Table, module: str) -> str:
    enums = {name: facts for name, facts in table.enums.items() if name.partition(".")[0] == module}
    models = {name: facts for name, facts in table.models.items() if name.partition(".")[0] == module}
    unions = {name: facts for name, facts in table.unions.items() if name.partition(".")[0] == module}
    taken = {name.partition(".")[2] for name in (*enums, *models, *unions)}
    types = Types(table, taken, module)
    bodies = [_enum(name, facts) for name, facts in enums.items()]
    bodies += [_model(table, types, name.partition(".")[2], facts) for name, facts in models.items()]
    bodies += [_union(types, name.partition(".")[2], facts) for name, facts in unions.items()]
    if unions:
        types.used |= {"Annotated", "TypeAlias"}
    bases = [*(["Message"] if models else []), *(["OneKind"] if unions else []), *(["WireEnum"] if enums else [])]
    return _text(f"{sentence(_about(module))}", types, taken, bases, bodies)


def _about(module: str) -> str:
    beta = module.endswith("_beta")
    words = module.removesuffix("_beta").replace("_", " ")
    return f"what requests and answers about {words} hold{', in beta' if beta else ''}"


def _text(doc: str, types: Types, names: set[str], bases: list[str], bodies: list[str]) -> str:
    exported = ", ".join(f'"{name}"' for name in sorted(names))
    base = [f"from {types.package}.message import {', '.join(bases)}"] if bases else []
    head = [f'"""{doc}"""', FUTURE, *types.imports(), *base, f"__all__ = [{exported}]"]
    return "\n\n".join([*head, *bodies]) + "\n"


def _enum(name: str, facts: Record) -> str:
    members = "\n".join(f'    {member} = "{text}"' for member, text in facts["members"].items())
    return f'class {name.partition(".")[2]}(WireEnum):\n    """`{facts["origin"]}`."""\n\n{members}\n'


def _union(types: Types, name: str, facts: Record) -> str:
    classes = {each: types.name_of(each) for each in facts["of"]}
    tags = facts.get("tags") or [[classes[each], each] for each in facts["of"]]
    kinds = tuple((value, types.name_of(each)) for value, each in tags)
    absent = types.name_of(facts["absent"]) if "absent" in facts else None
    told = f"{facts.get('on')!r}, {kinds!r}, {absent!r}, __name__"
    by = f"told by `{facts['on']}`" if "on" in facts else "told by the fields that are there"
    if "by" in facts:
        by = f"told by the `{facts['by']}` in the path"
    return (
        f"{name}: TypeAlias = Annotated[{' | '.join(classes.values())}, OneKind({told})]\n"
        f'"""One of {listed(list(classes.values()))}, {by}."""\n'
    )


def _model(table: Table, types: Types, name: str, facts: Record) -> str:
    fields = [Field(each) for each in facts["fields"]]
    groups = facts.get("one_of", {})
    doc = "\n".join([f"`{facts['origin']}`.", *_described(facts, fields, groups)])
    lines = [*_declared(facts, fields, groups), *(_attribute(table, types, field) for field in fields)]
    quoted = f'"""{doc}\n"""' if "\n" in doc else f'"""{doc}"""'
    body = "\n".join([quoted, "", *lines])
    return f"class {name}(Message):\n{textwrap.indent(body, '    ')}\n"


def _described(facts: Record, fields: list[Field], groups: dict[str, list[str]]) -> list[str]:
    lines, needed, is_given = [], set(facts.get("at_least_one", ())), facts.get("use") != "answer"
    for group, names in groups.items():
        if len(names) > 1 or group in needed:
            lines += ["", f"One of {listed(names)} {'must' if group in needed else 'can'} be given (`{group}`)."]
    told = [(field.attribute, demands(field, is_given=is_given)) for field in fields]
    if any(words for _, words in told):
        lines += ["", "Attributes:"]
        lines += [f"    {name}: {sentence(', '.join(words))}" for name, words in told if words]
    return lines


def _declared(facts: Record, fields: list[Field], groups: dict[str, list[str]]) -> list[str]:
    attributes = {field.name: field.attribute for field in fields}
    lines = []
    if groups:
        shown = {group: tuple(attributes[name] for name in names) for group, names in groups.items()}
        lines.append(f"_one_of = {shown!r}")
    if facts.get("open"):
        lines.append("_open = True")
    if nullable := [field.attribute for field in fields if field.facts.get("nullable")]:
        lines.append(f"_nullable = {_frozen(nullable)}")
    if needed := facts.get("at_least_one"):
        lines.append(f"_at_least_one = {_frozen(needed)}")
    if wire := {field.attribute: field.facts["wire"] for field in fields if _differs(field)}:
        lines.append(f"_wire = {wire!r}")
    if renamed := {field.facts["old"]: field.attribute for field in fields if "old" in field.facts}:
        lines.append(f"_renamed = {renamed!r}")
    if secret := [field.facts["wire"] for field in fields if field.facts.get("secret")]:
        lines.append(f"_secret = {_frozen(secret)}")
    return [*lines, ""] if lines else []


def _frozen(names: list[str]) -> str:
    inner = ", ".join(f'"{name}"' for name in sorted(names))
    return f"frozenset({{{inner}}})"


def _differs(field: Field) -> bool:
    head, *rest = field.attribute.split("_")
    return head + "".join(part[:1].upper() + part[1:] for part in rest) != str(field.facts["wire"])


def _attribute(table: Table, types: Types, field: Field) -> str:
    held = types.held(field.type)
    kind, _, reference = field.type.partition(":")
    if kind == "const" and not field.facts.get("presence"):
        return f"{field.attribute}: {held} = {json.loads(reference)!r}"
    if field.facts.get("nullable"):
        return f"{field.attribute}: {held}{'' if held == 'Any' else ' | None'}{'' if field.required else ' = None'}"
    if field.required:
        return f"{field.attribute}: {held}"
    if field.type.startswith("list<"):
        return f"{field.attribute}: {held} = ()"
    if field.type.startswith("map<"):
        return f"{field.attribute}: {held} = {{}}"
    if not field.facts.get("presence"):
        if "default" in field.facts:
            return f"{field.attribute}: {held} = {field.facts['default']!r}"
        if kind == "enum":
            first = next(iter(table.enums[reference]["members"]))
            return f"{field.attribute}: {held} = {types.name_of(reference)}.{first}"
        if SCALARS.get(kind) in EMPTY:
            return f"{field.attribute}: {held} = {EMPTY[SCALARS[kind]]}"
    return f"{field.attribute}: {held}{'' if held == 'Any' else ' | None'} = None"


def _merged_module(table: Table) -> str:
    several = {alias: names for alias, names in table.aliases.items() if len(names) > 1}
    types = Types(table, set(several))
    bodies = []
    for alias, names in several.items():
        fields: dict[str, Record] = {}
        for name in names:
            for facts in table.models[name]["fields"]:
                loose = {key: value for key, value in facts.items() if key not in ("required", "rules", "deprecated")}
                if fields.setdefault(facts["name"], {**loose, "presence": True})["type"] != facts["type"]:
                    fields[facts["name"]]["type"] = "any"
        origins = [str(table.models[name]["origin"]) for name in names]
        facts = {"origin": origins[0], "fields": list(fields.values())}
        body = _model(table, types, alias, facts)
        bodies.append(
            body.replace(f"`{origins[0]}`.", f"The fields of {' and '.join(f'`{each}`' for each in origins)}.", 1)
        )
    doc = "Classes that stand for several objects at once, as their names do in the platform's own client."
    return _text(doc, types, set(several), ["Message"], bodies)


def _places(table: Table) -> dict[str, str]:
    """Where what the package has is: classes by the names of the platform's own client, or else all by their own."""
    if table.aliases:
        return {alias: f"{MERGED}.{alias}" if len(names) > 1 else names[0] for alias, names in table.aliases.items()}
    classes = {place.partition(".")[2]: place for place in (*table.models, *table.unions, *table.enums)}
    return {**classes, **{module: module for module in table.modules()}}


def _aliases(table: Table) -> str:
    lines = "\n".join(f'    "{alias}": "{place}",' for alias, place in sorted(_places(table).items()))
    words = "What the classes are called in the platform's own client" if table.aliases else "The modules and classes"
    return (
        f'"""{words}, and where they are here."""\n\n{FUTURE}\n\n__all__ = ["ALIASES"]\n\nALIASES = {{\n{lines}\n}}\n'
    )


def _front_door(table: Table) -> str:
    own, found = "The names that the platform's own client has for them are here too, all in one place.", ""
    if not table.aliases:
        own = (
            "All of them are here too, in one place, and so are the names that the platform's old client has for them."
        )
        found = f"""    if name not in ALIASES:
        from authing.{table.platform}.old_models import found

        if (kind := found(name)) is not None:
            return kind
"""
    return f'''"""The objects of requests and answers, one module for each subject; imported when they are first used.

{own}
"""

{FUTURE}


def __getattr__(name: str) -> object:
    from authing.core.front_door import fetched

    from .aliases import ALIASES

{found}    return fetched(__name__, name, ALIASES.get(name))


def __dir__() -> list[str]:
    from .aliases import ALIASES

    return sorted(ALIASES)
'''


def _front_door_for_checkers(table: Table) -> str:
    places = _places(table)
    parts = [(alias, *place.rpartition(".")) for alias, place in sorted(places.items())]
    lines = [f"from .{module} import {name} as {alias}" for alias, module, _, name in parts]
    exported = ", ".join(f'"{alias}"' for alias in sorted(places))
    lines += ["", f"__all__ = [{exported}]"]
    if not table.aliases:  # the old client's names are made of a rule
        lines = ["from typing import Any", *lines, "", "def __getattr__(name: str) -> Any: ..."]
    return "\n".join(lines) + "\n"
