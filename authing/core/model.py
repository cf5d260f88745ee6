"""Typed views of JSON objects.

Declaring a model costs a plain class. Its fields are worked out when the first object of it is made, and a value
is converted when it is first read, so a page of a thousand users costs little more than parsing its JSON.

Nothing that the platform sends is lost or refused: an unknown key stays in `raw`, an unknown enum value arrives as
the text it is, a value that does not fit its type arrives as it came (and is logged).

    class User(Model):
        id: str
        phone_verified: bool = False
        created_at: datetime | None = None

    user = User.of({"id": "1", "phoneVerified": True, "new": 1})
    user.phone_verified, user["phoneVerified"], user["new"], user.get("gone")
"""

from __future__ import annotations

import re
import typing
from base64 import b64decode
from collections.abc import Callable, ItemsView, Iterator, KeysView, Mapping, Sequence, ValuesView
from datetime import date, datetime, timedelta, timezone
from enum import Enum
from logging import getLogger
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, NamedTuple, get_args, get_origin

from .redaction import HIDDEN, redacted

if TYPE_CHECKING:
    from typing import TypeAlias

    from typing_extensions import Self, dataclass_transform
else:
    TypeAlias = Any

    def dataclass_transform(**_: Any) -> Any:
        return lambda cls: cls


__all__ = [
    "EpochMilliseconds",
    "EpochSeconds",
    "Form",
    "Int64",
    "Model",
    "Natural",
    "converter",
    "to_wire",
    "wire_name",
]

Converter = Callable[[Any], Any]


class Form(NamedTuple):
    """How a value stands in JSON, where its type alone does not tell.

    Attributes:
        read: Makes the value out of JSON.
        write: Makes JSON out of a value; a ValueError or TypeError if it is not of the type.
    """

    read: Converter
    write: Converter


_SECONDS = re.compile(r"(?P<sign>-?)(?P<whole>[0-9]+)(\.(?P<part>[0-9]+))?s")
_log = getLogger("authing.model")
_MISFITS = (ValueError, TypeError, KeyError, AttributeError, OverflowError, OSError)


@dataclass_transform(kw_only_default=True, frozen_default=True)
class Model:
    """A JSON object: fields in snake_case as attributes, everything under its own name by `model["wireName"]`.

    Reads like a mapping (`in`, `get`, `keys`, `items`, `dict(model)`), compares by its content with models of its
    class and with mappings, and cannot be changed.

    Attributes:
        raw: The object as it came.
    """

    raw: ClassVar[Mapping[str, Any]]
    _wire: ClassVar[Mapping[str, str | tuple[str, ...]]] = {}  # where `_spelled` does not tell; or several, in turn
    _secret: ClassVar[frozenset[str]] = frozenset()  # wire names that do not sound like the secrets they hold
    _fields: ClassVar[Mapping[str, Field]]

    def __init__(self, **values: Any) -> None:
        fields = type(self)._planned()
        unknown = values.keys() - fields.keys()
        if unknown:
            raise TypeError(f"{type(self).__name__} has no field {', '.join(sorted(unknown))}")
        self.__dict__["raw"] = {fields[name].key: to_wire(value) for name, value in values.items()}
        self.__dict__.update(values)

    @classmethod
    def of(cls, raw: Any) -> Self:
        """View a JSON object.

        Raises:
            TypeError: It is no object.
        """
        if "_fields" not in cls.__dict__:
            cls._planned()
        if not isinstance(raw, dict):
            raise TypeError(f"{cls.__name__} is read from an object, not from {type(raw).__name__}")
        self = cls.__new__(cls)
        self.__dict__["raw"] = raw
        return self

    @classmethod
    def maybe(cls, raw: Any) -> Self | None:
        """View a JSON object where null is an answer too."""
        return None if raw is None else cls.of(raw)

    @classmethod
    def many(cls, raw: Any) -> list[Self]:
        """View a list of JSON objects."""
        if not isinstance(raw, list):
            raise TypeError(f"a list of {cls.__name__} is read from a list, not from {type(raw).__name__}")
        return [cls.of(item) for item in raw]

    @staticmethod
    def _spelled(name: str) -> str:
        """How the platform writes the name of a field."""
        return wire_name(name)

    @classmethod
    def _planned(cls) -> Mapping[str, Field]:
        if "_fields" not in cls.__dict__:
            fields = {}
            for name, hint in typing.get_type_hints(cls, include_extras=True).items():
                if get_origin(hint) is not ClassVar:
                    given = getattr(cls, name, NEEDED)
                    default = given.default if isinstance(given, Field) else given
                    fields[name] = Field(name, cls._wire.get(name) or cls._spelled(name), hint, default)
            for name, field in fields.items():
                setattr(cls, name, field)
            cls._fields = fields
        return cls._fields

    def __getitem__(self, key: str) -> Any:
        return self.raw[key]

    def __contains__(self, key: object) -> bool:
        return key in self.raw

    def __iter__(self) -> Iterator[str]:
        return iter(self.raw)

    def __len__(self) -> int:
        return len(self.raw)

    def __bool__(self) -> bool:
        return True  # an object without fields is still an object

    def get(self, key: str, default: Any = None) -> Any:
        """The value under a wire name, or the default."""
        return self.raw.get(key, default)

    def keys(self) -> KeysView[str]:
        """The wire names."""
        return self.raw.keys()

    def values(self) -> ValuesView[Any]:
        """The values as they came."""
        return self.raw.values()

    def items(self) -> ItemsView[str, Any]:
        """Wire names and values as they came."""
        return self.raw.items()

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a {type(self).__name__} cannot be changed: {name!r}")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"a {type(self).__name__} cannot be changed: {name!r}")

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Model):
            return type(other) is type(self) and other.raw == self.raw
        return isinstance(other, Mapping) and other == self.raw

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        hidden = self._secret
        shown = {
            key: HIDDEN if value and key in hidden else value for key, value in self.raw.items() if value is not None
        }
        return f"{type(self).__name__}({', '.join(f'{key}={value!r}' for key, value in redacted(shown).items())})"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self).of, (self.raw,)


