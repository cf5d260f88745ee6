"""Typed views of JSON objects."""

from __future__ import annotations

import copy
import logging
import pickle
import threading
from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone
from enum import Enum, IntEnum
from types import MappingProxyType
from typing import Any, ClassVar, Generic, Optional, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authing.core.model import Model, moment, to_wire, wire_name

T = TypeVar("T")


class Status(str, Enum):
    ACTIVE = "Activated"
    GONE = "Deleted"


class Level(IntEnum):
    LOW = 1


class Address(Model):
    street: str | None = None


class User(Model):
    """As a platform's model is written."""

    _wire = {"nickname": "nick_NAME"}
    kind: ClassVar[str] = "user"

    id: str
    phone_verified: bool = False
    logins_count: int | None = None
    nickname: str | None = None
    status: Status | None = None
    created_at: datetime | None = None
    address: Address | None = None
    addresses: list[Address]
    roles: Sequence[str]
    statuses: list[Status] = []
    moments: Sequence[datetime] | None = None
    custom: dict[str, Any] | None = None
    either: datetime | Status | None = None
    old: Optional[Address] = None  # noqa: UP045 - the older spelling is read too


RAW: dict[str, Any] = {
    "id": "u1",
    "phoneVerified": True,
    "loginsCount": 3,
    "nick_NAME": "Bobby",
    "status": "Activated",
    "createdAt": "2026-01-02T03:04:05.678Z",
    "address": {"street": "Main St"},
    "addresses": [{"street": "A"}, None, {"street": "B"}],
    "roles": ["x", "y"],
    "statuses": ["Deleted", "Frozen"],
    "moments": ["2026-01-01T00:00:00Z"],
    "custom": {"a": [1]},
    "either": "2026-01-01T00:00:00Z",
    "old": {"street": "C"},
}


def test_every_field_reads_as_its_type() -> None:
    user = User.of(RAW)
    assert user.id == "u1"
    assert user.phone_verified is True
    assert user.logins_count == 3
    assert user.nickname == "Bobby"
    assert user.status is Status.ACTIVE
    assert user.created_at == datetime(2026, 1, 2, 3, 4, 5, 678000, timezone.utc)
    assert isinstance(user.address, Address)
    assert user.address.street == "Main St"
    assert [item and item.street for item in user.addresses] == ["A", None, "B"]
    assert user.roles == ["x", "y"]
    assert user.statuses == [Status.GONE, "Frozen"]
    assert user.moments == [datetime(2026, 1, 1, tzinfo=timezone.utc)]
    assert user.custom == {"a": [1]}
    assert user.either == datetime(2026, 1, 1, tzinfo=timezone.utc)
    assert user.old == Address(street="C")
    assert User.kind == "user"


def test_what_came_goes_out_again_unchanged() -> None:
    user = User.of(RAW)
    assert user.raw is RAW
    assert to_wire(user) is RAW
    assert dict(user) == RAW


def test_an_unknown_field_is_kept() -> None:
    user = User.of({"id": "1", "newInTheNextVersion": {"x": 1}})
    assert user["newInTheNextVersion"] == {"x": 1}
    assert not hasattr(user, "new_in_the_next_version")


def test_an_unknown_enum_value_arrives_as_the_text_it_is() -> None:
    assert User.of({"status": "Frozen"}).status == "Frozen"
    assert type(User.of({"status": "Frozen"}).status) is str


@pytest.mark.parametrize("raw", [{}, dict.fromkeys(RAW)])
def test_a_missing_key_and_null_read_as_the_default(raw: dict[str, Any]) -> None:
    user = User.of(raw)
    assert (user.phone_verified, user.logins_count, user.nickname, user.status) == (False, None, None, None)
    assert (user.created_at, user.address, user.custom, user.moments) == (None, None, None, None)
    assert (list(user.addresses), list(user.roles), user.statuses) == ([], [], [])
    assert getattr(user, "id", "there") is None


