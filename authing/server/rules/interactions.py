"""Requests of applications that wait until a user has logged in and agreed, in the browser that they came with.

An id alone is worth nothing: it leads only the browser with the cookie from the beginning further. So nobody can send somebody a
link into a login that is not theirs, and nobody can finish a login that somebody else began.
"""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from authing.server.rules import browser_sessions, cookies, tokens
from authing.server.rules.access import Tenant
from authing.server.rules.cookies import Cookie
from authing.server.rules.refusal import Code, Refusal
from authing.server.storage import browser
from authing.server.storage.tables.browser import Interaction

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from authing.server.rules.entrance import Proven
    from authing.server.rules.service import Context
    from authing.server.storage.tables.pools import Application, Pool

LIFE = timedelta(minutes=30)
NAME = cookies.PREFIX + "browser"
OIDC, OAUTH, CAS = "oidc", "oauth", "cas"
RESUMED_AT = {OIDC: "/oidc/auth/{id}", OAUTH: "/oauth/auth/{id}", CAS: "/cas-idp/{application}/login/{id}"}
"""Where a request is answered once its user has logged in, by the protocol."""

GONE = "this login has expired, or was begun in another browser: go back to the application and log in anew"


@dataclass(frozen=True)
class Underway:
    """A request that waits, in the browser that it came with.

    Attributes:
        id: Its secret id.
        pool: The pool.
        application: The application, with all that there is to it.
        proof: What forms must hand back (against cross-site request forgery): nobody knows it without the browser's cookie.
    """

    id: str
    pool: Pool
    application: Application
    proof: str
    row: Interaction

    @property
    def kind(self) -> str:
        """The protocol: "oidc", "oauth" or "cas"."""
        return self.row.kind

    @property
    def params(self) -> dict[str, Any]:
        """The request, which has been checked."""
        return self.row.params

    @property
    def login_id(self) -> str | None:
        """The session that was begun for this request; None where nobody has logged in for it."""
        return self.row.login_id

    @property
    def has_consented(self) -> bool | None:
        """What the user answered to the question for consent; None where it was not asked."""
        return self.row.has_consented

    @property
    def tenant(self) -> Tenant:
        """The pool and the application."""
        return Tenant(self.pool, self.application)

    @property
    def resumed_at(self) -> str:
        """The path at which the request is answered."""
        return RESUMED_AT[self.kind].format(id=self.id, application=self.application.id)


def start(
    db: Session, context: Context, application: Application, kind: str, params: Mapping[str, Any]
) -> tuple[str, Cookie]:
    """Let a request wait: its id, and the cookie that the browser needs to go on."""
    held = context.caller.cookies.get(NAME, "")
    # One cookie for all that a browser has under way: two tabs do not disturb each other.
    cookie = Cookie(NAME, held if len(held) == cookies.SHAPE else cookies.new_value())
    interaction_id, now = cookies.new_value(), context.service.now()
    row = Interaction(
        id_digest=tokens.digest(interaction_id),
        browser_digest=tokens.digest(cookie.value),
        application_id=application.id,
        kind=kind,
        params=dict(params),
        step=None,
        login_id=None,
        has_consented=None,
        expires_at=now + LIFE,
    )
    browser.add(db, row, now)
    return interaction_id, cookie


def get(db: Session, context: Context, interaction_id: str, *, lock: bool = False) -> Underway:
    """The request that waits under this id for the caller's browser.

    Raises:
        Refusal: NOT_FOUND, be it unknown, expired, or of another browser.
    """
    held = context.caller.cookies.get(NAME, "")
    digest = tokens.digest(interaction_id)
    found = browser.interaction(db, digest, tokens.digest(held), context.service.now(), lock=lock) if held else None
    if found is None:
        raise Refusal(Code.NOT_FOUND, GONE)
    row, application, pool = found
    context.act.is_in(pool, application)
    return Underway(interaction_id, pool, application, tokens.digest(f"form:{interaction_id}:{held}"), row)


def finish(db: Session, underway: Underway) -> None:
    """Take a request that is answered now: it is answered once.

    Raises:
        Refusal: NOT_FOUND if somebody was faster.
    """
    if not browser.finish(db, underway.row.id_digest):
        raise Refusal(Code.NOT_FOUND, GONE)


def log_in(db: Session, context: Context, underway: Underway, proven: Proven) -> Cookie:
    """Begin a session in the browser for the user of a request."""
    underway.row.login_id, cookie = browser_sessions.begin(db, context, proven, underway.application)
    underway.row.step = underway.row.has_consented = None
    return cookie


def answer(context: Context, interaction_id: str, proof: str, session_id: str, *, has_consented: bool) -> Underway:
    """Note what the user of a session answered to the question for consent.

    Raises:
        Refusal: FORBIDDEN if the form is from elsewhere, or another user is logged in by now.
    """
    with context.writing() as db:
        underway = get(db, context, interaction_id, lock=True)
        require_proof(underway, proof)
        session = browser_sessions.current(db, context, underway.pool, underway.application)
        if session is None or session.id != session_id:
            raise Refusal(Code.FORBIDDEN, "another user has logged in: go back and answer again")
        underway.row.has_consented = has_consented
    return underway


def require_proof(underway: Underway, proof: str) -> None:
    """Refuse a form that did not come from the page of this request."""
    if not hmac.compare_digest(underway.proof.encode(), proof.encode("utf-8", "replace")):
        raise Refusal(Code.FORBIDDEN, "this form is not from the login page: go back and try again")


def step(context: Context, underway: Underway) -> dict[str, Any] | None:
    """What the user has proven so far, if there is more to come."""
    sealed = underway.row.step
    return None if sealed is None else json.loads(context.service.vault.unseal(sealed, underway.row.id_digest))


def set_step(context: Context, underway: Underway, step: Mapping[str, Any] | None) -> None:
    """Keep what the user has proven so far; it holds tokens, so it is sealed."""
    sealed = None if step is None else context.service.vault.seal(json.dumps(step), underway.row.id_digest)
    underway.row.step = sealed
