"""Roles: groups of users within a namespace, one perhaps below another."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from authing.server.rules import access, tokens
from authing.server.rules.accounts import require_unused
from authing.server.rules.refusal import Code, Refusal
from authing.server.storage import accounts, roles
from authing.server.storage.tables.roles import Namespace, Role

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from authing.server.rules.service import Context
    from authing.server.storage.accounts import Page, Slice
    from authing.server.storage.tables.accounts import Account

DEFAULT = "default"
BUILT_IN = ("system", DEFAULT)
CODE = re.compile(r"[A-Za-z0-9_-]{1,100}\Z")


def new_namespace(pool_id: str, code: str, now: datetime, *, name: str, application_id: str | None = None) -> Namespace:
    """A namespace of a pool; not yet in the database."""
    return Namespace(
        pool_id=pool_id, code=code, name=name, application_id=application_id, created_at=now, updated_at=now
    )


def new_role(
    namespace: Namespace, code: str, now: datetime, description: str | None = None, parent: Role | None = None
) -> Role:
    """A role of a namespace; not yet in the database.

    Raises:
        Refusal: MALFORMED for a code with other signs than letters, digits, `_` and `-`.
    """
    return Role(
        id=tokens.new_id(),
        namespace=namespace,
        code=_checked(code),
        description=description,
        is_system=False,
        parent_id=parent.id if parent else None,
        created_at=now,
        updated_at=now,
    )


def _checked(code: str) -> str:
    if not CODE.match(code):
        raise Refusal(Code.MALFORMED, "a role's code has 1 to 100 letters, digits, _ and -")
    return code


def _found(db: Session, pool_id: str, namespace: str, codes: Sequence[str]) -> dict[str, Role]:
    found = roles.find(db, pool_id, namespace, codes)
    for code in codes:
        if code not in found:
            raise Refusal(Code.NOT_FOUND, f"there is no role {code} in the namespace {namespace}")
    return found


def page(context: Context, namespace: str, part: Slice) -> Page[Role]:
    """A page of the roles of a namespace."""
    with context.reading() as db:
        return roles.page(db, access.manager(db, context).id, namespace, part)


def find(context: Context, code: str, namespace: str = DEFAULT) -> Role | None:
    """The role with this code, or None."""
    with context.reading() as db:
        return roles.find(db, access.manager(db, context).id, namespace, [code]).get(code)


def parent(context: Context, role_id: str | None) -> Role | None:
    """The role above another one, by its id."""
    if role_id is None:
        return None
    with context.reading() as db:
        return roles.get(db, role_id)


def members(context: Context, role_id: str, part: Slice) -> Page[Account]:
    """A page of the users who have a role; users do not see who else has theirs."""
    with context.reading() as db:
        access.manager(db, context)
        return roles.members(db, role_id, part)


def of_user(context: Context, pool_id: str, account_id: str, namespace: str = DEFAULT) -> Sequence[Role]:
    """The roles that a user, whom the caller may see, has in a namespace."""
    with context.reading() as db:
        return roles.of_account(db, pool_id, namespace, account_id)


def create(
    context: Context,
    code: str,
    namespace: str = DEFAULT,
    description: str | None = None,
    parent: str | None = None,
) -> Role:
    """Make a role, perhaps below another one of the same namespace."""
    with context.writing() as db:
        pool = access.manager(db, context)
        home = roles.namespace(db, pool.id, namespace)
        if home is None:
            raise Refusal(Code.NOT_FOUND, f"there is no namespace {namespace}")
        above = _found(db, pool.id, namespace, [parent])[parent] if parent else None
        role = new_role(home, code, context.service.now(), description, above)
        roles.add(db, role)
    return role


def update(
    context: Context,
    code: str,
    namespace: str = DEFAULT,
    description: str | None = None,
    new_code: str | None = None,
) -> Role:
    """Describe a role anew, or rename it."""
    with context.writing() as db:
        role = _found(db, access.manager(db, context).id, namespace, [code])[code]
        if new_code is not None:
            role.code = _checked(new_code)
        if description is not None:
            role.description = description
        role.updated_at = context.service.now()
    return role


def delete(context: Context, codes: Sequence[str], namespace: str = DEFAULT) -> None:
    """Delete roles, all of them or none; the system's own stay."""
    with context.writing() as db:
        found = _found(db, access.manager(db, context).id, namespace, codes)
        if any(role.is_system for role in found.values()):
            raise Refusal(Code.FORBIDDEN, "a system role cannot be deleted")
        roles.remove(db, [role.id for role in found.values()])


def assign(
    context: Context, codes: Sequence[str], user_ids: Sequence[str], namespace: str = DEFAULT, **others: object
) -> None:
    """Give each role to each user; nothing happens if one of them does not exist."""
    with context.writing() as db:
        role_ids, account_ids = _pairs(db, context, codes, user_ids, namespace, **others)
        roles.assign(db, role_ids, account_ids, context.service.now())


def revoke(
    context: Context, codes: Sequence[str], user_ids: Sequence[str], namespace: str = DEFAULT, **others: object
) -> None:
    """Take each role from each user; who does not have one does not miss it."""
    with context.writing() as db:
        role_ids, account_ids = _pairs(db, context, codes, user_ids, namespace, **others)
        roles.revoke(db, role_ids, account_ids)


def _pairs(
    db: Session,
    context: Context,
    codes: Sequence[str],
    user_ids: Sequence[str],
    namespace: str,
    **others: object,
) -> tuple[list[str], list[str]]:
    pool = access.manager(db, context)
    require_unused(**others)
    if not codes:
        raise Refusal(Code.INCOMPLETE, "the code of a role is needed")
    found = accounts.having(db, pool.id, "id", user_ids)
    for user_id in user_ids:
        if user_id not in found:
            raise Refusal(Code.USER_UNKNOWN, f"there is no user {user_id}")
    return [role.id for role in _found(db, pool.id, namespace, codes).values()], list(found)
