"""Groups of users: making, finding, changing and deleting them, and who is in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from authing.server.rules import access, tokens
from authing.server.rules.accounts import require_users
from authing.server.rules.naming import require_code
from authing.server.rules.paging import require_few
from authing.server.rules.refusal import Code, Refusal
from authing.server.storage import groups
from authing.server.storage.tables.groups import Group

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from authing.server.rules.service import Context
    from authing.server.storage.accounts import Page, Slice
    from authing.server.storage.tables.accounts import Account


def require_groups(db: Session, pool_id: str, codes: Sequence[str]) -> dict[str, Group]:
    """The groups of a pool with these codes, by code.

    Raises:
        Refusal: NOT_FOUND for the first one that does not exist.
    """
    found = groups.find(db, pool_id, codes)
    for code in codes:
        if code not in found:
            raise Refusal(Code.NOT_FOUND, f"there is no group {code}")
    return found


def page(context: Context, account_id: str | None, part: Slice) -> Page[Group]:
    """A page of the pool's groups, or of those that a user is in."""
    with context.reading() as db:
        pool = access.manager(db, context)
        if account_id is not None:
            require_users(db, pool.id, [account_id])
        return groups.page(db, pool.id, account_id, part)


def find(context: Context, code: str) -> Group | None:
    """The group with this code, or None."""
    with context.reading() as db:
        return groups.find(db, access.manager(db, context).id, [code]).get(code)


def members(context: Context, group_id: str, part: Slice) -> Page[Account]:
    """A page of the users who are in a group; users do not see who else is in theirs."""
    with context.reading() as db:
        access.manager(db, context)
        return groups.members(db, group_id, part)


def of_users(context: Context, account_ids: Sequence[str]) -> Mapping[str, Sequence[Group]]:
    """The groups that users, whom the caller may see, are in, by user."""
    with context.reading() as db:
        return groups.of_accounts(db, account_ids)


def create(context: Context, code: str, name: str, description: str | None = None) -> Group:
    """Make a group."""
    now = context.service.now()
    with context.writing() as db:
        group = Group(
            id=tokens.new_id(),
            pool_id=access.manager(db, context).id,
            code=require_code("a group", code),
            name=_named(name),
            description=description,
            created_at=now,
            updated_at=now,
        )
        groups.add(db, group)
    return group


def _named(name: str) -> str:
    if not name:
        raise Refusal(Code.INCOMPLETE, "a group needs a name")
    return name


def update(
    context: Context, code: str, name: str | None = None, description: str | None = None, new_code: str | None = None
) -> Group:
    """Name or describe a group anew, or give it another code."""
    with context.writing() as db:
        group = require_groups(db, access.manager(db, context).id, [code])[code]
        if new_code is not None:
            group.code = require_code("a group", new_code)
        if name is not None:
            group.name = _named(name)
        if description is not None:
            group.description = description
        group.updated_at = context.service.now()
    return group


def delete(context: Context, codes: Sequence[str]) -> None:
    """Delete groups, all of them or none; their members stay."""
    require_few(codes)
    with context.writing() as db:
        found = require_groups(db, access.manager(db, context).id, codes)
        groups.remove(db, [group.id for group in found.values()])


def add_members(context: Context, code: str, user_ids: Sequence[str]) -> None:
    """Put users into a group; nothing happens if one of them does not exist."""
    with context.writing() as db:
        pool = access.manager(db, context)
        group = require_groups(db, pool.id, [code])[code]
        groups.add_members(db, group.id, require_users(db, pool.id, user_ids, keep=True), context.service.now())


def remove_members(context: Context, code: str, user_ids: Sequence[str]) -> None:
    """Take users out of a group; there need not be such a group, nor such users in it."""
    with context.writing() as db:
        group = groups.find(db, access.manager(db, context).id, [code]).get(code)
        if group is not None:
            groups.remove_members(db, group.id, user_ids)
