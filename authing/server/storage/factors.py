"""Queries about second factors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete

from authing.server.storage.tables.tenants import Authenticator

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def add(db: Session, authenticator: Authenticator) -> None:
    """Insert an authenticator; raises Taken when the transaction ends if the user has one."""
    db.add(authenticator)
    db.flush()


def remove(db: Session, account_id: str) -> None:
    """Delete the authenticator of a user."""
    db.execute(delete(Authenticator).where(Authenticator.account_id == account_id))
