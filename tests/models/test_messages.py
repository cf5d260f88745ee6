"""JSON objects that are sent: how their fields are written, what is refused, and that nothing is lost on the way."""

from __future__ import annotations

import copy
import logging
import pickle
import threading
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from enum import Enum
from types import MappingProxyType
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authing.core.call import UNSET
from authing.core.errors import ArgumentError
from authing.core.message import Message, WireEnum, body_of
from authing.core.model import EpochMilliseconds, EpochSeconds, Int64, Model, Natural, duration, octets

UTC = timezone.utc
SECRET = "s3cret"


class Colour(WireEnum):
    NONE = "COLOUR_NONE"
    RED = "COLOUR_RED"


class Shade(str, Enum):
    RED = "COLOUR_RED"
    PINK = "SHADE_PINK"


class Inner(Message):
    """As a message inside another is written."""

    name: str
    deeper: Inner | None = None


class Everything(Message):
    """As a platform's message is written: a field of every type."""

    _wire = {"and_": "and", "keys_": "keys"}
    _renamed = {"var_and": "and_", "title": "text"}
    _one_of = {"choice": ("left", "right", "and_"), "alone": ("single",)}
    _secret = frozenset({"codeText"})

    text: str = ""
    flag: bool = False
    count: int = 0
    big: Int64 = 0
    natural: Natural = 0
    ratio: float | None = None
    at: datetime | None = None
    long: timedelta | None = None
    data: bytes = b""
    colour: Colour | str = Colour.NONE
    colours: Sequence[Colour | str] = ()
    free: Mapping[str, Any] | None = None
    any: Any = None
    inner: Inner | None = None
    inners: Sequence[Inner] = ()
    by_name: Mapping[str, Inner] = {}
    blobs: Mapping[str, bytes] = {}
    keys_: Sequence[str] = ()
    since: EpochSeconds | None = None
    until: EpochMilliseconds | None = None
    only: Literal["a", 1] | None = None
    code_text: str | None = None
    left: str | None = None
    right: Inner | None = None
    and_: str | None = None
    single: str | None = None


class Picky(Message):
    """With fields that must be given."""

    _one_of = {"way": ("by_mail", "by_phone")}
    _at_least_one = frozenset({"way"})

    user_id: str
    by_mail: str | None = None
    by_phone: Inner | None = None


WRITTEN: list[tuple[str, Any, Any]] = [
    ("text", "", ""),
    ("text", Shade.PINK, "SHADE_PINK"),
    ("flag", False, False),
    ("count", -3, -3),
    ("big", 2**64 - 1, "18446744073709551615"),
    ("big", -1, "-1"),
    ("big", "007", "7"),
    ("natural", 0, 0),
    ("ratio", 1, 1),
    ("ratio", 0.5, 0.5),
    ("at", datetime(2026, 1, 2, 11, tzinfo=timezone(timedelta(hours=8))), "2026-01-02T03:00:00Z"),
    ("at", "2026-01-02T03:04:05.123456789+08:00", "2026-01-02T03:04:05.123456789+08:00"),
    ("long", timedelta(days=1, microseconds=50), "86400.00005s"),
    ("long", timedelta(seconds=-1.5), "-1.5s"),
    ("long", timedelta(microseconds=-1), "-0.000001s"),
    ("long", timedelta(), "0s"),
    ("long", "3.123456789s", "3.123456789s"),
    ("data", b"", ""),
    ("data", b"\xfb\xff", "+/8="),
    ("data", bytearray(b"ab"), "YWI="),
    ("data", memoryview(b"ab"), "YWI="),
    ("data", "-_8", "-_8"),
    ("colour", Colour.RED, "COLOUR_RED"),
    ("colour", Shade.RED, "COLOUR_RED"),
    ("colour", "COLOUR_OF_TOMORROW", "COLOUR_OF_TOMORROW"),
    ("colours", (Colour.RED, "x"), ["COLOUR_RED", "x"]),
    ("colours", iter([Colour.RED]), ["COLOUR_RED"]),
    ("free", {"at": date(2026, 1, 2), "deep": [{"x": None}]}, {"at": "2026-01-02", "deep": [{"x": None}]}),
    ("free", Inner(name="n"), {"name": "n"}),
    ("any", [1, {"x": Colour.RED}], [1, {"x": "COLOUR_RED"}]),
    ("any", False, False),
    ("inner", {"name": "n", "deeper": {"name": "m"}}, {"name": "n", "deeper": {"name": "m"}}),
    ("inner", MappingProxyType({"name": "n"}), {"name": "n"}),
    ("inners", [Inner(name="n"), {"name": "m"}], [{"name": "n"}, {"name": "m"}]),
    ("inners", [], []),
    ("by_name", {"a": Inner(name="n")}, {"a": {"name": "n"}}),
    ("blobs", {"a": b"ab", "b": "YWI="}, {"a": "YWI=", "b": "YWI="}),
    ("keys_", {"k": 1}.keys(), ["k"]),
    ("since", datetime(1970, 1, 1, 0, 1, tzinfo=UTC), 60),
    ("since", 61, 61),
    ("until", datetime(1970, 1, 1, 0, 0, 1, 5000, UTC), 1005),
    ("only", "a", "a"),
    ("only", 1, 1),
    ("left", "", ""),
    ("and_", "x", "x"),
]


