"""Organisations: trees of departments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from authing.server.rules import access, roles, tenants, tokens
from authing.server.rules.accounts import require_searchable
from authing.server.rules.refusal import Code, Refusal
from authing.server.storage import organisations
from authing.server.storage.tables.organisations import IS_ROOT, Node, Organisation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from authing.server.rules.service import Context
    from authing.server.storage.accounts import Page, Slice
    from authing.server.storage.organisations import Placed
    from authing.server.storage.tables.pools import Pool
    from authing.server.storage.tables.roles import Role

DEEPEST = 50
"""The most steps from the root to a department: what a path may cost."""

MOST_FOUND = 1000
"""The most departments that a search gives: it has no pages."""


def new_organisation(pool: Pool, now: datetime, tenant_id: str | None = None) -> Organisation:
    """An organisation of a pool; not yet in the database."""
    return Organisation(id=tokens.new_id(), pool_id=pool.id, tenant_id=tenant_id, created_at=now, updated_at=now)


def new_node(
    organisation: Organisation,
    now: datetime,
    name: str,
    parent_id: str | None = None,
    *,
    code: str | None = None,
    description: str | None = None,
    order: int | None = None,
    name_i18n: str | None = None,
    description_i18n: str | None = None,
) -> dict[str, Any]:
    """The row of a department; not yet in the database.

    Raises:
        Refusal: MALFORMED for an empty name or code.
    """
    return {
        "id": tokens.new_id(),
        "pool_id": organisation.pool_id,
        "organisation_id": organisation.id,
        "parent_id": parent_id,
        "name": _named("name", name),
        "name_i18n": name_i18n,
        "description": description,
        "description_i18n": description_i18n,
        "code": code if code is None else _named("code", code),
        "order": order,
        "created_at": now,
        "updated_at": now,
    }


def _named(what: str, value: str) -> str:
    if not value:
        raise Refusal(Code.MALFORMED, f"the {what} of a department must not be empty")
    return value


def found(db: Session, pool_id: str, organisation_id: str, *, lock: bool = False) -> Organisation:
    """The organisation with this id; `lock` before its tree is changed.

    Raises:
        Refusal: NOT_FOUND.
    """
    organisation = organisations.get(db, pool_id, organisation_id, lock=lock)
    if organisation is None:
        raise Refusal(Code.NOT_FOUND, f"there is no organisation {organisation_id}")
    return organisation


def found_node(db: Session, pool_id: str, node_id: str, organisation_id: str | None = None) -> Node:
    """The department with this id, of one organisation or any.

    Raises:
        Refusal: NOT_FOUND.
    """
    node = organisations.node(db, pool_id, node_id, organisation_id)
    if node is None:
        raise Refusal(Code.NOT_FOUND, f"there is no department {node_id}")
    return node


def placed(db: Session, node_id: str) -> Placed:
    """A department that exists, with its place in the tree."""
    (only,) = organisations.placed(db, Node.id == node_id)
    return only


# -- organisations --------------------------------------------------------------------------------


def create(context: Context, name: str, tenant_id: str | None = None, **fields: Any) -> Organisation:
    """Make an organisation with its root, which has the same name, code and description."""
    now = context.service.now()
    with context.writing() as db:
        pool = access.manager(db, context)
        if tenant_id is not None:
            tenants.require(db, pool, tenant_id, lock=True)
        organisation = new_organisation(pool, now, tenant_id)
        organisations.add(db, organisation, [new_node(organisation, now, name, **fields)])
    return organisation


def get(context: Context, organisation_id: str) -> Organisation:
    """An organisation of the pool."""
    with context.reading() as db:
        return found(db, access.manager(db, context).id, organisation_id)


def page(context: Context, part: Slice) -> Page[Organisation]:
    """A page of the organisations of the pool."""
    with context.reading() as db:
        return organisations.page(db, access.manager(db, context).id, part)


def count(context: Context) -> int:
    """How many organisations the pool has."""
    with context.reading() as db:
        return organisations.count(db, access.manager(db, context).id)


def delete(context: Context, organisation_id: str) -> None:
    """Delete an organisation with all its departments."""
    with context.writing() as db:
        organisations.remove(db, found(db, access.manager(db, context).id, organisation_id, lock=True).id)


def trees(context: Context, organisation_ids: Sequence[str]) -> dict[str, list[Placed]]:
    """All departments of organisations that the caller may see, by organisation; none stands before the one above it."""
    with context.reading() as db:
        nodes = organisations.placed(db, Node.organisation_id.in_(organisation_ids))
    by_organisation: dict[str, list[Placed]] = {each: [] for each in organisation_ids}
    for each in sorted(nodes, key=lambda node: len(node.line)):
        by_organisation[each.node.organisation_id].append(each)
    return by_organisation


def roots(context: Context, organisation_ids: Sequence[str]) -> dict[str, Placed]:
    """The roots of organisations that the caller may see, by organisation."""
    with context.reading() as db:
        nodes = organisations.placed(db, Node.organisation_id.in_(organisation_ids) & IS_ROOT)
    return {each.node.organisation_id: each for each in nodes}


# -- departments ----------------------------------------------------------------------------------


def node(context: Context, node_id: str) -> Placed | None:
    """A department of the pool."""
    with context.reading() as db:
        pool = access.manager(db, context)
        return placed(db, node_id) if organisations.node(db, pool.id, node_id) else None


def node_by_code(context: Context, organisation_id: str, code: str) -> Placed | None:
    """The department of an organisation with this code."""
    with context.reading() as db:
        pool = access.manager(db, context)
        node = organisations.node_by_code(db, pool.id, organisation_id, code)
        return placed(db, node.id) if node else None


def root(context: Context, organisation_id: str) -> Placed:
    """The root of an organisation."""
    with context.reading() as db:
        organisation = found(db, access.manager(db, context).id, organisation_id)
        return placed(db, organisations.root(db, organisation.id).id)


def is_root(context: Context, organisation_id: str, node_id: str) -> bool:
    """Whether a department is the root of its organisation."""
    with context.reading() as db:
        pool = access.manager(db, context)
        return found_node(db, pool.id, node_id, organisation_id).parent_id is None


def children(context: Context, node_id: str, organisation_id: str | None = None) -> list[Placed]:
    """The departments directly below one, the newest first."""
    with context.reading() as db:
        pool = access.manager(db, context)
        return organisations.placed(db, Node.parent_id == found_node(db, pool.id, node_id, organisation_id).id)


def search(context: Context, keyword: str) -> list[Placed]:
    """The departments of the pool with a text in name or code, in any case of letters; the newest ones of too many."""
    require_searchable(keyword)
    with context.reading() as db:
        return organisations.matching(db, access.manager(db, context).id, keyword, MOST_FOUND)


def roles_of(
    context: Context, pool_id: str, node_ids: Sequence[str], namespace: str = roles.DEFAULT
) -> Mapping[str, Sequence[Role]]:
    """The roles in a namespace of departments that the caller may see, their own and those of the ones above, by department."""
    with context.reading() as db:
        return organisations.roles(db, pool_id, namespace, node_ids)


def add_node(
    context: Context, organisation_id: str, name: str, parent_node_id: str | None = None, **fields: Any
) -> Placed:
    """Make a department below another one, or below the root."""
    with context.writing() as db:
        pool = access.manager(db, context)
        organisation = found(db, pool.id, organisation_id, lock=True)
        if parent_node_id is None:
            above = organisations.root(db, organisation.id)
        else:
            above = found_node(db, pool.id, parent_node_id, organisation.id)
        require_room(organisations.depth(db, above.id) + 1)
        row = new_node(organisation, context.service.now(), name, above.id, **fields)
        organisations.add_node(db, row)
        return placed(db, row["id"])


def require_room(depth: int) -> None:
    """Refuse a department too many steps below the root."""
    if depth > DEEPEST:
        raise Refusal(Code.MALFORMED, f"a department may be at most {DEEPEST} steps below the root")


def update_node(
    context: Context, node_id: str, name: str | None = None, code: str | None = None, description: str | None = None
) -> Placed:
    """Rename a department, describe it anew, or give it another code."""
    with context.writing() as db:
        node = found_node(db, access.manager(db, context).id, node_id)
        if name is not None:
            node.name = _named("name", name)
        if code is not None:
            node.code = _named("code", code)
        if description is not None:
            node.description = description
        node.updated_at = context.service.now()
        db.flush()
        return placed(db, node.id)


def delete_node(context: Context, organisation_id: str, node_id: str) -> None:
    """Delete a department with all below it; the root goes with its organisation only."""
    with context.writing() as db:
        pool = access.manager(db, context)
        organisation = found(db, pool.id, organisation_id, lock=True)
        node = found_node(db, pool.id, node_id, organisation.id)
        if node.parent_id is None:
            raise Refusal(Code.FORBIDDEN, "the root cannot be deleted: delete the organisation")
        organisations.remove_node(db, node.id)


def move_node(context: Context, organisation_id: str, node_id: str, target_parent_id: str) -> Organisation:
    """Put a department, with all below it, below another one of the same organisation."""
    with context.writing() as db:
        pool = access.manager(db, context)
        organisation = found(db, pool.id, organisation_id, lock=True)
        node = found_node(db, pool.id, node_id, organisation.id)
        target = found_node(db, pool.id, target_parent_id, organisation.id)
        if node.parent_id is None:
            raise Refusal(Code.FORBIDDEN, "the root cannot be moved")
        if organisations.is_below(db, target.id, node.id):
            raise Refusal(Code.MALFORMED, "a department cannot be moved below itself")
        require_room(organisations.depth(db, target.id) + 1 + organisations.height(db, node.id))
        organisations.move_node(db, node.id, target.id, context.service.now())
    return organisation
