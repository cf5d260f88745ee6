"""Events: what programs tell a pool. Each is kept, and is a line of the pool's log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from authing.server.rules import access, tokens
from authing.server.rules.json_values import json_text
from authing.server.rules.refusal import Code, Refusal
from authing.server.storage import events
from authing.server.storage.tables.tenants import Event

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from authing.server.rules.service import Context

LONGEST_DATA = 16_000
"""Characters of JSON."""


def publish(context: Context, kind: str, source: str | None, data: Any) -> None:
    """Keep an event that the management of a pool publishes."""
    with context.writing() as db:
        _keep(db, context, access.manager(db, context).id, None, kind, source, data)


def publish_as_user(context: Context, kind: str, source: str | None, data: Any) -> None:
    """Keep an event that a user publishes."""
    with context.writing() as db:
        caller = access.signed_in(db, context)
        _keep(db, context, caller.pool.id, caller.account.id, kind, source, data)


def _keep(
    db: Session, context: Context, pool_id: str, account_id: str | None, kind: str, source: str | None, data: Any
) -> None:
    if not kind or data is None:
        raise Refusal(Code.INCOMPLETE, "eventType and eventData are needed")
    json_text("eventData", data, LONGEST_DATA)
    events.add(
        db,
        Event(
            id=tokens.new_id(),
            pool_id=pool_id,
            account_id=account_id,
            type=kind,
            source=source,
            data=data,
            created_at=context.service.now(),
        ),
    )
    context.act.operation = f"event:{kind}"
