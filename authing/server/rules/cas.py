"""CAS: single sign-on by tickets (CAS Protocol 3.0; proxies are not there).

An application is known by its id in the path, and has registered the services that users may be sent to as its redirect URIs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from authing.server.rules import application_settings, browser_sessions, claims, cookies, interactions, tokens
from authing.server.rules.refusal import Code, Refusal
from authing.server.storage import applications, browser, pools
from authing.server.storage.tables.browser import Ticket

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from authing.server.rules.browser_sessions import BrowserSession
    from authing.server.rules.cookies import Cookie
    from authing.server.rules.service import Context
    from authing.server.storage.tables.accounts import Account
    from authing.server.storage.tables.pools import Application

TOLD = (*claims.IN_LOGIN_TOKENS, "username")
"""The scopes whose claims a service is told about a user."""

TICKET_LIFE = timedelta(minutes=1)
INVALID_REQUEST, INVALID_TICKET, INVALID_SERVICE = "INVALID_REQUEST", "INVALID_TICKET", "INVALID_SERVICE"
INVALID_PROXY_CALLBACK, UNAUTHORIZED_SERVICE_PROXY = "INVALID_PROXY_CALLBACK", "UNAUTHORIZED_SERVICE_PROXY"
"""Codes of failed validations (section 2.5.3)."""

NO_PROXIES = "proxies are not available in the local server"


class Invalid(Exception):
    """A ticket that cannot be validated: one of the codes of the protocol, and why."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(f"{code}: {reason}")
        self.code, self.reason = code, reason


@dataclass(frozen=True)
class Asked:
    """What an application asks for (section 2.1.1).

    Attributes:
        service: Where the user is sent with a ticket; None where it only has to be logged in.
        renew: Whether the user has to log in although it is logged in already.
        gateway: Whether a user who is not logged in is sent back without a ticket, instead of being asked.
    """

    service: str | None
    renew: bool
    gateway: bool

    @classmethod
    def of(cls, values: Mapping[str, str]) -> Asked:
        """Read the parameters of a request."""
        renew, service = values.get("renew") == "true", values.get("service") or None
        # Section 2.1.1: "It is RECOMMENDED that CAS implementations ignore the gateway parameter if renew is set."
        return cls(service, renew, service is not None and not renew and values.get("gateway") == "true")


@dataclass(frozen=True)
class Sent:
    """Where the browser goes next: to a service, or to the login page for an interaction; None of both: it stays, logged in."""

    target: str | None = None
    interaction_id: str | None = None
    cookies: tuple[Cookie, ...] = ()


@dataclass(frozen=True)
class Validated:
    """What a good ticket tells an application."""

    user: str
    attributes: dict[str, Any]


def log_in(context: Context, application_id: str, asked: Asked) -> Sent:
    """Send a user back to a service with a ticket, or to the login page."""
    with context.writing() as db:
        application = _require(db, application_id)
        if asked.service is not None:
            require_service(application, asked.service)
        pool = pools.pool(db, application.pool_id)
        session = None if pool is None or asked.renew else browser_sessions.current(db, context, pool, application)
        if session is not None:
            return _sent(db, context, application, session, asked.service, is_new_login=False)
        if asked.gateway:
            return Sent(asked.service)
        params = {"service": asked.service, "renew": asked.renew}
        interaction_id, cookie = interactions.start(db, context, application, interactions.CAS, params)
        return Sent(interaction_id=interaction_id, cookies=(cookie,))


def resume(context: Context, application_id: str, interaction_id: str) -> Sent:
    """Answer a request whose user has logged in."""
    with context.writing() as db:
        underway = interactions.get(db, context, interaction_id, lock=True)
        if underway.kind != interactions.CAS or underway.application.id != application_id:
            raise Refusal(Code.NOT_FOUND, interactions.GONE)
        session = browser_sessions.current(db, context, underway.pool, underway.application)
        is_new_login = session is not None and session.id == underway.login_id
        if session is None or (underway.params["renew"] and not is_new_login):
            return Sent(interaction_id=interaction_id)
        interactions.finish(db, underway)
        service = underway.params["service"]
        return _sent(db, context, underway.application, session, service, is_new_login=is_new_login)


