"""Users: making, finding, changing and archiving them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from authing.server.rules import access, attempts, fields, identities, main_departments, profile, tokens
from authing.server.rules.passwords import is_hash, require_length
from authing.server.rules.refusal import Code, Refusal, unavailable
from authing.server.rules.tokens import Manager
from authing.server.storage import accounts, memberships, sessions
from authing.server.storage import identities as stored_identities
from authing.server.storage.tables.accounts import Account

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from authing.server.rules.service import Context
    from authing.server.storage.accounts import Among, Page, Slice
    from authing.server.storage.tables.pools import Pool

PHOTO = "https://files.authing.co/authing-console/default-user-avatar.png"
MOST_AT_ONCE = 80
MOST_OPTIONS = 100
"""Roles, groups or departments of one search; each is a condition of its own, and SQLite refuses a thousand of them."""
LONGEST_QUERY = 200
UNSEARCHABLE = re.compile("[\x00\ud800-\udfff]")
"""What no database keeps in a text, nor takes in a question."""
BATCH_COLUMNS = {"id": "id", "username": "username", "email": "email", "phone": "phone", "externalId": "external_id"}
MAIN_DEPARTMENT = {"main_department_id": "node_id", "main_department_code": "code"}
SEARCHABLE = {
    "username": "username",
    "nickname": "nickname",
    "email": "email",
    "phone": "phone",
    "company": "company",
    "name": "name",
    "givenName": "given_name",
    "familyName": "family_name",
    "middleName": "middle_name",
    "profile": "profile",
    "preferredUsername": "preferred_username",
}


@dataclass(frozen=True)
class Holder:
    """A user, and the token that the caller holds as this user, if it does."""

    account: Account
    token: str | None = None


def new_account(pool: Pool, now: datetime, source: str, values: dict[str, Any], password_hash: str | None) -> Account:
    """A user with the defaults of its pool and the given values; not yet in the database."""
    account = Account(
        id=tokens.new_id(),
        pool_id=pool.id,
        status="Activated",
        is_deleted=False,
        blocked=False,
        email_verified=pool.email_verified_default,
        phone_verified=False,
        password_hash=password_hash,
        password_set_at=now,
        register_source=[source],
        signed_up=now,
        logins_count=0,
        photo=PHOTO,
        gender="U",
        created_at=now,
        updated_at=now,
    )
    # A default for e-mail addresses is no change of one.
    profile.apply(account, {"email_verified": pool.email_verified_default} | values)
    return account


def require_unused(**options: object) -> None:
    """Refuse options that this version does not have, rather than dropping them."""
    for name, value in options.items():
        if value:
            raise unavailable(name)


def require_users(
    db: Session,
    pool_id: str,
    account_ids: Sequence[str],
    *,
    lock: bool = False,
    keep: bool = False,
    code: Code = Code.USER_UNKNOWN,
) -> dict[str, Account]:
    """The users of a pool with these ids, by id.

    With `lock`, nobody else changes them until the transaction ends; with `keep`, nobody deletes them, so that nothing comes to
    belong to a deleted user.

    Raises:
        Refusal: `code` for the first one that does not exist.
    """
    found = accounts.having(db, pool_id, "id", account_ids, lock=lock, keep=keep)
    for account_id in account_ids:
        if account_id not in found:
            raise Refusal(code, f"there is no user {account_id}")
    return found


def create(
    context: Context,
    values: dict[str, Any],
    *,
    keep_password: bool = False,
    reset_password_on_first_login: bool = False,
    identity: dict[str, Any] | None = None,
    params: str | None = None,
) -> Account:
    """Make a user as the management of a pool, perhaps with an account elsewhere and values of user-defined fields (`params`).

    A password comes encrypted, or as an argon2 hash with `keep_password`.
    """
    require_unused(is_deleted=values.pop("is_deleted", None))
    encrypted = values.pop("password", None)
    with context.reading() as db:
        pool = access.manager(db, context)
    password_hash: str | None = None
    if encrypted is not None:
        password = context.service.transport.decrypt(encrypted)
        if not keep_password:
            require_length(password)
            password_hash = context.service.passwords.hash(password)
        elif is_hash(password):
            password_hash = password
        else:
            raise unavailable("keepPassword with anything but an argon2 hash")
    own_values = fields.given(params)
    account = new_account(pool, context.service.now(), "import:manual", values, password_hash)
    account.owes_password = reset_password_on_first_login
    with context.writing() as db:
        accounts.add(db, account)
        fields.keep(db, account, own_values)
        if identity is not None:
            stored_identities.add(db, identities.new_identity(context, account, identity))
    return account


def page(context: Context, part: Slice, *, outside_departments: bool = False) -> Page[Account]:
    """A page of the pool's users, or of those who are in no department."""
    with context.reading() as db:
        return accounts.page(db, access.manager(db, context).id, part, outside_departments=outside_departments)


