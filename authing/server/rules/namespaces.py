"""Namespaces of a pool: what the codes of roles, resources and policies are unique in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from authing.server.rules import access
from authing.server.rules.naming import require_code
from authing.server.rules.refusal import Code, Refusal
from authing.server.rules.roles import BUILT_IN, new_namespace
from authing.server.storage import catalogue, roles

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from authing.server.rules.service import Context
    from authing.server.storage.accounts import Page, Slice
    from authing.server.storage.tables.pools import Pool
    from authing.server.storage.tables.roles import Namespace

LARGEST = 2**31 - 1
"""The largest number that a namespace can have: PostgreSQL refuses to compare with larger ones."""


def _own_pool(db: Session, context: Context, pool_id: str) -> Pool:
    """The pool that the caller manages, if it is the one that the path names."""
    pool = access.manager(db, context)
    if pool.id != pool_id:
        raise Refusal(Code.FORBIDDEN, "this token does not manage that user pool")
    return pool


def page(context: Context, pool_id: str, part: Slice) -> Page[Namespace]:
    """A page of the namespaces of a pool."""
    with context.reading() as db:
        return catalogue.namespaces(db, _own_pool(db, context, pool_id).id, part)


def application_names(context: Context, namespaces: Sequence[Namespace]) -> Mapping[str, str]:
    """The names of the applications that namespaces, which the caller may see, belong to, by id."""
    with context.reading() as db:
        return catalogue.application_names(db, namespaces)


def create(context: Context, pool_id: str, code: str, name: str, description: str | None = None) -> Namespace:
    """Make a namespace."""
    now = context.service.now()
    with context.writing() as db:
        pool = _own_pool(db, context, pool_id)
        made = new_namespace(pool.id, require_code("a namespace", code), now, name=_named(name))
        made.description = description
        catalogue.add(db, made)
    return made


def update(
    context: Context,
    pool_id: str,
    which: str | int,
    code: str | None = None,
    name: str | None = None,
    description: str | None = None,
) -> Namespace:
    """Describe a namespace anew, or give it another code; `which` is its present code or its number."""
    with context.writing() as db:
        found = _found(db, _own_pool(db, context, pool_id).id, which, Code.NAMESPACE_TO_UPDATE_UNKNOWN)
        if code is not None and code != found.code:
            _require_own(found)
            found.code = require_code("a namespace", code)
        if name is not None:
            found.name = _named(name)
        if description is not None:
            found.description = description
        found.updated_at = context.service.now()
    return found


def delete(context: Context, pool_id: str, which: str | int) -> None:
    """Delete a namespace with its roles, resources, policies and permissions; `which` is its code or its number."""
    with context.writing() as db:
        found = _found(db, _own_pool(db, context, pool_id).id, which, Code.NAMESPACE_TO_DELETE_UNKNOWN)
        _require_own(found)
        catalogue.remove_namespace(db, found.id)


def _found(db: Session, pool_id: str, which: str | int, unknown: Code) -> Namespace:
    if isinstance(which, str):
        found = roles.namespace(db, pool_id, which)
    else:
        found = catalogue.namespace(db, pool_id, which) if which <= LARGEST else None
    if found is None:
        raise Refusal(unknown)
    return found


def _require_own(namespace: Namespace) -> None:
    """Refuse what would take a namespace from those who rely on its code: the pool itself, or an application."""
    if namespace.code in BUILT_IN or namespace.application_id:
        raise Refusal(Code.FORBIDDEN, f"the namespace {namespace.code} can be neither renamed nor deleted")


def _named(name: str) -> str:
    if not name.strip():
        raise Refusal(Code.MALFORMED, "a namespace needs a name")
    return name
