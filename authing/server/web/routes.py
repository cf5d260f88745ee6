"""The paths of the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from authing.server.rules import logout
from authing.server.web import consent, login, verification
from authing.server.web.pages import STYLE, Redirect, message, page, style

if TYPE_CHECKING:
    from authing.server.rules.cookies import Cookie
    from authing.server.rules.service import Context, Service
    from authing.server.web.pages import Answer


def log_out(context: Context, values: dict[str, str]) -> Answer:
    """End the sessions of the browser."""
    named = values.get("app_id") or context.caller.application_id
    return logged_out(*logout.of_browser(context, named, values.get("redirect_uri")))


def logged_out(forgotten: list[Cookie], target: str | None) -> Answer:
    """Where a browser goes after its logout: to an address that is allowed, or nowhere."""
    if target is not None:
        return Redirect(target, tuple(forgotten))
    return message("Logged out", "You are logged out in this browser.", *forgotten)


def routes(service: Service) -> list[Route]:
    """All routes of this door."""
    return [
        Route(STYLE, style, methods=["GET"]),
        Route("/login", page(service, login.show), methods=["GET"]),
        Route("/login", page(service, login.submit), methods=["POST"]),
        Route("/login/continue", page(service, login.lead_on), methods=["GET"]),
        Route("/login/consent", page(service, consent.show), methods=["GET"]),
        Route("/login/consent", page(service, consent.submit), methods=["POST"]),
        Route(verification.PATH, page(service, verification.show), methods=["GET"]),
        Route(verification.PATH, page(service, verification.submit), methods=["POST"]),
        Route("/login/profile/logout", page(service, log_out), methods=["GET"]),
    ]
