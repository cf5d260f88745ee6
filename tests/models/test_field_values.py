"""The values of user-defined fields, from Python to JSON text and from the platform's text to Python."""

from __future__ import annotations

import json
from collections import OrderedDict
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from typing import Any

import pytest

from authing import ArgumentError
from authing.v2.arguments import pairs_text
from authing.v2.fields import python_value, python_values, value_text
from authing.v2.models.field import FieldDefinition, FieldTarget, FieldValue, FieldValues
from authing.v2.models.user import User

UTC = timezone.utc
NAIVE = datetime(2021, 9, 24, 7, 29, 51)  # noqa: DTZ001 - what is read without a zone is UTC
MOMENT = NAIVE.replace(tzinfo=UTC)


class Size(Enum):
    LARGE = "L"


SENT: list[tuple[Any, str]] = [
    ("", '""'),
    ("ä🦀", '"ä🦀"'),
    ('"', r'"\""'),
    ("\x00", r'"\u0000"'),
    (0, "0"),
    (-(10**40), "-" + "1" + "0" * 40),
    (0.1, "0.1"),
    (1e300, "1e+300"),
    (True, "true"),
    (Decimal("22"), "22"),
    (Decimal("22.00"), "22"),
    (Decimal("-0.25"), "-0.25"),
    (Decimal("1E+2"), "100"),
    (NAIVE, '"2021-09-24T07:29:51"'),
    (MOMENT, '"2021-09-24T07:29:51Z"'),
    (MOMENT.astimezone(timezone(timedelta(hours=8))), '"2021-09-24T07:29:51Z"'),
    (MOMENT.replace(microsecond=5), '"2021-09-24T07:29:51.000005Z"'),
    (date(2021, 9, 24), '"2021-09-24"'),
    (Size.LARGE, '"L"'),
    ({}, "{}"),
    ([], "[]"),
    ((1, "a"), '[1,"a"]'),
    (OrderedDict(a=None), '{"a":null}'),
    ({"when": MOMENT, "size": [Size.LARGE]}, '{"when":"2021-09-24T07:29:51Z","size":["L"]}'),
    (FieldValue.of({"key": "x"}), '{"key":"x"}'),
]
NEVER_SENT: list[Any] = [
    None,
    float("nan"),
    float("inf"),
    Decimal("NaN"),
    Decimal("sNaN"),
    Decimal("-Infinity"),
    b"bytes",
    object(),
    "\ud800",
    {"deep": [float("nan")]},
    {"deep": NAIVE},
    {"deep": Decimal("1")},
    1j,
]


@pytest.mark.parametrize(("value", "text"), SENT, ids=repr)
def test_what_is_sent(value: Any, text: str) -> None:
    assert value_text("x", value) == text
    assert pairs_text({"x": value}) == f'[{{"key":"x","value":{text}}}]'


@pytest.mark.parametrize("value", NEVER_SENT, ids=lambda value: type(value).__name__)
def test_what_is_never_sent(value: Any) -> None:
    with pytest.raises(ArgumentError):
        value_text("x", value)
    with pytest.raises(ArgumentError):
        pairs_text({"x": value})


