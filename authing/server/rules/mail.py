"""Mails with a code or a link. Nothing leaves the machine: they go to the outbox, which is for development."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from authing.server.rules import access, applications, codes
from authing.server.rules.profile import is_email
from authing.server.rules.refusal import Code, Refusal
from authing.server.rules.service import refusing
from authing.server.storage import accounts
from authing.server.storage import mail as stored
from authing.server.storage.tables.mail import Mail

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from authing.server.rules.service import Context, Service
    from authing.server.storage.tables.pools import Pool

EMAIL = "email"
KINDS = (EMAIL, "sms")

FIRST_LOGIN = "FIRST_EMAIL_LOGIN_VERIFY"
LINKS = ("VERIFY_EMAIL", "CONSOLE_CONDUCTED_VERIFY", FIRST_LOGIN)
"""Scenes whose mails have a link; those of all others have a code."""

KEPT = 1000
"""Messages of a pool that the outbox keeps."""

MOST, PERIOD = 100, timedelta(minutes=1)
"""How many mails an address gets for a scene: enough for any test, and an end to a loop."""


def send(context: Context, address: str, scene: str) -> None:
    """Send a mail to whoever asks for it, be there a user with this address or not: nobody learns which.

    Raises:
        Refusal: EMAIL_MALFORMED, or MAIL_FAILED for too many mails.
    """
    with context.writing() as db:
        _send(db, context, access.tenant(db, context).pool, address.lower(), scene)


def send_first_login(context: Context, account_id: str, application_id: str) -> None:
    """Send a user of the pool the mail that verifies the address before the first login to an application."""
    with context.writing() as db:
        pool = access.manager(db, context)
        account = accounts.get(db, pool.id, account_id)
        if account is None:
            raise Refusal(Code.USER_UNKNOWN)
        application = applications.require(db, pool, application_id)
        if not account.email:
            raise Refusal(Code.INCOMPLETE, "the user has no e-mail address")
        _send(db, context, pool, account.email, FIRST_LOGIN, app_id=application.id)


def _send(db: Session, context: Context, pool: Pool, address: str, scene: str, **query: str) -> None:
    # Also of a user: an administrator may have given anything.
    if not is_email(address):
        raise Refusal(Code.EMAIL_MALFORMED)
    now = context.service.now()
    code = link = None
    if scene in LINKS:
        query["token"] = codes.issue_token(db, pool, address, scene, now)
        link = f"{context.caller.base_url}/verify-email?{urlencode(query)}"
    else:
        code = codes.issue(db, pool, address, scene, now)
    # Only now, when others with the same address and scene wait for this transaction; a refusal undoes the above.
    if stored.count(db, pool.id, address, scene, now - PERIOD) >= MOST:
        raise Refusal(Code.MAIL_FAILED, f"{MOST} mails to this address within a minute are enough")
    mail = Mail(pool_id=pool.id, kind=EMAIL, to=address, scene=scene, code=code, link=link, sent_at=now)
    stored.add(db, mail, KEPT)


def outbox(service: Service, to: str | None, kind: str | None) -> Sequence[Mail]:
    """The messages of all pools, the newest first; of one address or one kind, if they are given."""
    if kind and kind not in KINDS:
        raise Refusal(Code.MALFORMED, f"kind must be one of {', '.join(KINDS)}")
    with refusing(), service.database.reading() as db:
        return stored.outbox(db, to and to.lower(), kind)
