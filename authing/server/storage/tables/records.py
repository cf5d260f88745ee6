"""What happened: the log of operations, and principal authentication."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index, Integer, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from authing.server.storage.tables.accounts import Account
from authing.server.storage.tables.base import Base, bounded, instant, reference
from authing.server.storage.tables.pools import Application


class Record(Base):
    """One operation that somebody did. It outlives the user and the application: they are found by id, if they are there."""

    __tablename__ = "records"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    pool_id: Mapped[str] = reference("pools.id")
    by_manager: Mapped[bool]
    operation: Mapped[str] = bounded(200)
    operator_id: Mapped[str | None] = bounded(24)
    application_id: Mapped[str | None] = bounded(24)
    client_ip: Mapped[str | None] = bounded(100)
    user_agent: Mapped[str | None] = bounded(500)
    path: Mapped[str] = bounded(500)
    request_id: Mapped[str] = bounded(32)
    result_code: Mapped[int]
    created_at: Mapped[datetime] = instant()

    operator: Mapped[Account | None] = relationship(
        primaryjoin=lambda: (Record.operator_id == Account.id) & (Record.pool_id == Account.pool_id),
        foreign_keys=lambda: [Record.operator_id],
        viewonly=True,
        lazy="joined",
    )
    application: Mapped[Application | None] = relationship(
        primaryjoin=lambda: (Record.application_id == Application.id) & (Record.pool_id == Application.pool_id),
        foreign_keys=lambda: [Record.application_id],
        viewonly=True,
        lazy="joined",
    )


class Principal(Base):
    """The person or enterprise that a user has proved to be."""

    __tablename__ = "principals"

    id: Mapped[str] = bounded(24, primary_key=True)
    account_id: Mapped[str] = reference("accounts.id")
    kind: Mapped[str] = bounded(1)
    name: Mapped[str] = bounded(200)
    code: Mapped[str] = bounded(100)
    extension: Mapped[str] = bounded(200)
    authenticated_at: Mapped[datetime] = instant()
    created_at: Mapped[datetime] = instant()
    updated_at: Mapped[datetime] = instant()


REGISTRATIONS = "operation = 'register'"

Index("records_by_time", Record.pool_id, Record.by_manager, Record.created_at)
Index("records_by_operator", Record.pool_id, Record.operator_id, Record.by_manager, Record.created_at)
Index(
    "records_of_registrations",
    Record.pool_id,
    Record.client_ip,
    Record.created_at,
    sqlite_where=text(REGISTRATIONS),
    postgresql_where=text(REGISTRATIONS),
)
Index("principals_unique_account_id", Principal.account_id, unique=True)

RECORDS = Base.metadata.tables["records"]
