"""Answers that were in an envelope in authing 4.5 answer to its keys still, and are otherwise what they are."""

from __future__ import annotations

import copy
import inspect
import json
import pickle
import warnings
from typing import Any

import pytest
from v2_kit import Platform, drive, envelope, perform, reply

from authing.core.binding import Resource, Runner, Sync, describe, operation
from authing.core.call import Call, Flow
from authing.v2.compat import out_of_its_envelope
from authing.v2.management.client import AsyncManagementClient, ManagementClient
from authing.v2.models.answer import CommonMessage
from authing.v2.models.permission import AclResource
from authing.v2.models.pool import Env, UserPool
from authing.v2.wire import rest

CLIENT = ManagementClient(user_pool_id="pool", secret="secret", host="http://idp.test")
POOL = {"id": "pool", "name": "Home"}
ENVS = [{"id": "1", "key": "host", "value": "a"}, {"id": "2", "key": "port", "value": "1"}]
BOOK = {"id": "1", "code": "book", "type": "DATA"}
OLD = ("data", "code", "message")


def answered(bound: Any, raw: Any, *args: Any) -> Any:
    """What an operation makes of an envelope with this data."""
    return drive(describe(bound, *args), envelope(raw, 200, "well done")).result[0]


@pytest.fixture
def pool() -> Any:
    return answered(CLIENT.user_pool.detail, POOL)


@pytest.fixture
def envs() -> Any:
    return answered(CLIENT.user_pool.list_env, ENVS)


def of_old(look: Any) -> tuple[Any, list[str]]:
    """What is found in the old way, and the warnings, which point at the line that looks."""
    line = look.__code__.co_firstlineno
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        found = look()
    assert {(each.category, each.filename, each.lineno) for each in caught} <= {(DeprecationWarning, __file__, line)}
    return found, [str(each.message) for each in caught]


def test_an_object_has_the_keys_of_its_envelope(pool: Any) -> None:
    needless = "is not needed: a code other than 200 is raised"
    data, told = of_old(lambda: pool["data"])
    assert (data, told) == (pool, ['detail()["data"] is detail() now'])
    assert type(data) is type(pool) is UserPool
    assert of_old(lambda: pool["code"]) == (200, [f'detail()["code"] {needless}'])
    assert of_old(lambda: pool["message"]) == ("", [f'detail()["message"] {needless}'])
    assert of_old(lambda: pool.get("code")) == (200, [f'detail()["code"] {needless}'])
    assert of_old(lambda: "data" in pool) == (True, ['detail()["data"] is detail() now'])
    assert of_old(lambda: pool.raw["data"]["name"])[0] == "Home"


def test_a_list_has_the_keys_of_its_envelope(envs: Any) -> None:
    data, told = of_old(lambda: envs["data"])
    assert (data, told) == (envs, ['list_env()["data"] is list_env() now'])
    assert type(data) is list
    assert of_old(lambda: envs["code"])[0] == of_old(lambda: envs.get("code"))[0] == 200
    assert of_old(lambda: envs["message"])[0] == ""


def test_only_what_was_around_is_an_old_key(pool: Any, envs: Any) -> None:
    for answer in (pool, envs, of_old(lambda: pool["data"])[0]):
        with pytest.raises(KeyError):
            answer["dates"]
        assert (answer.get("dates"), answer.get("dates", 1)) == (None, 1)
    assert "dates" not in pool
    assert "data" not in envs
    inner = of_old(lambda: pool["data"])[0]
    assert [key for key in OLD if key in inner] == []


def test_it_is_an_object_like_any_other(pool: Any) -> None:
    plain = UserPool.of(POOL)
    assert pool == plain
    assert plain == pool
    assert pool == POOL
    assert list(pool) == list(pool.keys()) == ["id", "name"]
    assert (len(pool), dict(pool), repr(pool)) == (2, POOL, repr(plain))
    assert (pool["name"], pool.name, pool.get("name"), "name" in pool) == ("Home", "Home", "Home", True)
    assert json.dumps(pool.raw) == json.dumps(POOL)
    assert isinstance(pool.raw, dict)


