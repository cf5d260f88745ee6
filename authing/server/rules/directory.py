"""Users by other ways: found by conditions, resigned in bulk, with accounts elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from authing.server.rules import access, profile
from authing.server.rules.accounts import require_searchable, require_users
from authing.server.rules.identities import new_identity
from authing.server.rules.naming import snake_case
from authing.server.rules.paging import require_few
from authing.server.rules.refusal import Code, Refusal
from authing.server.storage import accounts, identities, sessions

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from authing.server.rules.service import Context
    from authing.server.storage.accounts import Page, Slice
    from authing.server.storage.tables.accounts import Account

MOST_CONDITIONS = 20
LARGEST = 2**31 - 1


class Kind(NamedTuple):
    """How fields of one kind may be compared, and what turns the value of a condition into the column's."""

    operators: tuple[str, ...]
    read: Callable[[str, Any], Any]


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise Refusal(Code.MALFORMED, f"{name} is compared with a text")
    require_searchable(value)
    return value.lower() if name == "email" else value


def _flag(name: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise Refusal(Code.MALFORMED, f"{name} is compared with true or false")
    return value


def _number(name: str, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= LARGEST:
        raise Refusal(Code.MALFORMED, f"{name} is compared with a whole number")
    return value


def _instant(name: str, value: Any) -> Any:
    return profile.moment(name, _text(name, value))


TEXT = Kind(("equal", "in", "contains", "startsWith"), _text)
CHOICE = Kind(("equal", "in"), _text)
FLAG = Kind(("equal",), _flag)
NUMBER = Kind(("equal", "greater", "less"), _number)
INSTANT = Kind(("greater", "less"), _instant)
FILTERS: Mapping[str, Kind] = {
    **dict.fromkeys(("username", "email", "phone", "externalId", "nickname", "name", "givenName", "familyName"), TEXT),
    **dict.fromkeys(("company", "city", "province", "country", "locale", "gender"), TEXT),
    **dict.fromkeys(("id", "status"), CHOICE),
    **dict.fromkeys(("blocked", "emailVerified", "phoneVerified"), FLAG),
    "loginsCount": NUMBER,
    **dict.fromkeys(("createdAt", "updatedAt", "lastLogin"), INSTANT),
}
"""The fields that users can be filtered by."""


def filtered(context: Context, conditions: Sequence[Any], part: Slice) -> Page[Account]:
    """A page of the users for whom all conditions `{field, operator, value}` hold."""
    if len(conditions) > MOST_CONDITIONS:
        raise Refusal(Code.MALFORMED, f"at most {MOST_CONDITIONS} conditions can be given")
    read = [_condition(condition) for condition in conditions]
    with context.reading() as db:
        return accounts.filtered(db, access.manager(db, context).id, read, part)


def _condition(given: Any) -> tuple[str, str, Any]:
    if not isinstance(given, dict):
        raise Refusal(Code.MALFORMED, "a condition is an object with field, operator and value")
    field, operator, value = given.get("field"), given.get("operator"), given.get("value")
    kind = FILTERS.get(field) if isinstance(field, str) else None
    if kind is None or not isinstance(field, str):
        raise Refusal(Code.MALFORMED, f"users can be filtered by {', '.join(FILTERS)}")
    if operator not in kind.operators:
        raise Refusal(Code.MALFORMED, f"the operator for {field} is one of {', '.join(kind.operators)}")
    if operator != "in":
        return snake_case(field), operator, kind.read(field, value)
    if not isinstance(value, list):
        raise Refusal(Code.MALFORMED, f"{field} is looked for in a list")
    require_few(value)
    return snake_case(field), operator, [kind.read(field, item) for item in value]


def resign(context: Context, user_ids: Sequence[str]) -> None:
    """Mark users as having left, all or none: they cannot log in, and their sessions end. What they belong to stays."""
    with context.writing() as db:
        found = require_users(db, access.manager(db, context).id, user_ids, lock=True)
        for account in found.values():
            account.status, account.updated_at = "Resigned", context.service.now()
        sessions.end(db, list(found))


def link_identity(context: Context, user_id: str, values: dict[str, Any]) -> None:
    """Make an account elsewhere a user's."""
    with context.writing() as db:
        pool = access.manager(db, context)
        account = require_users(db, pool.id, [user_id], keep=True)[user_id]
        known = identities.get(db, pool.id, values["provider"], values["user_id_in_idp"])
        if known is not None and known.account_id == user_id:
            raise Refusal(Code.IDENTITY_LINKED)
        identities.add(db, new_identity(context, account, values))


def unlink_identity(context: Context, user_id: str, values: Mapping[str, str | bool]) -> None:
    """Take a user's accounts of a provider from it."""
    with context.writing() as db:
        require_users(db, access.manager(db, context).id, [user_id])
        if not identities.remove(db, user_id, values):
            raise Refusal(Code.IDENTITY_UNKNOWN)
