"""All of Logto's Management API is there: counted, typed, documented, and under the names that its document has."""

from __future__ import annotations

import inspect
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any, Literal, get_args

import pytest
from logto_samples import Operation, branches, class_of, full, item_of, made, operations, table
from pages import ROOT

from authing.core.binding import Resource
from authing.core.call import Unset
from authing.core.message import WireEnum
from authing.core.model import EpochMilliseconds, EpochSeconds, Natural
from authing.core.multipart import File
from authing.core.paging import Page
from authing.logto import AsyncLogto, Logto
from authing.logto.message import Message
from authing.logto.search import Search
from authing.logto.services import Services
from authing.logto.services.operations import OLD_MODULES, OPERATIONS

HOST = "https://logto.test"
CLIENTS: list[Any] = [Logto.with_token(HOST, "t"), AsyncLogto.with_token(HOST, "t")]
BY_HAND = {name: {"merge_custom_data", "replace_custom_data"} for name in ("users", "applications", "organizations")}
NO_JSON = {"empty": type(None), "text": str, "redirect": str}

LIST: Any = Sequence
MAP: Any = Mapping
PAGE: Any = Page
HELD: dict[str, Any] = {
    "string": str,
    "bool": bool,
    "int": int,
    "natural": Natural,
    "timestamp": datetime,
    "epoch_ms": EpochMilliseconds,
    "epoch_s": EpochSeconds,
    "any": Any,
}
GIVEN: dict[str, Any] = {
    **HELD,
    "natural": int,
    "timestamp": datetime | str,
    "epoch_ms": datetime | int,
    "epoch_s": datetime | int,
}

every_client = pytest.mark.parametrize("client", CLIENTS, ids=["blocking", "awaited"])


def performers(resource: type[Any]) -> set[str]:
    """The methods of a service that perform what they describe."""
    return {name for name in dir(resource) if hasattr(getattr(resource, name), "__description__")}


# The table


def test_the_table_holds_the_whole_interface() -> None:
    known, everything = table(), [operation.facts for operation in operations()]
    own = {name: facts for name, facts in known.models.items() if not facts["origin"].endswith(" (query)")}
    counted = {
        "services": len(known.services),
        "paths": len({facts["template"] for facts in everything}),
        "operations": len(everything),
        "by verb": dict(Counter(facts["method"] for facts in everything)),
        "without a token": sum("anonymous" in facts for facts in everything),
        "in pages": dict(Counter(facts["page"]["numbered"] for facts in everything if "page" in facts)),
        "searched": sum("search" in facts for facts in everything),
        "with a body": sum("body" in facts or "upload" in facts for facts in everything),
        "deprecated": sum("deprecated" in facts for facts in everything),
        "models": len(own),
        "unions": len(known.unions),
        "kinds": sum(len(facts["of"]) for facts in known.unions.values()),
        "enums": len(known.enums),
        "of another client": sum("old" in facts for facts in everything),
    }
    assert counted == {
        "services": 36,
        "paths": 173,
        "operations": 284,
        "by verb": {"GET": 109, "POST": 65, "PATCH": 34, "PUT": 25, "DELETE": 51},
        "without a token": 16,
        "in pages": {"required": 14, "optional": 15},
        "searched": 9,
        "with a body": 123,
        "deprecated": 2,
        "models": 352,
        "unions": 13,
        "kinds": 52,
        "enums": 52,  # and two that only a search's `mode` and `joint` have
        "of another client": 168,
    }


def test_no_path_no_method_and_no_field_stands_twice_in_the_table() -> None:
    assert len({(operation.facts["method"], operation.facts["template"]) for operation in operations()}) == 284
    assert len({operation.where for operation in operations()}) == 284
    for model, facts in table().models.items():
        for names in ([field["name"] for field in facts["fields"]], [field["wire"] for field in facts["fields"]]):
            assert len(set(names)) == len(names), model
    for operation in operations():
        names = [each["name"] for each in operation.parameters]
        for model in filter(None, (operation.body_model, operation.query)):
            names += [field["name"] for field in table().models[model]["fields"]]
        assert len(set(names)) == len(names), operation.where


