"""User-defined fields and their values: who may see and set them, and what a value must be."""

from __future__ import annotations

import json
from typing import Any

import pytest
from raw_client import RawClient, Refused, code_of
from sqlalchemy import Engine, event

from authing.server import LocalServer

SET_UDF = (
    "mutation($t: UDFTargetType!, $k: String!, $d: UDFDataType!, $l: String!, $o: String)"
    " { setUdf(targetType: $t, key: $k, dataType: $d, label: $l, options: $o) { targetType dataType key label options } }"
)
UDF = "query($t: UDFTargetType!) { udf(targetType: $t) { key dataType label options } }"
REMOVE_UDF = "mutation($t: UDFTargetType!, $k: String!) { removeUdf(targetType: $t, key: $k) { code } }"
UDV = "query($t: UDFTargetType!, $id: String!) { udv(targetType: $t, targetId: $id) { key dataType value label } }"
BATCH = "query($t: UDFTargetType!, $ids: [String]!) { udfValueBatch(targetType: $t, targetIds: $ids) { targetId data { key value } } }"
SET_UDV = (
    "mutation($t: UDFTargetType!, $id: String!, $k: String!, $v: String!)"
    " { setUdv(targetType: $t, targetId: $id, key: $k, value: $v) { key value } }"
)
SET_UDV_BATCH = (
    "mutation($t: UDFTargetType!, $id: String!, $l: [UserDefinedDataInput!])"
    " { setUdvBatch(targetType: $t, targetId: $id, udvList: $l) { key value } }"
)
SET_BATCH = "mutation($t: UDFTargetType!, $i: [SetUdfValueBatchInput!]!) { setUdfValueBatch(targetType: $t, input: $i) { code } }"
REMOVE_UDV = "mutation($t: UDFTargetType!, $id: String!, $k: String!) { removeUdv(targetType: $t, targetId: $id, key: $k) { key value } }"
PEOPLE = "{ users { list { username customData { key dataType value label } } } }"
FIELDS = {
    "school": "STRING",
    "age": "NUMBER",
    "since": "DATETIME",
    "member": "BOOLEAN",
    "extra": "OBJECT",
    "size": "SELECT",
}


def define(api: RawClient, key: str, kind: str = "STRING", target: str = "USER", **more: Any) -> Any:
    return api.manage(SET_UDF, t=target, k=key, d=kind, l=more.get("label", key), o=more.get("options"))


@pytest.fixture
def bob(api: RawClient) -> Any:
    """A user of a pool whose users have a field of every type."""
    for key, kind in FIELDS.items():
        define(
            api,
            key,
            kind,
            label=key.title(),
            options='["S", {"value": "L", "label": "large"}]' if key == "size" else None,
        )
    return api.create(username="bob")


def values(api: RawClient, target_id: str, target: str = "USER") -> dict[str, str]:
    return {row["key"]: row["value"] for row in api.manage(UDV, t=target, id=target_id)}


# -- definitions ----------------------------------------------------------------------------------


def test_defining_and_describing_anew(api: RawClient) -> None:
    assert api.manage(UDF, t="USER") == []
    made = define(api, "age", "STRING", label="Age")
    assert made == {"targetType": "USER", "dataType": "STRING", "key": "age", "label": "Age", "options": None}
    define(api, "age", "NUMBER", label="Years")
    define(api, "age", "STRING", target="ROLE")
    assert api.manage(UDF, t="USER") == [{"key": "age", "dataType": "NUMBER", "label": "Years", "options": None}]
    assert [field["dataType"] for field in api.manage(UDF, t="ROLE")] == ["STRING"]
    assert api.manage(REMOVE_UDF, t="USER", k="age") == {"code": 200}
    assert api.manage(UDF, t="USER") == []
    assert code_of(api.manage, REMOVE_UDF, t="USER", k="age") == 404
    assert len(api.manage(UDF, t="ROLE")) == 1


