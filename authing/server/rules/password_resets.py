"""Passwords that have to be changed before a user is let in: when one is owed, and the tokens with which it is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from authing.server.rules import access, attempts, sessions, settings, tokens
from authing.server.rules.accounts import choose_password
from authing.server.rules.passwords import require_length
from authing.server.rules.refusal import Code, Refusal
from authing.server.storage import accounts
from authing.server.storage import sessions as stored_sessions

if TYPE_CHECKING:
    from authing.server.rules.access import Tenant
    from authing.server.rules.service import Context
    from authing.server.storage.tables.accounts import Account

STEPS = {Code.FIRST_PASSWORD_OWED: tokens.FIRST_LOGIN, Code.NEW_PASSWORD_OWED: tokens.FORCED_RESET}
"""Which step follows on a refused login."""

USED = "the token has been used"


def require_none_owed(context: Context, account: Account, tenant: Tenant) -> None:
    """Refuse to let a user in who has to choose another password first; the refusal carries the token for that."""
    if account.owes_password:
        code = Code.FIRST_PASSWORD_OWED
    elif _is_worn(context, account, tenant):
        code = Code.NEW_PASSWORD_OWED
    else:
        return
    now, password = context.service.now(), tokens.digest(account.password_hash or "")
    issued = tokens.step_token(STEPS[code], account, tenant.pool, tenant.application, now, password=password)
    raise Refusal(code, data={"token": issued.token})


def _is_worn(context: Context, account: Account, tenant: Tenant) -> bool:
    """Whether a password is older than the pool allows."""
    policy = settings.get(tenant.pool, "password_update_policy")
    if not (policy["enabled"] and policy["forced_cycle"]):
        return False
    age = context.service.now() - (account.password_set_at or account.created_at)
    return bool(age.days >= policy["forced_cycle"])


def by_first_login_token(context: Context, token: str, new: str) -> None:
    """Give the user of a token the password that it chooses at its first login; it comes encrypted."""
    choose_first(context, token, context.service.transport.decrypt(new))


def by_forced_reset_token(context: Context, token: str, old: str, new: str) -> None:
    """Give the user of a token another password, given the present one; both come encrypted."""
    transport = context.service.transport
    choose_anew(context, token, transport.decrypt(old), transport.decrypt(new))


def choose_first(context: Context, token: str, password: str) -> None:
    """Give the user of a token the password that it chooses at its first login; it comes in clear."""
    _reset(context, token, tokens.FIRST_LOGIN, password)


def choose_anew(context: Context, token: str, old: str, password: str) -> None:
    """Give the user of a token another password, given the present one; both come in clear."""
    _reset(context, token, tokens.FORCED_RESET, password, old)


def _reset(context: Context, token: str, step: str, password: str, old: str | None = None) -> None:
    with context.reading() as db:
        caller = access.at_step(db, context, step, token)
    present = caller.account.password_hash
    passwords = context.service.passwords
    # The token is for the password that it was issued with: whoever has another one has used it already.
    if isinstance(caller, tokens.Step) and caller.data["password"] != tokens.digest(present or ""):
        raise Refusal(Code.LOGIN_INVALID, USED)
    attempt = None
    if old is not None:
        attempt = attempts.begin(context, caller.pool, caller.account.id)
        if not passwords.verify(present, old):
            raise Refusal(Code.OLD_PASSWORD_WRONG)
    require_length(password)
    if isinstance(caller, tokens.Step) and passwords.verify(present, password):
        raise Refusal(Code.MALFORMED, "the new password must not be the present one")
    password_hash = passwords.hash(password)
    with context.writing() as db:
        account = accounts.get(db, caller.pool.id, caller.account.id, lock=True)
        if account is None or account.password_hash != present:
            raise Refusal(Code.LOGIN_INVALID, USED)
        sessions.require_active(account)
        if attempt:
            attempt.was_right(db)
        stored_sessions.end_others(db, account.id, tokens.digest(token))
        choose_password(account, password_hash, context.service.now())
