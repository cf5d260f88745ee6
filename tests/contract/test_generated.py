"""What is generated is what the generator makes of its source, whatever the platform."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pages import ROOT

TOOLS = ROOT / "tools"


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *command], check=False, capture_output=True, text=True, timeout=120)


def test_the_sgqlc_schema_is_up_to_date() -> None:
    done = run(TOOLS / "generate_schema.py", "--check")
    assert done.returncode == 0, done.stdout + done.stderr


def test_services_and_models_are_up_to_date() -> None:
    done = run(TOOLS / "generate.py", "--check")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_generator_knows_no_platform() -> None:
    platforms = {file.stem for file in (TOOLS / "api").glob("*.json")}
    assert "zitadel" in platforms
    for file in [TOOLS / "generate.py", *(TOOLS / "emitting").glob("*.py")]:
        text = file.read_text(encoding="utf-8").lower()
        assert [name for name in platforms if name in text] == [], file.name


class Workshop:
    """A folder with the generator, tables of its own, and packages of platforms that it writes into."""

    def __init__(self, home: Path) -> None:
        self.home, self.packages = home, home / "authing"
        shutil.copytree(TOOLS / "emitting", home / "tools" / "emitting", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(TOOLS / "generate.py", home / "tools")
        shutil.copy(ROOT / "pyproject.toml", home)

    def generate(self, table: dict[str, Any], *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the generator on this table."""
        file = self.home / "tools" / "api" / f"{table['platform']}.json"
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps(table), encoding="utf-8")
        return run(self.home / "tools" / "generate.py", *arguments)

    def write(self, platform: str, **texts: str) -> None:
        """Write the modules of a platform that are not generated."""
        (self.packages / platform).mkdir(parents=True, exist_ok=True)
        for name, text in {"__init__": "", **texts}.items():
            (self.packages / platform / f"{name}.py").write_text(text, encoding="utf-8")

    def told_by(self, program: str) -> Any:
        """What a program prints as JSON that finds the packages of this folder first."""
        head = f"import json, authing\nauthing.__path__.insert(0, {str(self.packages)!r})\n"
        done = run("-W", "error", "-c", head + program)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    return Workshop(tmp_path)


ACME_WIRE = """
from authing.core.arguments import own
from authing.core.call import Call
from authing.core.caller import warn_caller
from authing.core.paging import by_number


def call(method, path, read, *, body=None, query=None, others, safe=None, deprecated=False):
    if deprecated:
        warn_caller("Acme regrets", DeprecationWarning)
    headers, timeout = own(others)
    return Call(method, path, lambda reply: read(reply.json()), json=body, params=query, headers=headers, safe=safe)


def walk(method, path, read, *, body, others, within, items, total, safe=None):
    def contents(answer):
        return [read(each) for each in answer[items]], answer[total]

    return by_number(lambda page: call(method, path, contents, body={**body, within: page}, others=others, safe=safe))
"""
ACME_MESSAGE = "from authing.core.message import Message, WireEnum\n\n__all__ = ['Message', 'WireEnum']\n"


