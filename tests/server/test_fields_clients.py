"""User-defined fields through the administrator's clients, blocking and awaited: what goes in comes out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from modes import Clients

from authing import Conflict, Forbidden, Invalid, NotFound, NotLoggedIn
from authing.v2.models.field import DataType, FieldDefinition, FieldTarget, FieldValue

NOBODY = "0" * 24
UTC = timezone.utc
FIELDS = {
    "school": DataType.STRING,
    "age": DataType.NUMBER,
    "since": DataType.DATETIME,
    "member": DataType.BOOLEAN,
    "extra": DataType.OBJECT,
    "size": DataType.SELECT,
}
DATA = {
    "school": "Eton",
    "age": 13,
    "since": datetime(2021, 9, 24, 7, 29, 51, tzinfo=UTC),
    "member": True,
    "extra": {"scores": [1, 2.5, None], "ä": "🦀"},
    "size": "L",
}


@pytest.fixture
def management(clients: Clients) -> Any:
    """A client of a pool whose users and roles have a field of every type."""
    client = clients.management()
    for target in ("USER", "ROLE"):
        for key, kind in FIELDS.items():
            options = ["S", {"value": "L", "label": "large"}] if key == "size" else None
            client.udf.set(target, key, kind, key.title(), options=options)
    return client


def created(management: Any, *names: str) -> list[str]:
    return [management.users.create({"username": name}).id for name in names]


# -- definitions ----------------------------------------------------------------------------------


def test_fields_are_defined_listed_and_removed(management: Any) -> None:
    found = management.udf.list(FieldTarget.USER)
    assert [(field.key, field.data_type) for field in found] == list(FIELDS.items())
    assert {(field.target_type, field.label) for field in found} == {(FieldTarget.USER, key.title()) for key in FIELDS}
    assert (found[0].options, found[-1].options) == (None, '["S",{"value":"L","label":"large"}]')
    assert isinstance(found[0], FieldDefinition)
    assert management.udf.remove("USER", "school").code == 200
    assert len(management.udf.list("USER")) == len(FIELDS) - 1
    assert len(management.udf.list("ROLE")) == len(FIELDS)
    with pytest.raises(NotFound):
        management.udf.remove("USER", "school")


def test_the_label_is_the_key_unless_it_is_given(management: Any) -> None:
    assert management.udf.set("ORG", "motto", "STRING").label == "motto"
    assert management.udf.set("ORG", "motto", "STRING", "Motto").label == "Motto"
    assert [field.label for field in management.udf.list("ORG")] == ["Motto"]


def test_a_field_with_values_keeps_its_type(management: Any) -> None:
    (bob,) = created(management, "bob")
    management.users.set_udv(bob, "age", 13)
    with pytest.raises(Conflict):
        management.udf.set("USER", "age", "STRING")
    assert management.udf.set("USER", "age", "NUMBER", "Years").label == "Years"


# -- values of users ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "value", "read"),
    [
        *[(key, value, value) for key, value in DATA.items()],
        ("school", "", ""),
        ("school", "22", "22"),
        ("school", "true", "true"),
        ("school", '"quoted" \\ and\nmore', '"quoted" \\ and\nmore'),
        ("age", -1.5, -1.5),
        ("age", 10**30, 10**30),
        ("age", Decimal("0.1"), 0.1),
        ("age", 1e-9, 1e-9),
        ("member", False, False),
        ("extra", [], []),
        ("extra", {}, {}),
        ("since", datetime(2021, 9, 24, 7, 29, 51), datetime(2021, 9, 24, 7, 29, 51, tzinfo=UTC)),  # noqa: DTZ001
        (
            "since",
            datetime(2021, 9, 24, 7, 29, 51, 123456, timezone(timedelta(hours=-5))),
            datetime(2021, 9, 24, 12, 29, 51, 123456, UTC),
        ),
        ("since", date(2021, 9, 24), datetime(2021, 9, 24, tzinfo=UTC)),
        ("since", 1632468591000, datetime(2021, 9, 24, 7, 29, 51, tzinfo=UTC)),
        ("since", "2021-09-24T07:29:51.5Z", datetime(2021, 9, 24, 7, 29, 51, 500000, UTC)),
    ],
    ids=str,
)
def test_a_value_comes_back_as_it_was(management: Any, key: str, value: Any, read: Any) -> None:
    (bob,) = created(management, "bob")
    (found,) = management.users.set_udv(bob, key, value)
    assert isinstance(found, FieldValue)
    assert (found.key, found.data_type, found.label, found.value) == (key, FIELDS[key], key.title(), read)
    assert type(found.value) is type(read)
    assert found["value"] == found.get("value") == read
    assert isinstance(found.raw["value"], str)
    assert management.users.list_udv(bob) == [found]
    assert management.users.get_udf_value(bob) == {key: read}
    assert management.users.detail(bob, with_custom_data=True).custom_data == {key: read}


def test_several_values_at_once(management: Any) -> None:
    bob, ann = created(management, "bob", "ann")
    assert management.users.set_udf_value(bob, DATA) is True
    assert management.users.get_udf_value(bob) == DATA
    assert management.users.set_udf_value_batch({bob: {"age": 14}, ann: {"age": 15, "school": "Roedean"}}) is True
    assert management.users.get_udf_value_batch([ann, NOBODY, bob]) == {
        ann: {"school": "Roedean", "age": 15},
        bob: {**DATA, "age": 14},
    }
    assert management.users.get_udf_field_user_num("age") == 2
    assert management.users.get_udf_field_user_num("since") == 1


def test_values_are_removed(management: Any) -> None:
    (bob,) = created(management, "bob")
    management.users.set_udf_value(bob, {"age": 13, "school": "Eton", "member": True})
    assert [value.key for value in management.users.remove_udv(bob, "age")] == ["school", "member"]
    assert management.users.remove_udf_value(bob, "school") is None
    assert management.users.remove_udf_value(bob, "school") is None
    assert management.users.get_udf_value(bob) == {"member": True}
    management.udf.remove("USER", "member")
    assert management.users.get_udf_value(bob) == {}


@pytest.mark.parametrize(
    ("key", "value"),
    [("school", 5), ("age", "13"), ("age", True), ("member", "true"), ("member", 1), ("extra", "{}"), ("since", "soon"), ("size", "M")],
)  # fmt: skip
def test_a_value_of_another_type_is_refused(management: Any, key: str, value: Any) -> None:
    (bob,) = created(management, "bob")
    with pytest.raises(Invalid):
        management.users.set_udv(bob, key, value)
    with pytest.raises(Invalid):
        management.users.set_udf_value(bob, {"school": "Eton", "age": 13, key: value})
    with pytest.raises(Invalid):
        management.users.create({"username": "carl"}, custom_data={key: value})
    assert management.users.get_udf_value(bob) == {}
    assert management.users.exists(username="carl") is False


def test_what_is_unknown_is_told(management: Any) -> None:
    (bob,) = created(management, "bob")
    users, roles = management.users, management.roles
    calls: list[Callable[[], Any]] = [
        lambda: users.set_udv(bob, "none", 1),
        lambda: users.set_udf_value(bob, {"age": 1, "none": 1}),
        lambda: users.set_udf_value_batch({bob: {"age": 1}, NOBODY: {"age": 1}}),
        lambda: users.remove_udv(bob, "none"),
        lambda: users.list_udv(NOBODY),
        lambda: users.get_udf_value(NOBODY),
        lambda: users.set_udv(NOBODY, "age", 1),
        lambda: users.remove_udf_value(NOBODY, "age"),
        lambda: users.get_udf_field_user_num("none"),
        lambda: users.create({"username": "carl"}, custom_data={"none": 1}),
        lambda: roles.get_udf_value(bob),
        lambda: roles.set_udf_value(NOBODY, {"age": 1}),
    ]
    for call in calls:
        with pytest.raises(NotFound):
            call()
    assert users.get_udf_value(bob) == {}
    assert users.get_udf_value_batch([NOBODY]) == {}


# -- custom data of users -------------------------------------------------------------------------


def test_users_come_with_their_custom_data(management: Any) -> None:
    users = management.users
    bob = users.create({"username": "bob", "email": "bob@example.com"}, custom_data=DATA)
    assert bob.custom_data == DATA
    assert bob["customData"] == DATA
    (ann,) = created(management, "ann")
    assert [user.custom_data for user in users.list(1, 10, True).list] == [{}, DATA]
    assert [user.custom_data for user in users.list().list] == [{}, {}]
    assert [user.custom_data for user in users.iterate(limit=1, with_custom_data=True)] == [{}, DATA]
    assert users.detail(bob.id, True).custom_data == DATA
    assert users.detail(bob.id).custom_data == {}
    assert users.detail(NOBODY, True) is None
    assert users.find(username="bob", with_custom_data=True).custom_data == DATA
    assert users.find(username="none", with_custom_data=True) is None
    assert users.search("example", with_custom_data=True).list[0].custom_data == DATA
    found = users.batch_get([bob.id, ann], with_custom_data=True)
    assert [user.custom_data for user in found] == [DATA, {}]


def test_users_register_with_custom_data(clients: Clients, management: Any) -> None:
    client = clients.authentication()
    user = client.register_by_username("bob", "Passw0rd!", custom_data=DATA, force_login=True)
    assert management.users.get_udf_value(user.id) == DATA
    client.login_by_username("bob", "Passw0rd!", custom_data={"age": 14})
    assert management.users.get_udf_value(user.id) == {**DATA, "age": 14}


# -- values of others -----------------------------------------------------------------------------


def test_values_of_roles(management: Any) -> None:
    roles = management.roles
    clerk, boss = (roles.create(code).id for code in ("clerk", "boss"))
    assert roles.set_udf_value(clerk, DATA) is True
    assert roles.get_udf_value(clerk) == DATA
    assert roles.get_specific_udf_value(clerk, "age") == 13
    assert roles.get_specific_udf_value(boss, "age") is None
    assert roles.set_udf_value_batch({clerk: {"age": 1}, boss: {"age": 2}}) is True
    assert roles.get_udf_value_batch([boss, clerk]) == {boss: {"age": 2}, clerk: {**DATA, "age": 1}}
    assert roles.remove_udf_value(boss, "age") is True
    assert roles.get_udf_value(boss) == {}
    roles.delete("clerk")
    with pytest.raises(NotFound):
        roles.get_udf_value(clerk)


def test_values_of_the_pool_and_of_an_application(clients: Clients, management: Any) -> None:
    udf, server = management.udf, clients.server
    udf.set("USERPOOL", "founded", "NUMBER")
    udf.set("APPLICATION", "team", "STRING")
    pairs = [{"key": "founded", "value": "1440"}]
    assert [value.value for value in udf.set_udf_value_batch("USERPOOL", server.user_pool_id, pairs)] == [1440]
    pairs = [{"key": "team", "value": "blue"}]
    assert [value.value for value in udf.set_udv_batch("APPLICATION", server.app_id, pairs)] == ["blue"]
    assert [value["value"] for value in udf.list_udf_value("APPLICATION", server.app_id)] == ["blue"]
    with pytest.raises(Invalid):
        udf.set_udf_value_batch("APPLICATION", server.app_id, pairs)  # no JSON without quotes
    with pytest.raises(NotFound):
        udf.list_udf_value("USERPOOL", NOBODY)


# -- who may ---------------------------------------------------------------------------------------


def test_who_does_not_manage_the_pool_defines_nothing(clients: Clients, management: Any) -> None:
    foreign = clients.management(user_pool_id="c" * 24, secret="3" * 32)
    (bob,) = created(management, "bob")
    management.users.set_udv(bob, "age", 13)
    assert foreign.udf.list("USER") == []
    with pytest.raises(NotFound):
        foreign.users.list_udv(bob)
    with pytest.raises(NotFound):
        foreign.udf.remove("USER", "age")
    assert foreign.users.get_udf_value_batch([bob]) == {}
    with pytest.raises((NotLoggedIn, Forbidden)):
        clients.management(secret="0" * 32).udf.list("USER")
    assert management.users.get_udf_value(bob) == {"age": 13}
