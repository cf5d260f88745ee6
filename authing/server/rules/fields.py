"""User-defined fields: which there are, what their values must be, and who may see and set them."""

from __future__ import annotations

import json
import re
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from authing.server.rules import access, tokens
from authing.server.rules.paging import require_few
from authing.server.rules.profile import moment
from authing.server.rules.refusal import Code, Refusal
from authing.server.rules.tokens import Manager
from authing.server.storage import fields
from authing.server.storage.tables.fields import Field

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import TypeAlias

    from sqlalchemy.orm import Session

    from authing.server.rules.service import Context
    from authing.server.storage.tables.accounts import Account

    Valued: TypeAlias = tuple[Field, str]
    """A field, and the text of a value that something has for it."""

USER = "USER"
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?\Z")
NAMES = {
    USER: "user",
    "ROLE": "role",
    "ORG": "organisation",
    "NODE": "department",
    "USERPOOL": "user pool",
    "PERMISSION": "resource",
    "APPLICATION": "application",
}
"""What targets are called."""

UNKNOWN = {USER: Code.USER_UNKNOWN, "APPLICATION": Code.APPLICATION_UNKNOWN}
"""What it is called that a target does not exist; for all other kinds it is NOT_FOUND."""


def defined(context: Context, target_type: str) -> Sequence[Field]:
    """The fields of a kind of target."""
    with context.reading() as db:
        return fields.fields(db, access.manager(db, context).id, target_type)


def define(
    context: Context, target_type: str, key: str, data_type: str, label: str, options: str | None = None
) -> Field:
    """Make a field, or describe it anew; values keep their type, so a field that has some does too."""
    if not key:
        raise Refusal(Code.INCOMPLETE, "the key of a field is empty")
    if options is not None:
        _choices(options)
    now = context.service.now()
    with context.writing() as db:
        pool = access.manager(db, context)
        field = fields.named(db, pool.id, target_type, [key], changes=True).get(key)
        if field is None:
            field = Field(id=tokens.new_id(), pool_id=pool.id, target_type=target_type, key=key, created_at=now)
        elif field.data_type != data_type and fields.has_values(db, field):
            raise Refusal(Code.CONFLICT, f"there are values of {key}, and they are of the type {field.data_type}")
        field.data_type, field.label, field.updated_at = data_type, label, now
        field.options = field.options if options is None else options
        fields.add(db, field)
    return field


def undefine(context: Context, target_type: str, key: str) -> None:
    """Delete a field and all its values."""
    with context.writing() as db:
        pool = access.manager(db, context)
        fields.remove(db, _named(db, pool.id, target_type, [key], changes=True)[key])


def of_target(context: Context, target_type: str, target_id: str) -> Sequence[Valued]:
    """The values that a target has."""
    with context.reading() as db:
        _require(db, context, target_type, [target_id], changes=False)
        return fields.values(db, target_type, [target_id])[target_id]


def of_targets(context: Context, target_type: str, ids: Sequence[str]) -> Mapping[str, Sequence[Valued]]:
    """The values of each target that exists, by its id and in the order of the ids."""
    require_few(ids)
    with context.reading() as db:
        found = fields.targets(db, _pool_id(db, context, target_type, ids), target_type, ids)
        values = fields.values(db, target_type, found)
        return {each: values[each] for each in ids if each in found}


def of_users(context: Context, ids: Sequence[str]) -> Mapping[str, Sequence[Valued]]:
    """The values of users whom the caller may see, by their ids."""
    with context.reading() as db:
        return fields.values(db, USER, ids)


def set_values(context: Context, target_type: str, rows: Sequence[tuple[str, str, str]]) -> None:
    """Set values, all or none: rows of a target's id, a key and a JSON text."""
    require_few(rows)
    with context.writing() as db:
        pool_id = _require(db, context, target_type, [target_id for target_id, _, _ in rows])
        _put(db, pool_id, target_type, rows)


def unset_value(context: Context, target_type: str, target_id: str, key: str) -> None:
    """Remove a value; who has none does not miss it."""
    with context.writing() as db:
        pool_id = _require(db, context, target_type, [target_id])
        fields.unset(db, _named(db, pool_id, target_type, [key])[key], target_id)


def owners(context: Context, key: str) -> int:
    """How many users have a value for a field."""
    with context.reading() as db:
        pool = access.manager(db, context)
        _named(db, pool.id, USER, [key])
        return fields.count(db, pool.id, USER, key)


def given(params: str | None, rows: Iterable[Mapping[str, str]] = ()) -> list[tuple[str, str]]:
    """Keys and JSON texts of the values that come with a user.

    Args:
        params: The JSON text of a list of `{key, value}` with JSON values.
        rows: More of them, whose values are JSON texts.

    Raises:
        Refusal: MALFORMED.
    """
    found = [] if params is None else _decoded("params", params)
    if not isinstance(found, list) or not all(
        isinstance(pair, dict) and isinstance(pair.get("key"), str) and "value" in pair for pair in found
    ):
        raise Refusal(Code.MALFORMED, "params must be the JSON text of a list of objects with key and value")
    return [(pair["key"], _encoded(pair["value"])) for pair in found] + [(row["key"], row["value"]) for row in rows]


