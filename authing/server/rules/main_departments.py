"""The main department of a user: one of those that the user is in, or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from authing.server.rules.refusal import Code, Refusal
from authing.server.storage import departments

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from authing.server.storage.tables.accounts import Account


def choose(db: Session, account: Account, node_id: str | None = None, code: str | None = None) -> None:
    """Make one of a user's departments the main one, told by its id or its code; without either, the user has none.

    The user is locked by then, so that two who choose do not leave it with two.

    Raises:
        Refusal: NOT_FOUND if the user is in no such department, MALFORMED if it is in several.
    """
    chosen = None
    if node_id or code:
        found = departments.ids(db, account.id, node_id, code)
        if not found:
            raise Refusal(Code.NOT_FOUND, f"the user {account.id} is not in the department {node_id or code}")
        if len(found) > 1:
            raise Refusal(Code.MALFORMED, f"the user is in several departments {code}: name it by its id")
        (chosen,) = found
    departments.set_main(db, [account.id], chosen)
