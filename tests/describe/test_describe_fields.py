"""What every operation about user-defined fields sends: `client.udf`, and those of users and roles."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from described import Row, check, rows_that_miss, sent, unused_arguments

from authing import ArgumentError, AsyncManagementClient, ManagementClient
from authing.core.binding import describe
from authing.v2.management.roles.fields import Fields as FieldsOfRoles
from authing.v2.management.udf import Udf
from authing.v2.management.users.fields import Fields as FieldsOfUsers
from authing.v2.models.field import DataType, FieldTarget

ID = "5f0c8b2e1d3a4f6b7c8d9e0f"
COUNT = "/api/v2/analysis/exist-defined-field-count"

UDF = [
    Row("list", ("USER",), field="udf", variables={"targetType": "USER"}, safe=True),
    Row("list", (), {"target_type": FieldTarget.APPLICATION}, field="udf", variables={"targetType": "APPLICATION"}, safe=True),
    Row(
        "set",
        ("USER", "age", "NUMBER", "Age"),
        field="setUdf",
        variables={"targetType": "USER", "key": "age", "dataType": "NUMBER", "label": "Age"},
    ),
    Row(
        "set",
        (FieldTarget.ROLE, "size", DataType.SELECT),
        {"options": ["S", {"value": "L", "label": "large"}]},
        field="setUdf",
        variables={
            "targetType": "ROLE",
            "key": "size",
            "dataType": "SELECT",
            "label": "size",
            "options": '["S",{"value":"L","label":"large"}]',
        },
    ),
    Row(
        "set",
        (),
        {"target_type": "ORG", "key": "x", "data_type": "OBJECT", "label": ""},
        field="setUdf",
        variables={"targetType": "ORG", "key": "x", "dataType": "OBJECT", "label": ""},
    ),
    Row("remove", ("NODE", "x"), field="removeUdf", variables={"targetType": "NODE", "key": "x"}),
    Row("list_udf_value", ("USERPOOL", ID), field="udv", variables={"targetType": "USERPOOL", "targetId": ID}, safe=True),
    Row(
        "set_udf_value_batch",
        ("USER", ID, [{"key": "age", "value": "22"}, {"key": "name", "value": '"Bob"'}]),
        field="setUdvBatch",
        variables={
            "targetType": "USER",
            "targetId": ID,
            "udvList": [{"key": "age", "value": "22"}, {"key": "name", "value": '"Bob"'}],
        },
    ),
    Row(
        "set_udv_batch",
        ("PERMISSION", ID, ({"key": "age", "value": 22}, {"key": "name", "value": "Bob"})),
        field="setUdvBatch",
        variables={
            "targetType": "PERMISSION",
            "targetId": ID,
            "udvList": [{"key": "age", "value": "22"}, {"key": "name", "value": '"Bob"'}],
        },
    ),
]  # fmt: skip


def of_targets(kind: str) -> list[Row]:
    """What users and roles have in common."""
    one = {"targetType": kind, "targetId": ID}
    several = {"age": 3, "nested": {"a": [1, None]}}
    pairs = [{"key": "age", "value": "3"}, {"key": "nested", "value": '{"a":[1,null]}'}]
    return [
        Row("get_udf_value", (ID,), field="udv", variables=one, safe=True),
        Row("get_udf_value_batch", (["a", "b"],), field="udfValueBatch", variables={"targetType": kind, "targetIds": ["a", "b"]}, safe=True),
        Row("set_udf_value", (ID, several), field="setUdvBatch", variables={**one, "udvList": pairs}),
        Row(
            "set_udf_value_batch",
            ({"a": several, "b": {"age": 4}},),
            field="setUdfValueBatch",
            variables={
                "targetType": kind,
                "input": [*({"targetId": "a", **pair} for pair in pairs), {"targetId": "b", "key": "age", "value": "4"}],
            },
        ),
        Row("remove_udf_value", (ID, "age"), field="removeUdv", variables={**one, "key": "age"}),
    ]  # fmt: skip


ROLES = [
    *of_targets("ROLE"),
    Row("get_specific_udf_value", (ID, "age"), field="udv", variables={"targetType": "ROLE", "targetId": ID}, safe=True),
]  # fmt: skip

USER = {"targetType": "USER", "targetId": ID}
USERS = [
    *of_targets("USER"),
    Row("list_udv", (ID,), field="udv", variables=USER, safe=True),
    *[
        Row("set_udv", (ID, "x", value), field="setUdv", variables={**USER, "key": "x", "value": text})
        for value, text in (
            ("Bob", '"Bob"'),
            ("", '""'),
            ("22", '"22"'),
            (22, "22"),
            (-0.5, "-0.5"),
            (Decimal("0.10"), "0.1"),
            (Decimal("1E+3"), "1000"),
            (True, "true"),
            (False, "false"),
            ({}, "{}"),
            ([1, "ä"], '[1,"ä"]'),
            (date(2021, 9, 24), '"2021-09-24"'),
            (datetime(2021, 9, 24, 7, 29, 51), '"2021-09-24T07:29:51"'),  # noqa: DTZ001 - as 4.5 sent it: read as UTC
            (datetime(2021, 9, 24, 7, 29, 51, tzinfo=timezone.utc), '"2021-09-24T07:29:51Z"'),
            (datetime(2021, 9, 24, 9, 29, 51, tzinfo=timezone(timedelta(hours=2))), '"2021-09-24T07:29:51Z"'),
            (DataType.SELECT, '"SELECT"'),
        )
    ],
    Row("remove_udv", (ID, "x"), field="removeUdv", variables={**USER, "key": "x"}),
    Row("get_udf_field_user_num", ("age",), method="GET", path=COUNT, params={"definedFieldKey": "age"}, safe=True),
    Row(
        "get_udf_field_user_num",
        ("age",),
        {"app_id": "app"},
        method="GET",
        path=COUNT,
        params={"definedFieldKey": "age", "appId": "app"},
        safe=True,
    ),
]

BLOCKING = ManagementClient(user_pool_id="pool", secret="secret", host="http://idp.test")
AWAITED = AsyncManagementClient(user_pool_id="pool", secret="secret", host="http://idp.test")
BOTH = pytest.mark.parametrize("client", [BLOCKING, AWAITED], ids=["blocking", "awaited"])
TABLES = [("udf", Udf, UDF), ("users", FieldsOfUsers, USERS), ("roles", FieldsOfRoles, ROLES)]


@BOTH
@pytest.mark.parametrize(("owner", "row"), [(name, row) for name, _, table in TABLES for row in table], ids=str)
def test_what_is_sent(client: Any, owner: str, row: Row) -> None:
    check(sent(getattr(getattr(client, owner), row.name), row), row)


@pytest.mark.parametrize(("owner", "table"), [(owner, table) for _, owner, table in TABLES])
def test_every_operation_and_argument_has_a_row(owner: type[Any], table: list[Row]) -> None:
    assert rows_that_miss(owner, table) == set()
    assert unused_arguments(owner, table) == set()


NO_TEXT: list[Any] = ["", None, 5, b"abc", ["a"]]
NO_TEXTS: list[Any] = [[], "abc", None, 5, [""], [None], {"a": "b"}]
NO_TARGET: list[Any] = ["", None, "user", "USERS", 5, DataType.NUMBER]
NO_VALUE: list[Any] = [
    None,
    float("nan"),
    float("inf"),
    Decimal("NaN"),
    Decimal("sNaN"),
    Decimal("Infinity"),
    object(),
    b"x",
    "\ud800",
    {1, object()},
]
NO_DATA: list[Any] = [None, {}, [], "abc", 5, {"": 1}, {5: 1}, *({"x": value} for value in NO_VALUE)]
NO_JSON_TEXT: list[Any] = [5, True, {}, "", None]
NO_DATA_OF_SEVERAL: list[Any] = [None, {}, [], "abc", {"": {"x": 1}}]
NO_PAIRS: list[Any] = [
    None,
    [],
    {},
    "abc",
    [5],
    [{}],
    [{"value": 1}],
    [{"key": ""}],
    [{"key": "x"}],
    [{"key": "x", "value": None}],
]

REFUSED: list[tuple[str, str, tuple[Any, ...]]] = [
    *[("udf", "list", (target,)) for target in NO_TARGET],
    *[("udf", "set", (target, "x", "STRING", "x")) for target in NO_TARGET],
    *[("udf", "remove", (target, "x")) for target in NO_TARGET],
    *[("udf", "list_udf_value", (target, ID)) for target in NO_TARGET],
    *[("udf", "set", ("USER", key, "STRING", "x")) for key in NO_TEXT],
    *[("udf", "set", ("USER", "x", kind, "x")) for kind in ("", None, "string", "TEXT", 5, FieldTarget.USER)],
    *[("udf", "set", ("USER", "x", "STRING", label)) for label in (5, b"x", ["x"])],
    *[("udf", "remove", ("USER", key)) for key in NO_TEXT],
    *[("udf", "list_udf_value", ("USER", target_id)) for target_id in NO_TEXT],
    *[("udf", name, ("USER", ID, pairs)) for pairs in NO_PAIRS for name in ("set_udf_value_batch", "set_udv_batch")],
    *[("udf", "set_udf_value_batch", ("USER", ID, [{"key": "x", "value": value}])) for value in NO_JSON_TEXT],
    *[("udf", "set_udv_batch", ("USER", ID, [{"key": "x", "value": value}])) for value in NO_VALUE],
    *[(owner, "get_udf_value", (target_id,)) for target_id in NO_TEXT for owner in ("users", "roles")],
    *[(owner, "get_udf_value_batch", (ids,)) for ids in NO_TEXTS for owner in ("users", "roles")],
    *[(owner, "set_udf_value", (ID, data)) for data in NO_DATA for owner in ("users", "roles")],
    *[(owner, "set_udf_value_batch", ({ID: data},)) for data in NO_DATA for owner in ("users", "roles")],
    *[(owner, "set_udf_value_batch", (data,)) for data in NO_DATA_OF_SEVERAL for owner in ("users", "roles")],
    *[(owner, "remove_udf_value", (ID, key)) for key in NO_TEXT for owner in ("users", "roles")],
    *[("roles", "get_specific_udf_value", (ID, key)) for key in NO_TEXT],
    *[("users", "list_udv", (target_id,)) for target_id in NO_TEXT],
    *[("users", "set_udv", (ID, key, 1)) for key in NO_TEXT],
    *[("users", "set_udv", (ID, "x", value)) for value in NO_VALUE],
    *[("users", "remove_udv", (ID, key)) for key in NO_TEXT],
    *[("users", "get_udf_field_user_num", (key,)) for key in NO_TEXT],
]  # fmt: skip


@pytest.mark.parametrize(
    ("owner", "name", "args"), REFUSED, ids=[f"{row[0]}.{row[1]}{row[2]!r}"[:60] for row in REFUSED]
)
def test_what_is_refused_before_anything_is_sent(owner: str, name: str, args: tuple[Any, ...]) -> None:
    with pytest.raises(ArgumentError):
        describe(getattr(getattr(BLOCKING, owner), name), *args)


@pytest.mark.parametrize(
    ("owner", "name", "argument", "text"),
    [
        ("users", "get_udf_value_batch", "x", "user_ids must be a list of texts, not a str"),
        ("roles", "get_udf_value_batch", "x", "ids must be a list of texts, not a str"),
        ("users", "set_udf_value_batch", {ID: 5}, f"the values of {ID} must be a mapping of fields, not a int"),
        ("users", "set_udf_value_batch", {ID: {}}, f"the values of {ID} must hold at least one value"),
        ("users", "set_udf_value_batch", {5: {"age": 5}}, "the id of a target must be a text, not a int"),
        ("org", "import_by_json", [1], "json_str must be JSON text or a mapping, not a list"),
    ],
)
def test_a_refusal_names_what_is_wrong(owner: str, name: str, argument: Any, text: str) -> None:
    with pytest.raises(ArgumentError, match=f"^{text}$"):
        describe(getattr(getattr(BLOCKING, owner), name), argument)


@pytest.mark.parametrize("options", ["S", {"value": "S"}, [5], [None], 5], ids=repr)
def test_options_are_a_list(options: Any) -> None:
    with pytest.raises(ArgumentError):
        describe(BLOCKING.udf.set, "USER", "size", "SELECT", options=options)
