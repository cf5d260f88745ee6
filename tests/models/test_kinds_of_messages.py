"""JSON objects with null as a value, with fields of any name, and of one of several kinds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timezone
from typing import Annotated, Any, Literal

import pytest

from authing.core.call import UNSET
from authing.core.errors import ArgumentError
from authing.core.message import Message, OneKind, WireEnum, body_of, chosen, reader
from authing.core.model import EpochSeconds

SECRET = "s3cret"


class Colour(WireEnum):
    RED = "COLOUR_RED"


class Inner(Message):
    name: str


class Patch(Message):
    """Where null is a value of its own, and some things always stand."""

    _nullable = frozenset({"phone"})
    _open = True

    kind: Literal["patch"] = "patch"
    phone: str | None = None
    mail: str | None = None


def test_null_is_sent_where_it_is_a_value_of_its_own() -> None:
    assert Patch(phone=None, mail=None).raw == {"kind": "patch", "phone": None}
    assert Patch(phone=UNSET).raw == {"kind": "patch"}  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    assert body_of(Patch, None, {"phone": None, "mail": None}) == {"kind": "patch", "phone": None}
    assert body_of(Patch, None, {"phone": UNSET}) == {"kind": "patch"}
    assert body_of(Patch, {"phone": None}, {"mail": None}) == {"kind": "patch", "phone": None}


def test_an_open_object_takes_fields_of_any_name() -> None:
    made: Any = Patch
    assert made(own={"at": date(2026, 1, 2)}).raw == {"kind": "patch", "own": {"at": "2026-01-02"}}
    with pytest.raises(ArgumentError, match=r"^own cannot be sent: there is no JSON for a bytes$"):
        made(own=b"s3cret")


def test_what_always_stands_there_may_be_given_and_nothing_else() -> None:
    assert Patch(kind="patch").raw == {"kind": "patch"}
    assert Patch.of({}).kind == "patch"
    with pytest.raises(ArgumentError, match=r"^kind can only be 'patch'$"):
        Patch(kind="other")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


# Objects of one of several kinds


class Cat(Message):
    """A kind."""

    pet_type: Literal["cat", "Cat"] = "cat"
    claws: int = 0


class Dog(Message):
    """Another kind."""

    pet_type: Colour | str
    name: str


class Nameless(Message):
    """What it is if nothing tells."""

    age: int = 0


Pet = Cat | Dog | Nameless
TOLD = OneKind("petType", (("cat", "Cat"), ("Cat", "Cat"), ("COLOUR_RED", "Dog")), "Nameless", __name__)
SEEN = OneKind(None, (("Dog", "Dog"), ("Inner", "Inner")), None, __name__)


class Home(Message):
    """With places where several kinds may stand."""

    pet: Annotated[Any, TOLD] | None = None
    pets: Sequence[Annotated[Any, TOLD]] = ()
    guest: Annotated[Any, SEEN] | None = None


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        ({"petType": "cat", "claws": 3}, Cat),
        ({"petType": "Cat"}, Cat),
        ({"petType": "COLOUR_RED", "name": "n"}, Dog),
        ({"age": 3}, Nameless),
        ({"petType": "bird", "wings": 2}, Message),
    ],
)
def test_an_object_of_several_kinds_is_read_as_what_it_is(raw: dict[str, Any], kind: type[Message]) -> None:
    home = Home.of({"pet": raw, "pets": [raw]})
    assert type(home.pet) is kind
    assert home.pet == raw
    assert [type(each) for each in home.pets] == [kind]
    assert type(TOLD.many([raw])[0]) is kind


def test_without_a_field_that_tells_the_fields_that_are_there_do() -> None:
    assert type(Home.of({"guest": {"name": "n", "petType": "x"}}).guest) is Dog
    assert type(Home.of({"guest": {"name": "n"}}).guest) is Inner
    assert type(Home.of({"guest": {}}).guest) is Message
    assert Home(guest={"name": "n"}).raw == {"guest": {"name": "n"}}
    assert Home(guest={"name": "n", "pet_type": "x"}).raw == {"guest": {"name": "n", "petType": "x"}}
    with pytest.raises(ArgumentError, match=r"^guest is of no known kind: it must be one of Dog, Inner$"):
        Home(guest={})


@pytest.mark.parametrize("read", [TOLD.of, TOLD.many])
def test_what_is_no_object_of_any_kind_is_not_read(read: Callable[[Any], Any]) -> None:
    with pytest.raises(TypeError, match="not a"):
        read("s3cret")


def test_an_object_of_several_kinds_is_written_as_what_it_is() -> None:
    assert Home(pet=Cat(claws=3)).raw == {"pet": {"petType": "cat", "claws": 3}}
    assert Home(pet={"petType": "cat", "claws": 3}).raw == {"pet": {"petType": "cat", "claws": 3}}
    assert Home(pet={"pet_type": Colour.RED, "name": "n"}).raw == {"pet": {"petType": "COLOUR_RED", "name": "n"}}
    assert Home(pets=[{"age": 3}, Nameless()]).raw == {"pets": [{"age": 3}, {}]}
    with pytest.raises(ArgumentError, match=r"^pet\.name is missing: a Dog needs it$"):
        Home(pet={"petType": Colour.RED})
    with pytest.raises(ArgumentError, match=r"^pet must be an object, not str$"):
        Home(pet=SECRET)
    with pytest.raises(ArgumentError) as caught:
        Home(pets=[{"petType": SECRET}])
    assert str(caught.value) == "pets[0] is of no known kind: its petType must be one of cat, Cat, COLOUR_RED"
    with pytest.raises(ArgumentError, match=r"^pet is of no known kind: "):
        Home(pet={"petType": [SECRET]})


def test_the_kind_may_be_told_beside_the_object() -> None:
    several = Annotated[Any, TOLD]
    assert chosen(several, "cat") is Cat
    assert chosen(several, Colour.RED) is Dog
    assert chosen(several, "bird") == several


def test_answers_without_a_model_are_read_by_their_type() -> None:
    assert reader(Sequence[Inner])([{"name": "n"}]) == [Inner(name="n")]
    assert reader(Mapping[str, EpochSeconds])({"a": 60}) == {"a": datetime(1970, 1, 1, 0, 1, tzinfo=timezone.utc)}
    assert reader(str)("s") == "s"
    assert reader(Any)(None) is None
