"""JSON objects that are sent: what the platform's contract says of them is checked before anything leaves.

    class CreateUserRequest(Message):
        _one_of = {"user_type": ("human", "machine")}
        _at_least_one = frozenset({"user_type"})

        organization_id: str
        human: Human | None = None
        machine: Machine | None = None

    CreateUserRequest(organization_id="1", human=Human(given_name="Ada"))
    CreateUserRequest(organizationId="1", human={"givenName": "Ada"})

A field is given under its own name or under the platform's, and what stands in it is written as the platform reads it:
moments, durations, bytes, numbers of 64 bits, members of enums, other messages or mappings of their fields. A field
without a default must be given. None counts as not given.
"""

from __future__ import annotations

import typing
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from difflib import get_close_matches
from enum import Enum, EnumMeta
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, NamedTuple, get_args, get_origin

from .call import UNSET
from .errors import ArgumentError
from .model import NEEDED, Int64, Model, duration, moment, octets, to_wire

__all__ = ["Message", "WireEnum", "body_of", "same_name"]

Writer = Callable[[Any, str], Any]


class _Names(EnumMeta):
    """Finds a member by its text on the wire too, as generated clients call it: `UserState.USER_STATE_ACTIVE`."""

    def __getattr__(cls, name: str) -> Any:
        member = cls._value2member_map_.get(name)
        if member is None:
            raise AttributeError(f"{cls.__name__} has no member {name}")
        return member


if TYPE_CHECKING:

    class WireEnum(str, Enum):
        """Texts that a field may hold. A platform may know more of them: those arrive, and are sent, as plain texts."""

else:

    class WireEnum(str, Enum, metaclass=_Names):
        """Texts that a field may hold. A platform may know more of them: those arrive, and are sent, as plain texts."""


class Message(Model):
    """A JSON object whose fields are checked and written as the platform's contract says."""

    _one_of: ClassVar[Mapping[str, tuple[str, ...]]] = {}  # groups of fields of which one can be given
    _at_least_one: ClassVar[frozenset[str]] = frozenset()  # the groups of which one must be
    _renamed: ClassVar[Mapping[str, str]] = {}  # what other clients of the platform call a field
    _writers: ClassVar[Mapping[str, _Written]]

    def __init__(self, **values: Any) -> None:
        self.__dict__["raw"] = written(type(self), values)

    def which(self, group: str) -> str | None:
        """The field that is set of a group of which one can be; None if none is.

        Raises:
            KeyError: There is no such group.
        """
        fields = type(self)._planned()
        return next((name for name in self._one_of[group] if self.raw.get(fields[name].key) is not None), None)

    @classmethod
    def written_by(cls) -> Mapping[str, _Written]:
        """How each field is written, by all of its names."""
        if "_writers" not in cls.__dict__:
            fields = cls._planned()
            writers = {
                name: _Written(name, field.key, _writer(field.hint), field.default is NEEDED)
                for name, field in fields.items()
            }
            named = {each.key: each for each in writers.values()}
            renamed = {old: writers[name] for old, name in cls._renamed.items()}
            cls._writers = {**named, **renamed, **writers}
        return cls._writers


class _Written(NamedTuple):
    name: str
    key: str
    write: Writer
    needed: bool