@pytest.mark.parametrize(("key", "code"), [("", 2231), ("x" * 101, 400), ("a\x00b", 400)])
def test_keys_that_cannot_be(api: RawClient, key: str, code: int) -> None:
    assert code_of(define, api, key) == code


@pytest.mark.parametrize("options", ["", "S, M", '{"a": 1}', "[1]", "[null]", '[{"label": "x"}]', "[" * 5000])
def test_options_that_are_none(api: RawClient, options: str) -> None:
    assert code_of(define, api, "size", "SELECT", options=options) == 400
    assert api.manage(UDF, t="USER") == []


def test_a_field_with_values_keeps_its_type(api: RawClient, bob: Any) -> None:
    api.manage(SET_UDV, t="USER", id=bob["id"], k="age", v="7")
    assert code_of(define, api, "age", "STRING") == 409
    assert define(api, "age", "NUMBER", label="Years")["label"] == "Years"
    api.manage(REMOVE_UDV, t="USER", id=bob["id"], k="age")
    assert define(api, "age", "STRING")["dataType"] == "STRING"


def test_with_a_field_go_its_values(api: RawClient, bob: Any) -> None:
    for key, value in (("age", "7"), ("school", '"Eton"')):
        api.manage(SET_UDV, t="USER", id=bob["id"], k=key, v=value)
    api.manage(REMOVE_UDF, t="USER", k="age")
    assert values(api, bob["id"]) == {"school": "Eton"}
    define(api, "age", "NUMBER")
    assert values(api, bob["id"]) == {"school": "Eton"}


def test_what_only_managers_do(api: RawClient, bob: Any) -> None:
    token = api.signed_in("alice")["token"]
    for document, arguments in (
        (UDF, {"t": "USER"}),
        (SET_UDF, {"t": "USER", "k": "x", "d": "STRING", "l": "x"}),
        (REMOVE_UDF, {"t": "USER", "k": "age"}),
    ):
        assert code_of(api.run, document, token, **arguments) == 1001
        assert code_of(api.run, document, None, **arguments) == 2020
    assert len(api.manage(UDF, t="USER")) == len(FIELDS)


# -- values ---------------------------------------------------------------------------------------

GOOD = [
    ("school", '"Eton"', "Eton"),
    ("school", '""', ""),
    ("school", '"\\u00e4 \\"q\\" 🦀"', 'ä "q" 🦀'),
    ("school", '"null"', "null"),
    ("age", "22", "22"),
    ("age", " -1.5e3 ", "-1.5e3"),
    ("age", "123456789012345678901234567890.5", "123456789012345678901234567890.5"),
    ("member", "true", "true"),
    ("member", "false", "false"),
    ("extra", '{"a": [1, null, "x"]}', '{"a": [1, null, "x"]}'),
    ("extra", "[]", "[]"),
    ("since", '"2021-09-24T07:29:51"', "2021-09-24T07:29:51"),
    ("since", '"2021-09-24T07:29:51.123Z"', "2021-09-24T07:29:51.123Z"),
    ("since", '"2021-09-24T09:29:51+02:00"', "2021-09-24T09:29:51+02:00"),
    ("since", "1632468591000", "1632468591000"),
    ("since", '"1632468591000"', "1632468591000"),
    ("size", '"S"', "S"),
    ("size", '"L"', "L"),
]
BAD = [
    *[("school", text) for text in ("Eton", "1", "true", "null", "{}", "", '"a\\u0000b"', '"\\ud800"', '"' + "x" * 16_001 + '"')],
    *[("age", text) for text in ('"22"', "true", "null", "NaN", "Infinity", "1e999", "0x1", "1_000", "[1]", "9" * 5000)],
    *[("member", text) for text in ('"true"', "1", "True", "null", "[true]")],
    *[("extra", text) for text in ('"{}"', "1", "null", "{", "{'a': 1}", "[" * 5000, '{"a": NaN}')],
    *[("since", text) for text in ('"soon"', '""', "true", "null", "1e300", '"999999999999999999999"', '"2021-13-01"', "{}")],
    *[("size", text) for text in ('"M"', '"large"', '""', "1", "null", '["S"]')],
]  # fmt: skip