# Operations


@every_client
def test_every_operation_is_there_and_no_other(client: Any) -> None:
    found, walked = 0, 0
    for service in table().services:
        resource = getattr(client, service["name"])
        assert type(resource).__name__ == service["class"]
        assert isinstance(resource, Resource)
        assert resource is getattr(client, service["name"])
        own = [operation for operation in operations() if operation.service == service["name"]]
        iterators = {operation.iterator for operation in own if operation.iterator}
        expected = {operation.name for operation in own} | iterators | BY_HAND.get(service["name"], set())
        assert performers(type(resource)) == expected
        found += sum(callable(getattr(resource, operation.name)) for operation in own)
        walked += len(iterators)
    assert (found, walked) == (284, 29)
    assert len({id(getattr(client, service["name"])._runner) for service in table().services}) == 1
    services = {name for name in vars(Services) if not name.startswith("_")}
    assert services == {service["name"] for service in table().services}


@every_client
def test_every_operation_is_found_by_its_id(client: Any) -> None:
    ids = {operation.facts["id"]: operation for operation in operations()}
    assert len(ids) == 284
    assert {name: operation.where for name, operation in ids.items()} == OPERATIONS
    for name, operation in ids.items():
        assert client.operation(name) == getattr(getattr(client, operation.service), operation.name)


def test_every_module_of_the_other_client_has_its_operation() -> None:
    assert {
        operation.facts["old"]: operation.where for operation in operations() if "old" in operation.facts
    } == OLD_MODULES
    assert len(OLD_MODULES) == 168


def annotation(type_: str, leaves: Mapping[str, Any]) -> Any:
    """What something of this type is, or may be given as."""
    is_given = leaves is GIVEN
    if type_.startswith("list<"):
        return LIST[annotation(type_[5:-1], leaves)]
    if type_.startswith("map<"):
        return MAP[str, annotation(type_.partition(",")[2][:-1], leaves)]
    kind, _, reference = type_.partition(":")
    if kind in ("model", "union"):
        return class_of(reference) | MAP[str, Any] if is_given else class_of(reference)
    if kind == "enum":
        return class_of(reference) | str
    return Literal[json.loads(reference)] if kind == "const" else leaves[kind]


def expected_parameters(operation: Operation, name: str) -> dict[str, tuple[Any, Any]]:
    """The parameters of an operation, each with its type and its default."""
    needed: Any = inspect.Parameter.empty
    found: dict[str, tuple[Any, Any]] = {
        each["name"]: (annotation(each["type"], GIVEN), needed) for each in operation.parameters
    }
    if upload := operation.facts.get("upload"):
        found[upload["name"]] = File, needed
    elif operation.body_model or operation.facts.get("body_optional"):
        found["request"] = annotation(str(operation.body), GIVEN) | None, None
    elif operation.body:
        found["request"] = annotation(operation.body, GIVEN), needed
    for model in filter(None, (operation.body_model, operation.query)):
        for field in table().models[model]["fields"]:
            if field["name"] != "page" or model != operation.query or not name.startswith("iterate"):
                given = annotation(field["type"], GIVEN)
                is_null = field.get("nullable")
                default = "UNSET" if is_null else None
                shown = given | Unset | None if is_null else given if given is Any else given | None
                found[field["name"]] = shown, default
    if "search" in operation.facts:
        found["search"] = Search | str | None, None
    return found


def result_of(operation: Operation) -> Any:
    """What an operation returns."""
    if operation.answer in NO_JSON:
        return NO_JSON[operation.answer]
    if "page" in operation.facts and operation.answer.startswith("list<"):
        return PAGE[annotation(operation.answer[5:-1], HELD)]
    found = annotation(operation.answer, HELD)
    for also in operation.facts.get("also", {}).values():
        found = found | annotation(also, HELD)
    return found