@pytest.mark.parametrize(("name", "value", "wire"), WRITTEN)
def test_a_value_is_written_as_the_platform_reads_it(name: str, value: Any, wire: Any) -> None:
    made = Everything(**{name: value})
    (written,) = made.raw.items()
    key = {"and_": "and", "keys_": "keys", "by_name": "byName"}.get(name, name)
    assert written == (key, wire)
    assert type(written[1]) is type(wire)
    assert Everything(**{key: wire}).raw == made.raw  # under the platform's name, as the platform has it


WRONG: list[tuple[str, Any, str]] = [
    ("text", 7, "text must be a text, not int"),
    ("text", b"s3cret", "text must be a text, not bytes"),
    ("text", "s3cret\0", "text holds U+0000, which no database of a platform keeps"),
    ("flag", "s3cret", "flag must be True or False, not str"),
    ("flag", 1, "flag must be True or False, not int"),
    ("count", True, "count must be an int, not bool"),
    ("count", 1.0, "count must be an int, not float"),
    ("big", True, "big must be an int, not bool"),
    ("big", "s3cret", "big must be an int, not str"),
    ("big", "", "big must be an int, not str"),
    ("natural", -1, "natural cannot be sent: it must be 0 or more"),
    ("natural", True, "natural must be an int, not bool"),
    ("natural", "s3cret", "natural must be an int, not str"),
    ("ratio", True, "ratio must be a number, not bool"),
    ("ratio", "s3cret", "ratio must be a number, not str"),
    ("at", 5, "at must be a datetime, not int"),
    *(
        ("at", value, "at must be a datetime with a time zone, or a text such as '2026-01-02T03:04:05Z'")
        for value in (
            datetime(2026, 1, 2),  # noqa: DTZ001 - that is the mistake
            datetime.max.replace(tzinfo=timezone(timedelta(hours=-1))),
            "s3cret",
            "",
            "2026-01-02",
            "2026-01-02T03:04:05",
            "2026-01-02 03:04:05Z",
            "2026-13-02T03:04:05Z",
            "9999-12-31T23:59:59-01:00",
        )
    ),
    ("long", 3.5, "long must be a timedelta, not float"),
    *(
        ("long", value, "long must be seconds such as '3.5s', or a timedelta")
        for value in ("s3cret", "3.5", "", "s", "1_0s", " 1s", "3.-5s", "1.5.5s", "١s", "+1s", f"{'9' * 30}s", ".5s")
    ),
    ("data", 5, "data must be bytes, not int"),
    *(("data", value, "data must be bytes, or a text in base64") for value in ("s3cret!", "a", "Ä", "YW I=")),
    ("colour", 5, "colour must be a Colour or a text, not int"),
    ("colour", Shade.PINK, "colour must be a Colour or a text, not Shade"),
    ("colours", "s3cret", "colours must be a list, not str"),
    ("colours", b"s3cret", "colours must be a list, not bytes"),
    ("colours", {"s3cret": 1}, "colours must be a list, not dict"),
    ("colours", Inner(name="n"), "colours must be a list, not Inner"),
    ("colours", 5, "colours must be a list, not int"),
    ("colours", ["x", None], "colours[1] must be a Colour or a text, not NoneType"),
    ("free", ["s3cret"], "free must be a mapping with texts as keys, not list"),
    ("free", {5: "s3cret"}, "free must be a mapping with texts as keys, not dict"),
    ("free", {"a": b"s3cret"}, "free['a'] cannot be sent: there is no JSON for a bytes"),
    ("any", {"a": [object()]}, "any cannot be sent: there is no JSON for a object"),
    ("inner", "s3cret", "inner must be a Inner or a mapping, not str"),
    ("inner", ["s3cret"], "inner must be a Inner or a mapping, not list"),
    ("inner", {}, "inner.name is missing: a Inner needs it"),
    ("inner", {"name": None}, "inner.name is missing: a Inner needs it"),
    ("inner", {"name": "n", "deeper": {"name": 5}}, "inner.deeper.name must be a text, not int"),
    ("inner", {"namee": "s3cret"}, "there is no field inner.namee in a Inner: did you mean name?"),
    ("inner", {5: "s3cret"}, "there is no field inner.5 in a Inner: it has name, deeper"),
    ("colour", "colour_red", "colour must be 'COLOUR_RED', in exactly these letters"),
    ("colours", ["RED", "Red"], "colours[1] must be 'COLOUR_RED', in exactly these letters"),
    ("inners", [{"name": "n"}, {"name": 5}], "inners[1].name must be a text, not int"),
    ("by_name", {"k": {"name": 5}}, "by_name['k'].name must be a text, not int"),
    ("by_name", {"k": None}, "by_name['k'] must be a Inner or a mapping, not NoneType"),
    ("blobs", {"k": 5}, "blobs['k'] must be bytes, not int"),
    ("since", "s3cret", "since must be a datetime, not str"),
    ("since", True, "since must be a datetime, not bool"),
    ("until", 1.5, "until must be a datetime, not float"),
    (
        "since",
        datetime(2026, 1, 2),  # noqa: DTZ001 - that is the mistake
        "since cannot be sent: a datetime must have a time zone, such as datetime.now(timezone.utc)",
    ),
    ("only", "s3cret", "only can only be 'a' or 1"),
    ("only", True, "only can only be 'a' or 1"),
]


