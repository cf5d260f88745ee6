"""The question whether an application may know what it asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from authing.server.rules import browser_sessions, interactions
from authing.server.rules.refusal import Code, Refusal
from authing.server.web import login
from authing.server.web.pages import Page, Redirect
from authing.server.web.texts import SCOPES

if TYPE_CHECKING:
    from authing.server.rules.service import Context
    from authing.server.web.pages import Answer


def address(interaction_id: str) -> str:
    """The address of the page for a request that waits."""
    return login.address_of("/login/consent", interaction_id)


def show(context: Context, values: dict[str, str]) -> Answer:
    """Ask the user who is logged in."""
    with context.reading() as db:
        underway = interactions.get(db, context, values.get("interaction", ""))
        session = browser_sessions.current(db, context, underway.pool, underway.application)
    if session is None:
        return Redirect(login.address(underway.id))
    account = session.account
    wanted = str(underway.params.get("scope", "")).split()
    # Others are not granted either.
    return Page(
        "consent.html",
        {
            "underway": underway,
            "session": session,
            "user": account.name or account.username or account.email or account.phone or account.id,
            "scopes": list(dict.fromkeys(SCOPES[scope] for scope in wanted if scope in SCOPES)),
        },
    )


def submit(context: Context, values: dict[str, str]) -> Answer:
    """Take the answer."""
    if values.get("answer") not in ("allow", "deny"):
        raise Refusal(Code.MALFORMED, "answer must be allow or deny")
    underway = interactions.answer(
        context,
        values.get("interaction", ""),
        values.get("proof", ""),
        values.get("session", ""),
        has_consented=values["answer"] == "allow",
    )
    return Redirect(login.address_to_continue(underway))