def test_the_protocol_of_a_mapping_speaks_in_wire_names() -> None:
    user = User.of({"id": "1", "phoneVerified": False, "new": None})
    assert "phoneVerified" in user
    assert "phone_verified" not in user
    assert user["phoneVerified"] is False
    assert (user.get("new", "x"), user.get("gone"), user.get("gone", "x")) == (None, None, "x")
    assert list(user) == list(user.keys()) == ["id", "phoneVerified", "new"]
    assert list(user.values()) == ["1", False, None]
    assert list(user.items()) == [("id", "1"), ("phoneVerified", False), ("new", None)]
    assert len(user) == 3
    assert {**user} == user.raw
    with pytest.raises(KeyError, match="gone"):
        user["gone"]


def test_an_object_without_fields_is_still_an_object() -> None:
    assert User.of({})
    assert len(User.of({})) == 0


def test_models_are_equal_by_their_content() -> None:
    user = User.of({"id": "1"})
    assert user == User.of({"id": "1"})
    assert user == {"id": "1"}
    assert {"id": "1"}.__eq__(user) is NotImplemented  # so that Python asks the model
    assert user == MappingProxyType({"id": "1"})
    assert user != User.of({"id": "2"})
    assert user != Address.of({"id": "1"})
    assert user != "1"
    with pytest.raises(TypeError, match="unhashable"):
        hash(user)


def test_a_model_cannot_be_changed() -> None:
    user = User.of({"id": "1", "phoneVerified": True})
    assert user.phone_verified is True
    for name in ("id", "phone_verified", "raw", "anything"):
        with pytest.raises(AttributeError, match=rf"^a User cannot be changed: '{name}'$"):
            setattr(user, name, "2")
    with pytest.raises(AttributeError, match=r"^a User cannot be changed: 'id'$"):
        delattr(user, "id")
    with pytest.raises(TypeError):
        user["id"] = "2"  # type: ignore[index]
    assert user.raw == {"id": "1", "phoneVerified": True}


def test_a_model_survives_pickle_and_copy() -> None:
    user = User.of(copy.deepcopy(RAW))
    assert user.status is Status.ACTIVE  # a value that was read does not disturb
    for twin in (pickle.loads(pickle.dumps(user)), copy.copy(user), copy.deepcopy(user)):
        assert type(twin) is User
        assert twin == user
        assert twin.created_at == user.created_at
    assert copy.deepcopy(user).raw["address"] is not user.raw["address"]


def test_a_model_shows_what_is_set_and_hides_secrets() -> None:
    shown = repr(
        User.of({"id": "1", "token": "s3cret", "password": "", "email": None, "a": {"clientSecret": "s3cret"}})
    )
    assert shown == "User(id='1', token='***', password='', a={'clientSecret': '***'})"


@pytest.mark.parametrize("raw", [None, [], "text", 7, [("id", "1")]])
def test_what_is_no_object_is_refused(raw: Any) -> None:
    with pytest.raises(TypeError, match=rf"^User is read from an object, not from {type(raw).__name__}$"):
        User.of(raw)


def test_null_and_lists_have_readers_of_their_own() -> None:
    assert User.maybe(None) is None
    assert User.maybe({"id": "1"}) == {"id": "1"}
    assert User.many([{"id": "1"}, {"id": "2"}]) == [{"id": "1"}, {"id": "2"}]
    with pytest.raises(TypeError, match=r"^a list of User is read from a list, not from dict$"):
        User.many({"id": "1"})
    with pytest.raises(TypeError):
        User.many([None])


def test_a_model_can_be_made_by_its_fields() -> None:
    at = datetime(2026, 1, 2, 11, tzinfo=timezone(timedelta(hours=8)))
    user = User(
        id="1",
        status=Status.GONE,
        created_at=at,
        address=Address(street="A"),
        addresses=[Address(street="B")],
        roles=("x",),
        nickname="N",
        logins_count=None,
    )
    assert user.raw == {
        "id": "1",
        "status": "Deleted",
        "createdAt": "2026-01-02T03:00:00Z",
        "address": {"street": "A"},
        "addresses": [{"street": "B"}],
        "roles": ["x"],
        "nick_NAME": "N",
        "loginsCount": None,
    }
    assert (user.status, user.created_at, user.roles) == (Status.GONE, at, ("x",))
    assert user == User.of(user.raw)


def test_a_field_that_is_none_of_the_models_is_refused() -> None:
    made: Any = User
    with pytest.raises(TypeError, match=r"^User has no field nonsense, phoneVerified$"):
        made(id="1", phoneVerified=True, nonsense=1)