@every_client
def test_signatures_tell_every_argument_its_type_and_the_answer(client: Any) -> None:
    seen = 0
    for operation in operations():
        resource = getattr(client, operation.service)
        room = {**vars(sys.modules[type(resource).__module__]), "Iterator": Sequence, "None": None}
        for name in filter(None, (operation.name, operation.iterator)):
            where = f"{operation.service}.{name}"
            signature = inspect.signature(getattr(resource, name))
            *given, others = signature.parameters.values()
            assert (others.name, others.kind) == ("others", inspect.Parameter.VAR_KEYWORD), where
            expected = expected_parameters(operation, name)
            assert [each.name for each in given] == list(expected), where
            for each in given:
                type_, default = expected[each.name]
                assert eval(each.annotation, room) == type_, f"{where}({each.name})"
                assert (repr(each.default) if default == "UNSET" else each.default) == default, f"{where}({each.name})"
            result = eval(signature.return_annotation, room)
            if name == operation.iterator:
                assert get_args(result) == (annotation(item_of(operation), HELD),), where
            else:
                assert (result or type(None)) == result_of(operation), where
            seen += 1
    assert seen == 284 + 29


def test_documentation_tells_the_endpoint_the_arguments_and_what_must_be_known() -> None:
    for operation in operations():
        resource, facts = type(getattr(CLIENTS[0], operation.service)), operation.facts
        for name in filter(None, (operation.name, operation.iterator)):
            where = f"{operation.service}.{name}"
            doc = inspect.getdoc(getattr(resource, name)) or ""
            flat = " ".join(doc.split())
            assert doc.splitlines()[0].endswith(f" ({facts['method']} {facts['template']})."), where
            assert ("has deprecated it" in doc) is bool(facts.get("deprecated")), where
            assert ("Needs no token" in doc) is bool(facts.get("anonymous")), where
            for note in facts.get("notes", ()):
                assert note in flat, where
            for argument in expected_parameters(operation, name):
                assert f"\n    {argument}: " in doc, f"{where}({argument})"
            assert ("A text." in doc) is any(
                field["type"] == "string" and not set(field) - {"name", "wire", "type", "presence", "undocumented"}
                for model in filter(None, (operation.body_model, operation.query))
                for field in table().models[model]["fields"]
            ), where
            if "page" in facts:
                assert (facts["page"]["note"] in flat) is (name == operation.name), where


@pytest.mark.parametrize(
    ("operation", "words"),
    [
        ("users.update", "`custom_data` and `profile` replace what is there"),
        ("users.update_custom_data", "None is stored as null"),
        ("applications.update_custom_data", "The object is sent as it is"),
        ("applications.replace_roles", "although what had to go is gone"),
        ("organizations.update", "`merge_custom_data` keeps what it is not told of"),
        ("roles.create", "the role is there all the same"),
        ("connectors.update", "`config` is replaced whole."),
        ("connectors.get", "Secrets come back in clear"),
        ("resources.update", "Without any field it is refused (422)"),
        ("hooks.update", "needs its `url`"),
        ("configs.update_jwt_customizer", "`script` has to be given"),
        ("email_templates.delete_many", "At least one of the two has to be given"),
        ("sign_in_experience.check_password", "is a result, and no error"),
        ("custom_profile_fields.create", "must be whole numbers from 0 on"),
    ],
)
def test_what_was_measured_is_told_where_it_matters(operation: str, words: str) -> None:
    service, _, name = operation.partition(".")
    assert words in " ".join((inspect.getdoc(getattr(type(getattr(CLIENTS[0], service)), name)) or "").split())


# Models