@pytest.mark.parametrize(("key", "text", "kept"), GOOD)
def test_values_of_every_type(api: RawClient, bob: Any, key: str, text: str, kept: str) -> None:
    assert api.manage(SET_UDV, t="USER", id=bob["id"], k=key, v=text) == [{"key": key, "value": kept}]
    assert api.manage(UDV, t="USER", id=bob["id"]) == [
        {"key": key, "dataType": FIELDS[key], "value": kept, "label": key.title()}
    ]


def test_values_that_do_not_fit(api: RawClient, bob: Any) -> None:
    for key, text in BAD:
        assert code_of(api.manage, SET_UDV, t="USER", id=bob["id"], k=key, v=text) == 400, (key, text[:30])
    assert values(api, bob["id"]) == {}


@pytest.mark.parametrize(
    ("target", "key", "text", "message"),
    [
        (None, "school", "22", "school is a STRING field: its value must be a text"),
        (None, "age", '"22"', "age is a NUMBER field: its value must be a number"),
        (None, "size", '"XXL"', "size is a SELECT field: its value must be one of S, L"),
        (None, "school", "in clear", 'the value of school must be JSON text, such as 22 or "a text"'),
        (None, "height", "1", "there is no field height for the target type USER"),
        ("f" * 24, "age", "22", f"there is no user {'f' * 24}"),
    ],
)
def test_a_refusal_says_what_is_wanted(
    api: RawClient, bob: Any, target: str | None, key: str, text: str, message: str
) -> None:
    with pytest.raises(Refused) as refused:
        api.manage(SET_UDV, t="USER", id=target or bob["id"], k=key, v=text)
    assert refused.value.message == message


def test_a_select_without_options_takes_every_text(api: RawClient, bob: Any) -> None:
    define(api, "colour", "SELECT")
    assert api.manage(SET_UDV, t="USER", id=bob["id"], k="colour", v='"puce"') == [{"key": "colour", "value": "puce"}]


def test_a_batch_is_all_or_nothing(api: RawClient, bob: Any) -> None:
    rows = [{"key": "age", "value": "1"}, {"key": "school", "value": '"Eton"'}]
    for bad, code in (
        ({"key": "none", "value": "1"}, 404),
        ({"key": "member", "value": "1"}, 400),
        ({"key": "age"}, 400),
    ):
        assert code_of(api.manage, SET_UDV_BATCH, t="USER", id=bob["id"], l=[*rows, bad]) == code
    assert code_of(api.manage, SET_UDV_BATCH, t="USER", id=bob["id"], l=[]) == 2231
    assert code_of(api.manage, SET_UDV_BATCH, t="USER", id=bob["id"]) == 2231
    assert values(api, bob["id"]) == {}
    last = {"key": "age", "value": "2"}
    assert {"key": "age", "value": "2"} in api.manage(SET_UDV_BATCH, t="USER", id=bob["id"], l=[*rows, last])
    assert values(api, bob["id"]) == {"age": "2", "school": "Eton"}


def test_values_of_several(api: RawClient, bob: Any) -> None:
    ann = api.create(username="ann")
    rows = [{"targetId": user["id"], "key": "age", "value": str(age)} for age, user in enumerate([bob, ann], start=1)]
    foreign = {"targetId": "f" * 24, "key": "age", "value": "1"}
    assert code_of(api.manage, SET_BATCH, t="USER", i=[*rows, foreign]) == 2004
    assert api.manage(BATCH, t="USER", ids=[bob["id"]]) == [{"targetId": bob["id"], "data": []}]
    assert api.manage(SET_BATCH, t="USER", i=rows) == {"code": 200}
    assert api.manage(BATCH, t="USER", ids=[ann["id"], "f" * 24, bob["id"], ann["id"]]) == [
        {"targetId": ann["id"], "data": [{"key": "age", "value": "2"}]},
        {"targetId": bob["id"], "data": [{"key": "age", "value": "1"}]},
    ]
    assert api.manage(BATCH, t="USER", ids=[]) == []
    assert code_of(api.manage, BATCH, t="USER", ids=["f" * 24] * 1001) == 400
    assert code_of(api.manage, SET_BATCH, t="USER", i=rows * 501) == 400
    assert code_of(api.manage, SET_BATCH, t="USER", i=[]) == 2231