@pytest.mark.parametrize(("name", "value", "words"), WRONG)
def test_a_value_of_the_wrong_type_is_refused_without_telling_it(name: str, value: Any, words: str) -> None:
    with pytest.raises(ArgumentError) as caught:
        Everything(**{name: value})
    assert str(caught.value) == words
    assert SECRET not in str(caught.value)


def test_what_holds_itself_is_refused() -> None:
    endless: dict[str, Any] = {}
    endless["itself"] = endless
    with pytest.raises(ArgumentError, match=r"^free\['itself'\] cannot be sent: "):
        Everything(free=endless)
    endless.update(name="n", deeper=endless)
    del endless["itself"]
    with pytest.raises(ArgumentError, match=r"^inners\[0\] is too deep, or holds itself$"):
        body_of(Everything, {"inners": [endless]}, {})


# There and back


@given(st.timedeltas(timedelta(days=-100_000), timedelta(days=100_000)))
def test_every_duration_comes_back(length: timedelta) -> None:
    sent = Everything(long=length)
    assert Everything.of(sent.raw).long == sent.long == length
    assert Everything(long=sent["long"]).raw == sent.raw


@given(st.binary())
def test_all_bytes_come_back(data: bytes) -> None:
    sent = Everything(data=data, blobs={"k": data})
    assert Everything.of(sent.raw).data == data
    assert Everything.of(sent.raw).blobs == {"k": data}
    for text in (b64encode(data), urlsafe_b64encode(data), urlsafe_b64encode(data).rstrip(b"=")):
        assert octets(text.decode()) == data


@given(st.integers(-(2**63), 2**64 - 1))
def test_every_number_of_64_bits_comes_back(number: int) -> None:
    sent = Everything(big=number)
    assert sent.raw == {"big": str(number)}
    assert Everything.of(sent.raw).big == number
    assert Everything.of({"big": number}).big == number  # as a number of JSON it is understood too


