"""Queries about organisations and the trees of their departments."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import delete, func, insert, literal, or_, select, update
from sqlalchemy.orm import aliased

from authing.server.storage.accounts import Page, Slice, page_of
from authing.server.storage.bulk import chunks
from authing.server.storage.tables.organisations import (
    ANCESTORS,
    IS_ROOT,
    NODES,
    Node,
    NodeAncestor,
    NodeMember,
    Organisation,
)
from authing.server.storage.tables.roles import Namespace, NodeRole, Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session


class Step(NamedTuple):
    """A department on the way from the root to another one."""

    id: str
    name: str
    code: str | None


@dataclass(frozen=True)
class Placed:
    """A department and its place in the tree.

    Attributes:
        node: The department.
        line: Those above it from the root down, and itself.
        children: The ids of those directly below it, the newest first.
    """

    node: Node
    line: Sequence[Step]
    children: Sequence[str]


# -- organisations --------------------------------------------------------------------------------


def get(db: Session, pool_id: str, organisation_id: str, *, lock: bool = False) -> Organisation | None:
    """The organisation with this id; with `lock`, nobody else changes its tree until the transaction ends."""
    statement = select(Organisation).where(Organisation.pool_id == pool_id, Organisation.id == organisation_id)
    return db.scalar(statement.with_for_update() if lock else statement)


def page(db: Session, pool_id: str, part: Slice) -> Page[Organisation]:
    """A page of the organisations of a pool."""
    return page_of(db, Organisation, select(Organisation).where(Organisation.pool_id == pool_id), part)


def count(db: Session, pool_id: str) -> int:
    """How many organisations a pool has."""
    return db.scalar(select(func.count()).select_from(Organisation).where(Organisation.pool_id == pool_id)) or 0


def of_tenant(db: Session, pool_id: str, tenant_id: str) -> Organisation | None:
    """The organisation of a tenant; the oldest when there are several."""
    statement = select(Organisation).where(Organisation.pool_id == pool_id, Organisation.tenant_id == tenant_id)
    return db.scalar(statement.order_by(Organisation.created_at, Organisation.id).limit(1))


def of_pool(db: Session, pool_id: str) -> Sequence[Organisation]:
    """All organisations of a pool, the newest first."""
    statement = select(Organisation).where(Organisation.pool_id == pool_id)
    return db.scalars(statement.order_by(Organisation.created_at.desc(), Organisation.id.desc())).all()


def having(db: Session, organisation_ids: Iterable[str]) -> dict[str, Organisation]:
    """The organisations with these ids, by id."""
    statement = select(Organisation).where(Organisation.id.in_(organisation_ids))
    return {organisation.id: organisation for organisation in db.scalars(statement)}


def add(db: Session, organisation: Organisation, rows: Sequence[dict[str, Any]]) -> None:
    """Insert an organisation with all its departments, each after the one that it is below."""
    db.add(organisation)
    db.flush()
    db.connection().execute(insert(NODES), rows)
    # Not by one INSERT … SELECT: on fresh tables PostgreSQL plans it so that it takes the square of the number of rows.
    for some in chunks(_links(rows)):
        db.connection().execute(insert(ANCESTORS), some)


def _links(rows: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Who is above whom in a tree, and by how many steps."""
    lines: dict[str | None, list[str]] = {None: []}
    for row in rows:
        lines[row["id"]] = line = [row["id"], *lines[row["parent_id"]]]
        for distance, ancestor_id in enumerate(line):
            yield {"node_id": row["id"], "ancestor_id": ancestor_id, "distance": distance}


def remove(db: Session, organisation_id: str) -> None:
    """Delete an organisation with all its departments."""
    db.execute(delete(Organisation).where(Organisation.id == organisation_id))


# -- departments ----------------------------------------------------------------------------------


def node(db: Session, pool_id: str, node_id: str, organisation_id: str | None = None) -> Node | None:
    """The department with this id, of one organisation or any."""
    statement = select(Node).where(Node.pool_id == pool_id, Node.id == node_id)
    return db.scalar(statement if organisation_id is None else statement.where(Node.organisation_id == organisation_id))


def node_by_code(db: Session, pool_id: str, organisation_id: str, code: str) -> Node | None:
    """The department of an organisation with this code."""
    statement = select(Node).where(Node.pool_id == pool_id, Node.organisation_id == organisation_id, Node.code == code)
    return db.scalar(statement)


def root(db: Session, organisation_id: str) -> Node:
    """The root of an organisation."""
    return db.scalars(select(Node).where(Node.organisation_id == organisation_id, IS_ROOT)).one()


def nodes(db: Session, wanted: ColumnElement[bool]) -> Sequence[Node]:
    """The departments for which a condition holds, the newest first."""
    return db.scalars(select(Node).where(wanted).order_by(Node.created_at.desc(), Node.id.desc())).all()


def lines(db: Session, node_ids: Sequence[str]) -> list[list[Node]]:
    """The ways from the root down to each of the departments with these ids, in this order."""
    found: dict[str, list[Node]] = {node_id: [] for node_id in node_ids}
    statement = (
        select(NodeAncestor.node_id, Node)
        .join(Node, Node.id == NodeAncestor.ancestor_id)
        .where(NodeAncestor.node_id.in_(node_ids))
        .order_by(NodeAncestor.distance.desc())
    )
    for node_id, step in db.execute(statement):
        found[node_id].append(step)
    return [line for line in found.values() if line]