def acme() -> dict[str, Any]:
    """The table of a platform that does not exist."""
    launch: dict[str, Any] = {
        "name": "launch",
        "alias": "fire",
        "summary": "Launch a rocket",
        "method": "PUT",
        "path": "/rockets/launch",
        "body": "model:rocket.Launch",
        "answer": "model:rocket.Rocket",
        "permission": "rocket.write",
    }
    listed: dict[str, Any] = {
        "name": "list_rockets",
        "summary": "List rockets",
        "method": "POST",
        "path": "/rockets",
        "body": "model:rocket.Search",
        "answer": "model:rocket.Found",
        "safe": True,
        "page": {"within": "page", "items": "rockets", "total": "count"},
    }
    scrap: dict[str, Any] = {
        "name": "scrap",
        "summary": "Scrap a rocket",
        "method": "POST",
        "path": "/rockets/scrap",
        "body": "model:rocket.Search",
        "answer": "model:rocket.Found",
        "deprecated": True,
    }
    look: dict[str, Any] = {
        "name": "look",
        "summary": "Look at a rocket",
        "method": "GET",
        "path": "/rockets/{}",
        "template": "/rockets/{id}",
        "path_parameters": [{"name": "rocket_id", "wire": "id", "type": "string"}],
        "query": "model:rocket.Search",
        "answer": "model:rocket.Rocket",
    }
    models: dict[str, Any] = {
        "rocket.Launch": {
            "origin": "acme.Launch",
            "use": "request",
            "fields": [
                {"name": "rocket_id", "wire": "rocketID", "type": "string", "required": True, "rules": {"min_len": 1}},
                {"name": "fuel", "wire": "fuel", "type": "enum:rocket.Fuel"},
                {"name": "at", "wire": "at", "type": "timestamp"},
                {"name": "hold", "wire": "hold", "type": "duration"},
                {"name": "mass", "wire": "mass", "type": "uint64"},
                {"name": "code", "wire": "code", "type": "bytes", "secret": True},
                {"name": "parts", "wire": "parts", "type": "list<model:part.Part>"},
                {"name": "crew", "wire": "crew", "type": "map<string,model:rocket.Part>"},
                {"name": "with_", "wire": "with", "type": "string", "presence": True, "old": "var_with"},
                {"name": "values", "wire": "values", "type": "struct", "attribute": "values_", "presence": True},
            ],
            "one_of": {"freight": ["with_", "values"]},
            "at_least_one": ["freight"],
        },
        "rocket.Rocket": {
            "origin": "acme.Rocket",
            "use": "answer",
            "fields": [
                {"name": "fuel", "wire": "fuel", "type": "enum:rocket.Fuel"},
                {"name": "launched_at", "wire": "launchedAt", "type": "timestamp"},
            ],
        },
        "rocket.Part": {
            "origin": "acme.Part",
            "use": "both",
            "fields": [{"name": "name", "wire": "name", "type": "string", "required": True}],
        },
        "part.Part": {
            "origin": "acme.parts.Part",
            "use": "request",
            "fields": [{"name": "weight", "wire": "weight", "type": "int32"}],
        },
        "rocket.Search": {
            "origin": "acme.Search",
            "use": "request",
            "fields": [{"name": "text", "wire": "text", "type": "string"}],
        },
        "rocket.Found": {
            "origin": "acme.Found",
            "use": "answer",
            "fields": [
                {"name": "rockets", "wire": "rockets", "type": "list<model:rocket.Rocket>"},
                {"name": "count", "wire": "count", "type": "int32"},
            ],
        },
    }
    return {
        "platform": "acme",
        "services": [
            {
                "name": "rockets",
                "class": "Rockets",
                "origin": "acme.Rockets",
                "operations": [launch, listed, scrap, look],
            }
        ],
        "models": models,
        "enums": {"rocket.Fuel": {"origin": "acme.Fuel", "members": {"NONE": "FUEL_NONE", "METHANE": "FUEL_METHANE"}}},
        "aliases": {"AcmeRocket": ["rocket.Rocket"], "AcmePart": ["rocket.Part", "part.Part"]},
    }