def archived(context: Context, part: Slice) -> Page[Account]:
    """A page of the pool's deleted users."""
    with context.reading() as db:
        return accounts.archived(db, access.manager(db, context).id, part)


def me(context: Context) -> Holder:
    """The calling user, with the token that it called with."""
    with context.reading() as db:
        caller = access.signed_in(db, context)
    return Holder(caller.account, caller.token)


def get(context: Context, account_id: str | None) -> Holder | None:
    """A user of the pool for a manager; for a user, itself with or without its id."""
    with context.reading() as db:
        caller = access.either(db, context)
        if isinstance(caller, Manager):
            if not account_id:
                raise Refusal(Code.INCOMPLETE, "the id of a user is needed")
            account = accounts.get(db, caller.pool.id, account_id)
            return Holder(account) if account else None
    if account_id not in (None, caller.account.id):
        raise Refusal(Code.FORBIDDEN)
    return Holder(caller.account, caller.token)


def managed(context: Context, account_id: str) -> Account | None:
    """A user of the pool that the caller manages, or None."""
    with context.reading() as db:
        return accounts.get(db, access.manager(db, context).id, account_id)


def _identifying(values: dict[str, str], *, is_enough: bool = False) -> dict[str, str]:
    if not values and not is_enough:
        raise Refusal(Code.INCOMPLETE, "a user name, e-mail, phone or external id is needed")
    return {column: value.lower() if column == "email" else value for column, value in values.items()}


def find(context: Context, values: dict[str, str], identity: dict[str, Any] | None = None) -> Account | None:
    """The user with all of the given identifiers, and this account elsewhere."""
    with context.reading() as db:
        pool = access.manager(db, context)
        if identity is None:
            return accounts.find(db, pool.id, _identifying(values))
        wanted = identities.wanted(identity)
        return accounts.find_by_identity(db, pool.id, _identifying(values, is_enough=True), wanted)


def exists(context: Context, values: dict[str, str]) -> bool:
    """Whether the request's pool has a user with all of the given identifiers; open to everybody, as sign-up forms ask it."""
    with context.reading() as db:
        return accounts.find(db, access.tenant(db, context).pool.id, _identifying(values)) is not None


def batch(context: Context, values: Sequence[str], kind: str = "id") -> list[Account]:
    """The users with these ids (or user names …), in that order; unknown ones are left out."""
    if len(values) > MOST_AT_ONCE:
        raise Refusal(Code.TOO_MANY_USERS)
    column = BATCH_COLUMNS.get(kind)
    if column is None:
        raise Refusal(Code.MALFORMED, f"type must be one of {', '.join(BATCH_COLUMNS)}")
    wanted = [value.lower() if column == "email" else value for value in values]
    with context.reading() as db:
        found = accounts.having(db, access.manager(db, context).id, column, wanted)
    return [found[value] for value in wanted if value in found]


def search(context: Context, query: str, fields: Iterable[str], among: Among, part: Slice) -> Page[Account]:
    """Users with a text in one of their fields, in any case of letters."""
    columns = [SEARCHABLE.get(name) for name in dict.fromkeys(fields)] or list(SEARCHABLE.values())
    if None in columns:
        raise Refusal(Code.SEARCH_FIELD_UNKNOWN)
    require_searchable(query)
    if max(len(among.roles), len(among.groups), len(among.departments)) > MOST_OPTIONS:
        raise Refusal(Code.MALFORMED, f"at most {MOST_OPTIONS} roles, groups and departments can be named")
    with context.reading() as db:
        pool = access.manager(db, context)
        return accounts.search(db, pool.id, query, [column for column in columns if column], among, part)