def keep(db: Session, account: Account, values: Sequence[tuple[str, str]]) -> None:
    """Set values of a user in a transaction that does more."""
    if values:
        require_few(values)
        _put(db, account.pool_id, USER, [(account.id, key, value) for key, value in values])


def _put(db: Session, pool_id: str, target_type: str, rows: Sequence[tuple[str, str, str]]) -> None:
    found = _named(db, pool_id, target_type, [key for _, key, _ in rows])
    fields.put(db, target_type, [(target_id, found[key], _kept(found[key], value)) for target_id, key, value in rows])


def _require(db: Session, context: Context, target_type: str, ids: Sequence[str], *, changes: bool = True) -> str:
    """The pool of targets that exist and are the caller's to read, or to change."""
    pool_id = _pool_id(db, context, target_type, ids)
    if not ids:
        raise Refusal(Code.INCOMPLETE, "there is nothing to set")
    if missing := set(ids) - fields.targets(db, pool_id, target_type, ids, lock=changes):
        raise Refusal(UNKNOWN.get(target_type, Code.NOT_FOUND), f"there is no {NAMES[target_type]} {min(missing)}")
    return pool_id


def _pool_id(db: Session, context: Context, target_type: str, ids: Iterable[str]) -> str:
    """The pool of the caller: a manager of it, or a user who asks for nothing but the own values."""
    caller = access.either(db, context)
    if not isinstance(caller, Manager):
        if target_type != USER:
            raise Refusal(Code.FORBIDDEN)
        if set(ids) != {caller.account.id}:
            raise Refusal(Code.NOT_OWN_DATA)
    return caller.pool.id


def _named(
    db: Session, pool_id: str, target_type: str, keys: Iterable[str], *, changes: bool = False
) -> dict[str, Field]:
    wanted = set(keys)
    found = fields.named(db, pool_id, target_type, wanted, changes=changes)
    if missing := wanted - found.keys():
        raise Refusal(Code.NOT_FOUND, f"there is no field {min(missing)} for the target type {target_type}")
    return found


def _kept(field: Field, text: str) -> str:
    """What is kept of the JSON text of a value: texts and dates without quotes, all else as it came."""
    value = _decoded(f"the value of {field.key}", text)
    fits, words = KINDS[field.data_type]
    if not fits(field, value):
        if field.data_type == "SELECT" and field.options is not None:
            words = f"one of {', '.join(_choices(field.options))}"
        raise Refusal(Code.MALFORMED, f"{field.key} is a {field.data_type} field: its value must be {words}")
    return value if isinstance(value, str) else text.strip()


def _decoded(name: str, text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise Refusal(Code.MALFORMED, f'{name} must be JSON text, such as 22 or "a text"') from None


def _encoded(value: Any) -> str:
    try:
        return json.dumps(value)
    except RecursionError:
        raise Refusal(Code.MALFORMED, "a value is nested too deeply") from None


def _refuse(name: str) -> Any:
    raise ValueError(name)  # NaN and Infinity, which Python reads and JSON does not have


def _is_number(_: Field, value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) != float("inf")


def _is_date(field: Field, value: Any) -> bool:
    """Whether it is a text in ISO 8601, or milliseconds since 1970."""
    if not isinstance(value, str):
        return _is_number(field, value) and _is_moment(value)
    if NUMBER.match(value):
        return _is_moment(float(value))
    moment(field.key, value)
    return True


def _is_moment(milliseconds: float) -> bool:
    try:
        datetime.fromtimestamp(milliseconds / 1000, timezone.utc)
    except (ValueError, OverflowError, OSError):
        return False
    return True


def _is_chosen(field: Field, value: Any) -> bool:
    """Whether it is one of the options; a field without options takes every text."""
    return isinstance(value, str) and (field.options is None or value in _choices(field.options))


def _choices(options: str) -> list[str]:
    found = _decoded("options", options)
    listed: list[Any] = found if isinstance(found, list) else [None]
    values: list[Any] = [option.get("value") if isinstance(option, dict) else option for option in listed]
    if not all(isinstance(value, str) for value in values):
        raise Refusal(
            Code.MALFORMED, "options must be the JSON text of a list of texts, or of objects with a text `value`"
        )
    return values


KINDS: Mapping[str, tuple[Callable[[Field, Any], bool], str]] = {
    "STRING": (lambda _, value: isinstance(value, str), "a text"),
    "NUMBER": (_is_number, "a number"),
    "BOOLEAN": (lambda _, value: isinstance(value, bool), "true or false"),
    "OBJECT": (lambda _, value: isinstance(value, (dict, list)), "an object or a list"),
    "DATETIME": (_is_date, "a date in ISO 8601, or milliseconds since 1970"),
    "SELECT": (_is_chosen, "a text"),
}
"""What is a value of each type, and how to say that."""
