"""Logouts that an application asks for (OpenID Connect RP-Initiated Logout 1.0)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from authing.server.rules import acts, browser_sessions, grants, tokens
from authing.server.rules.refusal import Code, Refusal
from authing.server.storage import applications, sessions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from authing.server.rules.cookies import Cookie
    from authing.server.rules.service import Context
    from authing.server.storage.tables.accounts import Account
    from authing.server.storage.tables.pools import Application


@dataclass(frozen=True)
class Leaving:
    """What became of a logout.

    Attributes:
        asks: The user who has to say first whether this is wanted; None if that is not needed.
        target: Where the user goes afterwards.
        forgotten: The cookies that the browser forgets.
    """

    asks: Account | None = None
    target: str | None = None
    forgotten: tuple[Cookie, ...] = ()


def log_out(context: Context, params: Mapping[str, str], *, is_confirmed: bool) -> Leaving:
    """End the sessions of the caller's browser, once it is clear that their user wants that.

    Raises:
        Refusal: The user would be sent to an address that the application has not registered, or nothing tells which one it is.
    """
    with context.writing() as db:
        application, account_id = _hinted(db, params)
        target = _target(application, params)
        open_ones = browser_sessions.held_by_caller(db, context)
        others = [session for session in open_ones if session.account.id != account_id]
        # Section 2: "the OP SHOULD ask the End-User" if there is no id_token_hint, or it is about somebody else.
        if others and not is_confirmed:
            return Leaving(asks=others[0].account)
        if account_id is not None:
            sessions.end_one(db, tokens.digest(params["id_token_hint"]))
        if open_ones:
            context.act.operation = acts.LOGOUT
            context.act.is_in(open_ones[0].pool, application, open_ones[0].account.id)
            grants.end_of_browser(db, [session.id for session in open_ones])
        return Leaving(target=target, forgotten=tuple(browser_sessions.end(db, context)))


def _hinted(db: Session, params: Mapping[str, str]) -> tuple[Application | None, str | None]:
    """The application that asks, and the user of its id_token."""
    hint, client_id = params.get("id_token_hint", ""), params.get("client_id")
    named = tokens.audience(hint) or client_id
    # "When both client_id and id_token_hint are present, the OP MUST verify that the Client Identifier matches".
    if client_id not in (None, named):
        raise Refusal(Code.MALFORMED, "client_id is not the application of id_token_hint")
    application = applications.published(db, named) if named and tokens.ID.match(named) else None
    return application, tokens.hinted(db, hint, application) if application else None


def _target(application: Application | None, params: Mapping[str, str]) -> str | None:
    """Section 3: the address "MUST have been previously registered", letter by letter."""
    uri = params.get("post_logout_redirect_uri")
    if uri is None:
        return None
    if application is None:
        raise Refusal(Code.MALFORMED, "post_logout_redirect_uri needs id_token_hint or client_id")
    if uri not in application.logout_redirect_uris:
        raise Refusal(Code.MALFORMED, "the post_logout_redirect_uri is none of the application's logoutRedirectUris")
    state = {"state": params["state"]} if "state" in params else {}
    return f"{uri}{('&' if '?' in uri else '?') + urlencode(state) if state else ''}"