def placed(db: Session, wanted: ColumnElement[bool]) -> list[Placed]:
    """The departments for which a condition holds, with their places, the newest first: three queries, however many they are."""
    ids = select(Node.id).where(wanted).correlate(None)
    ways: dict[str, list[Step]] = defaultdict(list)
    steps = (
        select(NodeAncestor.node_id, Node.id, Node.name, Node.code)
        .join(Node, Node.id == NodeAncestor.ancestor_id)
        .where(NodeAncestor.node_id.in_(ids))
        .order_by(NodeAncestor.distance.desc())
    )
    for node_id, step_id, name, code in db.execute(steps):
        ways[node_id].append(Step(step_id, name, code))
    children: dict[str | None, list[str]] = defaultdict(list)
    below = (
        select(Node.parent_id, Node.id).where(Node.parent_id.in_(ids)).order_by(Node.created_at.desc(), Node.id.desc())
    )
    for parent_id, child_id in db.execute(below):
        children[parent_id].append(child_id)
    return [Placed(each, ways[each.id], children[each.id]) for each in nodes(db, wanted)]


def matching(db: Session, pool_id: str, keyword: str, most: int) -> list[Placed]:
    """The departments of a pool with a text in name or code, the newest ones if there are more than `most`."""
    text = keyword.lower()
    has_it = (func.lower(column).contains(text, autoescape=True) for column in (Node.name, Node.code))
    statement = select(Node.id).where(Node.pool_id == pool_id, or_(*has_it))
    found = statement.order_by(Node.created_at.desc(), Node.id.desc()).limit(most)
    return placed(db, Node.id.in_(db.scalars(found).all()))


def add_node(db: Session, row: dict[str, Any]) -> None:
    """Insert a department below another one."""
    db.connection().execute(insert(NODES), row)
    node_id = row["id"]
    above = select(literal(node_id), ANCESTORS.c.ancestor_id, ANCESTORS.c.distance + 1)
    db.connection().execute(
        insert(ANCESTORS).from_select(
            ["node_id", "ancestor_id", "distance"],
            above.where(ANCESTORS.c.node_id == row["parent_id"]).union_all(
                select(literal(node_id), literal(node_id), literal(0))
            ),
        )
    )


def remove_node(db: Session, node_id: str) -> None:
    """Delete a department with all below it."""
    db.execute(delete(Node).where(Node.id == node_id))


def depth(db: Session, node_id: str) -> int:
    """How many steps a department is below the root."""
    return db.scalar(select(func.max(NodeAncestor.distance)).where(NodeAncestor.node_id == node_id)) or 0


def height(db: Session, node_id: str) -> int:
    """How many steps the lowest department below this one is away from it."""
    return db.scalar(select(func.max(NodeAncestor.distance)).where(NodeAncestor.ancestor_id == node_id)) or 0


def is_below(db: Session, node_id: str, ancestor_id: str) -> bool:
    """Whether a department is another one or somewhere below it."""
    return db.get(NodeAncestor, {"node_id": node_id, "ancestor_id": ancestor_id}) is not None


def move_node(db: Session, node_id: str, parent_id: str, now: datetime) -> None:
    """Put a department, with all below it, below another one."""
    moved = select(ANCESTORS.c.node_id).where(ANCESTORS.c.ancestor_id == node_id).correlate(None)
    outside = delete(ANCESTORS).where(ANCESTORS.c.node_id.in_(moved), ANCESTORS.c.ancestor_id.not_in(moved))
    db.connection().execute(outside)
    above, below = aliased(NodeAncestor), aliased(NodeAncestor)
    pairs = (
        select(below.node_id, above.ancestor_id, above.distance + below.distance + 1)
        .join(above, above.node_id == parent_id)
        .where(below.ancestor_id == node_id)
    )
    db.connection().execute(insert(ANCESTORS).from_select(["node_id", "ancestor_id", "distance"], pairs))
    db.execute(update(Node).where(Node.id == node_id).values(parent_id=parent_id, updated_at=now))


def roles(db: Session, pool_id: str, namespace_code: str, node_ids: Sequence[str]) -> Mapping[str, list[Role]]:
    """The roles in a namespace that departments have, themselves or by one above them, by department and ordered by code."""
    statement = (
        select(NodeAncestor.node_id, Role)
        .join(NodeRole, NodeRole.node_id == NodeAncestor.ancestor_id)
        .join(Role, Role.id == NodeRole.role_id)
        .join(Namespace, Namespace.id == Role.namespace_id)
        .where(NodeAncestor.node_id.in_(node_ids), Namespace.pool_id == pool_id, Namespace.code == namespace_code)
    )
    found: dict[str, dict[str, Role]] = defaultdict(dict)
    for node_id, role in db.execute(statement.order_by(Role.code)):
        found[node_id][role.id] = role
    return {node_id: list(held.values()) for node_id, held in found.items()}


def leaders(db: Session, wanted: ColumnElement[bool]) -> dict[str, str]:
    """The user who leads each of the departments for which a condition holds; the first of several."""
    statement = (
        select(NodeMember.node_id, NodeMember.account_id)
        .join(Node, Node.id == NodeMember.node_id)
        .where(wanted, NodeMember.is_leader)
        .order_by(NodeMember.created_at.desc(), NodeMember.account_id.desc())
    )
    return {node_id: account_id for node_id, account_id in db.execute(statement)}  # noqa: C416 - rows are no pairs to mypy
