"""Arguments that Logto's contract does not allow are refused before anything is sent, by the name of the field."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from datetime import datetime
from enum import Enum
from typing import Any, NamedTuple

import pytest
from logto_samples import Operation, Place, arguments, branches, class_of, made, operations, places, table, typed

from authing.core.binding import describe
from authing.core.errors import ArgumentError
from authing.core.multipart import File
from authing.core.paging import Book
from authing.logto import AsyncLogto, Logto
from authing.logto.search import Search, contains, ends_with, escaped, starts_with

HOST = "https://logto.test"
CLIENTS: list[Any] = [Logto.with_token(HOST, "t"), AsyncLogto.with_token(HOST, "t")]
CLIENT = CLIENTS[0]
SECRET = "s3cret"
TOKEN_TYPES = {
    "access-token": "model:configs.AccessTokenJwtCustomizer",
    "client-credentials": "model:configs.ClientCredentialsJwtCustomizer",
}

every_service = pytest.mark.parametrize("service", [service["name"] for service in table().services])


class Stranger(str, Enum):
    """A member of it stands nowhere."""

    MEMBER = SECRET


NO_NUMBER: list[Any] = [SECRET, "7", 1.5, True]
NO_MOMENT: list[Any] = [SECRET, "2026-01-02T03:04:05Z", 1.5, True, datetime(2026, 1, 2)]  # noqa: DTZ001
WRONG: dict[str, list[Any]] = {
    "string": [SECRET.encode(), [SECRET], {"a": SECRET}, 7, True, f"{SECRET}\0"],
    "bool": [SECRET, "true", 1, 0],
    "int": NO_NUMBER,
    "natural": [*NO_NUMBER, -1],
    "timestamp": [SECRET, "2026-01-02", datetime(2026, 1, 2), 1767323045678],  # noqa: DTZ001
    "epoch_ms": NO_MOMENT,
    "epoch_s": NO_MOMENT,
    "any": [{SECRET}.__iter__()],
    "const": [SECRET, 7, [SECRET]],
    "enum": [SECRET.encode(), [SECRET], 7, Stranger.MEMBER, f"{SECRET}\0"],
    "model": [SECRET, [SECRET], 7],
    "union": [SECRET, [SECRET], 7],
    "list": [SECRET, SECRET.encode(), {"a": SECRET}, 7],
    "map": [SECRET, [SECRET], {7: SECRET}],
}


def wrong_values(type_: str) -> list[Any]:
    found = [object(), *WRONG[type_.partition(":")[0].partition("<")[0]]]
    if type_.startswith("list<"):
        found += [[each] for each in wrong_values(type_[5:-1])]
    if type_.startswith("map<"):
        found += [{"k": each} for each in wrong_values(type_.partition(",")[2][:-1])]
    return found


class Body(NamedTuple):
    """A whole request, and one object in it."""

    operation: Operation
    path: list[Any]
    request: Any
    place: Place


def in_path(operation: Operation, token_type: str = "access-token") -> list[Any]:
    return [
        token_type if each["name"] == "token_type" else "x" if each["type"] == "string" else typed(each["type"])
        for each in operation.parameters
    ]


def of_service(service: str) -> list[Operation]:
    return [operation for operation in operations() if operation.service == service]


def bodies(operation: Operation) -> list[tuple[list[Any], str]]:
    """What stands in the path, and the type that the body then has."""
    if operation.body is None:
        return []
    if "by" in table().unions.get(operation.body[6:], {}):
        return [(in_path(operation, tag), type_) for tag, type_ in TOKEN_TYPES.items()]
    return [(in_path(operation), operation.body)]


def everywhere(service: str) -> Iterator[Body]:
    """Every kind of object at every depth of every request, and the whole request, which changes with it."""
    for operation in of_service(service):
        for path, type_ in bodies(operation):
            done: set[tuple[str, int]] = set()
            for branch in range(branches(type_)):
                request = typed(type_, branch)
                for place in places(type_, request):
                    kind = place.model, place.where.count(".")
                    if kind not in done:
                        done.add(kind)
                        yield Body(operation, path, request, place)


def refusal(operation: Operation, *args: Any, **kwargs: Any) -> str:
    """What both clients say of wrong arguments: not what stands in them."""
    told = set()
    for client in CLIENTS:
        with pytest.raises(ArgumentError) as caught:  # noqa: PT012 - the name tells which operation let it pass
            describe(getattr(getattr(client, operation.service), operation.name), *args, **kwargs)
            pytest.fail(f"{operation.where} took {args or kwargs}")
        assert SECRET not in "".join(traceback.format_exception(caught.value, limit=0)), operation.where
        told.add(str(caught.value))
    assert len(told) == 1
    return told.pop()


# Bodies


@every_service
@pytest.mark.filterwarnings("ignore:Logto has deprecated")
def test_a_value_of_the_wrong_type_is_refused_for_every_field(service: str) -> None:
    for body in everywhere(service):
        tells = table().unions.get(body.place.union or "", {}).get("on")
        for field in body.place.fields():
            if field["wire"] in body.place.holder and field["wire"] != tells:
                right = body.place.holder[field["wire"]]
                name = body.place.where + field["name"]
                for value in wrong_values(field["type"]):
                    body.place.holder[field["wire"]] = value
                    told = refusal(body.operation, *body.path, body.request)
                    assert told.removeprefix("request.").startswith(name), f"{body.operation.where}, {value!r}: {told}"
                body.place.holder[field["wire"]] = right


@every_service
def test_a_value_of_the_wrong_type_is_refused_for_every_keyword(service: str) -> None:
    for operation in of_service(service):
        for model in filter(None, (operation.body_model, operation.query)):
            needed = arguments(operation.body_model) if operation.body_model and model == operation.query else {}
            for field in table().models[model]["fields"]:
                for value in wrong_values(field["type"]):
                    told = refusal(operation, *in_path(operation), **{**needed, field["name"]: value})
                    assert told.startswith(field["name"]), f"{operation.where}, {value!r}: {told}"


@every_service
@pytest.mark.filterwarnings("ignore:Logto has deprecated")
def test_a_body_of_the_wrong_type_is_refused(service: str) -> None:
    for operation in of_service(service):
        if operation.body:
            kind = operation.body.partition(":")[0].partition("<")[0]
            for value in [object(), *WRONG[kind]]:
                if value != {7: SECRET} or operation.body_model is None:
                    told = refusal(operation, *in_path(operation), value)
                    model = operation.body_model
                    if model:
                        assert class_of(model).__name__ in told, f"{operation.where}: {told}"
                        assert "needed, not " in told, f"{operation.where}: {told}"
                    else:
                        assert told.startswith("request must be"), f"{operation.where}: {told}"
            if not operation.body_model:
                assert refusal(operation, *in_path(operation), None) == "request is missing"


@every_service
@pytest.mark.filterwarnings("ignore:Logto has deprecated")
def test_an_unknown_field_is_refused_with_the_name_that_may_have_been_meant(service: str) -> None:
    for body in everywhere(service):
        kind, fields = class_of(body.place.model), body.place.fields()
        name = f"{fields[0]['name']}x" if fields else "x"
        if table().models[body.place.model].get("open"):
            continue
        body.place.holder[name] = SECRET
        told, _, meant = refusal(body.operation, *body.path, body.request).partition(": did you mean ")
        del body.place.holder[name]
        where = f"{body.place.where}{name}"
        assert told in {f"there is no field {each} in a {kind.__name__}" for each in (where, f"request.{where}")}
        assert meant.rstrip("?") in {"", *(field["name"] for field in fields)}
        assert bool(meant) == bool(fields)


@every_service
@pytest.mark.filterwarnings("ignore:Logto has deprecated")
def test_an_unknown_keyword_is_refused(service: str) -> None:
    for operation in of_service(service):
        given: list[Any] = in_path(operation)
        if operation.body and not operation.body_model:
            (_, type_), *_ = bodies(operation)
            given.append(typed(type_))
        if upload := operation.facts.get("upload"):
            given.append(File("a", b"", upload["types"][0]))
        model = operation.body_model or operation.query
        needed = arguments(operation.body_model) if operation.body_model else {}
        told = refusal(operation, *given, **needed, surnames=SECRET)
        expected = (
            f"there is no field surnames in a {class_of(model).__name__}" if model else "there is no argument surnames"
        )
        assert told.startswith(expected), f"{operation.where}: {told}"


@every_service
@pytest.mark.filterwarnings("ignore:Logto has deprecated")
def test_what_is_missing_is_named(service: str) -> None:
    for body in everywhere(service):
        kind = class_of(body.place.model).__name__
        tells = table().unions.get(body.place.union or "", {})
        for field in body.place.fields():
            if field.get("required") and not field["type"].startswith("const:") and field["wire"] != tells.get("on"):
                right = body.place.holder.pop(field["wire"])
                told = refusal(body.operation, *body.path, body.request).removeprefix("request.")
                if tells and "on" not in tells and "is of no known kind" in told:
                    assert told.startswith("request is of no known kind: it must be one of")
                else:
                    assert told == f"{body.place.where}{field['name']} is missing: a {kind} needs it", (
                        body.operation.where
                    )
                body.place.holder[field["wire"]] = right


@every_service
def test_a_whole_body_and_its_fields_are_not_given_together(service: str) -> None:
    for operation in of_service(service):
        if model := operation.body_model:
            path, request, keywords = in_path(operation), typed(f"model:{model}"), arguments(model)
            expected = f"give a whole {class_of(model).__name__} or its fields ({', '.join(keywords)}), not both"
            assert refusal(operation, *path, request, **keywords) == expected
            assert refusal(operation, *path, made(f"model:{model}"), **keywords) == expected
            assert refusal(operation, *path, body=request, **keywords) == expected
            assert refusal(operation, *path, request, body=request).startswith("there is no field body in a ")


@every_service
@pytest.mark.filterwarnings("ignore:Logto has deprecated")
def test_a_field_is_not_given_under_two_of_its_names(service: str) -> None:
    for body in everywhere(service):
        for field in body.place.fields():
            if field["wire"] in body.place.holder and field["name"] != field["wire"]:
                body.place.holder[field["name"]] = body.place.holder[field["wire"]]
                told = refusal(body.operation, *body.path, body.request).removeprefix("request.")
                assert told == f"{body.place.where}{field['name']} is given twice, under two of its names"
                del body.place.holder[field["name"]]


def test_an_object_of_no_known_kind_is_refused_with_the_kinds() -> None:
    seen = 0
    for union, facts in table().unions.items():
        for operation in operations():
            if operation.body == f"union:{union}" and "by" not in facts:
                told = refusal(operation, *in_path(operation), {facts.get("on", "x"): SECRET})
                assert told.startswith("request is of no known kind: "), told
                for each in facts.get("tags") or [[class_of(each).__name__] for each in facts["of"]]:
                    assert str(each[0]) in told
                seen += 1
    assert seen == 6


def test_a_script_for_another_kind_of_token_is_refused() -> None:
    script: Any = class_of("configs.ClientCredentialsJwtCustomizer")(script="x", token_sample={"jti": "1"})
    with pytest.raises(ArgumentError):
        describe(CLIENT.configs.put_jwt_customizer, "access-token", made(TOKEN_TYPES["client-credentials"]))
    assert describe(CLIENT.configs.put_jwt_customizer, "client-credentials", script).json == script.raw


# Paths, pages and queries


@every_service
def test_what_cannot_stand_in_a_path_is_refused_by_name(service: str) -> None:
    for operation in of_service(service):
        values = {each["name"]: value for each, value in zip(operation.parameters, in_path(operation), strict=True)}
        given = typed(bodies(operation)[0][1]) if operation.body else None
        body = {"request": given} if operation.body else {}
        query = arguments(operation.query) if operation.query else {}
        for name in values:
            for value in ("", ".", "..", "a\0b", "\ud800", 7, None, b"x"):
                told = refusal(operation, **{**values, name: value}, **body, **query)
                assert told.startswith(f"{name} is not "), f"{operation.where}: {told}"


@pytest.mark.parametrize("operation", [each for each in operations() if each.iterator], ids=lambda each: each.where)
def test_a_page_is_counted_from_1_and_has_100_items_at_most(operation: Operation) -> None:
    path = in_path(operation)
    assert refusal(operation, *path, page=0) == "page is counted from 1"
    assert refusal(operation, *path, page=-1) == "page is counted from 1"
    for size in (0, -1, 101):
        assert refusal(operation, *path, page_size=size) == "page_size is from 1 to 100"
        for client in CLIENTS:
            with pytest.raises(ArgumentError, match=r"^page_size is from 1 to 100$"):
                describe(getattr(getattr(client, operation.service), operation.iterator or ""), *path, page_size=size)
    for client in CLIENTS:
        iterate = getattr(getattr(client, operation.service), operation.iterator or "")
        assert isinstance(describe(iterate, *path, page_size=100), Book)
        with pytest.raises(ArgumentError, match=r"^page cannot be given here$"):
            describe(iterate, *path, page=1)


@pytest.mark.parametrize(
    ("search", "words"),
    [
        (7, "search must be a text or a Search, not int"),
        ("", "search must be a text that is not empty"),
        ("a\0", "search must be a text that is not empty"),
        (Search(phone="%1%"), "one cannot search by phone here: only by id, primaryEmail"),
        (Search("a", modes={"phone": "exact"}), "one cannot search by phone here"),
        (Search(name=""), "search.name must be a text"),
        (Search(name=[]), "name must be a text or a list of texts, not list"),
        (Search(name=["a", ""]), "search.name must be a text"),
        (Search(name=["a", 7]), "search.name must be a text"),  # type: ignore[list-item]
        (Search(name=7), "name must be a text or a list of texts, not int"),  # type: ignore[arg-type]
    ],
)
def test_a_search_that_finds_nothing_by_mistake_is_refused(search: Any, words: str) -> None:
    for users in (CLIENTS[0].users, CLIENTS[1].users):
        for name in ("list", "iterate"):
            with pytest.raises(ArgumentError) as caught:
                describe(getattr(users, name), search=search)
            assert str(caught.value).startswith(words)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({}, "there is nothing to search for"),
        ({"anywhere": 7}, "what to search for must be a text, not int"),
        ({"name": "a", "mode": "fuzzy"}, "the mode of a search is one of like, exact, similar_to, posix"),
        ({"name": "a", "modes": {"name": "fuzzy"}}, "the mode of a search is one of"),
        ({"name": "a", "joint": "xor"}, "joint is 'or' or 'and'"),
        ({"name": "a", "mode": "similar_to"}, "similar_to needs case_sensitive=True"),
        ({"name": "a", "modes": {"name": "similar_to"}}, "similar_to needs case_sensitive=True"),
    ],
)
def test_a_search_that_logto_does_not_understand_is_refused(arguments: Any, words: str) -> None:
    with pytest.raises(ArgumentError) as caught:
        Search(**arguments)
    assert str(caught.value).startswith(words)


def test_a_search_says_everything_that_logto_understands() -> None:
    search = Search(
        contains("50%_\\"),
        primary_email=ends_with("@x.test"),
        username=["ada", "bea"],
        mode="posix",
        modes={"username": "exact", "name": "similar_to"},
        joint="or",
        case_sensitive=True,
    )
    assert describe(CLIENT.users.list, search=search).params == {
        "search": "%50\\%\\_\\\\%",
        "search.primaryEmail": "%@x.test",
        "search.username": ["ada", "bea"],
        "mode": "posix",
        "mode.username": "exact",
        "mode.name": "similar_to",
        "joint": "or",
        "isCaseSensitive": True,
    }
    assert (escaped("a_b"), starts_with("a_")) == ("a\\_b", "a\\_%")


# What Logto would answer misleadingly, or keep and stumble over


def test_a_body_of_more_than_a_mebibyte_is_refused() -> None:
    room = 1024 * 1024 - len('{"customData":{"a":""}}')
    for client in CLIENTS:
        call = describe(client.users.update_custom_data, "u", custom_data={"a": "x" * room})
        assert len(call.json["customData"]["a"]) == room
        with pytest.raises(ArgumentError, match="the body has 1048577 bytes: Logto takes 1048576"):
            describe(client.users.update_custom_data, "u", custom_data={"a": "x" * (room + 1)})
        with pytest.raises(ArgumentError, match="the body has 1048578 bytes"):
            describe(client.users.update_custom_data, "u", custom_data={"a": "x" * room + "ü"})


def test_nul_is_refused_wherever_a_text_can_hold_it() -> None:
    users: Any
    for users in (CLIENTS[0].users, CLIENTS[1].users):
        for data in ({"a": "\0"}, {"a\0": 1}, {"a": [{"b": ["x\0"]}]}):
            with pytest.raises(ArgumentError, match=r"U\+0000"):
                describe(users.update, "u", custom_data=data)
            with pytest.raises(ArgumentError, match=r"U\+0000"):
                describe(users.update_custom_data, "u", {"customData": data})
        for keywords in ({"name": "a\0"}, {"profile": {"nickname": "a\0"}}):
            with pytest.raises(ArgumentError, match=r"(name|nickname) holds U\+0000"):
                describe(users.update, "u", **keywords)
        with pytest.raises(ArgumentError, match=r"^exclude_role_id holds U\+0000"):
            describe(users.list, exclude_role_id="\0")
        with pytest.raises(ArgumentError, match=r"^app_type holds U\+0000"):
            describe(users.list_grants, "u", app_type="x\0")


def test_what_only_looks_like_nul_is_sent() -> None:
    script = {"a": "/\\u0000/", "b\\u0000": "\\\\u0000"}
    assert describe(CLIENT.users.update, "u", custom_data=script).json == {"customData": script}
    with pytest.raises(ArgumentError, match=r"U\+0000"):
        describe(CLIENT.users.update, "u", custom_data={"a": "\\\0"})


@pytest.mark.parametrize("limit", [-1, 0.5, 1.0, "1", True])
@pytest.mark.parametrize(
    ("type_", "name"), [("Number", "minValue"), ("Number", "maxValue"), ("Text", "minLength"), ("Text", "maxLength")]
)
def test_limits_that_logto_stores_and_then_stumbles_over_are_refused(type_: str, name: str, limit: Any) -> None:
    field = {"name": "age", "type": type_, "required": False, "config": {name: limit}}
    shown = name.replace("V", "_v").replace("L", "_l")
    for client in CLIENTS:
        fields: Any = client.custom_profile_fields
        with pytest.raises(ArgumentError, match=f"^request.config.{shown} "):
            describe(fields.create, field)
        with pytest.raises(ArgumentError, match=rf"^request\[0\].config.{shown} "):
            describe(fields.create_many, [field])
        del field["name"]
        with pytest.raises(ArgumentError, match=f"^request.config.{shown} "):
            describe(fields.update, "age", field)
        field["name"] = "age"


def test_limits_of_0_and_more_are_sent() -> None:
    field = {"name": "age", "type": "Number", "required": False, "config": {"minValue": 0, "maxValue": 150}}
    assert describe(CLIENT.custom_profile_fields.create, field).json == field


@pytest.mark.parametrize(
    "operation", [each for each in operations() if "upload" in each.facts], ids=lambda each: each.where
)
def test_a_file_that_logto_does_not_take_is_refused(operation: Operation) -> None:
    upload = operation.facts["upload"]
    assert refusal(operation, b"x") == "file must be a File, not bytes"
    assert refusal(operation, File("a", b"", "text/plain")).startswith(
        "file is of the type text/plain: it must be one of"
    )
    largest, type_ = upload["max_bytes"], upload["types"][0]
    assert refusal(operation, File("a", bytes(largest + 1), type_)).startswith(f"file has {largest + 1} bytes: at most")
    for client in CLIENTS:
        file = File("a", bytes(largest), type_)
        assert describe(getattr(getattr(client, operation.service), operation.name), file).files == {"file": file}
