"""Principal authentication: which person or enterprise a user is.

The platform asks a registry of the state; this server believes what a manager says, and what users say of themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from authing.server.rules import access, tokens
from authing.server.rules.refusal import Code, Refusal
from authing.server.storage import accounts, records
from authing.server.storage.tables.records import Principal

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from authing.server.rules.service import Context
    from authing.server.storage.tables.accounts import Account

KINDS = ("P", "E")


def find(context: Context, account_id: str | None) -> tuple[Account, Principal | None]:
    """A user of the pool that the caller manages, or without an id the calling user; and who it has proved to be, if it has."""
    with context.reading() as db:
        account = _account(db, context, account_id)
        return account, records.principal(db, account.id)


def authenticate(
    context: Context, account_id: str | None, kind: str, name: str, code: str, extension: str
) -> tuple[Account, Principal]:
    """Keep who a user is, in place of what was known before.

    Args:
        context: The request of a manager, or of the user itself.
        account_id: The user, where a manager asks.
        kind: P for a person, E for an enterprise.
        name: The name of the person or enterprise.
        code: The number of the identity card or of the registration.
        extension: The number of the bank card, or the legal person's name.
    """
    if kind not in KINDS:
        raise Refusal(Code.MALFORMED, "type must be P or E")
    if not (name and code):
        raise Refusal(Code.INCOMPLETE, "name and idCard must not be empty")
    now = context.service.now()
    with context.writing() as db:
        # Locked: two at the same time are one after the other.
        account = _account(db, context, account_id, lock=True)
        found = records.principal(db, account.id)
        if found is None:
            found = Principal(id=tokens.new_id(), account_id=account.id, created_at=now)
        found.kind, found.name, found.code, found.extension = kind, name, code, extension
        found.authenticated_at = found.updated_at = now
        records.keep_principal(db, found)
    return account, found


def _account(db: Session, context: Context, account_id: str | None, *, lock: bool = False) -> Account:
    if account_id is None:
        caller = access.signed_in(db, context)
        pool, account_id = caller.pool, caller.account.id
    else:
        pool = access.manager(db, context)
    found = accounts.get(db, pool.id, account_id, lock=lock)
    if found is None:
        raise Refusal(Code.USER_UNKNOWN)
    return found