NEEDED: Any = object()
"""In place of a default, where a field has none."""


class Field:
    """One attribute of a model: converts what stands in `raw` when first read, then stays out of the way."""

    # A non-data descriptor: what it puts into the object's __dict__ is found before it the next time.
    __slots__ = ("convert", "default", "hint", "key", "name", "others")

    def __init__(self, name: str, keys: str | tuple[str, ...], hint: Any, default: Any) -> None:
        self.name, self.hint, self.default, self.convert = name, hint, default, converter(hint)
        self.key, *self.others = (keys,) if isinstance(keys, str) else keys

    def __get__(self, model: Model | None, owner: type[Model]) -> Any:
        if model is None:
            return self
        value = model.raw.get(self.key)
        if value is None and self.others:
            value = next((model.raw[key] for key in self.others if model.raw.get(key) is not None), None)
        if value is None:
            value = self._default()
        elif self.convert is not None:
            try:
                value = self.convert(value)
            except _MISFITS as problem:
                # Never the value itself: it may be personal.
                _log.warning("%s.%s does not fit its type: %s", owner.__name__, self.name, type(problem).__name__)
        model.__dict__[self.name] = value
        return value

    def _default(self) -> Any:
        if get_origin(self.hint) in (list, Sequence):
            return []  # a new one each time: it is the reader's own
        if self.default is NEEDED:
            return None
        return {} if self.default == {} else self.default


def wire_name(name: str) -> str:
    """`phone_verified` as the platforms write it: `phoneVerified`."""
    head, *rest = name.split("_")
    return head + "".join([part[:1].upper() + part[1:] for part in rest])


def to_wire(value: Any) -> Any:
    """A Python value as JSON: models as they came, enums as their values, aware datetimes as ISO 8601 in UTC.

    Raises:
        ValueError: A datetime without time zone: nobody could tell which moment it is.
        TypeError: There is no JSON for this type.
    """
    if value is None or type(value) in (str, bool, int, float):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (int, float)):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Model):
        return value.raw
    if isinstance(value, Mapping):
        return {key: to_wire(item) for key, item in value.items()}
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("a datetime must have a time zone, such as datetime.now(timezone.utc)")
        return value.astimezone(timezone.utc).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple, set, frozenset)):
        return [to_wire(item) for item in value]
    raise TypeError(f"there is no JSON for a {type(value).__name__}")