def test_every_model_union_and_enum_is_there() -> None:
    counted: Counter[str] = Counter()
    for name in table().models:
        assert issubclass(class_of(name), Message), name
        counted["models"] += 1
    for name, facts in table().unions.items():
        assert set(get_args(get_args(class_of(name))[0])) == {class_of(each) for each in facts["of"]}, name
        counted["unions"] += 1
    members = 0
    for name, facts in table().enums.items():
        kind = class_of(name)
        assert issubclass(kind, WireEnum), name
        assert [(each.name, each.value) for each in kind] == list(facts["members"].items()), name
        counted["enums"] += 1
        members += len(facts["members"])
    assert counted == {"models": 352 + 49, "unions": 13, "enums": 52}
    assert members == 357 - 6  # what a search knows: four modes, and two ways to join


def test_every_model_has_its_fields_with_their_types() -> None:
    seen = 0
    for name, facts in table().models.items():
        hints = inspect.get_annotations(class_of(name), eval_str=True)
        assert list(hints) == [field["name"] for field in facts["fields"]], name
        for field in facts["fields"]:
            hint = hints[field["name"]]
            held = annotation(field["type"], HELD)
            is_collection = str(field["type"]).startswith(("list<", "map<"))
            may_miss = field.get("presence") and not field.get("required") and not is_collection
            may_be_none = field.get("nullable") or may_miss
            assert hint == (held | None if may_be_none and held is not Any else held), f"{name}.{field['name']}"
            seen += 1
    assert seen == sum(len(facts["fields"]) for facts in table().models.values()) > 1578


def test_every_model_can_be_made_pickled_and_turned_into_a_dict() -> None:
    for model in table().models:
        for branch in range(min(branches(f"model:{model}"), 3)):
            found, expected = made(f"model:{model}", branch), full(f"model:{model}", branch)
            assert found.to_dict() == expected, model
            assert class_of(model).from_dict(expected) == found, model


def test_the_modules_of_models_export_what_they_define() -> None:
    names = [*table().models, *table().enums, *table().unions]
    for module in {name.partition(".")[0] for name in names}:
        found = import_module(f"authing.logto.models.{module}")
        assert set(found.__all__) == {name.partition(".")[2] for name in names if name.startswith(f"{module}.")}


def test_nothing_is_imported_before_it_is_touched() -> None:
    program = """
import json, sys
def ours(): return sorted(name for name in sys.modules if name.startswith(("authing.logto.services.", "authing.logto.models.")))
from authing.logto import Logto
client = Logto.with_token("https://logto.test", "t")
first = ours()
client.captcha_provider
second = ours()
client.operation("GetStatus")
heavy = [name for name in ("aiohttp", "asyncio", "pydantic", "httpx") if name in sys.modules]
print(json.dumps([first, second, sorted(set(ours()) - set(second)), heavy]))
"""
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True, timeout=60)
    first, second, third, heavy = json.loads(done.stdout)
    assert first == []
    assert second == ["authing.logto.models.captcha_provider", "authing.logto.services.captcha_provider"]
    assert third == ["authing.logto.services.operations", "authing.logto.services.status"]
    assert heavy == []