def require_searchable(query: str, *, or_empty: bool = False) -> None:
    """Refuse what cannot be a part of a text."""
    if not (query or or_empty) or len(query) > LONGEST_QUERY or UNSEARCHABLE.search(query):
        raise Refusal(Code.SEARCH_MALFORMED)


def update(context: Context, account_id: str | None, changes: dict[str, Any], **options: object) -> Holder:
    """Change a user: anything as a manager, the own profile as a user."""
    require_unused(**options)
    encrypted = changes.pop("password", None)
    with context.reading() as db:
        caller = access.either(db, context)
    token = None
    if isinstance(caller, Manager):
        if not account_id:
            raise Refusal(Code.INCOMPLETE, "the id of a user is needed")
    else:
        if account_id not in (None, caller.account.id):
            raise Refusal(Code.NOT_OWN_DATA)
        profile.require_own(changes if encrypted is None else {**changes, "password": encrypted})
        account_id, token = caller.account.id, caller.token
    password_hash = encrypted and _hashed(context, encrypted)
    department = {name: changes.pop(given) for given, name in MAIN_DEPARTMENT.items() if given in changes}
    now = context.service.now()
    with context.writing() as db:
        account = accounts.get(db, caller.pool.id, account_id, lock=True)
        if account is None:
            raise Refusal(Code.USER_UNKNOWN)
        profile.apply(account, changes)
        if department:
            main_departments.choose(db, account, **department)
        if password_hash:
            account.password_hash, account.password_set_at = password_hash, now
        account.updated_at = now
        is_out = "token_expired_at" in changes and account.token_expired_at and account.token_expired_at <= now
        if account.blocked or is_out or password_hash:
            sessions.end(db, [account.id])
    return Holder(account, token)


def _hashed(context: Context, encrypted: str) -> str:
    password = context.service.transport.decrypt(encrypted)
    require_length(password)
    return context.service.passwords.hash(password)


def change_password(context: Context, new: str, old: str | None) -> Holder:
    """Change the calling user's password, given the present one unless there is none; both come encrypted.

    All its other logins end: who changes a password may do so because somebody else knows it.
    """
    with context.reading() as db:
        caller = access.signed_in(db, context)
    present = caller.account.password_hash
    attempt = None
    if present is not None:
        if not old:
            raise Refusal(Code.OLD_PASSWORD_MISSING)
        password = context.service.transport.decrypt(old)
        attempt = attempts.begin(context, caller.pool, caller.account.id)
        if not context.service.passwords.verify(present, password):
            raise Refusal(Code.OLD_PASSWORD_WRONG)
    password_hash = _hashed(context, new)
    with context.writing() as db:
        account = accounts.get(db, caller.pool.id, caller.account.id, lock=True)
        if account is None or account.password_hash != present:
            raise Refusal(Code.OLD_PASSWORD_WRONG)
        if attempt:
            attempt.was_right(db)
        sessions.end_others(db, account.id, tokens.digest(caller.token))
        choose_password(account, password_hash, context.service.now())
    return Holder(account, caller.token)


def choose_password(account: Account, password_hash: str, now: datetime) -> None:
    """Give a user the password that it has chosen itself: from now on it owes none."""
    account.password_hash, account.owes_password = password_hash, False
    account.password_set_at = account.updated_at = now


def archive(context: Context, account_ids: Sequence[str]) -> None:
    """Delete users: they lose sessions, roles and all else that they belong to, free their names, and stay only in the list of archived users."""
    with context.writing() as db:
        pool = access.manager(db, context)
        found = require_users(db, pool.id, account_ids, lock=True, code=Code.NOTHING_TO_DELETE)
        archive_locked(db, list(found), context.service.now())


def archive_locked(db: Session, account_ids: Sequence[str], now: datetime) -> None:
    """Delete users who are locked already."""
    accounts.archive(db, account_ids, now)
    sessions.end(db, account_ids)
    memberships.forget(db, account_ids)
