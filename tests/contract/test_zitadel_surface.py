"""All of ZITADEL's interface is there: counted, typed, documented, and under the names that its own client has."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any, get_args

import pytest
from zitadel_samples import Operation, branches, class_of, full, operations, table, typed

from authing.core.binding import Resource
from authing.core.message import Message, WireEnum
from authing.zitadel import AsyncZitadel, Zitadel, models
from authing.zitadel.services import Services

HOST = "https://instance.test"
CLIENTS: list[Any] = [Zitadel.with_access_token(HOST, "t"), AsyncZitadel.with_access_token(HOST, "t")]
MERGED = {alias: names for alias, names in table().aliases.items() if len(names) > 1}

LIST: Any = Sequence
MAP: Any = Mapping
GIVEN: dict[str, Any] = {
    "string": str,
    "bool": bool,
    "int32": int,
    "uint32": int,
    "uint64": int,
    "bytes": bytes | str,
    "timestamp": datetime | str,
    "duration": timedelta | str,
    "struct": MAP[str, Any],
}

every_client = pytest.mark.parametrize("client", CLIENTS, ids=["blocking", "awaited"])
every_merged = pytest.mark.parametrize("alias", sorted(MERGED))


def performers(resource: type[Any]) -> set[str]:
    """The methods of a service that perform what they describe."""
    return {name for name in vars(resource) if hasattr(getattr(resource, name), "__description__")}


def iterator_of(operation: Operation) -> str:
    return operation.name.replace("list_", "iterate_", 1)


# The table


def test_the_table_holds_the_whole_interface() -> None:
    known = table()
    everything = [operation.facts for operation in operations()]
    own = [facts for name, facts in known.models.items() if not name.startswith("connect.")]
    fields = [field for facts in own for field in facts["fields"]]
    enums = [facts for name, facts in known.enums.items() if not name.startswith("connect.")]
    counted = {
        "services": len(known.services),
        "services in beta": sum(".v2beta." in service["origin"] for service in known.services),
        "operations": len(everything),
        "operations in beta": sum(".v2beta." in facts["path"] for facts in everything),
        "deprecated": sum(bool(facts.get("deprecated")) for facts in everything),
        "with a second name": sum("alias" in facts for facts in everything),
        "lists by pagination": sum(facts.get("page", {}).get("within") == "pagination" for facts in everything),
        "lists by query": sum(facts.get("page", {}).get("within") == "query" for facts in everything),
        "messages": len(own),
        "messages without fields": sum(not facts["fields"] for facts in own),
        "fields": len(fields),
        "groups": sum(len(facts.get("one_of", {})) for facts in own),
        "groups of which one must be": sum(len(facts.get("at_least_one", ())) for facts in own),
        "enums": len(enums),
        "members": sum(len(facts["members"]) for facts in enums),
        "of Connect": len(known.models) - len(own) + len(known.enums) - len(enums),
        "names of classes": len(known.aliases),
        "names of several": len(MERGED),
    }
    assert counted == {
        "services": 29,
        "services in beta": 14,
        "operations": 322,
        "operations in beta": 143,
        "deprecated": 136,
        "with a second name": 10,
        "lists by pagination": 33,
        "lists by query": 6,
        "messages": 1115,
        "messages without fields": 46,
        "fields": 2841,
        "groups": 135,
        "groups of which one must be": 60,
        "enums": 134,
        "members": 633,
        "of Connect": 3,
        "names of classes": 1351,
        "names of several": 13,
    }


def test_no_path_no_method_and_no_message_stands_twice_in_the_table() -> None:
    known = table()
    assert len({operation.facts["path"] for operation in operations()}) == 322
    names = [operation.where for operation in operations(aliases=True)]
    assert len(set(names)) == len(names) == 332
    assert len({facts["origin"] for facts in known.models.values()}) == 1117
    for model, facts in known.models.items():
        for names in ([field["name"] for field in facts["fields"]], [field["wire"] for field in facts["fields"]]):
            assert len(set(names)) == len(names), model


def test_what_only_reads_is_safe_to_repeat_and_nothing_else() -> None:
    for operation in operations():
        reads = operation.name.startswith(("get_", "list_", "search_"))
        assert bool(operation.facts.get("safe")) is reads, operation.where


# Operations


@every_client
def test_every_operation_is_there_and_no_other(client: Any) -> None:
    found = 0
    for service in table().services:
        resource = getattr(client, service["name"])
        assert type(resource).__name__ == service["class"]
        facts = [operation for operation in operations(aliases=True) if operation.service == service["name"]]
        iterators = {iterator_of(operation) for operation in facts if "page" in operation.facts}
        assert performers(type(resource)) == {operation.name for operation in facts} | iterators
        found += len({operation.facts["path"] for operation in facts if callable(getattr(resource, operation.name))})
    assert found == 322
    assert sum(hasattr(getattr(client, operation.service), iterator_of(operation)) for operation in operations()) >= 39
    services = {name for name in vars(Services) if not name.startswith("_")}
    assert services == {service["name"] for service in table().services}


def annotation(type_: str) -> Any:
    """What an argument for a field of this type may be."""
    if type_.startswith("list<"):
        return LIST[annotation(type_[5:-1])]
    if type_.startswith("map<"):
        return MAP[str, annotation(type_.partition(",")[2][:-1])]
    kind, _, reference = type_.partition(":")
    if kind == "model":
        return class_of(reference) | MAP[str, Any]
    if kind == "enum":
        return class_of(reference) | str
    return GIVEN[kind]


def listed(operation: Operation) -> str:
    """The class of what a list holds."""
    page = operation.facts["page"]
    (items,) = [each for each in table().models[operation.answer]["fields"] if each["wire"] == page["items"]]
    return str(items["type"]).removeprefix("list<model:")[:-1]


@every_client
def test_signatures_tell_every_field_its_type_and_the_answer(client: Any) -> None:
    seen = 0
    for operation in operations(aliases=True):
        resource = getattr(client, operation.service)
        room = {**vars(sys.modules[type(resource).__module__])}
        names = [operation.name, *([iterator_of(operation)] if "page" in operation.facts else [])]
        for name in names:
            where = f"{operation.service}.{name}"
            signature = inspect.signature(getattr(resource, name))
            request, *given, others = signature.parameters.values()
            fields = table().models[operation.body]["fields"]
            assert (request.name, request.kind) == ("request", inspect.Parameter.POSITIONAL_OR_KEYWORD), where
            assert eval(request.annotation, room) == class_of(operation.body) | MAP[str, Any] | None, where
            assert (others.name, others.kind) == ("others", inspect.Parameter.VAR_KEYWORD), where
            assert others.annotation == "Unpack[CallArguments]", where
            assert [each.name for each in given] == [field["name"] for field in fields], where
            for each, field in zip(given, fields, strict=True):
                assert (each.kind, each.default) == (inspect.Parameter.KEYWORD_ONLY, None), f"{where}({each.name})"
                assert eval(each.annotation, room) == annotation(field["type"]) | None, f"{where}({each.name})"
            if name.startswith("iterate_"):
                (result,) = get_args(eval(signature.return_annotation, {**room, "Iterator": Sequence}))
                assert result is class_of(listed(operation)), where
            else:
                assert eval(signature.return_annotation, room) is class_of(operation.answer), where
            seen += 1
    assert seen == 332 + 39


def test_documentation_tells_the_endpoint_the_fields_and_what_is_needed() -> None:
    for operation in operations():
        resource = type(getattr(CLIENTS[0], operation.service))
        for name in [operation.name, *([iterator_of(operation)] if "page" in operation.facts else [])]:
            doc = inspect.getdoc(getattr(resource, name)) or ""
            where = f"{operation.service}.{name}"
            first = doc.splitlines()[0]
            assert first.endswith(f" (POST {operation.facts['path']})."), where
            assert ("has deprecated it" in doc) is bool(operation.facts.get("deprecated")), where
            permission = operation.facts.get("permission")
            if permission == "authenticated":
                assert "Whoever has a token" in doc, where
            else:
                assert (f"`{permission}`" in doc) is (permission is not None), where
            for field in table().models[operation.body]["fields"]:
                assert f"\n    {field['name']}: " in doc, f"{where}({field['name']})"
            if name == operation.name:
                for field in table().models[operation.answer]["fields"]:
                    assert f"`{field.get('attribute', field['name'])}`" in doc.partition("Returns:")[2], where


def test_services_are_kept_and_share_what_performs_their_calls() -> None:
    for client in CLIENTS:
        found = [getattr(client, service["name"]) for service in table().services]
        assert all(isinstance(each, Resource) for each in found)
        assert len({id(each._runner) for each in found}) == 1
        assert all(
            getattr(client, service["name"]) is each for service, each in zip(table().services, found, strict=True)
        )


# Models


def test_every_name_of_the_platforms_own_client_is_a_class_or_an_enum() -> None:
    kinds = {"models": 0, "enums": 0, "several": 0}
    assert dir(models) == sorted(table().aliases)
    for alias, names in table().aliases.items():
        found = getattr(models, alias)
        assert found is getattr(models, alias)
        if len(names) > 1:
            kinds["several"] += 1
            assert issubclass(found, Message), alias
            assert found.__name__ == alias
        else:
            kinds["models" if names[0] in table().models else "enums"] += 1
            assert found is class_of(names[0]), alias
            assert issubclass(found, Message if names[0] in table().models else WireEnum), alias
    # 1,197 classes and 154 enums, of which 13 names stand for several classes.
    assert kinds == {"models": 1197 - 13, "enums": 154, "several": 13}


def test_a_name_that_is_none_is_refused() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'UserServiceNobody'"):
        models.UserServiceNobody  # type: ignore[attr-defined]  # noqa: B018 - that is the mistake  # pyright: ignore[reportAttributeAccessIssue]


def test_members_have_a_short_name_and_their_text() -> None:
    members = 0
    for enum, facts in table().enums.items():
        kind = class_of(enum)
        assert [(each.name, each.value) for each in kind] == list(facts["members"].items())
        for name, text in facts["members"].items():
            assert kind[name] is kind(text) is getattr(kind, text) is getattr(kind, name), f"{enum}.{name}"
            members += 1
        assert not hasattr(kind, "SOMETHING_OF_TOMORROW")
    assert members == 633 + 16


def test_every_message_can_be_made_by_both_kinds_of_names() -> None:
    for model in table().models:
        kind = class_of(model)
        for branch in range(min(branches(model), 3)):
            values = typed(model, branch)
            by_name = {field["wire"]: field["name"] for field in table().models[model]["fields"]}
            by_attribute = {
                field["wire"]: field.get("attribute", field["name"]) for field in table().models[model]["fields"]
            }
            by_old_name = {field["wire"]: field.get("old", field["wire"]) for field in table().models[model]["fields"]}
            expected = full(model, branch)
            made = kind(**values)
            assert made.raw == made.to_dict() == json.loads(made.to_json()) == expected, model
            assert made == kind.from_dict(expected) == kind.from_json(json.dumps(expected)) == kind.of(expected), model
            assert made.to_str() == repr(made) == str(made), model
            for names in (by_name, by_attribute, by_old_name):
                assert kind(**{names[wire]: value for wire, value in values.items()}).raw == expected, model


def test_nothing_is_read_from_nothing() -> None:
    assert models.UserServiceUser.from_dict(None) is None
    assert models.UserServiceUser.from_json("null") is None
    with pytest.raises(TypeError, match=r"^User is read from an object, not from list$"):
        models.UserServiceUser.from_json("[]")
    copied = models.UserServiceUser(user_id="1")
    copied.to_dict()["userId"] = "2"
    assert copied.user_id == "1"


def test_importing_the_models_imports_none_of_them() -> None:
    program = """
