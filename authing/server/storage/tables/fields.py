"""User-defined fields and their values."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from authing.server.storage.tables.base import Base, bounded, instant, reference


class Field(Base):
    """A field that all targets of one kind in a pool have."""

    __tablename__ = "fields"

    id: Mapped[str] = bounded(24, primary_key=True)
    pool_id: Mapped[str] = reference("pools.id")
    target_type: Mapped[str] = bounded(20)
    key: Mapped[str] = bounded(100)
    data_type: Mapped[str] = bounded(20)
    label: Mapped[str] = bounded(200)
    options: Mapped[str | None] = bounded(4000)
    created_at: Mapped[datetime] = instant()
    updated_at: Mapped[datetime] = instant()


class FieldValue(Base):
    """The value that one target has for a field.

    One of the columns after `value` repeats the target's id, so that the value goes when the target goes; for the pool itself, the
    field does that.
    """

    __tablename__ = "field_values"

    field_id: Mapped[str] = reference("fields.id", primary_key=True)
    target_id: Mapped[str] = bounded(24, primary_key=True, index=True)
    value: Mapped[str] = bounded(16_000)
    account_id: Mapped[str | None] = reference("accounts.id", index=True)
    role_id: Mapped[str | None] = reference("roles.id", index=True)
    organisation_id: Mapped[str | None] = reference("organisations.id", index=True)
    node_id: Mapped[str | None] = reference("nodes.id", index=True)
    resource_id: Mapped[str | None] = reference("resources.id", index=True)
    application_id: Mapped[str | None] = reference("applications.id", index=True)


VALUES = Base.metadata.tables["field_values"]

Index("fields_unique_key", Field.pool_id, Field.target_type, Field.key, unique=True)