@given(st.datetimes(timezones=st.timezones(), min_value=datetime(1900, 1, 1)))  # noqa: DTZ001 - zones are added
def test_every_moment_comes_back(at: datetime) -> None:
    sent = Everything(at=at, since=at, until=at)
    read = Everything.of(sent.raw)
    assert read.at == at.astimezone(UTC)
    assert read.since is not None
    assert read.until is not None
    assert timedelta(0) <= at.astimezone(UTC) - read.since < timedelta(seconds=1)
    assert timedelta(0) <= at.astimezone(UTC) - read.until < timedelta(milliseconds=1)
    assert Everything(at=sent["at"]).raw == {"at": sent["at"]}


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("0s", timedelta()),
        ("3.5s", timedelta(seconds=3.5)),
        ("-0.5s", timedelta(seconds=-0.5)),
        ("-3.25s", timedelta(seconds=-3.25)),
        ("1.000000001s", timedelta(seconds=1)),
        ("1.9999999s", timedelta(seconds=1, microseconds=999999)),
        ("315576000000s", timedelta(days=3652500)),
    ],
)
def test_a_duration_is_read_to_the_microsecond(text: str, length: timedelta) -> None:
    assert duration(text) == length


# What arrives


MALFORMED: list[tuple[str, Any]] = [
    ("big", "s3cret"),
    ("big", {"x": 1}),
    ("at", "s3cret"),
    ("at", ["s3cret"]),
    ("long", "s3cret"),
    ("long", 5),
    ("long", f"{'9' * 30}s"),
    ("data", "s3cret!"),
    ("data", 5),
    ("colour", ["s3cret"]),
    ("colours", "s3cret"),
    ("inner", "s3cret"),
    ("inners", {"s3cret": 1}),
    ("by_name", ["s3cret"]),
    ("since", "s3cret"),
    ("until", 1e300),
]


@pytest.mark.parametrize(("name", "value"), MALFORMED)
def test_a_malformed_value_arrives_as_it_is_and_is_logged_without_its_text(
    caplog: pytest.LogCaptureFixture, name: str, value: Any
) -> None:
    key = {"by_name": "byName"}.get(name, name)
    answer = Everything.of({key: value, "text": "good"})
    with caplog.at_level(logging.WARNING, "authing.model"):
        assert getattr(answer, name) is value
    assert answer.text == "good"
    assert answer.raw == {key: value, "text": "good"}
    (record,) = caplog.records
    assert record.getMessage().startswith(f"Everything.{name} does not fit its type: ")
    assert SECRET not in record.getMessage()


def test_a_malformed_item_leaves_the_others_their_type(caplog: pytest.LogCaptureFixture) -> None:
    answer = Everything.of({"inners": [{"name": "n"}, SECRET, None], "blobs": {"a": "YWI=", "b": 5, "c": None}})
    with caplog.at_level(logging.WARNING, "authing.model"):
        inners: Any = answer.inners
        assert (inners[0].name, *inners[1:]) == ("n", SECRET, None)
        assert answer.blobs == {"a": b"ab", "b": 5, "c": None}
    assert len(caplog.records) == 2
    assert SECRET not in caplog.text


def test_what_an_answer_leaves_out_is_the_empty_value_and_the_readers_own() -> None:
    answer, other = Everything.of({}), Everything.of(dict.fromkeys(["text", "inners", "byName"]))
    for each in (answer, other):
        assert (each.text, each.flag, each.count, each.big, each.data) == ("", False, 0, 0, b"")
        assert (each.colour, each.at, each.long, each.inner, each.free) == (Colour.NONE, None, None, None, None)
        assert (each.inners, each.colours, each.by_name) == ([], [], {})
    assert answer.inners is not other.inners
    assert answer.by_name is not other.by_name
    assert answer.raw == {}


def test_what_is_not_known_yet_arrives_and_can_be_sent_again() -> None:
    raw = {
        "inner": {"name": "n", "new": [1]},
        "colour": "COLOUR_OF_TOMORROW",
        "colours": ["x", "COLOUR_RED"],
        "new": {},
    }
    answer = Everything.of(raw)
    assert answer.colour == "COLOUR_OF_TOMORROW"
    assert type(answer.colour) is str
    assert answer.colours == ["x", Colour.RED]
    assert answer.inner is not None
    assert (answer["new"], answer.inner["new"]) == ({}, [1])
    assert body_of(Everything, answer, {}) == raw
    assert Everything(inner=answer.inner, inners=[answer.inner]).raw == {
        "inner": {"name": "n", "new": [1]},
        "inners": [{"name": "n", "new": [1]}],
    }