def test_a_field_may_have_several_names_on_the_wire_of_which_the_first_that_is_set_counts() -> None:
    class Token(Model):
        _wire = {"token": ("accessToken", "access_token", "token")}
        token: str | None = None

    assert Token.of({"accessToken": "a", "access_token": "b"}).token == "a"
    assert Token.of({"accessToken": None, "token": "c", "access_token": "b"}).token == "b"
    assert Token.of({"token": "c"}).token == "c"
    assert Token.of({"accessToken": None}).token is None
    assert Token(token="d").raw == {"accessToken": "d"}


def test_models_inherit_fields() -> None:
    class Member(User):
        role: Status | None = None

    member = Member.of({"id": "1", "role": "Deleted", "phoneVerified": True, "nick_NAME": "N"})
    assert (member.id, member.role, member.phone_verified, member.nickname) == ("1", Status.GONE, True, "N")
    assert Member.of({}).phone_verified is False
    assert User.of({"id": "1"}) != member


def test_a_generic_page_leaves_items_of_an_unknown_type_as_they_came() -> None:
    class Page(Model, Generic[T]):
        list: Sequence[T]
        total: T | None = None

    page: Page[Any] = Page.of({"list": [{"id": 1}], "total": 3})
    assert (page.list, page.total) == ([{"id": 1}], 3)


WRONG: list[tuple[str, str, Any, str]] = [
    ("createdAt", "created_at", "yesterday", "ValueError"),
    ("createdAt", "created_at", "", "ValueError"),
    ("createdAt", "created_at", "2026-13-45T00:00:00Z", "ValueError"),
    ("createdAt", "created_at", {"when": 1}, "AttributeError"),
    ("createdAt", "created_at", [1], "AttributeError"),
    ("createdAt", "created_at", 1e300, "OverflowError"),
    ("createdAt", "created_at", 1e17, "OverflowError"),
    ("createdAt", "created_at", float("nan"), "ValueError"),
    ("status", "status", ["Activated"], "TypeError"),
    ("status", "status", {"x": 1}, "TypeError"),
    ("address", "address", "Main St", "TypeError"),
    ("addresses", "addresses", "Main St", "TypeError"),
    ("addresses", "addresses", {"street": "A"}, "TypeError"),
    ("statuses", "statuses", "Deleted", "TypeError"),
]


@pytest.mark.parametrize(("key", "name", "value", "problem"), WRONG)
def test_a_value_that_does_not_fit_is_kept_and_logged_without_its_text(
    caplog: pytest.LogCaptureFixture, key: str, name: str, value: Any, problem: str
) -> None:
    user = User.of({key: value})
    with caplog.at_level(logging.WARNING, "authing.model"):
        assert getattr(user, name) is value
        assert getattr(user, name) is value
    assert [(record.name, record.getMessage()) for record in caplog.records] == [
        ("authing.model", f"User.{name} does not fit its type: {problem}")
    ]


def test_an_item_that_does_not_fit_leaves_the_others_their_type(caplog: pytest.LogCaptureFixture) -> None:
    user = User.of({"addresses": [{"street": "A"}, "Main St", None], "moments": ["2026-01-01T00:00:00Z", "never"]})
    with caplog.at_level(logging.WARNING, "authing.model"):
        addresses: Any = user.addresses
        moments: Any = user.moments
    assert (addresses[0].street, *addresses[1:]) == ("A", "Main St", None)
    assert (moments[0].year, moments[1]) == (2026, "never")
    assert [record.getMessage() for record in caplog.records] == [
        "an item of a list does not fit its type: TypeError",
        "an item of a list does not fit its type: ValueError",
    ]


def test_nothing_is_converted_before_it_is_read(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "authing.model"):
        users = User.many([{key: value for key, _, value, _ in WRONG}] * 3)
        assert repr(users[0])
        assert users[0] == users[1]
        assert caplog.records == []
        assert users[2].created_at != 0
    assert len(caplog.records) == 1


def test_a_value_is_converted_once() -> None:
    user = User.of(RAW)
    assert user.address is user.address
    assert user.addresses is user.addresses