def test_removing(api: RawClient, bob: Any) -> None:
    for key, text in (("age", "1"), ("school", '"Eton"')):
        api.manage(SET_UDV, t="USER", id=bob["id"], k=key, v=text)
    for _ in range(2):
        assert api.manage(REMOVE_UDV, t="USER", id=bob["id"], k="age") == [{"key": "school", "value": "Eton"}]
    assert code_of(api.manage, REMOVE_UDV, t="USER", id=bob["id"], k="none") == 404
    assert code_of(api.manage, REMOVE_UDV, t="USER", id="f" * 24, k="age") == 2004


# -- targets --------------------------------------------------------------------------------------

CREATE_ORG = "mutation($n: String!) { createOrg(name: $n) { id rootNode { id } } }"

RESOURCE = {"code": "books", "type": "DATA", "namespace": "default", "actions": [{"name": "books:read"}]}


def test_everything_may_have_fields(api: RawClient) -> None:
    org = api.manage(CREATE_ORG, n="Acme")
    role = api.manage('mutation { createRole(code: "admin") { id } }')
    targets = {
        "USER": api.create(username="bob")["id"],
        "ROLE": role["id"],
        "ORG": org["id"],
        "NODE": org["rootNode"]["id"],
        "USERPOOL": api.pool_id,
        "APPLICATION": api.app_id,
        "PERMISSION": api.rest("POST", "/api/v2/resources", api.management_token, json=RESOURCE)["data"]["id"],
    }
    for target, target_id in targets.items():
        assert code_of(api.manage, SET_UDV, t=target, id=target_id, k="motto", v='"x"') == 404
        define(api, "motto", target=target)
        assert api.manage(SET_UDV, t=target, id=target_id, k="motto", v=json.dumps(target)) == [
            {"key": "motto", "value": target}
        ]
        for others in {*targets.values(), "f" * 24} - {target_id}:
            assert code_of(api.manage, UDV, t=target, id=others) in (404, 2004, 2011), (target, others)
    assert {target: values(api, target_id, target) for target, target_id in targets.items()} == {
        target: {"motto": target} for target in targets
    }
    api.manage('mutation { deleteRole(code: "admin") { code } }')
    assert code_of(api.manage, UDV, t="ROLE", id=role["id"]) == 404


def test_a_deleted_user_leaves_no_values(api: RawClient, bob: Any) -> None:
    api.manage(SET_UDV, t="USER", id=bob["id"], k="age", v="1")
    api.manage("mutation($id: String!) { deleteUser(id: $id) { code } }", id=bob["id"])
    assert code_of(api.manage, UDV, t="USER", id=bob["id"]) == 2004
    assert api.manage("{ archivedUsers { list { customData { key } } } }") == {"list": [{"customData": []}]}


def test_a_pool_does_not_see_its_neighbour(api: RawClient, neighbour: RawClient, bob: Any) -> None:
    api.manage(SET_UDV, t="USER", id=bob["id"], k="age", v="1")
    assert neighbour.manage(UDF, t="USER") == []
    assert code_of(neighbour.manage, UDV, t="USER", id=bob["id"]) == 2004
    assert neighbour.manage(BATCH, t="USER", ids=[bob["id"]]) == []
    assert code_of(neighbour.manage, REMOVE_UDF, t="USER", k="age") == 404
    define(neighbour, "age", "STRING")
    assert code_of(neighbour.manage, SET_UDV, t="USER", id=bob["id"], k="age", v='"x"') == 2004
    assert code_of(neighbour.manage, SET_UDV, t="USERPOOL", id=api.pool_id, k="age", v='"x"') == 404
    assert code_of(neighbour.manage, UDV, t="APPLICATION", id=api.app_id) == 2011
    assert values(api, bob["id"]) == {"age": "1"}