def body_of(kind: type[Message], whole: Any, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The JSON of a message, which is given whole or by its fields.

    Raises:
        ArgumentError: A field is unknown, missing, in the way of another, or of the wrong type.
    """
    given = {name: value for name, value in fields.items() if value is not None}
    if whole is None:
        return written(kind, given)
    if given:
        raise ArgumentError(f"give a whole {kind.__name__} or its fields ({', '.join(given)}), not both")
    if not isinstance(whole, (Model, Mapping)):
        raise ArgumentError(f"a {kind.__name__} or a mapping is needed, not a {type(whole).__name__}")
    return written(kind, whole)


def written(kind: type[Message], given: Any, where: str = "") -> dict[str, Any]:
    """The JSON of a message with these fields; `where` names them in errors: `profile.`."""
    plan, body = kind.written_by(), {}
    for name, value in given.items():
        field = plan.get(name)
        if field is None:
            if not isinstance(given, Model):
                raise ArgumentError(unknown(kind, f"{where}{name}", name))
            body[name] = value  # the platform itself sent it, in an answer of which this object was a part
        elif value is not None and value is not UNSET:
            if field.key in body:
                raise ArgumentError(f"{where}{field.name} is given twice, under two of its names")
            body[field.key] = field.write(value, where + field.name)
    _check_groups(kind, plan, body, where)
    for field in plan.values():
        if field.needed and field.key not in body:
            raise ArgumentError(f"{where}{field.name} is missing: a {kind.__name__} needs it")
    return body


def unknown(kind: type[Message], shown: str, name: str) -> str:
    """What to say of a field that a message does not have."""
    near = get_close_matches(name, [field.name for field in kind.written_by().values()], 1)
    hint = f": did you mean {near[0]}?" if near else ""
    return f"there is no field {shown} in a {kind.__name__}{hint}"


def same_name(one: str, other: str) -> bool:
    """True if two names are spellings of one, such as `get_u2_f` and `GetU2F`."""
    return one.replace("_", "").lower() == other.replace("_", "").lower()


def _check_groups(kind: type[Message], plan: Mapping[str, _Written], body: Mapping[str, Any], where: str) -> None:
    for group, names in kind._one_of.items():
        there = [name for name in names if plan[name].key in body]
        if len(there) > 1:
            raise ArgumentError(f"only one of {', '.join(where + name for name in there)} can be given")
        if not there and group in kind._at_least_one:
            raise ArgumentError(f"one of {', '.join(where + name for name in names)} must be given")


def _writer(hint: Any) -> Writer:
    origin, args = get_origin(hint), get_args(hint)
    if origin in (typing.Union, UnionType):
        return _writer(next(each for each in args if each is not type(None)))
    if origin in (list, Sequence):
        return _list_writer(_writer(args[0]))
    if origin in (dict, Mapping):
        return _map_writer(_writer(args[1]))
    if origin is Annotated or hint is Any:
        return _int64 if hint == Int64 else _anything
    if issubclass(hint, Message):
        return _message_writer(hint)
    return _enum_writer(hint) if issubclass(hint, Enum) else _WRITERS[hint]


def _message_writer(kind: type[Message]) -> Writer:
    def write(value: Any, where: str) -> Any:
        if not isinstance(value, (Model, Mapping)):
            raise _misfit(where, f"a {kind.__name__} or a mapping", value)
        return written(kind, value, f"{where}.")

    return write


def _list_writer(inner: Writer) -> Writer:
    def write(value: Any, where: str) -> Any:
        if not isinstance(value, Iterable) or isinstance(value, (str, bytes, Model, Mapping)):
            raise _misfit(where, "a list", value)
        return [inner(item, f"{where}[{index}]") for index, item in enumerate(value)]

    return write


def _map_writer(inner: Writer) -> Writer:
    def write(value: Any, where: str) -> Any:
        if not isinstance(value, (Model, Mapping)) or not all(isinstance(key, str) for key in value):
            raise _misfit(where, "a mapping with texts as keys", value)
        return {key: inner(item, f"{where}[{key!r}]") for key, item in value.items()}

    return write


def _enum_writer(kind: type[Enum]) -> Writer:
    def write(value: Any, where: str) -> Any:
        if not isinstance(value, str):
            raise _misfit(where, f"a {kind.__name__} or a text", value)
        return value.value if isinstance(value, Enum) else value

    return write


def _text(value: Any, where: str) -> Any:
    if not isinstance(value, str):
        raise _misfit(where, "a text", value)
    return value.value if isinstance(value, Enum) else value


def _flag(value: Any, where: str) -> Any:
    if not isinstance(value, bool):
        raise _misfit(where, "True or False", value)
    return value


def _int(value: Any, where: str) -> Any:
    if not isinstance(value, int) or isinstance(value, bool):
        raise _misfit(where, "an int", value)
    return value


def _int64(value: Any, where: str) -> Any:
    return str(_int(int(value) if isinstance(value, str) and value.isdecimal() else value, where))


def _number(value: Any, where: str) -> Any:
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        raise _misfit(where, "a number", value)
    return value


def _moment(value: Any, where: str) -> Any:
    try:
        if isinstance(value, datetime):
            return to_wire(value)
        if isinstance(value, str) and moment(value) is not None:
            return value
    except ValueError as problem:
        raise ArgumentError(f"{where} cannot be told: {problem}") from None
    raise _misfit(where, "a datetime", value)


def _duration(value: Any, where: str) -> Any:
    if isinstance(value, timedelta):
        micros = value // timedelta(microseconds=1)
        whole, rest = divmod(abs(micros), 1_000_000)
        fraction = f".{rest:06}".rstrip("0") if rest else ""
        return f"{'-' * (micros < 0)}{whole}{fraction}s"
    try:
        if isinstance(value, str) and duration(value) is not None:
            return value
    except ValueError:
        raise ArgumentError(f"{where} must be seconds such as '3.5s', or a timedelta") from None
    raise _misfit(where, "a timedelta", value)


def _octets(value: Any, where: str) -> Any:
    if isinstance(value, (bytes, bytearray, memoryview)):
        return b64encode(value).decode("ascii")
    try:
        if isinstance(value, str) and octets(value) is not None:
            return value
    except ValueError:
        raise ArgumentError(f"{where} must be bytes, or a text in base64") from None
    raise _misfit(where, "bytes", value)


def _anything(value: Any, where: str) -> Any:
    try:
        return to_wire(value)
    except (TypeError, ValueError) as problem:
        raise ArgumentError(f"{where} cannot be sent: {problem}") from None


def _misfit(where: str, wanted: str, value: Any) -> ArgumentError:
    return ArgumentError(f"{where} must be {wanted}, not {type(value).__name__}")  # never the value: it may be secret


_WRITERS: dict[Any, Writer] = {
    str: _text,
    bool: _flag,
    int: _int,
    float: _number,
    datetime: _moment,
    timedelta: _duration,
    bytes: _octets,
}
