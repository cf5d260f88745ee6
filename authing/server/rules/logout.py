"""Leaving: the sessions of a browser, and the token of a user, end together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from authing.server.rules import access, acts, browser_sessions, grants, tokens
from authing.server.storage import applications, sessions

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from authing.server.rules.cookies import Cookie
    from authing.server.rules.service import Context
    from authing.server.storage.tables.pools import Pool


def of_user(context: Context, application_id: str | None = None) -> None:
    """End the session of the caller's token, and all of its user in one application if it is named; those of its browser, too.

    Raises:
        Refusal: NOT_LOGGED_IN or LOGIN_EXPIRED for a caller with neither a token nor a session.
    """
    with context.writing() as db:
        if _end(db, context)[1] and not context.caller.token:
            return
        caller = access.signed_in(db, context)
        sessions.end_one(db, tokens.digest(caller.token))
        if application_id:
            sessions.end_of_application(db, caller.account.id, application_id)


def of_browser(context: Context, application_id: str | None, target: str | None) -> tuple[list[Cookie], str | None]:
    """End all sessions of the caller's browser: the cookies to be forgotten, and where the user is sent, if that is allowed.

    A user is sent only to what an application of the same pool has registered for that, letter by letter. The pool is that of
    the application that is named, or else of the session, or else the first one of the server.
    """
    with context.writing() as db:
        forgotten, pools = _end(db, context)
        if target is None:
            return forgotten, None
        named = applications.published(db, application_id) if application_id else None
        if named is not None:
            pool_ids = [named.pool_id]
        else:
            pool_ids = [pool.id for pool in pools] or [context.service.seeds.home.pool["id"]]
        return forgotten, target if applications.has_logout_target(db, pool_ids, target) else None


def _end(db: Session, context: Context) -> tuple[list[Cookie], list[Pool]]:
    ended = browser_sessions.held_by_caller(db, context)
    if ended:
        context.act.operation = acts.LOGOUT
        context.act.is_in(ended[0].pool, None, ended[0].account.id)
        grants.end_of_browser(db, [session.id for session in ended])
    return browser_sessions.end(db, context), [session.pool for session in ended]