def test_a_user_sees_and_sets_the_own_values(api: RawClient, bob: Any) -> None:
    user = api.signed_in("alice")
    me, token = {"t": "USER", "id": user["id"]}, user["token"]
    assert api.run(SET_UDV, token, **me, k="age", v="30") == [{"key": "age", "value": "30"}]
    assert len(api.run(SET_UDV_BATCH, token, **me, l=[{"key": "school", "value": '"x"'}])) == 2
    assert len(api.run(UDV, token, **me)) == 2
    assert api.run("{ user { customData { key } } }", token) == {"customData": [{"key": "school"}, {"key": "age"}]}
    assert api.run(REMOVE_UDV, token, **me, k="school") == [{"key": "age", "value": "30"}]
    other = {"t": "USER", "id": bob["id"]}
    assert code_of(api.run, UDV, token, **other) == 2202
    assert code_of(api.run, SET_UDV, token, **other, k="age", v="1") == 2202
    assert code_of(api.run, REMOVE_UDV, token, **other, k="age") == 2202
    assert code_of(api.run, BATCH, token, t="USER", ids=[user["id"], bob["id"]]) == 2202
    assert code_of(api.run, UDV, token, t="USERPOOL", id=api.pool_id) == 1001
    assert code_of(api.run, UDV, None, **me) == 2020
    assert code_of(api.run, SET_UDV, "nonsense", **me, k="age", v="1") == 2020
    assert values(api, bob["id"]) == {}


# -- values with users ----------------------------------------------------------------------------

PARAMS = json.dumps(
    [{"key": "age", "value": 3}, {"key": "school", "value": "Eton"}, {"key": "extra", "value": {"a": 1}}]
)
KEPT = {"age": "3", "school": "Eton", "extra": '{"a": 1}'}
BAD_PARAMS = ["", "[1]", "{}", '[{"key": "age"}]', '[{"key": 1, "value": 1}]', "null", "[" * 3000, '[{"key": "age", "value": null}]']  # fmt: skip


def test_users_are_created_with_values(api: RawClient, bob: Any) -> None:
    document = (
        'mutation($p: String) { createUser(userInfo: {username: "carl"}, params: $p) { customData { key value } } }'
    )
    for params in BAD_PARAMS:
        assert code_of(api.manage, document, p=params) == 400, params
    assert code_of(api.manage, document, p='[{"key": "none", "value": 1}]') == 404
    assert api.manage('{ findUser(username: "carl") { id } }') is None
    made = api.manage(document, p=PARAMS)
    assert {row["key"]: row["value"] for row in made["customData"]} == KEPT


def test_users_register_with_values(api: RawClient, bob: Any) -> None:
    assert code_of(api.register, username="carl", params='[{"key": "none", "value": 1}]') == 404
    assert code_of(api.register, username="carl", params='[{"key": "age", "value": "x"}]') == 400
    assert api.manage('{ isUserExists(username: "carl") }') is False
    assert values(api, api.register(username="carl", params=PARAMS)["id"]) == KEPT
    udf = [{"key": "school", "value": '"Harrow"'}]
    assert values(api, api.register("Email", email="dan@example.com", profile={"udf": udf})["id"]) == {
        "school": "Harrow"
    }


def test_a_login_may_set_values(api: RawClient, bob: Any) -> None:
    user = api.register(username="carl")
    assert code_of(api.login, username="carl", params='[{"key": "age", "value": "x"}]') == 400
    assert api.login(username="carl", params='[{"key": "age", "value": 4}]')["loginsCount"] == 1
    assert values(api, user["id"]) == {"age": "4"}
    fresh = api.login(username="dora", autoRegister=True, params=PARAMS)
    assert values(api, fresh["id"]) == KEPT