READ: list[tuple[str, Any, Any]] = [
    *[(kind, text, text) for kind in ("STRING", "SELECT", "SOMETHING_NEW") for text in ("", "22", "true", '"q"', "{}", "2021-09-24")],
    ("NUMBER", "22", 22),
    ("NUMBER", "-0", 0),
    ("NUMBER", "2.50", 2.5),
    ("NUMBER", "1e3", 1000.0),
    ("NUMBER", "9007199254740993", 9007199254740993),
    *[("NUMBER", text, text) for text in ("", "NaN", "Infinity", "1e999", "true", "null", '"22"', "0x10", "1_000", "١", "9" * 5000)],
    ("NUMBER", 22, 22),
    ("BOOLEAN", "true", True),
    ("BOOLEAN", "false", False),
    *[("BOOLEAN", text, text) for text in ("", "True", "1", "null", '"true"')],
    ("BOOLEAN", True, True),
    ("OBJECT", '{"a": [1, {"b": null}]}', {"a": [1, {"b": None}]}),
    ("OBJECT", "[]", []),
    *[("OBJECT", text, text) for text in ("", "1", "null", '"{}"', "{", "{'a': 1}", "[" * 100_000)],
    ("OBJECT", {"a": 1}, {"a": 1}),
    *[("DATETIME", text, MOMENT) for text in (
        "2021-09-24T07:29:51", "2021-09-24T07:29:51Z", "2021-09-24T07:29:51+00:00", "2021-09-24T15:29:51+08:00",
        "2021-09-24 07:29:51", "2021-09-24T07:29:51.000Z", "1632468591000", "1632468591000.0",
    )],
    ("DATETIME", "2021-09-24", datetime(2021, 9, 24, tzinfo=UTC)),
    ("DATETIME", "-1000", datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ("DATETIME", "1632468591123", MOMENT.replace(microsecond=123000)),
    ("DATETIME", "2021-09-24T07:29:51.1234567", MOMENT.replace(microsecond=123456)),
    *[("DATETIME", text, text) for text in ("", "soon", "2021-13-01", "9" * 30, "9" * 5000, "1e400", "NaN", "1_0", "24.09.2021")],
    *[(kind, None, None) for kind in ("STRING", "NUMBER", "BOOLEAN", "OBJECT", "DATETIME", "SELECT")],
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text", "value"), READ, ids=[f"{kind} {text!r}"[:40] for kind, text, _ in READ])
def test_what_is_read(kind: str, text: Any, value: Any) -> None:
    found = python_value(text, kind)
    assert found == value
    assert type(found) is type(value)
    assert FieldValue.of({"key": "x", "dataType": kind, "value": text}).value == value
    assert python_values([{"key": "x", "dataType": kind, "value": text}]) == {"x": value}


def test_a_value_without_a_type_stays_a_text() -> None:
    assert python_value("22", None) == "22"
    assert python_values([{"key": "x"}]) == {"x": None}
    assert python_values([]) == {}


def test_custom_data_of_a_user_is_read_once_and_is_a_dict_as_in_4_5() -> None:
    rows = [{"key": "age", "value": "22", "dataType": "NUMBER", "label": "Age"}]
    user = User.of({"id": "u1", "customData": rows})
    assert user.custom_data == {"age": 22}
    assert user.custom_data is user.custom_data
    assert user["customData"] == user.get("customData") == {"age": 22}
    assert user.raw["customData"] is rows
    assert User.of(json.loads(json.dumps(dict(user)))).custom_data == {"age": 22}


@pytest.mark.parametrize("raw", [{}, {"customData": None}, {"customData": []}])
def test_a_user_without_custom_data(raw: dict[str, Any]) -> None:
    assert User.of(raw).custom_data == {}


def test_custom_data_that_is_a_mapping_already() -> None:
    assert User.of({"customData": {"age": 22}}).custom_data == {"age": 22}


def test_what_is_new_does_not_disturb() -> None:
    field = FieldDefinition.of({"key": "x", "targetType": "TENANT", "dataType": "COLOUR", "new": 1})
    assert (field.target_type, field.data_type, field["new"], field.label) == ("TENANT", "COLOUR", 1, None)
    assert FieldDefinition.of({"key": "x", "targetType": "USER", "dataType": "STRING"}).target_type is FieldTarget.USER
    value = FieldValue.of({"key": "x", "dataType": "COLOUR", "value": "#fff", "new": 1})
    assert (value.data_type, value.value, value.label, value["new"]) == ("COLOUR", "#fff", None, 1)
    values = FieldValues.of({"targetId": "u1", "data": [dict(value)]})
    assert (values.target_id, values.data, values.by_key) == ("u1", [value], {"x": "#fff"})
