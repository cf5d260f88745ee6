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

import re
import typing
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from difflib import get_close_matches
from enum import Enum, EnumMeta
from functools import cache
from importlib import import_module
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, NamedTuple, get_args, get_origin

from .call import UNSET
from .errors import ArgumentError
from .model import NEEDED, Field, Form, Model, converter, duration, moment, octets, to_wire

__all__ = ["Message", "OneKind", "WireEnum", "body_of", "chosen", "reader", "unknown", "writer"]

Writer = Callable[[Any, str], Any]

_FEW = 6
"""Fields that an error can name all of."""

_RFC_3339 = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})")


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

        __str__ = str.__str__  # the text, in every version of Python
        __format__ = str.__format__


class Message(Model):
    """A JSON object whose fields are checked and written as the platform's contract says."""

    _one_of: ClassVar[Mapping[str, tuple[str, ...]]] = {}  # groups of fields of which one can be given
    _at_least_one: ClassVar[frozenset[str]] = frozenset()  # the groups of which one must be
    _renamed: ClassVar[Mapping[str, str]] = {}  # what other clients of the platform call a field
    _nullable: ClassVar[frozenset[str]] = frozenset()  # fields that may be null, which is not to leave them out
    _open: ClassVar[bool] = False  # may have fields that the contract does not name
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
                name: _Written(
                    name,
                    field.key,
                    writer(field.hint),
                    field.default is NEEDED,
                    name in cls._nullable,
                    _fixed(field),
                    _holds_messages(field.hint),
                )
                for name, field in fields.items()
            }
            named = {each.key: each for each in writers.values()}
            renamed = {old: writers[name] for old, name in cls._renamed.items()}
            cls._writers = {**named, **renamed, **writers}
        return cls._writers


class OneKind(NamedTuple):
    """How the kinds of objects that may stand in one place are told apart.

    Attributes:
        field: The name on the wire of the field that tells; None if the fields that are there tell.
        kinds: Its values and the names of the classes; without such a field, the names of the classes twice.
        absent: The class where the field is missing.
        module: Where the classes are.
    """

    field: str | None
    kinds: tuple[tuple[Any, str], ...]
    absent: str | None
    module: str

    def of(self, raw: Any) -> Any:
        """View an object as what it is; one of no known kind as an object without fields."""
        if not isinstance(raw, dict):
            raise TypeError("not an object")
        found = self.kind(raw)
        return (found or Message).of(raw)

    def many(self, raw: Any) -> list[Any]:
        """View a list of objects."""
        if not isinstance(raw, list):
            raise TypeError("not a list")
        return [self.of(item) for item in raw]

    def write(self, value: Any, where: str) -> Any:
        """The JSON of an object of one of the kinds."""
        if not isinstance(value, (Model, Mapping)):
            raise _misfit(where, "an object", value)
        known = self._classes()
        found = next((kind for kind in known if isinstance(value, kind)), None) or self.kind(value)
        if found is None:
            told = ", ".join(str(value) for value, _ in self.kinds)
            by = f"its {self.field} must be one of {told}" if self.field else f"it must be one of {told}"
            raise ArgumentError(f"{where} is of no known kind: {by}")
        return written(found, value, f"{where}.")

    def kind(self, raw: Any) -> type[Message] | None:
        """What an object is."""
        if self.field is None:
            return next((kind for kind in self._classes() if _has_all_of(kind, raw)), None)
        fields = {field.key: field.name for kind in self._classes() for field in kind._planned().values()}
        told = raw.get(self.field, raw.get(fields[self.field]))
        name = self.absent if told is None else next((name for value, name in self.kinds if value == told), None)
        return None if name is None else self._class(name)

    def _classes(self) -> list[type[Message]]:
        return [self._class(name) for name in dict.fromkeys(name for _, name in self.kinds)]

    def _class(self, name: str) -> type[Message]:
        found: type[Message] = getattr(import_module(self.module), name)
        return found


def chosen(hint: Any, told: Any) -> Any:
    """The kind that a value told beside the object, such as one in the path, stands for; all kinds if it tells none."""
    kinds: OneKind = get_args(hint)[1]
    name = dict(kinds.kinds).get(told.value if isinstance(told, Enum) else told)
    return hint if name is None else kinds._class(name)


def _has_all_of(kind: type[Message], raw: Any) -> bool:
    return all(field.key in raw or field.name in raw for field in kind.written_by().values() if field.needed)