def converter(hint: Any) -> Converter | None:
    """How to read a value of this type; None if it is good as it comes."""
    origin, args = get_origin(hint), get_args(hint)
    if origin in (typing.Union, UnionType):
        found = [convert for convert in map(converter, args) if convert]
        return found[0] if found else None
    if origin in (list, Sequence):
        return _list_converter(converter(args[0]))
    if origin in (dict, Mapping):
        return _map_converter(converter(args[1]))
    if origin is Annotated:
        read: Converter = getattr(args[1], "read", None) or args[1].of
        return read
    if not isinstance(hint, type):
        return None
    if issubclass(hint, Model):
        return hint.of
    if issubclass(hint, Enum):
        known = hint._value2member_map_
        return lambda value: known.get(value, value)
    return _CONVERTERS.get(hint)


def _list_converter(inner: Converter | None) -> Converter | None:
    if inner is None:
        return None

    def convert(items: Any) -> list[Any]:
        if not isinstance(items, list):
            raise TypeError("not a list")  # a text would be taken apart into its letters
        return [item if item is None else _item(inner, item) for item in items]

    return convert


def _map_converter(inner: Converter | None) -> Converter | None:
    if inner is None:
        return None
    return lambda items: {key: item if item is None else _item(inner, item) for key, item in items.items()}


def _item(convert: Converter, item: Any) -> Any:
    try:
        return convert(item)
    except _MISFITS as problem:  # one of a thousand must not take the type from all
        _log.warning("an item of a list does not fit its type: %s", type(problem).__name__)
        return item


def moment(value: Any) -> datetime:
    """An ISO 8601 text, or milliseconds since 1970, as an aware datetime; without a zone it is UTC."""
    if isinstance(value, (int, float)):
        return _EPOCH + timedelta(milliseconds=value)
    text = value[:-1] + "+00:00" if value.endswith(("Z", "z")) else value
    head, point, tail = text.partition(".")
    if point:  # Python 3.10 reads three or six digits only
        digits = len(tail) - len(tail.lstrip("0123456789"))
        text = f"{head}.{tail[:digits][:6]:0<6}{tail[digits:]}"
    read = datetime.fromisoformat(text)
    return read if read.tzinfo else read.replace(tzinfo=timezone.utc)


def duration(value: str) -> timedelta:
    """Seconds as a text, such as `3.5s`; finer than microseconds they are cut."""
    found = _SECONDS.fullmatch(value)
    if found is None:
        raise ValueError("not a duration")
    length = timedelta(seconds=int(found["whole"]), microseconds=int(f"{(found['part'] or '')[:6]:0<6}"))
    return -length if found["sign"] else length


def octets(value: str) -> bytes:
    """Bytes out of their base64, in either alphabet, padded or not."""
    plain = value.replace("-", "+").replace("_", "/").rstrip("=")
    return b64decode(plain + "=" * (-len(plain) % 4), validate=True)


def _int64(value: Any) -> str:
    number = int(value) if isinstance(value, str) and value.removeprefix("-").isdecimal() else value
    if not isinstance(number, int) or isinstance(number, bool):
        raise TypeError("an int")
    return str(number)


def _natural(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("an int")
    if value < 0:
        raise ValueError("it must be 0 or more")
    return value


def _epoch(unit: int) -> Form:
    def write(value: Any) -> int:
        if isinstance(value, datetime):
            if value.tzinfo is None:
                raise ValueError("a datetime must have a time zone, such as datetime.now(timezone.utc)")
            return (value - _EPOCH) // timedelta(microseconds=1_000_000 // unit)
        if not isinstance(value, int) or isinstance(value, bool):
            raise TypeError("a datetime")
        return value

    return Form(lambda value: moment(value * 1000 // unit), write)


_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)

Int64: TypeAlias = Annotated[int, Form(int, _int64)]
"""A number that JSON writes as a text, because some of its readers would round it."""

Natural: TypeAlias = Annotated[int, Form(lambda value: value, _natural)]
"""A whole number from 0 on, where a platform would take others and fail on them later."""

EpochSeconds: TypeAlias = Annotated[datetime, _epoch(1)]
"""A moment that JSON writes as seconds since 1970."""

EpochMilliseconds: TypeAlias = Annotated[datetime, _epoch(1000)]
"""A moment that JSON writes as milliseconds since 1970."""

_CONVERTERS: dict[type, Converter] = {datetime: moment, timedelta: duration, bytes: octets}
