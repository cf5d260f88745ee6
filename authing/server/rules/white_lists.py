"""White lists: which user names, e-mail addresses and phone numbers may register, where the pool's settings ask for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from authing.server.rules import access, settings
from authing.server.rules.paging import require_few
from authing.server.rules.refusal import Code, Refusal
from authing.server.storage import settings as stored

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from authing.server.rules.service import Context
    from authing.server.storage.tables.pools import Pool
    from authing.server.storage.tables.settings import WhiteListEntry

COLUMNS = {"USERNAME": "username", "EMAIL": "email", "PHONE": "phone"}
"""Which of a user's columns each kind of list is about."""


def entries(context: Context, kind: str) -> Sequence[WhiteListEntry]:
    """The entries of a list, the newest first."""
    with context.reading() as db:
        return stored.entries(db, access.manager(db, context).id, kind)


def add(context: Context, kind: str, values: Sequence[str]) -> list[WhiteListEntry]:
    """Put values on a list, if they are not there; the answer is all their entries."""
    wanted = _kept(kind, values)
    with context.writing() as db:
        pool = access.manager(db, context)
        stored.add_entries(db, pool.id, kind, wanted, context.service.now())
        found = stored.entries_of(db, pool.id, kind, wanted)
    return [found[value] for value in wanted if value in found]


def remove(context: Context, kind: str, values: Sequence[str]) -> list[WhiteListEntry]:
    """Take values from a list; the answer is the entries that were there."""
    wanted = _kept(kind, values)
    with context.writing() as db:
        pool = access.manager(db, context)
        found = stored.entries_of(db, pool.id, kind, wanted)
        stored.remove_entries(db, pool.id, kind, wanted)
    return [found[value] for value in wanted if value in found]


def _kept(kind: str, values: Sequence[str]) -> list[str]:
    """The values without repetitions, in the form in which they are kept."""
    if not values or not all(values):
        raise Refusal(Code.INCOMPLETE, "the list is empty, or one of its values is")
    require_few(values)
    return list(dict.fromkeys(value.lower() if kind == "EMAIL" else value for value in values))


def require_listed(context: Context, pool: Pool, registered: Mapping[str, object]) -> None:
    """Refuse a registration with a value that is not on the list of its kind, where that list is on.

    All values count, not only the one that is registered with: an address in the profile would be a way around the list.
    """
    switches = settings.get(pool, "whitelist")
    wanted = {
        kind: str(registered[column])
        for kind, column in COLUMNS.items()
        if switches[f"{column}_enabled"] and registered.get(column)
    }
    if wanted:
        with context.reading() as db:
            for kind, value in wanted.items():
                if not stored.entries_of(db, pool.id, kind, _kept(kind, [value])):
                    raise Refusal(Code.REGISTRATION_DISABLED, f"this {COLUMNS[kind]} is not on the white list")
