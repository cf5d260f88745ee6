"""Authenticators: apps that make one-time passwords from a secret they share with the server, and the code for when one is lost.

A user binds one in two steps, so that nobody is locked out by a picture that was never scanned; a manager can import one.
The secret is sealed, the recovery code hashed: both are told when they are made, and never again.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from authing.server.rules import access, factors, tokens, totp
from authing.server.rules.refusal import Code, Refusal
from authing.server.rules.tokens import SignedIn, Step
from authing.server.storage import accounts
from authing.server.storage import factors as stored
from authing.server.storage.tables.tenants import Authenticator

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from authing.server.rules.service import Context
    from authing.server.storage.tables.accounts import Account
    from authing.server.storage.tables.pools import Pool

TOTP = "totp"
SELF = "SELF"
SOURCES = (SELF, "APPLICATION")
"""Who wants an authenticator: its user, who is asked for it at every login, or the application that asks for one."""

KINDS = (factors.OTP, factors.FACE)
"""What a manager sees of a user, by the names of the protocol; this version has no faces, so none is bound."""

SHORTEST_RECOVERY, LONGEST_RECOVERY = 8, 100


@dataclass(frozen=True)
class Made:
    """A new authenticator with what is shown only now: its secret and its recovery code, and the secret as an app reads it."""

    authenticator: Authenticator
    secret: str
    recovery_code: str
    uri: str


def bearer(db: Session, context: Context, token: str | None) -> Step | SignedIn:
    """Who is logged in, or has a second factor still to show.

    Raises:
        Refusal: LOGIN_EXPIRED or NOT_LOGGED_IN.
    """
    return access.at_step(db, context, tokens.SECOND_FACTOR, token or "", invalid=Code.NOT_LOGGED_IN)


def require_type(type: str) -> None:
    """Refuse authenticators that this server does not have."""
    if type != TOTP:
        raise Refusal(Code.MALFORMED, f"the type of an authenticator must be {TOTP}")


def _require_source(source: str) -> None:
    if source not in SOURCES:
        raise Refusal(Code.MALFORMED, f"source must be one of {', '.join(SOURCES)}")


def listing(context: Context, source: str) -> list[Authenticator]:
    """The authenticators that the caller has for this source."""
    _require_source(source)
    with context.reading() as db:
        found = stored.of(db, bearer(db, context, context.caller.token).account.id)
    return [found] if found and found.source == source else []


def associate(context: Context, source: str) -> Made:
    """Make the caller an authenticator, in place of one that was never confirmed; it is asked for once it is confirmed.

    Raises:
        Refusal: CONFLICT for who has one, FORBIDDEN for who has another factor to show first.
    """
    _require_source(source)
    with context.reading() as db:
        found = bearer(db, context, context.caller.token)
        _require_may_bind(db, found)
    made = _made(context, found.pool, found.account, totp.new_secret(), new_recovery_code(), source)
    with context.writing() as db:
        found = bearer(db, context, context.caller.token)
        _require_may_bind(db, found)
        stored.add(db, made.authenticator)
    return made


def confirm(context: Context, password: str | None, source: str) -> None:
    """Enable the caller's new authenticator, given a one-time password that it made.

    The same password is good for one login: clients that bind on the way in go on with it.

    Raises:
        Refusal: TOTP_MISSING, TOTP_WRONG, NOT_FOUND where there is nothing to confirm.
    """
    _require_source(source)
    with context.writing() as db:
        found = bearer(db, context, context.caller.token)
        if not password:
            raise Refusal(Code.TOTP_MISSING)
        _require_may_bind(db, found)
        account = accounts.get(db, found.pool.id, found.account.id, lock=True)
        authenticator = stored.of(db, found.account.id, lock=True)
        if account is None or authenticator is None or authenticator.enabled or authenticator.source != source:
            raise Refusal(Code.NOT_FOUND, "there is no authenticator to confirm: associate one first")
        now = context.service.now()
        secret = context.service.vault.unseal(authenticator.sealed_secret, authenticator.id)
        step = totp.matching_step(secret, password, now)
        if step is None:
            raise Refusal(Code.TOTP_WRONG)
        authenticator.enabled, authenticator.last_step, authenticator.updated_at = True, step - 1, now
        account.has_second_factor = source == SELF


def _require_may_bind(db: Session, caller: Step | SignedIn) -> None:
    """Whoever is on the way in shows a factor that is there; only who has none may set one up with the first factor alone."""
    if isinstance(caller, Step):
        kinds = factors.asked_for(caller.account, caller.application)
        if factors.OTP not in kinds or factors.set_up(db, caller.account, kinds):
            raise Refusal(Code.FORBIDDEN, "show the second factor that you have, and bind another one when you are in")
    if stored.has_enabled(db, caller.account.id):
        raise Refusal(Code.CONFLICT, "the user has an authenticator already")


def remove(context: Context) -> None:
    """Take the calling user's authenticator away; where an application wants one, its next login asks to bind another.

    Raises:
        Refusal: NOT_FOUND where there is none.
    """
    with context.writing() as db:
        caller = access.signed_in(db, context)
        _remove(db, _require(db, caller.pool, caller.account.id, lock=True))


def _remove(db: Session, account: Account) -> None:
    if stored.of(db, account.id) is None:
        raise Refusal(Code.NOT_FOUND, "the user has no OTP bound")
    stored.remove(db, account.id)
    account.has_second_factor = False


# -- what managers do --------------------------------------------------------------------------------


def status(context: Context, account_id: str) -> dict[str, bool]:
    """What a user of the pool has bound, by kind."""
    with context.reading() as db:
        account = _require(db, access.manager(db, context), account_id)
        return {kind: kind == factors.OTP and stored.has_enabled(db, account.id) for kind in KINDS}


def unbind(context: Context, account_id: str, kind: str) -> None:
    """Take a second factor from a user, who logs in with the password alone from then on."""
    if kind not in KINDS:
        raise Refusal(Code.MALFORMED, f"type must be one of {', '.join(KINDS)}")
    with context.writing() as db:
        account = _require(db, access.manager(db, context), account_id, lock=True)
        if kind != factors.OTP:
            raise Refusal(Code.NOT_FOUND, f"the user has no {kind} bound")
        _remove(db, account)
        stored.forget_attempts(db, account.id)


def import_totp(context: Context, account_id: str, secret: str, recovery_code: str | None) -> Made:
    """Give a user an authenticator whose secret somebody has already; without a recovery code, one is made up."""
    secret = totp.checked_secret(secret)
    recovery_code = recovery_code or new_recovery_code()
    if not (SHORTEST_RECOVERY <= len(recovery_code) <= LONGEST_RECOVERY and recovery_code.isprintable()):
        raise Refusal(
            Code.MALFORMED, f"a recovery code has {SHORTEST_RECOVERY} to {LONGEST_RECOVERY} printable characters"
        )
    with context.reading() as db:
        pool = access.manager(db, context)
        account = _require(db, pool, account_id)
    made = _made(context, pool, account, secret, recovery_code, SELF)
    made.authenticator.enabled = True
    with context.writing() as db:
        account = _require(db, access.manager(db, context), account_id, lock=True)
        account.has_second_factor = True
        stored.add(db, made.authenticator)
    return made


def _made(context: Context, pool: Pool, account: Account, secret: str, recovery_code: str, source: str) -> Made:
    now = context.service.now()
    authenticator = Authenticator(
        id=tokens.new_id(),
        account_id=account.id,
        type=TOTP,
        source=source,
        enabled=False,
        # One that people gave may be as weak as a password, so it is hashed like one.
        recovery_hash=context.service.passwords.hash(recovery_code),
        created_at=now,
        updated_at=now,
    )
    authenticator.sealed_secret = context.service.vault.seal(secret, authenticator.id)
    label = account.username or account.email or account.phone or account.id
    return Made(authenticator, secret, recovery_code, totp.uri(secret, label, pool.name))


def new_recovery_code() -> str:
    """A new recovery code: six groups of four hexadecimal digits."""
    return "-".join(secrets.token_hex(2) for _ in range(6))


def _require(db: Session, pool: Pool, account_id: str, *, lock: bool = False) -> Account:
    found = accounts.get(db, pool.id, account_id, lock=lock)
    if found is None:
        raise Refusal(Code.USER_UNKNOWN)
    return found