def test_any_platform_can_be_generated(workshop: Workshop) -> None:
    workshop.write("acme", wire=ACME_WIRE, message=ACME_MESSAGE)
    done = workshop.generate(acme())
    assert done.returncode == 0, done.stderr
    told = workshop.told_by(
        """
import inspect, sys, warnings
from datetime import datetime, timedelta, timezone
from authing.acme.services import Services
early = [name for name in sys.modules if name.startswith("authing.acme.models")]
from authing.core.binding import describe
from authing.core.call import Reply
from authing.core.errors import ArgumentError
from authing.acme import models
from authing.acme.models.rocket import Fuel, Launch, Part
from authing.acme.models.part import Part as Weight

rockets = Services(None).rockets
given = dict(rocket_id="r", fuel=Fuel.METHANE, at=datetime(2026, 1, 2, tzinfo=timezone.utc),
             hold=timedelta(seconds=1.5), mass=2**60, code=b"s3cret", parts=[Weight(weight=3), {"weight": 4}],
             crew={"ada": Part(name="n")}, with_="x")
call = describe(rockets.fire, **given, _headers={"x-a": "b"})
answer = call.read(Reply(200, {}, b'{"fuel": "FUEL_OF_TOMORROW", "launchedAt": "2026-01-02T03:04:05Z", "new": 1}'))
book = describe(rockets.iterate_rockets, {"text": "t"})
first = book.page(book.first)

def refusal(*args, **kwargs):
    try:
        describe(rockets.launch, *args, **kwargs)
    except ArgumentError as error:
        return str(error)

seen = describe(rockets.look, "a/b", text="t")
with warnings.catch_warnings(record=True) as warned:
    warnings.simplefilter("always")
    describe(rockets.scrap, text="t")

print(json.dumps({
    "early": early,
    "call": [call.method, call.path, call.safe, call.json, dict(call.headers)],
    "same": [describe(rockets.launch, one).json == call.json for one in (Launch(**given), call.json, given)],
    "answer": [answer.fuel, str(answer.launched_at), answer["new"], answer.raw["launchedAt"]],
    "first": [first.method, first.path, first.safe, first.json],
    "items": [type(item).__name__ for item in first.read(Reply(200, {}, b'{"rockets": [{}, {}], "count": 7}'))[0]],
    "refusals": [refusal(**given, values={}), refusal(rocket_id="r"), refusal(**{**given, "rocket_id": None}),
                 refusal({**given, "crew": {"ada": {"name": 5}}}), refusal(rocketid="r")],
    "old": Launch(rocket_id="r", var_with="x").raw,
    "secret": repr(Launch(**given)).count("s3cret"),
    "attribute": Launch(rocket_id="r", values={"a": 1}).values_,
    "which": Launch(**given).which("freight"),
    "names": [name for name in dir(models)],
    "merged": [models.AcmePart(name="n").raw, models.AcmePart(weight=3).raw, models.AcmeRocket.__name__],
    "parameters": {name: each.annotation for name, each in inspect.signature(rockets.launch).parameters.items()},
    "seen": [seen.method, seen.path, seen.safe, seen.json, seen.params],
    "doc": rockets.launch.__doc__,
    "warned": [str(each.message) for each in warned],
}))
"""
    )
    sent = {
        "rocketID": "r",
        "fuel": "FUEL_METHANE",
        "at": "2026-01-02T00:00:00Z",
        "hold": "1.5s",
        "mass": str(2**60),
        "code": "czNjcmV0",
        "parts": [{"weight": 3}, {"weight": 4}],
        "crew": {"ada": {"name": "n"}},
        "with": "x",
    }
    doc, parameters = told.pop("doc"), told.pop("parameters")
    assert told == {
        "early": [],
        "call": ["PUT", "/rockets/launch", True, sent, {"x-a": "b"}],
        "same": [True, True, True],
        "answer": ["FUEL_OF_TOMORROW", "2026-01-02 03:04:05+00:00", 1, "2026-01-02T03:04:05Z"],
        "first": ["POST", "/rockets", True, {"text": "t", "page": 1}],
        "items": ["Rocket", "Rocket"],
        "refusals": [
            "only one of with_, values_ can be given",
            "one of with_, values_ must be given",
            "rocket_id is missing: a Launch needs it",
            "crew['ada'].name must be a text, not int",
            "there is no field rocketid in a Launch: did you mean rocket_id?",
        ],
        "old": {"rocketID": "r", "with": "x"},
        "secret": 0,
        "attribute": {"a": 1},
        "which": "with_",
        "names": ["AcmePart", "AcmeRocket"],
        "merged": [{"name": "n"}, {"weight": 3}, "Rocket"],
        "seen": ["GET", "/rockets/a%2Fb", True, None, {"text": "t"}],
        "warned": ["Acme regrets"],
    }
    fields = [field["name"] for field in acme()["models"]["rocket.Launch"]["fields"]]
    assert list(parameters) == ["request", *fields, "others"]
    # Classes of one name in two modules are told apart.
    assert parameters["parts"] == "Sequence[Part | Mapping[str, Any]] | None"
    assert parameters["crew"] == "Mapping[str, RocketPart | Mapping[str, Any]] | None"
    assert doc.startswith("Launch a rocket (PUT /rockets/launch).")
    assert "Needs the permission `rocket.write`." in doc