def test_it_is_a_list_like_any_other(envs: Any) -> None:
    plain = Env.many(ENVS)
    assert envs == plain
    assert plain == envs
    assert (len(envs), envs[0], envs[-1], envs[:1], list(envs)) == (2, plain[0], plain[1], plain[:1], plain)
    assert plain[0] in envs
    assert repr(envs) == repr(plain)
    assert json.dumps([env.raw for env in envs]) == json.dumps(ENVS)
    assert isinstance(envs, list)


@pytest.mark.parametrize(
    "copied",
    [copy.copy, copy.deepcopy, lambda answer: pickle.loads(pickle.dumps(answer))],
    ids=["copy", "deepcopy", "pickle"],
)
def test_copies_are_the_same(pool: Any, envs: Any, copied: Any) -> None:
    for answer in (pool, envs):
        other = copied(answer)
        assert (other, type(other)) == (answer, type(answer))
        assert of_old(lambda other=other: other["data"])[0] == answer
        assert of_old(lambda other=other: other["code"])[0] == 200


def test_a_key_of_its_own_comes_first() -> None:
    book = answered(CLIENT.acl.get_resource_by_code, BOOK, "default", "book")
    assert (book["code"], book.get("code"), book.code) == ("book", "book", "book")
    assert of_old(lambda: book["data"]["code"])[0] == "book"
    without = answered(CLIENT.acl.get_resource_by_code, {"id": "1"}, "default", "book")
    assert type(without) is AclResource
    assert [without.code, without.get("code"), "code" in without] == [None, None, False]
    unknown = answered(CLIENT.user_pool.detail, {**POOL, "message": "Welcome"})
    assert unknown["message"] == "Welcome"


def test_nobody_has_no_keys() -> None:
    assert answered(CLIENT.acl.get_resource_by_id, None, "1") is None


def test_an_envelope_without_data_is_the_answer() -> None:
    done = answered(CLIENT.user_pool.remove_env, None, "host")
    assert type(done) is CommonMessage
    assert (done.code, done.message, done["code"], done["message"], done["data"]) == (
        200,
        "well done",
    ) * 2 + (None,)
    newer = drive(describe(CLIENT.user_pool.remove_env, "host"), reply({"statusCode": 200, "message": "ok"})).result[0]
    assert (newer.code, newer.message) == (200, "ok")


def test_a_department_was_one_level_deeper() -> None:
    page = {"totalCount": 0, "list": []}
    told = reply({"data": {"user": {"departments": page}}})
    found = drive(describe(CLIENT.users.list_department, "u"), told).result[0]
    assert of_old(lambda: found["departments"]["totalCount"]) == (
        0,
        ['list_department()["departments"] is list_department() now'],
    )
    with pytest.raises(KeyError):
        found["code"]


def test_the_operation_is_described_and_shown_as_ever() -> None:
    call = describe(CLIENT.user_pool.list_env)
    assert (type(call), call.method, call.path) == (Call, "GET", "/api/v2/env")
    assert str(inspect.signature(CLIENT.user_pool.list_env)) == "() -> 'Sequence[models.Env]'"
    assert (CLIENT.user_pool.list_env.__doc__ or "").startswith("List the environment variables")


class Twice(Resource[Sync]):
    """An operation of two requests."""

    @operation
    def pool(self) -> Flow[UserPool]:
        """Read the pool twice."""
        yield from rest("GET", "/first", UserPool.of)
        return (yield from rest("GET", "/second", UserPool.of))

    pool_of_old = out_of_its_envelope(pool, "data")


def test_an_operation_of_several_requests_too() -> None:
    driven = drive(describe(Twice(Runner()).pool_of_old), envelope({}), envelope(POOL))
    assert [call.path for call in driven.calls] == ["/first", "/second"]
    assert of_old(lambda: driven.result[0]["data"])[0] == POOL


@pytest.mark.parametrize("make", [ManagementClient, AsyncManagementClient])
def test_in_both_modes(make: Any) -> None:
    with Platform({"GET /api/v2/env": envelope(ENVS)}) as platform:
        client = make(user_pool_id="pool", secret="secret", host=platform.host)
        found = perform(client.user_pool.list_env())
        perform(client.close())
    assert of_old(lambda: found["data"][1]["key"])[0] == "port"