def require_service(application: Application, service: str) -> None:
    """Refuse a service that the application has not registered: letter by letter up to the query, of which a service has its own.

    A registered address with a query is good only as a whole. The beginning of an address would not do: who registers
    `https://example.com` does not mean `https://example.com.evil.org`.

    Raises:
        Refusal: MALFORMED or FORBIDDEN.
    """
    application_settings.require_redirect_uris("service", [service])
    if service not in application.redirect_uris and service.partition("?")[0] not in application.redirect_uris:
        raise Refusal(Code.FORBIDDEN, "this service is not among the redirect URIs of the application")


def validate(context: Context, application_id: str, values: Mapping[str, str]) -> Validated:
    """What a ticket tells; it is good once, and used even by a validation that fails.

    Raises:
        Invalid: The code and the reason.
    """
    ticket, service = values.get("ticket"), values.get("service")
    if not ticket or not service:
        raise Invalid(INVALID_REQUEST, "service and ticket are needed")
    if values.get("pgtUrl"):
        raise Invalid(INVALID_PROXY_CALLBACK, NO_PROXIES)
    now = context.service.now()
    with context.writing() as db:
        taken = browser.take_ticket(db, tokens.digest(ticket))
        login = browser.login(db, taken.login_id) if taken else None
    with context.reading() as db:
        try:
            _require(db, application_id)
        except Refusal as refusal:
            raise Invalid(INVALID_SERVICE, refusal.message) from None
        if taken is None or login is None or taken.application_id != application_id or taken.expires_at <= now:
            raise Invalid(INVALID_TICKET, "the ticket is unknown, used or expired")
        # Section 2.5.3: "the ticket provided was valid, but the service specified did not match the service associated with
        # the ticket. CAS MUST invalidate the ticket and disallow future validation of that same ticket".
        if taken.service != service:
            raise Invalid(INVALID_SERVICE, "the ticket is for another service")
        # Section 2.5.1: "ticket validation will only succeed if the service ticket was issued from the presentation of the
        # user's primary credentials".
        if values.get("renew") == "true" and not taken.is_new_login:
            raise Invalid(INVALID_TICKET, "the user did not log in for this ticket")
        started, account = login
        attributes = _attributes(db, account, started.authenticated_at, is_new_login=taken.is_new_login)
    return Validated(account.username or account.email or account.phone or account.id, attributes)


def _require(db: Session, application_id: str) -> Application:
    found = applications.published(db, application_id)
    if found is None:
        raise Refusal(Code.APPLICATION_UNKNOWN)
    if not application_settings.settings_of(found)["casProviderEnabled"]:
        raise Refusal(Code.FORBIDDEN, "CAS is not switched on for this application (casProviderEnabled)")
    return found


def _sent(
    db: Session,
    context: Context,
    application: Application,
    session: BrowserSession,
    service: str | None,
    *,
    is_new_login: bool,
) -> Sent:
    """Issue a ticket."""
    if service is None:
        return Sent()
    value, now = f"ST-{cookies.new_value()}", context.service.now()
    ticket = Ticket(
        digest=tokens.digest(value),
        application_id=application.id,
        login_id=session.id,
        service=service,
        is_new_login=is_new_login,
        expires_at=now + TICKET_LIFE,
    )
    browser.add(db, ticket, now)
    return Sent(f"{service}{'&' if '?' in service else '?'}{urlencode({'ticket': value})}")


def _attributes(db: Session, account: Account, authenticated_at: datetime, *, is_new_login: bool) -> dict[str, Any]:
    return {
        "authenticationDate": authenticated_at,
        "longTermAuthenticationRequestTokenUsed": False,
        "isFromNewLogin": is_new_login,
        "sub": account.id,
        **claims.known(db, account, (*claims.IN_LOGIN_TOKENS, "username")),
    }
