"""Roles: what users, groups and departments have within a namespace, one role perhaps below another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from authing.server.rules import access, tokens
from authing.server.rules.accounts import SEARCHABLE, require_searchable, require_users
from authing.server.rules.groups import require_groups
from authing.server.rules.naming import require_code
from authing.server.rules.paging import require_few, require_few_pairs
from authing.server.rules.refusal import Code, Refusal
from authing.server.storage import memberships, roles
from authing.server.storage.tables.roles import Namespace, Role

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from authing.server.rules.service import Context
    from authing.server.storage.accounts import Page, Slice
    from authing.server.storage.roles import Holders
    from authing.server.storage.tables.accounts import Account

DEFAULT = "default"
BUILT_IN = ("system", DEFAULT)


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
        code=require_code("a role", code),
        description=description,
        is_system=False,
        parent_id=parent.id if parent else None,
        created_at=now,
        updated_at=now,
    )


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


def parents(context: Context, role_ids: Sequence[str]) -> Mapping[str, Role]:
    """The roles above roles that the caller may see, by the ids of those below."""
    with context.reading() as db:
        return roles.parents(db, role_ids)


def members(context: Context, role_id: str, part: Slice) -> Page[Account]:
    """A page of the users who have a role; users do not see who else has theirs."""
    with context.reading() as db:
        access.manager(db, context)
        return roles.members(db, role_id, part)


def search_members(context: Context, code: str, namespace: str, query: str, part: Slice) -> Page[Account]:
    """A page of the users who have a role, and a text in one of the fields that name them."""
    require_searchable(query, or_empty=True)
    with context.reading() as db:
        role = _found(db, access.manager(db, context).id, namespace, [code])[code]
        return roles.members(db, role.id, part, query, SEARCHABLE.values())


def of_users(
    context: Context, pool_id: str, account_ids: Sequence[str], namespace: str = DEFAULT
) -> Mapping[str, Sequence[Role]]:
    """The roles that users, whom the caller may see, have themselves in a namespace, by user."""
    with context.reading() as db:
        return roles.of_accounts(db, pool_id, namespace, account_ids)


def has(context: Context, account_id: str, code: str, namespace: str = DEFAULT) -> bool:
    """Whether a user has a role: itself, by one of its groups, or by a department that it is in or below."""
    with context.reading() as db:
        pool = access.manager(db, context)
        require_users(db, pool.id, [account_id])
        return roles.is_held(db, pool.id, namespace, code, account_id)


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
            role.code = require_code("a role", new_code)
        if description is not None:
            role.description = description
        role.updated_at = context.service.now()
    return role


def delete(context: Context, codes: Sequence[str], namespace: str = DEFAULT) -> None:
    """Delete roles, all of them or none; the system's own stay."""
    require_few(codes)
    with context.writing() as db:
        found = _found(db, access.manager(db, context).id, namespace, codes)
        if any(role.is_system for role in found.values()):
            raise Refusal(Code.FORBIDDEN, "a system role cannot be deleted")
        roles.remove(db, [role.id for role in found.values()])


def assign(context: Context, codes: Sequence[str], namespace: str = DEFAULT, **named: Sequence[str]) -> None:
    """Give each role to each of the named users, groups and departments; nothing happens if one of them does not exist."""
    with context.writing() as db:
        role_ids, holders = _parties(db, context, codes, namespace, **named)
        roles.assign(db, role_ids, holders, context.service.now())


def revoke(context: Context, codes: Sequence[str], namespace: str = DEFAULT, **named: Sequence[str]) -> None:
    """Take each role from each of the named; who does not have one does not miss it."""
    with context.writing() as db:
        role_ids, holders = _parties(db, context, codes, namespace, **named)
        roles.revoke(db, role_ids, holders)


def _parties(
    db: Session,
    context: Context,
    codes: Sequence[str],
    namespace: str,
    user_ids: Sequence[str] = (),
    group_codes: Sequence[str] = (),
    node_codes: Sequence[str] = (),
) -> tuple[list[str], Holders]:
    pool = access.manager(db, context)
    if not codes:
        raise Refusal(Code.INCOMPLETE, "the code of a role is needed")
    for names in (codes, group_codes, node_codes):
        require_few(names)
    require_few_pairs(len(codes) * (len(user_ids) + len(group_codes) + len(node_codes)))
    holders = {
        "account_id": require_users(db, pool.id, user_ids, keep=True),
        "group_id": [group.id for group in require_groups(db, pool.id, group_codes).values()],
        "node_id": _departments(db, pool.id, node_codes),
    }
    return [role.id for role in _found(db, pool.id, namespace, codes).values()], holders


def _departments(db: Session, pool_id: str, names: Sequence[str]) -> list[str]:
    """The ids of departments, each named by its id or its code: clients send either."""
    found = memberships.departments(db, pool_id, names)
    for name in names:
        if not found.get(name):
            raise Refusal(Code.NOT_FOUND, f"there is no department {name}")
        if len(found[name]) > 1:
            raise Refusal(Code.MALFORMED, f"several organisations have a department {name}: name it by its id")
    return [found[name][0] for name in names]
