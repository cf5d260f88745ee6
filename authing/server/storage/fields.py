"""Queries about user-defined fields and their values."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, exists, func, select

from authing.server.storage.bulk import insert_into
from authing.server.storage.tables.accounts import IS_LIVE, Account
from authing.server.storage.tables.fields import VALUES, Field, FieldValue
from authing.server.storage.tables.organisations import Node, Organisation
from authing.server.storage.tables.permissions import Resource
from authing.server.storage.tables.pools import Application, Pool
from authing.server.storage.tables.roles import Namespace, Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Select
    from sqlalchemy.orm import Session


TARGETS: Mapping[str, tuple[str, Select[str]]] = {
    "USER": ("account_id", select(Account.id).where(Account.pool_id == bindparam("pool"), IS_LIVE)),
    "ROLE": ("role_id", select(Role.id).join(Role.namespace).where(Namespace.pool_id == bindparam("pool"))),
    "ORG": ("organisation_id", select(Organisation.id).where(Organisation.pool_id == bindparam("pool"))),
    "NODE": ("node_id", select(Node.id).where(Node.pool_id == bindparam("pool"))),
    "PERMISSION": (
        "resource_id",
        select(Resource.id).join(Resource.namespace).where(Namespace.pool_id == bindparam("pool")),
    ),
    "APPLICATION": ("application_id", select(Application.id).where(Application.pool_id == bindparam("pool"))),
    "USERPOOL": ("", select(Pool.id).where(Pool.id == bindparam("pool"))),
}
"""For each kind of target: the column of a value that refers to it, and which ids a pool has."""


def fields(db: Session, pool_id: str, target_type: str) -> Sequence[Field]:
    """The fields of a kind of target, the oldest first."""
    statement = select(Field).where(Field.pool_id == pool_id, Field.target_type == target_type)
    return db.scalars(statement.order_by(Field.created_at, Field.key)).all()


def named(
    db: Session, pool_id: str, target_type: str, keys: Iterable[str], *, changes: bool = False
) -> dict[str, Field]:
    """The fields with these keys, by key, which stay as they are until the transaction ends; with `changes`, it may change them."""
    statement = select(Field).where(
        Field.pool_id == pool_id, Field.target_type == target_type, Field.key.in_(set(keys))
    )
    found = db.scalars(statement.order_by(Field.id).with_for_update(read=not changes))
    return {field.key: field for field in found}


def add(db: Session, field: Field) -> None:
    """Insert a field."""
    db.add(field)
    db.flush()


def remove(db: Session, field: Field) -> None:
    """Delete a field and all its values."""
    db.execute(delete(Field).where(Field.id == field.id))


def has_values(db: Session, field: Field) -> bool:
    """Whether anything has a value for a field."""
    return bool(db.scalar(select(exists().where(FieldValue.field_id == field.id))))


def targets(db: Session, pool_id: str, target_type: str, ids: Iterable[str], *, lock: bool = False) -> set[str]:
    """Those of the ids that something of this kind in the pool has; with `lock`, it is not deleted until the transaction ends."""
    _, within = TARGETS[target_type]
    (column,) = within.selected_columns
    statement = within.where(column.in_(set(ids))).order_by(column)
    if lock:
        statement = statement.with_for_update(read=True, key_share=True, of=column)
    return set(db.scalars(statement, {"pool": pool_id}))


def values(db: Session, target_type: str, ids: Iterable[str]) -> dict[str, list[tuple[Field, str]]]:
    """The values of targets with their fields, by the targets' ids; the oldest fields first."""
    statement = (
        select(FieldValue.target_id, Field, FieldValue.value)
        .join(Field, Field.id == FieldValue.field_id)
        .where(Field.target_type == target_type, FieldValue.target_id.in_(set(ids)))
        .order_by(Field.created_at, Field.key)
    )
    found: dict[str, list[tuple[Field, str]]] = defaultdict(list)
    for target_id, field, value in db.execute(statement):
        found[target_id].append((field, value))
    return found


def put(db: Session, target_type: str, rows: Sequence[tuple[str, Field, str]]) -> None:
    """Set values: rows of the target's id, the field and the value."""
    column, _ = TARGETS[target_type]
    statement = insert_into(db, VALUES)
    statement = statement.on_conflict_do_update(
        index_elements=["field_id", "target_id"], set_={"value": statement.excluded.value}
    )
    # In one order everywhere, so that two who set the same values do not wait for each other.
    kept = {(field.id, target_id): value for target_id, field, value in rows}
    db.connection().execute(
        statement,
        [
            {"field_id": field_id, "target_id": target_id, "value": value} | ({column: target_id} if column else {})
            for (field_id, target_id), value in sorted(kept.items())
        ],
    )


def unset(db: Session, field: Field, target_id: str) -> None:
    """Remove a value, if it is there."""
    db.execute(delete(FieldValue).where(FieldValue.field_id == field.id, FieldValue.target_id == target_id))


def count(db: Session, pool_id: str, target_type: str, key: str) -> int:
    """How many targets have a value for the field with this key."""
    statement = select(func.count()).select_from(FieldValue).join(Field, Field.id == FieldValue.field_id)
    wanted = (Field.pool_id == pool_id, Field.target_type == target_type, Field.key == key)
    return db.scalar(statement.where(*wanted)) or 0
