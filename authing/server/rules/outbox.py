"""The outbox: the messages that a pool has sent, which shows tests and developers the codes and links in them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from authing.server.rules.refusal import Code, Refusal
from authing.server.rules.service import refusing
from authing.server.storage import mail as stored

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from authing.server.rules.service import Service
    from authing.server.storage.tables.mail import Mail

EMAIL, SMS, CAPTCHA = KINDS = ("email", "sms", "captcha")

KEPT = 1000
"""Messages of a pool that the outbox keeps."""

MOST, PERIOD = 100, timedelta(minutes=1)
"""How many messages an address gets for a scene: enough for any test, and an end to a loop."""

TOO_MANY = {EMAIL: Code.MAIL_FAILED, SMS: Code.SENT_TOO_OFTEN, CAPTCHA: Code.SENT_TOO_OFTEN}


def put(db: Session, message: Mail) -> None:
    """Put a message into the outbox, once others to the same address for the same scene wait for this transaction.

    Raises:
        Refusal: MAIL_FAILED or SENT_TOO_OFTEN where the address gets too many; the caller's transaction is undone.
    """
    since = message.sent_at - PERIOD
    if stored.count(db, message.pool_id, message.to, message.scene, since) >= MOST:
        raise Refusal(TOO_MANY[message.kind], f"{MOST} messages to this address within a minute are enough")
    stored.add(db, message, KEPT)


def messages(service: Service, to: str | None, kind: str | None) -> Sequence[Mail]:
    """The messages of all pools, the newest first; of one address or one kind, if they are given."""
    if kind and kind not in KINDS:
        raise Refusal(Code.MALFORMED, f"kind must be one of {', '.join(KINDS)}")
    with refusing(), service.database.reading() as db:
        return stored.outbox(db, to and to.lower(), kind)
