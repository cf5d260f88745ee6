"""The way in: whoever has proven to be a user, by whatever means, is looked at and let in here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from authing.server.rules import factors, fields, password_resets, sessions
from authing.server.rules.accounts import Holder
from authing.server.rules.refusal import Code, Refusal
from authing.server.storage import accounts
from authing.server.storage import sessions as stored_sessions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from authing.server.rules.access import Tenant
    from authing.server.rules.attempts import Attempt
    from authing.server.rules.service import Context
    from authing.server.storage.tables.accounts import Account

PASSWORD, ONE_TIME_PASSWORD, SMS, MAIL, SEVERAL = "pwd", "otp", "sms", "email", "mfa"
"""How somebody has proven who it is: values of the claim `amr` (RFC 8176), and one for codes by mail, which it does not have."""

TIDIES_EVERY = 16
"""With which of a user's logins the sessions that have expired are cleared away: often enough for a table not to grow."""


@dataclass(frozen=True)
class Proven:
    """A user who has proven who it is, and is not let in yet.

    Attributes:
        tenant: The pool, and the application that it enters.
        account: The user.
        means: How it has proven that.
        changes: Columns of the user that the login sets besides.
        attempt: The attempt at a password that was right, and is counted until the login is recorded or refused.
    """

    tenant: Tenant
    account: Account
    means: tuple[str, ...]
    changes: Mapping[str, Any] = field(default_factory=dict)
    attempt: Attempt | None = None


def require_enterable(context: Context, proven: Proven) -> None:
    """Refuse to let in who is locked, owes a new password, or has a second factor still to show."""
    account, tenant = proven.account, proven.tenant
    try:
        sessions.require_active(account)
        if PASSWORD in proven.means:
            password_resets.require_none_owed(context, account, tenant)
        if SEVERAL not in proven.means:
            factors.require_none(context, account, tenant, proven.means)
    except Refusal:
        if proven.attempt:
            with context.counting() as db:
                proven.attempt.was_right(db)
        raise


def let_in(
    context: Context, proven: Proven, *, client_ip: str | None = None, own_values: Sequence[tuple[str, str]] = ()
) -> Holder:
    """Log a user in, who is given a token, and keep values of user-defined fields."""
    account, tenant = proven.account, proven.tenant
    with context.logging_refusals(), context.writing() as db:
        opened = sessions.open_session(db, context, account, tenant.pool, tenant.application)
        record(db, context, proven, client_ip, token_expired_at=opened.expires_at)
        fields.keep(db, account, own_values)
    return Holder(account, opened.token)


def record(db: Session, context: Context, proven: Proven, client_ip: str | None = None, **changes: Any) -> None:
    """Count a login, and clear away the user's sessions that have expired.

    Raises:
        Refusal: LOGIN_INVALID if the user was deleted, locked or given another password since it was looked at.
    """
    if not accounts.record_login(db, proven.account, {**seen(context, client_ip), **proven.changes, **changes}):
        raise Refusal(Code.LOGIN_INVALID)
    if proven.account.logins_count % TIDIES_EVERY == 0:
        stored_sessions.end_expired_of(db, proven.account.id, context.service.now())
    if proven.attempt:
        proven.attempt.was_right(db)


def seen(context: Context, client_ip: str | None = None) -> dict[str, Any]:
    """What the server sees of who logs in, as columns of the user."""
    return {
        "last_login": context.service.now(),
        "last_ip": client_ip or context.caller.ip,
        "browser": (context.caller.user_agent or "")[:500] or None,
    }
