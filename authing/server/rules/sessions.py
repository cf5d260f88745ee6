"""Sessions of users: opening them with a token, renewing, looking at and ending them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from authing.server.rules import access, claims, signing_keys, tokens
from authing.server.rules.application_access import require_entry
from authing.server.rules.arn import user_arn
from authing.server.rules.refusal import MESSAGES, Code, Refusal
from authing.server.rules.signing_keys import Signer
from authing.server.rules.tokens import Fault, Issued, Manager, SignedIn
from authing.server.storage import accounts as stored_accounts
from authing.server.storage import sessions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from authing.server.rules.service import Context
    from authing.server.storage.tables.accounts import Account
    from authing.server.storage.tables.pools import Application, Pool


@dataclass(frozen=True)
class Status:
    """What there is to say about a token: `fault` is None for a valid one, the rest None for others."""

    code: Code | None
    message: str
    signed_in: SignedIn | None = None

    @property
    def arn(self) -> str | None:
        """The resource name of the token's user."""
        found = self.signed_in
        return user_arn(found.pool.id, found.account.id) if found else None


def open_session(
    db: Session, context: Context, account: Account, pool: Pool, application: Application | None
) -> Issued:
    """Issue a token for a user who is already in the database, and remember it.

    Raises:
        Refusal: FORBIDDEN if the application does not let the user in.
    """
    require_entry(db, application, account)
    service = context.service
    signer = (
        signing_keys.of_application(db, service, application)
        if application
        else Signer(signing_keys.HS256, pool.jwt_secret)
    )
    profile = claims.of(db, account, claims.IN_LOGIN_TOKENS)
    issued = tokens.user_token(account, pool, application, context.caller.issuer, service.now(), signer, profile)
    remember(db, account, application, issued)
    return issued


def remember(db: Session, account: Account, application: Application | None, issued: Issued) -> None:
    """Keep a token that was issued for a user: with it, the user is logged in until it expires or is revoked."""
    session = {
        "token_digest": tokens.digest(issued.token),
        "pool_id": account.pool_id,
        "account_id": account.id,
        "application_id": application.id if application else None,
        "created_at": issued.issued_at,
        "expires_at": issued.expires_at,
    }
    sessions.add(db, session)


def require_active(account: Account) -> None:
    """Refuse to let a locked user in."""
    if account.blocked or account.status != "Activated":
        raise Refusal(Code.USER_BLOCKED)


def renew(context: Context, account_id: str | None = None) -> Issued:
    """A further token for the calling user, or for the user that a manager names."""
    with context.writing() as db:
        caller = access.either(db, context)
        application = None
        if isinstance(caller, Manager):
            if not account_id:
                raise Refusal(Code.INCOMPLETE, "the id of a user is needed")
        else:
            if account_id not in (None, caller.account.id):
                raise Refusal(Code.FORBIDDEN)
            account_id, application = caller.account.id, caller.application
        account = stored_accounts.get(db, caller.pool.id, account_id, lock=True)
        if account is None:
            raise Refusal(Code.USER_UNKNOWN)
        require_active(account)
        issued = open_session(db, context, account, caller.pool, application)
        account.token_expired_at = issued.expires_at
        return issued


def status(context: Context, token: str | None = None) -> Status:
    """Whether a token (the caller's own, if none is given) is a valid login."""
    with context.reading() as db:
        found = access.bearer(db, context, token)
    if isinstance(found, SignedIn):
        return Status(None, "logged in", found)
    code = Code.LOGIN_EXPIRED if found in (Fault.EXPIRED, Fault.REVOKED) else Code.LOGIN_INVALID
    return Status(code, MESSAGES[code])


def log_user_out(context: Context, account_id: str, application_id: str | None = None) -> None:
    """End all sessions of a user of the caller's pool, or those in one application."""
    with context.writing() as db:
        pool = access.manager(db, context)
        if stored_accounts.get(db, pool.id, account_id) is None:
            raise Refusal(Code.USER_UNKNOWN)
        if application_id:
            sessions.end_of_application(db, account_id, application_id)
        else:
            sessions.end(db, [account_id])


def kick(context: Context, account_ids: Sequence[str]) -> None:
    """End all sessions of users of the caller's pool; unknown ones have none."""
    with context.writing() as db:
        sessions.end_in_pool(db, access.manager(db, context).id, account_ids)


def logins(
    context: Context, account_id: str, application_id: str | None = None
) -> tuple[Account, Sequence[Application] | None]:
    """A user of the caller's pool, and the applications that it is logged in to; None where it is not logged in at all.

    With `application_id`, only sessions in that application count.
    """
    with context.reading() as db:
        account = stored_accounts.get(db, access.manager(db, context).id, account_id)
        if account is None:
            raise Refusal(Code.USER_UNKNOWN)
        found = sessions.applications(db, account_id, context.service.now(), application_id)
    return account, [application for application in found if application] if found else None