def test_any_number_of_threads_may_read_a_model_first() -> None:
    class Fresh(Model):
        phone_verified: bool = True
        status: Status | None = None

    start, read = threading.Barrier(16), list[Any]()

    def look() -> None:
        start.wait()
        fresh = Fresh.of({"status": "Deleted"})
        read.append((fresh.phone_verified, fresh.status))

    threads = [threading.Thread(target=look) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert read == [(True, Status.GONE)] * 16


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        ("2026-01-02T03:04:05Z", (2026, 1, 2, 3, 4, 5)),
        ("2026-01-02T03:04:05z", (2026, 1, 2, 3, 4, 5)),
        ("2026-01-02T03:04:05", (2026, 1, 2, 3, 4, 5)),
        ("2026-01-02 03:04:05", (2026, 1, 2, 3, 4, 5)),
        ("2026-01-02T11:04:05+08:00", (2026, 1, 2, 3, 4, 5)),
        ("2026-01-02T03:04:05.6Z", (2026, 1, 2, 3, 4, 5, 600000)),
        ("2026-01-02T03:04:05.678Z", (2026, 1, 2, 3, 4, 5, 678000)),
        ("2026-01-02T03:04:05.678+00:00", (2026, 1, 2, 3, 4, 5, 678000)),
        ("2026-01-02T03:04:05.6789012Z", (2026, 1, 2, 3, 4, 5, 678901)),
        ("2026-01-02T03:04:05.678901234Z", (2026, 1, 2, 3, 4, 5, 678901)),
        ("2026-01-02T03:04:05.", (2026, 1, 2, 3, 4, 5)),
        ("2026-01-02", (2026, 1, 2)),
        ("0001-01-01T00:00:00Z", (1, 1, 1)),
        (1767323045678, (2026, 1, 2, 3, 4, 5, 678000)),
        (0, (1970, 1, 1)),
        (-1000.0, (1969, 12, 31, 23, 59, 59)),
    ],
)
def test_a_moment_is_read_in_every_form_the_platforms_use(told: Any, meant: tuple[int, ...]) -> None:
    read = moment(told)
    assert read == datetime(*meant, tzinfo=timezone.utc)  # type: ignore[misc, arg-type]  # the tuple's length varies
    assert read.tzinfo is not None


@given(st.datetimes(timezones=st.timezones(), min_value=datetime(1900, 1, 1)))  # noqa: DTZ001 - zones are added
def test_every_moment_comes_back_from_the_wire(at: datetime) -> None:
    assert moment(to_wire(at)) == at.astimezone(timezone.utc)


def test_values_are_written_as_json_knows_them() -> None:
    class Text(str):
        __slots__ = ()

    class Half(float, Enum):
        HALF = 0.5

    class Count(int):
        pass

    given = {
        "none": None,
        "flags": (True, False),
        "numbers": [1, 2.5],
        "text": Text("t"),
        "enum": Status.ACTIVE,
        "level": Level.LOW,
        "half": Half.HALF,
        "count": Count(3),
        "model": User.of({"id": "1"}),
        "mapping": MappingProxyType({"at": date(2026, 1, 2)}),
        "set": frozenset({"x"}),
        "set2": {"y"},
    }
    written = to_wire(given)
    assert written == {
        "none": None,
        "flags": [True, False],
        "numbers": [1, 2.5],
        "text": "t",
        "enum": "Activated",
        "level": 1,
        "half": 0.5,
        "count": 3,
        "model": {"id": "1"},
        "mapping": {"at": "2026-01-02"},
        "set": ["x"],
        "set2": ["y"],
    }
    assert {type(written[name]) for name in ("text", "enum")} == {str}
    assert (type(written["level"]), type(written["half"])) == (int, float)


def test_what_has_no_json_is_refused() -> None:
    with pytest.raises(TypeError, match=r"^there is no JSON for a bytes$"):
        to_wire({"x": [b"bytes"]})
    with pytest.raises(ValueError, match=r"^a datetime must have a time zone"):
        to_wire(datetime(2026, 1, 1))  # noqa: DTZ001 - that is the point


@pytest.mark.parametrize(
    ("name", "wire"),
    [
        ("id", "id"),
        ("phone_verified", "phoneVerified"),
        ("sms_mfa_url", "smsMfaUrl"),
        ("line_1", "line1"),
        ("a__b", "aB"),
    ],
)
def test_a_name_is_written_as_the_platforms_write_it(name: str, wire: str) -> None:
    assert wire_name(name) == wire