class _Written(NamedTuple):
    name: str
    key: str
    write: Writer
    needed: bool
    nullable: bool
    fixed: Any  # what always stands there, or UNSET
    holds_messages: bool


def _fixed(field: Field) -> Any:
    return field.default if get_origin(field.hint) is Literal and field.default is not None else UNSET


def _holds_messages(hint: Any) -> bool:
    if isinstance(hint, OneKind) or (isinstance(hint, type) and issubclass(hint, Message)):
        return True
    return any(map(_holds_messages, get_args(hint)))


def body_of(kind: type[Message], whole: Any, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The JSON of a message, which is given whole or by its fields.

    Raises:
        ArgumentError: A field is unknown, missing, in the way of another, or of the wrong type.
    """
    nullable = kind._nullable
    given = {
        name: each for name, each in fields.items() if each is not UNSET and (each is not None or name in nullable)
    }
    if whole is None:
        return written(kind, given)
    if given:
        raise ArgumentError(f"give a whole {kind.__name__} or its fields ({', '.join(given)}), not both")
    if not isinstance(whole, (Model, Mapping)):
        given_type = type(whole).__name__
        raise ArgumentError(f"a {kind.__name__} or a mapping is needed, not a {given_type}; or give its fields by name")
    if isinstance(whole, Message) and not isinstance(whole, kind):
        # What reads one thing and what deletes it are often asked for by the same fields.
        raise ArgumentError(
            f"a {kind.__name__} is needed, not a {type(whole).__name__}; dict() of it, if that is meant"
        )
    return written(kind, whole)


def written(kind: type[Message], given: Any, where: str = "") -> dict[str, Any]:
    """The JSON of a message with these fields; `where` names them in errors: `profile.`."""
    plan, body = kind.written_by(), {}
    for name, value in given.items():
        field = plan.get(name)
        if field is None:
            # What a model holds that its own class does not know either, the platform itself has sent in an answer.
            if not kind._open and (not isinstance(given, Model) or _declares(type(given), name)):
                raise ArgumentError(unknown(kind, f"{where}{name}", str(name)))
            body[name] = _anything(value, f"{where}{name}")
        elif value is not UNSET and (value is not None or field.nullable):
            if field.key in body:
                raise ArgumentError(f"{where}{field.name} is given twice, under two of its names")
            if field.holds_messages and isinstance(given, kind):
                value = getattr(given, field.name)  # as models, so that what is unknown in them is known to have come
            body[field.key] = None if value is None else field.write(value, where + field.name)
    _check_groups(kind, plan, body, where)
    for field in plan.values():
        if field.key in body:
            continue
        if field.fixed is not UNSET:
            body[field.key] = field.fixed
        elif field.needed:
            raise ArgumentError(f"{where}{field.name} is missing: a {kind.__name__} needs it")
    return body


def _declares(kind: type[Model], key: str) -> bool:
    return any(key in (field.key, *field.others) for field in kind._planned().values())


def unknown(kind: type[Message], shown: str, name: str) -> str:
    """What to say of a field that a message does not have."""
    fields = kind._planned()
    if name in fields:
        return f"{shown} cannot be given here"
    if near := get_close_matches(name, fields, 1, 0.7):
        hint = f": did you mean {near[0]}?"
    elif inside := [
        own for own, field in fields.items() if any(name in each._planned() for each in _within(field.hint))
    ]:
        hint = f": did you mean the {name} of {' or '.join(inside)}?"
    else:
        hint = f": it has {', '.join(fields)}" if 0 < len(fields) <= _FEW else ""
    return f"there is no field {shown} in a {kind.__name__}{hint}"


def _within(hint: Any) -> Iterator[type[Message]]:
    if isinstance(hint, type) and issubclass(hint, Message):
        yield hint
    for each in get_args(hint):
        yield from _within(each)


@cache
def reader(hint: Any) -> Callable[[Any], Any]:
    """What makes a value of this type out of JSON."""
    convert = converter(hint)
    return convert if convert is not None else lambda value: value


def _check_groups(kind: type[Message], plan: Mapping[str, _Written], body: Mapping[str, Any], where: str) -> None:
    for group, names in kind._one_of.items():
        there = [name for name in names if plan[name].key in body]
        if len(there) > 1:
            raise ArgumentError(f"only one of {', '.join(where + name for name in there)} can be given")
        if not there and group in kind._at_least_one:
            raise ArgumentError(f"one of {', '.join(where + name for name in names)} must be given")


@cache
def writer(hint: Any) -> Writer:
    """What makes JSON out of a value of this type; it is told where the value stands, for its errors."""
    origin, args = get_origin(hint), get_args(hint)
    if origin in (typing.Union, UnionType):
        return writer(next(each for each in args if each is not type(None)))
    if origin in (list, Sequence):
        return _list_writer(writer(args[0]))
    if origin in (dict, Mapping):
        return _map_writer(writer(args[1]))
    if origin is Annotated:
        form = args[1]
        return form.write if isinstance(form, OneKind) else _formed(form)
    if origin is Literal:
        return _constant(args)
    if hint is Any:
        return _anything
    if issubclass(hint, Message):
        return _message_writer(hint)
    return _enum_writer(hint) if issubclass(hint, Enum) else _WRITERS[hint]


def _formed(form: Form) -> Writer:
    def write(value: Any, where: str) -> Any:
        try:
            return form.write(value)
        except ValueError as problem:
            raise ArgumentError(f"{where} cannot be sent: {problem}") from None
        except TypeError as wanted:
            raise _misfit(where, str(wanted), value) from None

    return write


def _constant(values: tuple[Any, ...]) -> Writer:
    def write(value: Any, where: str) -> Any:
        if not any(value == each and type(value) is type(each) for each in values):
            raise ArgumentError(f"{where} can only be {' or '.join(map(repr, values))}")
        return value

    return write


def _message_writer(kind: type[Message]) -> Writer:
    def write(value: Any, where: str) -> Any:
        if not isinstance(value, (Model, Mapping)):
            raise _misfit(where, f"a {kind.__name__} or a mapping", value)
        try:
            return written(kind, value, f"{where}.")
        except RecursionError:
            raise ArgumentError(f"{where.partition('.')[0]} is too deep, or holds itself") from None

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
        if not isinstance(value, str) or (isinstance(value, Enum) and value.value not in kind._value2member_map_):
            raise _misfit(where, f"a {kind.__name__} or a text", value)
        text = _text(value, where)
        if text in kind._value2member_map_:
            return text
        # The name of a member means the member: servers read a text that they do not know as if there were none.
        if text in members:
            return members[text].value
        meant = next(
            (each.value for name, each in members.items() if text.lower() in (name.lower(), each.value.lower())), None
        )
        if meant is not None:
            raise ArgumentError(f"{where} must be {meant!r}, in exactly these letters")
        return text

    members = kind.__members__
    return write


def _text(value: Any, where: str) -> Any:
    if not isinstance(value, str):
        raise _misfit(where, "a text", value)
    if "\0" in value:
        raise ArgumentError(f"{where} holds U+0000, which no database of a platform keeps")
    return value.value if isinstance(value, Enum) else value


def _flag(value: Any, where: str) -> Any:
    if not isinstance(value, bool):
        raise _misfit(where, "True or False", value)
    return value


def _int(value: Any, where: str) -> Any:
    if not isinstance(value, int) or isinstance(value, bool):
        raise _misfit(where, "an int", value)
    return value


def _number(value: Any, where: str) -> Any:
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        raise _misfit(where, "a number", value)
    return value


def _moment(value: Any, where: str) -> Any:
    if not isinstance(value, (datetime, str)):
        raise _misfit(where, "a datetime", value)
    try:
        shown = to_wire(moment(value) if isinstance(value, str) else value)
    except (ValueError, OverflowError):  # their words hold the value
        shown = None
    if shown is None or (isinstance(value, str) and not _RFC_3339.fullmatch(value)):
        raise ArgumentError(f"{where} must be a datetime with a time zone, or a text such as '2026-01-02T03:04:05Z'")
    return value if isinstance(value, str) else shown


def _duration(value: Any, where: str) -> Any:
    if isinstance(value, timedelta):
        micros = value // timedelta(microseconds=1)
        whole, rest = divmod(abs(micros), 1_000_000)
        fraction = f".{rest:06}".rstrip("0") if rest else ""
        return f"{'-' * (micros < 0)}{whole}{fraction}s"
    try:
        if isinstance(value, str) and duration(value) is not None:
            return value
    except (ValueError, OverflowError):
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
    except (TypeError, ValueError, OverflowError, RecursionError) as problem:
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