# The generator


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as of tomorrow: Logto has an operation, fields, and a kind of object more."""
    home = tmp_path_factory.mktemp("workshop")
    for part in ("tools/emitting", "authing/core", "authing/logto"):
        shutil.copytree(ROOT / part, home / part, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("tools/generate.py", "pyproject.toml", "authing/__init__.py", "authing/version.py"):
        shutil.copy(ROOT / file, home / file)
    known = json.loads((ROOT / "tools" / "api" / "logto.json").read_text(encoding="utf-8"))
    users = next(service for service in known["services"] if service["name"] == "users")
    users["operations"].append(
        {
            "name": "list_pets",
            "id": "ListUserPets",
            "summary": "List the pets of a user",
            "method": "GET",
            "path": "/api/users/{}/pets",
            "template": "/api/users/{userId}/pets",
            "path_parameters": [{"name": "user_id", "wire": "userId", "type": "string"}],
            "page": {"numbered": "required", "note": "One page comes."},
            "query": "model:users.UsersListPetsQuery",
            "answer": "list<union:users.Pet>",
            "statuses": [200],
            "notes": ["Fish are left out."],
        }
    )
    number = {"type": "int", "presence": True}
    known["models"] |= {
        "users.UsersListPetsQuery": {
            "origin": "ListUserPets (query)",
            "use": "request",
            "fields": [{"name": each, "wire": each, **number} for each in ("page", "page_size")],
        },
        "users.Cat": {
            "origin": "Cat",
            "use": "answer",
            "fields": [
                {"name": "kind", "wire": "kind", "type": 'const:"cat"', "required": True},
                {"name": "lives", "wire": "lives", "type": "natural", "required": True},
            ],
        },
        "users.Dog": {
            "origin": "Dog",
            "use": "answer",
            "fields": [{"name": "kind", "wire": "kind", "type": 'const:"dog"', "required": True}],
        },
    }
    known["unions"]["users.Pet"] = {
        "origin": "Pet",
        "of": ["users.Cat", "users.Dog"],
        "on": "kind",
        "tags": [["cat", "users.Cat"], ["dog", "users.Dog"]],
    }
    known["models"]["users.UserUpdate"]["fields"].append(
        {"name": "favourite_pet", "wire": "favouritePet", "type": "string", "presence": True, "nullable": True}
    )
    (home / "tools" / "api").mkdir()
    (home / "tools" / "api" / "logto.json").write_text(json.dumps(known), encoding="utf-8")
    subprocess.run([sys.executable, home / "tools" / "generate.py"], check=True, timeout=120)
    return home


def in_workshop(home: Path, *command: str) -> str:
    # What runs there is a copy, and no measure of what is covered here.
    uncounted = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    done = subprocess.run(
        [sys.executable, *command],
        cwd=home,
        env={**uncounted, "PYTHONPATH": str(home)},
        check=False,
        capture_output=True,
        text=True,
        timeout=200,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_what_logto_has_more_of_tomorrow_needs_no_change_by_hand(workshop: Path) -> None:
    program = """
import authing.logto
from authing.core.binding import describe
from authing.core.call import Reply
from authing.logto import AsyncLogto, Logto
for kind in (Logto, AsyncLogto):
    client = kind.with_token("https://logto.test", "t")
    call = describe(client.operation("ListUserPets"), "a/b", page_size=2)
    page = call.read(Reply(200, {"total-number": "9"}, b'[{"kind": "cat", "lives": 9}, {"kind": "fish"}]'))
    book = describe(client.users.iterate_pets, "u")
    update = describe(client.users.update, "u", favourite_pet=None)
    print(call.path, call.params, page.total, page[0].lives, type(page[0]).__name__, page[1].raw, book.page(3).params, update.json)
print(authing.logto.__file__)
print("Fish are left out." in client.users.list_pets.__doc__)
"""
    lines = in_workshop(workshop, "-c", program).splitlines()
    expected = "/api/users/a%2Fb/pets {'page_size': 2} 9 9 Cat {'kind': 'fish'} {'page_size': 100, 'page': 3} {'favouritePet': None}"
    assert lines[:2] == [expected, expected]
    assert Path(lines[2]).is_relative_to(workshop)
    assert lines[3] == "True"


def test_what_is_generated_is_typed_and_told_to_be_up_to_date(workshop: Path) -> None:
    pytest.importorskip("mypy")
    in_workshop(workshop, "tools/generate.py", "--check")
    in_workshop(workshop, "-m", "mypy", "--strict", "authing/logto/services/users.py", "authing/logto/models/users.py")
    file = workshop / "authing" / "logto" / "models" / "users.py"
    file.write_text(file.read_text(encoding="utf-8") + "# by hand\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "tools/generate.py", "--check"],
        cwd=workshop,
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (done.returncode, done.stdout) == (1, "authing/logto is not up to date: models/users.py\n")
