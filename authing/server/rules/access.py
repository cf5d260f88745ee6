"""Who may do what: the pool of a request, and the three kinds of caller."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from authing.server.rules import tokens
from authing.server.rules.refusal import Code, Refusal
from authing.server.rules.tokens import Fault, Manager, SignedIn, Step
from authing.server.storage import pools

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from authing.server.rules.service import Context
    from authing.server.storage.tables.pools import Application, Pool

MANAGING = {Fault.MISSING: Code.NOT_LOGGED_IN, Fault.INVALID: Code.NOT_LOGGED_IN}
"""What a bad token means for a management operation; every other fault is FORBIDDEN."""

OWN = {Fault.EXPIRED: Code.LOGIN_EXPIRED}
"""What a bad token means for a user's own operation; every other fault is NOT_LOGGED_IN."""


@dataclass(frozen=True)
class Tenant:
    """The pool that a request without a token is for, and the application if it names one."""

    pool: Pool
    application: Application | None


def tenant(db: Session, context: Context) -> Tenant:
    """The pool and application that the request's headers name, or else its token.

    Raises:
        Refusal: POOL_UNKNOWN, APPLICATION_UNKNOWN (or of another pool), APPLICATION_ID_MISSING when nothing names a pool.
    """
    pool_id, application_id = context.caller.pool_id, context.caller.application_id
    if application_id:
        found = pools.application_with_pool(db, application_id)
        if found is None:
            raise Refusal(Code.APPLICATION_UNKNOWN)
        application, pool = found
        if pool_id in (None, pool.id):
            return _tenant(context, pool, application)
        _named(db, pool_id)
        raise Refusal(Code.APPLICATION_UNKNOWN)
    if pool_id:
        return _tenant(context, _named(db, pool_id))
    caller = bearer(db, context)
    if isinstance(caller, Fault):
        raise Refusal(Code.APPLICATION_ID_MISSING)
    return _tenant(context, caller.pool, caller.application if isinstance(caller, SignedIn) else None)


def _tenant(context: Context, pool: Pool, application: Application | None = None) -> Tenant:
    context.act.is_in(pool, application)
    return Tenant(pool, application)


def _named(db: Session, pool_id: str) -> Pool:
    pool = pools.pool(db, pool_id)
    if pool is None:
        raise Refusal(Code.POOL_UNKNOWN)
    return pool


def bearer(db: Session, context: Context, token: str | None = None) -> Manager | SignedIn | Fault:
    """Who the request's token (or another one) belongs to, or what is wrong with it; one of another pool is not valid here."""
    found = tokens.bearer(db, token or context.caller.token, context.service.now())
    if isinstance(found, Fault):
        return found
    if _is_named(db, context, found.pool):
        if isinstance(found, Manager):
            context.act.is_managed(found.pool)
        else:
            context.act.is_in(found.pool, found.application, found.account.id)
        return found
    return Fault.NOT_ALLOWED if isinstance(found, Manager) else Fault.INVALID


def at_step(
    db: Session, context: Context, step: str, token: str, *, invalid: Code = Code.LOGIN_INVALID
) -> Step | SignedIn:
    """The user who has a step still to take on the way to a login, or who is logged in already.

    Raises:
        Refusal: LOGIN_EXPIRED, or `invalid`.
    """
    found = tokens.bearer_at(db, step, token, context.service.now())
    if isinstance(found, Step) and _is_named(db, context, found.pool):
        context.act.is_in(found.pool, found.application, found.account.id)
        return found
    signed_in = bearer(db, context, token) if token else Fault.MISSING
    if isinstance(signed_in, SignedIn):
        return signed_in
    raise Refusal(Code.LOGIN_EXPIRED if Fault.EXPIRED in (found, signed_in) else invalid)


def _is_named(db: Session, context: Context, pool: Pool) -> bool:
    """Whether the request's headers name this pool, by itself or by an application, or none at all."""
    caller = context.caller
    if caller.pool_id or not caller.application_id:
        return caller.pool_id in (None, pool.id)
    application = pools.application(db, caller.application_id)
    return application is None or application.pool_id == pool.id


def manager(db: Session, context: Context) -> Pool:
    """The pool that the caller manages.

    Raises:
        Refusal: NOT_LOGGED_IN without a token, FORBIDDEN with one that does not manage this pool.
    """
    found = bearer(db, context)
    if isinstance(found, Manager):
        return found.pool
    raise Refusal(MANAGING.get(found, Code.FORBIDDEN) if isinstance(found, Fault) else Code.FORBIDDEN)


def signed_in(db: Session, context: Context) -> SignedIn:
    """The user who is calling.

    Raises:
        Refusal: LOGIN_EXPIRED or NOT_LOGGED_IN.
    """
    found = bearer(db, context)
    if isinstance(found, SignedIn):
        return found
    raise Refusal(OWN.get(found, Code.NOT_LOGGED_IN) if isinstance(found, Fault) else Code.NOT_LOGGED_IN)


def either(db: Session, context: Context) -> Manager | SignedIn:
    """The manager or the user who is calling.

    Raises:
        Refusal: LOGIN_EXPIRED, FORBIDDEN or NOT_LOGGED_IN.
    """
    found = bearer(db, context)
    if isinstance(found, Fault):
        raise Refusal(Code.FORBIDDEN if found is Fault.NOT_ALLOWED else OWN.get(found, Code.NOT_LOGGED_IN))
    return found
