"""Sessions of browsers: who is logged in with one, and for which applications that counts (single sign-on).

They are apart from the tokens of users: a program has a token, a browser has a cookie, and with it gets tokens for applications.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from authing.server.rules import cookies, entrance, factors, second_factor, settings, tokens
from authing.server.rules.application_access import require_entry
from authing.server.rules.cookies import Cookie
from authing.server.storage import browser
from authing.server.storage.tables.browser import BrowserLogin

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy.orm import Session

    from authing.server.rules.entrance import Proven
    from authing.server.rules.service import Context
    from authing.server.storage.tables.accounts import Account
    from authing.server.storage.tables.pools import Application, Pool

NAME = cookies.PREFIX + "session-"
"""What the names of these cookies begin with; the realm follows."""


@dataclass(frozen=True)
class BrowserSession:
    """A user who is logged in with the browser that sent the request.

    Attributes:
        id: No secret: applications may be told it (claim `sid`).
        account: The user.
        pool: Its pool.
        means: How it has proven who it is (claim `amr`).
        authenticated_at: When it has (claim `auth_time`).
    """

    id: str
    account: Account
    pool: Pool
    means: tuple[str, ...]
    authenticated_at: datetime


def realm(pool: Pool, application: Application) -> str:
    """What a session in an application is good for, as an id: the pool where applications share it, else the application alone.

    They share it where the pool says so for all its applications, or those of them that say so for themselves.
    """
    return pool.id if settings.get(pool, "app_sso_enabled") or application.sso_enabled else application.id


def begin(db: Session, context: Context, proven: Proven, application: Application) -> tuple[str, Cookie]:
    """Log a user in to an application with the caller's browser, and count that.

    Returns:
        The session's id, and the cookie that the browser needs for it.

    Raises:
        Refusal: FORBIDDEN if the application does not let the user in; LOGIN_INVALID if the user changed since it was looked at.
    """
    account, pool = proven.account, proven.tenant.pool
    require_entry(db, application, account)
    entrance.record(db, context, proven)
    now, where = context.service.now(), realm(pool, application)
    # OWASP, session management: a value from before the login must not be good after it, or somebody could have planted it.
    end(db, context, [where])
    value, life = cookies.new_value(), timedelta(seconds=application.token_expires_after)
    login = BrowserLogin(
        id=tokens.new_id(),
        cookie_digest=_digest(where, value),
        pool_id=pool.id,
        account_id=account.id,
        realm=where,
        means=list(proven.means),
        authenticated_at=now,
        expires_at=now + life,
    )
    browser.add(db, login, now)
    return login.id, Cookie(NAME + where, value, life)


def current(db: Session, context: Context, pool: Pool, application: Application) -> BrowserSession | None:
    """The session of the caller's browser that is good for an application; the application must have been read with its details.

    Raises:
        Refusal: FORBIDDEN if the user of the session may not enter this application.
    """
    for session in _good(db, context, [realm(pool, application)], application):
        require_entry(db, application, session.account)
        return session
    return None


def all_of_caller(db: Session, context: Context, application: Application | None = None) -> list[BrowserSession]:
    """All sessions of the caller's browser that are good (for an application, if it is named), the latest first."""
    return _good(db, context, _realms(context), application)


def held_by_caller(db: Session, context: Context) -> list[BrowserSession]:
    """All sessions of the caller's browser, the latest first, also of users who would not be let in by them any more."""
    return [_shown(*row) for row in _held(db, context, _realms(context))]


def end(db: Session, context: Context, realms: Iterable[str] | None = None) -> list[Cookie]:
    """End the sessions of the caller's browser in some realms, or all of them; with the cookies that make it forget."""
    ended = [name for name in (_realms(context) if realms is None else realms) if NAME + name in context.caller.cookies]
    browser.end_logins(db, [_digest(name, context.caller.cookies[NAME + name]) for name in ended])
    return [cookies.forgotten(NAME + name) for name in ended]


def _realms(context: Context) -> list[str]:
    return [name.removeprefix(NAME) for name in context.caller.cookies if name.startswith(NAME)]


def _good(
    db: Session, context: Context, realms: Iterable[str], application: Application | None = None
) -> list[BrowserSession]:
    return [_shown(*row) for row in _held(db, context, realms) if _is_good(row[0], row[1], application)]


def _held(db: Session, context: Context, realms: Iterable[str]) -> list[tuple[BrowserLogin, Account, Pool]]:
    held = context.caller.cookies
    wanted = [_digest(name, held[NAME + name]) for name in realms if NAME + name in held]
    return browser.logins(db, wanted, context.service.now()) if wanted else []


def _shown(login: BrowserLogin, account: Account, pool: Pool) -> BrowserSession:
    return BrowserSession(login.id, account, pool, tuple(login.means), login.authenticated_at)


def _is_good(login: BrowserLogin, account: Account, application: Application | None) -> bool:
    """Whether the user would be let in again as it is now, with what it has proven then."""
    if account.blocked or account.status != "Activated":
        return False
    # As `entrance.require_enterable` has it: who came by a code has not used the password that is owed.
    if account.owes_password and entrance.PASSWORD in login.means:
        return False
    # Whoever changes a password does so because others may know it: they must not stay where they are.
    if account.password_set_at is not None and account.password_set_at > login.authenticated_at:
        return False
    kinds = factors.asked_for(account, application)
    # The second factor of another application may be a weaker one.
    return not kinds or (
        entrance.SEVERAL in login.means and any(second_factor.MEANS[kind] in login.means for kind in kinds)
    )


def _digest(where: str, value: str) -> str:
    # With the realm: a cookie under the name of another realm is not good there.
    return tokens.digest(f"{where}:{value}")
