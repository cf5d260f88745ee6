"""User pools and their applications."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from authing.server.rules import access, roles, tokens
from authing.server.rules.refusal import Code, Refusal
from authing.server.rules.settings import verdict
from authing.server.storage import pools
from authing.server.storage import roles as stored_roles
from authing.server.storage.tables.pools import Application, Pool

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from authing.server.rules.service import Context
    from authing.server.rules.settings import Verdict
    from authing.server.rules.tokens import Issued

STRONGEST = 3


def add_pool(db: Session, pool: Pool, now: datetime) -> None:
    """Insert a pool with the namespaces that every pool has."""
    pools.add(db, pool, *(roles.new_namespace(pool.id, code, now, name=code) for code in roles.BUILT_IN))


def add_application(db: Session, application: Application, now: datetime) -> None:
    """Insert an application with its namespace."""
    namespace = roles.new_namespace(
        application.pool_id, application.id, now, name=application.name, application_id=application.id
    )
    pools.add(db, application, namespace)


def access_token(context: Context, pool_id: str, secret: str) -> Issued:
    """A management token, for the secret of a pool.

    Raises:
        Refusal: POOL_UNKNOWN, or FORBIDDEN for a wrong secret.
    """
    with context.reading() as db:
        pool = pools.pool(db, pool_id)
    if pool is None:
        raise Refusal(Code.POOL_UNKNOWN)
    if not secrets.compare_digest(pool.secret.encode(), secret.encode(errors="replace")):
        raise Refusal(Code.FORBIDDEN, "the secret of the user pool is wrong")
    return tokens.management_token(pool, context.service.now(), context.service.settings.management_token_life)


def managed(context: Context) -> Pool:
    """The pool that the caller manages."""
    with context.reading() as db:
        return access.manager(db, context)


def managed_with_namespaces(context: Context) -> tuple[Pool, dict[str, int]]:
    """The pool that the caller manages, and the ids of the namespaces that every pool has, by code."""
    with context.reading() as db:
        pool = access.manager(db, context)
        found = {code: stored_roles.namespace(db, pool.id, code) for code in roles.BUILT_IN}
    return pool, {code: namespace.id for code, namespace in found.items() if namespace}


def judge(context: Context, password: str) -> Verdict:
    """What the rule of the request's pool says about a password in clear."""
    with context.reading() as db:
        return verdict(access.tenant(db, context).pool, password)


def judge_as_manager(context: Context, password: str) -> Verdict:
    """What the rule of the pool that the caller manages says about a password in clear."""
    with context.reading() as db:
        return verdict(access.manager(db, context), password)