def test_custom_data_of_users_in_lists(api: RawClient, bob: Any) -> None:
    ann = api.create(username="ann")
    api.manage(SET_UDV, t="USER", id=bob["id"], k="age", v="1")
    api.manage('mutation { createRole(code: "r") { id } }')
    api.manage('mutation($u: [String!]) { assignRole(roleCode: "r", userIds: $u) { code } }', u=[ann["id"], bob["id"]])
    expected = [
        {"username": "ann", "customData": []},
        {"username": "bob", "customData": [{"key": "age", "dataType": "NUMBER", "value": "1", "label": "Age"}]},
    ]
    selection = "username customData { key dataType value label }"
    assert api.manage(PEOPLE)["list"] == expected
    assert api.manage(f'{{ searchUser(query: "n") {{ list {{ {selection} }} }} }}')["list"] == expected[:1]
    ids = [ann["id"], bob["id"]]
    assert api.manage(f"query($i: [String!]!) {{ userBatch(ids: $i) {{ {selection} }} }}", i=ids) == expected
    assert api.manage(f'{{ findUser(username: "bob") {{ {selection} }} }}') == expected[1]
    assert api.manage(f'{{ role(code: "r") {{ users {{ list {{ {selection} }} }} }} }}')["users"]["list"] == expected


def test_a_page_of_users_costs_as_much_as_one_user(api: RawClient, bob: Any) -> None:
    statements: list[str] = []

    def note(*arguments: Any) -> None:
        statements.append(arguments[2])

    def asked() -> int:
        statements.clear()
        assert all(user["customData"] for user in api.manage(PEOPLE)["list"])
        return len([statement for statement in statements if "field_values" in statement])

    api.manage(SET_UDV, t="USER", id=bob["id"], k="age", v="1")
    event.listen(Engine, "before_cursor_execute", note)
    try:
        assert asked() == 1
        for number in range(4):
            user = api.create(username=f"user{number}")
            api.manage(SET_UDV, t="USER", id=user["id"], k="age", v="1")
        assert asked() == 1
    finally:
        event.remove(Engine, "before_cursor_execute", note)


@pytest.mark.parametrize(
    ("asked", "is_there"), [("1", True), ("true", True), ("0", False), ("false", False), ("", False)]
)
def test_custom_data_by_rest(api: RawClient, bob: Any, asked: str, is_there: bool) -> None:
    api.manage(SET_UDV, t="USER", id=bob["id"], k="age", v="1")
    found = api.rest("GET", f"/api/v2/users/{bob['id']}?with_custom_data={asked}", api.management_token)["data"]
    expected = [{"key": "age", "dataType": "NUMBER", "label": "Age", "value": "1"}] if is_there else None
    assert found.get("customData") == expected
    assert api.rest("GET", f"/api/v2/users/{'f' * 24}?with_custom_data=1", api.management_token)["data"] is None


def test_counting_who_has_a_value(api: RawClient, bob: Any) -> None:
    api.manage(SET_UDV, t="USER", id=bob["id"], k="age", v="1")
    path = "/api/v2/analysis/exist-defined-field-count"

    def counted(query: str, token: str | None = api.management_token) -> tuple[int, Any]:
        answer = api.rest("GET", f"{path}{query}", token)
        return answer["code"], answer["data"]

    assert counted("?definedFieldKey=age") == (200, 1)
    assert counted("?definedFieldKey=school") == (200, 0)
    assert counted("?definedFieldKey=none") == (404, None)
    assert counted("") == (2231, None)
    assert counted("?definedFieldKey=age&appId=x") == (501, None)
    assert counted("?definedFieldKey=age", api.signed_in("alice")["token"]) == (1001, None)
    assert counted("?definedFieldKey=age", None) == (2020, None)


def test_values_go_with_a_reset(api: RawClient, server: LocalServer, bob: Any) -> None:
    api.manage(SET_UDV, t="USER", id=bob["id"], k="age", v="1")
    server.reset()
    assert api.manage(UDF, t="USER") == []
