"""Queries about the identities of users."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, cast

from sqlalchemy import CursorResult, delete, select, update

from authing.server.storage.tables.identities import UserIdentity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Select
    from sqlalchemy.orm import Session


def get(db: Session, pool_id: str, provider: str, user_id_in_idp: str) -> UserIdentity | None:
    """The identity that a provider's account is."""
    return db.scalar(
        select(UserIdentity).where(
            UserIdentity.pool_id == pool_id,
            UserIdentity.provider == provider,
            UserIdentity.user_id_in_idp == user_id_in_idp,
        )
    )


def owners(pool_id: str, values: Mapping[str, str | bool]) -> Select[str]:
    """The ids of the users with an identity that has all of these values."""
    wanted = (getattr(UserIdentity, column) == value for column, value in values.items())
    return select(UserIdentity.account_id).where(UserIdentity.pool_id == pool_id, *wanted)


def of_accounts(db: Session, account_ids: Sequence[str]) -> Mapping[str, list[UserIdentity]]:
    """The identities of users, by user, the oldest first."""
    found: dict[str, list[UserIdentity]] = defaultdict(list)
    statement = select(UserIdentity).where(UserIdentity.account_id.in_(account_ids))
    for identity in db.scalars(statement.order_by(UserIdentity.created_at, UserIdentity.id)):
        found[identity.account_id].append(identity)
    return found


def add(db: Session, identity: UserIdentity) -> None:
    """Insert an identity; raises Taken when the provider's account is somebody's already."""
    db.add(identity)
    db.flush()


def move(db: Session, from_account: str, to_account: str) -> int:
    """Make all identities of a user another one's, and tell how many they were."""
    moved = db.execute(
        update(UserIdentity).where(UserIdentity.account_id == from_account).values(account_id=to_account)
    )
    return cast("CursorResult[tuple[()]]", moved).rowcount


def remove(db: Session, account_id: str, values: Mapping[str, str | bool]) -> int:
    """Delete the identities of a user that have all of these values, and tell how many they were."""
    wanted = (getattr(UserIdentity, column) == value for column, value in values.items())
    removed = db.execute(delete(UserIdentity).where(UserIdentity.account_id == account_id, *wanted))
    return cast("CursorResult[tuple[()]]", removed).rowcount
