"""Mails with a code or a link: into the outbox, and to a mail server where one is named."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from authing.server.rules import access, applications, codes, outbox
from authing.server.rules.profile import is_email
from authing.server.rules.refusal import Code, Refusal
from authing.server.storage import accounts
from authing.server.storage.tables.mail import Mail

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from authing.server.rules.service import Context
    from authing.server.storage.tables.pools import Pool

FIRST_LOGIN = "FIRST_EMAIL_LOGIN_VERIFY"
LINKS = ("VERIFY_EMAIL", "CONSOLE_CONDUCTED_VERIFY", FIRST_LOGIN)
"""Scenes whose mails have a link; those of all others have a code."""


def send(context: Context, address: str, scene: str) -> None:
    """Send a mail to whoever asks for it, be there a user with this address or not: nobody learns which.

    Raises:
        Refusal: EMAIL_MALFORMED, or MAIL_FAILED for too many mails and for a mail server that does not take it.
    """
    with context.writing() as db:
        pool = access.tenant(db, context).pool
        mail = _written(db, context, pool, address.lower(), scene)
    _deliver(context, pool, mail)


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
        mail = _written(db, context, pool, account.email, FIRST_LOGIN, app_id=application.id)
    _deliver(context, pool, mail)


def _written(db: Session, context: Context, pool: Pool, address: str, scene: str, **query: str) -> Mail:
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
    mail = Mail(pool_id=pool.id, kind=outbox.EMAIL, to=address, scene=scene, code=code, link=link, sent_at=now)
    outbox.put(db, mail)
    return mail


def _deliver(context: Context, pool: Pool, mail: Mail) -> None:
    # After the transaction: a mail server may take its time, and the code must be good before somebody reads it.
    relay = context.service.relay
    if relay is not None:
        relay.deliver(mail, pool.name)