def test_what_is_stale_is_told(workshop: Workshop) -> None:
    table = acme()
    assert workshop.generate(table).returncode == 0
    assert workshop.generate(table, "--check").returncode == 0
    old = workshop.packages / "acme" / "models" / "gone.py"
    old.write_text("", encoding="utf-8")
    table["models"]["part.Part"]["fields"].append({"name": "colour", "wire": "colour", "type": "string"})
    done = workshop.generate(table, "--check")
    assert (done.returncode, done.stdout) == (
        1,
        "authing/acme is not up to date: models/gone.py, models/merged.py, models/part.py\n",
    )
    assert workshop.generate(table).returncode == 0
    assert workshop.generate(table, "--check").returncode == 0
    assert not old.exists()


def test_a_new_operation_and_a_new_field_need_nothing_but_the_table(workshop: Workshop) -> None:
    table = json.loads((TOOLS / "api" / "zitadel.json").read_text(encoding="utf-8"))
    shutil.copytree(
        ROOT / "authing" / "zitadel",
        workshop.packages / "zitadel",
        ignore=shutil.ignore_patterns("__pycache__", "models", "services"),
    )
    (users,) = [service for service in table["services"] if service["name"] == "users"]
    users["operations"].append(
        {
            "name": "list_dreams",
            "summary": "List dreams",
            "method": "POST",
            "path": "/zitadel.user.v9.UserService/ListDreams",
            "body": "model:user.ListDreamsRequest",
            "answer": "model:user.ListDreamsResponse",
            "safe": True,
            "page": {"within": "pagination", "items": "dreams", "total": "pagination.totalResult"},
        }
    )
    pagination = {"name": "pagination", "wire": "pagination", "presence": True}
    table["models"] |= {
        "user.ListDreamsRequest": {
            "origin": "zitadel.user.v9.ListDreamsRequest",
            "use": "request",
            "fields": [
                {**pagination, "type": "model:filter.PaginationRequest"},
                {"name": "user_id", "wire": "userId", "type": "string", "required": True},
            ],
        },
        "user.ListDreamsResponse": {
            "origin": "zitadel.user.v9.ListDreamsResponse",
            "use": "answer",
            "fields": [
                {**pagination, "type": "model:filter.PaginationResponse"},
                {"name": "dreams", "wire": "dreams", "type": "list<model:user.Dream>"},
            ],
        },
        "user.Dream": {
            "origin": "zitadel.user.v9.Dream",
            "use": "answer",
            "fields": [{"name": "length", "wire": "length", "type": "duration"}],
        },
    }
    table["models"]["user.User"]["fields"].append({"name": "sleeps", "wire": "sleeps", "type": "bool"})
    table["aliases"]["UserServiceDream"] = ["user.Dream"]
    done = workshop.generate(table)
    assert done.returncode == 0, done.stderr
    told = workshop.told_by(
        """
from authing.core.binding import describe
from authing.core.call import Reply
from authing.zitadel import Zitadel
from authing.zitadel.models import UserServiceDream, UserServiceUser

users = Zitadel.with_access_token("https://instance.test", "t").users
call = describe(users.list_dreams, user_id="1")
answer = call.read(Reply(200, {}, b'{"dreams": [{"length": "1.5s"}]}'))
book = describe(users.iterate_dreams, user_id="1", pagination={"limit": 2})
page = book.page(book.first)
items, total = page.read(Reply(200, {}, b'{"dreams": [{}, {}], "pagination": {"totalResult": "3"}}'))
print(json.dumps({
    "call": [call.path, call.safe, call.json],
    "answer": [answer.dreams[0].length.total_seconds(), isinstance(answer.dreams[0], UserServiceDream)],
    "page": [page.json, len(items), total],
    "sleeps": [UserServiceUser.of({"sleeps": True}).sleeps, UserServiceUser.of({}).sleeps],
}))
"""
    )
    assert told == {
        "call": ["/zitadel.user.v9.UserService/ListDreams", True, {"userId": "1"}],
        "answer": [1.5, True],
        "page": [{"userId": "1", "pagination": {"limit": 2, "offset": "0"}}, 2, 3],
        "sleeps": [True, False],
    }