import json, sys
import authing.zitadel.models as models
before = [name for name in sys.modules if name.startswith("authing.zitadel")]
first = models.UserServiceSetPassword.__module__, models.SessionServiceCheckTOTP.__module__
print(json.dumps([before, first, "UserServiceUser" in vars(models)]))
from authing.zitadel.models import UserServiceUser
assert "UserServiceUser" in vars(models)
"""
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True, timeout=60)
    before, first, early = json.loads(done.stdout)
    assert sorted(before) == ["authing.zitadel", "authing.zitadel.models"]
    assert first == ["authing.zitadel.models.merged", "authing.zitadel.models.session"]
    assert early is False


# Names of several messages


@every_merged
def test_a_name_of_several_messages_takes_the_fields_of_all_of_them(alias: str) -> None:
    kind = getattr(models, alias)
    for model in MERGED[alias]:
        for field in table().models[model]["fields"]:
            value, raw = next(
                (values[field["wire"]], full(model, branch)[field["wire"]])
                for branch in range(branches(model))
                if field["wire"] in (values := typed(model, branch))
            )
            for name in (field["wire"], field["name"]):
                assert kind(**{name: value}).raw == {field["wire"]: raw}, f"{alias} for {model}.{name}"


@every_merged
def test_a_name_of_several_messages_can_be_sent_in_place_of_each(alias: str) -> None:
    kind = getattr(models, alias)
    for model in MERGED[alias]:
        sent = 0
        for holder, field in holders(model):
            for branch in range(branches(holder)):
                values, expected = typed(holder, branch), full(holder, branch)
                if field["wire"] in values:
                    held = values[field["wire"]]
                    values[field["wire"]] = [kind(**each) for each in held] if isinstance(held, list) else kind(**held)
                    assert class_of(holder)(**values).raw == expected, f"{alias} for {model} in {holder}"
                    sent += 1
        assert sent > 0, f"{alias} for {model}"


def holders(model: str) -> list[tuple[str, Mapping[str, Any]]]:
    """The fields that hold a message, or a list of it."""
    return [
        (holder, field)
        for holder, facts in table().models.items()
        for field in facts["fields"]
        if field["type"] in (f"model:{model}", f"list<model:{model}>")
    ]


@every_merged
def test_a_name_of_several_messages_reads_the_fields_of_all_of_them(alias: str) -> None:
    kind = getattr(models, alias)
    for model in MERGED[alias]:
        for branch in range(branches(model)):
            plain, merged = class_of(model).of(full(model, branch)), kind.of(full(model, branch))
            assert merged.raw == plain.raw
            for field in table().models[model]["fields"]:
                name = field.get("attribute", field["name"])
                if field["wire"] in plain:
                    assert getattr(merged, name) == getattr(plain, name), f"{alias} for {model}.{name}"


def test_the_modules_of_models_export_what_they_define() -> None:
    for module in {name.partition(".")[0] for name in (*table().models, *table().enums)}:
        found = import_module(f"authing.zitadel.models.{module}")
        named = {name.partition(".")[2] for name in (*table().models, *table().enums) if name.startswith(f"{module}.")}
        assert set(found.__all__) == named
