"""Queries about namespaces, and the resources that are described in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from authing.server.storage.accounts import Page, Slice, page_of
from authing.server.storage.tables.permissions import Resource
from authing.server.storage.tables.pools import Application
from authing.server.storage.tables.roles import Namespace

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy.orm import Session


def namespaces(db: Session, pool_id: str, part: Slice) -> Page[Namespace]:
    """A page of the namespaces of a pool."""
    return page_of(db, Namespace, select(Namespace).where(Namespace.pool_id == pool_id), part)


def namespace(db: Session, pool_id: str, namespace_id: int) -> Namespace | None:
    """The namespace of a pool with this number."""
    return db.scalar(select(Namespace).where(Namespace.pool_id == pool_id, Namespace.id == namespace_id))


def with_codes(db: Session, pool_id: str, codes: Collection[str]) -> Mapping[str, Namespace]:
    """The namespaces of a pool with these codes, by code."""
    found = db.scalars(select(Namespace).where(Namespace.pool_id == pool_id, Namespace.code.in_(codes)))
    return {namespace.code: namespace for namespace in found}


def application_names(db: Session, namespaces: Sequence[Namespace]) -> Mapping[str, str]:
    """The names of the applications that namespaces belong to, by id."""
    ids = [namespace.application_id for namespace in namespaces if namespace.application_id]
    if not ids:
        return {}
    rows = db.execute(select(Application.id, Application.name).where(Application.id.in_(ids)))
    return {row[0]: row[1] for row in rows}


def remove_namespace(db: Session, namespace_id: int) -> None:
    """Delete a namespace; what is in it goes with it."""
    db.execute(delete(Namespace).where(Namespace.id == namespace_id))


def resources(db: Session, pool_id: str, namespace_code: str, kind: str | None, part: Slice) -> Page[Resource]:
    """A page of the resources of a namespace, perhaps of one type."""
    statement = (
        select(Resource).join(Resource.namespace).where(Namespace.pool_id == pool_id, Namespace.code == namespace_code)
    )
    if kind is not None:
        statement = statement.where(Resource.type == kind)
    return page_of(db, Resource, statement, part)


def resource(db: Session, pool_id: str, namespace_code: str, code: str) -> Resource | None:
    """The resource of a namespace with this code."""
    statement = select(Resource).join(Resource.namespace)
    return db.scalar(
        statement.where(Namespace.pool_id == pool_id, Namespace.code == namespace_code, Resource.code == code)
    )


def resource_with_id(db: Session, pool_id: str, resource_id: str) -> Resource | None:
    """The resource of a pool with this id."""
    statement = select(Resource).join(Resource.namespace)
    return db.scalar(statement.where(Namespace.pool_id == pool_id, Resource.id == resource_id))


def remove_resource(db: Session, resource_id: str) -> None:
    """Delete a resource from the catalogue."""
    db.execute(delete(Resource).where(Resource.id == resource_id))


def add(db: Session, *rows: Namespace | Resource) -> None:
    """Insert rows."""
    db.add_all(rows)
    db.flush()
