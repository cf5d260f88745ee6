"""Variables and white lists of pools."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from authing.server.storage.tables.base import Base, bounded, instant, reference


class Variable(Base):
    """An environment variable of a pool."""

    __tablename__ = "variables"

    id: Mapped[str] = bounded(24, primary_key=True)
    pool_id: Mapped[str] = reference("pools.id")
    key: Mapped[str] = bounded(200)
    value: Mapped[str] = bounded(10_000)
    created_at: Mapped[datetime] = instant()
    updated_at: Mapped[datetime] = instant()


class WhiteListEntry(Base):
    """A user name, e-mail address or phone number that may register, where the pool's white list of its kind is on."""

    __tablename__ = "white_list_entries"

    pool_id: Mapped[str] = reference("pools.id", primary_key=True)
    kind: Mapped[str] = bounded(10, primary_key=True)
    value: Mapped[str] = bounded(254, primary_key=True)
    created_at: Mapped[datetime] = instant()
    updated_at: Mapped[datetime] = instant()


ENTRIES = Base.metadata.tables["white_list_entries"]

Index("variables_unique_key", Variable.pool_id, Variable.key, unique=True)