def test_a_model_of_another_class_is_taken_only_as_far_as_the_fields_are_the_same() -> None:
    class Plain(Model):
        _wire = {"name": ("fullName", "name")}
        name: str | None = None

    class Alike(Message):
        name: str = ""

    class Stranger(Message):
        name: str = ""
        nickname: str = ""

    assert Everything(inner=Alike(name="n")).raw == {"inner": {"name": "n"}}  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    assert Everything(inner=Plain.of({"name": "n", "new": 1})).raw == {"inner": {"name": "n", "new": 1}}  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    with pytest.raises(ArgumentError, match=r"^a Inner is needed, not a Stranger; dict\(\) of it, if that is meant$"):
        body_of(Inner, Stranger(name="n"), {})
    assert body_of(Inner, dict(Stranger(name="n")), {}) == {"name": "n"}
    with pytest.raises(ArgumentError, match=r"^there is no field inner\.nickname in a Inner"):
        body_of(Everything, {"inner": Stranger(name="n", nickname=SECRET)}, {})
    with pytest.raises(ArgumentError, match=r"^there is no field fullName in a Inner"):
        body_of(Inner, Plain(name=SECRET), {})


# Names


@pytest.mark.parametrize("name", ["and_", "and", "var_and"])
def test_a_field_is_given_by_any_of_its_names(name: str) -> None:
    made: Any = Everything
    assert made(**{name: "x"}).raw == {"and": "x"}
    with pytest.raises(ArgumentError, match=r"^and_ is given twice, under two of its names$"):
        made(**{name: "x", "and" if name != "and" else "and_": "y"})


def test_an_unknown_field_is_refused_with_the_name_that_may_have_been_meant() -> None:
    made: Any = Everything
    with pytest.raises(ArgumentError, match=r"^there is no field colou in a Everything: did you mean colour\?$"):
        made(colou="x")
    with pytest.raises(ArgumentError, match=r"^there is no field nonsense in a Everything$"):
        made(nonsense=SECRET)


def test_an_unknown_field_is_refused_with_what_there_is() -> None:
    made: Any = Inner
    with pytest.raises(ArgumentError, match=r"^there is no field id in a Inner: it has name, deeper$"):
        made(id=SECRET)
    made = Everything
    inside = "inner or inners or by_name or right"
    with pytest.raises(
        ArgumentError, match=rf"^there is no field deeper in a Everything: did you mean the deeper of {inside}\?$"
    ):
        made(deeper=SECRET)


def test_none_and_unset_are_as_if_not_given() -> None:
    assert Everything(at=None, text=UNSET).raw == {}  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    assert body_of(Everything, None, {"at": None, "text": UNSET, "flag": False}) == {"flag": False}
    assert body_of(Everything, {"at": None, "text": UNSET}, {"flag": None}) == {}


# Groups


def test_of_a_group_one_can_be_given() -> None:
    assert Everything(left="x", single="y").raw == {"left": "x", "single": "y"}
    with pytest.raises(ArgumentError, match=r"^only one of left, and_ can be given$"):
        Everything(left="x", and_="y")
    with pytest.raises(ArgumentError, match=r"^only one of left, right, and_ can be given$"):
        Everything(left="", right=Inner(name="n"), and_="")


def test_of_some_groups_one_must_be_given() -> None:
    assert Picky(user_id="1", by_mail="m").raw == {"userId": "1", "byMail": "m"}
    with pytest.raises(ArgumentError, match=r"^one of by_mail, by_phone must be given$"):
        Picky(user_id="1")
    with pytest.raises(ArgumentError, match=r"^user_id is missing: a Picky needs it$"):
        Picky(by_mail="m")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


def test_a_model_tells_which_of_a_group_is_there() -> None:
    assert Everything.of({"and": "x"}).which("choice") == "and_"
    assert Everything.of({"left": ""}).which("choice") == "left"
    assert Everything.of({"left": None, "right": {}}).which("choice") == "right"
    assert Everything.of({}).which("choice") is None
    assert Everything(single="x").which("alone") == "single"
    with pytest.raises(KeyError, match="nonsense"):
        Everything.of({}).which("nonsense")


# Whole or by fields


def test_a_request_is_given_whole_or_by_its_fields() -> None:
    assert body_of(Inner, None, {"name": "n", "deeper": None}) == {"name": "n"}
    assert body_of(Inner, {"name": "n"}, {"name": None}) == {"name": "n"}
    assert body_of(Inner, Inner(name="n"), {}) == {"name": "n"}
    assert body_of(Inner, MappingProxyType({"name": "n"}), {}) == {"name": "n"}
    with pytest.raises(ArgumentError, match=r"^give a whole Inner or its fields \(name, deeper\), not both$"):
        body_of(Inner, {}, {"name": "n", "deeper": {}})
    with pytest.raises(ArgumentError, match=r"^a Inner or a mapping is needed, not a str; or give its fields by name$"):
        body_of(Inner, SECRET, {})


# As objects


def test_a_message_survives_pickle_and_copy_and_is_equal_by_its_content() -> None:
    made = Everything(at=datetime(2026, 1, 2, tzinfo=UTC), inner=Inner(name="n"), big=5, data=b"\xff")
    assert made.at is not None  # a value that was read does not disturb
    for twin in (pickle.loads(pickle.dumps(made)), copy.copy(made), copy.deepcopy(made), Everything.of(made.raw)):
        assert type(twin) is Everything
        assert twin == made == made.raw
        assert (twin.at, twin.inner, twin.big, twin.data) == (made.at, made.inner, 5, b"\xff")
    assert made != Everything(big=5)
    assert Inner(name="n") != Everything.of({"name": "n"})
    with pytest.raises(AttributeError, match=r"^a Everything cannot be changed: 'big'$"):
        made.big = 6  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]


def test_a_message_takes_nothing_from_what_it_was_made_of() -> None:
    items, free = [{"name": "n"}], {"deep": {"list": [1]}}
    made = Everything(inners=items, free=free)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    items[0]["name"] = "changed"
    free["deep"]["list"].append(2)
    assert made.raw == {"inners": [{"name": "n"}], "free": {"deep": {"list": [1]}}}


def test_a_message_hides_secrets() -> None:
    class Login(Message):
        password: str = ""
        holder: Everything | None = None

    shown = repr(Everything(code_text=SECRET, text="open", free={"clientSecret": SECRET, "list": [{"token": SECRET}]}))
    assert shown == "Everything(codeText='***', text='open', free={'clientSecret': '***', 'list': [{'token': '***'}]})"
    assert repr(Login(password=SECRET)) == "Login(password='***')"
    assert SECRET not in repr(Picky(user_id="1", by_phone=Inner(name="n")))


def test_a_member_is_found_by_its_name_and_by_its_text() -> None:
    found: Any = Colour
    assert found.COLOUR_RED is Colour.RED is Colour("COLOUR_RED") is Colour["RED"]
    assert found.RED == "COLOUR_RED"
    assert [copy.deepcopy(Colour.RED), pickle.loads(pickle.dumps(Colour.RED))] == [Colour.RED, Colour.RED]
    with pytest.raises(AttributeError, match="COLOUR_BLUE"):
        found.COLOUR_BLUE  # noqa: B018 - that is the mistake


def test_any_number_of_threads_may_make_the_first_of_a_kind() -> None:
    class Fresh(Message):
        some_text: str
        number: Int64 = 0

    start, made = threading.Barrier(16), list[Any]()

    def make() -> None:
        start.wait()
        made.append(Fresh(some_text="x", number=1).raw)

    threads = [threading.Thread(target=make) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [{"someText": "x", "number": "1"}] * 16


def test_the_name_of_a_member_means_the_member_and_reads_as_its_text() -> None:
    assert Everything(colour="RED").raw == {"colour": "COLOUR_RED"}
    assert Everything(colour="COLOUR_RED").raw == {"colour": "COLOUR_RED"}
    assert Everything(colour="COLOUR_NEW").raw == {"colour": "COLOUR_NEW"}
    assert (str(Colour.RED), f"{Colour.RED}", f"{Colour.RED:>12}") == ("COLOUR_RED", "COLOUR_RED", "  COLOUR_RED")
